"""From a recipe to a built model that no training has used yet."""

from __future__ import annotations

from typing import Any

from datasets.dataset import Dataset
from runtime.arguments import shown
from runtime.backend import keras
from runtime.errors import UserError
from training.settings import Recipe


def check_recipe(recipe: Any, data: Any) -> None:
    """Refuse what is no recipe, and what is no dataset.

    Raises:
        UserError: it is so; the sentence says what to give.
    """
    if isinstance(recipe, keras.Model):
        raise UserError("fit takes a recipe, and this is a model; give the function that builds it, as every seed does")
    if not callable(recipe):
        raise UserError(f"fit takes a recipe (input_shape, outputs, task) -> keras.Model, not {shown(recipe)}")
    if not isinstance(data, Dataset):
        raise UserError(f"fit takes a dataset from datasets.load, not {shown(data)}")


def built(recipe: Recipe, data: Dataset) -> keras.Model:
    """What the recipe makes, with its weights.

    Raises:
        UserError: it is no model, or one that was trained before.
    """
    model = recipe(data.input_shape, data.outputs, data.task)
    if not isinstance(model, keras.Model):
        raise UserError(f"the recipe returned {shown(model)} and no model; end it with return model")
    if model.compiled and (model.optimizer.built or int(model.optimizer.iterations)):
        raise UserError(
            "the model or the optimizer of the recipe was used in a training; make both inside the recipe, so that "
            "each training has new ones"
        )
    if not model.built:
        model.build((None, *data.input_shape))
    return model
