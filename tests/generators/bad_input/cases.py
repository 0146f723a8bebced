"""A case of bad input, and what may be wrong with how it ends."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from runtime.errors import UserError

ROOT = Path(__file__).parents[3]
LONGEST = 1000
Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class Case:
    """One bad input.

    Attributes:
        name: what is handed in, in one line.
        run: hands it in, in an empty folder that is the current one; returns what is wrong with how it ended, in one
            line that begins with the kind of the fault (`raw error`, `silent`, ...), or nothing.
    """

    name: str
    run: Callable[[Path], str]


def drawn(strategy: st.SearchStrategy[Drawn], count: int, first_seed: int = 0) -> list[Drawn]:
    """So many values of a strategy, the same every time; others from another seed."""
    found: list[Drawn] = []
    for number in range(first_seed, first_seed + 100):

        @seed(number)
        @settings(
            max_examples=count, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(strategy)
        def keep(value: Drawn) -> None:
            if len(found) < count:
                found.append(value)

        keep()
        if len(found) == count:
            break
    return found


def shown(value: Any) -> str:
    """A value for the name of a case, even if it cannot be shown."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__} without a text>"
    text = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
    return text if len(text) <= 60 else f"{text[:60]}... ({len(text)} letters)"


def wrong_sentence(text: str) -> str:
    """What is wrong with a sentence for a user; empty if nothing is."""
    if not text.strip():
        return "no sentence: it is empty"
    if len(text.splitlines()) > 1:
        return f"no sentence: {len(text.splitlines())} lines: {shown(text)}"
    if not text.isprintable():
        return f"no sentence: it cannot be printed as it is: {shown(text)}"
    if len(text) > LONGEST:
        return f"no sentence: {len(text)} letters: {shown(text)}"
    return f"no sentence: a traceback: {shown(text)}" if "Traceback" in text else ""


def raw(error: BaseException) -> str:
    """An error that is no sentence, with the last line of this package that it went through."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if str(ROOT) in frame.filename]
    ours = [frame for frame in ours if f"{os.sep}tests{os.sep}" not in frame.filename]
    where = f" at {Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}" if ours else ""
    return f"raw error: {type(error).__name__}{where}: {shown(error)}"


def refused(call: Callable[[], Any]) -> str:
    """What is wrong with a call that has to be refused in one sentence."""
    said = io.StringIO()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                value = call()
        except UserError as error:
            problem = wrong_sentence(str(error))
        except Exception as error:
            problem = raw(error)
        else:
            problem = f"silent: it was accepted and gave {shown(value)}"
    if not problem and "Traceback" in said.getvalue():
        problem = "raw error: a traceback was printed"
    return problem or warning(warned)


def warning(warned: list[warnings.WarningMessage] | None) -> str:
    """What Python warned of, if it did; TensorFlow's and Keras' own deprecations are none of an input."""
    texts = [
        f"warning: {one.category.__name__}: {shown(str(one.message))}"
        for one in warned or ()
        if not issubclass(one.category, DeprecationWarning | ResourceWarning)
    ]
    return texts[0] if texts else ""


def snapshot(folder: Path) -> dict[str, tuple]:
    """What stands in a folder: of each path its kind, rights, size, time and content; links are not followed."""
    found = {}
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            status = path.lstat()
            content = ""
            if stat.S_ISLNK(status.st_mode):
                content = str(path.readlink())
            elif stat.S_ISREG(status.st_mode):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            time = 0 if stat.S_ISDIR(status.st_mode) else status.st_mtime_ns
            found[str(path.relative_to(folder))] = (status.st_mode, status.st_nlink, time, content)
    return found


def make_canaries(folder: Path) -> None:
    """Somebody's own files, which nothing may change."""
    (folder / "thesis" / "figures").mkdir(parents=True)
    (folder / "thesis" / "thesis.txt").write_text("three years of work\n", encoding="utf-8")
    (folder / "thesis" / "figures" / "one.png").write_bytes(b"\x89PNG\r\n" + bytes(range(256)))
    (folder / "thesis" / "run.json").write_text("{}", encoding="utf-8")
    (folder / ".bashrc").write_text("export A=1\n", encoding="utf-8")
    (folder / "events.out.tfevents.1.laptop").write_bytes(b"somebody's own curve")


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """With a folder as the current one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(case: Case, place: Path) -> str:
    """Run a case in a new folder, beside files that nothing may change.

    Args:
        case: of any generator.
        place: an empty folder; it holds the files and the case's own folder.

    Returns:
        What is wrong, in one line; empty if nothing is.
    """
    outside, own = place / "outside", place / "own"
    own.mkdir(parents=True)
    make_canaries(outside)
    before = snapshot(outside)
    with inside(own):
        try:
            problem = case.run(own)
        except Exception as error:
            problem = raw(error)
    after = snapshot(outside)
    if after != before:
        changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        problem = f"changed outside: {', '.join(changed)}; {problem}"
    return problem
