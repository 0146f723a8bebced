"""Chapter 7: the recipes, the permutation, and the task of memory."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

import comparison
import training
from chapters.ch07_recurrent_networks import (
    CELLS,
    FORECASTERS,
    ORDERS,
    SETTINGS,
    STUDY,
    change_by_permutation,
    dense,
    difference_after,
    linear,
    recurrent,
    run,
    waves,
)
from chapters.material.recurrent.book_waves import BOOK, least_squares_error
from chapters.material.recurrent.memory_task import Remembered, after_gap, make_memory, remembered
from chapters.material.recurrent.permuted_steps import draw_orders, permutation
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
    assert least_squares_error(waves(replace(SETTINGS, values={"examples": 7_000}), 1)) == pytest.approx(
        0.00293, abs=5e-6
    )
    few = waves(replace(SETTINGS, values={"examples": 200}), 10)
    oracle = LinearRegression().fit(few.train.x[..., 0], few.train.y)
    error = np.mean((oracle.predict(few.validation.x[..., 0]) - few.validation.y) ** 2)
    assert least_squares_error(few) == pytest.approx(error, rel=1e-3)


def test_the_first_series_train():
    few = waves(replace(SETTINGS, values={"examples": 7}), 1)
    assert np.array_equal(few.train.x, waves(replace(SETTINGS, values={"examples": 9_999}), 1).train.x[:7])


def test_all_series_train_with_full():
    assert len(waves(SETTINGS.with_flags({"full": True}), 1).train) == STUDY["examples"] == 7_000


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


def gaps_of(x):
    """Steps after the marked one."""
    return x.shape[1] - 1 - x[:, :, 1].argmax(axis=1)


def test_without_the_mark_nothing_tells_the_label(memory):
    """Every other step is on the label's side as often as not, wherever the gap."""
    values, gaps = memory.train.x[..., 0], gaps_of(memory.train.x)
    last = values[gaps > 0][:, -1] > 0
    assert abs(np.mean(last == memory.train.y[gaps > 0]) - 0.5) < 0.05


@pytest.mark.parametrize(("gap", "steps"), [(3, 11), (10, 11), (40, 41)])
def test_only_the_gap_is_longer_than_in_training(gap, steps):
    x, y = after_gap(gap, trained_to=10, count=200)
    assert x.shape == (200, steps, 2)
    assert set(gaps_of(x)) == {gap}
    assert (((x[..., 0] * x[..., 1]).sum(axis=1) > 0) == y).all()
    assert 60 < y.sum() < 140


def test_a_cell_is_read_gaps_it_was_not_trained_on():
    """A network that always answers "above 0" is right as often as that is the answer."""
    recipe = partial(recurrent, cell="SimpleRNN", units=(2,))
    model = recipe((11, 2), 1, "binary")
    model.set_weights([*(0 * each for each in model.get_weights()[:-1]), np.ones(1)])
    settings = {"data": {"options": {"longest": 10}}}
    found = remembered([SimpleNamespace(name="c", model=model, settings=settings)] * 2, recipe, (5, 20), count=300)
    assert (found.name, found.trained_to, list(found.accuracy)) == ("c", 10, [5, 20])
    for gap, values in found.accuracy.items():
        assert values.tolist() == [after_gap(gap, 10, 300)[1].mean()] * 2


def test_the_claim_compares_cells_that_were_trained_on_the_same_gaps():
    found = [
        Remembered("simple rnn", 10, {40: np.array([0.5, 0.75])}),
        Remembered("lstm", 10, {40: np.array([1.0, 0.5])}),
        Remembered("simple rnn", 40, {40: np.array([0.0, 0.0])}),
    ]
    assert difference_after(40, found, 10) == [0.5, -0.25]
    assert set(CELLS) == {"simple rnn", "lstm"}


@pytest.mark.parametrize("part", ["waves", "order", "memory", "temperatures"])
def test_every_part_can_be_run_alone_and_quickly(part, tmp_path):
    """`--quick --part waves` once had nothing to train."""
    report = run(SETTINGS.with_flags({"quick": True, "part": part, "runs_dir": tmp_path, "gap": 4}))
    assert {each.epochs for each in report.runs} == {1}
    assert all(figure.exists() for figure in report.figures)


def test_a_part_trains_what_the_whole_chapter_trains():
    alone, whole = (SETTINGS.with_flags(flags) for flags in ({"part": "memory"}, {}))
    assert alone.training_of("gap=40") == whole.training_of("gap=40")
    assert alone.shown != whole.shown


def test_the_orders_are_drawn_with_their_intervals(tmp_path):
    data = waves(replace(SETTINGS, values={"examples": 64}), 1)
    pair = {name: ORDERS[name] for name in ("dense", "dense, permuted")}
    how = {**SETTINGS.training, "epochs": 1, "seeds": [0, 1], "folder": tmp_path}
    assert draw_orders(comparison.compare(training.fit_all(pair, data, **how)), tmp_path / "o.png").exists()


def test_the_part_of_a_chapter_is_in_the_folders_names():
    assert SETTINGS.training_of("gap=40")["variant"] == "gap=40"
    changed = SETTINGS.with_flags({"quick": True})
    assert changed.training_of("gap=40") == {**changed.training, "variant": "gap=40-quick"}
