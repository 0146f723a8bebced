"""What a model's output is: traced through the graph, and judged by one batch where there is none."""

import numpy as np
import pytest

from runtime.backend import keras
from runtime.errors import UserError
from training.outputs import output_of, traced

layers, ops = keras.layers, keras.ops


def head(activation, units=3):
    return keras.Sequential([keras.Input((4,)), layers.Dense(units, activation)])


def dense(activation=None):
    return layers.Dense(3, activation)


GRAPHS = {
    "a layer's activation": (lambda x: dense("softmax")(x), "softmax"),
    "an operation": (lambda x: ops.softmax(dense()(x)), "softmax"),
    "an operation over the batch": (lambda x: ops.softmax(dense()(x), axis=0), None),
    "a layer of its own": (lambda x: layers.Softmax()(dense()(x)), "softmax"),
    "an activation layer": (lambda x: layers.Activation("sigmoid")(dense()(x)), "sigmoid"),
    "an activation layer that does nothing": (lambda x: layers.Activation("linear")(dense("softmax")(x)), "softmax"),
    "an operation as activation": (lambda x: dense(ops.sigmoid)(x), "sigmoid"),
    "a layer as activation": (lambda x: layers.Dense(3, layers.Softmax())(x), "softmax"),
    "one's own activation": (lambda x: dense(lambda z: ops.sigmoid(z))(x), None),
    "a nested model": (lambda x: head(None)(x), "linear"),
    "a model nested twice": (lambda x: keras.Sequential([keras.Input((4,)), head("softmax")])(x), "softmax"),
    "a nested model that changes nothing": (
        lambda x: keras.Sequential([keras.Input((3,)), layers.Dropout(0.1)])(dense("softmax")(x)), "softmax",
    ),
    "dropout": (lambda x: layers.Dropout(0.5)(dense("softmax")(x)), "softmax"),
    "another shape": (lambda x: layers.Reshape((1, 3))(dense("softmax")(x)), "softmax"),
    "rows that are others": (lambda x: layers.Reshape((3, 1))(dense("softmax")(x)), None),
    "a part of the classes": (lambda x: dense("softmax")(x)[:, :2], None),
    "a part of the sigmoids": (lambda x: dense("sigmoid")(x)[:, :2], "sigmoid"),
    "a stretched sigmoid": (lambda x: layers.Rescaling(2.0)(dense("sigmoid")(x)), None),
    "a temperature": (lambda x: dense()(x) / 2.0, "linear"),
    "a residual": (lambda x: layers.Add()([dense()(x), dense()(x)]), "linear"),
    "a mean of models": (lambda x: layers.Average()([dense("softmax")(x), dense("softmax")(x)]), "softmax"),
    "a mean of different things": (lambda x: layers.Average()([dense("softmax")(x), dense()(x)]), None),
    "a sigmoid by hand": (lambda x: 1 / (1 + ops.exp(-dense()(x))), None),
    "a normalised output": (lambda x: layers.BatchNormalization()(dense("softmax")(x)), "linear"),
    "a lambda": (lambda x: layers.Lambda(lambda z: ops.softmax(z))(dense()(x)), None),
    "another sigmoid": (lambda x: dense("hard_sigmoid")(x), "sigmoid"),
    "another tanh": (lambda x: dense("softsign")(x), "tanh"),
    "log-probabilities": (lambda x: dense("log_softmax")(x), "linear"),
    "no range known to a loss": (lambda x: layers.ReLU()(dense()(x)), "relu"),
    "nothing but the input": (lambda x: layers.Dropout(0.1)(x), None),
}  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
def test_the_last_operation(name):
    build, activation = GRAPHS[name]
    inputs = keras.Input((4,))
    assert traced(keras.Model(inputs, build(inputs))) == activation


@pytest.mark.parametrize(
    ("model", "activation"),
    [
        (keras.Sequential([keras.Input((4,)), layers.Dense(4, "relu"), head("tanh")]), "tanh"),
        (keras.Sequential([keras.Input((5, 4)), layers.TimeDistributed(dense("softmax"))]), "softmax"),
        (keras.Sequential([keras.Input((5, 4)), layers.TimeDistributed(head("sigmoid"))]), "sigmoid"),
        (keras.Sequential([keras.Input((5, 4)), layers.LSTM(1)]), "tanh"),
        (keras.Sequential([keras.Input((5, 4)), layers.LSTM(2, activation="softmax")]), None),
        (
            keras.Sequential(
                [keras.Input((8, 8, 1)), layers.Conv2D(3, 1, activation="softmax"), layers.GlobalAveragePooling2D()]
            ),
            "softmax",
        ),
    ],
)
def test_sequential_models(model, activation):
    assert traced(model) == activation


class Own(keras.Model):
    def __init__(self, activation):
        super().__init__()
        self.hidden = layers.Dense(3, "relu")
        self.noise = layers.BatchNormalization()
        self.last = layers.Dense(3)
        self.activation = activation
        self.seeds = keras.random.SeedGenerator(3)

    def call(self, x):
        ours, everybodys = keras.random.uniform((1,), seed=self.seeds), keras.random.uniform((1,))
        return self.activation(self.last(self.noise(self.hidden(x)))) + 0 * (ours + everybodys)


@pytest.mark.parametrize(
    ("activation", "possible"),
    [
        (ops.softmax, {"softmax", "sigmoid", "tanh"}),
        (ops.sigmoid, {"sigmoid", "tanh", "linear"}),
        (lambda z: ops.tanh(5 * z), {"tanh", "linear"}),
        (lambda z: 50 * z, {"linear"}),
        (lambda z: 0 * z + 1 / 3, {"softmax", "sigmoid", "tanh", "linear"}),  # nothing is certain
    ],
)
def test_a_class_of_ones_own_is_judged_by_a_batch_and_stays_as_it_was(activation, possible):
    keras.utils.set_random_seed(1)
    model, x = Own(activation), np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)
    model(x[:1])
    keras.utils.set_random_seed(1)
    expected = [np.random.rand(2), keras.random.uniform((2,)).numpy()]
    before = [variable.numpy() for variable in model.variables]
    keras.utils.set_random_seed(1)
    output = output_of(model, x)
    assert {name for name in ("softmax", "sigmoid", "tanh", "linear") if output.may_be(name)} == possible
    for value, variable in zip(before, model.variables, strict=True):
        assert np.array_equal(value, variable.numpy()), variable.path
    for value, drawn in zip(expected, [np.random.rand(2), keras.random.uniform((2,)).numpy()], strict=True):
        assert np.array_equal(value, drawn)


def test_several_outputs_are_refused():
    inputs = keras.Input((4,))
    with pytest.raises(UserError, match="has 2 outputs; give it one"):
        output_of(keras.Model(inputs, [dense()(inputs), dense()(inputs)]), np.zeros((2, 4), np.float32))
