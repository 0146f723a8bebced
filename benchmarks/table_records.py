"""Small records of the lessons' runs, from which a test renders every table: no model, eight predictions a split.

    python benchmarks/table_records.py RUNS_DIR

RUNS_DIR holds the runs of all lessons, as `python -m chapters run all --runs-dir RUNS_DIR` leaves them. Writes
tests/comparison/records/<chapter>.json. Runs with `--quick` are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from runtime.files import write_text
from training.runs import Run, find_runs, load

RECORDS = Path(__file__).parents[1] / "tests" / "comparison" / "records"
EXAMPLES = 8
LEFT_OUT = ("fingerprints", "versions", "started", "class_names", "provenance")


def main(runs_dir: Path) -> None:
    """Write a file a chapter."""
    for chapter in sorted(path for path in runs_dir.iterdir() if path.is_dir()):
        runs = [load(folder) for folder in find_runs(chapter) if "quick" not in folder.name]
        lines = ",\n".join(json.dumps(small(run), separators=(",", ":")) for run in runs)
        write_text(RECORDS / f"{chapter.name}.json", f"[\n{lines}\n]\n")


def small(run: Run) -> dict[str, Any]:
    """What a table reads of a run, with the first predictions alone."""
    predictions = {
        name: np.round(values[:EXAMPLES].astype(float), 3).tolist()
        for name, values in run.predictions.items()
        if not name.startswith("train")
    }
    kept = {key: value for key, value in run.record.items() if key not in LEFT_OUT}
    kept["multiply_adds"] = kept["multiply_adds"] or 0  # without a number a table would count them on the model
    return {"folder": run.folder.name, "record": kept, "metrics": run.metrics, "predictions": predictions}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
