"""A loss and metrics of one's own compare each output with its own target, and every metric gives one number."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import datasets
import training
from datasets import Split
from runtime.backend import keras, tf
from runtime.errors import UserError

metrics = keras.metrics


def with_targets(data, change):
    parts = {name: data.split(name) for name in ("train", "validation", "test")}
    return replace(data, **{name: Split(part.x[:60], change(part.y[:60])) for name, part in parts.items()})


@pytest.fixture(scope="module")
def binary():
    return with_targets(datasets.load("breast_cancer"), lambda y: y)


@pytest.fixture(scope="module")
def in_columns(binary):
    return with_targets(binary, lambda y: y[:, None])


@pytest.fixture(scope="module")
def values():
    return with_targets(datasets.load("diabetes"), lambda y: y[:, 0])


def network(input_shape, outputs, task, activation="sigmoid"):
    return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs, activation)])


@pytest.fixture
def fit(tmp_path):
    def fitted(data, recipe=network, **settings):
        return training.fit(recipe, data, name="n", epochs=1, folder=tmp_path, verbose=0, **settings)

    return fitted


def as_it_is(y_true, y_pred):
    return tf.reduce_mean(tf.abs(tf.cast(y_true, tf.float32) - y_pred))


def without_axis(y_true, y_pred):
    return tf.reduce_mean(tf.abs(tf.cast(y_true, tf.float32) - y_pred[:, 0]))


class Squared(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return tf.square(y_true - y_pred)


class AbsoluteError(metrics.Metric):
    def __init__(self, name="own", **keywords):
        super().__init__(name=name, **keywords)
        self.mean = metrics.Mean()

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.mean.update_state(tf.abs(tf.cast(y_true, tf.float32) - y_pred))

    def result(self):
        return self.mean.result()

    def reset_state(self):
        self.mean.reset_state()


def error(run, split="test"):
    return run.predictions[f"{split}_y"].reshape(-1) - run.predictions[f"{split}_prediction"][:, 0]


@pytest.mark.parametrize("metric", [as_it_is, without_axis, AbsoluteError])
@pytest.mark.parametrize("data", ["binary", "values"])
def test_a_metric_of_ones_own_compares_each_output_with_its_target(fit, request, data, metric):
    run = fit(request.getfixturevalue(data), partial(network, activation=None), loss="mse", metrics=[metric])
    name = "own" if isinstance(metric, type) else metric.__name__
    assert run.metrics["test"][name] == pytest.approx(np.abs(error(run)).mean(), rel=1e-5)
    assert run.history[f"val_{name}"][-1] == pytest.approx(np.abs(error(run, "validation")).mean(), rel=1e-5)
    assert run.predictions["test_y"].ndim == 1


def test_so_does_a_loss_that_is_a_class(fit, binary):
    run = fit(binary, loss=Squared())
    assert run.metrics["validation"]["loss"] == pytest.approx(np.square(error(run, "validation")).mean(), rel=1e-5)
    assert run.history["val_loss"][-1] == pytest.approx(run.metrics["validation"]["loss"], rel=1e-5)
    by_keras = fit(binary, loss="mean_squared_error").record["fingerprints"]["final weights"]
    assert run.record["fingerprints"]["final weights"] == by_keras


@pytest.mark.parametrize(
    ("data", "settings", "name"),
    [
        ("binary", {"metrics": [as_it_is, without_axis]}, "metric as_it_is"),
        ("in_columns", {"metrics": [without_axis]}, "metric without_axis"),
        ("binary", {"loss": without_axis}, "loss without_axis"),
        ("in_columns", {"loss": without_axis}, "loss without_axis"),
    ],
)
def test_what_compares_every_target_with_every_output_is_refused(fit, request, tmp_path, data, settings, name):
    with pytest.raises(UserError, match=f"{name} compares every target with every output"):
        fit(request.getfixturevalue(data), **settings)
    assert not list(tmp_path.iterdir())


def test_a_function_gets_tensors_after_the_training_as_in_it(fit, binary):
    def asks_for_tensors(y_true, y_pred):
        y_pred.set_shape((None, 1))
        assert y_true.dtype == tf.float32
        return tf.square(y_true - y_pred)

    def metric(y_true, y_pred):
        return tf.reduce_mean(y_pred, axis=-1) * float(y_pred.get_shape()[-1])

    run = fit(binary, loss=asks_for_tensors, metrics=[metric])
    assert run.metrics["test"]["loss"] == pytest.approx(np.square(error(run)).mean(), rel=1e-5)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"loss": keras.losses.CTC()}, r"loss ctc cannot compare targets of shape \(n,\) with outputs of shape"),
        ({"metrics": [metrics.Recall(thresholds=[0.3, 0.7])]}, r"metric recall\w* gives 2 numbers"),
        ({"metrics": ["accuracy", metrics.BinaryAccuracy("accuracy", threshold=0.9)]}, "two metrics are called 'acc"),
        ({"metrics": ["acc", "accuracy"]}, "two metrics are called 'accuracy'"),
        ({"metrics": [lambda y, p: p, lambda y, p: -p]}, "two metrics are called '<lambda>'"),
        ({"metrics": [metrics.MeanSquaredError("epoch")]}, "a metric is named 'epoch'"),
        ({"metrics": [metrics.MeanSquaredError("val_loss")]}, "a metric is named 'val_loss'"),
        ({"metrics": [metrics.PearsonCorrelation()]}, "compares the outputs of one example, and the model gives one"),
        ({"loss": "cosine_similarity"}, "compares the outputs of one example"),
    ],
)
def test_what_gives_no_number_of_its_own_is_refused(fit, binary, tmp_path, settings, sentence):
    with pytest.raises(UserError, match=sentence):
        fit(binary, **settings)
    assert not list(tmp_path.iterdir())


def test_an_undefined_metric_is_left_out_and_named(fit, binary, capsys):
    def one_over_zero(y_true, y_pred):
        return y_pred[:, 0] / tf.zeros(())

    run = fit(binary, metrics=["accuracy", one_over_zero])
    assert set(run.metrics["test"]) == {"loss", "accuracy"} == set(run.record["baseline"]["test"])
    assert "metric one_over_zero is inf on the train split, so the run does not keep it" in capsys.readouterr().out


def vanishing(x):
    return tf.sigmoid(x) * tf.cast(tf.abs(x) < 1e20, tf.float32)


def logarithm(y_true, y_pred):
    return -tf.math.log(y_pred)


def test_a_loss_that_becomes_undefined_is_a_sentence_and_the_model_is_kept(fit, binary, tmp_path):
    test = binary.test.x[:1]
    data = replace(binary, test=Split(np.concatenate([binary.test.x[1:], test * 0 + 1e30]), binary.test.y))
    with pytest.raises(UserError, match="the loss of the test split is inf after the training"):
        fit(data, partial(network, activation=vanishing), loss=logarithm)
    assert (tmp_path / "n-s0" / "model.weights.h5").is_file()
