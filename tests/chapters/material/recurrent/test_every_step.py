"""Targets at every step: the book's arrays, what a network may see, and one small training."""

import json
from dataclasses import replace

import numpy as np
import pytest

import comparison
import datasets
from chapters.material.recurrent.book_waves import least_squares_error
from chapters.material.recurrent.every_step import (
    NETWORKS,
    every_step,
    last_step_error,
    targets_of,
    train_every_step,
)
from chapters.material.recurrent.every_step_table import BOOK, print_every_step
from runtime.backend import keras
from runtime.errors import UserError
from training.checks import check_data


@pytest.fixture(scope="module")
def waves():
    return datasets.load("waves", steps_ahead=10)


def by_the_book(data):
    """Cell 36 of the notebook: (n, 50, 10)."""
    series = np.concatenate([data.validation.x, data.validation.y[..., None]], axis=1)
    targets = np.empty((len(series), 50, 10), np.float32)
    for step_ahead in range(1, 10 + 1):
        targets[..., step_ahead - 1] = series[..., step_ahead : step_ahead + 50, 0]
    return targets


def test_targets_are_the_books(waves):
    book = by_the_book(waves)
    for targets, expected in (
        (every_step(waves), book),
        (targets_of("Conv1D + GRU", waves), book[:, 3::2]),  # as cell 57 has it
    ):
        check_data(targets, 32)
        assert np.array_equal(targets.validation.y, expected.reshape(2_000, -1))
        assert targets.outputs == expected.shape[1] * 10
        assert targets.validation.x is waves.validation.x
        for name in ("train", "validation", "test"):
            assert np.array_equal(targets.split(name).y[:, -10:], waves.split(name).y)
        json.dumps(dict(targets.options))
    assert targets_of("deep RNN, last step", waves) is waves


def test_another_number_of_targets_is_refused():
    with pytest.raises(UserError, match="has 3 targets after the last step; load it with steps_ahead=10"):
        every_step(datasets.load("waves", steps_ahead=3))


def test_the_naive_forecast_does_not_see_what_follows(waves):
    for targets, first, stride in ((every_step(waves), 0, 1), (every_step(waves, first=3, stride=2), 3, 2)):
        forecasts = targets.baseline.predict(waves.test.x, targets.outputs).reshape(1_000, -1, 10)
        for place, forecast in enumerate(np.moveaxis(forecasts, 1, 0)):
            assert np.array_equal(forecast, np.repeat(waves.test.x[:, first + stride * place], 10, axis=1))
        assert np.array_equal(forecasts[:, -1], waves.baseline.predict(waves.test.x, 10))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("deep RNN, last step", 440 + 820 + 210),
        ("deep RNN", 440 + 820 + 210),
        ("LSTM", 4 * (440 + 820) + 210),
        ("GRU", 3 * (20 * 23 + 20 * 42) + 210),
        ("Conv1D + GRU", 20 * 5 + 3 * 2 * (20 * 42) + 210),
        ("dilated Conv1D", 20 * 3 + 7 * 20 * 41 + 210),
    ],
)
def test_a_network_has_the_books_size_and_sees_no_later_step(name, parameters, waves):
    """The inputs of one step are changed: no forecast before that step may change, and one after it has to."""
    data = targets_of(name, waves)
    model = NETWORKS[name](data.input_shape, data.outputs, data.task)
    assert model.count_params() == parameters
    assert model.output_shape == (None, data.outputs)
    x = waves.test.x[:4]
    changed, at = x.copy(), 31
    changed[:, at] += 1
    moved = np.abs(np.asarray(model(x)) - np.asarray(model(changed))).reshape(4, -1, 10).max(axis=(0, 2))
    seen = {500: np.arange(50), 240: np.arange(3, 50, 2), 10: np.array([49])}[
        data.outputs
    ]  # the step before a forecast
    assert (moved[seen < at] == 0).all()
    assert (moved[seen >= at] > 0).any()


