"""Augmentation is for images; of other data the row is left out, and that is said."""

import datasets
from chapters.material.overfitting.image_remedies import fitting


def test_data_without_images_have_no_augmentation(capsys):
    assert fitting(["L2 0.001", "augmentation"], datasets.load("digits")) == ["L2 0.001", "augmentation"]
    assert not capsys.readouterr().out
    assert fitting(["L2 0.001", "augmentation"], datasets.load("iris")) == ["L2 0.001"]
    assert "No row augmentation: iris has no images." in capsys.readouterr().out
    assert fitting(["L2 0.001"], datasets.load("iris")) == ["L2 0.001"]
    assert not capsys.readouterr().out
