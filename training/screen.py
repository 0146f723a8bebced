"""Where trainings show themselves: lines that move on a terminal; elsewhere only what is printed to stay.

Everything that a training writes goes through `screen()`. In a process that `fit_all` started this is a `Wire` to the
screen of the process that started it: two processes that draw on one terminal would draw over each other.
"""

from __future__ import annotations

import io
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from runtime.notebook import Line, in_notebook
from training.progress import Standing, clock, counted

BAR = 30  # columns of the bar over all trainings
OFTEN = 0.1  # seconds between two steps that a process tells
WIDTH = 100  # columns of a line below a cell
MOST = 12  # lines of trainings that run: more would leave no room for the one that counts them


class Shows(Protocol):
    """What a training can ask of the place where it shows itself."""

    several: bool
    """Whether lines of different trainings may stand among each other, so that each has to name its own."""

    @property
    def moves(self) -> bool:
        """Whether there are lines that move."""
        ...

    def begin(self, standing: Standing) -> None:
        """A training begins, or goes on."""

    def move(self, title: str, done: int, values: tuple[str, ...]) -> None:
        """So many of its steps are done."""

    def say(self, text: str) -> None:
        """Print a line that stays."""

    def end(self, title: str) -> None:
        """It is over."""


class Screen:
    """Standard output: a line for each training that runs, and one for all that are counted together."""

    several = False

    def __init__(self) -> None:
        self.running: dict[str, Standing] = {}
        self.live: Live | None = None

    @property
    def moves(self) -> bool:
        """On a terminal that can move its cursor."""
        return sys.stdout.isatty() and not Console().is_dumb_terminal

    def begin(self, standing: Standing) -> None:
        """Give a training its line."""
        self.running[standing.title] = standing
        if self.live is None and self.moves:
            self.live = Live(get_renderable=self.lines, console=Console(), refresh_per_second=5, transient=True)
            self.live.start()

    def move(self, title: str, done: int, values: tuple[str, ...]) -> None:
        """Note how far it is."""
        self.running[title].move(done, values)

    def say(self, text: str) -> None:
        """Print a line that stays, above those that move."""
        if self.live is None:
            print(text, flush=True)
        else:
            self.live.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def end(self, title: str) -> None:
        """Take its line away."""
        if self.live is not None and not self.running.keys() - {title}:
            self.live.stop()
            self.live = None
        self.running.pop(title, None)

    def lines(self) -> RenderableType:
        """What moves: rich asks for it several times a second."""
        width = self.live.console.width if self.live is not None else 80
        running = dict(self.running)  # another thread draws
        lines: list[RenderableType] = [
            Text(one.words(width - 1), no_wrap=True, overflow="crop") for one in list(running.values())[:MOST]
        ]
        if len(running) > MOST:
            lines.append(Text(f"and {len(running) - MOST} more"))
        together = counted()
        if together is not None and together.total is not None and together.total > 1:
            left = together.left(running)
            row = Table.grid(padding=(0, 1))
            row.add_row(
                together.words(running),
                ProgressBar(total=1.0, completed=together.fraction(running), width=BAR),
                "" if left is None else f"{clock(left)} left",
            )
            lines.append(row)
        return Group(*lines)


class Sends(Protocol):
    """One end of a pipe, or what takes events in its place."""

    def send(self, event: tuple[Any, ...], /) -> None:
        """Take an event."""


class Wire:
    """The way from a process of `fit_all` to the screen of the one that started it."""

    several = True

    def __init__(self, end: Sends, lock: Any, moves: bool, often: float = OFTEN) -> None:
        self.pipe, self.lock, self._moves, self.often = end, lock, moves, often
        self.told = 0.0

    @property
    def moves(self) -> bool:
        """As the screen at the other end."""
        return self._moves

    def begin(self, standing: Standing) -> None:
        """Tell of a training that begins."""
        self._send("begin", standing)

    def move(self, title: str, done: int, values: tuple[str, ...]) -> None:
        """Tell how far it is, not too often."""
        now = time.perf_counter()
        if now - self.told >= self.often:
            self.told = now
            self._send("move", title, done, values)

    def say(self, text: str) -> None:
        """Have a line printed."""
        self._send("say", text)

    def end(self, title: str) -> None:
        """Tell that it is over."""
        self._send("end", title)

    def _send(self, *event: Any) -> None:
        with self.lock:
            self.pipe.send(event)


class _Lines(io.TextIOBase):
    """Standard output of such a process: whole lines go over the wire."""

    def __init__(self, wire: Wire) -> None:
        self.wire, self.begun = wire, ""

    def write(self, text: str) -> int:
        """Send the lines that are complete."""
        *lines, self.begun = (self.begun + text).split("\n")
        for line in lines:
            self.wire.say(line)
        return len(text)


class NotebookScreen:
    """Below the cell of a notebook: a line for each training, written anew in its place; at its end the last epoch."""

    several = False
    moves = True

    def __init__(self) -> None:
        self.running: dict[str, Standing] = {}
        self.below: dict[str, Line] = {}
        self.ended: Line | None = None

    def begin(self, standing: Standing) -> None:
        """Give a training its line."""
        self.running[standing.title], self.below[standing.title] = standing, Line()

    def move(self, title: str, done: int, values: tuple[str, ...]) -> None:
        """Write its line anew."""
        self.running[title].move(done, values)
        together = counted()
        several = together is not None and together.total is not None and together.total > 1
        count = f"{together.words(self.running)}: " if together is not None and several else ""
        self.below[title].write(f"  {count}{self.running[title].words(WIDTH)}")

    def say(self, text: str) -> None:
        """Print a line that stays; in the place of one that moved, if its training is over."""
        if self.ended is None:
            print(text, flush=True)
        else:
            self.ended.write(text, last=True)
            self.ended = None

    def end(self, title: str) -> None:
        """Its line moves no more."""
        self.running.pop(title, None)
        self.ended = self.below.pop(title, None) or self.ended


_screen: Shows | None = None


def screen() -> Shows:
    """Where this process shows its trainings."""
    global _screen
    here = _screen or (NotebookScreen() if in_notebook() else Screen())
    _screen = here
    return here


def send_all(end: Sends, lock: Any, moves: bool, often: float = OFTEN) -> None:
    """Show what this process trains and prints in the process that started it; its arguments are from `receiving`."""
    global _screen
    _screen = Wire(end, lock, moves, often)
    sys.stdout = _Lines(_screen)


@contextmanager
def sending(end: Sends, lock: Any, moves: bool, often: float) -> Iterator[None]:
    """`send_all` while the block lasts."""
    global _screen
    before = _screen, sys.stdout
    send_all(end, lock, moves, often)
    try:
        yield
    finally:
        _screen, sys.stdout = before


@contextmanager
def receiving(context: SpawnContext) -> Iterator[tuple[Any, ...]]:
    """Show what other processes send, while the block lasts; yields the arguments of their `send_all`."""
    here, there = context.Pipe(duplex=False)
    over = threading.Event()

    def show() -> None:
        while not over.is_set() or here.poll():
            if here.poll(OFTEN):
                event, *arguments = here.recv()
                getattr(screen(), event)(*arguments)

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield there, context.Lock(), screen().moves
    finally:
        over.set()
        thread.join(timeout=5)  # a process that was killed may have left half an event, which never ends
        for title in list(getattr(screen(), "running", ())):
            screen().end(title)
