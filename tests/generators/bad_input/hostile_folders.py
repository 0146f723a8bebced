"""Run folders that somebody made to do harm: links out of them, devices, bombs, names that are commands.

Each stands beside a healthy run and files of somebody's own. Tables, `prune` with deletion and trainings go over it:
nothing outside may change, the healthy run is shown, and what is printed and saved can be read without harm.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from bad_input.cases import Case, drawn, raw, shown, wrong_sentence
from bad_input.run_folders import (
    BAD,
    HEALTHY,
    NAMES,
    World,
    beside_a_healthy_one,
    command,
    compared,
    rows_by_folder,
    stoppable,
    train,
)  # fmt: skip
from chapters.command_line.prune import prune
from runtime.errors import UserError
from training import find_runs

SIZE = 60
THESIS = "../outside/thesis/thesis.txt"
CURVE = "../outside/events.out.tfevents.1.laptop"
FILES = (
    "run.json",
    "metrics.json",
    "history.csv",
    "predictions.npz",
    "model.keras",
    "checkpoint.npz",
    "events",
    "lock",
)
FOLDERS = ("train", "validation", "the run", "the new run")


def _gone(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(os.path.relpath(path))


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("my own notes", encoding="utf-8")


THINGS: dict[str, Callable[[Path], None]] = {
    "a link to somebody's file": lambda path: path.symlink_to(
        Path(CURVE if "events" in path.name else THESIS).resolve()
    ),
    "a hard link of somebody's file": lambda path: path.hardlink_to(Path(CURVE if "events" in path.name else THESIS)),
    "a link to somebody's folder": lambda path: path.symlink_to(Path("../outside/thesis").resolve()),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing yet": lambda path: path.symlink_to(Path("../outside/new").resolve()),
    "a link to a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": lambda path: os.mkfifo(path),
    "a socket": _socket,
    "a folder": _folder,
}


def _place(run: Path, what: str) -> Path:
    """Where in or beside a run folder something is put."""
    beside = {
        "the run": run,
        "the new run": run.with_name(f"{run.name}.new"),
        "lock": run.with_name(f".{run.name}.lock"),
    }
    if what == "events":
        return next((run / "train").glob("events.out.tfevents.*"))
    return beside.get(what, run / what)


def _thing(world: World, what: str, thing: str, unfinished: bool, folder: Path) -> str:
    """Something that is no file at the place of a file or folder; then everything that reads, writes and deletes."""
    if what in FOLDERS and thing.startswith("a hard link"):
        thing = "a link to somebody's folder"
    if unfinished:
        shutil.copytree(world.healthy["multiclass"].folder, folder / HEALTHY)
        run = Path(shutil.copytree(world.unfinished, folder / world.unfinished.name))
    else:
        run = beside_a_healthy_one(world, "multiclass", folder, world.runs["multiclass"].folder.name)
    path = _place(run, what)
    _gone(path)
    try:
        THINGS[thing](path)
    except (AttributeError, OSError):
        return ""  # this system has no such thing
    problem = _table(world, folder, needs_line=False)
    for resume in (True, False):
        problem = problem or _training(folder, resume, stoppable if unfinished else train)
    code, _, _, wrong = command(prune, ["--runs-dir", ".", "--older-than", "0", "--delete"])
    notes = [found.read_text("utf-8") for found in folder.rglob("mine.txt")]
    if thing == "a folder" and notes != ["my own notes"]:
        return "lost: somebody's own notes are gone"
    return problem or wrong or ("" if code in (0, 2) else f"silent: prune ended with {code}")


def _training(folder: Path, resume: bool, fit: Callable[..., Any]) -> str:
    try:
        run = fit(folder, resume=resume)
    except UserError as error:
        return wrong_sentence(str(error))
    except Exception as error:
        return raw(error)
    return "" if run.state == "finished" else "silent: the run is not finished"


def _table(world: World, folder: Path, task: str = "multiclass", *, needs_line: bool = True) -> str:
    """The table of a folder, with its files: the healthy run is there, and nothing in them does harm."""
    code, out, err, problem = compared([".", "--json"])
    if problem:
        return problem
    if code:
        return f"lost: exit code {code}, the healthy run is not shown: {err[:200]}"
    rows = rows_by_folder(out)
    if rows.get(HEALTHY) != world.rows[world.healthy[task].folder]:
        return "lost: the healthy run is not shown as it is"
    lines = err.splitlines()
    if needs_line and len(lines) + len(rows) < 2:
        return "silent: neither shown nor skipped"
    code, out, err, problem = compared([".", "--output", "report"])
    return problem or (f"silent: exit code {code}: {err[:200]}" if code else _harmless(folder / "report"))


def _harmless(report: Path) -> str:
    """What is wrong with the files of a table."""
    for name in ("comparison.md", "comparison.csv", "comparison.json"):
        text = (report / name).read_text("utf-8-sig")
        bad = next((letter for letter in text if not letter.isprintable() and letter not in "\r\n"), "")
        if bad and name != "comparison.json":
            return f"unprintable: {bad!r} in {name}"
    markdown = (report / "comparison.md").read_text("utf-8")
    if re.search(r"(?<!\\)<(script|img|b)\b", markdown):
        return "no plain text: HTML in comparison.md"
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in markdown.splitlines() if line.startswith("|")}
    if len(widths) > 1:
        return "no plain text: a row of comparison.md has other columns"
    for row in csv.reader(io.StringIO((report / "comparison.csv").read_text("utf-8-sig"))):
        formulas = [cell for cell in row if re.match(r"[=@\t\r]|[+-](?![\d.]|$)", cell)]
        if formulas:
            return f"no plain text: a formula in comparison.csv: {shown(formulas[0])}"
    return "" if (report / "comparison.png").stat().st_size > 1_000 else "silent: no figure"


NAMES_THAT_DO = [
    "\x1b]52;c;aGk=\x07", "\x1b[2J", "a\nerror: forged", "a\r\n| x | 1.0 |", "<script>alert(1)</script>", "<img src=x>",
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "a|b|c", "$x^$", "$\\frac{$", "\u2028x",
    "\u202egnp.exe", "\ud800",
    "x" * 5_000, "`rm -rf`", "[a](javascript:alert(1))", "과적합", "../../etc", "\0", "{0}", "%n%s", "**a**", "\\",
    "e\u0301" * 50, "#ref", "\u200b", "🤖", "<b>x</b>", "&lt;", "'; DROP TABLE runs; --", "~", "",
]  # fmt: skip
FIELDS = [("settings", "name"), ("settings", "loss"), ("settings", "optimizer", "name"), ("settings", "data", "name"),
          ("class_names",), ("baseline", "name"), ("provenance", "source"), ("versions", "keras"), ("settings", "x"),
          ("settings", "recipe", "name"), ("metrics", "accuracy")]  # fmt: skip


def _named(world: World, task: str, field: tuple[str, ...], name: str, folder: Path) -> str:
    """A text of somebody's choice in the record."""
    bad = beside_a_healthy_one(world, task, folder)
    path = bad / ("metrics.json" if field[0] == "metrics" else "run.json")
    record = json.loads(path.read_text("utf-8"))
    inner = record
    if field == ("metrics", "accuracy"):
        for split in record.values():
            split[name] = split.pop(sorted(split)[0])
    elif field == ("class_names",):
        record["class_names"] = [name, *record["class_names"][1:]]
    else:
        for key in field[:-1]:
            inner = inner[key] if isinstance(inner.get(key), dict) else inner.setdefault("unknown", {})
        inner[field[-1]] = name
    path.write_bytes(json.dumps(record).encode("utf-8"))
    return _table(world, folder, task)


