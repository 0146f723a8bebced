"""From raw features to what a network takes: each step is fitted on the training split alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from runtime.arguments import LARGEST, whole_number

PADDING, UNKNOWN = "", "[UNK]"
MOST_WORDS = 5_000  # of an example: the longest review has 2,500; every example takes so many numbers
"""The first two tokens of every vocabulary: id 0 fills a text up to its length, id 1 stands for every other token."""


@dataclass(frozen=True)
class Prepared:
    """A fitted step.

    Attributes:
        transform: raw features of any split -> what a network takes, one row an example.
        vocabulary: the token of each id, where features are text.
    """

    transform: Callable[[np.ndarray], np.ndarray]
    vocabulary: tuple[str, ...] | None = None


Prepare = Callable[[np.ndarray], Prepared]
"""Training features -> the step fitted on them."""


def unchanged(train: np.ndarray) -> Prepared:
    """Features as float32, with the values they have."""
    return Prepared(lambda x: np.asarray(x, np.float32))


def pixels(train: np.ndarray, largest: float = 255) -> Prepared:
    """Grey values 0..`largest` to float32 0..1."""
    return Prepared(lambda x: np.divide(x, np.float32(largest), dtype=np.float32))


def standard(train: np.ndarray) -> Prepared:
    """Every feature to mean 0 and standard deviation 1 over the training split (표준화), float32."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return Prepared(lambda x: ((x - mean) / deviation).astype(np.float32))


def words(train: np.ndarray, vocabulary_size: int, length: int) -> Prepared:
    """Texts to the ids of their words: int32 of shape (n, length), 0 for padding, which comes last.

    Words are lower-case runs of letters, digits and apostrophes. The vocabulary holds the most frequent words of the
    training split (of equals, the first in the alphabet). A longer text is cut after `length` words.

    Args:
        train: texts, an array of str.
        vocabulary_size: tokens at most, padding and the unknown token included.
        length: words of an example.

    Raises:
        UserError: `vocabulary_size` is below 3, or `length` below 1 or above 5,000.
    """
    whole_number("vocabulary_size", vocabulary_size, 3, LARGEST)
    whole_number("length", length, 1, MOST_WORDS)
    counts = Counter(word for text in train for word in words_of(text))
    frequent = sorted(counts, key=lambda word: (-counts[word], word))[: vocabulary_size - 2]
    vocabulary = (PADDING, UNKNOWN, *frequent)
    ids = {word: i for i, word in enumerate(vocabulary)}
    return Prepared(partial(_padded, ids=ids, length=length), vocabulary)


def characters(train: np.ndarray) -> Prepared:
    """Characters to ids, int32 of the same shape; the vocabulary is the training record's characters, sorted."""
    vocabulary = (PADDING, UNKNOWN, *sorted(set(train.tolist())))
    ids = {character: i for i, character in enumerate(vocabulary)}
    return Prepared(lambda x: np.array([ids.get(character, 1) for character in x.tolist()], np.int32), vocabulary)


def words_of(text: str) -> list[str]:
    """The words of a text, lower-case."""
    return re.findall(r"[a-z0-9']+", text.lower())


def _padded(texts: Iterable[str], ids: dict[str, int], length: int) -> np.ndarray:
    rows = [[ids.get(word, 1) for word in words_of(text)[:length]] or [1] for text in texts]
    padded = np.zeros((len(rows), length), np.int32)
    for row, tokens in zip(padded, rows, strict=True):
        row[: len(tokens)] = tokens
    return padded
