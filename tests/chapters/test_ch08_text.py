"""Chapter 8: the recipes, the mask, temperature, and counting words that were written."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

import datasets
from chapters.ch08_text import (
    SETTINGS,
    STUDY,
    bag_of_words,
    dense_on_window,
    load_or_say,
    moved_by_padding,
    reader,
    reviews,
    run,
)
from chapters.material.text.word_by_word import opposite_pair, read_word_by_word
from chapters.material.text.written_text import text_of, whole_words, with_temperature, word_shares, write
from runtime.errors import UserError


@pytest.fixture(scope="module")
def data():
    return datasets.load("negation").take(64)


def test_parameters():
    assert bag_of_words((12,), 1, "binary", vocabulary_size=70).count_params() == 69 + 1
    dense = dense_on_window((12,), 1, "binary", vocabulary_size=70, embedding=4, units=5)
    assert dense.count_params() == 70 * 4 + (12 * 4 + 1) * 5 + 6
    gru = reader((12,), 1, "binary", vocabulary_size=70, embedding=4, units=5)
    assert gru.count_params() == 70 * 4 + 3 * 5 * (4 + 5 + 2) + 6  # Keras' GRU has two biases a gate


def test_only_the_bag_of_words_cannot_tell_a_pair_apart(data):
    praise, blame = opposite_pair(data)
    assert data.test.y[praise] == 1 and data.test.y[blame] == 0
    pair = data.test.x[[praise, blame]]
    size = len(data.vocabulary)
    for recipe, same in ((bag_of_words, True), (dense_on_window, False), (reader, False)):
        answers = np.asarray(recipe((12,), 1, "binary", vocabulary_size=size)(pair))
        assert np.isclose(answers[0], answers[1], rtol=1e-6, atol=0) == same


def test_padding_is_no_word():
    model = bag_of_words((6,), 1, "binary", vocabulary_size=9)
    short, long = np.asarray(model(np.array([[3, 4, 0, 0, 0, 0], [3, 4, 0, 5, 0, 0]], np.int32)))
    without = 1 / (1 + np.exp(-model.get_weights()[0][[2, 3], 0].sum()))  # column 0 is token 1: the bias is still 0
    assert np.isclose(short[0], without)
    assert short[0] != long[0]


@pytest.mark.parametrize(("masked", "moves"), [(True, False), (False, True)])
def test_only_without_a_mask_padding_moves_the_answer(data, masked, moves):
    recipe = partial(reader, vocabulary_size=len(data.vocabulary), masked=masked)
    model = recipe(data.input_shape, 1, "binary")
    trained = SimpleNamespace(
        model=model, predictions={"test_prediction": model.predict(data.test.x, batch_size=256, verbose=0)}
    )
    most, _ = moved_by_padding(trained, data, recipe)
    assert (most > 1e-4) == moves
    assert moves or most < 1e-6


def test_the_last_of_the_beginnings_is_the_sentence(data):
    model = reader((12,), 1, "binary", vocabulary_size=len(data.vocabulary))
    tokens = data.test.x[0]
    after = read_word_by_word(model, tokens)
    assert len(after) == (tokens != 0).sum()
    assert np.isclose(after[-1], np.asarray(model(tokens[None]))[0, 0])


def test_temperature():
    p = np.array([[0.5, 0.3, 0.2], [0.0, 0.9, 0.1]])
    assert np.allclose(with_temperature(p, 1.0), p)
    assert np.allclose(with_temperature(p, 0.5), p**2 / (p**2).sum(axis=1, keepdims=True))
    assert np.allclose(with_temperature(p[:1], 0.01), [[1, 0, 0]])
    assert np.allclose(with_temperature(p[:1], 1e6), 1 / 3)


def test_writing_is_drawn_from_the_model():
    """A model that always answers with the letter after the one it read last writes the alphabet, round and round."""
    letters = ("", "[UNK]", *"abcd")

    def predict_on_batch(x):
        return np.eye(6)[2 + (x[:, -1] - 1) % 4]

    x = np.array([[2, 3, 4], [5, 2, 3]], np.int32)
    data = SimpleNamespace(test=SimpleNamespace(x=x, __len__=lambda self: 2), vocabulary=letters)
    data.test = type("Test", (), {"x": x, "__len__": lambda self: 2})()
    written = write(SimpleNamespace(predict_on_batch=predict_on_batch), data, (0.5, 2.0), count=6, texts=2, seed=0)
    assert sorted(written[0.5]) == sorted(written[2.0]) == ["dabcda", "cdabcd"][::-1]


def test_words_that_may_be_cut_are_not_counted():
    assert whole_words("ello, the Queen's lor") == ["the", "queen's"]
    assert word_shares(["a to be or not to be b", "x"], {"to", "be"}) == (4 / 6, 4 / 6)
    assert word_shares([], {"to"}) == (0.0, 0.0)


def test_no_word_of_the_text_is_too_long_to_be_known():
    """Windows of 20 letters, one every 8, held no word of 20 letters whole: it would have counted as invented."""
    names, text = ("", "[UNK]", *"abc "), "abcabcabcabcabcabcabcabc ab c"
    rows = np.array([names.index(letter) for letter in text[:28]], np.int32).reshape(7, 4)
    part = SimpleNamespace(x=rows)
    assert text_of(part, names) == text[:28]
    assert whole_words(" " + text_of(part, names)) == ["abc" * 8, "ab"]


@pytest.fixture
def nothing_fetched(monkeypatch, tmp_path):
    for variable in ("HOME", "TFDS_DATA_DIR"):
        monkeypatch.setenv(variable, str(tmp_path))


@pytest.mark.usefixtures("nothing_fetched")
def test_what_is_not_fetched_is_named_with_its_command(capsys):
    command = "python -m datasets fetch movie_reviews"
    assert command in load_or_say(SETTINGS, "movie_reviews")
    assert command in capsys.readouterr().out
    with pytest.raises(UserError, match=command):
        load_or_say(SETTINGS.with_flags({"part": "reviews"}), "movie_reviews")
    (claim,) = reviews(SETTINGS).claims
    assert (claim["id"], claim["verdict"]) == ("rnn-suits-reviews", "not tested")
    assert command in claim["evidence"]
    assert reviews(STUDY).claims == ()  # what was stored stays


@pytest.mark.usefixtures("nothing_fetched")
def test_without_the_other_sets_the_sentences_are_reported(tmp_path):
    report = run(SETTINGS.with_flags({"quick": True, "runs_dir": tmp_path / "runs"}))
    assert {each.name for each in report.runs} == {"bag of words", "gru"}
    assert report.further == {}
    said = {each["id"]: each["evidence"] for each in report.as_dict()["claims"]}
    assert "datasets fetch movie_reviews" in said["rnn-suits-reviews"]
