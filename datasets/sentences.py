"""A grammar of praise and blame in which every bag of words is as often the one as the other.

    sentence = opening NOUN verb [adverb] verdict closing
    verdict  = "not" GOOD "but" BAD    blame      "not bad but good"   praise
             | "not" BAD "but" GOOD    praise     "not good but bad"   blame
             | GOOD "and" "not" BAD    praise
             | BAD "and" "not" GOOD    blame

Every sentence has one good word, one bad word and one "not". Sentences come in pairs that change the two adjectives'
places: the same words, the other label. So no count of words tells anything (a linear model on a bag of words is at
chance), while one who reads in order has only to see which adjective follows "not".

Pairs of neighbouring words tell it too: "not good" is blame. With `reach` an aside of 0 to `reach` words stands before
and after the first adjective and before the second, each length as often:

    "not" if you ask me GOOD to be fair "but" frankly BAD

Where none of the three is empty, no pair of neighbours has an adjective beside the word that decides about it.
"""

from __future__ import annotations

import numpy as np

from datasets.dataset import Split

GRAMMAR_SEED = 5
OPENINGS = ("", "honestly", "i think", "in my view", "they say", "to me")
NOUNS = ("acting", "book", "camera", "cast", "ending", "film", "humour", "music", "pace", "plot", "score", "story")
VERBS = ("is", "was", "seems", "feels", "looks")
ADVERBS = ("", "really", "just", "clearly")
GOOD = (
    "brilliant",
    "clever",
    "fine",
    "fresh",
    "good",
    "great",
    "honest",
    "lovely",
    "moving",
    "sharp",
    "strong",
    "warm",
)
BAD = ("awful", "bad", "boring", "clumsy", "dull", "empty", "flat", "hollow", "lazy", "poor", "stale", "weak")
CLOSINGS = ("", "again", "today", "at last", "for once", "this time")
ASIDES = (  # number k has k words
    "",
    "frankly",
    "in truth",
    "to be fair",
    "if you ask me",
    "all things said and done",
    "as far as i can tell",
)
MOST_REACH = len(ASIDES) - 1


def make_sentences(train: int, test: int, reach: int = 0) -> tuple[Split, Split]:
    """Different sentences, half of them praise. The two of a pair stand side by side.

    Args:
        train: training sentences, an even number.
        test: test sentences, an even number.
        reach: words of an aside at most, up to `MOST_REACH`; 0 for sentences without asides.

    Returns:
        train, test: texts (an array of str) and labels, int32: 1 is praise.
    """
    generator = np.random.default_rng(GRAMMAR_SEED)
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < (train + test) // 2:
        pairs[_pair(generator, reach)] = None
    texts = np.array(list(pairs), object)
    labels = np.tile(np.array([1, 0], np.int32), (len(pairs), 1))
    turned = generator.random(len(pairs)) < 0.5  # which of a pair comes first tells nothing either
    texts[turned], labels[turned] = texts[turned, ::-1], labels[turned, ::-1]
    texts, labels = texts.ravel(), labels.ravel()
    return Split(texts[:train], labels[:train]), Split(texts[train:], labels[train:])


def _pair(generator: np.random.Generator, reach: int) -> tuple[str, str]:
    """The same words as praise and as blame."""
    opening, noun, verb, adverb, good, bad, closing = (
        str(generator.choice(words)) for words in (OPENINGS, NOUNS, VERBS, ADVERBS, GOOD, BAD, CLOSINGS)
    )
    turned = generator.random() < 0.5  # the first adjective is the one that is denied
    before, after, between = (ASIDES[number] for number in generator.integers(reach + 1, size=3)) if reach else [""] * 3
    begin, join = ("not", "but") if turned else ("", "and not")
    good_first, bad_first = (
        f"{opening} the {noun} {verb} {adverb} {begin} {before} {one} {after} {join} {between} {other} {closing}"
        for one, other in ((good, bad), (bad, good))
    )
    good_first, bad_first = " ".join(good_first.split()), " ".join(bad_first.split())
    return (bad_first, good_first) if turned else (good_first, bad_first)
