"""Wrong pairs of output, target, loss and metric are refused with the fix; right ones are left alone."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import models
from runtime.backend import keras
from runtime.errors import UserError
from training.compiling import compile_model
from training.settings import name_of

pytestmark = pytest.mark.smoke


@pytest.fixture(scope="module")
def by_task(small):
    return {
        "multiclass": small,
        "binary": replace(small, task="binary", outputs=1, train=replace(small.train, y=small.train.y % 2)),
        "regression": replace(small, task="regression", outputs=1, train=replace(small.train, y=small.train.y[:, None])
        ),
        "one-hot": replace(small, train=replace(small.train, y=np.eye(10, dtype=np.float32)[small.train.y])),
    }  # fmt: skip


def paired(data, output_activation=None, loss=None, metrics=None):
    recipe = partial(models.dense, hidden=(), output_activation=output_activation)
    model = recipe(data.input_shape, data.outputs, data.task)
    compiled = compile_model(model, data, loss=loss, metrics=metrics)
    return compiled.loss, compiled.metrics


@pytest.mark.parametrize(
    ("task", "loss", "metrics"),
    [
        ("binary", "binary_crossentropy", ["accuracy"]),
        ("multiclass", "sparse_categorical_crossentropy", ["accuracy"]),
        ("regression", "mean_squared_error", ["mean_absolute_error", "root_mean_squared_error"]),
    ],
)
def test_the_tasks_own_pair(by_task, task, loss, metrics):
    made_loss, made_metrics = paired(by_task[task])
    assert name_of(made_loss) == loss
    assert [name_of(metric) for metric in made_metrics] == metrics


@pytest.mark.parametrize(
    ("task", "activation", "loss", "metrics", "sentence"),
    [
        ("binary", "softmax", None, None, "output activation softmax does not fit a binary task; use sigmoid"),
        ("multiclass", "sigmoid", None, None, "use softmax"),
        ("regression", "softmax", None, None, "use linear"),
        ("multiclass", "linear", None, None, "does not fit output activation linear; use softmax"),
        ("multiclass", None, "categorical_crossentropy", None, "takes one-hot targets"),
        ("multiclass", None, "mean_squared_error", None, "cannot compare 10 outputs with one class index"),
        ("multiclass", None, "binary_crossentropy", None, "cannot compare 10 outputs with one class index"),
        ("one-hot", None, "sparse_categorical_crossentropy", None, "takes class indices but the targets are one-hot"),
        ("binary", None, "sparse_categorical_crossentropy", None, "is for several classes"),
        ("binary", None, "hinge", None, "use linear or tanh"),
        ("regression", None, "binary_crossentropy", None, "is for classes"),
        ("binary", None, "kld", None, "is for several classes but fashion_mnist is binary; use binary_crossentropy"),
        ("one-hot", "linear", "kl_divergence", None, "does not fit output activation linear; use softmax"),
        ("one-hot", "linear", "KLDivergence", None, "use softmax"),
        ("binary", "linear", "dice", None, "use sigmoid or softmax"),
        ("one-hot", "linear", "tversky", None, "use sigmoid or softmax"),
        ("binary", "linear", "poisson", None, "takes outputs above 0, not linear ones; use softplus or exponential"),
        ("regression", None, None, ["accuracy"], "counts right classes but fashion_mnist is a regression"),
        ("multiclass", None, None, ["precision"], "fails on class indices"),
    ],
)
def test_wrong_pairs_are_refused(by_task, task, activation, loss, metrics, sentence):
    with pytest.raises(UserError, match=sentence):
        paired(by_task[task], activation, loss, metrics)


@pytest.mark.parametrize(
    ("task", "activation", "loss", "metrics"),
    [
        ("binary", None, "mean_squared_error", ["accuracy", "precision"]),
        ("binary", "linear", "hinge", None),
        ("binary", "tanh", "squared_hinge", None),
        ("one-hot", None, "categorical_crossentropy", None),
        ("one-hot", None, "mean_squared_error", None),
        ("one-hot", None, "kl_divergence", ["poisson"]),
        ("regression", None, "huber", ["r2_score"]),
        ("regression", "sigmoid", None, None),
    ],
)
def test_unusual_but_right_pairs_pass(by_task, task, activation, loss, metrics):
    assert name_of(paired(by_task[task], activation, loss, metrics)[0]) == (loss or "mean_squared_error")


def test_softmax_twice_is_refused(by_task):
    logits = partial(keras.losses.SparseCategoricalCrossentropy, from_logits=True)
    with pytest.raises(UserError, match="from_logits=True wants a linear output, not softmax"):
        paired(by_task["multiclass"], None, logits)
    assert paired(by_task["multiclass"], "linear", logits)


def test_the_number_of_outputs_is_checked(by_task):
    with pytest.raises(UserError, match="gives 3 outputs but fashion_mnist needs 10"):
        compile_model(models.dense((28, 28, 1), 3, "multiclass"), by_task["multiclass"])


def by_pixel(input_shape, outputs, task):
    """An image without a Flatten: the last layer gives a row for every pixel."""
    return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs)])


def by_row(input_shape, outputs, task):
    """Of a recurrent layer the outputs at every step."""
    layers = [keras.layers.Reshape((28, 28)), keras.layers.LSTM(2, return_sequences=True), keras.layers.Dense(outputs)]
    return keras.Sequential([keras.Input(input_shape), *layers])


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression", "one-hot"])
@pytest.mark.parametrize("recipe", [by_pixel, by_row, lambda *given: keras.Sequential([by_row(*given), Unknown()])])
def test_an_output_of_more_than_a_row_is_refused(by_task, task, recipe):
    data = by_task[task]
    model = recipe(data.input_shape, data.outputs, data.task)
    with pytest.raises(UserError, match=r"an output of shape \(28, .*put keras.layers.Flatten before the last layer"):
        compile_model(model, data, loss="mean_squared_error")


class Unknown(keras.layers.Layer):
    def call(self, x):
        return x * 1


def nested(input_shape, outputs, task, activation=None):
    """A head in a model of its own."""
    head = keras.Sequential([keras.Input((8,)), keras.layers.Dense(outputs, activation)])
    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(8, "relu"), head])


def functional(input_shape, outputs, task, last=keras.ops.softmax, scale=1.0):
    """An output by an operation."""
    inputs = keras.Input(input_shape)
    return keras.Model(inputs, last(keras.layers.Dense(outputs)(keras.layers.Flatten()(inputs)) * scale))


def hidden_from_keras(input_shape, outputs, task, last=keras.ops.softmax, scale=1.0):
    """An output by code that Keras cannot look into."""
    return functional(input_shape, outputs, task, keras.layers.Lambda(last), scale)


def test_the_output_is_what_its_last_operation_makes_it(by_task):
    data = by_task["multiclass"]
    for recipe in (partial(nested, activation="softmax"), functional, hidden_from_keras):
        assert compile_model(recipe((28, 28, 1), 10, "multiclass"), data).output["output_kind"] == "probability"
    with pytest.raises(
        UserError, match="does not fit output activation linear; use softmax, or give the loss with from"
    ):
        compile_model(nested((28, 28, 1), 10, "multiclass"), data)


@pytest.mark.parametrize(
    ("task", "last", "loss", "sentence"),
    [
        ("multiclass", lambda z: 9 * z, None, "does not fit outputs from .* in sum .* an example; use softmax"),
        ("multiclass", keras.ops.sigmoid, None, "does not fit outputs from .* in sum"),
        ("multiclass", keras.ops.softmax, "logits", "wants a linear output, not outputs from .* in sum 1 to 1"),
        (
            "binary",
            lambda z: 9 * z,
            None,
            "does not fit outputs from .*; use sigmoid, or give the loss with from_logits",
        ),
        ("binary", lambda z: 9 * z, "hinge", None),
        ("binary", keras.ops.sigmoid, None, None),
        ("multiclass", lambda z: 0 * z, "logits", None),
        ("regression", keras.ops.sigmoid, None, None),
    ],
)
def test_where_it_cannot_be_traced_only_what_is_certainly_wrong_is_refused(by_task, task, last, loss, sentence):
    data = by_task[task]
    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = hidden_from_keras(data.input_shape, data.outputs, data.task, last)
    if sentence is None:
        assert compile_model(model, data, loss=logits if loss == "logits" else loss)
        return
    with pytest.raises(UserError, match=sentence):
        compile_model(model, data, loss=logits if loss == "logits" else loss)


def test_a_loss_with_keywords_is_known_as_what_it_is(by_task):
    data = by_task["binary"]
    logits = partial(keras.losses.binary_crossentropy, from_logits=True)
    for loss in (logits, partial(keras.losses.BinaryCrossentropy, from_logits=True)):
        model = models.dense(data.input_shape, 1, "binary", output_activation="linear")
        assert compile_model(model, data, loss=loss).output == {"output_kind": "logit", "threshold": 0.0}
    with pytest.raises(UserError, match="wants a linear output, not sigmoid"):
        paired(data, None, logits)


def test_the_threshold_that_somebody_gave_is_the_runs(by_task):
    data, at = by_task["binary"], partial(keras.metrics.BinaryAccuracy, name="mine")

    def compiled(activation, loss, *metrics):
        model = models.dense(data.input_shape, 1, "binary", output_activation=activation)
        return compile_model(model, data, loss=loss, metrics=metrics)

    assert compiled("sigmoid", None, at(threshold=0.7), "precision").output["threshold"] == 0.7
    assert compiled("sigmoid", None, at(threshold=0.7), "precision").metrics[1].thresholds == [0.5]
    assert compiled("sigmoid", None, at(threshold=0.7), "accuracy").output["threshold"] == 0.5  # the name has Keras'
    assert compiled("linear", "hinge", at(threshold=0.2)).output["threshold"] == 0.2
    assert compiled("linear", "hinge", "binary_accuracy").metrics[0].threshold == 0
