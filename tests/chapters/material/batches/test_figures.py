"""Figures of epochs and batches: what they draw is what they are given."""

import numpy as np
import pytest

import comparison
import datasets
import training
from chapters.ch12_epochs_and_batches import network
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


def trained(folder, size, seeds):
    """Runs of a small network with one batch size, as the lesson has them."""
    keywords = {"epochs": 1, "batch_size": size, "seeds": seeds, "folder": folder, "verbose": 0}
    return training.fit_all({f"batch {size}": network}, datasets.load("iris"), **keywords)


def test_batch_accuracy_of_one_seed_is_a_point_for_each_batch_size_and_a_line_for_each_budget(drawn, tmp_path):
    runs = {size: trained(tmp_path, size, [0]) for size in (32, 8, 16)}
    tables = {name: comparison.compare([run for size in sizes for run in runs[size]])
              for name, sizes in (("Equal epochs", (32, 8)), ("Equal steps", (8, 16)))}  # fmt: skip
    batches_figures.draw_batch_accuracy(tables, tmp_path / "a.png")
    (axes,) = drawn[0].axes
    accuracy = {size: run.metrics["test"]["accuracy"] for size, (run,) in runs.items()}
    epochs, steps = axes.lines  # no whiskers
    assert [tuple(point) for point in epochs.get_xydata()] == [(8, accuracy[8]), (32, accuracy[32])]
    assert [tuple(point) for point in steps.get_xydata()] == [(8, accuracy[8]), (16, accuracy[16])]
    assert axes.get_title().endswith("(one seed)")


def test_batch_accuracy_of_seeds_is_their_mean_with_its_interval(drawn, tmp_path):
    """The first seed alone was drawn, whatever the others said."""
    runs = trained(tmp_path, 8, [0, 1, 2])
    table = comparison.compare(runs)
    batches_figures.draw_batch_accuracy({"Equal epochs": table}, tmp_path / "a.png")
    (axes,) = drawn[0].axes
    values = [run.metrics["test"]["accuracy"] for run in runs]
    assert len(set(values)) > 1
    line, *caps = axes.lines
    assert line.get_ydata()[0] == pytest.approx(np.mean(values))
    assert [cap.get_ydata()[0] for cap in caps] == pytest.approx(table.rows[0].interval("test", "accuracy")[1])
    assert axes.get_title().endswith("(mean of 3 seeds)")


def test_fitting_marks_the_lowest_validation_loss(drawn, run, tmp_path):
    draw_fitting(run, 1, tmp_path / "a.png")
    loss, accuracy = drawn[0].axes
    assert (2.0, 0.5) in points(loss)
    assert (3.0, 0.75) in points(accuracy)
    assert [x for x, y in points(loss)[6:8]] == [2.0, 2.0]  # the dotted line
