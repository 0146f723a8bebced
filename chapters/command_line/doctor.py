"""``python -m chapters doctor``: one block to paste into a question; each line that is not well has its fix."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import re
import shutil
import socket
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from runtime.errors import UserError

ROOT = Path(__file__).parents[2]
"""The clone; packages that were installed without one have no constraints.txt there."""
DECIDING = ("tensorflow", "keras", "tensorboard", "numpy", "matplotlib")
PORT = 6006
LONGEST_PATH = 100
"""Windows knows 260 characters, and a run's event files need up to 160 below the folder one works in."""
HANGUL_FONTS = (
    "Malgun Gothic",
    "AppleGothic",
    "Apple SD Gothic Neo",
    "NanumGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
)


class Line(NamedTuple):
    """One finding: what was looked at, what it is, and the fix if it is not well."""

    what: str
    found: str
    fix: str = ""


def doctor(arguments: Sequence[str]) -> int:
    """Print every finding.

    Returns:
        0 if all is well, 1 if a line has a fix.

    Raises:
        UserError: arguments were given.
    """
    if list(arguments) in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if arguments:
        raise UserError(f"doctor takes nothing, not {arguments[0][:60]!r}; leave it out")
    failed = 0
    for check in CHECKS:
        line = _checked(check)
        failed += bool(line.fix)
        print(f"{'FIX ' if line.fix else 'ok  '}{line.what:12} {line.found}", flush=True)
        if line.fix:
            print(f"    {'':12} fix: {line.fix}", flush=True)
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} are well")
    return int(failed > 0)


def _checked(check: Callable[[], Line]) -> Line:
    try:
        return check()
    except UserError as error:  # its sentence has the fix
        return Line(check.__name__, "failed", str(error))
    except Exception as error:  # a check that breaks is a finding, too: the block must come to its end
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        return Line(
            check.__name__,
            f"failed: {reason}",
            "python -m pip install -r requirements.txt -c constraints.txt, in a fresh environment",
        )


def versions() -> Line:
    """Python and the packages that decide the numbers, against the tested set."""
    installed = {"python": platform.python_version()}
    for package in DECIDING:
        try:
            installed[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            installed[package] = "missing"
    tested = tested_versions(ROOT)
    wrong = [name for name in installed if name in tested and _two(installed[name]) not in tested[name]]
    found = ", ".join(f"{name} {version}" for name, version in installed.items())
    wanted = ", ".join(f"{name} {' or '.join(tested[name])}" for name in wrong)
    fix = f"tested with {wanted}; install that if numbers differ" if wrong else ""
    return Line("versions", found if tested else f"{found}; not compared: no clone at {ROOT}", fix)


def tested_versions(clone: Path) -> dict[str, list[str]]:
    """What the tests ran with, two numbers each: 2.21 stands for 2.21.0, 2.21.1, ...

    Args:
        clone: the folder with `constraints.txt`, which has the packages, and `pyproject.toml`, which has the Pythons.

    Returns:
        "python" and every package in lower case -> its versions; empty if there is no such file.
    """
    try:
        lines = (clone / "constraints.txt").read_text(encoding="ascii").splitlines()
        project = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except FileNotFoundError:
        return {}
    pinned = [re.match(r"([\w.-]+)==([\w.]+)", line) for line in lines]
    pythons = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one) for one in project["classifiers"]]
    return {
        "python": [match[1] for match in pythons if match],
        **{match[1].lower(): [_two(match[2])] for match in pinned if match},
    }


def _two(version: str) -> str:
    return ".".join(version.split(".")[:2])


def names() -> Line:
    """Whether the packages' names lead to the course from this folder."""
    from runtime.names import NAMES, ROOT, hidden, sentence

    if not hidden:
        return Line("names", f"{', '.join(NAMES)} are the course's: {ROOT}")
    return Line("names", f"{', '.join(hidden.values())} found first", sentence(hidden))


def keras_settings() -> Line:
    """Whether Keras is set to work with TensorFlow, and with the channels of an image last."""
    from runtime.keras_settings import check_settings, settings_file

    try:
        check_settings()
    except UserError as error:
        return Line("Keras", "is set to what the course cannot work with", str(error))
    return Line("Keras", f"works with TensorFlow; its settings are in {settings_file()}")


def system() -> Line:
    """The operating system and how Python runs on it."""
    bits = platform.architecture()[0]
    fix = "" if bits == "64bit" else "TensorFlow needs a 64-bit Python from python.org"
    return Line("system", f"{platform.system()} {platform.release()} {platform.machine()}, {bits}", fix)


def machine() -> Line:
    """Cores, threads of a training, memory."""
    from runtime.backend import THREADS

    memory = _memory()
    size = "unknown" if memory is None else f"{memory / 2**30:.1f} GiB"
    fix = "close other programs, and train with --jobs 1" if memory is not None and memory < 3 * 2**30 else ""
    return Line("machine", f"{os.cpu_count()} cores, {THREADS} threads a training, {size} memory", fix)


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


def fonts() -> Line:
    """Whether figures can show Korean."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    found = [name for name in HANGUL_FONTS if name in known]
    if found:
        return Line("fonts", f"{found[0]} for Korean")
    return Line("fonts", "none for Korean", "install NanumGothic or Noto Sans CJK to have Korean in your own figures")


def data() -> Line:
    """Whether the bundled images are there and whole."""
    import datasets

    loaded = datasets.load("fashion_mnist")
    sizes = ", ".join(f"{len(loaded.split(name)):,} {name}" for name in ("train", "validation", "test"))
    return Line("data", f"{loaded.name} {loaded.provenance.form}: {sizes}; {Path(datasets.__file__).parent}")


def port() -> Line:
    """Whether TensorBoard's port is free."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)):
            return Line("port", f"{PORT} is free for TensorBoard")
    return Line("port", f"{PORT} is taken", f"another TensorBoard may be open; else tensorboard --port {PORT + 1} ...")


def gpu() -> Line:
    """What TensorFlow computes on."""
    from runtime.backend import tf

    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        names = ", ".join(tf.config.experimental.get_device_details(one).get("device_name", one.name) for one in gpus)
        return Line("GPU", f"{names}: used, with other bits than a CPU")
    why = "TensorFlow on Windows has none since 2.11" if sys.platform == "win32" else "the chapters need none"
    return Line("GPU", f"none used: {why}")


def training() -> Line:
    """Ten steps of a small network: the loss has to fall."""
    import numpy as np

    from runtime.backend import keras

    random = np.random.default_rng(0)
    x = random.normal(size=(320, 4)).astype(np.float32)
    y = (x @ np.array([[1], [-2], [3], [0.5]], np.float32)).astype(np.float32)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mean_squared_error")
    started = time.perf_counter()
    losses = [float(model.train_on_batch(x[i : i + 32], y[i : i + 32])) for i in range(0, 320, 32)]
    seconds = time.perf_counter() - started
    found = f"ten steps in {seconds:.1f} s, loss {losses[0]:.2f} -> {losses[-1]:.2f}"
    return Line("training", found, "" if losses[-1] < losses[0] / 2 else "reinstall TensorFlow in a fresh environment")


CHECKS = (
    versions,
    names,
    keras_settings,
    system,
    machine,
    code_page,
    path,
    disk,
    runs_folder,
    fonts,
    data,
    port,
    gpu,
    training,
)
