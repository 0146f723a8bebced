"""Figures of epochs and batches: what they draw is what they are given."""

from types import SimpleNamespace

import pytest

from chapters.material.batches import StepMemory, draw_batch_costs, draw_fitting
from chapters.material.batches import figures as batches_figures
from training.runs import Run


@pytest.fixture
def drawn(monkeypatch):
    """The figures as they are saved."""
    figures = []
    monkeypatch.setattr(batches_figures, "save", lambda figure, path: figures.append(figure) or path)
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


MIB = 2**20


def test_batch_costs_shows_each_size(drawn, tmp_path):
    memory = StepMemory(MIB // 4, {1: 3 * MIB, 4: None})
    draw_batch_costs({8: 2.0, 32: 1.0}, memory, tmp_path / "a.png", "here")
    left, right = drawn[0].axes
    assert points(left) == [(8.0, 2.0), (32.0, 1.0)]
    assert points(right) == [(1.0, 1.0), (4.0, 4.0), (1.0, 3.0)]


def test_batch_costs_without_a_measurement(drawn, tmp_path):
    draw_batch_costs({8: 2.0}, StepMemory(MIB // 4, {1: None, 4: None}), tmp_path / "a.png", "here")
    assert points(drawn[0].axes[1]) == [(1.0, 1.0), (4.0, 4.0)]


def test_batch_costs_of_time_alone(drawn, tmp_path):
    draw_batch_costs({8: 2.0}, StepMemory(MIB // 4, {}), tmp_path / "a.png", "here")
    (time,) = drawn[0].axes
    assert points(time) == [(8.0, 2.0)]


def table(accuracies):
    """Batch size -> accuracy, as rows of a comparison."""
    runs = [
        SimpleNamespace(settings={"batch_size": size}, metrics={"test": {"accuracy": accuracy}})
        for size, accuracy in accuracies.items()
    ]
    return SimpleNamespace(rows=[SimpleNamespace(runs=[run]) for run in runs])


def test_batch_accuracy_has_a_line_for_each_budget(drawn, tmp_path):
    tables = {"Equal epochs": table({32: 0.8, 8: 0.9}), "Equal steps": table({8: 0.7, 32: 0.8})}
    batches_figures.draw_batch_accuracy(tables, tmp_path / "a.png")
    epochs, steps = drawn[0].axes[0].lines
    assert [tuple(point) for point in epochs.get_xydata()] == [(8, 0.9), (32, 0.8)]
    assert [tuple(point) for point in steps.get_xydata()] == [(8, 0.7), (32, 0.8)]


def test_fitting_marks_the_lowest_validation_loss(drawn, run, tmp_path):
    draw_fitting(run, 1, tmp_path / "a.png")
    loss, accuracy = drawn[0].axes
    assert (2.0, 0.5) in points(loss)
    assert (3.0, 0.75) in points(accuracy)
    assert [x for x, y in points(loss)[6:8]] == [2.0, 2.0]  # the dotted line
