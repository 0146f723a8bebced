"""Each kind of network of the gallery at its own learning rate, which other seeds than the judged ones choose."""

from dataclasses import replace
from functools import partial

import pytest

import datasets
import training
from chapters.ch06_cnn_architectures import SETTINGS, softmax_regression
from chapters.material.gallery import rates_by_kind, train_gallery

RECIPES = {
    name: partial(softmax_regression, steps=8)
    for name in ("ResNet", "WS graph 0", "WS graph 1", "BA graph 0", "ER graph 0")
}
FIRST = {"ResNet": ("ResNet",) * 3, "random graphs": ("WS-graph-0", "BA-graph-0", "ER-graph-0")}


@pytest.fixture(scope="module")
def iris():
    return datasets.load("iris", validation=0.3)


def settings(folder, rates):
    values = {"rates": rates, "tuning_seeds": (100, 101, 102)}
    return replace(SETTINGS, seed=3, seeds=1, epochs=2, runs_dir=folder, values=values)


def test_three_trainings_choose_for_each_kind_and_all_random_graphs_are_one(iris, tmp_path):
    few = settings(tmp_path, (1e-9, 0.1))
    runs = train_gallery(RECIPES, iris, few)
    assert [(run.name, run.seed) for run in runs] == [(name, 3) for name in RECIPES]
    assert all(run.record["tuned"] == {"rates": [1e-9, 0.1], "seeds": [100, 101, 102]} for run in runs)
    tried = {path.name for path in few.folder.iterdir() if "-s10" in path.name and path.is_dir()}
    turns = [(name, seed) for names in FIRST.values() for name, seed in zip(names, (100, 101, 102), strict=True)]
    assert tried == {f"{name}-s{seed}-rate={rate}" for name, seed in turns for rate in ("0.1", "1e-09")}
    best = {}
    for kind, names in FIRST.items():
        means = {}
        for rate in few["rates"]:
            folders = [f"{name}-s{seed}-rate={rate:g}" for name, seed in zip(names, (100, 101, 102), strict=True)]
            found = [training.load(few.folder / folder).metrics["validation"] for folder in folders]
            means[rate] = [sum(one[metric] for one in found) / 3 for metric in ("accuracy", "loss")]
        best[kind] = max(means, key=lambda rate: (means[rate][0], -means[rate][1]))
    assert rates_by_kind(runs) == best
    assert len({run.settings["recipe"]["hyperparameters"]["learning_rate"] for run in runs if "graph" in run.name}) == 1


def test_without_a_list_all_have_the_rate_of_their_recipe(iris, tmp_path):
    few = settings(tmp_path, ())
    assert rates_by_kind(train_gallery(RECIPES, iris, few)) == {"ResNet": 0.003, "random graphs": 0.003}
    assert len(training.find_runs(few.folder)) == len(RECIPES)
