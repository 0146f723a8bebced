"""The first cell of every notebook: on Colab it gets the course, elsewhere it does nothing."""

from __future__ import annotations

NEEDS_KERAS = {"ch16_optimizers": "3.15"}
"""Lessons that do not run with Colab's Keras 3.13: the first Keras with an optimizer that they compare."""

STAYS = """\
# Nothing of Colab's is replaced: this lesson runs with its TensorFlow 2.20 and Keras 3.13, too, but the numbers may
# differ a little from those of the versions in constraints.txt."""
REPLACED = """\
# Colab's Keras 3.13 is replaced by {version} or newer, which this lesson needs. TensorFlow 2.20 stays. The numbers
# may differ a little from those of the versions in constraints.txt."""
UPGRADE = """
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "keras>={version}"], check=True)"""
CELL = """\
# For Google Colab only. On your own computer the course is installed as README.md says, and this cell does nothing.
#
# COURSE is the address of the course's git repository, or a zip file of it that you uploaded (folder symbol, left).
{versions}
# Hugging Face's `datasets`, which Colab has, stays installed, but this notebook finds the course's. If you have
# imported Keras or the other `datasets` before this cell: Runtime > Restart session, and begin here again.
COURSE = "course.zip"

import sys
from pathlib import Path

if "google.colab" in sys.modules:
    import shutil
    import subprocess

    if not Path("course").exists() and COURSE.endswith(".zip"):
        shutil.unpack_archive(COURSE, "course")
    elif not Path("course").exists():
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", COURSE, "course"], check=True){upgrade}
    sys.path.insert(0, str(next(Path("course").resolve().rglob("chapters/__init__.py")).parents[1]))"""


def first_cell(name: str) -> str:
    """Source of the cell, for a lesson.

    The course's folder goes to the front of the path. Installed by pip, the course's `datasets` would be written over
    that of Hugging Face.
    """
    version = NEEDS_KERAS.get(name)
    if version is None:
        return CELL.format(versions=STAYS, upgrade="")
    return CELL.format(versions=REPLACED.format(version=version), upgrade=UPGRADE.format(version=version))
