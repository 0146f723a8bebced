"""Each kind of network of the gallery at its own learning rate, which other seeds than the judged ones choose."""

from dataclasses import replace
from functools import partial

import pytest

import datasets
import training
from chapters.ch06_cnn_architectures import SETTINGS, softmax_regression
from chapters.material.gallery import rates_by_kind, train_gallery

RECIPES = {name: partial(softmax_regression, steps=8) for name in ("ResNet", "WS graph 0", "WS graph 1")}


@pytest.fixture(scope="module")
def iris():
    return datasets.load("iris", validation=0.3)


def settings(folder, rates):
    values = {"rates": rates, "tuning_seeds": (100,)}
    return replace(SETTINGS, seed=3, seeds=2, epochs=2, runs_dir=folder, values=values)


def test_the_first_graph_chooses_for_its_generator(iris, tmp_path):
    few = settings(tmp_path, (1e-9, 0.1))
    runs = train_gallery(RECIPES, iris, few)
    assert sorted((run.name, run.seed) for run in runs) == [(name, seed) for name in RECIPES for seed in (3, 4)]
    assert all(run.record["tuned"] == {"rates": [1e-9, 0.1], "seeds": [100]} for run in runs)
    tried = {path.name for path in few.folder.iterdir() if "-s100" in path.name and path.is_dir()}
    names = ("ResNet", "WS-graph-0")
    assert tried == {f"{name}-s100-rate={rate}" for name in names for rate in ("0.1", "1e-09")}
    best = {}
    for name in names:
        found = {rate: training.load(few.folder / f"{name}-s100-rate={rate:g}").metrics for rate in few["rates"]}
        best[name] = max(found, key=lambda rate: found[rate]["validation"]["accuracy"])
    assert rates_by_kind(runs) == {"ResNet": best["ResNet"], "WS": best["WS-graph-0"]}
    assert len({run.settings["recipe"]["hyperparameters"]["learning_rate"] for run in runs if "WS" in run.name}) == 1


def test_without_a_list_all_have_the_rate_of_their_recipe(iris, tmp_path):
    few = settings(tmp_path, ())
    assert rates_by_kind(train_gallery(RECIPES, iris, few)) == {"ResNet": 0.003, "WS": 0.003}
    assert len(training.find_runs(few.folder)) == 2 * len(RECIPES)