FOLDER_NAMES = [
    b"\x1b]52;c;aGk=\x07", b"a\nerror: forged", b"<script>alert(1)<", b"=1+1", b"\xff\xfe", "과".encode() * 85,
    b"x" * 255,
    b"$x^$", b"-rf", b" ", b"a|b", "\u202egnp".encode(), b"--json", b"%s%n", b"*",
]  # fmt: skip


def _folder_named(world: World, name: bytes, folder: Path) -> str:
    """A name of somebody's choice for the folder."""
    bad = beside_a_healthy_one(world, "multiclass", folder)
    try:
        bad.rename(os.fsdecode(name))
    except (OSError, UnicodeError):
        return ""  # not on this system
    problem = _table(world, folder)
    code, _, _, wrong = command(prune, ["--runs-dir", ".", "--unfinished", "--delete"])
    return problem or wrong or (f"silent: prune ended with {code}" if code else "")


MEBIBYTES = 1_100


def _bomb(path: Path) -> None:
    archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("test_y.npy", "w") as file:
        for _ in range(MEBIBYTES):
            file.write(bytes(2**20))


def _lying_bomb(path: Path) -> None:
    """A bomb whose directory says that it is small."""
    _bomb(path)
    content = path.read_bytes()
    true = (MEBIBYTES * 2**20).to_bytes(4, "little")
    path.write_bytes(content.replace(true, (1_000).to_bytes(4, "little")))


def _promise(path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (10**12,)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("test_y.npy", header.getvalue() + b"1234")


def _many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(110_000):
            archive.writestr(f"{number}.npy", b"")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20 * 2**30)


def _long_line(path: Path) -> None:
    path.write_bytes(b"loss,val_loss\n" + b"1," * 10_000_000 + b"1\n")


def _pickle(path: Path) -> None:
    class Writes:
        def __reduce__(self) -> Any:
            return os.system, ("touch ../outside/pickled",)

    np.savez(path.with_suffix(""), test_y=np.array([Writes()], dtype=object))


def _deep(path: Path) -> None:
    path.write_bytes(b'{"settings":' * 200_000)