def test_dilated_convolutions_see_31_steps(waves):
    data = every_step(waves)
    model = NETWORKS["dilated Conv1D"](data.input_shape, data.outputs, data.task)
    for layer in model.layers[1:-1]:  # positive weights: no unit is switched off, so every step that is seen counts
        layer.set_weights([np.abs(each) + 0.1 for each in layer.get_weights()])
    x = np.ones((1, 50, 1), np.float32)
    changed = x.copy()
    changed[:, 5] += 1
    moved = np.abs(np.asarray(model(x)) - np.asarray(model(changed))).reshape(50, 10).max(axis=1)
    assert np.flatnonzero(moved).tolist() == list(range(5, 36))


def test_dense_works_on_every_step_alike():
    """`Dense` on (steps, units) is the book's `TimeDistributed(Dense)`."""
    states = np.random.default_rng(0).normal(size=(2, 5, 3)).astype(np.float32)
    dense = keras.layers.Dense(4)
    at_every_step = np.asarray(dense(states))
    assert np.allclose(at_every_step, np.asarray(keras.layers.TimeDistributed(dense)(states)), atol=1e-6)
    assert np.allclose(at_every_step[:, 2], np.asarray(dense(states[:, 2])), atol=1e-6)


def test_the_error_of_the_last_step():
    y, forecast = np.random.default_rng(0).normal(size=(2, 7, 30)).astype(np.float32)
    expected = ((y - forecast)[:, 20:] ** 2).mean(axis=1)
    assert np.allclose(np.asarray(last_step_error(y, forecast)), expected, rtol=1e-5)


def test_networks_are_trained_alike_and_shown_beside_the_book(waves, tmp_path, capsys):
    names, few = ("deep RNN, last step", "deep RNN", "Conv1D + GRU"), waves.take(64)
    runs = train_every_step(names, few, 0.01, epochs=1, batch_size=32, seeds=[7], folder=tmp_path)
    assert [run.name for run in runs] == list(names)
    for run in runs:
        off = run.predictions["test_prediction"][:, -10:] - waves.test.y
        assert run.metrics["test"]["last_step_error"] == pytest.approx(np.mean(off**2), rel=1e-4)
        told = {key: run.settings[key] for key in ("epochs", "batch_size", "optimizer", "loss", "metrics")}
        assert told == {key: runs[0].settings[key] for key in told}
        assert run.settings["data"]["examples"]["train"] == 64
    assert runs[0].metrics["test"]["loss"] == pytest.approx(runs[0].metrics["test"]["last_step_error"], rel=1e-5)
    capsys.readouterr()
    print_every_step(comparison.compare(runs), few)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    cells = {line[:20].strip(): line[20:].split() for line in text.splitlines()}
    last = runs[2].metrics["validation"]["last_step_error"]
    assert cells["Conv1D + GRU"][2:6] == ["0.0173", f"{last:.4f}", "0.0067", f"{last - 0.0067:+.4f}"]
    assert cells["last value"][3] == "0.2570"  # the book's corrected number is 0.25697
    lower = runs[1].metrics["test"]["last_step_error"] < runs[0].metrics["test"]["last_step_error"]
    assert f"{int(lower)} of 1 seeds" in text
    assert "against GRU" not in text, "GRU was not trained"
    assert "no verdict" in text
    linear = least_squares_error(replace(few, validation=few.test))
    errors = {run.name: run.metrics["test"]["last_step_error"] for run in runs}
    assert f"that of least squares, {linear:.4f}" in text
    for name, error in errors.items():  # a tie reads as a tie: +0.0%
        assert f"{name} {error / linear - 1:+.1%}" in " ".join(text.split())


def test_the_book_has_a_number_for_every_network():
    assert set(BOOK) == set(NETWORKS)
    assert all(row.last < row.all for row in BOOK.values() if row.all)
