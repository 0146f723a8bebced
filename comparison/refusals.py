"""What carries no interval, or no verdict, because it was shown not to cover. See docs/statistics.md.

Every rule here is known before a run. A rule that looks at the result first selects results, and selected intervals
cover less. `benchmarks/coverage.py` measures what happens on both sides of each rule.
"""

from __future__ import annotations

from comparison.differences import MINIMUM_EXAMPLES
from comparison.finite_splits import LOSSES, OF_POSITIVES, PROPORTIONS, RATIOS, SQUARED, own_name
from comparison.judging_input import answers_of
from comparison.metrics import GAP
from training.runs import Run

MINIMUM_SKEWED = 1_000
"""Fewer examples carry no interval and no verdict of a loss or an error: one large loss can be most of their mean."""

MEANS_OF_LOSSES = (*LOSSES, "mae", *SQUARED)


def uncovered(run: Run, metric: str, split: str = "test") -> str:
    """Why no interval of a row of this metric covers, by rule; empty if one does.

    Of the difference of two rows more intervals cover; see `no_verdict`.
    """
    own = own_name(run, metric.removesuffix(GAP)) or ""
    if own in SQUARED:
        return "a mean of squared errors hangs on few examples"
    if own in RATIOS:
        return "it is no mean over examples; only intervals of its differences were shown to cover"
    return _average(own) or _few(run, own, split)


def no_verdict(run: Run, metric: str) -> str:
    """Why a difference in this metric carries no verdict, whatever its numbers; empty if it may."""
    own = own_name(run, metric.removesuffix(GAP)) or ""
    if own == "precision":
        return (
            "precision rests on the examples that are called positive, and how many these are is not known before; "
            "compare recall or f1"
        )
    return _average(own) or _few(run, own, "test")


def examples_of(run: Run, metric: str, split: str = "test") -> int:
    """On how many examples the metric rests.

    Recall, precision and F1 rest on the positive ones, the area under the ROC curve on those of the rarer class, other
    metrics on all.
    """
    own = own_name(run, metric.removesuffix(GAP))
    if own not in (*OF_POSITIVES, "roc_auc"):
        return len(run.predictions[f"{split}_y"])
    positive = answers_of(run, split).y == 1
    return int(min(positive.sum(), (~positive).sum()) if own == "roc_auc" else positive.sum())


def _average(own: str) -> str:
    if own.endswith(("_macro", "_weighted")):
        return f"{own} is an average over classes, some with few examples; compare accuracy, or one class"
    return ""


def _few(run: Run, own: str, split: str) -> str:
    examples = examples_of(run, own, split)
    if own in MEANS_OF_LOSSES and examples < MINIMUM_SKEWED:
        return f"fewer than {MINIMUM_SKEWED:,} examples, and one large loss or error can be most of a mean of so few"
    if own in (*PROPORTIONS, *RATIOS) and examples < MINIMUM_EXAMPLES:
        kind = (
            "examples of the rarer class"
            if own == "roc_auc"
            else "positive examples"
            if own in OF_POSITIVES
            else "examples"
        )
        return f"{examples} {kind}; it takes at least {MINIMUM_EXAMPLES}"
    return ""
