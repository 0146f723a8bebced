"""Few and many parameters on images of fewer pixels: what is averaged, what is trained, what is drawn."""

import numpy as np
import pytest

import comparison
import datasets
import training
from chapters.ch04_dense_networks import SETTINGS, recipe
from chapters.material.dense_networks.fewer_features import compare_features
from chapters.material.dense_networks.figures import draw_features
from chapters.material.dense_networks.lesson_output import print_features, print_generalisation
from chapters.material.dense_networks.smaller_images import averaged_images
from comparison.generalisation import gap_of_row


def test_a_pixel_is_the_mean_of_its_block():
    data = datasets.load("digits")
    smaller = averaged_images(data, (2, 4, 8))
    assert list(smaller) == [4, 16, 64]
    quarter = smaller[16]
    assert quarter.input_shape == (4, 4, 1)
    assert quarter.train.x.shape[1:] == (4, 4, 1)
    assert quarter.test.x[5, 1, 2, 0] == pytest.approx(data.test.x[5, 2:4, 4:6, 0].mean())
    assert np.array_equal(quarter.validation.y, data.validation.y)
    assert np.allclose(smaller[64].train.x, data.train.x)
    assert smaller[4].train.x.dtype == np.float32


def test_sides_that_do_not_divide_and_data_without_images_are_left_out(capsys):
    assert list(averaged_images(datasets.load("digits"), (3, 4))) == [16]
    assert averaged_images(datasets.load("iris"), (7, 14)) == {}
    assert "No table of features: iris" in capsys.readouterr().out
    assert averaged_images(datasets.load("iris"), ()) == {}
    assert not capsys.readouterr().out


def test_the_grid_is_trained_drawn_and_judged_by_gap_and_test_accuracy(tmp_path, capsys):
    flags = {"dataset": "digits", "epochs": 1, "examples": 100, "runs_dir": tmp_path}
    settings = SETTINGS.with_flags({**flags, "sides": (4, 8), "few_and_many": (500, 2_000)})
    tables = compare_features(settings.few(settings.load()), settings, recipe)
    (table,) = tables.values()
    parameters = [row.runs[0].parameters for row in table.rows]
    assert [row.label.split(",")[0] for row in table.rows] == ["16 features"] * 2 + ["64 features"] * 2
    assert all(most - 200 < count <= most for count, most in zip(parameters, (500, 2_000) * 2, strict=True))
    assert [path.exists() for path in draw_features(tables, tmp_path / "features.png")] == [True]
    assert draw_features({}, tmp_path / "nothing.png") == []
    capsys.readouterr()
    print_features(tables)
    printed = capsys.readouterr().out
    gaps = [gap_of_row(row, "accuracy")[0] for row in table.rows]
    assert all(f"{gap:+.3f}" in printed for gap in gaps)
    assert f"the fewest features it is {gaps[1]:.3f}, with the most {gaps[3]:.3f}" in printed
    assert ("do not widen" in printed) == (gaps[1] <= gaps[3])
    assert f"few for {(gaps[1] > gaps[0]) + (gaps[3] > gaps[2])} of 2 numbers" in printed
    print_features({})
    assert not capsys.readouterr().out


def test_first_weights_that_are_not_drawn_alike_are_named(tmp_path, capsys):
    settings = SETTINGS.with_flags({"dataset": "digits", "epochs": 1, "examples": 100, "runs_dir": tmp_path})
    kinds = {"wide": "glorot_uniform", "1 x 9": "he_normal", "2 x 8": "he_normal"}
    recipes = {name: recipe(settings, units=(9,), kernel_initializer=kind) for name, kind in kinds.items()}
    runs = training.fit_all(recipes, settings.few(settings.load()), **settings.training)
    capsys.readouterr()
    print_generalisation(comparison.compare(runs))
    said = " ".join(capsys.readouterr().out.split())
    assert "The first weights are not drawn alike: glorot_uniform for wide; he_normal for 1 x 9, 2 x 8." in said
    print_generalisation(comparison.compare(runs[1:]))
    assert "not drawn alike" not in capsys.readouterr().out
