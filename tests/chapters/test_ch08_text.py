"""Chapter 8: the networks, temperature, writing, and what happens without the sets that have to be fetched."""

import shutil
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

import datasets
from chapters.ch08_text import (
    SETTINGS,
    STUDY,
    bag_of_words,
    dense,
    networks,
    recurrent,
    run,
    study,
    with_temperature,
    write,
)
from chapters.material.text.word_by_word import opposite_pair


@pytest.fixture(scope="module")
def data():
    return datasets.load("negation").take(64)


def test_parameters():
    assert bag_of_words((12,), 1, "binary", vocabulary_size=70).count_params() == 69 + 1
    assert bag_of_words((12,), 1, "binary", vocabulary_size=70, bigrams=True).count_params() == 70**2 - 1 + 1
    assert dense((12,), 1, "binary", vocabulary_size=70, units=5).count_params() == 70 * 16 + (12 * 16 + 1) * 5 + 6
    gru = recurrent((12,), 1, "binary", vocabulary_size=70, units=5)
    assert gru.count_params() == 70 * 16 + 3 * 5 * (16 + 5 + 2) + 6  # Keras' GRU has two biases a gate


def test_recipes_compile_for_their_task():
    assert recurrent((12,), 1, "binary", vocabulary_size=70).loss == "binary_crossentropy"
    letters = recurrent((12,), 70, "multiclass", vocabulary_size=70, learning_rate=0.25)
    assert letters.loss == "sparse_categorical_crossentropy"
    assert np.isclose(float(letters.optimizer.learning_rate), 0.25)


def test_only_the_bag_of_words_cannot_tell_a_pair_apart(data):
    praise, blame = opposite_pair(data)
    assert data.test.y[praise] == 1 and data.test.y[blame] == 0
    pair = data.test.x[[praise, blame]]
    size = len(data.vocabulary)
    bigrams = partial(bag_of_words, bigrams=True)
    for recipe, same in ((bag_of_words, True), (bigrams, False), (dense, False), (recurrent, False)):
        answers = np.asarray(recipe((12,), 1, "binary", vocabulary_size=size)(pair))
        assert np.isclose(answers[0], answers[1], rtol=1e-6, atol=0) == same


def test_padding_is_no_word():
    model = bag_of_words((6,), 1, "binary", vocabulary_size=9)
    short, long = np.asarray(model(np.array([[3, 4, 0, 0, 0, 0], [3, 4, 0, 5, 0, 0]], np.int32)))
    without = 1 / (1 + np.exp(-model.get_weights()[0][[2, 3], 0].sum()))  # column 0 is token 1: the bias is still 0
    assert np.isclose(short[0], without)
    assert short[0] != long[0]


def test_a_bag_of_bigrams_counts_neighbours():
    """Each pair has its weight, in this order, as often as it occurs; padding has no neighbour."""
    model = bag_of_words((5,), 1, "binary", vocabulary_size=9, bigrams=True)
    weights, bias = model.get_weights()

    def logit(*tokens):
        p = float(np.asarray(model(np.array([tokens], np.int32)))[0, 0])
        return np.log(p / (1 - p))

    def of(first, second):
        return weights[first * 9 + second - 1, 0]

    assert np.isclose(logit(3, 4, 0, 0, 0), of(3, 4), atol=1e-5)
    assert np.isclose(logit(4, 3, 0, 0, 0), of(4, 3), atol=1e-5)
    assert np.isclose(logit(3, 4, 3, 4, 8), 2 * of(3, 4) + of(4, 3) + of(4, 8), atol=1e-5)
    assert bias == 0


