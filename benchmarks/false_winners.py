"""How often does a comparison name a winner where there is none, and how often does it find a real one?

    python benchmarks/false_winners.py            judge the stored runs again (seconds)
    python benchmarks/false_winners.py --train    train them first: 40 seeds of two networks (about six minutes)

The first question: one recipe under two names, five seeds each, no seed in both; how often is one name called best?
Drawn 200 times from 40 stored independent trainings. The second: two recipes that differ by about two points of test
accuracy, five seeds each; how often is the better one found? Writes benchmarks/results/false_winners.json and
docs/false_winners.md. benchmarks/results/false_winners.npz says of each of the 10,000 test images whether it was
classified correctly, one bit a prediction.
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
from comparison.differences import difference_of_examples
from runtime.files import replacing, write_json, write_text

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
            named += difference_of_examples(one, other, paired=False).excludes_zero()
        result["false_winners"][name] = _rate(named)
    better, worse = right["dense"], right["logistic"]
    found = wrong = 0
    for _ in range(COMPARISONS):
        seeds = draw.permutation(SEEDS)[:SEEDS_EACH]
        gap = difference_of_examples(better[seeds], worse[seeds], paired=True)
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


def page(result: dict) -> str:
    """The table of docs/false_winners.md."""

    def line(question: str, rate: dict) -> str:
        low, high = rate["interval"]
        return f"| {question} | {rate['count']} of {rate['of']} | {rate['rate']:.1%} | {low:.1%} to {high:.1%} |"

    accuracy, size = result["accuracy"], result["seeds_each"]
    real = result["real_difference"]
    lines = [
        "# How often does a comparison name the wrong winner?",
        "",
        "Written by `python benchmarks/false_winners.py`. A comparison can be wrong in two ways: it names a",
        "winner although the two rows are equally good, or it does not find the better row. This benchmark counts",
        "both mistakes, for accuracy only. How often intervals of other metrics cover is simulated:",
        "[statistics.md](statistics.md).",
        "",
        f"Two networks were trained from {result['seeds']} seeds each, for {result['epochs']} epochs on the bundled "
        "Fashion-MNIST, and tested",
        f"on {result['test_examples']:,} test images:",
        "",
        "| network | test accuracy, mean | standard deviation over seeds |",
        "| --- | --- | --- |",
        *(f"| {name} | {row['mean']:.4f} | {row['sd_over_seeds']:.4f} |" for name, row in accuracy.items()),
        "",
        f"Each comparison draws {size} of the {result['seeds']} seeds at random for each of its two rows. In the first",
        "two lines of the next table both rows are the same network with different seeds, so every winner is a",
        "mistake. At 95% confidence a winner should be named in about 5% of these comparisons at most. In the third",
        "line the rows are different networks with the same seeds, and the better one should be named.",
        "",
        f"Every line counts {real['found']['of']} comparisons. The last column is a 95% confidence interval of the",
        "rate, from the binomial distribution. It is a little too narrow, because the comparisons draw from the same",
        "trainings and are not independent.",
        "",
        "| comparison | winner named | rate | 95% binomial interval |",
        "| --- | --- | --- | --- |",
        *(line(f"{name} against itself, different seeds", rate) for name, rate in result["false_winners"].items()),
        line(f"dense against logistic ({real['difference']:+.4f} over all seeds), the better one named", real["found"]),
        "",
        f"In the third line the worse network was named {real['wrong_winner']} times.",
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Train if asked, then judge and write."""
    if arguments == ["--train"]:
        train()
    result = judge()
    write_json(RESULTS / "false_winners.json", result)
    write_text(RESULTS.parents[1] / "docs" / "false_winners.md", page(result))
    print(page(result))


if __name__ == "__main__":
    main(sys.argv[1:])
