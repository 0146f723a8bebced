"""`compare`: rows, what differs between them, and what is printed and written."""

import csv
import json
import math
import re
import shutil
from functools import partial
from pathlib import Path

import pytest

import comparison
import models
import training
from comparison.__main__ import main
from comparison.intervals import mean_and_interval
from runtime.errors import UserError, exit_code
from training.runs import Run

SPLITS = ("train", "validation", "test")


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
    assert re.fullmatch(r"0\.\d{4} \(0\.\d{4} to [01]\.\d{4}\)", table.rows[0].text("test", "accuracy"))
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
    with paths[1].open(encoding="utf-8-sig", newline="") as file:
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


def made_up(name, seeds, right, examples=400):
    """Runs that were never trained: `right` of the examples are right, others for each seed."""
    import numpy as np

    runs = []
    for seed in seeds:
        y = np.zeros(examples, np.int64)
        p = np.full((examples, 1), 0.9)
        p[np.random.default_rng(seed).permutation(examples)[: right + seed % 3]] = 0.1
        arrays = {f"{split}_{kind}": y if kind == "y" else p for split in SPLITS for kind in ("y", "prediction")}
        metrics = {split: {"loss": 1.0, "accuracy": float((p < 0.5).mean())} for split in SPLITS}
        settings = {"name": name, "seed": seed, "loss": "binary_crossentropy", "data": {"examples": {"train": 10}}}
        record = {"settings": settings, "task": "binary", "outputs": 1, "multiply_adds": 7, "parameters": 1}
        run = Run(Path(name), record | {"epochs": 1, "seconds": 1.0, "class_names": ["0", "1"]})
        vars(run).update(metrics=metrics, predictions=arrays, history={})
        runs.append(run)
    return runs


def test_a_winner_takes_five_seeds_and_a_gap():
    for seeds, verdict, winner in ((1, "not tested", None), (4, "not tested", None), (5, "best", "a")):
        table = comparison.compare([*made_up("a", range(seeds), 350), *made_up("b", range(seeds), 250)])
        difference = table.difference("accuracy", "b", "a")
        assert (difference.verdict, difference.winner, difference.paired, difference.pairs) == (
            verdict,
            winner,
            True,
            seeds,
        )
        assert ("Best by accuracy test: a." in table.note) == (winner == "a")
    noise = comparison.compare([*made_up("a", range(5), 300), *made_up("b", range(5, 10), 300)])
    assert noise.difference("accuracy", "a", "b").verdict == "within noise"
    assert not noise.difference("accuracy", "a", "b").paired
    assert "No row is the best" in noise.note
    with pytest.raises(UserError, match="row 'c' is not in the table"):
        noise.difference("accuracy", "a", "c")
    with pytest.raises(UserError, match="metric 'acuracy' is unknown"):
        noise.difference("acuracy", "a", "b")
    assert noise.difference("recall", "a", "b").verdict == "not tested"  # no example has class 1
    assert "undefined" not in noise.difference("loss", "a", "b").reason


def test_different_losses_have_no_difference():
    known, of_its_own = made_up("a", range(5), 350), made_up("b", range(5), 250)
    for run in of_its_own:
        run.settings["loss"] = "a_loss_of_ones_own"
    for runs in ([*known, *of_its_own], [*of_its_own, *known]):
        assert comparison.compare(runs).difference("loss", "a", "b").untested == (
            "binary_crossentropy and a_loss_of_ones_own are losses without a common scale; compare a metric"
        )


def test_only_declared_comparisons_carry_verdicts():
    runs = [*made_up("a", range(5), 350), *made_up("b", range(5), 250), *made_up("c", range(5), 240)]
    table = comparison.compare(runs, primary=[("a", "b")])
    assert table.difference("accuracy", "a", "b").verdict == "best"
    assert "not one of the primary" in table.difference("accuracy", "a", "c").reason
    assert comparison.compare(runs).difference("accuracy", "a", "b").comparisons == 3  # any pair may be looked at
    for wrong, sentence in (
        ([("a", "b")] * 4, "at most 3"),
        ([("a", "b"), ("b", "a")], "compares nothing new"),
        ([("a",)], "is unclear"),
        ([("a", "z")], "row 'z' is not in the table"),
    ):
        with pytest.raises(UserError, match=sentence):
            comparison.compare(runs, primary=wrong)


