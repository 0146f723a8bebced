"""Figures of costs and of metrics: what they draw is what they are given."""

import numpy as np
import pytest

import comparison
from training.runs import Run


@pytest.fixture
def drawn(monkeypatch):
    """The figures as they are saved."""
    figures = []
    for module in ("training_costs", "metric_figures"):
        monkeypatch.setattr(f"comparison.{module}.save", lambda figure, path: figures.append(figure) or path)
    return figures


@pytest.fixture
def run(tmp_path):
    (tmp_path / "history.csv").write_text(
        "epoch,loss,accuracy,val_loss,val_accuracy\n1,0.9,0.5,0.8,0.6\n2,0.6,0.7,0.5,0.7\n3,0.3,0.9,0.7,0.75\n",
        encoding="utf-8",
    )
    data = {"name": "digits", "examples": {"train": 100}}
    record = {"settings": {"name": "dense", "seed": 0, "data": data}, "epochs": 3}
    return Run(tmp_path, record)


def points(axes):
    return [tuple(map(float, point)) for line in axes.lines for point in line.get_xydata()]


def test_batch_costs_shows_each_size(drawn, tmp_path):
    comparison.plot_batch_costs({8: 2.0, 32: 1.0}, {256: 3.0}, {256: 1.0, 1024: 4.0}, tmp_path / "a.png", "here")
    left, right = drawn[0].axes
    assert points(left) == [(8.0, 2.0), (32.0, 1.0)]
    assert points(right) == [(256.0, 1.0), (1024.0, 4.0), (256.0, 3.0)]


def test_batch_costs_without_a_measurement(drawn, tmp_path):
    comparison.plot_batch_costs({8: 2.0}, {}, {256: 1.0, 1024: 4.0}, tmp_path / "a.png", "here")
    assert points(drawn[0].axes[1]) == [(256.0, 1.0), (1024.0, 4.0)]


def test_fitting_marks_the_lowest_validation_loss(drawn, run, tmp_path):
    comparison.plot_fitting(run, 1, tmp_path / "a.png")
    loss, accuracy = drawn[0].axes
    assert (2.0, 0.5) in points(loss)
    assert (3.0, 0.75) in points(accuracy)
    assert [x for x, y in points(loss)[6:8]] == [2.0, 2.0]  # the dotted line


def test_parting_shows_each_epoch_in_the_plane_of_loss_and_metric(drawn, run, tmp_path):
    comparison.plot_parting([run], tmp_path / "a.png")
    assert points(drawn[0].axes[2]) == [(0.8, 0.6), (0.5, 0.7), (0.7, 0.75)]


def test_imbalance_leaves_out_what_is_undefined(drawn, tmp_path):
    measured = {"accuracy": [0.8, 0.9], "precision": [0.7, np.nan]}
    comparison.plot_imbalance(["1 in 2", "1 in 50"], measured, [0.5, 0.98], tmp_path / "a.png", "Shirt")
    accuracy, precision, never = (line.get_ydata() for line in drawn[0].axes[0].lines)
    assert list(accuracy) == [0.8, 0.9]
    assert np.isnan(precision[1])
    assert list(never) == [0.5, 0.98]


def test_staircase_draws_both(drawn, tmp_path):
    distance = np.linspace(-1, 1, 5)
    comparison.plot_staircase(distance, distance**2, np.round(distance), tmp_path / "a.png", 10)
    left, right = drawn[0].axes
    assert list(left.lines[0].get_ydata()) == list(np.round(distance))
    assert list(right.lines[0].get_ydata()) == list(distance**2)
