"""F-scores and R2 as metrics of a training, against scikit-learn."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from sklearn.metrics import f1_score, fbeta_score, r2_score

import datasets
import models
import training
from datasets import Split
from runtime.backend import keras
from runtime.errors import UserError

F1, FBeta = keras.metrics.F1Score, keras.metrics.FBetaScore


@pytest.fixture(scope="module")
def two_classes():
    return datasets.load("breast_cancer")


def decided(run, split, threshold=0.5):
    arrays = run.predictions
    return arrays[f"{split}_y"].reshape(-1), arrays[f"{split}_prediction"][:, 0] > threshold


@pytest.mark.parametrize(
    ("metric", "threshold"),
    [
        ("f1_score", 0.5),
        (F1(threshold=0.3), 0.3),
        *(
            pytest.param(metric, threshold, marks=pytest.mark.slow)
            for metric, threshold in (
                (F1, 0.5),
                (F1(), 0.5),
                (partial(F1, threshold=0.7, average="micro"), 0.7),
                (F1(threshold=0.5, average="weighted"), 0.5),
            )
        ),
    ],
)
def test_f1_of_a_binary_task_is_scikit_learns(two_classes, tmp_path, metric, threshold):
    run = training.fit(
        partial(models.dense, hidden=(4,)), two_classes, epochs=2, metrics=["accuracy", metric, "auc"],
        folder=tmp_path, verbose=1,
    )  # fmt: skip
    for split in ("train", "validation", "test"):
        expected = f1_score(*decided(run, split, threshold))
        assert run.metrics[split]["f1_score"] == pytest.approx(expected, abs=1e-6)
    assert run.history["val_f1_score"][-1] == pytest.approx(run.metrics["validation"]["f1_score"], abs=1e-6)
    assert run.predictions["test_y"].shape == (len(two_classes.test),)
    part = two_classes.test
    again = run.model.evaluate(part.x, part.y[:, None], verbose=0, return_dict=True)
    assert again["f1_score"] == pytest.approx(run.metrics["test"]["f1_score"], abs=1e-6)


def test_fbeta_in_a_recipe_that_compiles(two_classes, tmp_path):
    def recipe(input_shape, outputs, task, metric=None):
        model = keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs, activation="sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=[metric()])
        return model

    fit = partial(training.fit, data=two_classes, epochs=1, folder=tmp_path, verbose=0)
    run = fit(partial(recipe, metric=partial(FBeta, beta=2.0, threshold=0.5, average="macro")))
    y, prediction = decided(run, "test")
    assert run.metrics["test"]["fbeta_score"] == pytest.approx(fbeta_score(y, prediction, beta=2), abs=1e-6)
    with pytest.raises(UserError, match=r"F1Score needs more .*; give it threshold=0.5, average='macro'"):
        fit(partial(recipe, metric=F1))


def test_an_f1_of_each_class_is_refused_before_training(small, tiny_network, tmp_path):
    parts = {name: Split(small.split(name).x, np.eye(10, dtype=np.float32)[small.split(name).y])
             for name in ("train", "validation", "test")}  # fmt: skip
    fit = partial(
        training.fit, tiny_network, replace(small, **parts), epochs=1, loss="categorical_crossentropy", folder=tmp_path,
        verbose=0,
    )  # fmt: skip
    with pytest.raises(UserError, match=r"give it average='macro'"):
        fit(metrics=[F1()])
    run = fit(metrics=[F1(average="macro")])
    y, prediction = run.predictions["test_y"].argmax(axis=1), run.predictions["test_prediction"].argmax(axis=1)
    expected = f1_score(y, prediction, average="macro", labels=range(10), zero_division=0)
    assert run.metrics["test"]["f1_score"] == pytest.approx(expected, abs=1e-6)


def test_r2_of_a_column(small, tiny_network, tmp_path):
    parts = {name: Split(small.split(name).x, small.split(name).x.mean(axis=(1, 2, 3)))
             for name in ("train", "validation", "test")}  # fmt: skip
    data = replace(small, task="regression", outputs=1, class_names=(),
                   baseline=replace(small.baseline, values=np.zeros(1, np.float32)), **parts)  # fmt: skip
    run = training.fit(tiny_network, data, epochs=1, metrics=["r2_score"], folder=tmp_path, verbose=0)
    expected = r2_score(run.predictions["test_y"], run.predictions["test_prediction"][:, 0])
    assert run.metrics["test"]["r2_score"] == pytest.approx(expected, rel=1e-4)
