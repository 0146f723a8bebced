"""Every chapter, whatever there is, runs both ways and keeps the contract of its command line."""

import ast
import inspect
import pathlib
import re
import shlex
import shutil
from importlib import import_module

import pytest
from rich.cells import cell_len

from chapters.__main__ import main
from chapters.command_line import lesson_text
from chapters.command_line.chapter_list import chapter_name, chapter_names, find_chapter
from chapters.command_line.command import parser
from chapters.command_line.estimate import trainings
from chapters.command_line.report import changes
from runtime.errors import exit_code
from training import find_runs

ALL = [*chapter_names(), "tour"]
SPLITS = {"train", "validation", "test"}


def module_of(name):
    return import_module(f"chapters.{name}")


LONG = ("ch06", "ch07", "ch10", "ch12", "ch13", "ch14", "ch15", "ch16", "ch17")
"""Lessons whose quick run takes two minutes in all; the notebooks take it, and no other test."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name.startswith(LONG) else []) for name in ALL]
)
def test_a_quick_run_keeps_the_contract(name, quick):
    done = quick(name)
    assert done.code == 0, done.printed
    assert set(done.report) == {"chapter", "data", "folder", "figures", "runs", "claims"}
    assert done.report["chapter"] == name
    assert done.report["data"]["form"] in ("sample", "full")
    for run in done.report["runs"]:
        assert {"name", "parameters", "epochs", "seconds", "seed"} | SPLITS <= set(run)
        assert all("loss" in run[split] for split in SPLITS)
    for figure in done.report["figures"]:
        with pathlib.Path(figure).open("rb") as file:
            assert file.read(4) in (b"\x89PNG", b"GIF8")
    announced = trainings(module_of(name).SETTINGS.with_flags({"quick": True}))
    assert announced.total == len(find_runs(done.folder))
    assert " ".join(done.printed.partition("\n\n")[0].split()) == lesson_text.title(inspect.getdoc(module_of(name)))
    for text in ("Estimated time: about", "tensorboard --logdir", "Now change one thing (이제 하나를 바꾸기):"):
        assert text in done.printed
    long = (str(done.folder.parent), "  python -m ")  # pytest's folder is longer than anybody's; a command stays in one
    wide = [line for line in done.printed.splitlines() if cell_len(line) > 80]
    assert [line for line in wide if not any(text in line for text in long)] == []


def test_the_closing_page_of_the_tour_fits_a_screen(quick):
    """The result first, then the figure, then what to do next."""
    page = quick("tour").printed.split("\nFour networks\n")[1]
    assert len(page.splitlines()) < 40
    parts = ("baseline: ", "\nData: ", "\nFigures, 그림 (", "\nTensorBoard", "\nNow change one thing (")
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("name", chapter_names())
def test_the_docstring_is_the_text_of_the_lesson(name):
    doc = inspect.getdoc(module_of(name))
    assert set(lesson_text.SECTIONS) - set(lesson_text.sections(doc)) <= {"Homework"}
    assert re.match(r"[^()]+ \([^()]*[가-힣][^()]*\): \S.*\.$", lesson_text.title(doc))
    for line in lesson_text.sections(doc)["Now change"].splitlines():
        assert line.startswith((f"python -m chapters.{name} --", f"python -m chapters run {name[:4]} --", "    "))


@pytest.mark.parametrize("name", chapter_names())
def test_every_suggested_command_is_understood(name):
    doc = inspect.getdoc(module_of(name))
    begins = rf"^python -m chapters(?:\.{name}| run {name[:4]}) (.*)$"
    for command in re.findall(begins, lesson_text.sections(doc)["Now change"], re.M):
        parser(module_of(name).SETTINGS, doc, name).parse_args(shlex.split(command))


@pytest.mark.parametrize("name", chapter_names())
def test_a_lesson_can_be_read_in_ten_minutes(name):
    source = inspect.getsource(module_of(name))
    tree = ast.parse(source)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert len(source.splitlines()) <= 250
    assert functions["run"].end_lineno - functions["run"].lineno < 40
    assert "settings.quick" not in source, "what a quick run changes are settings"
    for function in functions.values():
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)), function.name


def test_the_list_names_every_chapter(capsys):
    assert exit_code(main, []) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in chapter_names())
    assert max(map(cell_len, text.splitlines())) <= 80


def test_a_chapter_is_found_by_its_beginning():
    assert find_chapter("ch04").__name__ == "chapters.ch04_dense_networks"
    for typed in ("ch4", "CH04", "ch04_dense", "ch04_dense_networks.py"):
        assert chapter_name(typed) == "ch04_dense_networks"
    assert chapter_name("ch1") == "ch01_linear_regression"
    assert chapter_name("ch10") == "ch10_gradient_descent"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "ch99"], "chapter 'ch99' is unknown"),
        (["run"], "run needs a chapter"),
        (["run", "ch04", "--epochs", "many"], "'many' is no whole number"),
        (["run", "ch04", "--epochs", "0"], "'0' is no whole number from 1"),
        (["run", "ch04", "--learning-rate", "nan"], "'nan' is no number above 0"),
        (["run", "ch04", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["run", "ch04", "--epoch", "3"], "unrecognized arguments: --epoch 3; did you mean --epochs?"),
        (["run", "ch04", "--lerning-rate=3"], "did you mean --learning-rate?"),
        (["run", "ch07", "--part", "wave"], "invalid choice 'wave'; did you mean waves?"),
        (["ch04"], "'ch04' is a chapter, no command; type python -m chapters run ch04"),
        (["ch04_dense_networks", "--quick"], "type python -m chapters run ch04"),
        (["overfitting"], "did you mean run ch13_overfitting?"),
        (["tuor"], "did you mean tour?"),
        (["run", "overfiting"], "did you mean ch13_overfitting?"),
        (["run", "dense"], "did you mean ch04_dense_networks?"),
        (["audit", "ch0"], "chapter 'ch0' is unknown"),
        (["open", "ch44"], "chapter 'ch44' is unknown"),
        (["open", "ch04"], "has no report yet; type python -m chapters run ch04 first"),
        (["claims", "--chek", "all"], "did you mean --check?"),
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ch11_backpropagation"])
def test_the_loop_change_one_thing_and_compare(name, quick, tmp_path, capsys):
    """What the README promises: run, change one hyperparameter, run again, compare."""
    from comparison.__main__ import main as compare

    first = quick(name).folder
    shutil.copytree(first, tmp_path / first.name)
    again = ["run", name, "--quick", "--learning-rate", "0.1", "--runs-dir", str(tmp_path)]
    assert exit_code(main, again) == 0
    folders = {path.name for path in (tmp_path / first.name).glob("2-hidden-layers-*")}
    assert folders == {"2-hidden-layers-s0-quick", "2-hidden-layers-s0-quick-learning_rate=0.1"}
    capsys.readouterr()
    assert exit_code(compare, [str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "2 hidden layers (learning_rate 0.5)" in text
    assert "2 hidden layers (learning_rate 0.1)" in text


def test_flags_override_what_full_changes():
    settings = module_of("ch04_dense_networks").SETTINGS.with_flags({"full": True, "epochs": 3})
    assert (settings.epochs, settings["optimizer"], settings.validation) == (3, "sgd", 5_000)
    assert settings.variant == "full-epochs=3"


@pytest.mark.parametrize("name", chapter_names())
def test_no_question_is_wider_than_a_terminal(name):
    printed = changes(lesson_text.sections(inspect.getdoc(module_of(name)))["Now change"]).splitlines()
    questions = [line for line in printed if not line.startswith("  python ")]
    assert questions and max(map(cell_len, questions)) <= 80
    assert all(line.startswith("      ") for line in questions)


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("ch03_nonlinearity", ["The four networks on circles"]),
        ("ch08_text", ["The sentences"]),
        pytest.param(
            "ch07_recurrent_networks",
            [
                *(f"Forecasts of waves, steps ahead: {steps}" for steps in (1, 10)),
                *(f"Forecasts of waves, {what}" for what in ("targets at every step", "steps in order and permuted")),
                *(f"Memory task, trained on delays from 0 to {longest}" for longest in (2, 8)),
                "Forecasts of the temperature of the next hour",
            ],
            marks=pytest.mark.slow,
        ),
    ],
)
def test_equal_names_stand_under_the_group_that_is_trained(name, groups, quick):
    """Several groups of trainings have equal names, such as `GRU s0`: a line before each says which it is."""
    lines = quick(name).printed.splitlines()
    for group in groups:
        assert re.search(r" s0: [\d,]+ examples = ", lines[lines.index(group) + 1]), group