def _keys(path: Path) -> None:
    path.write_text(json.dumps({str(number): number for number in range(1_000_000)}), encoding="utf-8")


def _long_number(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"epochs": 2', b'"epochs": ' + b"9" * 5_000_000))


def _outside_names(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../../outside/thesis/thesis.txt", b"overwritten")


SIZES: list[tuple[str, str, Callable[[Path], None]]] = [
    ("predictions.npz", "a bomb", _bomb), ("predictions.npz", "a bomb that lies", _lying_bomb),
    ("predictions.npz", "a promise", _promise), ("predictions.npz", "110,000 members", _many),
    ("predictions.npz", "code", _pickle), ("predictions.npz", "names outside", _outside_names),
    ("run.json", "20 GB", _sparse), ("metrics.json", "20 GB", _sparse), ("history.csv", "20 GB", _sparse),
    ("predictions.npz", "20 GB", _sparse), ("run.json", "deep", _deep), ("metrics.json", "deep", _deep),
    ("metrics.json", "a million keys", _keys), ("history.csv", "20 million columns", _long_line),
    ("run.json", "a number of 5,000,000 digits", _long_number),
]  # fmt: skip


def _sized(world: World, file: str, make: Callable[[Path], None], folder: Path) -> str:
    """A file that takes memory or time."""
    bad = beside_a_healthy_one(world, "multiclass", folder)
    make(bad / file)
    return _table(world, folder)


CHECKPOINTS: list[tuple[str, Callable[[Path], None]]] = [
    ("a bomb", _bomb), ("a promise", _promise), ("20 GB", _sparse), ("code", _pickle),
    ("names outside", _outside_names),
]  # fmt: skip


def _checkpoint(world: World, make: Callable[[Path], None], folder: Path) -> str:
    """A checkpoint that takes memory, or runs code."""
    run = Path(shutil.copytree(world.unfinished, folder / world.unfinished.name))
    make(run / "checkpoint.npz")
    return _training(folder, True, stoppable)


def _attributes(world: World, what: str, folder: Path) -> str:
    """A checkpoint that gives callbacks other methods, paths and models."""
    run = Path(shutil.copytree(world.unfinished, folder / world.unfinished.name))
    path = run / "checkpoint.npz"
    with np.load(path) as file:
        arrays: dict[str, Any] = dict(file)
    text = arrays["state"].tobytes().decode("utf-8")
    value = '{"map": {"' + what + '": "../outside/thesis/thesis.txt"}}'
    state = re.sub(r'\{"map": \{\}\}', value, text)
    arrays["state"] = np.frombuffer(state.encode("utf-8"), np.uint8)
    np.savez(path, **arrays)  # pyright: ignore[reportArgumentType]
    return _training(folder, True, stoppable)


def _crowd(world: World, what: str, folder: Path) -> str:
    """Folders without end."""
    beside_a_healthy_one(world, "multiclass", folder)
    if what == "circles":
        for number in range(30):
            (folder / f"circle{number}").symlink_to(folder)
            (folder / BAD / f"circle{number}").symlink_to("..")
    elif what == "deep":
        place = folder
        for _ in range(150):
            place = place / "deep"
            place.mkdir()
    else:
        for number in range(3_000):
            (folder / f"empty{number}").mkdir()
    if len(find_runs(folder)) != 2:
        return "silent: another number of runs is found"
    return _table(world, folder)


def cases(world: World) -> list[Case]:
    """`SIZE` hostile folders: every kind of file with every kind of thing in turn, then names, sizes and crowds."""
    found = [Case(f"{file} is {what}", partial(_sized, world, file, make)) for file, what, make in SIZES]
    found += [Case(f"checkpoint.npz is {what}", partial(_checkpoint, world, make)) for what, make in CHECKPOINTS]
    found += [
        Case(f"a checkpoint sets {what}", partial(_attributes, world, what)) for what in ("_model", "on_epoch_end")
    ]
    found += [Case(f"folders: {what}", partial(_crowd, world, what)) for what in ("circles", "deep", "many")]
    for name in drawn(st.sampled_from(FOLDER_NAMES), 5):
        found.append(Case(f"a folder named {shown(name)}", partial(_folder_named, world, name)))
    texts = st.tuples(st.sampled_from(sorted(NAMES)), st.sampled_from(FIELDS), st.sampled_from(NAMES_THAT_DO))
    for task, field, name in drawn(texts, 10):
        found.append(Case(f"{'.'.join(field)} is {shown(name)}", partial(_named, world, task, field, name)))
    pairs = st.tuples(st.sampled_from((*FILES, *FOLDERS)), st.sampled_from(sorted(THINGS)), st.booleans())
    for what, thing, unfinished in drawn(pairs, SIZE - len(found)):
        state = "of an unfinished run" if unfinished else "of a finished run"
        found.append(Case(f"{what} {state} is {thing}", partial(_thing, world, what, thing, unfinished)))
    return found
