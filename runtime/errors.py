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

from runtime.nearest import hint
from runtime.notebook import shell
from runtime.plain_text import plain
from runtime.wrapping import fitted

NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
"""A full disk, a quota, a file that is too large for its disk."""


class UserError(Exception):
    """Something the user can mend. Its text is one sentence that names the thing and the fix.

    Whatever somebody's input brings into it, it is one line that can be printed.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows below the cell (IPython asks for it): the sentence, as the command line does."""
        return [f"error: {self}"]


class _Version(argparse.Action):
    """Prints the versions; they are looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from runtime.installed import version_line

        print(version_line())
        parser.exit()


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one sentence with the nearest name, instead of a page of usage.

    It has `--version`, and takes no flag for another that begins with it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})
        self.add_argument(
            "--version", action=_Version, nargs=0, default=argparse.SUPPRESS, help="print the versions and stop"
        )

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As argparse does it, with the flag that is nearest to one it does not know."""
        given, unknown = self.parse_known_args(args, namespace)
        if unknown:
            flag = next((one.partition("=")[0] for one in unknown if one.startswith("-")), None)
            nearest = "" if flag is None else hint(flag, self._option_string_actions, "")
            self.error(f"unrecognized arguments: {' '.join(unknown)}{nearest and f'; {nearest}'}")
        return given

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As argparse does it, which fails at a value that is two dashes."""
        for argument in sys.argv[1:] if args is None else args:
            flag, _, value = argument.partition("=")
            if flag.startswith("-") and flag != "--" and value == "--":
                self.error(f"argument {flag}: '--' is no value")
        return super().parse_known_args(args, namespace)

    def format_help(self) -> str:
        """As argparse does it, with a description that fits the narrowest terminal."""
        whole = self.description
        try:
            self.description = whole and fitted(whole)
            return super().format_help()
        finally:
            self.description = whole

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(choice) for choice in action.choices]
            nearest = hint(str(value), choices, f"choose from {', '.join(choices)}")
            raise argparse.ArgumentError(action, f"invalid choice {one_line(repr(value), 60)}; {nearest}")

    def error(self, message: str) -> NoReturn:
        """Raise the parser's complaint as a `UserError`."""
        fix = "" if message.endswith("?") else f"; {self.prog} --help lists what it takes"
        raise UserError(f"{self.prog}: {message}{fix}")


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
