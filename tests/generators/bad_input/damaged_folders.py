"""Run folders with one file that is damaged (`damages`), gone, or another run's.

Beside a healthy run each has to be one `skipped:` line, or be shown as it was; the healthy one is always shown. A
damaged checkpoint has to be refused in a sentence, or the training has to end as without the damage.
"""

from __future__ import annotations

import random
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from bad_input.cases import Case, drawn, raw, wrong_sentence
from bad_input.damages import CHECKPOINT, DAMAGES, HISTORY, METRICS, MODEL, PREDICTIONS, RECORD
from bad_input.run_folders import (
    BAD,
    HEALTHY,
    NAMES,
    World,
    beside_a_healthy_one,
    command,
    compared,
    rows_by_folder,
    stoppable,
)
from chapters.command_line.prune import prune
from runtime.errors import UserError
from training import load, schema

SIZE = 300
TIED = schema.VERSION > 1
"""From its second version on, the record has digests of the results: no changed number is shown."""
HOW_MANY = {RECORD: 105, METRICS: 54, HISTORY: 45, PREDICTIONS: 45, MODEL: 27, CHECKPOINT: 24}
ANOTHER_RUN, ANOTHER_FILE, GONE = "of another run", "of another task", "gone"


def cases(world: World) -> list[Case]:
    """`SIZE` damaged folders."""
    found = []
    for file, count in HOW_MANY.items():
        ways = [*DAMAGES[file], *([] if file == CHECKPOINT else [ANOTHER_RUN, ANOTHER_FILE])]
        ways += [] if file in (RECORD, CHECKPOINT) else [GONE]
        strategy = st.tuples(st.sampled_from(sorted(NAMES)), st.sampled_from(ways), st.integers(0, 2**32 - 1))
        for task, way, number in drawn(strategy, count):
            run = {CHECKPOINT: _resumed, MODEL: _loaded}.get(file, _shown)
            found.append(Case(f"{NAMES[task]}: {file}, {way} ({number})", partial(run, world, task, file, way, number)))
    return found[:SIZE]


def _damage(world: World, task: str, path: Path, way: str, number: int) -> None:
    if way == GONE:
        path.unlink()
    elif way == ANOTHER_RUN:
        shutil.copyfile(world.healthy[task].folder / path.name, path)
    elif way == ANOTHER_FILE:
        other = sorted(set(NAMES) - {task})[number % 2]
        shutil.copyfile(world.runs[other].folder / path.name, path)
    else:
        path.write_bytes(DAMAGES[path.name][way](random.Random(number), path.read_bytes()))


def _shown(world: World, task: str, file: str, way: str, number: int, folder: Path) -> str:
    bad = beside_a_healthy_one(world, task, folder)
    before = (bad / file).read_bytes()
    _damage(world, task, bad / file, way, number)
    same = (bad / file).exists() and (bad / file).read_bytes() == before
    code, out, err, problem = compared([".", "--json"])
    if problem:
        return problem
    if code:
        return f"lost: exit code {code}, the healthy run is not shown: {err.strip()[:200]}"
    rows = rows_by_folder(out)
    skipped = [line for line in err.splitlines() if line.startswith(f"skipped: {BAD}: ")]
    if rows.get(HEALTHY) != world.rows[world.healthy[task].folder]:
        return "lost: the healthy run is not shown as it is"
    if len(skipped) + (BAD in rows) != 1:
        return f"silent: {len(skipped)} lines say that it is skipped, and it is {'' if BAD in rows else 'not '}shown"
    if skipped and same:
        return f"silent: nothing has changed, and it is skipped: {skipped[0]}"
    if BAD in rows and not same and (problem := _plausible(world, task, bad, file, way, rows[BAD])):
        return problem
    code, out, err, problem = command(prune, ["--runs-dir", "."])
    return problem or ("" if code == 0 and BAD in out else f"silent: prune does not list it: {err[:200]}")


def _plausible(world: World, task: str, bad: Path, file: str, way: str, row: dict[str, Any]) -> str:
    """What is wrong with showing a damaged run so."""
    right = world.rows[world.runs[task].folder]
    if file != RECORD:
        same = row == right and load(bad).history == world.runs[task].history
        return (
            "silent: its results are others, and it is shown"
            if TIED or way == GONE or (not same and not _finite(row))
            else ""
        )
    if way == ANOTHER_RUN and TIED:
        return "silent: its record is another run's, and it is shown"
    changed = sorted(key for key in row if row[key] != right[key])
    results = [key for key in changed if key in schema.SPLITS]
    kinds = [key for key in changed if type(row[key]) is not type(right[key])]
    if (
        results
        or (kinds and way != ANOTHER_RUN)
        or (len(changed) > 1 and way not in (ANOTHER_RUN, "two fields exchanged"))
    ):
        return f"silent: {', '.join(changed)} are others, and it is shown"
    return ""


def _finite(row: dict[str, Any]) -> bool:
    return all(np.isfinite(value) for split in schema.SPLITS for value in row[split].values())


def _loaded(world: World, task: str, file: str, way: str, number: int, folder: Path) -> str:
    bad = beside_a_healthy_one(world, task, folder)
    before = (bad / file).read_bytes()
    _damage(world, task, bad / file, way, number)
    changed = way == GONE or (bad / file).read_bytes() != before
    try:
        model = load(bad).model
    except UserError as error:
        return wrong_sentence(str(error))
    except Exception as error:
        return raw(error)
    if changed and TIED:
        return "silent: the file is another, and the model is loaded"
    weights = zip(model.get_weights(), world.runs[task].model.get_weights(), strict=True)
    same = changed or all(np.array_equal(one, other) for one, other in weights)
    return "" if same else "silent: the model has other weights"


def _resumed(world: World, task: str, file: str, way: str, number: int, folder: Path) -> str:
    run = Path(shutil.copytree(world.unfinished, folder / world.unfinished.name))
    before = (run / file).read_bytes()
    _damage(world, task, run / file, way, number)
    damaged = (run / file).read_bytes()
    try:
        resumed = stoppable(folder, resume=True)
    except UserError as error:
        kept = (run / file).exists() and (run / file).read_bytes() == damaged
        return wrong_sentence(str(error)) or ("" if kept else "lost: the checkpoint is refused and gone")
    except Exception as error:
        return raw(error)
    same = resumed.record["fingerprints"] == world.resumed.record["fingerprints"]
    return "" if same or (before == damaged and same) else "silent: the training ended with other weights"
