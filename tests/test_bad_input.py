"""300 bad inputs: each is one sentence on standard error, exit code 2, no traceback, and nothing written.

Every flag of every command is found from its parser, so that flags of later chapters are tested without a word here.
Nothing is trained: what is wrong is found before.
"""

import contextlib
import inspect
import io
import os
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import datasets
from chapters import __main__ as chapters_command
from chapters.__main__ import COMMANDS
from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.command import parser
from comparison.__main__ import main as comparison_main
from datasets.__main__ import main as datasets_main
from runtime.errors import exit_code

MODULES = {name: import_module(f"chapters.{name}") for name in [*chapter_names(), "tour"]}
SWITCHES = ["--quick", "--full", "--resume", "--json", "--verbose", "--no-determinism"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NO_NUMBER = st.one_of(
    st.sampled_from(["", " ", "ten", "과적합", "1e400", "nan", "inf", "-inf", "-1", "0x10", "1,000", "1 2", "½", "--"]),
    st.sampled_from(["9" * 100, "-" + "9" * 5000, "1" * 5000, "../../etc", "None", "1.5.2", "\u202e1x", "é" * 1000]),
    st.integers(max_value=-1).map(str),
    TEXT.filter(lambda text: not any(letter.isnumeric() for letter in text)),
)  # fmt: skip
NO_FOLDER = st.one_of(
    st.sampled_from(["", "   ", "\t", "a\0b", "x" * 201, "과" * 5000, "{file}", "{file}/inside", "{file}/../{file}/x"]),
    st.text(min_size=201, max_size=300),
)
NO_NAME = st.one_of(
    st.sampled_from(["", "ch", "ch99", "../ch04", "ch04/../..", "C:\\x", "과적합", "x" * 10_000, "a\0b", "mnst"]),
    TEXT.filter(lambda text: text not in datasets.names() and not text.strip().lower().startswith(("ch", "-"))),
)  # fmt: skip


def check(command, arguments, folder):
    """One sentence, exit code 2, nothing written."""
    (folder / "file").write_bytes(b"kept")
    before = sorted(folder.rglob("*"))
    arguments = [argument.replace("{file}", str(folder / "file")) for argument in arguments]
    out, err = io.StringIO(), io.StringIO()
    here = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = exit_code(command, arguments)
    finally:
        os.chdir(here)
    text = err.getvalue()
    assert code == 2, (arguments, out.getvalue(), text)
    assert text.startswith("error: "), text
    assert text.endswith("\n"), text
    assert len(text.splitlines()) == 1, text
    assert len(text) < 1000, text
    assert "Traceback" not in text
    assert sorted(folder.rglob("*")) == before
    assert (folder / "file").read_bytes() == b"kept"


def options(name):
    """Flag -> its argparse action, for the flags of a chapter that take a value."""
    module = MODULES[name]
    flags = parser(module.SETTINGS, inspect.getdoc(module) or "", name)
    return {action.option_strings[0]: action for action in flags._actions if action.nargs != 0}


FLAGS = [(name, flag) for name in MODULES for flag in options(name)]


def bad_values(name, flag):
    action = options(name)[flag]
    if flag == "--runs-dir":
        return NO_FOLDER
    if flag == "--dataset":
        return NO_NAME
    if action.choices:
        return TEXT.filter(lambda text: text not in map(str, action.choices))
    if action.type is str:
        return st.nothing()
    return NO_NUMBER


def budget(examples):
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
    )  # fmt: skip


def command_of(name):
    return ["tour"] if name == "tour" else ["run", name]


@pytest.mark.parametrize(("name", "flag"), FLAGS)
def test_a_flag_with_a_bad_value(name, flag, tmp_path):
    values = bad_values(name, flag)
    if values.is_empty:
        pytest.skip("any text is right")

    @budget(10)
    @given(value=values, other=st.sampled_from([[], ["--quick"], ["--resume"]]))
    def run(value, other):
        check(chapters_command.main, [*command_of(name), *other, f"{flag}={value}"], tmp_path)

    run()


@pytest.mark.parametrize("name", MODULES)
def test_flags_that_conflict_or_do_not_exist(name, tmp_path):
    @budget(10)
    @given(
        st.one_of(
            st.permutations(["--quick", "--full"]),
            st.sampled_from(SWITCHES).map(lambda flag: [f"{flag}=yes"]),
            st.sampled_from([flag for flag in options(name) if flag != "--json"]).map(lambda flag: [flag]),
            TEXT.map(lambda text: [f"--x{text}"]),
            TEXT.filter(lambda text: not text.startswith("-")).map(lambda text: ["--quick", text]),
        )
    )
    def run(arguments):
        check(chapters_command.main, [*command_of(name), *arguments], tmp_path)

    run()