def test_temperature():
    p = np.array([[0.5, 0.3, 0.2], [0.0, 0.9, 0.1]])
    assert np.allclose(with_temperature(p, 1.0), p)
    assert np.allclose(with_temperature(p, 0.5), p**2 / (p**2).sum(axis=1, keepdims=True))
    assert np.allclose(with_temperature(p[:1], 0.01), [[1, 0, 0]])
    assert np.allclose(with_temperature(p[:1], 1e6), 1 / 3)


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_writing_is_drawn_from_the_model(temperature):
    """A model that always answers with the letter after the one it read last writes the alphabet, round and round."""

    def predict_on_batch(x):
        return np.eye(6, dtype=np.float32)[2 + (x[:, -1] - 1) % 4]

    test = type("Test", (), {"x": np.array([[2, 3, 4], [5, 2, 3]], np.int32), "__len__": lambda self: 2})()
    data = SimpleNamespace(test=test, vocabulary=("", "[UNK]", *"abcd"))
    settings = SETTINGS.with_flags({"texts": 2, "letters": 6})
    written = write(SimpleNamespace(predict_on_batch=predict_on_batch), data, temperature, settings)
    assert sorted(written) == ["cdabcd", "dabcda"]


def test_padding_and_unknown_letters_are_never_written():
    def predict_on_batch(x):
        return np.tile(np.array([0.5, 0.4, 0.1, 0.0], np.float32), (len(x), 1))

    test = type("Test", (), {"x": np.full((2, 3), 2, np.int32), "__len__": lambda self: 2})()
    data = SimpleNamespace(test=test, vocabulary=("", "[UNK]", "a", "b"))
    settings = SETTINGS.with_flags({"texts": 2, "letters": 50})
    assert write(SimpleNamespace(predict_on_batch=predict_on_batch), data, 1.0, settings) == ["a" * 50] * 2


def test_every_size_names_networks_of_the_chapter(data):
    for settings in (SETTINGS, STUDY, SETTINGS.with_flags({"quick": True})):
        for size in ("sentences", "reviews"):
            assert tuple(networks(settings[size], data, settings)) == settings[size]


@pytest.fixture(scope="module")
def without_sets(quick, tmp_path_factory):
    """The report of the shared quick run and that of the study's code on a machine where nothing was fetched."""
    folder = tmp_path_factory.mktemp("nothing")
    shutil.copytree(quick(SETTINGS.chapter).folder, folder / "runs" / SETTINGS.chapter)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("HOME", "TFDS_DATA_DIR"):
            patch.setenv(variable, str(folder))
        settings = SETTINGS.with_flags({"quick": True, "resume": True, "runs_dir": folder / "runs"})
        yield run(settings), study(settings)


@pytest.mark.slow
def test_without_the_other_sets_the_sentences_are_reported(without_sets):
    report, _ = without_sets
    assert {trained.name for trained in report.runs} == {"bag of bigrams", "dense", "GRU"}
    assert list(report.tables) == ["Sentences"]
    said = {claim["id"]: claim for claim in report.as_dict()["claims"]}
    assert said["rnn-suits-reviews"]["verdict"] == "not tested"
    assert "python -m datasets fetch movie_reviews" in said["rnn-suits-reviews"]["evidence"]


def test_without_the_reviews_a_study_keeps_what_was_stored(without_sets):
    _, report = without_sets
    assert [claim["id"] for claim in report.claims] == ["rnn-suits-text"]


@pytest.mark.slow
def test_the_study_shows_the_network_that_knows_the_order_without_recurrence(without_sets):
    """Beside the claim and without a verdict, tuned from the list that the claim's two sides have."""
    _, report = without_sets
    (claim,) = report.claims
    assert (claim["values"]["a"], claim["values"]["b"]) == ("GRU", "bag of bigrams")
    (other,) = claim["values"]["beside"]
    assert (other["a"], other["b"], other["verdict"]) == ("GRU", "dense", None)
    assert STUDY["sentences"] == ("bag of bigrams", "dense", "GRU")
    assert len(STUDY["rates"]) == 5


def test_no_seed_that_is_judged_chooses_a_rate():
    judged = range(STUDY.seed, STUDY.seed + STUDY.seeds)
    assert STUDY["tuning_seeds"] and not set(STUDY["tuning_seeds"]) & set(judged)
    assert SETTINGS["rates"] == SETTINGS["tuning_seeds"] == ()
