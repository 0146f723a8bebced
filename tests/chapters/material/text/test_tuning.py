"""Every network at its own best learning rate: chosen on validation, with the first seed, and then over all seeds."""

from dataclasses import replace

import pytest

import datasets
import training
from chapters.ch08_text import SETTINGS, networks
from chapters.material.text import train_tuned


@pytest.fixture(scope="module")
def data():
    return datasets.load("negation").take(128)


def settings(folder, rates):
    return replace(SETTINGS, runs_dir=folder, epochs=2, seeds=2, values={"rates": rates})


def test_the_rate_is_chosen_by_the_validation_loss_of_the_first_seed(data, tmp_path):
    few = settings(tmp_path, (1e-7, 0.01))
    recipes = networks(("bag of bigrams",), data, few)
    runs = train_tuned(recipes, data, few, "a", patience=2)
    tried = {run.name: run for run in map(training.load, training.find_runs(few.folder)) if run not in runs}
    losses = {name: run.metrics["validation"]["loss"] for name, run in tried.items() if name != "bag of bigrams"}
    assert set(losses) == {"bag of bigrams 1e-07", "bag of bigrams 0.01"}
    best = min(losses, key=losses.__getitem__)
    assert [run.seed for run in runs] == [0, 1]
    assert [run.settings["optimizer"]["learning_rate"] for run in runs] == pytest.approx([float(best.split()[-1])] * 2)


def test_without_rates_a_network_keeps_its_own(data, tmp_path):
    few = settings(tmp_path, ())
    runs = train_tuned(networks(("bag of words",), data, few), data, few, "a", patience=2)
    assert len(training.find_runs(few.folder)) == len(runs) == 2
