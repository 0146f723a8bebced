"""Files from the network: a progress bar with size, a hash, and no waiting for a dead network."""

from __future__ import annotations

import hashlib
import queue
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from datasets.originals import Original
from runtime.errors import UserError
from runtime.files import make_folder, replacing

PATIENCE = 8.0
"""Seconds without a byte after which the network counts as dead."""
CHUNK = 1 << 16


class Unreachable(Exception):
    """The network gave nothing for `PATIENCE` seconds, or refused; its text says how."""


def download(original: Original, folder: Path) -> Path:
    """Download one file. It appears under its name only when it is whole; what was cut off before is removed.

    Raises:
        Unreachable: no answer, or the stream stopped.
        UserError: what came is not the original, or the disk is full.
    """
    path = make_folder(folder) / original.filename
    for cut_off in folder.glob(f".{path.name}.*"):
        cut_off.unlink(missing_ok=True)
    digest = hashlib.sha256()
    with replacing(path) as file, progress(original.filename, original.size) as advance:
        for chunk in _chunks(original.url):
            file.write(chunk)
            digest.update(chunk)
            advance(len(chunk))
        if digest.hexdigest() != original.sha256:
            raise UserError(
                f"what {original.url} sent is not the original file (its SHA-256 is another); "
                f"try again, or put the original into {folder}"
            )
    return path


def _chunks(url: str) -> Iterator[bytes]:
    """The bytes of a URL, read by a thread: looking up a name can hang far longer than any socket's timeout."""
    chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(maxsize=64)
    stop = threading.Event()

    def put(item: bytes | BaseException | None) -> None:
        while not stop.is_set():
            try:
                chunks.put(item, timeout=0.5)
                return
            except queue.Full:
                continue

    def read() -> None:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as response:
                while not stop.is_set() and (chunk := response.read(CHUNK)):
                    put(chunk)
            put(None)
        except Exception as error:  # carried over to the thread that waits
            put(error)

    threading.Thread(target=read, daemon=True).start()
    try:
        while True:
            try:
                item = chunks.get(timeout=PATIENCE)
            except queue.Empty:
                raise Unreachable(f"no answer for {PATIENCE:.0f} seconds") from None
            if isinstance(item, BaseException):
                raise Unreachable(str(getattr(item, "reason", item))) from None
            if item is None:
                return
            yield item
    finally:
        stop.set()


@contextmanager
def progress(what: str, size: int) -> Iterator[Any]:
    """A progress bar on standard error with bytes and speed. Yields a function that takes the bytes that came."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    if not console.is_terminal:
        console.print(f"downloading {what} ({size / 1e6:,.1f} MB)", highlight=False)
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=size)
        yield lambda count: bar.advance(task, count)
