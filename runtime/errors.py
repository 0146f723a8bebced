"""Errors a user can act on: one sentence on standard error that names the thing and the fix, exit code 2."""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from runtime.notebook import shell
from runtime.plain_text import plain

NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
"""A full disk, a quota, a file that is too large for its disk."""


class UserError(Exception):
    """Something the user can mend. Its text is one sentence that names the thing and the fix."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows below the cell (IPython asks for it): the sentence, as the command line does."""
        return [f"error: {one_line(str(self))}"]


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one sentence instead of a page of usage."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As argparse does it, which fails at a value that is two dashes."""
        for argument in sys.argv[1:] if args is None else args:
            flag, _, value = argument.partition("=")
            if flag.startswith("-") and flag != "--" and value == "--":
                self.error(f"argument {flag}: '--' is no value")
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raise the parser's complaint as a `UserError`."""
        raise UserError(f"{self.prog}: {message}; {self.prog} --help lists what it takes")


def one_line(text: str, longest: int = 800) -> str:
    """Text in one line, without controls; of a very long one (somebody's input is in it) the beginning and the end."""
    text = plain(" ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest // 2]} ... {text[-longest // 2 :]}"


def exit_code(command: Callable[[list[str]], int | None], arguments: Sequence[str] | None = None) -> int:
    """Run a command line and turn what goes wrong into an exit code.

    Args:
        command: takes the list of arguments, returns an exit code or None for 0.
        arguments: `sys.argv[1:]` unless given.

    Returns:
        0, the command's own code, 2 after a `UserError` (one sentence on standard error), 130 after Ctrl-C, 141 where
        nobody reads the output any more (`| head`). Always 0 where IPython runs the command (`%run`): it takes another
        code for a failure of its own and adds a traceback to the sentence.
    """
    for name in ("stdout", "stderr"):  # closed, or a windowed program, which has none
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    # Windows consoles and pipes may not know every letter (cp949 has no "é"): a "?" is better than a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    code = _coded(command, sys.argv[1:] if arguments is None else list(arguments))
    return 0 if shell() is not None else code


def _coded(command: Callable[[list[str]], int | None], arguments: list[str]) -> int:
    try:
        code = command(arguments) or 0
        sys.stdout.flush()  # else what cannot be written is found when Python ends, with a traceback
        return code
    except UserError as error:
        return _say(f"error: {one_line(str(error))}", 2)
    except KeyboardInterrupt as interrupt:
        return _say(interrupt.args[0] if interrupt.args else "interrupted", 130)
    except BrokenPipeError:
        _give_up(sys.stdout)
        return 141
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        _give_up(sys.stdout)
        return _say(f"error: the output or a file cannot be written ({error.strerror}); make room on the disk", 2)
    except Exception as error:
        if not isinstance(error, MemoryError) and type(error).__name__ != "ResourceExhaustedError":
            raise
        return _say("error: the memory is not enough for this; take fewer units, or a smaller batch", 2)


def _say(text: str, code: int) -> int:
    """Write a last line to standard error, if somebody can read it, and hand back the exit code."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _give_up(sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        _give_up(sys.stdout)
    return code


def _give_up(stream: Any) -> None:
    """Let what a stream still holds go nowhere: Python writes it when it ends."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
