"""What pairs of neighbouring words tell of the generated sentences, and so how often a bag of bigrams can be right.

A verdict of `datasets.sentences` is "not GOOD but BAD" or "GOOD and not BAD", with three asides: before and after the
first adjective, and before the second. If one of them is empty, an adjective stands beside a word that decides about
it. If none is empty, the pairs with an adjective are the same in both forms, and what they say has opposite labels.

Over all sentences of the grammar, good and bad adjectives with changed places are as frequent and have the other label.
The cross-entropy of a logistic regression is convex, so among its weights of lowest cost are some that change sign with
them. They give the pairs without an adjective no weight, and are right on exactly half of the sentences of which the
neighbours tell nothing. (Other weights, at a higher cost, are right on up to three quarters of them: they call one form
praise, whatever its adjectives.)
"""

from __future__ import annotations

from collections.abc import Sequence

from datasets.dataset import Dataset
from datasets.sentences import ASIDES, BAD, GOOD

# the words of asides that can stand beside an adjective: no "and", which is inside one of them and decides elsewhere
EDGES = frozenset(word for aside in ASIDES if aside for word in (aside.split()[0], aside.split()[-1]))


def told_by_neighbours(words: Sequence[str]) -> bool:
    """Whether one of the two adjectives of a sentence stands beside a word that decides about it."""
    first, second = (place for place, word in enumerate(words) if word in GOOD or word in BAD)
    return not {words[first - 1], words[first + 1], words[second - 1]} <= EDGES


def count_told(data: Dataset) -> int:
    """Of how many test sentences of the dataset `negation` a pair of neighbours tells the label."""
    names: Sequence[str] = data.vocabulary or ()
    return sum(told_by_neighbours([names[int(token)] for token in tokens if token]) for tokens in data.test.x)


def share_told(reach: int) -> float:
    """Of how many sentences of the whole grammar, as a share: those with one of the three asides empty."""
    return 1 - (reach / (reach + 1)) ** 3


def accuracy_of_bigrams(told: float) -> float:
    """The accuracy of a bag of bigrams with the weights above: right where neighbours tell, else on one half.

    Args:
        told: the share of sentences of which they tell.
    """
    return told + (1 - told) / 2
