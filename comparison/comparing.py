"""`compare`: runs in, one table out; and a table for each task and dataset of a folder of runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from comparison.rows import comparable, rows_of
from comparison.tables import Comparison
from runtime.arguments import sequence, shown
from runtime.errors import UserError
from training.runs import Run

MOST_PRIMARY = 3


def compare(
    runs: Sequence[Run], primary: Sequence[Sequence[str]] = (), baselines: Sequence[Mapping[str, Any]] = ()
) -> Comparison:
    """Group runs that differ in nothing but their seed, and find what differs between the groups.

    Args:
        runs: finished runs, from `training.fit_all` or `training.load`.
        primary: at most three comparisons declared beforehand, (metric, a, b) with labels of rows, or (a, b) for the
            first metric that all rows have. Verdicts are corrected for their number; other comparisons then carry none.
        baselines: further rows to beat, from `sklearn_baseline`.

    Raises:
        UserError: there are no runs, runs of different tasks, too many or unknown primary comparisons, or a baseline
            beside several datasets that does not say of which it is.
    """
    runs = [runs] if isinstance(runs, Run) else list(sequence("runs", runs))
    if not runs:
        raise UserError("there are no finished runs to compare; train some first")
    strangers = [run for run in runs if not isinstance(run, Run)]
    if strangers:
        raise UserError(
            f"compare takes runs, not {shown(strangers[0])}; give what training.fit or training.load returns"
        )
    tasks = {run.task for run in runs}
    if len(tasks) > 1:
        raise UserError(
            f"runs of different tasks ({', '.join(sorted(tasks))}) have no metric in common; compare one task"
        )
    primary = [sequence("a primary comparison", pair) for pair in sequence("primary", primary)]
    for baseline in sequence("baselines", baselines):
        if not isinstance(baseline, Mapping) or not isinstance(baseline.get("name"), str):
            raise UserError(f"a baseline has to be what sklearn_baseline returns, not {shown(baseline)}")
    if len(primary) > MOST_PRIMARY:
        raise UserError(f"{len(primary)} primary comparisons are too many; declare at most {MOST_PRIMARY}")
    unique: dict[str, Run] = {}
    repeated = []
    for run in runs:
        if unique.setdefault(json.dumps(run.settings, sort_keys=True), run) is not run:
            repeated.append(f"{run.name} (seed {run.seed})")
    table = Comparison(rows_of(list(unique.values())), (), tuple(baselines), tuple(dict.fromkeys(repeated)))
    unclear = [baseline["name"] for baseline in baselines if "data" not in baseline and len(table.groups) > 1]
    if unclear:
        raise UserError(f"baseline {unclear[0]!r} is beside several datasets; say with 'data' which of them it is of")
    declared = []
    for pair in primary:
        if len(pair) not in (2, 3):
            raise UserError(f"primary comparison {json.dumps(list(pair))} is unclear; give (metric, a, b) or (a, b)")
        metric, a, b = (table.metric_of(table.rows), *pair) if len(pair) == 2 else pair
        if metric is None:
            raise UserError("the rows have no metric in common; declare each comparison as (metric, a, b)")
        for label in (a, b):
            table.row(label)  # refuses an unknown one
        if {a, b} in [{one, other} for name, one, other in declared if name == metric] or a == b:
            raise UserError(f"primary comparison {metric} of {a!r} and {b!r} compares nothing new; leave it out")
        declared.append((metric, a, b))
    return replace(table, primary=tuple(declared))


def compare_apart(runs: Sequence[Run]) -> dict[str, Comparison]:
    """A table for each task and each set of test examples: `digits (multiclass, 359 test examples)`.

    Raises:
        UserError: there are no runs.
    """
    tasks: dict[str, list[Run]] = {}
    for run in runs:
        tasks.setdefault(run.task, []).append(run)
    tables = {}
    for task, of_task in tasks.items():
        for data, rows in comparable(rows_of(of_task)).items():
            examples = len(rows[0].runs[0].predictions["test_y"])
            heading = f"{data} ({task}, {examples:,} test examples)"
            tables[heading] = compare([run for row in rows for run in row.runs])
    return tables or {"": compare(())}
