"""python -m datasets"""

import os
import re
import subprocess
import sys
import time

import pytest

import datasets
from datasets.__main__ import main
from datasets.listing import ROWS
from runtime.errors import exit_code


def test_the_table_has_every_dataset(capsys):
    assert exit_code(main, []) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["name", "task", "examples", "full", "shape", "size", "on this machine", "licence"]
    table = {line[0]: line for line in lines[1:]}
    assert list(table) == list(ROWS)
    assert set(datasets.names()) <= set(table)
    assert "python -m datasets fetch mnist" in table["mnist"][6]
    assert table["iris"][6] == "yes"
    assert table["fashion_mnist"][6] == "yes; full: python -m datasets fetch fashion_mnist"


def test_the_table_knows_what_was_fetched(capsys, small_wheel, small_originals):
    small_originals("mnist")
    assert exit_code(main, ["fetch", "mnist"]) == 0
    assert "mnist is on this machine" in capsys.readouterr().out
    exit_code(main, ["list"])
    table = {line.split("\t")[0]: line.split("\t") for line in capsys.readouterr().out.splitlines()}
    assert table["mnist"][6] == table["hamlet"][6] == "yes"


@pytest.mark.parametrize(
    ("width", "absent"),
    [(80, ["full", "licence"]), (100, ["licence"]), (200, []), (60, ["licence", "full", "size", "shape"])],
)
def test_a_terminal_gets_a_drawn_table_in_which_no_word_is_cut(capsys, monkeypatch, width, absent):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(width))
    assert exit_code(main, ["list"]) == 0
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()]
    assert max(map(len, lines)) <= width
    assert not set(absent) & set(lines[0].split())
    for name, row in ROWS.items():
        line = next(line for line in lines if line.split()[:1] == [name])
        assert {row.task, "yes" if name == "iris" else name} <= set(line.split())
        assert row.sample in line
        assert "licence" in absent or line.endswith(row.licence)


def test_fetching_what_is_always_there(capsys):
    assert exit_code(main, ["fetch", "iris"]) == 0
    assert "nothing to fetch" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fetch"], "required: names"),
        (["fetch", "fashion"], "dataset 'fashion' is unknown; did you mean fashion_mnist?"),
        (["verify", "nothing_like_it"], "is unknown; choose"),
        (["list", "x"], "unrecognized arguments: x"),
        (["dance"], "invalid choice"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence, capsys):
    assert exit_code(main, arguments) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


def test_no_network_is_one_sentence(no_sockets, capsys):
    assert exit_code(main, ["fetch", "fashion_mnist"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert len([line for line in err if line.startswith("error: ")]) == 1
    assert "dataset-fashion-mnist" in err[-1]


def test_verify_names_each_damaged_file(small_originals, small_wheel, capsys, data_folder):
    small_originals("mnist")
    exit_code(main, ["fetch", "mnist"])
    capsys.readouterr()
    assert exit_code(main, ["verify"]) == 0
    out = capsys.readouterr().out
    assert out.count("whole") >= 2 + 1 + 4 + 2
    assert out.endswith("nothing is damaged\n")

    damaged = [
        next((data_folder / "mnist" / "3.0.1").glob("*train.tfrecord*")),
        data_folder / "arrays" / "mnist" / "test_x.npy",
        data_folder / "downloads" / "mnist" / "train-labels-idx1-ubyte.gz",
        small_wheel,
    ]
    for path in damaged:
        path.write_bytes(path.read_bytes()[:-3] + b"abc")
    assert exit_code(main, ["verify"]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    for path in damaged:
        assert str(path) in captured.err
    assert exit_code(main, ["verify", "iris"]) == 0


def test_verify_decodes_a_copy_that_was_never_read(small_originals, capsys, data_folder):
    import shutil

    small_originals("mnist")
    exit_code(main, ["fetch", "mnist"])
    shutil.rmtree(data_folder / "arrays")
    assert exit_code(main, ["verify", "mnist"]) == 0
    record = next((data_folder / "mnist" / "3.0.1").glob("*train.tfrecord*"))
    record.write_bytes(record.read_bytes()[:-3] + b"abc")
    assert exit_code(main, ["verify", "mnist"]) == 2
    assert "3.0.1 is damaged" in capsys.readouterr().err


def test_help_answers_at_once():
    """In seconds of the processor where they are counted: those of the clock depend on what else the machine does."""
    spent = []
    for _ in range(3):
        before, start = os.times(), time.monotonic()
        subprocess.run([sys.executable, "-m", "datasets", "--help"], check=True, capture_output=True)
        after = os.times()
        in_process = after.children_user + after.children_system - before.children_user - before.children_system
        spent.append(in_process or time.monotonic() - start)
    assert min(spent) < 0.5
