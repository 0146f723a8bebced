"""Words of a written text: how many are words of the training text, and how many are not repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasets.dataset import Split


def whole_words(text: str) -> list[str]:
    """The words of a text, lower-case, without a word that its beginning or end may have cut."""
    return re.findall(r"(?<=[^a-z'])[a-z']+(?=[^a-z'])", text.lower())


def text_of(part: Split, vocabulary: Sequence[str]) -> str:
    """The text that a split was cut from, but for its last letters; its windows must follow each other without gaps."""
    return "".join(vocabulary[int(token)] for token in part.x.ravel())


def word_shares(texts: Sequence[str], known: set[str]) -> tuple[float, float]:
    """Of the words written: the share of known words, and the number of different words as a share."""
    words = [word for text in texts for word in whole_words(text)]
    if not words:
        return 0.0, 0.0
    return sum(word in known for word in words) / len(words), len(set(words)) / len(words)
