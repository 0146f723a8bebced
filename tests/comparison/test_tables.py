"""`compare`: rows, what differs between them, and what is printed and written."""

import csv
import json
from functools import partial

import pytest

import comparison
import models
import training
from comparison.__main__ import main
from runtime.errors import UserError, exit_code


@pytest.fixture(scope="module")
def runs(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    fit = partial(training.fit_all, data=small, epochs=2, folder=folder, verbose=False)
    a, b = {"a": partial(models.dense, hidden=(4,))}, {"b": models.logistic_regression}
    return [*fit(a, seeds=(0, 1)), *fit(a, seeds=(0,), learning_rate=0.01), *fit(b, seeds=(0,))]


def test_one_row_a_group_of_seeds(runs):
    table = comparison.compare(runs)
    assert [(row.label, len(row.runs)) for row in table.rows] == [
        ("a (learning_rate 0.001)", 2), ("a (learning_rate 0.01)", 1), ("b", 1),
    ]  # fmt: skip


def test_what_differs_is_named(runs):
    table = comparison.compare(runs[:3])
    assert [row.differs for row in table.rows] == [
        {"optimizer.learning_rate": 0.001},
        {"optimizer.learning_rate": 0.01},
    ]
    assert "differs" in table.header
    assert not comparison.compare(runs[:2]).rows[0].differs


def test_the_cells_are_the_runs_numbers(runs):
    table = comparison.compare(runs[3:])
    cells = dict(zip(table.header, table.cells[0], strict=True))
    assert cells["parameters"] == "7,850"
    assert cells["accuracy test"] == f"{runs[3].metrics['test']['accuracy']:.4f}"
    assert table.cells[-1][0] == "baseline: class frequencies"


def test_seeds_get_an_interval_and_one_seed_names_no_winner(runs):
    table = comparison.compare(runs[:2])
    assert "+-" in table.rows[0].text("test", "accuracy")
    assert "not tested" in comparison.compare(runs).note
    assert "best" not in comparison.compare(runs).markdown().lower()


def test_print_is_plain_in_a_pipe(runs, capsys):
    comparison.compare(runs).print()
    text = capsys.readouterr().out
    assert text.isascii()
    assert "a (learning_rate 0.01)" in text


def test_save_and_plot(runs, tmp_path):
    table = comparison.compare(runs)
    paths = table.save(tmp_path)
    with paths[1].open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [table.header, *table.cells]
    assert json.loads(paths[2].read_text(encoding="utf-8"))[0]["test"] == runs[0].metrics["test"]
    assert table.plot(tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_to_compare():
    with pytest.raises(UserError, match="no finished runs"):
        comparison.compare([])


def test_the_command_compares_any_folders_and_skips_damaged_ones(runs, tmp_path, capsys):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{", encoding="utf-8")
    assert exit_code(main, [str(runs[0].folder), str(runs[2].folder), str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    assert [row["name"] for row in json.loads(captured.out)] == ["a (learning_rate 0.001)", "a (learning_rate 0.01)"]
    assert captured.err.count("skipped:") == 1
    assert exit_code(main, [str(tmp_path / "nothing")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
