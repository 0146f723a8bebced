"""Ctrl-C during training: wait for the end of the step, so that its state can be saved; a second one does not wait."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupt:
    """Whether Ctrl-C was pressed.

    Attributes:
        asked: it was, and nobody has acted on it yet.
        waits: a Ctrl-C is put off until `check`; otherwise it stops the program at once, as always.
    """

    def __init__(self) -> None:
        self.asked = False
        self.waits = False
        self._pressed_at = 0.0

    def check(self, after: float = 0.0, since: float = 0.0) -> None:
        """Stop here if it was pressed.

        Args:
            after: only if that was so many seconds ago.
            since: the earliest time from which they are counted, of `time.monotonic`.

        Raises:
            KeyboardInterrupt: it was.
        """
        if self.asked and time.monotonic() - max(self._pressed_at, since) >= after:
            raise KeyboardInterrupt

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        if self.asked or not self.waits:
            raise KeyboardInterrupt
        self.asked, self._pressed_at = True, time.monotonic()


@contextmanager
def interrupts() -> Iterator[Interrupt]:
    """Put off Ctrl-C inside the block, as far as its `waits` says.

    In a thread other than the main one, or where the program handles Ctrl-C in its own way, nothing changes.
    """
    interrupt = Interrupt()
    mine = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if mine:
        signal.signal(signal.SIGINT, interrupt._pressed)
    try:
        yield interrupt
    finally:
        if mine:
            signal.signal(signal.SIGINT, signal.default_int_handler)
