"""Kill a process when it and what it started hold too much memory: looked at from outside, in resident bytes.

TensorFlow reserves far more addresses than it uses and aborts under a limit of them, so that limit cannot be used.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
EVERY = 0.25
"""Seconds between two looks."""


class MemoryWatch:
    """Looks at one process until it is told to stop."""

    def __init__(self, pid: int, limit: int, kill: Callable[[], None]) -> None:
        """Begin.

        Args:
            pid: of the process.
            limit: in bytes, over it and its descendants.
            kill: called once when they hold more.
        """
        self.exceeded, self.peak = False, 0
        self._pid, self._limit, self._kill = pid, limit, kill
        self._stopped = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def _look(self) -> None:
        while not self._stopped.wait(EVERY):
            held = resident(self._pid)
            self.peak = max(self.peak, held)
            if held > self._limit:
                self.exceeded = True
                self._kill()
                return


def resident(pid: int) -> int:
    """Bytes that a process and its descendants hold; 0 where there is no /proc."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            text = (path / "stat").read_text(encoding="utf-8", errors="replace")
            parents[int(path.name)] = int(text.rpartition(")")[2].split()[1])
    family, found = {pid}, True
    while found:
        found = {child for child, parent in parents.items() if parent in family} - family
        family |= found
    total = 0
    for member in family:
        with contextlib.suppress(OSError, ValueError, IndexError):
            total += int(Path("/proc", str(member), "statm").read_text(encoding="utf-8").split()[1]) * PAGE
    return total
