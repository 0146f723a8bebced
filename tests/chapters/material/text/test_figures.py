"""Figures of networks for text: rows with the first seed's models, and words at every temperature."""

from functools import partial
from types import SimpleNamespace

import datasets
from chapters.ch08_text import bag_of_words, recurrent
from chapters.material.text.figures import draw_reading


def test_the_reading_is_drawn_from_two_rows(tmp_path):
    data = datasets.load("negation").take(64)
    size = len(data.vocabulary)
    rows = [
        SimpleNamespace(label=label, runs=[SimpleNamespace(model=recipe(data.input_shape, 1, "binary"))])
        for label, recipe in (
            ("GRU", partial(recurrent, vocabulary_size=size)),
            ("bag of bigrams", partial(bag_of_words, vocabulary_size=size, bigrams=True)),
        )
    ]
    assert draw_reading(SimpleNamespace(rows=rows), data, tmp_path / "reading.png").exists()
