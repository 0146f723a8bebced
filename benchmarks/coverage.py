"""How often do the intervals of `comparison` contain the true value? Simulated, where the truth is known.

    python benchmarks/coverage.py                     10,000 repetitions a row (twenty minutes on one core); stores them
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
from scipy.special import ndtr, ndtri

from comparison.crossed import Crossed, crossed, examples_part, half_width, seeds_part
from comparison.differences import MINIMUM_EXAMPLES, difference_of_examples, difference_of_seeds
from comparison.finite_splits import area_values, error_values, linearised
from comparison.proportions import MINIMUM_TRAININGS, count_collapsed, share_interval
from comparison.refusals import MINIMUM_SKEWED
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


of_losses = gap(False, least=MINIMUM_SKEWED)


def never_judged(a: np.ndarray, b: np.ndarray) -> tuple[Ends | None, bool]:
    """Interval of a difference that never carries a verdict."""
    return gap(False)(a, b)[0], False


def of_areas(positive: np.ndarray, *values: np.ndarray) -> tuple[Ends | None, bool]:
    """Interval and refusal of a difference of areas: both classes need enough examples."""
    ends, verdict = gap(False)(*values)
    return ends, verdict and min(positive.sum(), (~positive).sum()) >= MINIMUM_EXAMPLES


FEW = "few mistakes: the two imagined examples make it wider"
SKEWED = f"below {MINIMUM_SKEWED:,} examples there is no interval and no verdict"
VERY_HEAVY = "a few examples decide; nothing in the sample shows it"
UNSTABLE = "one training in ten is of another kind: {seeds} seeds hold none of it in {none:.0%} of the studies"
SQUARES = "few examples make up the mean: no interval is printed"
SHARED = "what the seeds have in common does not show in their spread: it is assumed away"
COUNTED = "a count of twenty takes few values: exact intervals are wider than they must be"
SMALL_GAP = "few examples on which the rows differ"
SURE = "very sure and seldom wrong: few examples have a large loss"
SPARSE = "few examples have an error at all"
LOGNORMAL = "one row has rare large errors"
FEW_SEEDS = "too few seeds for Student's t"
SEEDS_SKEWED = "a few seeds are much worse: the mean over seeds is not normally distributed"
FEW_OF_CLASS = f"fewer than {MINIMUM_EXAMPLES} examples of the rarer class: no verdict"
NEAR_ONE = "an area close to 1: few examples are ranked wrongly"
FEW_CALLED = "few examples are called positive"
CALLED = "how many examples are called positive is not known before: no verdict"


TAILS = {0.0: "normal errors", 0.5: "heavy tails", 1.0: "very heavy tails"}


def cases() -> Iterator[Case]:
    """Every row of the table."""
    yield from accuracies()
    yield from recalls()
    yield from means()
    yield from gaps_of_shares()
    yield from gaps_of_means()
    yield from rare_large_losses()
    yield from few_of_a_class()
    yield from gaps_of_means_of_rows()
    yield from few_seeds()
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
            refused = "2 positive examples: no interval" if 0.02 * examples < MINIMUM_EXAMPLES else ""
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
        for examples in (100, 1_000):

            def draw(rng, level=level, spread=spread, examples=examples):
                score = draws.scores(rng, 5, examples, draws.USUAL, 1)[0].astype(float)
                return [draws.log_losses(score, level, spread)]

            name = f"logits {level:g} +- {spread:g}, {_size(5, examples)}"
            yield Case("log loss", name, draw, draws.mean_log_loss(level, spread), mean, old_of_row, why=SKEWED)
    for tails, kind in TAILS.items():
        errors = draws.Errors(tails)
        for examples in (100, 1_000):

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
        yield Case("log loss, paired", _size(5, examples), losses, truth, of_losses, old_of_gap, why=SKEWED)
    for tails, kind in TAILS.items():
        errors = draws.Errors(tails)
        for metric, sizes, true in (
            ("mae", (100, 1_000), errors.mean_absolute),
            ("mse", (100, 1_000), errors.mean_squared),
            ("rmse", (100, 1_000), lambda size, errors=errors: errors.mean_squared(size) ** 0.5),
            ("r2", (100, 1_000), lambda size, errors=errors: -errors.mean_squared(size)),
        ):
            for size, examples in ((size, examples) for examples in sizes for size in (1.0, 0.8)):
                if metric in ("rmse", "r2") and size == 1.0:  # as of mse
                    continue

                def of_errors(rng, errors=errors, size=size, metric=metric, examples=examples):
                    y = rng.standard_normal(examples)[:, None]
                    found = errors.draw(rng, 5, examples, size, 1.0)
                    return [np.array([error_values(metric, y, y + e[:, None]) for e in of_row]) for of_row in found]

                name = f"{kind}, {size:g} to 1, {_size(5, examples)}"
                promised = metric == "mae" or tails < 1
                why = SKEWED if promised else VERY_HEAVY
                truth = true(size) - true(1.0)
                yield Case(f"{metric}, paired", name, of_errors, truth, of_losses, old_of_gap, promised, why)
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
            judge, why = (never_judged, CALLED) if metric == "precision" else (gap(False), "")
            yield Case(f"{metric}, paired", name, decided, values[0] - values[1], judge, old_of_gap, why=why)


def rare_large_losses() -> Iterator[Case]:
    """Losses and errors that are mostly small and seldom very large, in one row or in both."""
    sure = 8.0
    for metric in draws.LOSSES:
        for accuracy in (0.95, 0.99):
            level = sure * float(ndtri(accuracy))
            truth = draws.mean_loss(metric, level, sure)
            cautious = draws.cautious_spread(metric, accuracy, truth)
            for examples in (100, 1_000, 5_000, 10_000):

                def equal(rng, metric=metric, level=level, accuracy=accuracy, cautious=cautious, examples=examples):
                    a, b = (score.astype(float) for score in draws.scores(rng, 5, examples, draws.USUAL, 2))
                    loss = draws.LOSSES[metric]
                    return [loss(a * cautious + cautious * ndtri(accuracy)), loss(level + sure * b)]

                def row(rng, metric=metric, level=level, examples=examples):
                    score = draws.scores(rng, 5, examples, draws.USUAL, 1)[0].astype(float)
                    return [draws.LOSSES[metric](level + sure * score)]

                promised = examples > MINIMUM_SKEWED
                name = f"cautious and very sure, equal, right on {accuracy:.0%}, {_size(5, examples)}"
                why = SURE if examples >= MINIMUM_SKEWED else SKEWED
                yield Case(f"{metric}, paired", name, equal, 0.0, of_losses, old_of_gap, promised, why)
                if metric == "log loss":
                    name = f"very sure, right on {accuracy:.0%}, {_size(5, examples)}"
                    yield Case(metric, name, row, truth, mean, old_of_row, promised, why)
    for examples in (100, 1_000, 5_000, 10_000):

        def lognormal(rng, examples=examples):
            a, b = (score.astype(float) for score in draws.scores(rng, 5, examples, draws.USUAL, 2))
            return [np.abs(a) * (np.pi / 2) ** 0.5, np.exp(1.5 * b - 1.5**2 / 2)]

        def sparse(rng, examples=examples):
            return draws.sparse_errors(rng, 5, examples, 0.02, 1.0, 0.5)

        promised = examples > MINIMUM_SKEWED
        for name, draw, truth, why in (
            ("normal and log-normal errors, equal", lognormal, 0.0, LOGNORMAL),
            ("2% of the examples have an error, 1 to 0.5", sparse, 0.02 * float(np.exp(0.5)) * 0.5, SPARSE),
        ):
            why = why if examples >= MINIMUM_SKEWED else SKEWED
            size = _size(5, examples)
            yield Case("mae, paired", f"{name}, {size}", draw, truth, of_losses, old_of_gap, promised, why)


def few_of_a_class() -> Iterator[Case]:
    """Areas under the ROC curve with few and many positive examples; F1 where few examples are called positive."""
    for examples, positives, apart in (
        (200, 0.05, (1.5, 1.2)),
        (200, 0.95, (1.5, 1.2)),
        (200, 0.2, (1.5, 1.2)),
        (1_000, 0.05, (1.5, 1.2)),
        (1_000, 0.2, (1.5, 1.2)),
        (1_000, 0.05, (4.0, 3.2)),
        (1_000, 0.2, (4.0, 3.2)),
    ):

        def ranked(rng, examples=examples, positives=positives, apart=apart):
            positive = rng.random(examples) < positives
            positive[:2] = True, False
            found = draws.scores(rng, 5, examples, draws.USUAL, 2)
            tables = [
                np.array([area_values(positive, row + distance * positive) for row in score])
                for score, distance in zip(found, apart, strict=True)
            ]
            return [positive, *tables]

        a, b = (float(ndtr(distance / 2**0.5)) for distance in apart)
        name = f"{a:.3f} minus {b:.3f}, {positives:.0%} of {examples:,} positive, 5 seeds"
        promised, enough = apart[0] < 2, min(positives, 1 - positives) * examples >= MINIMUM_EXAMPLES
        why = NEAR_ONE if not promised else "" if enough else FEW_OF_CLASS
        yield Case("area under the ROC curve, paired", name, ranked, a - b, of_areas, old_of_areas, promised, why)
    rates, positives = ((0.05, 0.999), (0.1, 0.99)), 0.2
    f1s = [2 * positives * r / (positives + positives * r + (1 - positives) * (1 - s)) for r, s in rates]

    def seldom(rng):
        y, called = draws.classes(rng, 5, 200, positives, *rates)
        return [np.array([linearised(2.0 * (c & y), 1.0 * c + y) for c in table]) for table in called]

    name = "5% and 10% of the positive ones found, 20% of 200 positive, 5 seeds"
    yield Case("f1, paired", name, seldom, f1s[0] - f1s[1], gap(False), old_of_gap, False, FEW_CALLED)


def old_of_areas(positive: np.ndarray, a: np.ndarray, b: np.ndarray) -> Ends:
    """The old method of a difference of areas."""
    return old_of_gap(a, b)


def gaps_of_means_of_rows() -> Iterator[Case]:
    """The mean of four networks minus another one, where some examples are hard for one architecture only."""
    for examples in (1_000, 10_000):

        def draw(rng, examples=examples):
            return draws.four_and_one(rng, 5, examples, 0.85, 0.86)

        name = f"mean of four networks minus one, {_size(5, examples)}"
        yield Case("accuracy, paired", name, draw, -0.01, gap(True), old_of_gap)

        def seeds_alone(a: np.ndarray, b: np.ndarray) -> tuple[Ends | None, bool]:
            found = difference_of_seeds(a.mean(axis=1), b.mean(axis=1), paired=True)
            return found.interval(), not found.reason

        why = "one number a seed: other test examples are not covered"
        yield Case("accuracy, over seeds alone", name, draw, -0.01, seeds_alone, old_of_gap, False, why)


def few_seeds() -> Iterator[Case]:
    """Rows of two, three and four seeds, where the seeds differ most and where the examples do."""
    for seeds in (2, 3, 4):
        for skill, apart in ((0.1, "seeds far apart, "), (draws.USUAL.skill, "")):
            for examples in (1_000, 10_000):

                def draw(rng, seeds=seeds, skill=skill, examples=examples):
                    return draws.right(rng, seeds, examples, draws.Spreads(skill=skill), 0.9)

                promised, why = seeds > 3, FEW_SEEDS if seeds < 4 else ""
                name = f"0.9, {apart}{_size(seeds, examples)}"
                yield Case("accuracy", name, draw, 0.9, share, old_of_row, promised, why)


def unstable() -> Iterator[Case]:
    """What is not covered: seeds of which few are much worse, seeds that share data; and the share that collapsed."""
    for seeds in (5, 10):

        def collapsing(rng, seeds=seeds):
            return draws.collapsing(draws.right(rng, seeds, 1_000, draws.USUAL, 0.9), rng, 0.1, 0.1)

        def gap_collapsing(rng, seeds=seeds):
            return draws.collapsing(draws.right(rng, seeds, 1_000, draws.USUAL, 0.9, 0.8), rng, 0.1, 0.1)

        name = f"one seed in ten collapses, {_size(seeds, 1_000)}"
        why = UNSTABLE.format(seeds={5: "five", 10: "ten"}[seeds], none=0.9**seeds)
        yield Case("accuracy", name, collapsing, 0.82, share, old_of_row, False, why)
        yield Case("accuracy, paired", name, gap_collapsing, 0.02, gap(True), old_of_gap, False, why)

        def skewed(rng, seeds=seeds):
            return [draws.skewed_seeds(rng, seeds, 5_000, 0.03)]

        def gap_skewed(rng, seeds=seeds):
            return [draws.skewed_seeds(rng, seeds, 5_000, 0.03), (rng.random((seeds, 5_000)) > 0.03) * 1.0]

        name = f"error rates of the seeds log-normal, {_size(seeds, 5_000)}"
        yield Case("accuracy", name, skewed, 0.97, share, old_of_row, False, SEEDS_SKEWED)
        yield Case("accuracy, paired", name, gap_skewed, 0.0, gap(True), old_of_gap, False, SEEDS_SKEWED)

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
