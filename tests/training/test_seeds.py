"""`fit_all`: what it takes, and when it trains in other processes."""

import itertools

import pytest

import models
import training
from runtime.errors import UserError


def test_a_recipe_that_cannot_go_to_another_process_is_named(small, tmp_path):
    recipes = {"a": lambda *shape: models.dense(*shape), "b": models.dense}
    with pytest.raises(UserError, match="recipe 'a' cannot go to another process"):
        training.fit_all(recipes, small, jobs=2, epochs=1, folder=tmp_path, verbose=False)


@pytest.mark.parametrize(("seeds", "sentence"), [
    ([0, "1"], "a seed has to be a whole number"), ([0, 0], "a seed twice"), (itertools.count(), "more than 10,000"),
    (2**31, "neither a number of seeds nor a list"), (b"12", "neither a number"), (True, "neither"), ([], "empty"),
])  # fmt: skip
def test_seeds_are_looked_at_before_the_first_training(small, tiny_network, tmp_path, seeds, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit_all({"a": tiny_network}, small, seeds=seeds, folder=tmp_path)
    assert not list(tmp_path.iterdir())
