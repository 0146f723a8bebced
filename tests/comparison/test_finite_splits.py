"""Values of single examples: their mean is the metric, their spread that of a bootstrap."""

import numpy as np
import pytest

import comparison
from comparison.curves import roc_area
from comparison.finite_splits import area_values, error_values, linearised
from comparison.metrics import judge, regression

pytestmark = pytest.mark.smoke

RNG = np.random.default_rng(0)
EXAMPLES = 400
POSITIVE = RNG.random(EXAMPLES) < 0.4
SCORE = np.round(RNG.normal(size=EXAMPLES) + POSITIVE, 1)  # with ties
TARGET = RNG.normal(size=(EXAMPLES, 2))
FORECAST = TARGET + RNG.normal(size=(EXAMPLES, 2)) * [0.5, 1.0]


def decided(metric, kept):
    """Values of the kept examples' precision or F1."""
    both, called, y = POSITIVE & (SCORE > 0.5), (SCORE > 0.5) * 1.0, POSITIVE * 1.0
    part, whole = (both * 1.0, called) if metric == "precision" else (2.0 * both, called + y)
    return linearised(part[kept], whole[kept])


METRICS = {
    "precision": (
        lambda kept: decided("precision", kept),
        lambda kept: judge(POSITIVE[kept] * 1, SCORE[kept, None], "binary", (), 0.5, "margin").values["precision"],
    ),
    "f1": (
        lambda kept: decided("f1", kept),
        lambda kept: judge(POSITIVE[kept] * 1, SCORE[kept, None], "binary", (), 0.5, "margin").values["f1"],
    ),
    "roc_auc": (
        lambda kept: area_values(POSITIVE[kept], SCORE[kept]),
        lambda kept: roc_area(POSITIVE[kept], SCORE[kept]),
    ),
    **{
        metric: (
            lambda kept, metric=metric: error_values(metric, TARGET[kept], FORECAST[kept]),
            lambda kept, metric=metric: regression(TARGET[kept], FORECAST[kept])[metric],
        )
        for metric in ("mae", "mse", "rmse", "r2")
    },
}


@pytest.mark.parametrize("metric", METRICS)
def test_values_of_examples_have_the_metrics_mean_and_spread(metric):
    values, statistic = METRICS[metric]
    found = values(np.arange(EXAMPLES))
    assert found.shape == (EXAMPLES,)
    assert found.mean() == pytest.approx(statistic(np.arange(EXAMPLES)))
    draw = np.random.default_rng(1)
    bootstrap = [statistic(draw.integers(EXAMPLES, size=EXAMPLES)) for _ in range(400)]
    assert found.std(ddof=1) / EXAMPLES**0.5 == pytest.approx(np.std(bootstrap), rel=0.15)


def made(run_of, name, right, **more):
    return [run_of(name, seed=seed, right=right, **more) for seed in range(5)]


@pytest.mark.parametrize(
    ("metric", "reason"),
    [("accuracy", ""), ("log_loss", ""), ("f1_macro", "average over classes"),
     ("precision_weighted", "average over classes"), ("calibration_error", "is not known")],
)  # fmt: skip
def test_which_metrics_carry_a_verdict(run_of, metric, reason):
    table = comparison.compare([*made(run_of, "a", 0.9), *made(run_of, "b", 0.7)])
    difference = table.difference(metric, "a", "b")
    assert reason in difference.reason
    assert bool(difference.reason) == bool(reason)


@pytest.mark.parametrize("examples", [300, 600])
def test_a_rows_loss_has_an_interval_from_500_examples_on(run_of, examples):
    row = comparison.compare(made(run_of, "a", 0.9, examples=examples)).rows[0]
    assert (row.interval("test", "loss")[1] is None) == (examples < 500)
    assert row.interval("test", "accuracy")[1] is not None
    assert row.interval("train", "loss")[1] is not None
