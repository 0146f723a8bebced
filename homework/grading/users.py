"""The users that student code runs as where root grades: each for one submission at a time, and nothing of it stays."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

USERS = range(61_000, 61_128)
"""Student code is one of these users where root grades. They need no account."""


@contextlib.contextmanager
def a_user(level: str) -> Iterator[int | None]:
    """A user that no other submission has now, whoever else grades on this machine; None where it is the own one.

    A name without a file is the sign that a user is taken. The system takes it back, whatever happens to this process.
    """
    if level == "none" or os.geteuid() != 0:
        yield None
        return
    while True:
        for user in USERS:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sign:
                try:
                    sign.bind(f"\0homework-user-{user}")
                except OSError:
                    continue
                try:
                    yield user
                finally:
                    if level == "uid":
                        _tidy(user)
                return
        time.sleep(0.5)


def _tidy(user: int) -> None:
    """Delete what a user, whose processes have ended, left in the folders where everybody may write."""
    places = [folder for folder in ("/tmp", "/var/tmp", "/dev/shm") if Path(folder).is_dir()]
    own = f"( -uid {user} -prune -print0 )".split()
    closed = ["(", "-type", "d", "!", "-perm", "-002", "-prune", ")"]
    found = subprocess.run(["find", *places, "-xdev", *own, "-o", *closed], capture_output=True, check=False).stdout
    subprocess.run(["xargs", "-0", "-r", "rm", "-rf", "--"], input=found, capture_output=True, check=False)


def hand_over(folder: Path, user: int | None) -> None:
    """Let the user of a submission read a folder with its file, and no other user."""
    for path in (folder, *folder.rglob("*")):
        if user is not None:
            os.chown(path, 0, user)
        path.chmod((0o750 if path.is_dir() else 0o440) if user is not None else (0o700 if path.is_dir() else 0o400))
