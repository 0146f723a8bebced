"""Chapter 11: gradients against TensorFlow's tape and finite differences, costs against Keras, whole trainings."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from sklearn.metrics import log_loss

import datasets
import training
from chapters.ch11_backpropagation import (
    SETTINGS,
    activate,
    backward,
    compare_two_ways,
    cost,
    cost_of,
    derivative,
    errors,
    forward,
    gradient,
    network,
    step,
    step_on_the_way_back,
    train_by_hand,
)
from chapters.material import backpropagation as material
from chapters.material.backpropagation import network_costs
from chapters.material.backpropagation.gradient_checks import (
    layer_errors,
    numeric_gradient,
    print_gradients,
    relative_error,
    some_of,
    tape_gradient,
)
from chapters.material.backpropagation.layers import Layer, examples, first_model, flat, layers_of
from comparison.gradients import finite_differences


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").take(60)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_a_derivative_follows_from_the_output(name):
    z = np.array([[-3.0, -0.4, 0.3, 2.0]])
    numeric = finite_differences(lambda moved: activate(moved, name).sum(), z)
    assert np.allclose(derivative(activate(z, name), name), numeric)


@pytest.mark.parametrize("name", ["sigmoid", "softmax"])
def test_activations_of_large_numbers(name):
    z = np.array([[-1e4, 1e4], [0.0, 0.0]])
    assert np.allclose(activate(z, name), [[0, 1], [0.5, 0.5]])


@pytest.mark.parametrize(
    ("dataset", "units", "activation"),
    [
        ("digits", (), "sigmoid"),
        ("digits", (9, 7, 5, 6), "sigmoid"),
        ("digits", (9, 7), "tanh"),
        ("moons", (5, 4), "relu"),
    ],
)
def test_the_gradient_is_the_tapes_and_that_of_finite_differences(dataset, units, activation):
    data = datasets.load(dataset).take(20)
    model = first_model(partial(network, units=units, activation=activation), data, seed=1)
    layers = layers_of(model)
    assert [layer.activation for layer in layers[:-1]] == [activation] * len(units)
    x, y = examples(data, slice(None))
    outputs = forward(layers, x)
    assert np.allclose(outputs[-1], model(data.train.x), atol=1e-6)
    hand = flat(backward(layers, outputs, y))
    assert np.array_equal(hand, flat(gradient(layers, x, y)))
    assert np.abs(hand).max() > 1e-2
    assert np.allclose(hand, flat(tape_gradient(model, data.train.x, y)), atol=1e-6)
    chosen = some_of(hand, 150)
    numeric = numeric_gradient(lambda moved: cost_of(moved, x, y), layers, chosen)
    assert np.allclose(hand[chosen], numeric, atol=1e-8)


def test_every_derivative_of_the_seeds_network_is_compared(digits, capsys):
    """500 drawn ones of the network of seed 0 were, whatever the seed."""
    models = {f"seed {seed}": first_model(partial(network, units=(8,)), digits, seed) for seed in (0, 3)}
    print_gradients(models, digits, gradient, cost_of, most=4_000)
    lines = capsys.readouterr().out.splitlines()[3:5]
    assert [line.endswith("(of 610)") for line in lines] == [True, True]  # 64 x 8 + 8 + 8 x 10 + 10
    largest, by_tape, by_width = (float(word) for word in lines[1].split(")")[1].split()[:3])
    assert max(by_tape, by_width) < 1e-6 < 1e-2 < largest
    assert lines[0].split(")")[1].split()[0] != lines[1].split(")")[1].split()[0]


def test_the_relative_error_of_each_layer(digits, capsys):
    """By the arrays of each layer, and a fault in one layer is seen there and nowhere else."""
    model = first_model(partial(network, units=(8,) * 4), digits, seed=0)
    layers, (x, y) = layers_of(model), examples(digits, slice(32))
    rows = layer_errors(model, digits, gradient, cost_of)
    tapes = tape_gradient(model, digits.train.x[:32], y)
    for row, (dw, db), (tape_w, tape_b) in zip(rows, gradient(layers, x, y), tapes, strict=True):
        length = np.sqrt((dw**2).sum() + (db**2).sum())
        assert np.isclose(row.length, length)
        assert np.isclose(row.tape, np.sqrt(((dw - tape_w) ** 2).sum() + ((db - tape_b) ** 2).sum()) / length)
    assert [row.tape < 1e-5 and row.finite_differences < 1e-4 for row in rows] == [True] * 5
    lengths = [row.length for row in rows]
    assert lengths == sorted(lengths)  # sigmoids: shorter from layer to layer on the way back

    def wrong(layers, x, y):
        right = gradient(layers, x, y)
        return [(1.01 * dw, 1.01 * db) if index == 2 else (dw, db) for index, (dw, db) in enumerate(right)]

    rows = layer_errors(model, digits, wrong, cost_of)
    assert [row.tape > 5e-3 for row in rows] == [row.finite_differences > 5e-3 for row in rows]
    assert [row.tape > 5e-3 for row in rows] == [False, False, True, False, False]
    assert np.isnan(relative_error(np.zeros(2), np.zeros(2)))
    print_gradients({"deep": model}, digits, gradient, cost_of, most=100)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[-7:-2]] == ["hidden"] * 4 + ["output"]


def test_a_learning_rate_of_zero_is_one(digits, tmp_path):
    settings = replace(SETTINGS, epochs=1, batch_size=16, runs_dir=tmp_path)
    trained = training.fit_all({"network": network}, digits, **settings.training)[0]
    first = layers_of(first_model(network, digits, 0))
    (last,) = train_by_hand(first, digits, trained, alpha=0.0)
    assert np.array_equal(flat(last), flat(first))


def test_a_whole_training_is_repeated_by_hand(digits, tmp_path, monkeypatch):
    recipe = partial(network, units=(6, 5))
    settings = replace(SETTINGS, epochs=3, batch_size=16, seed=2, runs_dir=tmp_path)
    trained = training.fit_all({"network": recipe}, digits, **settings.training)[0]
    first = layers_of(first_model(recipe, digits, 2))
    *_, last = train_by_hand(first, digits, trained)
    theirs = flat(layers_of(trained.model))
    assert np.abs(flat(last) - flat(first)).max() > 0.1
    assert np.allclose(flat(last), theirs, atol=1e-5)
    monkeypatch.setattr(material, "draw_two_ways", lambda *drawn: drawn)
    apart, curves, rate, _ = compare_two_ways(first, trained, digits, tmp_path)
    assert rate == 0.5
    assert [len(curve) for curve in curves.values()] == [4] * 4
    assert np.isclose(next(iter(curves.values()))[-1], trained.metrics["train"]["loss"], atol=1e-5)
    assert np.isclose(apart[1e-2] / apart[1e-3], 10, rtol=0.05)  # of first order in the learning rate


def test_a_step_on_the_way_back_differs_in_all_but_the_last_layer(digits):
    layers = layers_of(first_model(network, digits, seed=0))
    x, y = examples(digits, slice(None))
    together, back = step(layers, x, y, 0.5), step_on_the_way_back(layers, x, y, 0.5)
    same = [np.allclose(one.weights, other.weights, rtol=1e-6) for one, other in zip(together, back, strict=True)]
    assert same == [False, False, True]
    assert [layer.activation for layer in back] == ["sigmoid", "sigmoid", "softmax"]
    assert len(errors(layers, forward(layers, x), y)) == 3


def test_the_cost_of_the_slide_is_a_sum_of_log_losses():
    random = np.random.default_rng(0)
    h, y = random.uniform(0.05, 0.95, (30, 4)), np.eye(4)[random.integers(0, 4, 30)]
    assert np.isclose(cost(h, y, "sigmoid"), sum(log_loss(y[:, k], h[:, k], labels=[0, 1]) for k in range(4)))
    h /= h.sum(axis=1, keepdims=True)
    assert np.isclose(cost(h, y, "softmax"), log_loss(y, h))
    assert cost(y, y, "sigmoid") == cost(y, y, "softmax") == 0


@pytest.mark.parametrize("outputs", [1, 4])
def test_every_symbol_is_keras(outputs, capsys):
    random = np.random.default_rng(0)
    y = np.eye(4)[random.integers(0, 4, 30)][:, :outputs]
    by_sigmoid, by_softmax = (activate(random.normal(size=(30, outputs)), name) for name in ("sigmoid", "softmax"))
    rows = network_costs.symbols(cost, by_sigmoid, by_softmax, y)
    assert len(rows) == (3 if outputs == 1 else 6)
    assert all(np.isclose(slide, theirs, rtol=1e-5) for _, slide, theirs in rows)
    layers = [Layer(random.normal(size=(3, outputs)), np.zeros(outputs), "softmax")]
    network_costs.print_symbols(layers, random.normal(size=(30, 3)), y, forward, cost)
    assert f"is {outputs}: the number of outputs.\nThe network has 1 layers." in capsys.readouterr().out
