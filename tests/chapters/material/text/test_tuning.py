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


def test_every_network_has_one_rate_of_the_list_over_all_seeds(data, tmp_path):
    few = settings(tmp_path, (1e-7, 0.01))
    runs = train_tuned(networks(("bag of words", "bag of bigrams"), data, few), data, few, "a", patience=2)
    rates = [run.settings["optimizer"]["learning_rate"] for run in runs]
    assert [(run.name, run.seed) for run in runs] == [
        (name, seed) for name in ("bag of words", "bag of bigrams") for seed in (0, 1)
    ]
    assert rates[0] == rates[1] and rates[2] == rates[3] and {round(rate, 7) for rate in rates} <= {1e-7, 0.01}
    assert len(training.find_runs(few.folder)) == 2 * 2 + 2  # the first seed at both rates, the second at one


def test_seeds_that_are_not_judged_choose(data, tmp_path):
    few = settings(tmp_path, (1e-7, 0.01))
    few = replace(few, values={**few.values, "tuning_seeds": (100, 101)})
    runs = train_tuned(networks(("bag of words",), data, few), data, few, "a", patience=2)
    assert [run.seed for run in runs] == [0, 1]
    assert sorted(training.load(path).seed for path in training.find_runs(few.folder)) == [0, 1, 100, 100, 101, 101]


def test_without_rates_a_network_keeps_its_own(data, tmp_path):
    few = settings(tmp_path, ())
    runs = train_tuned(networks(("bag of words",), data, few), data, few, "a", patience=2)
    assert len(training.find_runs(few.folder)) == len(runs) == 2
