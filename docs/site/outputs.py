"""Keep what lessons print and draw for the site:  python docs/site/outputs.py [NAME...]

Each lesson, or each that is named, runs with its default sizes in a process of its own (all together: 15 minutes).
`docs/site/outputs/NAME` then holds what it printed, its tables and figures, and `made.json`: the hash of the lesson's
sources, the seconds, the machine and the day. Commit them; `build.py` shows them, and says where a lesson was changed
since. With a font for Korean, the titles of the figures are in both languages.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
from lesson_sources import hash_of_sources
from run_outputs import KEPT, MADE, PRINTED, command_of

from chapters.command_line.chapter_list import chapter_name, chapter_names
from chapters.command_line.open_report import pictures, tables
from runtime.errors import Parser, UserError, exit_code
from runtime.files import make_folder, write_json, write_text
from runtime.installed import version_line


def keep(name: str, kept: Path) -> None:
    """Run one lesson and keep what it made.

    Args:
        name: of the lesson, or `"tour"`.
        kept: folder of the kept outputs.

    Raises:
        UserError: the lesson failed, or the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *command_of(name).split()[1:]], cwd=folder, env={**os.environ, "COLUMNS": "80"},
            stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        if done.returncode:
            raise UserError(f"{command_of(name)} ended with the exit code {done.returncode}; see above")
        report, target = Path(folder) / "runs" / name / "report", make_folder(kept / name)
        shutil.rmtree(target)
        for path in tables(report):
            shutil.copy(path, make_folder((target / path.relative_to(report)).parent))
        for path in pictures(report):
            keep_picture(path, make_folder((target / path.relative_to(report)).parent) / path.name)
        write_text(target / PRINTED, "\n".join(line.rstrip() for line in done.stdout.strip().splitlines()) + "\n")
        made = {
            "sources": hash_of_sources(name),
            "day": datetime.now(UTC).date().isoformat(),
            "seconds": round(time.perf_counter() - started),
            "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
            "versions": version_line(),
        }
        write_json(target / MADE, made)


def keep_picture(path: Path, kept: Path) -> None:
    """Copy a figure; a PNG with at most 256 colours, in which it takes about a third of the room."""
    if path.suffix != ".png":
        shutil.copy(path, kept)
        return
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(kept, optimize=True)


def main(arguments: Iterable[str]) -> None:
    """Keep the outputs of these lessons, or of all and the tour."""
    flags = Parser(
        prog="python docs/site/outputs.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    flags.add_argument("names", nargs="*", metavar="NAME", help="a lesson, such as ch03, or the tour; default: all")
    every = ["tour", *chapter_names()]
    for name in [chapter_name(given, every) for given in flags.parse_args(list(arguments)).names] or every:
        keep(name, KEPT)
        print(KEPT / name)


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
