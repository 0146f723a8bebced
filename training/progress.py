"""How far trainings are and how long the rest will take: one training, and all that are counted together.

Also what an epoch came to, as a line.

Nothing is drawn here: `training.screen` does that.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import fmean

from runtime.wrapping import wrapped

SHORT = {
    "accuracy": "acc",
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "root_mean_squared_error": "rmse",
}
"""Keras' and the tables' short names of the lecture's metrics, for a line that is too wide with the long ones."""


@dataclass
class Standing:
    """How far one training is.

    Attributes:
        name: of the run.
        title: how it is called on the screen; no two that run at the same time have the same.
        epochs: at most so many.
        steps: of an epoch.
        done: steps, over all epochs.
        values: the loss and a metric, as text.
        first: the steps that were done at the time `since`.
        since: when its first step here had ended; that step takes longer than the others.
    """

    name: str
    title: str
    epochs: int
    steps: int
    done: int = 0
    values: tuple[str, ...] = ()
    first: int = 0
    since: float | None = None

    def move(self, done: int, values: tuple[str, ...], now: float | None = None) -> None:
        """Note that so many steps are done."""
        self.done, self.values = done, values
        if self.since is None:
            self.first, self.since = done, time.perf_counter() if now is None else now

    @property
    def fraction(self) -> float:
        """Of its steps that are done: 0 to 1."""
        return self.done / (self.epochs * self.steps)

    def left(self, now: float | None = None) -> float | None:
        """Seconds to its end, if no epoch is left out; None before two steps are done."""
        if self.since is None or self.done <= self.first:
            return None
        spent = (time.perf_counter() if now is None else now) - self.since
        return spent / (self.done - self.first) * (self.epochs * self.steps - self.done)

    def words(self, width: int) -> str:
        """Its line: what fits into so many columns, the metric is left out first, then the step."""
        epoch, step = divmod(max(self.done - 1, 0), self.steps)
        left = self.left()
        counts = [f"epoch {epoch + 1}/{self.epochs}", f"step {step + bool(self.done)}/{self.steps}"]
        end = [] if left is None else [f"{clock(left)} left"]
        tries = [
            [*counts, *self.values, *end],
            [*counts, *self.values[:1], *end],
            [counts[0], *self.values[:1], *end],
            [counts[0], *end],
        ]
        lines = ["  ".join([self.title, *parts]) for parts in tries]
        return next((line for line in lines if len(line) <= width), lines[-1][:width])


@dataclass
class Counted:
    """Trainings that are counted together: those of a lesson, or of one `fit_all`.

    Attributes:
        total: how many there are; None if that is not known.
        seconds: what all of them and the work between them are expected to take; None if that is not known.
        shares: name of a run -> its measured seconds, of which only the proportions count; other names get the mean.
        whole: the shares of all trainings together; `total` times the mean if not given.
        elsewhere: whether an engine trains them, so that some of them wait.
        failed: how many have failed.
    """

    total: int | None
    seconds: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    whole: float | None = None
    started: float = field(default_factory=time.perf_counter)
    done: int = 0
    spent: float = 0.0
    elsewhere: bool = False
    failed: int = 0

    def share(self, name: str) -> float:
        """What part of the whole a training is."""
        return self.shares.get(name, fmean(self.shares.values()) if self.shares else 1.0)

    def finish(self, name: str) -> None:
        """Count a training that is over."""
        self.done += 1
        self.spent += self.share(name)

    def fraction(self, running: Mapping[str, Standing]) -> float:
        """Of the work that is done, 0 to 1; `running` are the trainings that are not over."""
        whole = self.whole or (self.total or 1) * self.share("")
        now = sum(self.share(one.name) * one.fraction for one in running.values())
        return min((self.spent + now) / whole, 1.0)

    def left(self, running: Mapping[str, Standing], now: float | None = None) -> float | None:
        """Seconds to the end of the last training; None if nothing tells yet.

        What was expected counts less and less, the pace so far more and more.
        """
        done = self.fraction(running)
        spent = (time.perf_counter() if now is None else now) - self.started
        if self.seconds is not None:
            return (self.seconds * (1 - done) + spent) * (1 - done)
        return spent * (1 - done) / done if done else None

    def words(self, running: Mapping[str, Standing]) -> str:
        """`training 3 of 9`, of several at a time `trainings 3 to 4 of 9`, and with an engine how many wait."""
        if self.elsewhere:
            waiting = (self.total or 0) - self.done - self.failed - len(running)
            failed = f", {self.failed} failed" if self.failed else ""
            return f"{self.total} trainings: {waiting} waiting, {len(running)} running, {self.done} done{failed}"
        first, last = self.done + 1, self.done + max(len(running), 1)
        return f"training {first} of {self.total}" if first == last else f"trainings {first} to {last} of {self.total}"


_current: Counted | None = None  # seen by every thread: another one draws


def counted() -> Counted | None:
    """The count that a training belongs to, if any."""
    return _current


@contextmanager
def counting(new: Counted) -> Iterator[Counted]:
    """Count the trainings of the block together: with those around it, where their number is known and not reached."""
    global _current
    around = _current
    joins = around is not None and around.total is not None and around.done < around.total
    together = around if joins and around is not None else new
    _current = together
    try:
        yield together
    finally:
        _current = around


def clock(seconds: float) -> str:
    """Seconds as they are spoken of: `0:09`, `1:10`, `2:05:00`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def epoch_line(title: str, epoch: int, epochs: int, logs: Mapping[str, float], seconds: float) -> str:
    """What an epoch came to: `  epoch 4/10: loss 0.4952 (val 0.4417), accuracy 0.8214 (val 0.836), 1.2 s`.

    Where that is too wide for the narrowest terminal, metrics get short names; then the line goes on below itself.

    Args:
        title: of the training; empty where nobody can take the line for that of another one.
        epoch: from 1.
        epochs: at most so many.
        logs: as Keras hands them to a callback: `val_` begins the names of what was measured on validation.
        seconds: that the epoch took.
    """
    begins = f"{title and f'{title}, '}epoch {epoch}/{epochs}: "
    lines = [wrapped(begins + ", ".join([*_values(logs, names), f"{seconds:.1f} s"]), "  ") for names in ({}, SHORT)]
    return min(lines, key=lambda line: line.count("\n"))  # of equals the first


def _values(logs: Mapping[str, float], names: Mapping[str, str]) -> list[str]:
    """Each logged value with its name, the loss first, and the one on validation in brackets behind it."""
    keys = dict.fromkeys(key.removeprefix("val_") for key in sorted(logs, key=lambda key: key != "loss"))
    found = []
    for key in keys:
        name, value, validation = names.get(key, key), logs.get(key), logs.get(f"val_{key}")
        if value is None:
            found.append(f"val_{name} {validation:.4g}")
        else:
            found.append(f"{name} {value:.4g}" + ("" if validation is None else f" (val {validation:.4g})"))
    return found
