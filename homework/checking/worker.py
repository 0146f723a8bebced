"""The process that runs student code: it imports one file and answers calls of its functions with numbers.

``python worker.py FILE [PROBES]`` reads messages from standard input and answers on standard output; what the student's
code prints goes to standard error. It holds no test, no reference answer and no verdict. `PROBES` is a file of an
assignment with functions that look at what stays here, such as a Keras model; `probes.py` has those of all.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

import homework  # noqa: E402, F401  the course's packages first, also where the file forgets it
from homework.checking.protocol import Held, ProtocolError, read_message, write_message  # noqa: E402


class Desk:
    """What one submission's process knows: its module, the probes, and the objects that were held back."""

    def __init__(self, probes: Mapping[str, Callable[..., Any]]) -> None:
        self.module: ModuleType | None = None
        self.probes = probes
        self.held: list[Any] = []

    def hold(self, thing: Any) -> Held:
        """Keep something that does not cross, and name it."""
        self.held.append(thing)
        return Held(len(self.held) - 1, type(thing).__name__)

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a message asks: import a file, call a function of it, or call a probe."""
        try:
            arguments = [self._given(value) for value in message.get("arguments", ())]
            keywords = {key: self._given(value) for key, value in message.get("keywords", {}).items()}
            return {"id": message["id"], "value": self._done(message["do"], message["name"], arguments, keywords)}
        except BaseException as error:  # also SystemExit and whatever else student code raises
            file = message["name"] if message["do"] == "import" else getattr(self.module, "__file__", None)
            return {"id": message["id"], "error": _described(error, file)}

    def _done(self, do: str, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        if do == "import":
            self.module = load(Path(name))
            return None
        if do == "probe":
            return self.probes[name](*([self.module] if name in WITH_MODULE else []), *arguments, **keywords)
        function = getattr(self.module, name, None)
        if not callable(function):
            raise NotImplementedError(f"there is no function {name}")
        return function(*arguments, **keywords)

    def _given(self, value: Any) -> Any:
        if isinstance(value, Held):
            return self.held[value.key]
        if isinstance(value, list):
            return [self._given(item) for item in value]
        if isinstance(value, dict):
            return {key: self._given(item) for key, item in value.items()}
        return value


WITH_MODULE = {"functions", "arguments_after"}
"""Probes that are given the student's module first."""


def load(path: Path) -> ModuleType:
    """Import a file that is on no path, under its own name."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def probes_of(path: Path | None) -> dict[str, Callable[..., Any]]:
    """The probes of every assignment, and those of one: the public functions of its file."""
    from homework.checking import probes

    found: dict[str, Callable[..., Any]] = {}
    for module in (probes, *([load(path)] if path is not None else [])):
        own = {
            name: thing for name, thing in vars(module).items() if getattr(thing, "__module__", None) == module.__name__
        }
        found |= {name: thing for name, thing in own.items() if callable(thing) and not name.startswith("_")}
    return found


def _described(error: BaseException, file: str | None) -> dict[str, Any]:
    """Kind, text and line of an error, as the student's file has it."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == file]
    if isinstance(error, SyntaxError):
        lines = [error.lineno or 0]
    try:
        text = str(error)
    except Exception:  # the error's own text fails
        text = ""
    missing = isinstance(error, NotImplementedError)
    return {"kind": type(error).__name__, "text": text, "line": lines[-1] if lines else 0, "missing": missing}


def serve(requests: BinaryIO, answers: BinaryIO, desk: Desk) -> None:
    """Answer until nobody asks any more."""
    while True:
        try:
            message = read_message(requests)
        except EOFError:
            return
        reply = desk.answer(message)
        try:
            write_message(answers, reply, desk.hold)
        except (ProtocolError, ValueError) as error:
            write_message(answers, {"id": message["id"], "error": not_handed_over(error)})


def not_handed_over(error: Exception) -> dict[str, Any]:
    """What is answered in place of a result that is too large or too deep."""
    text = f"the result cannot be handed over ({error})"
    return {"kind": "ProtocolError", "text": text, "line": 0, "missing": False}


def main() -> None:
    """Keep the two pipes for messages, so that nothing that student code reads or prints meets them."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(requests.fileno(), os.O_BINARY)
        msvcrt.setmode(answers.fileno(), os.O_BINARY)
    serve(requests, answers, Desk(probes_of(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))


if __name__ == "__main__":
    main()
