"""What pairs of neighbours tell of the sentences, against the pairs themselves and a fitted logistic regression."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

import datasets
from chapters.material.text.neighbours import accuracy_of_bigrams, count_told, share_told, told_by_neighbours
from datasets.sentences import BAD, GOOD, make_sentences

ADJECTIVES = {*GOOD, *BAD}


def other_form(words):
    """`not GOOD but BAD` as `GOOD and not BAD`, asides and all: another label."""
    no, but = words.index("not"), words.index("but")
    return [*words[:no], *words[no + 1 : but], "and", "not", *words[but + 1 :]]


def pairs_with_an_adjective(words):
    return Counter(pair for pair in pairwise(words) if ADJECTIVES & {*pair})


@pytest.mark.parametrize("reach", [0, 1, 3, 6])
def test_neighbours_tell_nothing_where_both_forms_have_the_same_pairs(reach):
    texts = [text.split() for text in make_sentences(2_000, 2, reach)[0].x if " but " in text]
    assert len(texts) > 500
    for words in texts:
        same = pairs_with_an_adjective(words) == pairs_with_an_adjective(other_form(words))
        assert told_by_neighbours(words) == told_by_neighbours(other_form(words)) == (not same)


@pytest.mark.parametrize("reach", [0, 1, 3, 6])
def test_the_share_is_that_of_the_grammar(reach):
    told = np.mean([told_by_neighbours(text.split()) for text in make_sentences(20_000, 2, reach)[0].x])
    assert told == pytest.approx(share_told(reach), abs=0.02)  # 10,000 pairs: four standard deviations


def test_the_study_has_37_of_64_and_an_accuracy_of_0_789():
    assert share_told(3) == 37 / 64
    assert accuracy_of_bigrams(share_told(3)) == pytest.approx(0.789, abs=5e-4)
    assert accuracy_of_bigrams(1) == 1 and accuracy_of_bigrams(0) == 0.5


def test_a_fitted_regression_is_right_where_neighbours_tell_and_guesses_elsewhere():
    train, test = make_sentences(4_000, 1_000, 3)
    pairs = CountVectorizer(ngram_range=(2, 2), token_pattern=r"\S+")
    fitted = LogisticRegression(max_iter=500).fit(pairs.fit_transform(train.x), train.y)
    right = fitted.predict(pairs.transform(test.x)) == test.y
    told = np.array([told_by_neighbours(text.split()) for text in test.x])
    assert right[told].mean() > 0.95
    assert abs(right[~told].mean() - 0.5) < 0.1
    assert count_told(datasets.load("negation", reach=3)) == told.sum()
    assert right.mean() == pytest.approx(accuracy_of_bigrams(told.mean()), abs=0.04)
