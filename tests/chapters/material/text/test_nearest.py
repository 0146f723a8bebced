"""Nearest words: cosines of angles, whatever the lengths of the vectors, among the frequent words only."""

import numpy as np
import pytest

from chapters.material.text import nearest
from chapters.material.text.nearest import nearest_words

WORDS = ("", "[UNK]", "good", "fine", "bad", "film")
VECTORS = np.array([[1, 0], [1, 0], [1, 0], [3, 3], [-2, 0], [0, 5]], np.float32)


def test_the_angle_decides_and_not_the_length():
    assert nearest_words(VECTORS, WORDS, "good") == [
        ("fine", pytest.approx(2**-0.5)), ("film", pytest.approx(0)), ("bad", pytest.approx(-1))
    ]  # fmt: skip
    assert [word for word, _ in nearest_words(VECTORS, WORDS, "film", count=1)] == ["fine"]


def test_neither_padding_nor_rare_words(monkeypatch):
    monkeypatch.setattr(nearest, "FREQUENT", 2)
    assert [word for word, _ in nearest_words(VECTORS, WORDS, "good")] == ["fine"]
    assert nearest_words(VECTORS, WORDS, "film") == []
