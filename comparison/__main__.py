"""Compare any run folders: ``python -m comparison RUN_OR_FOLDER...``."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.errors import Parser, UserError, exit_code, one_line

if TYPE_CHECKING:
    from comparison.tables import Comparison
    from training.runs import Run


def main(arguments: list[str]) -> None:
    """Find the runs, print the table, and write figure and files if asked.

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
    given = parser.parse_args(arguments)
    from training.runs import find_runs, load

    runs: list[Run] = []
    judged_by = ""  # the metric of the first run
    for folder in dict.fromkeys(folder for path in given.paths for folder in find_runs(path)):
        try:
            run = whole(load(folder))
            table = alone(run)
            if runs and runs[0].task == run.task and judged_by not in run.metrics["test"]:
                raise UserError(f"it has no {judged_by}, by which {runs[0].folder} is judged; compare it on its own")
            judged_by = judged_by or table.metrics[0]
            runs.append(run)
        except UserError as error:
            print(one_line(f"skipped: {folder}: {error}"), file=sys.stderr)
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
    from training.schema import SPLITS

    recorded = run.settings.get("data", {}).get("examples", {})
    if not all(split in recorded for split in SPLITS):
        raise UserError(f"{run.folder / 'run.json'} lacks the numbers of examples; train the run again")
    if any(len(column) != run.epochs for column in run.history.values()):
        raise UserError(f"{run.folder / 'history.csv'} is damaged (not {run.epochs} epochs); train the run again")
    if not run.predictions:
        raise UserError(f"{run.folder / 'predictions.npz'} is empty; train the run again")
    return run


def alone(run: Run) -> Comparison:
    """The table of one run, whole, to see that it can be made.

    Raises:
        UserError: the run's files contradict each other.
    """
    from comparison.tables import compare

    try:
        table = compare([run])
        json.dumps([table.cells, table.note, table.as_list()])
    except UserError:
        raise
    except Exception as error:  # what contradicts itself fails anywhere
        raise UserError(f"its files contradict each other ({type(error).__name__}: {error}); train it again") from error
    return table


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
