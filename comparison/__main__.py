"""Compare any run folders: ``python -m comparison RUN_OR_FOLDER...``."""

from __future__ import annotations

import argparse
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from runtime.errors import Parser, UserError, exit_code

if TYPE_CHECKING:
    from training.runs import Run


def main(arguments: list[str]) -> None:
    """Find the runs, print the table, and write figure and files if asked."""
    parser = Parser(
        prog="python -m comparison", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="RUN_OR_FOLDER", help="a run folder, or one of many")
    parser.add_argument("--output", type=Path, help="write comparison.md, .csv, .json and .png into this folder")
    parser.add_argument("--json", action="store_true", help="print one JSON list of runs instead of the table")
    given = parser.parse_args(arguments)
    from training.runs import find_runs, load

    runs = []
    for folder in dict.fromkeys(folder for path in given.paths for folder in find_runs(path)):
        try:
            runs.append(whole(load(folder)))
        except UserError as error:
            print(f"skipped: {error}", file=sys.stderr)
    import json

    from comparison.tables import compare

    table = compare(runs)
    if given.output:
        with redirect_stdout(sys.stderr if given.json else sys.stdout):
            for path in [*table.save(given.output), table.plot(given.output / "comparison.png")]:
                print(path)
    if given.json:
        print(json.dumps(table.as_list(), indent=2))
    else:
        table.print()


def whole(run: Run) -> Run:
    """The run, if everything that a table needs can be read.

    Raises:
        UserError: one of its files is missing, damaged or half-written.
    """
    path = run.folder / "predictions.npz"
    try:
        with ZipFile(path) as archive:
            broken = archive.testzip()
    except (OSError, BadZipFile) as error:
        raise UserError(f"{path} is damaged ({error}); train the run again") from None
    if broken or not (run.metrics and run.history and run.predictions):
        raise UserError(f"{run.folder} holds a damaged or empty file of results; train the run again")
    return run


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
