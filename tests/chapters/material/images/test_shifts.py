"""Moved images: against NumPy's roll, and the accuracy of a network that was trained on images as they are."""

import numpy as np
import pytest

import datasets
import training
from chapters.ch05_convolutional_networks import small_cnn
from chapters.material.images.shifts import accuracies_when_moved, moved_by, print_shifts


@pytest.mark.parametrize(("down", "right"), [(0, 0), (2, 0), (-2, 0), (0, 1), (0, -3), (2, -1)])
def test_images_move_and_zeros_come_in(down, right):
    images = np.random.default_rng(0).uniform(1, 2, (3, 8, 9, 2))
    expected = np.roll(images, (down, right), axis=(1, 2))
    rows, columns = np.arange(8) - down, np.arange(9) - right
    expected[:, (rows < 0) | (rows >= 8)] = 0
    expected[:, :, (columns < 0) | (columns >= 9)] = 0
    assert np.array_equal(moved_by(images, down, right), expected)


def test_a_shift_costs_accuracy(tmp_path, capsys):
    data = datasets.load("digits")
    trained = training.fit(small_cnn, data, name="cnn", epochs=6, folder=tmp_path, verbose=0)
    plain, *moved = accuracies_when_moved(trained, data)
    assert plain == pytest.approx(trained.metrics["test"]["accuracy"], abs=1e-6)
    assert max(moved) < plain  # two of eight pixels
    print_shifts([trained], data)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    *_, lost, share = lines[3].split()
    assert float(lost) == pytest.approx(plain - np.mean(moved), abs=2e-3)
    assert int(share.strip("(%)")) == pytest.approx(100 * (1 - np.mean(moved) / plain), abs=1)
