"""The tour's four networks from five seeds: test accuracy with its spread. About six minutes on two cores.

    python benchmarks/tour_seeds.py

Writes benchmarks/results/tour_seeds.json, docs/tour_results.md and docs/tour_seeds.png. Seeds 0 to 4, none left out.
`python -m chapters tour --seeds 5` prints the same numbers.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

from chapters import tour
from runtime.files import write_json, write_text

ROOT = Path(__file__).parents[1]
SEEDS = 5
FIGURE = "![Means over five seeds, bars with 95% intervals](tour_seeds.png)\n"
VERDICTS = (
    "",
    "## With intervals and verdicts",
    "",
    "[statistics.md](statistics.md) explains the intervals and the verdicts. The multiply-adds are the products of a",
    "weight and an input that one image needs. The seconds are those of one training. The baselines use no network:",
    "the first gives every class the same probability, the second its frequency in the training split.",
    "",
)


def main() -> None:
    """Train, then write both files."""
    with tempfile.TemporaryDirectory() as folder:
        report = tour.run(replace(tour.SETTINGS, seeds=SEEDS, runs_dir=Path(folder)))
        report.save()
        runs = [
            {"name": run.name, "seed": run.seed, "parameters": run.parameters, "test": run.metrics["test"]}
            for run in report.runs
        ]
        provenance = report.runs[0].provenance
        table = report.table.markdown()
        shutil.copy(report.pictures[0], ROOT / "docs" / "tour_seeds.png")
    write_json(ROOT / "benchmarks" / "results" / "tour_seeds.json", {"provenance": provenance, "runs": runs})
    write_text(ROOT / "docs" / "tour_results.md", markdown(runs, provenance, table))


def markdown(runs: list[dict], provenance: dict, table: str) -> str:
    """The table of docs/tour_results.md."""
    lines = [
        "# The tour over five seeds",
        "",
        "Written by `python benchmarks/tour_seeds.py`. The four networks of the tour are trained from the seeds 0 to",
        "4; no seed is left out. They train on 9,000 of the 10,000 bundled training images and are tested on all",
        f"10,000 test images. The bundled images: {provenance['note']}.",
        "The last four columns are over the five seeds.",
        "",
        "| network | parameters | test accuracy, mean | standard deviation | lowest | highest |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name in dict.fromkeys(run["name"] for run in runs):
        values = [run["test"]["accuracy"] for run in runs if run["name"] == name]
        parameters = next(run["parameters"] for run in runs if run["name"] == name)
        lines.append(
            f"| {name} | {parameters:,} | {fmean(values):.4f} | {stdev(values):.4f} | {min(values):.4f} "
            f"| {max(values):.4f} |"
        )
    return "\n".join([*lines, *VERDICTS, table.strip(), "", FIGURE])


if __name__ == "__main__":
    sys.exit(main())
