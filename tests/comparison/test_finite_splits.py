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


def made(run_of, name, **more):
    return [run_of(name, seed=seed, **more) for seed in range(5)]


@pytest.mark.parametrize("split", ["validation", "test"])
def test_an_interval_belongs_to_the_metric_that_was_recorded(run_of, split):
    """Keras' top-3 accuracy may be called accuracy: then the interval of the true accuracy is not its interval."""
    runs = made(run_of, "a")
    for run in runs:
        run.metrics[split] = {**run.metrics[split], "accuracy": 0.99}
    table = comparison.compare([*runs, *made(run_of, "b", right=0.7)])
    row = table.rows[0]
    assert row.interval(split, "accuracy") == (pytest.approx(0.99), None)
    assert row.text(split, "accuracy") == "0.9900"
    assert row.uncovered("accuracy", split).startswith("the recorded accuracy (0.9900) is not that of the saved")
    assert table.rows[1].interval(split, "accuracy")[1] is not None
    if split == "test":
        assert "No interval of accuracy test: the recorded accuracy (0.9900)" in table.note
        difference = table.difference("accuracy", "a", "b")
        assert difference.reason.startswith("the recorded accuracy (0.9900)")
        assert "95% interval over seeds alone" in str(difference)


@pytest.mark.parametrize("off", [1e-6, 5e-5, -5e-5])
def test_rounding_is_no_other_metric(run_of, off):
    runs = made(run_of, "a", examples=1_000)
    for run in runs:
        numbers = run.metrics["test"]
        run.metrics["test"] = {key: value * (1 + off) for key, value in numbers.items()}
    row = comparison.compare(runs).rows[0]
    assert (row.uncovered("accuracy"), row.uncovered("loss")) == ("", "")


def test_a_metric_of_ones_own_has_no_interval_and_says_so(run_of):
    runs = [run_of("a", seed=seed, metrics={"loss": 1.0, "own": 0.5 + seed / 100}) for seed in range(5)]
    table = comparison.compare(runs)
    assert table.rows[0].interval("test", "own")[1] is None
    assert table.rows[0].interval("train", "own")[1] is not None
    assert "No interval of own test: how far own depends on the examples of the split is not known." in table.note
