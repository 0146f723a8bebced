"""Chapter 7: the networks, the parts, and what each of them trains."""

import numpy as np
import pytest

from chapters.ch07_recurrent_networks import NETWORKS, SETTINGS, STUDY, linear, recurrent, run
from chapters.claims.claim_list import named
from chapters.claims.results import stored
from chapters.material.recurrent.every_step import NETWORKS as EVERY_STEP
from runtime.backend import keras


def test_parameters_are_the_books():
    """Géron 2019, chapter 15, counts 51 of the linear model, 3 and 20 x 20 ones of the recurrent layers."""
    assert linear((50, 1), 1, "regression").count_params() == 51
    one_unit = NETWORKS["SimpleRNN, 1 unit"]((50, 1), 1, "regression")
    assert one_unit.count_params() == 3 + 2  # the book's, and the dense layer that scales it
    deep = NETWORKS["deep RNN"]((50, 1), 10, "regression")
    assert deep.count_params() == 20 * (1 + 20 + 1) + 20 * (20 + 20 + 1) + 21 * 10


@pytest.mark.parametrize(("cell", "gates", "biases"), [("SimpleRNN", 1, 1), ("LSTM", 4, 1), ("GRU", 3, 2)])
def test_a_gate_has_the_parameters_of_a_simple_cell(cell, gates, biases):
    model = recurrent((9, 2), 1, "binary", cell=cell, units=(5,))
    assert model.count_params() == gates * 5 * (2 + 5 + biases) + 6
    assert model.layers[-1].activation is keras.activations.sigmoid


@pytest.mark.parametrize(("task", "loss"), [("regression", "mean_squared_error"), ("binary", "binary_crossentropy")])
def test_a_recipe_compiles_for_its_task_and_learning_rate(task, loss):
    model = recurrent((4, 2), 1, task, learning_rate=0.25)
    assert model.loss == loss
    assert np.isclose(float(model.optimizer.learning_rate), 0.25)


@pytest.mark.parametrize("cell", ["SimpleRNN", "LSTM", "GRU"])
def test_a_masked_network_skips_the_zeros_in_front(cell):
    model = recurrent((None, 2), 1, "binary", cell=cell, units=(3,), masked=True)
    x = np.random.default_rng(0).normal(size=(4, 5, 2)).astype(np.float32)
    padded = np.concatenate([np.zeros((4, 3, 2), np.float32), x], axis=1)
    assert np.allclose(np.asarray(model(padded)), np.asarray(model(x)), atol=1e-6)


@pytest.mark.parametrize("name", ["dense, permuted", "GRU, permuted"])
def test_permuted_networks_can_be_saved(name, tmp_path):
    model = NETWORKS[name]((6, 1), 1, "regression")
    model.optimizer.build(model.trainable_variables)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    x = np.random.default_rng(0).normal(size=(3, 6, 1)).astype(np.float32)
    assert np.allclose(np.asarray(model(x)), np.asarray(again(x)))


def test_the_first_series_train():
    few, many = (SETTINGS.with_flags({"examples": count}) for count in (7, 9_999))
    first, whole = (settings.few(settings.load(steps_ahead=1)) for settings in (few, many))
    assert np.array_equal(first.train.x, whole.train.x[:7])


def test_all_series_train_with_full():
    full = SETTINGS.with_flags({"full": True})
    assert len(full.few(full.load(steps_ahead=1)).train) == 7_000


def test_equal_parameters_stand_beside_equal_units():
    of = {name: NETWORKS[name]((51, 2), 1, "binary").count_params() for name in ("SimpleRNN, 41 units", "LSTM")}
    assert of == {"SimpleRNN, 41 units": 1_846, "LSTM": 1_861}


PARTS = {
    "waves": {"linear", "deep RNN"},
    "order": {"dense", "dense, permuted"},
    "memory": {"SimpleRNN", "LSTM"},
    "temperatures": {"GRU"},
}


@pytest.mark.parametrize(
    "part", ["order", *(pytest.param(part, marks=pytest.mark.slow) for part in PARTS if part != "order")]
)
def test_every_part_can_be_run_alone_and_quickly(part, tmp_path):
    """`--quick --part waves` once had nothing to train."""
    report = run(SETTINGS.with_flags({"quick": True, "part": part, "runs_dir": tmp_path, "delay": 4}))
    assert {trained.name for trained in report.runs} == PARTS[part]
    assert {trained.epochs for trained in report.runs} == {1}
    assert all(figure.exists() for figure in report.figures)


def test_a_part_trains_what_the_whole_chapter_trains():
    alone, whole = (SETTINGS.with_flags(flags) for flags in ({"part": "memory"}, {}))
    assert alone.training_of("delay=40") == whole.training_of("delay=40")
    assert alone.shown != whole.shown


def test_the_part_of_a_chapter_is_in_the_folders_names():
    assert SETTINGS.training_of("delay=40")["variant"] == "delay=40"
    changed = SETTINGS.with_flags({"quick": True})
    assert changed.training_of("delay=40") == {**changed.training, "variant": "delay=40-quick"}


def test_every_size_names_networks_of_the_chapter():
    for settings in (SETTINGS, STUDY, SETTINGS.with_flags({"quick": True})):
        names = {*settings["forecasters"], *settings["orders"], *settings["cells"]}
        assert names <= set(NETWORKS)
        assert {*settings["every_step"]} <= set(EVERY_STEP)


def test_the_whole_series_train_every_network_of_the_books_table():
    """Two of them were reached by no setting and no flag."""
    assert set(SETTINGS.with_flags({"full": True})["every_step"]) == set(EVERY_STEP) > set(SETTINGS["every_step"])


@pytest.mark.parametrize("claim_id", ["gates-remember", "gates-learn-long-gaps"])
def test_what_is_judged_is_a_mean_and_the_sentence_says_no_more(claim_id):
    """ "More reliably" was judged by the mean accuracy; new words define nothing, so the stored result stays."""
    claim = named(claim_id)
    assert "reliab" not in claim.statement and "Means of ten seeds" in claim.correction
    assert stored(SETTINGS.chapter)["claims"][claim_id]["fingerprint"] == claim.fingerprint
