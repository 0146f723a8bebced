"""Every chapter, whatever there is, runs both ways and keeps the contract of its command line."""

import inspect
import json
import pathlib
import time
from importlib import import_module

import pytest

from chapters.__main__ import main
from chapters.command_line.chapter_list import chapter_names, find_chapter
from runtime.errors import exit_code

ALL = [*chapter_names(), "tour"]
SPLITS = {"train", "validation", "test"}


def module_of(name):
    return import_module(f"chapters.{name}")


def command(name):
    return ["tour"] if name == "tour" else ["run", name]


@pytest.mark.parametrize("name", ALL)
def test_quick_json(name, tmp_path, capsys):
    assert exit_code(main, [*command(name), "--quick", "--json", "--runs-dir", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert set(report) == {"chapter", "data", "folder", "figures", "runs", "claims"}
    assert report["chapter"] == name
    assert report["data"]["form"] in ("sample", "full")
    for run in report["runs"]:
        assert {"name", "parameters", "epochs", "seconds", "seed"} | SPLITS <= set(run)
        assert all("loss" in run[split] for split in SPLITS)
    for figure in report["figures"]:
        with pathlib.Path(figure).open("rb") as file:
            assert file.read(8) == b"\x89PNG\r\n\x1a\n"
    assert "Estimated time" in captured.err
    assert "tensorboard --logdir" in captured.err


@pytest.mark.parametrize("name", chapter_names())
def test_the_docstring_is_the_lecture_text(name):
    doc = module_of(name).__doc__
    for heading in ("Goal ", "Before ", "Minutes ", "Slides ", "Book ", "What we build", "What to look for"):
        assert heading in doc
    assert any("\uac00" <= letter <= "\ud7a3" for letter in doc), "no Korean term"
    assert len(inspect.getsource(module_of(name)).splitlines()) <= 300


@pytest.mark.parametrize("name", chapter_names())
def test_help_is_fast_as_a_script(name, fresh, root):
    best = float("inf")
    for _ in range(10):  # the best: what else the machine does just now is not the command's
        started = time.perf_counter()
        done = fresh(str(root / "chapters" / f"{name}.py"), "--help")
        best = min(best, time.perf_counter() - started)
        if best < 0.5:
            break
    assert done.returncode == 0
    assert "--runs-dir" in done.stdout
    assert best < 0.5  # the contract of every command


def test_the_list_names_every_chapter(capsys):
    assert exit_code(main, []) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in chapter_names())


def test_a_chapter_is_found_by_its_beginning():
    assert find_chapter("ch04").__name__ == "chapters.ch04_dense_networks"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "ch99"], "chapter 'ch99' is unknown"),
        (["run"], "run needs a chapter"),
        (["run", "ch04", "--epochs", "many"], "'many' is no whole number"),
        (["run", "ch04", "--epochs", "0"], "'0' is no whole number from 1"),
        (["run", "ch04", "--learning-rate", "nan"], "'nan' is no number above 0"),
        (["run", "ch04", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["run", "ch04", "--dataset", "fashion_minst"], "did you mean fashion_mnist?"),
        (["run", "ch04", "--quick", "--full"], "give one of the two"),
        (["run", "ch04", "--dataset", "diabetes"], "needs a binary or multiclass dataset and diabetes is regression"),
        (["run", "ch05", "--dataset", "iris"], "needs images and iris has none"),
        (["fly"], "command 'fly' is unknown"),
        (["list", "all"], "list takes nothing"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence, capsys, tmp_path):
    runs = ["--runs-dir", str(tmp_path / "runs")] if "--" in "".join(arguments) else []
    assert exit_code(main, [*arguments, *runs]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert not (tmp_path / "runs").exists()


def test_a_file_in_place_of_the_runs_folder(tmp_path, capsys):
    (tmp_path / "runs").write_bytes(b"")
    assert exit_code(main, ["run", "ch04", "--quick", "--runs-dir", str(tmp_path / "runs")]) == 2
    assert "is a file; name a folder" in capsys.readouterr().err


def test_the_loop_change_one_thing_and_compare(tmp_path, capsys):
    """What the README promises: run, change one hyperparameter, run again, compare."""
    from comparison.__main__ import main as compare

    base = ["run", "ch04", "--quick", "--runs-dir", str(tmp_path)]
    assert exit_code(main, base) == 0
    assert exit_code(main, [*base, "--learning-rate", "0.01"]) == 0
    folders = {path.name for path in (tmp_path / "ch04_dense_networks").iterdir() if path.name.startswith("dense-")}
    assert folders == {"dense-s0-quick", "dense-s0-quick-learning_rate=0.01"}
    capsys.readouterr()
    assert exit_code(compare, [str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "dense (learning_rate 0.001)" in text
    assert "dense (learning_rate 0.01)" in text


def test_flags_override_what_full_changes():
    settings = module_of("ch04_dense_networks").SETTINGS.with_flags({"full": True, "epochs": 3})
    assert (settings.epochs, settings.optimizer, settings.validation) == (3, "sgd", 5_000)
    assert settings.variant == "full-epochs=3"
