"""From a recipe to a built model that no training has used yet."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from datasets.rows import IN_TURN, only_in_turn
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
    if only_in_turn(data):
        raise UserError(
            f"fit takes a dataset, and a {type(data).__name__} {IN_TURN}; give a datasets.Dataset, whose splits have "
            "arrays, or objects with __len__ and __getitem__"
        )
    if not isinstance(data, Dataset):
        raise UserError(f"fit takes a dataset from datasets.load, not {shown(data)}")


def built(recipe: Recipe, data: Dataset) -> keras.Model:
    """What the recipe makes of a dataset's shapes, with its weights; errors as of `built_for`."""
    return built_for(recipe, data.input_shape, data.outputs, data.task, data.train.x.dtype.name)


def built_for(recipe: Recipe, input_shape: Sequence[int], outputs: int, task: str, dtype: str) -> keras.Model:
    """What the recipe makes, with its weights.

    A class of one's own has them after its first call only, so it is called on one example of zeros.

    Args:
        recipe: of the model.
        input_shape: of one example.
        outputs: of the model.
        task: as of the dataset.
        dtype: of the examples.

    Raises:
        UserError: it is no recipe, what it makes is no model, one that was trained before, or one with several outputs.
    """
    try:
        inspect.signature(recipe).bind(tuple(input_shape), outputs, task)
    except TypeError as error:
        raise UserError(f"the recipe cannot be called as recipe(input_shape, outputs, task): {error}") from None
    except ValueError:  # written in C: it has no signature to look at
        pass
    model = recipe(tuple(input_shape), outputs, task)
    if not isinstance(model, keras.Model):
        raise UserError(f"the recipe returned {shown(model)} and no model; end it with return model")
    if model.compiled and (model.optimizer.built or int(model.optimizer.iterations)):
        raise UserError(
            "the model or the optimizer of the recipe was used in a training; make both inside the recipe, so that "
            "each training has new ones"
        )
    if has_graph(model) and not model.built:
        model.build((None, *input_shape))
    elif not has_graph(model):  # `build` of a class without one of its own makes no weights, and says built
        result = model(np.zeros((1, *input_shape), dtype))
        if not hasattr(result, "shape"):
            raise UserError(f"the model {type(model).__name__} gives {shown(result)}; let its call return one tensor")
    return model


def has_graph(model: keras.Model) -> bool:
    """Whether Keras knows the calls of a model: it is Sequential or functional, and no class with a call of its own."""
    return isinstance(model, keras.Sequential) or hasattr(model, "input_shape")


def output_shape(model: keras.Model, data: Dataset) -> tuple[Any, ...]:
    """The shape of a built model's output, None for the batch; a class of one's own is asked with one example."""
    if has_graph(model):
        return model.output_shape
    return (None, *model(data.train.x[:1], training=False).shape[1:])
