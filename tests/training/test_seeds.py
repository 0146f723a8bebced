"""`fit_all`: what it takes, and when it trains in other processes."""

import itertools

import pytest

import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from training.sameness import first_difference


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


def test_trainings_that_differ_in_more_than_their_recipe_are_those_of_single_calls(small, tiny_network, tmp_path):
    few = small.take(100)
    each = {"short": {"epochs": 1}, "few": {"data": few, "batch_size": 50}}
    recipes = dict.fromkeys(("long", "short", "few"), tiny_network)
    runs = training.fit_all(recipes, small, each=each, epochs=2, seeds=2, folder=tmp_path / "together", verbose=0)
    assert [(run.seed, run.name) for run in runs] == list(itertools.product((0, 1), recipes))
    for run in runs:
        keywords = {"data": small, "epochs": 2, **each.get(run.name, {})}
        alone = training.fit(
            tiny_network, name=run.name, seed=run.seed, folder=tmp_path / "alone", verbose=0, **keywords
        )
        assert first_difference(alone, run) is None


@pytest.mark.parametrize(("each", "sentence"), [
    ({"b": {}}, "each names 'b', which is no recipe; choose one of a"), ({"a": {"epoch": 1}}, "no keyword 'epoch'"),
    ({"a": {"folder": "x"}}, "each gives folder to 'a', and all trainings have the same"), (3, "is no mapping"),
    ({"a": 1}, "is no mapping"),
])  # fmt: skip
def test_what_single_trainings_cannot_have_is_named(small, tiny_network, tmp_path, each, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit_all({"a": tiny_network}, small, each=each, folder=tmp_path)


def wild(*shape):
    """A recipe whose loss becomes infinite."""
    model = models.dense(*shape, hidden=(4,))
    model.compile(keras.optimizers.SGD(1e30), "sparse_categorical_crossentropy")
    return model


def test_runs_that_diverge_are_left_out_if_that_is_wanted(small, tiny_network, tmp_path, capsys):
    recipes, settings = {"wild": wild, "tame": tiny_network}, {"epochs": 1, "folder": tmp_path, "verbose": 0}
    runs = training.fit_all(recipes, small, seeds=2, leave_out_diverged=True, **settings)
    assert [(run.name, run.seed) for run in runs] == [("tame", 0), ("tame", 1)]
    assert capsys.readouterr().out.count("wild diverged: loss became") == 1
    with pytest.raises(training.Diverged):
        training.fit_all(recipes, small, **settings)
