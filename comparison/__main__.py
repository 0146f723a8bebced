"""Compare any run folders: ``python -m comparison RUN_OR_FOLDER...``."""

from __future__ import annotations

import argparse
import json
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.errors import Parser, UserError, exit_code, one_line
from runtime.plain_text import plain

if TYPE_CHECKING:
    from training.runs import Run

ASIDE = re.compile(r"\.damaged(-\d+)?$")
"""Names of folders that training set aside."""


def main(arguments: list[str]) -> None:
    """Find the runs, print a table for each task and set of test examples, and write figures and files if asked.

    A folder whose run cannot be read is one line on standard error; the others are shown.

    Raises:
        UserError: there is no such folder, no run in it can be read, or the files cannot be written.
    """
    parser = Parser(
        prog="python -m comparison", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="RUN_OR_FOLDER", help="a run folder, or one of many")
    parser.add_argument("--output", type=Path, help="write comparison.md, .csv, .json and .png into this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON list of runs instead of the table")
    parser.add_argument("--wide", action="store_true", help="print every column, on lines as long as they need")
    given = parser.parse_args(arguments)
    from training.runs import find_runs, load
    from training.settings import slug

    folders = dict.fromkeys(folder for path in given.paths for folder in find_runs(path))
    aside = [folder for folder in folders if ASIDE.search(folder.name)]
    runs: list[Run] = []
    for folder in folders:
        try:
            if folder not in aside:
                runs.append(alone(whole(load(folder))))
        except UserError as error:
            print(one_line(f"skipped: {folder}: {error}"), file=sys.stderr)
    if aside:
        print(one_line(f"skipped: {len(aside)} set aside as damaged, the first is {aside[0]}"), file=sys.stderr)
    from comparison.comparing import compare_apart

    tables = compare_apart(runs)
    if given.output:
        with redirect_stdout(sys.stderr if given.json else sys.stdout):
            for number, (heading, table) in enumerate(tables.items(), 1):
                place = given.output if len(tables) == 1 else given.output / slug(f"{number} {heading}")
                for path in [*table.save(place), table.plot(place / "comparison.png")]:
                    print(path)
    if given.json:
        print(json.dumps([row for table in tables.values() for row in table.as_list()], indent=2))
        return
    for heading, table in tables.items():
        if len(tables) > 1:
            print(f"\n{plain(heading)}\n")
        table.print(given.wide, ["--wide", "--output FOLDER"])


def whole(run: Run) -> Run:
    """The run, if everything that a table needs can be read.

    Raises:
        UserError: one of its files is missing, damaged or half-written.
    """
    from training.schema import SPLITS

    recorded = run.settings.get("data", {}).get("examples", {})
    if not all(split in recorded for split in SPLITS):
        raise UserError(f"{run.folder / 'run.json'} lacks the numbers of examples; train the run again")
    if any(len(column) != run.epochs for column in run.history.values()):
        raise UserError(f"{run.folder / 'history.csv'} is damaged (not {run.epochs} epochs); train the run again")
    if not run.predictions:
        raise UserError(f"{run.folder / 'predictions.npz'} is empty; train the run again")
    return run


def alone(run: Run) -> Run:
    """The run, if a table of it can be made.

    Raises:
        UserError: the run's files contradict each other.
    """
    from comparison.comparing import compare

    try:
        table = compare([run])
        json.dumps([table.cells, table.note, table.as_list()])
    except UserError:
        raise
    except Exception as error:  # what contradicts itself fails anywhere
        raise UserError(f"its files contradict each other ({type(error).__name__}: {error}); train it again") from error
    return run


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
