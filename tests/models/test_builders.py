"""Shared recipes: parameter counts, outputs, regularisers, and the forward pass by hand."""

from functools import partial

import numpy as np
import pytest

import models
from runtime.backend import keras
from runtime.errors import UserError

pytestmark = pytest.mark.smoke

IMAGE = ((28, 28, 1), 10, "multiclass")
RECIPES = {
    "logistic_regression": models.logistic_regression,
    "dense": models.dense,
    "convolutional": models.convolutional,
    "lstm": models.recurrent,
    "gru": partial(models.recurrent, cell="GRU"),
    "simple": partial(models.recurrent, cell="SimpleRNN"),
}


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("logistic_regression", 784 * 10 + 10),
        ("dense", 266_610),  # Géron 2019, chapter 10
        ("convolutional", (9 + 1) * 32 + (9 * 32 + 1) * 64 + (7 * 7 * 64 + 1) * 64 + 65 * 10),
        ("lstm", 4 * 64 * (28 + 64 + 1) + 650),
        ("gru", 3 * 64 * (28 + 64 + 2) + 650),  # Keras' GRU has two biases
        ("simple", 64 * (28 + 64 + 1) + 650),
    ],
)
def test_parameter_counts(name, parameters):
    assert RECIPES[name](*IMAGE).count_params() == parameters


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize(
    ("task", "outputs", "activation"),
    [("binary", 1, "sigmoid"), ("multiclass", 4, "softmax"), ("regression", 3, "linear")],
)
def test_the_output_is_the_lectures(name, task, outputs, activation):
    model = RECIPES[name]((6, 5, 2), outputs, task)
    assert model.output_shape == (None, outputs)
    assert model.layers[-1].activation.__name__ == activation
    assert not model.compiled


def test_another_output_activation():
    model = models.dense((4,), 1, "binary", output_activation="linear")
    assert model.layers[-1].activation.__name__ == "linear"


def test_linear_regression_is_linear_whatever_the_task():
    assert models.linear_regression((4,), 1, "binary").layers[-1].activation.__name__ == "linear"


def test_logistic_regression_by_hand():
    model = models.logistic_regression((3,), 4, "multiclass")
    x = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    weights, bias = model.get_weights()
    scores = np.exp(x @ weights + bias)
    np.testing.assert_allclose(model(x), scores / scores.sum(axis=1, keepdims=True), rtol=1e-5)


def test_dense_by_hand():
    model = models.dense((3,), 2, "regression", hidden=(4,))
    x = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    w1, b1, w2, b2 = model.get_weights()
    np.testing.assert_allclose(model(x), np.maximum(x @ w1 + b1, 0) @ w2 + b2, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", RECIPES)
def test_l2_adds_the_squared_weights_to_the_cost(name):
    model = (partial(RECIPES[name], l2=0.01))((6, 5, 2), 4, "multiclass")
    kernels = [w for w in model.trainable_weights if "bias" not in w.path]
    by_hand = 0.01 * sum(float((keras.ops.convert_to_numpy(w) ** 2).sum()) for w in kernels)
    assert float(sum(model.losses)) == pytest.approx(by_hand, rel=1e-5)


def test_l1_adds_the_absolute_weights():
    model = models.dense((3,), 2, "regression", hidden=(4,), l1=0.01)
    by_hand = 0.01 * sum(np.abs(w).sum() for w in model.get_weights() if w.ndim == 2)
    assert float(sum(model.losses)) == pytest.approx(by_hand, rel=1e-5)


def test_max_norm_bounds_the_weights_into_a_unit():
    model = models.dense((3,), 1, "regression", hidden=(4,), max_norm=0.5)
    model.compile("sgd", loss="mse")
    model.train_on_batch(np.full((8, 3), 10.0), np.full((8, 1), 100.0))
    norms = np.linalg.norm(model.get_weights()[0], axis=0)
    assert (norms <= 0.5 + 1e-5).all()


@pytest.mark.parametrize("name", ["dense", "convolutional", "lstm", "gru"])
def test_dropout_is_on_only_while_training(name):
    model = (partial(RECIPES[name], dropout=0.5))((6, 5, 2), 4, "multiclass")
    x = np.ones((3, 6, 5, 2), np.float32)
    assert np.array_equal(model(x, training=False), model(x, training=False))
    assert not np.array_equal(model(x, training=True), model(x, training=True))


def test_batch_normalization_replaces_the_bias():
    model = models.dense((3,), 1, "regression", hidden=(4,), batch_normalization=True)
    assert model.count_params() == 3 * 4 + 4 * 4 + 5


def test_unknown_cell_and_task():
    with pytest.raises(UserError, match="cell 'elman' is unknown; choose LSTM, GRU, SimpleRNN"):
        models.recurrent(*IMAGE, cell="elman")
    with pytest.raises(UserError, match="task 'ranking' is unknown"):
        models.dense((3,), 1, "ranking")


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "SimpleRNN"])
def test_padding_is_masked(cell):
    keras.utils.set_random_seed(0)
    model = models.recurrent((6,), 1, "binary", cell=cell, vocabulary_size=10, embedding=4)
    short, padded = np.array([[3, 5, 7]]), np.array([[3, 5, 7, 0, 0, 0]])
    np.testing.assert_allclose(model(padded), model(short), atol=1e-6)
    assert not np.allclose(model(padded), model(np.array([[3, 5, 7, 1, 1, 1]])), atol=1e-6)


