"""The data of a detector: its shares, its classes, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

import datasets
from chapters.material.metrics.lesson_output import share_of
from chapters.material.metrics.rare_class import check_detectors, detector
from runtime.errors import UserError


@pytest.mark.parametrize("share", [1 / 2, 1 / 10, 1 / 50])
def test_a_detectors_splits_have_the_share_and_training_as_many_examples(share):
    data = datasets.load("digits")
    found = detector(data, 8, share)
    assert found.class_names == ("not 8", "8")
    assert len(found.train) == 2 * (data.train.y == 8).sum()
    for name in ("train", "validation", "test"):
        part = getattr(found, name)
        assert set(np.unique(part.y)) == {0, 1}
        assert abs(part.y.mean() - share) <= 1 / len(part)
    shown = {row.tobytes() for row in found.test.x[found.test.y == 1]}
    assert shown <= {row.tobytes() for row in data.test.x[data.test.y == 8]}


def test_a_share_is_said_as_the_split_has_it():
    assert share_of(np.array([1, 0])) == "1 in 2"
    few = detector(datasets.load("iris"), 0, 1 / 50)
    assert share_of(few.test.y) == f"1 in {len(few.test)}"  # one positive, and too few others for 1 in 50
    assert len(few.test) < 50


def test_a_class_that_a_split_lacks_is_refused_before_training():
    data = datasets.load("iris")
    check_detectors(data, 0.5)
    with pytest.raises(UserError, match="validation split of iris has no example of class"):
        check_detectors(replace(data, validation=detector(data, 0, 1 / 2).validation), 0.5)


@pytest.mark.parametrize("threshold", [1.0, 1.5])
def test_a_threshold_that_is_no_probability_is_refused(threshold):
    with pytest.raises(UserError, match="is no probability"):
        check_detectors(datasets.load("iris"), threshold)
