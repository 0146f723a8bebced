"""A picture of a network by `keras.utils.plot_model`, for whoever has pydot and Graphviz."""

from __future__ import annotations

from pathlib import Path

from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.files import make_folder
from training.settings import Recipe

MISSING = (
    "The network is not drawn as a picture: that needs pydot\n"
    "(python -m pip install pydot) and Graphviz (https://graphviz.org/download)."
)


def draw_network(recipe: Recipe, data: Dataset, path: Path) -> list[Path]:
    """Draw the layers of a recipe on a dataset, with the shapes between them; without pydot or Graphviz say so.

    Returns:
        The path as a list of one figure; empty if nothing could be drawn.
    """
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}")
    model = recipe(data.input_shape, data.outputs, data.task)
    try:
        keras.utils.plot_model(model, beside, show_shapes=True, show_layer_names=False, show_layer_activations=True)
    except ImportError:
        print(MISSING)
        return []
    beside.replace(path)
    return [path]
