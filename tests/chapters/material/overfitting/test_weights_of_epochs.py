"""The gap of the last epochs: each file holds its epoch's weights; the mean and its interval follow from them."""

from functools import partial

import numpy as np
import pytest

import comparison
import datasets
import training
from chapters.ch13_overfitting import two_hidden_layers
from chapters.material.overfitting.weights_of_epochs import LastEpochs, difference_of_gaps, last_epochs, right_answers
from comparison.differences import difference_of_examples

IRIS = {"seeds": 2, "batch_size": 16, "verbose": 0}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    recipes = {"none": partial(two_hidden_layers, units=6), "dropout": partial(two_hidden_layers, units=6, dropout=0.4)}
    return training.fit_all(recipes, datasets.load("iris"), epochs=7, callbacks=[LastEpochs()], folder=folder, **IRIS)


def test_the_weights_of_the_last_five_epochs_are_kept(trained):
    for run in trained:
        names = sorted(path.name for path in run.folder.glob("*.weights.h5"))
        assert names == [f"epoch-{epoch:03d}.weights.h5" for epoch in (3, 4, 5, 6, 7)]
        assert "steps_per_call" not in run.record or run.record["steps_per_call"] != 1


def test_they_are_those_of_a_training_that_ended_there(trained, tmp_path):
    data, run = datasets.load("iris"), trained[-1]
    right = right_answers(run, data, "test").mean(axis=1)
    assert right[-1] == pytest.approx(run.metrics["test"]["accuracy"])
    recipe = partial(two_hidden_layers, units=6, dropout=0.4)
    shorter = training.fit_all({"dropout": recipe}, data, epochs=5, folder=tmp_path, **{**IRIS, "seeds": [run.seed]})
    assert right[2] == pytest.approx(shorter[0].metrics["test"]["accuracy"])
    outputs = run.model.predict(data.test.x, verbose=0)
    assert np.allclose(outputs, run.predictions["test_prediction"], atol=1e-6), "the model is that of the last epoch"


def test_the_difference_is_that_of_the_mean_gaps(trained):
    data = datasets.load("iris")
    last = last_epochs(comparison.compare(trained).rows, data)
    assert last["none"].gaps.shape == (2, 5)
    difference = difference_of_gaps(last["none"], last["dropout"])
    gaps = {
        name: [
            (right_answers(run, data, "train").mean(axis=1) - right_answers(run, data, "test").mean(axis=1)).mean()
            for run in trained
            if run.name == name
        ]
        for name in last
    }
    assert difference.differences == pytest.approx(np.subtract(gaps["none"], gaps["dropout"]))
    assert difference.seeds == 2
    assert difference.examples == len(data.test)
    assert difference.lower_is_better
    assert set(difference.sides["differs"]) == {"recipe.hyperparameters.dropout"}


def test_of_one_epoch_it_is_the_tables_difference(trained):
    """With the last epoch alone the interval is that of `Comparison.difference`."""
    data = datasets.load("iris")
    rights = {
        name: np.array([right_answers(run, data, "test")[-1] for run in trained if run.name == name])
        for name in ("none", "dropout")
    }
    table = comparison.compare(trained).difference("accuracy gap", "none", "dropout")
    ours = difference_of_examples(
        rights["none"] * 1.0, rights["dropout"] * 1.0, paired=True, values=(table.values_a, table.values_b)
    )
    assert ours.interval() == pytest.approx(table.interval())