@pytest.mark.parametrize(
    ("recipe", "keyword", "values"),
    [
        (models.dense, "hidden", [300, (0,), (-1,), (1.5,), (True,), None]),
        (models.dense, "activation", ["rellu", None, 3, ""]),
        (models.dense, "kernel_initializer", ["he", None]),
        (models.dense, "output_activation", ["sofmax", ""]),
        (models.dense, "batch_normalization", ["no", 1]),
        (models.dense, "max_norm", [0, -1, "x"]),
        (models.dense, "dropout", [1, -0.1, "x", None, float("nan")]),
        (models.dense, "l1", [-1, "x"]),
        (models.logistic_regression, "l2", [-1, float("inf"), None]),
        (models.convolutional, "filters", [3, (0,), (2.0,)]),
        (models.convolutional, "kernel_size", [0, -1, 1.5, (3, 3), True]),
        (models.convolutional, "pool_size", [0, "2"]),
        (models.recurrent, "cell", ["lstm", None, ["LSTM"]]),
        (models.recurrent, "units", [64, (), (0,), (1.0,)]),
        (models.recurrent, "recurrent_dropout", [1.0, -1]),
        (models.recurrent, "embedding", [0, 1.5]),
        (models.recurrent, "vocabulary_size", [0, -1, 2.0]),
    ],
)
def test_bad_hyperparameters_are_named(recipe, keyword, values):
    for value in values:
        with pytest.raises(UserError, match=f"^{keyword} "):
            recipe(*IMAGE, **{keyword: value})


@pytest.mark.parametrize(
    ("shape", "outputs", "task", "named"),
    [
        ((), 1, "binary", "input_shape"), ((0,), 1, "binary", "input_shape"), ("ab", 1, "binary", "input_shape"),
        (None, 1, "binary", "input_shape"), ((4,), 0, "binary", "outputs"), ((4,), 1.0, "binary", "outputs"),
        ((4,), True, "binary", "outputs"), ((4,), 1, ["binary"], "task"), ((4,), 1, "multiclass", "outputs"),
    ],
)  # fmt: skip
def test_bad_shapes_and_tasks_are_named(shape, outputs, task, named):
    for recipe in (models.dense, models.logistic_regression, models.recurrent):
        with pytest.raises(UserError, match=f"^{named} "):
            recipe(shape, outputs, task)


def test_pooling_that_leaves_nothing():
    with pytest.raises(UserError, match="6 blocks with a pool_size of 2 leave nothing"):
        models.convolutional(*IMAGE, filters=(2,) * 6)
    with pytest.raises(UserError, match="height, width, channels"):
        models.convolutional((28, 28), 10, "multiclass")


def test_numpys_hyperparameters_are_pythons():
    model = models.dense((np.int64(4),), np.int64(1), "binary", hidden=(np.int64(3),), dropout=np.float32(0.5))
    assert model.count_params() == 19


def test_a_seed_gives_the_weights_of_the_layers_written_out():
    """Whatever a recipe checks, it draws no random number for it."""
    keras.utils.set_random_seed(7)
    ours = models.dense((6,), 3, "multiclass", hidden=(5, 4)).get_weights()
    keras.utils.set_random_seed(7)
    layers = [keras.layers.Dense(5, "relu"), keras.layers.Dense(4, "relu"), keras.layers.Dense(3, "softmax")]
    plain = keras.Sequential([keras.Input((6,)), *layers]).get_weights()
    for weights, expected in zip(ours, plain, strict=True):
        assert np.array_equal(weights, expected)
