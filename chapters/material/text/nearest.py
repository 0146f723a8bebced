"""Which words lie next to each other in an embedding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

FREQUENT = 500
"""A vector that was trained on few occurrences is nearly the random one that it began as."""


def nearest_words(vectors: np.ndarray, vocabulary: Sequence[str], word: str, count: int = 4) -> list[tuple[str, float]]:
    """The frequent words whose vectors point most nearly where that of a word points, with the cosines of the angles.

    Args:
        vectors: (tokens, numbers), the weights of an embedding layer.
        vocabulary: the token of each row, the two special ones first and then by frequency.
        word: one of the `FREQUENT`, else there is no answer.
        count: how many.
    """
    words, vectors = list(vocabulary[2:][:FREQUENT]), vectors[2:][:FREQUENT]
    if word not in words:
        return []
    directions = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)  # of length 1, so that products are cosines
    cosines = directions @ directions[words.index(word)]
    places = [place for place in np.argsort(-cosines) if words[place] != word]
    return [(words[place], float(cosines[place])) for place in places[:count]]
