"""A part of the classes with few images."""

import numpy as np
import pytest

import datasets
from chapters.material.gallery.few_images import JUDGED, few_images, of_classes, small_cnn
from runtime.errors import UserError


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist")


def test_the_examples_of_some_classes_with_new_numbers(data):
    part = of_classes(data, (7, 2))
    assert (part.outputs, part.class_names) == (2, ("Sneaker", "Pullover"))
    for name in ("train", "validation", "test"):
        whole, chosen = data.split(name), part.split(name)
        old = whole.y[(whole.y == 7) | (whole.y == 2)]
        assert (chosen.y == np.where(old == 7, 0, 1)).all()
        assert (chosen.x == whole.x[(whole.y == 7) | (whole.y == 2)]).all()
    assert part.baseline.values == pytest.approx(np.bincount(part.train.y) / len(part.train))
    assert part.options["classes"] == [7, 2]


@pytest.mark.parametrize("classes", [(), (3,), (3, 3), (3, 10), (-1, 3)])
def test_no_classes(data, classes):
    with pytest.raises(UserError, match="give two or more of 0 to 9"):
        of_classes(data, classes)


def test_a_regression_has_no_classes():
    with pytest.raises(UserError, match="are none"):
        of_classes(datasets.load("diabetes"), (0, 1))


def test_few_images_are_balanced_and_judged_by_some(data):
    few = few_images(data, 3)
    assert np.bincount(few.train.y).tolist() == [3] * 10
    assert (len(few.validation), len(few.test)) == JUDGED


def test_augmentation_changes_images_in_training_alone(data):
    model = small_cnn(data.input_shape, 10, "multiclass", augmentation=True)
    x = data.test.x[:20]
    assert (np.array(model(x, training=False)) == np.array(model(x, training=False))).all()
    assert (np.array(model(x, training=True)) != np.array(model(x, training=True))).any()
    plain = small_cnn(data.input_shape, 10, "multiclass")
    assert (np.array(plain(x, training=True)) == np.array(plain(x, training=True))).all()
