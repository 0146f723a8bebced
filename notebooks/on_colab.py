"""The first cell of every notebook: on Colab it gets the course, elsewhere it does nothing."""

from __future__ import annotations

FIRST_CELL = '''\
# For Google Colab only. On your own computer the course is installed as README.md says, and this cell does nothing.
#
# COURSE is the address of the course's git repository, or a zip file of it that you uploaded (folder symbol, left).
# Nothing of Colab's is replaced: the lessons run with its TensorFlow 2.20 and Keras 3.13, too, but the numbers may
# differ a little from those of the versions in constraints.txt. Hugging Face's `datasets`, which Colab has, stays
# installed; this notebook finds the course's. If something else imported it first, an error says so: choose
# Runtime > Restart session, and begin here again.
COURSE = "course.zip"

import sys
from pathlib import Path

if "google.colab" in sys.modules:
    import shutil
    import subprocess

    if not Path("course").exists() and COURSE.endswith(".zip"):
        shutil.unpack_archive(COURSE, "course")
    elif not Path("course").exists():
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", COURSE, "course"], check=True)
    sys.path.insert(0, str(next(Path("course").resolve().rglob("chapters/__init__.py")).parents[1]))
'''.rstrip()
"""Source of the cell. Its folder goes to the front of the path; installed by pip, the course's `datasets` would be
written over that of Hugging Face."""
