"""Chapter 7: the recipes, the permutation, and the task of memory."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from chapters.ch07_recurrent_networks import (
    BOOK,
    FORECASTERS,
    ORDERS,
    SETTINGS,
    change_by_permutation,
    dense,
    least_squares_error,
    linear,
    long_gap_difference,
    recurrent,
    waves,
)
from chapters.memory_task import accuracy_by_gap, gaps_of, make_memory
from chapters.permuted_steps import permutation
from runtime.backend import keras


def test_parameters_are_the_books():
    """Géron 2019, chapter 15, counts 51 of the linear model, 3 and 20 x 20 ones of the recurrent layers."""
    assert linear((50, 1), 1, "regression").count_params() == 51
    one_unit = FORECASTERS["simple rnn"]((50, 1), 1, "regression")
    assert one_unit.count_params() == 3 + 2  # the book's, and the dense layer that scales it
    deep = FORECASTERS["deep rnn"]((50, 1), 10, "regression")
    assert deep.count_params() == 20 * (1 + 20 + 1) + 20 * (20 + 20 + 1) + 21 * 10


@pytest.mark.parametrize(("cell", "gates", "biases"), [("SimpleRNN", 1, 1), ("LSTM", 4, 1), ("GRU", 3, 2)])
def test_a_gate_has_the_parameters_of_a_simple_cell(cell, gates, biases):
    model = recurrent((9, 2), 1, "binary", cell=cell, units=(5,))
    assert model.count_params() == gates * 5 * (2 + 5 + biases) + 6
    assert model.layers[-1].activation is keras.activations.sigmoid


def test_the_simple_cell_is_the_formula():
    model = recurrent((4, 2), 1, "regression", cell="SimpleRNN", units=(3,))
    w, u, b, v, c = model.get_weights()
    x = np.random.default_rng(0).normal(size=(5, 4, 2)).astype(np.float32)
    state = np.zeros((5, 3))
    for step in range(4):
        state = np.tanh(x[:, step] @ w + state @ u + b)
    assert np.allclose(np.asarray(model(x)), state @ v + c, atol=1e-5)


def test_permuted_steps_are_another_numbering_of_the_weights():
    """A dense network on permuted steps, its first weights numbered the same way, gives the same answers."""
    plain, other = dense((50, 1), 1, "regression"), dense((50, 1), 1, "regression", permuted=True)
    first, *rest = plain.get_weights()
    other.set_weights([first[permutation(50)], *rest])
    x = np.random.default_rng(0).normal(size=(8, 50, 1)).astype(np.float32)
    assert np.allclose(np.asarray(plain(x)), np.asarray(other(x)), atol=1e-5)
    other.set_weights(plain.get_weights())
    assert not np.allclose(np.asarray(plain(x)), np.asarray(other(x)), atol=1e-2)


def test_a_permutation_is_fixed_and_whole():
    assert permutation(50) == permutation(50) != list(range(50))
    assert sorted(permutation(50)) == list(range(50))


@pytest.mark.parametrize("name", ["dense, permuted", "gru, permuted"])
def test_permuted_networks_can_be_saved(name, tmp_path):
    model = ORDERS[name]((6, 1), 1, "regression")
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.random.default_rng(0).normal(size=(3, 6, 1)).astype(np.float32)
    assert np.allclose(np.asarray(model(x)), np.asarray(again(x)))


@pytest.mark.parametrize("steps_ahead", [1, 10])
def test_the_last_value_against_the_book(steps_ahead):
    """One ahead it is the book's number; ten ahead the book's notebook repeats the last of the values to come."""
    part = waves(SETTINGS, steps_ahead).validation
    repeated = part.x[:, -1] if steps_ahead == 1 else part.y[:, -1:]
    assert np.mean((repeated - part.y) ** 2) == pytest.approx(BOOK[steps_ahead]["last value"], rel=1e-5)


def test_least_squares_is_scikit_learns():
    """On all 7,000 series 0.00293, on fewer what scikit-learn finds."""
    assert least_squares_error(waves(replace(SETTINGS, values={"series": 7_000}), 1)) == pytest.approx(
        0.00293, abs=5e-6
    )
    few = waves(replace(SETTINGS, values={"series": 200}), 10)
    oracle = LinearRegression().fit(few.train.x[..., 0], few.train.y)
    error = np.mean((oracle.predict(few.validation.x[..., 0]) - few.validation.y) ** 2)
    assert least_squares_error(few) == pytest.approx(error, rel=1e-3)


def test_the_first_series_train():
    few = waves(replace(SETTINGS, values={"series": 7}), 1)
    assert np.array_equal(few.train.x, waves(replace(SETTINGS, values={"series": 9_999}), 1).train.x[:7])


def test_change_by_permutation():
    rows = [
        SimpleNamespace(label=label, values=lambda split, metric, found=found: found)
        for label, found in (("dense", [2.0, 4.0]), ("dense, permuted", [3.0, 3.0]))
    ]
    assert change_by_permutation(SimpleNamespace(rows=rows), "dense") == [0.5, -0.25]


@pytest.fixture(scope="module")
def memory():
    return make_memory(10, train=3_000, validation=100, test=400)


def test_the_label_is_the_sign_of_the_marked_step(memory):
    for split in (memory.train, memory.validation, memory.test):
        values, marks = split.x[..., 0], split.x[..., 1]
        assert (marks.sum(axis=1) == 1).all()
        assert (((values * marks).sum(axis=1) > 0) == split.y).all()
    assert (len(memory.train), len(memory.validation), len(memory.test)) == (3_000, 100, 400)
    assert set(gaps_of(memory.train.x)) == set(range(11))


def test_without_the_mark_nothing_tells_the_label(memory):
    """Every other step is on the label's side as often as not, wherever the gap."""
    values, gaps = memory.train.x[..., 0], gaps_of(memory.train.x)
    last = values[gaps > 0][:, -1] > 0
    assert abs(np.mean(last == memory.train.y[gaps > 0]) - 0.5) < 0.05


def test_accuracy_by_gap():
    found = accuracy_by_gap(
        np.array([0.9, 0.1, 0.9, 0.9]), np.array([1, 1, 0, 1]), np.array([0, 1, 2, 3]), np.array([0, 2, 4])
    )
    assert found.tolist() == [0.5, 0.5]


def test_only_long_gaps_count_for_the_claim():
    data = make_memory(10, train=20)
    long = gaps_of(data.test.x) > 5
    knows, guesses = data.test.y * 1.0, np.where(long, 1.0 - data.test.y, data.test.y)
    runs = [
        SimpleNamespace(
            name=name,
            predictions={"test_prediction": found[:, None], "test_y": data.test.y},
            settings={"data": {"examples": {"train": 20}}},
        )
        for name, found in (("lstm", knows), ("simple", guesses))
    ]
    assert long_gap_difference(runs, 10) == [1.0]


def test_the_part_of_a_chapter_is_in_the_folders_names():
    assert SETTINGS.training_of("gap=40")["variant"] == "gap=40"
    changed = SETTINGS.with_flags({"quick": True})
    assert changed.training_of("gap=40") == {**changed.training, "variant": "gap=40-quick"}
