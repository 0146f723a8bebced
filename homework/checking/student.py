"""The trusted end: calls functions of a student's file in a process of its own, and kills it when it takes too long."""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from homework.checking.protocol import ProtocolError, read_message, write_message

WORKER = Path(__file__).with_name("worker.py")
MOST_PRINTED = 64 << 10
"""Bytes of the student's own printing that are kept, the last ones."""


class Failed(Exception):
    """A call gave no value.

    Attributes:
        status: `"missing"` (not written yet), `"error"` (the student's code raised), `"timeout"`, `"crashed"`, or
            `"protocol"` (the process answered something that is no answer).
    """

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status


class Channel(Protocol):
    """How messages reach the student's code."""

    def ask(self, message: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Send a message and wait for its answer."""
        ...

    def close(self) -> None:
        """End the process."""
        ...


class Student:
    """The functions of one submission: `student.predict(x, w)` calls `predict` where the file was imported.

    A function's result is a plain value, an array, or a `Held` that names what stayed there; `student.probe("forward",
    model, x)` looks at such a thing. `deaths` counts the processes that ended; `printed` is what they printed,
    where their channel keeps it.
    """

    def __init__(
        self, file: Path, start: Callable[[], Channel], *, seconds: float = 10, import_seconds: float = 60
    ) -> None:
        """Of a file; nothing is started yet.

        Args:
            file: as the worker finds it.
            start: makes a channel to a fresh process.
            seconds: that one call may take.
            import_seconds: that importing the file may take, TensorFlow's start included.
        """
        self._file, self._start = file, start
        self._seconds, self._import_seconds = seconds, import_seconds
        self._channel: Channel | None = None
        self._broken: Failed | None = None
        self.deaths = 0
        self.printed = ""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **keywords: self._ask("call", name, arguments, keywords, self._seconds)

    def probe(self, name: str, *arguments: Any, seconds: float | None = None, **keywords: Any) -> Any:
        """Call a probe; see `probes.py` and the assignment's own.

        Raises:
            Failed: as of a call.
        """
        return self._ask("probe", name, arguments, keywords, self._seconds if seconds is None else seconds)

    def begin(self) -> None:
        """Start the process and import the file.

        Raises:
            Failed: it cannot be imported; every later call fails alike.
        """
        if self._broken is not None:
            raise self._broken
        if self._channel is not None:
            return
        self._channel = self._start()
        try:
            self._exchange("import", str(self._file), (), {}, self._import_seconds)
        except Failed as failed:
            self._broken = Failed("import", f"the file cannot be imported: {failed}")
            self.end()
            raise self._broken from None

    def end(self) -> None:
        """End the process, if there is one."""
        if self._channel is not None:
            self._channel.close()
            self.printed += getattr(self._channel, "printed", "")
            self._channel = None

    def _ask(self, do: str, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any], seconds: float) -> Any:
        self.begin()
        return self._exchange(do, name, arguments, keywords, seconds)

    def _exchange(
        self, do: str, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any], seconds: float
    ) -> Any:
        assert self._channel is not None
        key = secrets.token_hex(8)
        message = {"id": key, "do": do, "name": name, "arguments": list(arguments), "keywords": dict(keywords)}
        try:
            reply = self._channel.ask(message, seconds)
            given = reply.get("id")
            if not isinstance(given, str) or given != key:  # an array would be compared number by number
                raise Failed("protocol", "the process answered another question")
        except Failed:
            self.deaths += 1
            self.end()
            raise
        if "error" in reply:
            raise _failure(reply["error"])
        return reply.get("value")


def _failure(error: Any) -> Failed:
    if not isinstance(error, dict):
        return Failed("protocol", "the process answered with an error that is none")
    parts = [error.get(key, "") for key in ("kind", "text", "line")]
    if not all(isinstance(part, str | int) for part in parts):
        return Failed("protocol", "the process answered with an error that is none")
    kind, text, line = (str(part)[:500] for part in parts)
    if error.get("missing") is True:
        return Failed("missing", "not written yet")
    where = f" in line {line}" if line not in ("", "0") else ""
    return Failed("error", f"{kind}{where}: {text}" if text else f"{kind}{where}")


class ChildProcess:
    """A channel to a worker; the command may put it into a sandbox."""

    def __init__(self, command: Sequence[str], **options: Any) -> None:
        """Start it.

        Args:
            command: ends with the worker and its arguments.
            options: of `subprocess.Popen`, such as `cwd` and `env`.
        """
        group = {} if os.name == "nt" else {"start_new_session": True}
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **group, **options
        )
        self._reader: threading.Thread | None = None
        self._printed: deque[bytes] = deque(maxlen=MOST_PRINTED >> 10)
        self._drainer = threading.Thread(target=self._drain, daemon=True)
        self._drainer.start()

    @property
    def pid(self) -> int:
        """Of the command that was started."""
        return self._process.pid

    @property
    def printed(self) -> str:
        """The last of what the student's code printed."""
        return b"".join(self._printed).decode("utf-8", "replace")

    def ask(self, message: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Send a message and wait for its answer.

        Raises:
            Failed: none came in time, the process ended, or what came is no message.
        """
        started = time.monotonic()
        answers: queue.SimpleQueue[dict[str, Any] | Exception] = queue.SimpleQueue()
        writer = threading.Thread(target=self._send, args=(message,), daemon=True)
        writer.start()  # a process that does not read must not stop us
        # one answer is read for one question: what comes unasked stays in the pipe, and fills no memory here
        self._reader = threading.Thread(target=self._receive, args=(answers,), daemon=True)
        self._reader.start()
        try:
            answer = answers.get(timeout=max(0.0, seconds))
        except queue.Empty:
            self.close()
            raise Failed("timeout", f"no answer after {seconds:g} seconds") from None
        writer.join(max(0.0, seconds - (time.monotonic() - started)))
        if isinstance(answer, ProtocolError):
            self.close()
            raise Failed("protocol", f"the process answered something that is no answer ({answer})")
        if isinstance(answer, Exception):
            raise Failed("crashed", self._how_it_ended())
        return answer

    def ended(self, seconds: float) -> bool:
        """Whether the process ends of itself within some time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode is not None

    def close(self) -> None:
        """Kill the process and what it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "nt":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._drainer.join(1)  # what was printed last is in the pipe still
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # pyright: ignore[reportOptionalMemberAccess]
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join(1)
        if self._reader is None or not self._reader.is_alive():
            self._process.stdout.close()  # pyright: ignore[reportOptionalMemberAccess]

    def _send(self, message: Mapping[str, Any]) -> None:
        with contextlib.suppress(OSError, ValueError):
            write_message(self._process.stdin, message)  # pyright: ignore[reportArgumentType]

    def _receive(self, answers: queue.SimpleQueue[dict[str, Any] | Exception]) -> None:
        try:
            answers.put(read_message(self._process.stdout))  # pyright: ignore[reportArgumentType]
        except Exception as error:  # it is told to whoever asked
            answers.put(error)
            self._process.stdout.close()  # pyright: ignore[reportOptionalMemberAccess]

    def _drain(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while part := self._process.stderr.read1(1 << 10):  # pyright: ignore
                self._printed.append(part)
            self._process.stderr.close()  # pyright: ignore[reportOptionalMemberAccess]

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.close()
            return "the process closed its connection"
        self.close()
        if code < 0:
            return f"the process was ended by signal {-code}"
        return f"the process ended with code {code} in the middle of a call"


def in_child_process(file: Path, probes: Path | None, **limits: float) -> Student:
    """A student's file in an ordinary process of this user: for a self-check, not for a grade."""
    command = [sys.executable, "-P", "-u", str(WORKER), *([str(probes)] if probes is not None else [])]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "TF_CPP_MIN_LOG_LEVEL": "3", "MPLBACKEND": "agg"}
    return Student(file, lambda: ChildProcess(command, env=environment, cwd=file.parent), **limits)
