"""Bad command lines of every command: each is one sentence on standard error, exit code 2, and nothing written.

Every flag of every lesson is found from its parser, so that flags of later lessons come in by themselves. Most run in
this process; every twentieth is a process of its own. Nothing is trained: what is wrong is found before.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

import datasets
from bad_input.cases import ROOT, Case, drawn, raw, shown, snapshot, warning, wrong_sentence
from chapters.__main__ import COMMANDS
from chapters.__main__ import main as chapters_main
from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.command import parser
from comparison.__main__ import main as comparison_main
from datasets.__main__ import main as datasets_main
from datasets.listing import ROWS
from runtime.errors import exit_code

SIZE = 500
POSIX = os.name == "posix"
OWN_PROCESS = 20
"""Every so many command lines one runs in a process of its own."""
PROGRAMS: dict[str, Callable[[list[str]], Any]] = {
    "chapters": chapters_main, "comparison": comparison_main, "datasets": datasets_main
}  # fmt: skip
SWITCHES = ["--quick", "--full", "--resume", "--json", "--verbose", "--no-determinism"]
Words = st.SearchStrategy[list[str]]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
STRANGE = [
    "\udcff\udcfe", "\x1b]52;c;aGk=\x07", "a\nerror: b", "\u202ex", "%s%s%n", "{0.__class__}", "$(id)", "<b>", "=1+1",
    "\0",
]  # fmt: skip
NO_NUMBER = st.one_of(
    st.sampled_from(["", " ", "ten", "과적합", "1e400", "nan", "inf", "-inf", "-1", "0x10", "1,000", "1 2", "½", "--"]),
    st.sampled_from(["9" * 100, "-" + "9" * 5000, "1" * 5000, "../../etc", "None", "1.5.2", "\u202e1x", "é" * 1000]),
    st.sampled_from(["True", "1_000_", "1e", "+-1", "- 1", "１ ２", "--5", "-0x1", *STRANGE]),
    st.integers(max_value=-1).map(str),
    TEXT.filter(lambda text: not any(letter.isnumeric() for letter in text)),
)  # fmt: skip
NO_WHOLE_NUMBER = st.one_of(
    NO_NUMBER, st.sampled_from(["1.5", "1e3", "2147483648", "4294967296", "0.0", "99999999999"])
)
NO_FOLDER = st.one_of(
    st.sampled_from(["", "   ", "\t", "a\0b", "x" * 201, "과" * 5000, "{file}", "{file}/inside", "{file}/../{file}/x"]),
    st.sampled_from(["/dev/null", "/dev/null/x", "/dev/zero", "{fifo}", "{fifo}/x"] if POSIX else ["{file}"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=201, max_size=300),
)
NO_NAME = st.one_of(
    st.sampled_from(["", "ch", "ch99", "../ch04", "ch04/../..", "C:\\x", "과적합", "x" * 10_000, "a\0b", "mnst"]),
    st.sampled_from(["chapters", "__main__", "tour.py", "ch04_dense_network", "CH", "list ", "doctr", *STRANGE]),
    TEXT.filter(lambda text: not text.strip().lower().startswith(("ch", "-"))),
).filter(lambda text: text not in ROWS and text not in datasets.names())  # fmt: skip
NO_PICTURE = st.sampled_from([
    "nothing.png", "{file}", ".", "/dev/null", "a\0b", "x" * 300, "{file}/x", "{fifo}", "", "\udcff.png", "{picture}",
])  # fmt: skip


@cache
def lessons() -> dict[str, ModuleType]:
    """Lessons and the tour by name."""
    return {name: import_module(f"chapters.{name}") for name in [*chapter_names(), "tour"]}


def flags(name: str) -> dict[str, Any]:
    """Flag -> its argparse action, for the flags of a lesson that take a value."""
    module = lessons()[name]
    found = parser(module.SETTINGS, inspect.getdoc(module) or "", name)
    return {action.option_strings[0]: action for action in found._actions if action.nargs != 0}


def command_of(name: str) -> list[str]:
    """How a lesson is started."""
    return ["tour"] if name == "tour" else ["run", name]


def bad_values(name: str, flag: str) -> st.SearchStrategy[str]:
    """What a flag of a lesson does not take."""
    action = flags(name)[flag]
    if flag == "--runs-dir":
        return NO_FOLDER
    if flag == "--dataset":
        return NO_NAME
    if flag == "--predict":
        return NO_PICTURE
    if action.choices:
        return TEXT.filter(lambda text: text not in map(str, action.choices))
    if action.type is str:
        return st.nothing()
    return NO_NUMBER


def _flag(name: str, flag: str) -> Words:
    typed = st.tuples(st.sampled_from([[], ["--quick"], ["--resume"]]), bad_values(name, flag))
    return typed.map(lambda drawn: [*command_of(name), *drawn[0], f"{flag}={drawn[1]}"])


def _conflict(name: str) -> Words:
    seeds = [["--seed=4294967295", "--seeds=2"]] if "--seeds" in flags(name) else [["--seed=4294967296"]]
    return st.one_of(
        st.permutations(["--quick", "--full"]), st.sampled_from(SWITCHES).map(lambda flag: [f"{flag}=yes"]),
        st.sampled_from([flag for flag in flags(name) if flag != "--json"]).map(lambda flag: [flag]),
        TEXT.map(lambda text: [f"--x{text}"]), st.sampled_from(seeds),
        st.sampled_from(list(flags(name))).map(lambda flag: [f"{flag[:-1]}=1"]),
        TEXT.filter(lambda text: not text.startswith("-")).map(lambda text: ["--quick", text]),
    ).map(lambda more: [*command_of(name), *more])  # fmt: skip


OTHERS: dict[str, Words] = {
    "chapters": st.one_of(
        NO_NAME.filter(lambda text: text not in ("-h", "--help", *COMMANDS)).map(lambda name: [name]),
        NO_NAME.map(lambda name: ["run", name]),
        NO_NAME.filter(lambda name: name != "tour.py").map(lambda name: ["audit", name]),  # which means the tour
        st.sampled_from([["run"], ["run", "--quick"], ["audit"], ["audit", "--quick"], ["doctor", "x"],
                         ["tour", "tour"], ["doctor", "--json"], ["list", "x"], ["run", "all", "ch04"],
                         ["run", "ch04", "nothing"]]),
    ),
    "chapters claims": st.one_of(
        NO_NAME.filter(lambda text: text != "../ch04").map(lambda name: ["claims", f"--check={name}"]),
        NO_NUMBER.map(lambda jobs: ["claims", f"--jobs={jobs}"]),
        st.sampled_from([["--exact"], ["ch04"], ["--check"], ["--jobs", "0"], ["--write=1"], ["--json", "x"]]).map(
            lambda more: ["claims", *more]),
    ),
    "chapters prune": st.one_of(
        NO_FOLDER.map(lambda folder: [f"--runs-dir={folder}"]),
        NO_WHOLE_NUMBER.map(lambda days: [f"--older-than={days}"]),
        st.sampled_from([["--delete"], ["--runs-dir", "nothing"], ["runs"], ["--unfinished=1"], ["--older-than"], [],
                         ["--runs-dir=.", "--delete"], ["--older-than=100001", "--runs-dir=."]]),
    ).map(lambda more: ["prune", *more]),
    "comparison": st.one_of(
        NO_FOLDER.map(lambda folder: [folder]),
        NO_NAME.filter(lambda text: text.strip(" ./\\") and not text.startswith("-")).map(lambda name: [name]),
        st.sampled_from([[], ["."], ["nothing"], ["{file}"], ["--json"], ["--output", "x"], ["..", "--output="],
                         ["--x"], [".", "--output={file}"], ["--output=/dev/null", "."], ["{fifo}", "--json"]]),
    ),
    "datasets": st.one_of(
        NO_NAME.filter(lambda text: not text.startswith("-")).map(lambda name: ["fetch", name]),
        NO_NAME.filter(lambda text: not text.startswith("-")).map(lambda name: ["verify", name]),
        NO_NAME.filter(lambda text: text not in ("list", "fetch", "verify", "-h", "--help")).map(lambda name: [name]),
        st.sampled_from([["fetch"], ["list", "x"], ["fetch", "--x"], ["fetch", "iris", "iriss"], ["verify", ""]]),
    ),
}  # fmt: skip


def cases(_: Any = None) -> list[Case]:
    """`SIZE` command lines: every flag of every lesson in turn, then what conflicts, then the other commands."""
    sources = [
        *(("chapters", _flag(name, flag)) for name in lessons() for flag in flags(name)
          if not bad_values(name, flag).is_empty),
        *(("chapters", _conflict(name)) for name in lessons()),
    ]  # fmt: skip
    typed = [
        (program, words)
        for number, (program, strategy) in enumerate(sources)
        for words in drawn(strategy, 2, 1_000 * number)
    ]
    others = [(key.split()[0], strategy) for key, strategy in OTHERS.items()]
    each, further = divmod(SIZE - len(typed), len(others))
    for number, (program, strategy) in enumerate(others):
        typed += [(program, words) for words in drawn(strategy, each + (number < further))]
    return [
        Case(
            f"python -m {program} {' '.join(map(shown, words))}",
            partial(_apart if number % OWN_PROCESS == 0 else _here, program, words),
        )
        for number, (program, words) in enumerate(typed[:SIZE])
    ]


def _filled(words: Sequence[str], folder: Path) -> list[str]:
    """The words with the names of things that are there."""
    (folder / "file").write_bytes(b"kept")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    names = {"{file}": "file", "{picture}": "picture.png", "{fifo}": "fifo"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "fifo")
    filled = []
    for word in words:
        for mark, name in names.items():
            word = word.replace(mark, str(folder / name))
        filled.append(word)
    return filled


def _judged(code: int, err: str, before: dict[str, tuple], folder: Path) -> str:
    if snapshot(folder) != before:
        return f"written: {', '.join(sorted(set(snapshot(folder)) - set(before)))}"
    if code != 2:
        return f"silent: exit code {code}: {shown(err)}"
    *skipped, sentence = err.removesuffix("\n").split("\n")
    if not all(line.startswith("skipped: ") for line in skipped):
        return f"no sentence: {shown(err)}"
    if not sentence.startswith("error: ") or not err.endswith("\n"):
        return f"no sentence: {shown(err)}"
    return wrong_sentence(sentence)


def _here(program: str, words: Sequence[str], folder: Path) -> str:
    """Run a command line in this process."""
    filled = _filled(words, folder)
    before = snapshot(folder)
    out, err = io.StringIO(), io.StringIO()
    with (
        warnings.catch_warnings(record=True) as warned,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        warnings.simplefilter("always")
        try:
            code = exit_code(PROGRAMS[program], filled)
        except Exception as error:
            return raw(error)
    return _judged(code, err.getvalue(), before, folder) or warning(warned)


def _apart(program: str, words: Sequence[str], folder: Path) -> str:
    """Run a command line in a process of its own, as a user does."""
    if any("\0" in word for word in words):  # no system hands that to a process
        return _here(program, words, folder)
    filled = _filled(words, folder)
    before = snapshot(folder)
    done = subprocess.run(
        [sys.executable, "-m", program, *(os.fsencode(word) for word in filled)],
        capture_output=True, cwd=folder, timeout=120, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return _judged(done.returncode, done.stderr.decode("utf-8", "replace").replace("\r\n", "\n"), before, folder)
