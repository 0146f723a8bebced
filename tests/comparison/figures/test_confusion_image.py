import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

import datasets
from comparison.counting import counts
from comparison.figures.confusion_image import ConfusionMatrixImage, draw
from runtime.errors import UserError


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_counts_are_scikit_learns(pairs):
    y, predicted = np.array(pairs).T
    assert np.array_equal(counts(y, predicted, 4), confusion_matrix(y, predicted, labels=range(4)))


def test_draw_is_a_png():
    assert draw(np.eye(3, dtype=int), ("a", "b", "c")).startswith(b"\x89PNG")


def test_a_regression_has_no_classes_to_confuse(tmp_path):
    with pytest.raises(UserError, match="diabetes is a regression; leave it out"):
        ConfusionMatrixImage().set_run(tmp_path, datasets.load("diabetes"))
