"""Few and many parameters on images of fewer and more pixels: parameters for the number of features."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import comparison
import training
from chapters.material.dense_networks.equal_parameters import units_for
from chapters.material.dense_networks.smaller_images import averaged_images
from comparison.tables import Comparison
from datasets.dataset import Dataset
from training.settings import Recipe

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings


def compare_features(data: Dataset, settings: Settings, recipe: Callable[..., Recipe]) -> dict[str, Comparison]:
    """Train a grid: two equal hidden layers with few and with many parameters, on each number of features.

    Args:
        data: of images.
        settings: with `"sides"`, to which images are averaged, and `"few_and_many"`, the parameters at most.
        recipe: settings and units -> a recipe.

    Returns:
        Title -> table, whose rows are called `49 features, 8,000 parameters`; empty where images cannot be averaged.
    """
    recipes, each = {}, {}
    for features, smaller in averaged_images(data, settings["sides"]).items():
        for parameters in settings["few_and_many"]:
            units = units_for(2, parameters, features, data.outputs)
            name = f"{features} features, {parameters:,} parameters"
            recipes[name], each[name] = recipe(settings, units=(units, units)), {"data": smaller}
    if not recipes:
        return {}
    runs = training.fit_all(recipes, data, each=each, **settings.training_of("features"))
    return {"Features and parameters": comparison.compare(runs)}
