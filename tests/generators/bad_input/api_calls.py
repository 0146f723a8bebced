"""Calls of every public function with one argument replaced by a value that is bad for it.

What is right and what is bad is written once for each function: `building_calls`, `training_calls`, `judging_calls`.
Every call has to be refused in one sentence, and nothing may be written.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from bad_input.building_calls import BUILDING, LOADING
from bad_input.cases import Case, drawn, refused, shown, snapshot
from bad_input.judging_calls import JUDGING
from bad_input.run_folders import World
from bad_input.targets import Target
from bad_input.training_calls import TRAINING

SIZE = 1_000
TARGETS = [*LOADING, *BUILDING, *TRAINING, *JUDGING]


def cases(world: World) -> list[Case]:
    """`SIZE` calls: equally many for every argument of every function."""
    arguments = [(target, key) for target in TARGETS for key in target.bad]
    each, further = divmod(SIZE, len(arguments))
    return [
        Case(f"{target.name}({key}={shown(value)})", partial(_call, world, target, key, value))
        for number, (target, key) in enumerate(arguments)
        for value in drawn(target.bad[key], each + (number < further), 1_000 * number)
    ]


def _call(world: World, target: Target, key: str, value: Any, folder: Path) -> str:
    before = snapshot(world.folder)
    problem = refused(target.call(world, key, value))
    if left := sorted(snapshot(folder)):
        problem = problem or f"written: {', '.join(left)}"
    return problem if snapshot(world.folder) == before else f"changed outside: the runs; {problem}"
