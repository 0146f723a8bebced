"""More padding: the mask keeps the answers as they are."""

from functools import partial
from types import SimpleNamespace

import pytest

import datasets
from chapters.ch08_text import recurrent
from chapters.material.text.padding import moved_by_padding


@pytest.mark.parametrize(("masked", "moves"), [(True, False), (False, True)])
def test_only_without_a_mask_padding_moves_the_answer(masked, moves):
    data = datasets.load("negation").take(64)
    recipe = partial(recurrent, vocabulary_size=len(data.vocabulary), masked=masked)
    model = recipe(data.input_shape, 1, "binary")
    predictions = {"test_prediction": model.predict(data.test.x, batch_size=256, verbose=0)}
    most, _ = moved_by_padding(SimpleNamespace(model=model, predictions=predictions), data, recipe)
    assert (most > 1e-4) == moves
    assert moves or most < 1e-6
