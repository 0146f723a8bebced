"""How long a chapter will take and how many trainings it has, said before it starts."""

from __future__ import annotations

import functools
import time
from pathlib import Path
from typing import Any

from chapters.command_line.settings import QUICK_EXAMPLES, Settings
from runtime.files import read_json
from training.progress import Counted

MEASURED = Path(__file__).parents[1] / "results" / "seconds.json"
SAMPLE_EXAMPLES, FULL_EXAMPLES = 9_000, 54_000  # of Fashion-MNIST, the dataset of most chapters


def estimate(settings: Settings) -> str:
    """One sentence: the measured time of the default run, scaled to these settings and this machine.

    The measurement is `benchmarks/chapter_seconds.py`'s; the part that grows with the work is scaled by
    steps x seeds, the rest (tracing, prediction) by the number of seeds.
    """
    if settings.engine:
        return f"Estimated time: that of {settings.engine}, which decides how many trainings run at a time."
    measured, chapter = _measured(settings.chapter)
    if not chapter:
        return "Estimated time: not measured yet for this chapter."
    return (
        f"Estimated time: {spoken(_seconds(settings))} after start-up (the default run took {chapter['default']:.0f} s "
        f"on {measured['machine']}; this machine needs {_speed(measured):.1f}x the time of that one for a matrix "
        "product)."
    )


def trainings(settings: Settings) -> Counted:
    """The trainings of a run to come: those of the measured default or quick run, as many times as there are seeds.

    Their number is not known if a flag may have changed it: one of the chapter's own, or another dataset.
    """
    _, chapter = _measured(settings.chapter)
    preset = settings.when_quick if settings.quick else settings.when_full if settings.full else {}
    own = {flag.name for flag in settings.own} | set(settings.sizes)
    as_measured = dict(settings.values) == {key: value for key, value in preset.items() if key in own}
    if not chapter or not as_measured or "dataset" in settings.changed:
        return Counted(None)
    stored = chapter["trainings"]["quick" if settings.quick else "default"]
    return Counted(
        stored["count"] * settings.seeds,
        None if settings.engine else _seconds(settings),
        stored["each"],
        stored["seconds"] * settings.seeds,
    )


def _measured(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that was measured, and what of it is a chapter's; empty if it was not measured."""
    measured = read_json(MEASURED) if MEASURED.exists() else {}
    return measured, measured.get("chapters", {}).get(name, {})


def _speed(measured: dict[str, Any]) -> float:
    return matmul_seconds() / measured["matmul_seconds"]


def _seconds(settings: Settings) -> float:
    measured, chapter = _measured(settings.chapter)
    return scaled(settings, chapter) * _speed(measured)


def scaled(settings: Settings, measured: dict[str, float]) -> float:
    """Seconds that the settings would have taken where the default run was measured.

    Args:
        settings: of the run to come.
        measured: `"default"` and `"fixed"` seconds, `"epochs"` and `"batch_size"` of the chapter's default.
    """
    own = next((flag for flag in settings.own if flag.name == "examples"), None)
    default, asked = (own.default, settings["examples"]) if own else (SAMPLE_EXAMPLES, SAMPLE_EXAMPLES)
    whole = FULL_EXAMPLES if settings.dataset == "fashion_mnist" else default  # the other sets are as small in full
    examples = QUICK_EXAMPLES if settings.quick else whole if settings.full else asked
    steps = examples * settings.epochs / settings.batch_size
    work = steps / (default * measured["epochs"] / measured["batch_size"])
    one_seed = measured["fixed"] + (measured["default"] - measured["fixed"]) * work
    return one_seed * settings.seeds / min(settings.jobs, settings.seeds)


@functools.cache
def matmul_seconds() -> float:
    """Seconds of a fixed NumPy workload: the best of thirty products of 600x600 matrices.

    The best, not the mean: what else the machine does just now is not part of its speed.
    """
    import numpy as np

    matrix = np.random.default_rng(0).random((600, 600), np.float32)
    best = float("inf")
    for _ in range(30):
        started = time.perf_counter()
        np.matmul(matrix, matrix)
        best = min(best, time.perf_counter() - started)
    return best


def spoken(seconds: float) -> str:
    """`"about 40 s"`, `"about 12 min"`."""
    return f"about {seconds:.0f} s" if seconds < 120 else f"about {seconds / 60:.0f} min"
