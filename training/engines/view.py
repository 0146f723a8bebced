"""One view of all trainings of a call, wherever they run: read from files that they write beside the run folders."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from runtime.plain_text import plain
from training.engines.job import Job
from training.progress import Counted, Standing
from training.screen import screen

OFTEN = 1.0
"""Seconds between two looks."""
LINES = 30.0
"""Seconds between two lines where nothing moves."""


class View:
    """Shows on this process' screen what the jobs of a call tell.

    Args:
        place: the folder of the call.
        together: counts the trainings.
        quiet: show nothing; how far each is, is noted.
    """

    def __init__(self, place: Path, together: Counted, quiet: bool) -> None:
        self.place, self.together, self.quiet = place, together, quiet
        self.read: dict[str, int] = {}  # file -> bytes
        self.steps: dict[str, int] = {}  # title -> steps that are done
        self.running: dict[str, Standing] = {}
        self.looked, self.told, self.words = 0.0, time.monotonic(), ""

    def look(self) -> None:
        """Show what is new, if the last look was long enough ago."""
        now = time.monotonic()
        if now - self.looked < OFTEN:
            return
        self.looked = now
        for path in sorted(self.place.glob("*.events")):
            self._read(path)
        words = self.together.words(self.running)
        if not self.quiet and not screen().moves and words != self.words and now - self.told >= LINES:
            self.told, self.words = now, words
            screen().say(words)

    def _read(self, path: Path) -> None:
        """Show the whole lines that a file has gained."""
        begin = self.read.get(path.name, 0)
        if not path.exists() or path.stat().st_size == begin:
            return
        with path.open("rb") as file:
            file.seek(begin)
            whole = file.read().rpartition(b"\n")[0]
        self.read[path.name] = begin + len(whole) + bool(whole)
        for line in whole.splitlines():
            self._show(*json.loads(line))

    def _show(self, event: str, first: Any, *more: Any) -> None:
        """Replay one event of a job on this process' screen."""
        if event == "say":
            screen().say(first)
        elif event == "begin":
            self.running[first["title"]] = standing = Standing(**first)
            screen().begin(standing)
        elif first in self.running and event == "move":
            self.steps[first] = more[0]
            screen().move(first, more[0], tuple(more[1]))
        elif event == "end":
            self._end(first)

    def _end(self, title: str) -> None:
        if self.running.pop(title, None):
            screen().end(title)

    def far(self, job: Job) -> int:
        """How many steps its trainings have told."""
        return sum(self.steps.get(title, 0) for title in titles(job))

    def leave(self, job: Job) -> None:
        """Its worker is gone, or done."""
        self._read(job.events)
        for title in titles(job):
            self._end(title)

    def forget(self, job: Job) -> None:
        """All its trainings have ended, and nobody needs to know how."""
        self.read.pop(job.events.name, None)
        job.events.unlink(missing_ok=True)

    def say(self, text: str) -> None:
        """Print a line that stays, unless all is quiet."""
        if not self.quiet:
            screen().say(text)


def titles(job: Job) -> list[str]:
    """How its trainings are called on the screen."""
    return [f"{plain(label)} s{seed}" for label, seed in job.tasks]
