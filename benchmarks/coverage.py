"""How often do the intervals of `comparison` contain the true value? Simulated, where the truth is known.

    python benchmarks/coverage.py                     10,000 repetitions a row (ten minutes on one core); stores them
    python benchmarks/coverage.py --repetitions 500   a look; stores nothing

Seeds and test examples are drawn from the crossed model (benchmarks/crossed_draws.py), the package's own functions give
interval and refusal, and the old method (both parts added, the interaction counted twice, Student's t for everything)
stands beside them. Writes benchmarks/results/coverage.json, from which `python benchmarks/readme.py` fills
docs/statistics.md.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import crossed_draws as draws
import numpy as np
from scipy.special import ndtr

from comparison.crossed import Crossed, crossed, examples_part, half_width, seeds_part
from comparison.differences import MINIMUM_EXAMPLES, difference_of_examples
from comparison.finite_splits import MINIMUM_SKEWED, area_values, error_values, linearised
from comparison.proportions import MINIMUM_TRAININGS, count_collapsed, share_interval
from runtime.files import write_json

RESULT = Path(__file__).parent / "results" / "coverage.json"
REPETITIONS = 10_000
LEAST, MOST = 0.93, 0.97
ENOUGH = 0.05  # a row whose studies seldom get a verdict is judged by the refusal, not by the coverage

Ends = tuple[float, float]
Draw = Callable[[np.random.Generator], Sequence[np.ndarray]]


@dataclass(frozen=True)
class Case:
    """One row: how a study is drawn, what is true, and what the package makes of the study.

    Attributes:
        group: heading of the row.
        name: what is drawn.
        draw: one study: tables (seeds, examples).
        truth: what the interval should contain.
        judge: the study -> interval of the package (None if it prints none), whether it carries a verdict.
        old: the study -> interval of the old method.
        promised: whether coverage is promised; else `why` says why not.
        why: what is to be explained: coverage above 97%, or none promised.
    """

    group: str
    name: str
    draw: Draw
    truth: float
    judge: Callable[..., tuple[Ends | None, bool]]
    old: Callable[..., Ends | None]
    promised: bool = True
    why: str = ""


def around(mean: float, known: Crossed) -> Ends:
    """Student-t interval."""
    half = half_width(math.sqrt(known.variance), known.freedom, 0.95)
    return mean - half, mean + half


def old_of_row(values: np.ndarray) -> Ends:
    """Both parts added: the interaction is in both."""
    parts = seeds_part(values.mean(axis=1)), examples_part(values.mean(axis=0))
    return around(float(values.mean()), Crossed(parts[:1], parts[1]))


def old_of_gap(a: np.ndarray, b: np.ndarray) -> Ends:
    """The same of a difference with paired seeds."""
    return old_of_row(a - b)


def old_of_unpaired(a: np.ndarray, b: np.ndarray) -> Ends:
    """The same of a difference whose rows have seeds of their own."""
    seeds = seeds_part(a.mean(axis=1)), seeds_part(b.mean(axis=1))
    return around(float(a.mean() - b.mean()), Crossed(seeds, examples_part(a.mean(axis=0) - b.mean(axis=0))))


def share(values: np.ndarray) -> tuple[Ends, bool]:
    """Interval of an accuracy or a recall."""
    return share_interval(values), True


def mean(values: np.ndarray) -> tuple[Ends, bool]:
    """Interval of another mean over examples."""
    return around(float(values.mean()), crossed(values)), values.shape[1] >= MINIMUM_SKEWED


def never(values: np.ndarray) -> tuple[Ends, bool]:
    """The same where the package prints none."""
    return mean(values)[0], False


def gap(proportion: bool, paired: bool = True, least: int = 0) -> Callable[..., tuple[Ends | None, bool]]:
    """Interval and refusal of a difference."""

    def judge(a: np.ndarray, b: np.ndarray) -> tuple[Ends | None, bool]:
        found = difference_of_examples(a, b, paired=paired, proportion=proportion)
        return found.interval(), not found.reason and len(a[0]) >= least

    return judge


FEW = "few mistakes: the two imagined examples make it wider"
SKEWED = f"below {MINIMUM_SKEWED} examples no interval is printed"
SQUARED_GAP = f"below {MINIMUM_SKEWED} examples there is no verdict on squared errors"
VERY_HEAVY = "a few examples decide; nothing in the sample shows it: compare mae"
UNSTABLE = "one training in ten is of another kind, and five seeds often hold none of it"
SQUARES = "few examples make up the mean: no interval is printed"
SHARED = "what the seeds have in common does not show in their spread: it is assumed away"
COUNTED = "a count of twenty takes few values: exact intervals are wider than they must be"
HEAVY_GAP = "heavy tails on both sides: Student's t is too wide"
SMALL_GAP = "few examples on which the rows differ"


TAILS = {0.0: "normal errors", 0.5: "heavy tails", 1.0: "very heavy tails"}


def cases() -> Iterator[Case]:
    """Every row of the table."""
    yield from accuracies()
    yield from recalls()
    yield from means()
    yield from gaps_of_shares()
    yield from gaps_of_means()
    yield from unstable()


def accuracies() -> Iterator[Case]:
    """Accuracies 0.5 to 0.995 on 36 to 5,000 examples; at the end real trainings."""
    for accuracy in (0.5, 0.8, 0.9, 0.95, 0.99, 0.995):
        for examples in (36, 100, 1_000, *((5_000,) if accuracy in (0.5, 0.995) else ())):
            for seeds in (5, 10):

                def draw(rng, accuracy=accuracy, examples=examples, seeds=seeds):
                    return draws.right(rng, seeds, examples, draws.USUAL, accuracy)

                why = FEW if (1 - accuracy) * examples < 10 else ""
                yield Case(
                    "accuracy", f"{accuracy}, {_size(seeds, examples)}", draw, accuracy, share, old_of_row, why=why
                )
    for accuracy in (0.5, 0.9, 0.99):
        for examples in (100, 1_000):

            def wild(rng, accuracy=accuracy, examples=examples):
                return draws.right(rng, 5, examples, draws.WILD, accuracy)

            name = f"{accuracy}, seeds far apart, {_size(5, examples)}"
            why = FEW if (1 - accuracy) * examples < 10 else ""
            yield Case("accuracy", name, wild, accuracy, share, old_of_row, why=why)
    for network in ("logistic", "dense"):
        for examples in (100, 1_000, 5_000):

            def stored(rng, network=network, examples=examples):
                return draws.stored_right(rng, 5, examples, network)

            name = f"trained {network} networks, {_size(5, examples)}"
            yield Case("accuracy", name, stored, draws.stored_share(network), share, old_of_row)


def recalls() -> Iterator[Case]:
    """Recall where 2% of the examples are positive; with too few of them there is no verdict."""
    for recall in (0.5, 0.9):
        for examples in (100, 2_500):

            def draw(rng, recall=recall, examples=examples):
                y, called = draws.classes(rng, 5, examples, 0.02, (recall, 0.95))
                return y, called[0]

            name = f"{recall}, 2% of {examples:,} positive, 5 seeds"
            refused = "2 positive examples: no verdict" if 0.02 * examples < MINIMUM_EXAMPLES else ""
            why = FEW if (1 - recall) * 0.02 * examples < 10 else ""
            yield Case("recall", name, draw, recall, recall_of, old_recall, not refused, refused or why)


def recall_of(y: np.ndarray, called: np.ndarray) -> tuple[Ends | None, bool]:
    """Interval of a recall: a share of the positive examples."""
    hits = called[:, y] * 1.0
    return share_interval(hits) if hits.shape[1] else None, hits.shape[1] >= MINIMUM_EXAMPLES


def old_recall(y: np.ndarray, called: np.ndarray) -> Ends | None:
    """The jackknife over groups of all examples; over seeds alone where a group has all positives."""
    if not y.any():
        return None

    group_of = np.random.default_rng(0).permutation(np.arange(len(y)) % 40)
    values, without = called[:, y].mean(axis=1), [y & (group_of != group) for group in range(40)]
    if not all(kept.any() for kept in without):
        return around(float(values.mean()), Crossed((seeds_part(values),)))
    left = np.array([called[:, kept].mean() for kept in without])
    return around(float(values.mean()), Crossed((seeds_part(values),), examples_part(39 * left)))


def means() -> Iterator[Case]:
    """Losses and errors of a row."""
    for level, spread in ((2.0, 2.0), (4.0, 4.0), (8.0, 8.0)):
        for examples in (100, 500):

            def draw(rng, level=level, spread=spread, examples=examples):
                score = draws.scores(rng, 5, examples, draws.USUAL, 1)[0].astype(float)
                return [draws.log_losses(score, level, spread)]

            name = f"logits {level:g} +- {spread:g}, {_size(5, examples)}"
            yield Case("log loss", name, draw, draws.mean_log_loss(level, spread), mean, old_of_row, why=SKEWED)
    for tails, kind in TAILS.items():
        errors = draws.Errors(tails)
        for examples in (100, 500):

            def absolute(rng, errors=errors, examples=examples):
                return [np.abs(errors.draw(rng, 5, examples, 1.0)[0])]

            def squared(rng, errors=errors, examples=examples):
                return [errors.draw(rng, 5, examples, 1.0)[0] ** 2]

            name, promised = f"{kind}, {_size(5, examples)}", tails < 1
            why = SKEWED if promised else VERY_HEAVY
            yield Case("mean absolute error", name, absolute, errors.mean_absolute(1), mean, old_of_row, promised, why)
            yield Case("mean squared error", name, squared, errors.mean_squared(1), never, old_of_row, False, SQUARES)


def gaps_of_shares() -> Iterator[Case]:
    """Differences of accuracy, with few and with many examples on which the rows differ."""
    for a, b in ((0.8, 0.8), (0.9, 0.8), (0.97, 0.97), (0.99, 0.97), (0.99, 0.99)):
        for examples in (36, 100, 1_000, *((5_000,) if a != b and a > 0.9 else ())):
            for seeds in (5, 10):

                def draw(rng, a=a, b=b, examples=examples, seeds=seeds):
                    return draws.right(rng, seeds, examples, draws.USUAL, a, b)

                name = f"{a} minus {b}, {_size(seeds, examples)}"
                yield Case("accuracy, paired", name, draw, a - b, gap(True), old_of_gap, why=SMALL_GAP)
    for a, b in ((0.9, 0.8), (0.97, 0.97)):
        for examples in (100, 1_000):

            def wild(rng, a=a, b=b, examples=examples):
                return draws.right(rng, 5, examples, draws.WILD, a, b)

            name = f"{a} minus {b}, {_size(5, examples)}"
            yield Case(
                "accuracy, paired", f"seeds far apart, {name}", wild, a - b, gap(True), old_of_gap, why=SMALL_GAP
            )

            def own_seeds(rng, a=a, b=b, examples=examples):
                first, second = draws.right(rng, 10, examples, draws.USUAL, a, b)
                return first[:5], second

            name = f"{a} minus {b}, 5 and 10 seeds, {examples:,} examples"
            judge = gap(True, paired=False)
            yield Case("accuracy, not paired", name, own_seeds, a - b, judge, old_of_unpaired, why=SMALL_GAP)


def gaps_of_means() -> Iterator[Case]:
    """Differences of losses, errors and of what is a function of means."""
    for examples in (100, 1_000):

        def losses(rng, examples=examples):
            found = draws.scores(rng, 5, examples, draws.USUAL, 2)
            return [
                draws.log_losses(score.astype(float), level, 4.0) for score, level in zip(found, (4, 3), strict=True)
            ]

        truth = draws.mean_log_loss(4, 4) - draws.mean_log_loss(3, 4)
        yield Case("log loss, paired", _size(5, examples), losses, truth, gap(False), old_of_gap)
    for tails, kind in TAILS.items():
        errors = draws.Errors(tails)
        for metric, sizes, true in (
            ("mae", (36, 100, 500), errors.mean_absolute),
            ("mse", (100, 500), errors.mean_squared),
            ("rmse", (100, 500), lambda size, errors=errors: errors.mean_squared(size) ** 0.5),
            ("r2", (100, 500), lambda size, errors=errors: -errors.mean_squared(size)),
        ):
            for size, examples in ((size, examples) for examples in sizes for size in (1.0, 0.8)):
                if metric in ("rmse", "r2") and size == 1.0:  # as of mse
                    continue

                def of_errors(rng, errors=errors, size=size, metric=metric, examples=examples):
                    y = rng.standard_normal(examples)[:, None]
                    found = errors.draw(rng, 5, examples, size, 1.0)
                    return [np.array([error_values(metric, y, y + e[:, None]) for e in of_row]) for of_row in found]

                name = f"{kind}, {size:g} to 1, {_size(5, examples)}"
                squared, promised = metric != "mae", metric == "mae" or tails < 1
                judge = gap(False, least=MINIMUM_SKEWED if squared else 0)
                why = VERY_HEAVY if not promised else SQUARED_GAP if squared else HEAVY_GAP
                truth = true(size) - true(1.0)
                yield Case(f"{metric}, paired", name, of_errors, truth, judge, old_of_gap, promised, why)
    rates, positives = ((0.9, 0.95), (0.8, 0.95)), 0.2
    precisions = [positives * r / (positives * r + (1 - positives) * (1 - s)) for r, s in rates]
    f1s = [2 * p * r / (p + r) for p, (r, _) in zip(precisions, rates, strict=True)]
    for metric, values in (("precision", precisions), ("f1", f1s)):
        for examples in (200, 1_000):

            def decided(rng, metric=metric, examples=examples):
                y, called = draws.classes(rng, 5, examples, positives, *rates)
                add = y if metric == "f1" else 0
                scale = 2 if metric == "f1" else 1
                return [np.array([linearised(scale * (c & y), 1.0 * c + add) for c in table]) for table in called]

            name = f"20% of {examples:,} positive, 5 seeds"
            yield Case(f"{metric}, paired", name, decided, values[0] - values[1], gap(False), old_of_gap)
    for examples in (200, 1_000):

        def ranked(rng, examples=examples):
            positive = rng.random(examples) < positives
            found = draws.scores(rng, 5, examples, draws.USUAL, 2)
            return [
                np.array([area_values(positive, row + apart * positive) for row in score])
                for score, apart in zip(found, (1.5, 1.2), strict=True)
            ]

        truth = float(ndtr(1.5 / 2**0.5) - ndtr(1.2 / 2**0.5))
        name = f"20% of {examples:,} positive, 5 seeds"
        yield Case("area under the ROC curve, paired", name, ranked, truth, gap(False), old_of_gap)


def unstable() -> Iterator[Case]:
    """What is not covered: trainings that collapse, seeds that share data; and the share that collapsed."""
    for seeds in (5, 10):

        def collapsing(rng, seeds=seeds):
            return draws.collapsing(draws.right(rng, seeds, 1_000, draws.USUAL, 0.9), rng, 0.1, 0.1)

        def gap_collapsing(rng, seeds=seeds):
            return draws.collapsing(draws.right(rng, seeds, 1_000, draws.USUAL, 0.9, 0.8), rng, 0.1, 0.1)

        name = f"one seed in ten collapses, {_size(seeds, 1_000)}"
        yield Case("accuracy", name, collapsing, 0.82, share, old_of_row, False, UNSTABLE)
        yield Case("accuracy, paired", name, gap_collapsing, 0.02, gap(True), old_of_gap, False, UNSTABLE)

    def sharing(rng):
        return draws.shared_data(rng, 5, 5_000, 0.9)

    yield Case("accuracy", f"seeds that share data, {_size(5, 5_000)}", sharing, 0.9, share, old_of_row, False, SHARED)

    def twenty(rng):
        return [np.where(rng.random(MINIMUM_TRAININGS) < 0.1, 0.1, 0.9)]

    def counted(values: np.ndarray) -> tuple[Ends, bool]:
        return count_collapsed(values.tolist(), [0.1] * len(values)).interval, True

    name = f"one training in ten, {MINIMUM_TRAININGS} seeds"
    yield Case("share that collapsed", name, twenty, 0.1, counted, lambda values: None, why=COUNTED)


def _size(seeds: int, examples: int) -> str:
    return f"{seeds} seeds, {examples:,} examples"


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
