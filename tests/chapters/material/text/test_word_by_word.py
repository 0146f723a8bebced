"""Reading word by word."""

import numpy as np

import datasets
from chapters.ch08_text import recurrent
from chapters.material.text.word_by_word import read_word_by_word


def test_the_last_of_the_beginnings_is_the_sentence():
    data = datasets.load("negation").take(64)
    model = recurrent((12,), 1, "binary", vocabulary_size=len(data.vocabulary))
    tokens = data.test.x[0]
    after = read_word_by_word(model, tokens)
    assert len(after) == (tokens != 0).sum()
    assert np.isclose(after[-1], np.asarray(model(tokens[None]))[0, 0])
