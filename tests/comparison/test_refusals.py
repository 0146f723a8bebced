"""Which metrics carry an interval or a verdict, on how many examples: on both sides of every rule."""

from pathlib import Path

import numpy as np
import pytest

import comparison
from comparison.refusals import examples_of, no_verdict, uncovered
from training.runs import Run

pytestmark = pytest.mark.smoke


def run_with(task, examples, positives=None):
    """A run that was never trained; binary with so many positive examples, half of them found."""
    rng = np.random.default_rng(0)
    if task == "regression":
        y = rng.normal(size=(examples, 1))
        prediction = y + rng.normal(size=(examples, 1))
    else:
        y = (np.arange(examples) < (examples // 2 if positives is None else positives)) * 1
        prediction = rng.uniform(0.1, 0.9, size=(examples, 1))
    arrays = {f"{split}_{kind}": value for split in ("train", "validation", "test")
              for kind, value in (("y", y), ("prediction", prediction))}  # fmt: skip
    loss = "mean_squared_error" if task == "regression" else "binary_crossentropy"
    settings = {"name": "a", "seed": 0, "loss": loss, "data": {"name": "made", "examples": {"train": examples}}}
    run = Run(Path("a"), {"settings": settings, "task": task, "outputs": 1})
    vars(run).update(metrics={}, predictions=arrays, history={})
    return run


@pytest.mark.parametrize("metric", ["log_loss", "brier", "loss", "loss gap", "binary_crossentropy", "log_loss gap"])
def test_a_loss_takes_a_thousand_examples(metric):
    for rule in (uncovered, no_verdict):
        assert "fewer than 1,000 examples" in rule(run_with("binary", 999), metric)
        assert rule(run_with("binary", 1_000), metric) == ""


@pytest.mark.parametrize("metric", ["mae", "mse", "rmse", "r2", "loss", "mean_absolute_error", "mae gap"])
def test_an_error_takes_a_thousand_examples(metric):
    assert "fewer than 1,000 examples" in no_verdict(run_with("regression", 999), metric)
    assert no_verdict(run_with("regression", 1_000), metric) == ""
    squared = not ("mae" in metric or "absolute" in metric)
    assert bool(uncovered(run_with("regression", 1_000), metric)) == squared
    assert uncovered(run_with("regression", 999), metric)


@pytest.mark.parametrize("metric", ["recall", "recall gap"])
def test_recall_takes_thirty_positive_examples(metric):
    for rule in (uncovered, no_verdict):
        assert rule(run_with("binary", 1_000, 29), metric) == "29 positive examples; it takes at least 30"
        assert rule(run_with("binary", 1_000, 30), metric) == ""


@pytest.mark.parametrize("positives", [29, 971])
def test_an_area_takes_thirty_examples_of_both_classes(positives):
    run = run_with("binary", 1_000, positives)
    assert no_verdict(run, "roc_auc") == "29 examples of the rarer class; it takes at least 30"
    assert no_verdict(run, "auc").startswith("29 examples")
    assert examples_of(run, "roc_auc") == 29
    assert no_verdict(run_with("binary", 1_000, 30), "roc_auc") == ""
    assert uncovered(run_with("binary", 1_000, 30), "roc_auc")


def test_f1_takes_thirty_positive_examples_and_precision_has_no_verdict():
    assert no_verdict(run_with("binary", 1_000, 29), "f1").startswith("29 positive examples")
    assert no_verdict(run_with("binary", 1_000, 30), "f1") == ""
    assert "called positive" in no_verdict(run_with("binary", 5_000), "precision")


@pytest.mark.parametrize("rule", [uncovered, no_verdict])
def test_accuracy_takes_thirty_examples(rule):
    assert rule(run_with("binary", 29), "accuracy") == "29 examples; it takes at least 30"
    assert rule(run_with("binary", 30), "accuracy") == ""


@pytest.mark.parametrize(
    ("metric", "reason"),
    [("accuracy", ""), ("log_loss", ""), ("f1_macro", "average over classes"),
     ("precision_weighted", "average over classes"), ("calibration_error", "is not known")],
)  # fmt: skip
def test_which_metrics_carry_a_verdict(run_of, metric, reason):
    made = [run_of(name, seed=seed, right=right, examples=1_000) for name, right in (("a", 0.9), ("b", 0.7))
            for seed in range(5)]  # fmt: skip
    difference = comparison.compare(made).difference(metric, "a", "b")
    assert reason in difference.reason
    assert bool(difference.reason) == bool(reason)


@pytest.mark.parametrize("examples", [999, 1_000])
def test_a_rows_loss_has_an_interval_from_1000_examples_on(run_of, examples):
    row = comparison.compare([run_of("a", seed=seed, examples=examples) for seed in range(5)]).rows[0]
    assert (row.interval("test", "loss")[1] is None) == (examples < 1_000)
    assert row.interval("test", "accuracy")[1] is not None
    assert row.interval("train", "loss")[1] is not None


@pytest.mark.parametrize(("seeds", "said"), [(2, "no more than 87%"), (3, "no more than 92%"), (4, ""), (5, "")])
def test_the_note_says_what_few_seeds_cover(run_of, seeds, said):
    note = comparison.compare([run_of("a", seed=seed) for seed in range(seeds)]).note
    assert f"over {seeds} or more seeds and the finite test set." in note
    assert ("too narrow" in note) == bool(said)
    assert said in note
