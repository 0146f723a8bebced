"""What the doctor looks at on the machine: the system, memory, encodings, folders, the port of TensorBoard."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from chapters.command_line.findings import Line
from runtime.errors import UserError

TENSORFLOW, OLDEST, NEWEST = "2.21", (3, 11), (3, 13)
"""The release that the course needs, and the Pythons that there are packages of it for."""
NO_TENSORFLOW = {("Darwin", "x86_64"): "Macs with an Intel processor", ("Windows", "arm64"): "Windows on ARM"}
ELSEWHERE = "use another computer, or a notebook service in the browser"
PORT = 6006
LONGEST_PATH = 100
"""Windows knows 260 characters, and a run's event files need up to 160 below the folder one works in."""


def system() -> Line:
    """The operating system and how Python runs on it."""
    bits = platform.architecture()[0]
    fix = "" if bits == "64bit" else "TensorFlow needs a 64-bit Python from python.org"
    fix = fix or without_tensorflow(platform.system(), platform.machine(), sys.version_info[:2])
    return Line("system", f"{platform.system()} {platform.release()} {platform.machine()}, {bits}", fix)


def without_tensorflow(system: str, processor: str, python: tuple[int, int]) -> str:
    """What to do where the package registry has no TensorFlow 2.21; empty where it has.

    Args:
        system, processor: as `platform.system()` and `platform.machine()` say.
        python: its first two numbers.
    """
    if (system, processor.lower()) in NO_TENSORFLOW:
        return f"there is no TensorFlow {TENSORFLOW} for {NO_TENSORFLOW[system, processor.lower()]}; {ELSEWHERE}"
    if not OLDEST <= python <= NEWEST:
        wanted = f"3.{OLDEST[1]} to 3.{NEWEST[1]}"
        return f"there is TensorFlow {TENSORFLOW} for Python {wanted} only; make the environment with one of these"
    return ""


def machine() -> Line:
    """Cores, threads of a training, memory."""
    from runtime.backend import THREADS
    from runtime.cores import granted_cores

    memory = _memory()
    size = "unknown" if memory is None else f"{memory / 2**30:.1f} GiB"
    fix = "close other programs, and train with --jobs 1" if memory is not None and memory < 3 * 2**30 else ""
    return Line("machine", f"{granted_cores()} cores, {THREADS} threads a training, {size} memory", fix)


def _memory() -> int | None:
    """Bytes of memory, where the system tells."""
    if sys.platform == "win32":
        import ctypes

        class Status(ctypes.Structure):
            _fields_ = [
                ("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("total", ctypes.c_ulonglong),
                *((name, ctypes.c_ulonglong) for name in ("a", "b", "c", "d", "e", "f")),
            ]  # fmt: skip

        status = Status(length=ctypes.sizeof(Status))
        return status.total if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None


def code_page() -> Line:
    """The encodings of files, console and file names."""
    console = getattr(sys.stdout, "encoding", None) or "none"
    found = f"files {locale.getencoding()}, console {console}, names {sys.getfilesystemencoding()}"
    # A Korean Windows has cp949: Korean is shown, and what it lacks becomes "?". ASCII loses the Korean.
    fix = "" if _writes_korean(console) else "set PYTHONIOENCODING=utf-8 to see Korean on this console"
    return Line("code page", found, fix)


def _writes_korean(encoding: str) -> bool:
    try:
        "과적합".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def path() -> Line:
    """Length and letters of the folder one works in."""
    here = str(Path.cwd())
    letters = "ASCII" if here.isascii() else "with letters beyond ASCII"
    fix = ""
    if sys.platform == "win32" and len(here) > LONGEST_PATH:
        fix = "move the project to a shorter path such as C:\\lecture, or give --runs-dir C:\\runs"
    return Line("path", f"{len(here)} characters, {letters}: {here}", fix)


def disk() -> Line:
    """Free space where runs go."""
    free = shutil.disk_usage(Path.cwd()).free
    fix = "python -m chapters prune shows what runs/ holds and deletes it" if free < 2**30 else ""
    return Line("disk", f"{free / 2**30:.1f} GiB free", fix)


def runs_folder() -> Line:
    """Whether run folders can be made here."""
    from runtime.files import make_folder

    try:
        with tempfile.TemporaryDirectory(dir=make_folder(Path("runs")) if Path("runs").exists() else Path.cwd()):
            pass
    except (OSError, UserError):
        return Line("runs folder", f"{Path('runs').absolute()} cannot be written", "give --runs-dir a folder of yours")
    return Line("runs folder", f"{Path('runs').absolute()} can be written")


def port() -> Line:
    """Whether TensorBoard's port is free."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)):
            return Line("port", f"{PORT} is free for TensorBoard")
    return Line("port", f"{PORT} is taken", f"another TensorBoard may be open; else tensorboard --port {PORT + 1} ...")
