"""Chapter 6's study over graphs and seeds as a page: is it the wiring or the weights? Minutes; nothing if it was run.

    python -m chapters claims --check ch06      # trains the study and stores its verdicts
    python benchmarks/wiring_or_weights.py      # the same trainings, read again from runs/claims

Writes docs/wiring_or_weights.md and docs/wiring_or_weights.png; trainings that are missing are made up for.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

from chapters import ch06_cnn_architectures as chapter
from chapters.claims.results import runs_folder, stored, study_settings
from chapters.command_line.report import Report
from chapters.material import gallery
from runtime.files import write_text
from runtime.markdown import escaped, table_row

DOCS = Path(__file__).parents[1] / "docs"


def main() -> None:
    """Read or train the study, then write page and figure."""
    [commit] = {entry["commit"] for entry in stored(chapter.SETTINGS.chapter)["claims"].values() if entry["trained"]}
    settings = replace(study_settings(chapter), runs_dir=runs_folder(commit), resume=True)
    report = chapter.run(settings)
    shutil.copy(report.figures[-1], DOCS / "wiring_or_weights.png")
    write_text(DOCS / "wiring_or_weights.md", markdown(report))


def markdown(report: Report) -> str:
    """The page."""
    accuracies = gallery.accuracy_by_graph(report.runs)
    data = report.runs[0].settings["data"]
    seeds = len({run.seed for run in report.runs})
    table = [gallery.SPREAD_COLUMNS, ["---"] * len(gallery.SPREAD_COLUMNS), *gallery.spread_rows(accuracies)]
    lines = [
        "# Wiring or weights?",
        "",
        "Written by `python benchmarks/wiring_or_weights.py`. A randomly wired network depends on two seeds:",
        "`graph seed` draws its graph, `seed` its initial weights. Which of the two changes the test accuracy more?",
        "Chapter 6 explains the networks and the three generators of graphs, WS, BA and ER. Every network needs about",
        f"a million multiply-adds for an image and is trained for {report.settings.epochs} epochs on "
        f"{data['examples']['train']:,} images of {data['name']},",
        f"without dropout. It is tested on {data['examples']['test']:,} images. Every graph is trained from",
        f"{seeds} seeds of the initial weights. Each kind of network has the learning rate of "
        f"{', '.join(f'{rate:g}' for rate in report.settings['rates'])} that is",
        "best on validation, as the mean of "
        f"{len(report.settings['tuning_seeds'])} trainings that are not judged. The random graphs are one kind,",
        "for which a graph of each generator was trained. Chosen were: "
        f"{', '.join(f'{kind} {rate:g}' for kind, rate in gallery.rates_by_kind(report.runs).items())}.",
        "",
        *(table_row(*row) for row in table),
        "",
        *(f"- {line}" for line in gallery.SPREAD_LEGEND),
        "",
        gallery.verdict_on_wiring(accuracies),
        "The graph share comes from a one-way analysis of variance with random effects over all trainings.",
        "",
        "![Test accuracy of each network and graph, a dot a seed](wiring_or_weights.png)",
        "",
        "## The networks",
        "",
        report.table.markdown().split("\n\n")[0],
        "",
        f"Mean (95% interval) over {seeds} seeds and the finite test set. It is not tested which row is best.",
        "",
        "## The claims of the chapter",
        "",
        "\n\n".join(
            f"- **{claim['verdict']}** (`{claim['id']}`)\n\n  {escaped(claim['statement'])}\n\n  "
            f"{escaped(claim['evidence'])}"
            for claim in report.claims
        ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
