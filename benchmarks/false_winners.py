"""Does a comparison name winners that are not there, and find the one that is?

    python benchmarks/false_winners.py            judge the stored runs again (seconds)
    python benchmarks/false_winners.py --train    train them first: 40 seeds of two networks (about six minutes)

The first question: one recipe under two names, five seeds each, no seed in both; how often is one name called best?
Drawn 200 times from 40 stored independent trainings. The second: two recipes that differ by about two points of test
accuracy, five seeds each; how often is the better one found? Writes benchmarks/results/false_winners.json; what was
right and wrong on each of the 10,000 test images lies in benchmarks/results/false_winners.npz, one bit a prediction.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

import datasets
import models
import training
from comparison.gaps import gap_of_examples
from runtime.files import replacing, write_json

RESULTS = Path(__file__).parent / "results"
SEEDS, EPOCHS, BATCH_SIZE = 40, 5, 128
RECIPES = {"logistic": models.logistic_regression, "dense": partial(models.dense, hidden=(32,))}
COMPARISONS, SEEDS_EACH = 200, 5


def train() -> None:
    """Train every recipe from every seed and store which test images it got right."""
    data = datasets.load("fashion_mnist")
    right: dict[str, list[np.ndarray]] = {name: [] for name in RECIPES}
    for seed in range(SEEDS):
        with tempfile.TemporaryDirectory() as folder:
            settings = {"epochs": EPOCHS, "batch_size": BATCH_SIZE, "folder": folder, "verbose": False}
            for run in training.fit_all(RECIPES, data, seeds=(seed,), **settings):
                arrays = run.predictions
                right[run.name].append(arrays["test_prediction"].argmax(axis=1) == arrays["test_y"])
        print(f"seed {seed}: " + ", ".join(f"{name} {bits[-1].mean():.4f}" for name, bits in right.items()), flush=True)
    with replacing(RESULTS / "false_winners.npz") as file:
        packed = {name: np.packbits(np.array(bits), axis=1) for name, bits in right.items()}
        np.savez_compressed(file, examples=len(data.test), **packed)


def judge() -> dict:
    """Both rates, each with its exact 95% binomial interval (Clopper and Pearson 1934)."""
    with np.load(RESULTS / "false_winners.npz", allow_pickle=False) as stored:
        count = int(stored["examples"])
        right = {name: np.unpackbits(stored[name], axis=1, count=count).astype(float) for name in RECIPES}
    draw = np.random.default_rng(0)
    result: dict = {
        "seeds": SEEDS,
        "epochs": EPOCHS,
        "batch_size": BATCH_SIZE,
        "test_examples": count,
        "seeds_each": SEEDS_EACH,
        "accuracy": {
            name: {"mean": round(float(bits.mean()), 5), "sd_over_seeds": round(float(bits.mean(1).std(ddof=1)), 5)}
            for name, bits in right.items()
        },
        "false_winners": {},
    }
    for name, bits in right.items():
        named = 0
        for _ in range(COMPARISONS):
            seeds = draw.permutation(SEEDS)[: 2 * SEEDS_EACH]
            one, other = bits[seeds[:SEEDS_EACH]], bits[seeds[SEEDS_EACH:]]
            named += gap_of_examples(one, other, paired=False).excludes_zero()
        result["false_winners"][name] = _rate(named)
    better, worse = right["dense"], right["logistic"]
    found = wrong = 0
    for _ in range(COMPARISONS):
        seeds = draw.permutation(SEEDS)[:SEEDS_EACH]
        gap = gap_of_examples(better[seeds], worse[seeds], paired=True)
        found += gap.excludes_zero() and gap.difference > 0
        wrong += gap.excludes_zero() and gap.difference < 0
    result["real_difference"] = {
        "difference": round(float(better.mean() - worse.mean()), 5),
        "found": _rate(found),
        "wrong_winner": wrong,
    }
    return result


def _rate(count: int) -> dict:
    interval = binomtest(count, COMPARISONS).proportion_ci(0.95, method="exact")
    return {
        "count": count,
        "of": COMPARISONS,
        "rate": count / COMPARISONS,
        "interval": [round(float(interval.low), 4), round(float(interval.high), 4)],
    }


def main(arguments: list[str]) -> None:
    """Train if asked, then judge and write."""
    if arguments == ["--train"]:
        train()
    result = judge()
    write_json(RESULTS / "false_winners.json", result)
    print(result)


if __name__ == "__main__":
    main(sys.argv[1:])
