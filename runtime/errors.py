"""Errors a user can act on: one sentence on standard error that names the thing and the fix, exit code 2."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn


class UserError(Exception):
    """Something the user can mend. Its text is one sentence that names the thing and the fix."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one sentence instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Raise the parser's complaint as a `UserError`."""
        raise UserError(f"{self.prog}: {message}; {self.prog} --help lists what it takes")


def one_line(text: str, longest: int = 800) -> str:
    """Text without line breaks; of a very long one (somebody's input is in it) the beginning and the end."""
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest // 2]} ... {text[-longest // 2 :]}"


def exit_code(command: Callable[[list[str]], int | None], arguments: Sequence[str] | None = None) -> int:
    """Run a command line and turn what goes wrong into an exit code.

    Args:
        command: takes the list of arguments, returns an exit code or None for 0.
        arguments: `sys.argv[1:]` unless given.

    Returns:
        0, the command's own code, 2 after a `UserError` (one sentence on standard error), 130 after Ctrl-C.
    """
    # Windows consoles and pipes may not know every letter (cp949 has no "é"): a "?" is better than a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return command(sys.argv[1:] if arguments is None else list(arguments)) or 0
    except UserError as error:
        print(f"error: {one_line(str(error))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as interrupt:
        print(interrupt.args[0] if interrupt.args else "interrupted", file=sys.stderr)
        return 130
