"""Augmentation is for images, and mirrors only those that stay in their class; what it does is said."""

import datasets
from chapters.ch13_overfitting import REMEDIES
from chapters.material.overfitting.image_remedies import fitting
from datasets.images import MIRRORED

ONE = {"L2 0.001": {"l2": 0.001}}
TWO = {**ONE, "augmentation": {"augmentation": True}}


def test_data_without_images_have_no_augmentation(capsys):
    assert fitting(TWO, datasets.load("iris")) == ONE
    assert "No row augmentation: iris has no images." in capsys.readouterr().out
    assert fitting(ONE, datasets.load("iris")) == ONE
    assert not capsys.readouterr().out


def test_clothes_are_mirrored_and_digits_are_not(capsys):
    assert fitting(REMEDIES, datasets.load("fashion_mnist")) == REMEDIES  # as the default run trains
    assert "mirrors and shifts the images of fashion_mnist" in capsys.readouterr().out
    assert fitting(TWO, datasets.load("digits")) == {**ONE, "augmentation": {"augmentation": "shift"}}
    printed = capsys.readouterr().out
    assert "shifts the images of digits. It mirrors none" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_no_set_of_digits_is_mirrored():
    assert not {"digits", "mnist"} & {*MIRRORED}
    assert {*MIRRORED} <= {*datasets.names()}
