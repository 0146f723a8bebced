"""Chapter 14: curves against Keras, derivatives against finite differences, linear layers against one matrix."""

from functools import partial

import numpy as np
import pytest

import datasets
import training
from chapters.ch14_activations import (
    collapsed,
    deep,
    draw_gradients,
    gradient_sizes,
    print_collapse,
    print_dead,
    print_outputs,
)
from chapters.material.activations.curves import CURVES, INITIALIZERS, OUTPUTS
from runtime.backend import keras

Z = np.linspace(-5, 5, 202)  # without 0, where ReLU has no derivative


@pytest.mark.parametrize("name", CURVES)
def test_curves_are_keras(name):
    curve, slope = CURVES[name]
    oracle = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(Z, "float64")))
    assert np.allclose(curve(Z), oracle, atol=1e-6)
    step = 1e-5
    assert np.allclose(slope(Z), (curve(Z + step) - curve(Z - step)) / (2 * step), atol=1e-4)


def test_the_sigmoid_does_not_overflow():
    curve, _ = CURVES["sigmoid"]
    assert curve(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]


def test_every_activation_has_its_initialisation():
    assert set(INITIALIZERS) == {*CURVES, "linear"}
    model = deep((4,), 3, "multiclass", activation="selu", depth=2, units=5)
    assert type(model.get_layer("hidden1").kernel_initializer).__name__ == "LecunNormal"
    assert model.count_params() == 25 + 30 + 18


def test_linear_layers_are_one_matrix():
    model = deep((6,), 3, "multiclass", activation="linear", depth=4, units=5)
    for layer in model.layers:  # biases of zero would prove too little
        if layer.get_weights():
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, np.random.default_rng(0).normal(size=bias.shape)])
    x = np.random.default_rng(1).normal(size=(7, 6)).astype(np.float32)
    matrix, offset = collapsed([layer.get_weights() for layer in model.layers if layer.get_weights()])
    scores = np.exp(x @ matrix + offset)
    assert np.allclose(model.predict(x, verbose=0), scores / scores.sum(axis=1, keepdims=True), atol=1e-5)


def test_gradient_sizes_are_those_of_finite_differences():
    data = datasets.load("iris")
    recipe = partial(deep, activation="tanh", depth=2, units=3)
    sizes = gradient_sizes(recipe, data, 0, examples=20)
    keras.utils.set_random_seed(0)
    model = recipe(data.input_shape, data.outputs, data.task)
    x, y = data.train.x[:20], data.train.y[:20].reshape(-1).astype(int)
    weights = [each.astype(np.float64) for each in model.get_weights()]

    def loss(first):
        hidden = np.tanh(np.tanh(x @ first + weights[1]) @ weights[2] + weights[3])
        scores = hidden @ weights[4] + weights[5]
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(20), y])

    gradient = np.zeros_like(weights[0])
    for place in np.ndindex(gradient.shape):
        step = np.zeros_like(gradient)
        step[place] = 1e-5
        gradient[place] = (loss(weights[0] + step) - loss(weights[0] - step)) / 2e-5
    assert sizes[0] == pytest.approx(np.sqrt(np.mean(gradient**2)), rel=1e-3)


def test_sigmoid_gradients_vanish_with_depth():
    data = datasets.load("digits")
    by_activation = {name: gradient_sizes(partial(deep, activation=name), data, 0) for name in ("sigmoid", "relu")}
    ratios = {name: sizes[0] / sizes[-1] for name, sizes in by_activation.items()}
    assert ratios["sigmoid"] < 1e-2 < ratios["relu"]


def test_a_test_split_smaller_than_what_is_looked_at(tmp_path, capsys):
    """Iris has 30 test examples; the chapter looks at up to 500 and 2,000."""
    data = datasets.load("iris")
    recipes = {name: partial(deep, activation=name, depth=2, units=3) for name in ("relu", "linear")}
    relu, linear = training.fit_all(recipes, data, epochs=1, folder=tmp_path, verbose=False)
    print_dead([relu], data)
    print_collapse(linear, data)
    printed = capsys.readouterr().out
    assert f"100.0% of {len(data.test)} test examples alike" in printed
    assert f"on {len(data.test)} test examples: [" in printed


@pytest.mark.parametrize("name", OUTPUTS)
def test_output_activations_are_keras(name):
    scores = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    oracle = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(scores)))
    assert np.allclose(OUTPUTS[name][0](scores), oracle, atol=1e-6)


def test_what_an_output_is_to_a_task(capsys):
    print_outputs()
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if ":" in line}
    assert set(OUTPUTS) < set(lines)
    assert "1.00 to  1.00" in lines["softmax"]


def test_nine_lines_can_be_told_apart(tmp_path):
    sizes = {name: 10.0 ** -np.arange(4.0) * (1 + place) for place, name in enumerate([*CURVES, "linear"])}
    assert len(sizes) == 9
    assert draw_gradients(sizes, tmp_path / "gradients.png").exists()
