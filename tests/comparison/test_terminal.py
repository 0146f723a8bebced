"""Every lesson's tables on terminals of five widths, from small records of their runs: no number is cut."""

import copy
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

import comparison
from comparison.finite_splits import example_values
from comparison.terminal import columns, fitting
from training.runs import Run

RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"))
WIDTHS = (80, 100, 120, 160, 200)


def recorded_runs(path, seeds):
    """The runs of a lesson; for several seeds those of one, with every number moved a little from seed to seed.

    The record has eight examples; several seeds are judged on a hundred times as many, and have the accuracy of these.
    """
    runs = []
    for content in json.loads(path.read_text(encoding="utf-8")):
        for seed in range(seeds):
            record, metrics = copy.deepcopy(content["record"]), copy.deepcopy(content["metrics"])
            record["settings"]["seed"] += seed
            for numbers in metrics.values():
                numbers.update({name: value * (1 - seed / 300) for name, value in numbers.items()})
            arrays = {name: np.array(values) for name, values in content["predictions"].items()}
            if seeds > 1:
                arrays = {name: np.concatenate([values] * 100) for name, values in arrays.items()}
            run = Run(Path(content["folder"]), record)
            vars(run).update(metrics=metrics, predictions=arrays, history={})
            for split, numbers in metrics.items():
                if seeds > 1 and "accuracy" in numbers and f"{split}_y" in arrays:
                    numbers["accuracy"] = float(example_values(run, split, "accuracy").mean())
            runs.append(run)
    return runs


def without_blanks(text):
    return re.sub(r"\s", "", text)


def test_there_is_a_record_of_every_lesson(root):
    lessons = {path.stem for path in (root / "chapters").glob("ch*.py")} | {"tour"}
    assert {path.stem for path in RECORDS} == lessons


@pytest.mark.parametrize("seeds", [1, 5])
@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_no_number_is_cut_and_no_column_is_left_out_without_a_word(path, seeds, monkeypatch, capsys):
    for table in comparison.compare_apart(recorded_runs(path, seeds)).values():
        every = columns(table)
        for width in WIDTHS:
            monkeypatch.setenv("COLUMNS", str(width))
            table.print(more=["--wide", "report/comparison.md"])
            printed = capsys.readouterr().out
            assert "…" not in printed
            assert all(cell_len(line) <= width for line in printed.splitlines())
            left_out = re.search(r"Not shown: (.*)\. More: --wide, report/comparison.md", " ".join(printed.split()))
            missing = set(left_out[1].split(", ")) if left_out else set()
            essential = [every[0].name, every[1].name, "parameters", "seconds"]
            assert not missing & set(essential)
            for column in every:
                if column.name not in missing:
                    assert all(cell in printed for cell in column.cells), column
            first = without_blanks("".join(line[:38] for line in printed.splitlines()))
            for row in table.rows:
                assert without_blanks(row.label)[:10] in first
        table.print(wide=True)
        printed = capsys.readouterr().out
        assert "Not shown" not in printed
        assert all(cell in printed for column in every for cell in column.cells)


def test_a_wider_terminal_has_more_columns():
    table = comparison.compare(recorded_runs(RECORDS[-1], 1))
    every = columns(table)
    shown = [[column.name for column in fitting(every, width, 40)] for width in WIDTHS]
    assert all(set(narrow) <= set(wide) for narrow, wide in itertools.pairwise(shown))
    assert shown[0] == ["accuracy test", "accuracy validation", "parameters", "seconds"]
    assert set(shown[-1]) == {column.name for column in every}


def test_the_numbers_are_the_runs(capsys):
    runs = recorded_runs(RECORDS[-1], 1)
    comparison.compare(runs).print()
    lines = capsys.readouterr().out.splitlines()
    for run in runs:
        numbers = next(line for line in lines if line.startswith(run.name)).split()[-4:]
        test, validation = (f"{run.metrics[split]['accuracy']:.3f}" for split in ("test", "validation"))
        assert numbers == [test, validation, f"{run.parameters:,}", f"{run.seconds:.1f}"]
    assert sum(line.startswith("baseline: ") for line in lines) == 2  # one short line each


def test_several_seeds_have_their_mean_and_an_interval(capsys):
    runs = recorded_runs(RECORDS[-1], 5)
    comparison.compare(runs).print()
    lines = capsys.readouterr().out.splitlines()
    for name in {run.name for run in runs}:
        mean = np.mean([run.metrics["test"]["accuracy"] for run in runs if run.name == name])
        assert re.search(
            rf" {mean:.3f} \(\d\.\d{{3}} to \d\.\d{{3}}\) ", next(line for line in lines if line.startswith(name))
        )


def test_small_large_and_missing_numbers(run_of, capsys):
    runs = [run_of(name, metrics={"loss": loss}, classes=3) for name, loss in (("a", 0.00123), ("b", 0.04))]
    for run in runs:
        run.record["baseline"] = None
    comparison.compare(runs).print()
    printed = capsys.readouterr().out
    assert "0.001" in printed
    mixed = [
        run_of("c", metrics={"mean_absolute_percentage_error": 1234567.891, "loss": 1.0}),
        run_of("d", loss="hinge", metrics={"loss": 1e12}),
    ]
    comparison.compare(mixed).print(wide=True)
    printed = capsys.readouterr().out
    assert "1,234,567.9" in printed
    assert "1e+12" in printed
    assert "-" in next(line for line in printed.splitlines() if line.startswith("d")).split()
    assert re.search(r"mean_absolute_\s", printed)


def test_a_best_row_has_a_star_only_where_five_seeds_say_so(run_of, capsys):
    for seeds, starred in ((1, 0), (4, 0), (5, 1)):
        runs = [
            run_of(name, seed=seed, right=right) for seed in range(seeds) for name, right in (("a", 0.9), ("b", 0.5))
        ]
        comparison.compare(runs).print()
        assert capsys.readouterr().out.count(" *") == starred


def test_names_that_are_long_korean_or_commands_stay_whole(run_of, capsys):
    names = ["가" * 60, "z" * 90, "\x1b[31mred"]
    comparison.compare([run_of(name) for name in names]).print()
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert all(cell_len(line) <= 80 for line in printed.splitlines())
    assert (printed.count("가"), printed.count("z")) == (60, 90)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("width", [80, 160])
def test_in_a_real_terminal(trained, width):
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, width))
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    command = [sys.executable, "-m", "comparison", str(trained.folder)]
    with subprocess.Popen(command, stdout=theirs, env={**environment, "TERM": "xterm-256color"}) as process:
        os.close(theirs)
        received = b""
        try:
            while part := os.read(ours, 65_536):
                received += part
        except OSError:  # Linux ends a pseudo-terminal so
            pass
    os.close(ours)
    assert process.returncode == 0
    text = re.sub(r"\x1b\[[0-9;]*m", "", received.decode())
    assert f"{trained.metrics['test']['accuracy']:.3f}" in text
    assert "…" not in text
    assert all(cell_len(line) <= width for line in text.splitlines())
    header, left_out = text.split("Not shown") if "Not shown" in text else (text, "")
    assert "multiply-adds" in (left_out if width == 80 else header)


def test_a_metric_whose_column_does_not_fit_sends_no_commands_to_the_terminal(run_of, capsys):
    hostile = {f"{'long' * 9}\x1b]52;c;AAAA\x07{number}": 0.5 for number in range(6)}
    comparison.compare([run_of("a", metrics={"accuracy": 0.5, **hostile, "loss": 1.0})]).print()
    printed = capsys.readouterr().out
    assert "Not shown" in printed
    assert "\\x1b]52" in printed
    assert "\x1b" not in printed