def test_other_test_examples_cannot_be_compared():
    runs = [*made_up("a", range(5), 350), *made_up("b", range(5), 250, examples=300)]
    assert "different test examples" in comparison.compare(runs).difference("accuracy", "a", "b").reason


def test_what_does_not_beat_a_baseline_is_marked():
    table = comparison.compare(made_up("a", range(5), 150))
    assert table.unbeaten == [("a", "uniform guess of 2 classes")]
    assert "a does not beat the baseline: uniform guess of 2 classes." in table.markdown()
    assert not comparison.compare(made_up("a", range(5), 350)).unbeaten


def test_the_budget_columns(runs):
    table = comparison.compare(runs[3:])
    cells = dict(zip(table.header, table.cells[0], strict=True))
    assert cells["multiply-adds"] == "7,840"
    assert float(cells["examples/s"].replace(",", "")) > 0
    baselines = [row[0] for row in table.cells[1:]]
    assert baselines == ["baseline: uniform guess of 10 classes", "baseline: class frequencies"]


@pytest.mark.parametrize(
    ("name", "content"),  # None: the first half of the file; half a table of the history would be a table
    [
        *((name, content) for name in ("predictions.npz", "metrics.json") for content in (b"", b"half", None)),
        ("history.csv", b""),
    ],
)
def test_half_written_run_folders_are_named_and_skipped(runs, tmp_path, capsys, name, content):
    whole, damaged = tmp_path / "whole", tmp_path / "damaged"
    shutil.copytree(runs[0].folder, whole)
    shutil.copytree(runs[0].folder, damaged)
    bytes_ = (damaged / name).read_bytes()
    (damaged / name).write_bytes(bytes_[: len(bytes_) // 2] if content is None else content)
    assert exit_code(main, [str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    assert [Path(row["folder"]).name for row in json.loads(captured.out)] == ["whole"]
    assert captured.err.count("skipped:") == 1
    assert "damaged" in captured.err


def test_a_copy_is_no_further_seed():
    few = [*made_up("a", range(2), 350), *made_up("b", range(2), 250)]
    table = comparison.compare([*few, *made_up("a", range(2), 350), *made_up("b", range(2), 250), *few])
    assert [len(row.runs) for row in table.rows] == [2, 2]
    assert table.difference("accuracy", "a", "b").verdict == "not tested"
    assert table.note.count("is counted once") == 4


def test_any_metric_has_a_gap_and_an_interval(runs):
    table = comparison.compare(runs)
    first, second = table.rows[0].label, table.rows[1].label
    for metric in ("accuracy", "loss", "f1_weighted", "log_loss", "brier", "roc_auc_macro", "accuracy gap", "loss gap"):
        difference = table.difference(metric, first, second)
        assert math.isfinite(difference.difference)
        assert difference.verdict == "not tested"
    one, two = runs[0].metrics, runs[2].metrics
    wanted = (one["train"]["accuracy"] - one["test"]["accuracy"]) - (two["train"]["accuracy"] - two["test"]["accuracy"])
    single = comparison.compare([runs[0], runs[2]])
    assert single.difference("accuracy gap", *(row.label for row in single.rows)).difference == pytest.approx(wanted)
    assert single.difference("accuracy gap", *(row.label for row in single.rows)).lower_is_better


def test_a_rows_interval_covers_the_test_set_and_the_seeds():
    row = comparison.compare(made_up("a", range(5), 300)).rows[0]
    mean, half = mean_and_interval(row.values("test", "accuracy"))
    found, (low, high) = row.interval("test", "accuracy")
    assert found == pytest.approx(mean)
    assert low < mean - half
    assert high > mean + half
    assert row.interval("train", "accuracy") == (pytest.approx(mean), pytest.approx((mean - half, mean + half)))
