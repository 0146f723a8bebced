import numpy as np
import pytest

import datasets
from datasets.arrays import content_sha256
from datasets.splitting import hold_out


@pytest.mark.parametrize(("name", "counts"), [("iris", [50, 50, 50]), ("breast_cancer", [212, 357])])
def test_classes_are_in_proportion_in_every_split(name, counts):
    data = datasets.load(name)
    share = np.array(counts) / sum(counts)
    for split in ("train", "validation", "test"):
        labels = data.split(split).y
        np.testing.assert_allclose(np.bincount(labels) / len(labels), share, atol=1 / len(labels))


def test_no_example_is_lost_or_doubled():
    x = np.arange(50)[:, None]
    train, test = hold_out(x, np.arange(50) % 3)
    assert sorted([*train.x[:, 0], *test.x[:, 0]]) == list(range(50))
    assert len(test) == 10


def test_targets_keep_their_units():
    data = datasets.load("diabetes")
    assert data.train.y.shape == (len(data.train), 1)
    assert data.train.y.min() >= 25
    assert data.baseline.name == "mean"


def test_names():
    assert datasets.load("iris").class_names == ("setosa", "versicolor", "virginica")
    assert datasets.load("breast_cancer").class_names == ("malignant", "benign")


def test_content_hash_sees_values_shape_and_type():
    a = np.arange(6, dtype=np.int32)
    hashes = {content_sha256({"x": b}) for b in (a, a.reshape(2, 3), a.astype(np.int64), a[::-1])}
    assert len(hashes) == 4
    assert content_sha256({"x": a.astype(">i4")}) == content_sha256({"x": a})