@budget(40)
@given(arguments=st.one_of(
    NO_NAME.filter(lambda text: text not in ("-h", "--help", *COMMANDS)).map(lambda name: [name]),
    NO_NAME.map(lambda name: ["run", name]),
    NO_NAME.map(lambda name: ["audit", name]),
    NO_NAME.map(lambda name: ["open", name]),
    st.sampled_from([["run"], ["run", "--quick"], ["audit"], ["open"], ["open", "ch04"],
                     ["audit", "--quick"], ["doctor", "x"], ["tour", "tour"],
                     ["doctor", "--json"], ["list", "x"], ["run", "all", "ch04"], ["run", "ch04", "nothing"]]),
))  # fmt: skip
def test_commands_of_the_lecture(tmp_path, arguments):
    check(chapters_command.main, arguments, tmp_path)


@budget(20)
@given(arguments=st.one_of(
    NO_NAME.filter(lambda text: text != "../ch04").map(lambda name: [f"--check={name}"]),
    NO_NUMBER.map(lambda jobs: [f"--jobs={jobs}"]),
    st.sampled_from([["--exact"], ["ch04"], ["--check"], ["--jobs", "0"], ["--write=1"], ["--json", "x"]]),
))  # fmt: skip
def test_claims(tmp_path, arguments):
    check(chapters_command.main, ["claims", *arguments], tmp_path)


@budget(30)
@given(arguments=st.one_of(
    NO_FOLDER.map(lambda folder: [f"--runs-dir={folder}"]),
    NO_NUMBER.map(lambda days: [f"--older-than={days}"]),
    st.sampled_from([["--delete"], ["--runs-dir", "nothing"], ["runs"], ["--unfinished=1"], ["--older-than"], []]),
))  # fmt: skip
def test_prune(tmp_path, arguments):
    check(chapters_command.main, ["prune", *arguments], tmp_path)


@budget(40)
@given(arguments=st.one_of(
    NO_FOLDER.map(lambda folder: [folder]),
    NO_NAME.filter(lambda text: text.strip(" ./\\")).map(lambda name: [name]),
    st.sampled_from([[], ["."], ["nothing"], ["{file}"], ["--json"], ["--output", "x"], ["..", "--output="], ["--x"]]),
))  # fmt: skip
def test_comparison(tmp_path, arguments):
    inside = tmp_path / "inside"  # ".." must not hold the runs of other tests
    inside.mkdir(exist_ok=True)
    check(comparison_main, arguments, inside)


@budget(30)
@given(arguments=st.one_of(
    NO_NAME.filter(lambda text: not text.startswith("-") and text != "mnist").map(lambda name: ["fetch", name]),
    NO_NAME.filter(lambda text: not text.startswith("-") and text != "mnist").map(lambda name: ["verify", name]),
    NO_NAME.filter(lambda text: text not in ("list", "fetch", "verify", "-h", "--help")).map(lambda name: [name]),
    st.sampled_from([["fetch"], ["list", "x"], ["fetch", "--x"]]),
))  # fmt: skip
def test_datasets(tmp_path, arguments):
    check(datasets_main, arguments, tmp_path)


BAD_NAMES = st.one_of(
    st.sampled_from(["", " ", "...", "../..", "/", "과적합", "\0", "-", "\n", "C:"]).filter(lambda name: name != "C:"),
    st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), max_size=20),
)


@pytest.fixture(scope="module")
def fit(small):
    import models
    import training

    def fit(folder, **bad):
        arguments = {"name": "a", "epochs": 1, "folder": folder / "runs", "verbose": False, **bad}
        return lambda _: training.fit(models.logistic_regression, small, **arguments)

    return fit


@budget(15)
@given(name=BAD_NAMES)
def test_names_of_runs(tmp_path, fit, name):
    check(fit(tmp_path, name=name), [], tmp_path)


@budget(15)
@given(bad=st.one_of(
    st.tuples(st.sampled_from(["epochs", "batch_size", "seed", "patience"]), st.one_of(
        st.integers(max_value=-1), st.floats(), st.just("1"), st.just([1]), st.integers(min_value=2**32))),
    st.tuples(st.just("learning_rate"), st.one_of(
        st.floats(max_value=0), st.sampled_from([float("nan"), float("inf"), "fast", [], 0]))),
    st.tuples(st.sampled_from(["optimizer", "loss"]), st.one_of(
        TEXT, st.integers(), st.sampled_from([[], {}, object()]))),
    st.tuples(st.just("metrics"), st.one_of(st.lists(TEXT, min_size=1, max_size=2), st.just([1]), st.just("accuracy"))),
))  # fmt: skip
def test_settings_of_a_training(tmp_path, fit, bad):
    check(fit(tmp_path, **dict([bad])), [], tmp_path)
