"""Calls that must each have a process of their own: what TensorFlow keeps in one would spoil the next measurement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from runtime.errors import UserError


def in_fresh_processes(function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]], at_a_time: int) -> list[Any]:
    """What `function(*each)` returns for each tuple of arguments, in their order.

    Args:
        function: from the top level of a module, as its arguments and results go from process to process.
        arguments: of one call each.
        at_a_time: processes that run together.

    Raises:
        UserError: a process was killed.
    """
    # spawn: TensorFlow does not survive a fork, and Windows has no other way
    pool = ProcessPoolExecutor(at_a_time, mp_context=get_context("spawn"), max_tasks_per_child=1)
    try:
        calls = [pool.submit(function, *call) for call in arguments]
        return [call.result() for call in calls]
    except BrokenProcessPool as error:
        raise UserError("a process was killed, perhaps for want of memory; close other programs") from error
    finally:
        pool.shutdown(cancel_futures=True)
