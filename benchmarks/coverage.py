"""How often do the intervals of `comparison` contain the true value? Simulated, where the truth is known.

    python benchmarks/coverage.py                     10,000 repetitions a row (twenty minutes on one core); stores them
    python benchmarks/coverage.py --repetitions 500   a look; stores nothing

Seeds and test examples are drawn from the crossed model (benchmarks/crossed_draws.py), the package's own functions give
interval and refusal, and the old method (both parts added, the interaction counted twice, Student's t for everything)
stands beside them. The rows stand in coverage_shares.py, coverage_classes.py, coverage_losses.py and coverage_seeds.py.
Writes benchmarks/results/coverage.json, from which `python benchmarks/readme.py` fills docs/statistics.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from coverage_cases import Case
from coverage_classes import decisions, few_of_a_class, recalls
from coverage_losses import gaps_of_means, means, rare_large_losses
from coverage_seeds import few_seeds, gaps_of_means_of_rows, unstable
from coverage_shares import accuracies, gaps_of_shares

from runtime.files import write_json

RESULT = Path(__file__).parent / "results" / "coverage.json"
REPETITIONS = 10_000
LEAST, MOST = 0.93, 0.97
ENOUGH = 0.05  # a row whose studies seldom get a verdict is judged by the refusal, not by the coverage


def cases() -> Iterator[Case]:
    """Every row of the table."""
    yield from accuracies()
    yield from recalls()
    yield from means()
    yield from gaps_of_shares()
    yield from gaps_of_means()
    yield from rare_large_losses()
    yield from decisions()
    yield from few_of_a_class()
    yield from gaps_of_means_of_rows()
    yield from few_seeds()
    yield from unstable()


def measured(case: Case, repetitions: int, seed: int) -> dict:
    """How often both intervals contained the truth, and how many studies carried a verdict."""
    rng = np.random.default_rng(seed)
    covered = old = verdicts = covered_with = 0
    printed = old_printed = 0
    for _ in range(repetitions):
        study = case.draw(rng)
        (ends, verdict), before = case.judge(*study), case.old(*study)
        hit = ends is not None and ends[0] - 1e-12 <= case.truth <= ends[1] + 1e-12
        printed, covered = printed + (ends is not None), covered + hit
        verdicts, covered_with = verdicts + verdict, covered_with + (hit and verdict)
        if before is not None:
            old_printed, old = old_printed + 1, old + (before[0] - 1e-12 <= case.truth <= before[1] + 1e-12)
    return {
        "group": case.group,
        "name": case.name,
        "promised": case.promised,
        "why": case.why,
        "old": _share(old, old_printed),
        "covered": _share(covered, printed),
        "verdicts": _share(verdicts, repetitions),
        "with_verdict": _share(covered_with, verdicts),
    }


def _share(count: int, of: int) -> float | None:
    return round(float(count / of), 3) if of else None


def finished(row: dict) -> dict:
    """A row, whether enough of its studies get an interval or verdict to judge it, and whether it needs its reason."""
    get = bool(row["verdicts"] >= ENOUGH)
    explain = not row["promised"] or not get or row["with_verdict"] > MOST
    return row | {"get": get, "explain": explain}


def outside(row: dict) -> str:
    """What is wrong with a row; empty if nothing is."""
    if not row["promised"] or row["verdicts"] < ENOUGH:
        return ""
    if row["with_verdict"] < LEAST:
        return f"covers {row['with_verdict']:.1%}, less than {LEAST:.0%}"
    if row["with_verdict"] > MOST and not row["why"]:
        return f"covers {row['with_verdict']:.1%}, more than {MOST:.0%} without a reason"
    return ""


def main() -> None:
    """Simulate every row, print it, and store all at full size."""
    parser = argparse.ArgumentParser(description="How often the intervals contain the true value.")
    parser.add_argument("--repetitions", type=int, default=REPETITIONS)
    parser.add_argument("--only", default="", help="rows whose group and name contain this text")
    arguments = parser.parse_args()
    start, rows = time.perf_counter(), []
    for seed, case in enumerate(cases()):
        if arguments.only in f"{case.group}: {case.name}":
            row = measured(case, arguments.repetitions, seed)
            rows.append(row)
            numbers = " ".join("     -" if row[key] is None else f"{row[key]:6.3f}"
                               for key in ("old", "covered", "verdicts", "with_verdict"))  # fmt: skip
            print(f"{numbers}  {case.group}: {case.name}  {outside(row)}", flush=True)
    seconds = time.perf_counter() - start
    wrong = sum(bool(outside(row)) for row in rows)
    print(f"{len(rows)} rows of {arguments.repetitions:,} studies in {seconds:.0f} s, {wrong} outside")
    if arguments.repetitions == REPETITIONS and not arguments.only:
        write_json(RESULT, {"repetitions": REPETITIONS, "rows": list(map(finished, rows))})


if __name__ == "__main__":
    main()
