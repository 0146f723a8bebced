"""`fit_all`: what it takes, and when it trains in other processes."""

import itertools
from concurrent.futures import ThreadPoolExecutor

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
    ({"b": {}}, "each names 'b', which is no recipe; choose one of a, c"), ({"a": {"epoch": 1}}, "no keyword 'epoch'"),
    ({"a": {"folder": "x"}}, "each gives folder to 'a', and all trainings have the same"), (3, "is no mapping"),
    ({"a": 1}, "is no mapping"), ({"a": {"name": 3}}, "name has to be a text, not 3"),
    ({"a": {"name": "c"}}, r"one name and variant to two trainings, 'c \(\)'; give each its own variant"),
    ({"a": {"label": "x"}}, "no keyword 'label'"),
])  # fmt: skip
def test_what_single_trainings_cannot_have_is_named(small, tiny_network, tmp_path, each, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit_all(dict.fromkeys("ac", tiny_network), small, each=each, folder=tmp_path)


def test_trainings_of_one_name_are_told_apart_on_the_screen_and_by_their_folders(small, tiny_network, tmp_path, capsys):
    recipes = {"one epoch": tiny_network, "two epochs": tiny_network, "wild": wild}
    each = {
        "one epoch": {"name": "net", "variant": "epochs=1"},
        "two epochs": {"name": "net", "variant": "epochs=2", "epochs": 2},
        "wild": {"name": "net", "variant": "wild"},
    }
    settings = {"epochs": 1, "seeds": 2, "leave_out_diverged": True, "folder": tmp_path}
    with ThreadPoolExecutor(1) as pool:
        for elsewhere in ({}, {"engine": pool}):
            runs = training.fit_all(recipes, small, each=each, **settings, **elsewhere)
            assert [(run.name, run.seed, run.epochs) for run in runs] == [
                ("net", seed, epochs) for seed in (0, 1) for epochs in (1, 2)
            ]
            assert [run.folder.name for run in runs] == [
                f"net-s{seed}-epochs={epochs}" for seed in (0, 1) for epochs in (1, 2)
            ]
            said = capsys.readouterr().out
            assert all(f"{label} s{seed}: 200 examples" in said for label in recipes for seed in (0, 1))
            assert said.count("wild diverged: loss became") == 1


@pytest.mark.slow
def test_trainings_of_one_name_run_beside_each_other(small, tiny_network, tmp_path):
    recipes = {"one epoch": models.dense, "two epochs": models.dense}
    each = {label: {"name": "net", "variant": label, "epochs": n} for n, label in enumerate(recipes, 1)}
    beside = training.fit_all(recipes, small, each=each, jobs=2, folder=tmp_path / "beside", verbose=0)
    alone = training.fit_all(recipes, small, each=each, folder=tmp_path / "alone", verbose=0)
    assert [run.folder.name for run in beside] == ["net-s0-one-epoch", "net-s0-two-epochs"]
    assert all(first_difference(*pair) is None for pair in zip(alone, beside, strict=True))


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
