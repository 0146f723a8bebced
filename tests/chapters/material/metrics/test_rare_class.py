"""The data of a detector: its shares, its classes, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

import datasets
from chapters.ch17_metrics import classification_metrics
from chapters.material.metrics.rare_class import check_detectors, detector, with_share
from datasets.dataset import Split
from runtime.errors import UserError


@pytest.mark.parametrize("share", [1 / 2, 1 / 10, 1 / 50])
def test_training_has_the_share_and_the_test_split_is_the_same_for_all(share):
    data = datasets.load("digits")
    found = detector(data, 8, share)
    assert found.class_names == ("not 8", "8")
    assert len(found.train) == 2 * (data.train.y == 8).sum()
    assert abs(found.train.y.mean() - share) <= 1 / len(found.train)
    shown = {row.tobytes() for row in found.train.x[found.train.y == 1]}
    assert shown <= {row.tobytes() for row in data.train.x[data.train.y == 8]}
    for name in ("validation", "test"):
        assert found.split(name).x is data.split(name).x
        assert np.array_equal(found.split(name).y, data.split(name).y == 8)


@pytest.mark.parametrize("share", [1 / 2, 1 / 10, 1 / 50])
def test_a_share_of_given_examples(share):
    positive = np.arange(3_000) % 7 == 0
    chosen = with_share(positive, share)
    assert len(set(chosen)) == len(chosen)
    assert abs(positive[chosen].mean() - share) <= 1 / len(chosen)
    assert len(chosen) == int(min(positive.sum() / share, (~positive).sum() / (1 - share)))
    assert abs(positive[with_share(positive, share, 100)].sum() - 100 * share) < 1


def test_every_detector_has_the_same_baseline_to_beat():
    """They answer the same question on the same test examples; what is rare in training is not rarer in the test."""
    data = datasets.load("digits")
    of = [detector(data, 8, 1 / number).baseline for number in (2, 10, 50)]
    assert {baseline.name for baseline in of} == {"class frequencies"}
    assert [float(baseline.values[0]) for baseline in of] == pytest.approx([np.mean(data.train.y == 8)] * 3)


def test_the_recall_of_a_detector_does_not_depend_on_how_rare_the_class_is_in_the_test():
    """Its precision does: with the same rates, fewer positives leave more of the alarms false."""
    random = np.random.default_rng(0)
    y = (np.arange(100_000) % 2).astype(int)
    answer = np.where(y == 1, random.random(len(y)) < 0.8, random.random(len(y)) < 0.1).astype(int)
    found = [classification_metrics(y[rows], answer[rows]) for rows in (with_share(y, 1 / at) for at in (2, 10, 50))]
    assert [metrics["recall"] for metrics in found] == pytest.approx([0.8] * 3, abs=0.03)
    expected = [0.8 / (0.8 + 0.1 * (at - 1)) for at in (2, 10, 50)]
    assert [metrics["precision"] for metrics in found] == pytest.approx(expected, abs=0.03)


def test_a_class_that_a_split_lacks_is_refused_before_training():
    data = datasets.load("iris")
    check_detectors(data, 0.5)
    with pytest.raises(UserError, match="validation split of iris has no example of class"):
        check_detectors(replace(data, validation=Split(data.validation.x, 0 * data.validation.y)), 0.5)


@pytest.mark.parametrize("threshold", [1.0, 1.5])
def test_a_threshold_that_is_no_probability_is_refused(threshold):
    with pytest.raises(UserError, match="is no probability"):
        check_detectors(datasets.load("iris"), threshold)
