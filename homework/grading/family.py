"""The processes of one submission, seen from outside: what they hold, and their end.

TensorFlow reserves far more addresses than it uses and aborts under a limit of them, so the memory is looked at from
outside, in resident bytes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.25
"""Seconds between two looks."""


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    user: int
    held: int


class Family:
    """A process, its descendants, and whatever else runs as their user."""

    def __init__(self, pid: int, user: int | None) -> None:
        """Of a process.

        Args:
            pid: of the process.
            user: runs nothing else, so a process counts also where it has left its parents; None if there is none.
        """
        self._pid, self._user = pid, user

    def members(self) -> dict[int, int]:
        """Process -> bytes that it holds, of those that have not ended; empty where there is no /proc."""
        living = _living()
        family, found = {self._pid}, True
        while found:
            found = {each.pid for each in living if each.parent in family or each.user == self._user} - family
            family |= found
        return {each.pid: each.held for each in living if each.pid in family}

    def end(self, itself: Callable[[float], None]) -> None:
        """Kill all of them, and come back when none is left.

        Args:
            itself: ends the process, after it had so many seconds to end of itself. A sandbox does when the first
                process in it ends, and then it has taken leave of all that ran in it.
        """
        known = set(self.members())
        _kill(known - {self._pid})
        itself(1.0 if len(known) > 1 else 0.0)
        deadline = time.monotonic() + 10
        # without their parents they are no descendants any more
        while (left := {each.pid for each in _living()} & known | set(self.members())) and time.monotonic() < deadline:
            _kill(left)
            time.sleep(0.01)


class MemoryWatch:
    """Looks at a family until it is told to stop."""

    def __init__(self, family: Family, limit: int, kill: Callable[[], None]) -> None:
        """Begin.

        Args:
            family: to look at.
            limit: in bytes, of all its processes together.
            kill: called once when they hold more.
        """
        self.exceeded = False
        self._family, self._limit, self._kill = family, limit, kill
        self._stopped = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def _look(self) -> None:
        while not self._stopped.wait(EVERY):
            if sum(self._family.members().values()) > self._limit:
                self.exceeded = True
                self._kill()
                return


def _kill(processes: set[int]) -> None:
    for pid in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def statuses() -> Iterator[tuple[int, dict[str, str]]]:
    """Every process of the system with what its `/proc/<pid>/status` says; none where there is no /proc."""
    for path in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it has ended
            text = path.read_text(encoding="utf-8", errors="replace")
            yield int(path.parent.name), dict(line.split(":", 1) for line in text.splitlines() if ":" in line)


def _living() -> list[_Process]:
    found = []
    for pid, lines in statuses():
        with contextlib.suppress(ValueError, KeyError, IndexError):
            if lines["State"].split()[0] in "ZX":
                continue
            # with the tables that say where its pages lie: pages that are only read cost nothing else
            held = sum(int(lines.get(key, "0 kB").split()[0]) << 10 for key in ("VmRSS", "VmPTE"))
            found.append(_Process(pid, int(lines["PPid"]), int(lines["Uid"].split()[0]), held))
    return found
