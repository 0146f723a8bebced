"""One training at a time in a process: trainings share TensorFlow's random numbers and Keras' names of layers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from runtime.errors import UserError

P = ParamSpec("P")
R = TypeVar("R")
_training = threading.RLock()


def one_at_a_time(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function run in one thread at a time.

    Raises:
        UserError: when it is called, if another thread is in it.
    """

    @wraps(function)
    def run(*arguments: P.args, **keywords: P.kwargs) -> R:
        if not _training.acquire(blocking=False):
            raise UserError("another thread of this process is training; wait for its end, or use fit_all with jobs=2")
        try:
            return function(*arguments, **keywords)
        finally:
            _training.release()

    return run
