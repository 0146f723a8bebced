"""Metrics against scikit-learn as an independent oracle, on random and on degenerate input."""

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle
from sklearn.calibration import calibration_curve

import comparison
from comparison.curves import calibration, precision_recall_curve, roc_curve
from comparison.metrics import judge, metric_value, run_metrics
from comparison.undefined import Undefined
from runtime.errors import UserError

pytestmark = pytest.mark.smoke


def same(ours, theirs):
    """Equal to 1e-6, or undefined in words where the oracle has nothing to divide."""
    assert not (isinstance(ours, float) and math.isnan(ours))
    if isinstance(ours, Undefined):
        assert str(ours).startswith("undefined: ")
        assert len(ours.reason) > 10
        return
    assert ours == pytest.approx(theirs, abs=1e-6)


def quiet(function, *arguments, **keywords):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*arguments, **keywords)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.booleans())
def test_binary(n, seed, coarse):
    draw = np.random.default_rng(seed)
    y, p = draw.integers(0, 2, n), draw.random(n)
    if coarse:  # ties
        p = p.round(1)
    values = judge(y, p[:, None], "binary").values
    predicted = p > 0.5
    assert values["accuracy"] == pytest.approx(oracle.accuracy_score(y, predicted))
    for key, function in {
        "precision": oracle.precision_score, "recall": oracle.recall_score, "f1": oracle.f1_score,
    }.items():  # fmt: skip
        theirs = quiet(function, y, predicted, zero_division=np.nan)
        assert isinstance(values[key], Undefined) == math.isnan(theirs)
        same(values[key], theirs)
    both = 0 < y.sum() < n
    assert isinstance(values["roc_auc"], Undefined) != both
    if both:
        same(values["roc_auc"], oracle.roc_auc_score(y, p))
    if y.any():
        same(values["average_precision"], oracle.average_precision_score(y, p))
    else:
        assert "no example is positive" in str(values["average_precision"])
    same(values["log_loss"], oracle.log_loss(y, np.clip(p, 1e-7, 1 - 1e-7), labels=[0, 1]))
    same(values["brier"], oracle.brier_score_loss(y, p, labels=[0, 1], pos_label=1))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_multiclass(n, seed, occurring):
    draw = np.random.default_rng(seed)
    y = draw.integers(0, occurring, n)  # below 4 one or two of the four classes are missing
    p = draw.dirichlet(np.ones(4), n)
    judged = judge(y, p, "multiclass")
    values, predicted = judged.values, p.argmax(axis=1)
    assert np.array_equal(judged.confusion, oracle.confusion_matrix(y, predicted, labels=range(4)))
    for key, function in {
        "precision": oracle.precision_score, "recall": oracle.recall_score, "f1": oracle.f1_score,
    }.items():  # fmt: skip
        each = quiet(function, y, predicted, labels=range(4), average=None, zero_division=np.nan)
        for ours, theirs in zip(judged.per_class.values(), each, strict=True):
            assert isinstance(ours[key], Undefined) == math.isnan(theirs)
            same(ours[key], theirs)
        for average in ("macro", "weighted"):
            same(values[f"{key}_{average}"], quiet(function, y, predicted, average=average, zero_division=0))
    if len(set(y)) == 4:
        same(values["roc_auc_macro"], oracle.roc_auc_score(y, p, multi_class="ovr"))
    else:
        assert isinstance(values["roc_auc_macro"], Undefined)
    same(values["log_loss"], oracle.log_loss(y, p, labels=range(4)))
    same(values["brier"], oracle.brier_score_loss(y, p, labels=range(4), scale_by_half=False))


@settings(deadline=None, max_examples=30)
@given(st.integers(4, 40), st.integers(0, 2**32 - 1), st.sampled_from([1.0, 60.0]))
def test_logits_and_margins(n, seed, scale):
    draw = np.random.default_rng(seed)
    y, z = np.r_[0, 1, draw.integers(0, 2, n - 2)], draw.normal(size=n) * scale
    logit, margin = (judge(y, z[:, None], "binary", output_kind=kind).values for kind in ("logit", "margin"))
    for values in (logit, margin):
        assert values["accuracy"] == pytest.approx(oracle.accuracy_score(y, z > 0))
        same(values["f1"], quiet(oracle.f1_score, y, z > 0))
        same(values["roc_auc"], oracle.roc_auc_score(y, z))
    same(logit["log_loss"], oracle.log_loss(y, np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7), labels=[0, 1]))
    assert isinstance(margin["log_loss"], Undefined)
    tame = judge(y, np.full((n, 1), 0.25), "binary", output_kind="margin").values  # margins in [0, 1] are none either
    assert isinstance(tame["brier"], Undefined)
    several = draw.normal(size=(n, 3)) * scale
    p = np.exp(several - several.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    values = judge(y, several, "multiclass", output_kind="logit").values
    assert values["accuracy"] == pytest.approx(np.mean(several.argmax(axis=1) == y))
    same(values["brier"], oracle.brier_score_loss(y, p, labels=range(3), scale_by_half=False))
    with pytest.raises(UserError, match="output_kind"):
        judge(y, several, "multiclass", output_kind="odds")


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_regression(n, outputs, seed):
    draw = np.random.default_rng(seed)
    y, p = draw.normal(size=(n, outputs)), draw.normal(size=(n, outputs))
    values = judge(y, p, "regression").values
    same(values["mse"], oracle.mean_squared_error(y, p))
    same(values["mae"], oracle.mean_absolute_error(y, p))
    same(values["rmse"], math.sqrt(oracle.mean_squared_error(y, p)))
    if n == 1:
        assert "one example" in str(values["r2"])
    else:
        same(values["r2"], oracle.r2_score(y, p))


def test_degenerate_targets_are_named():
    assert "constant" in str(judge(np.ones(3), np.arange(3.0), "regression").values["r2"])
    never = judge(np.array([0, 1, 1]), np.array([[0.1], [0.2], [0.3]]), "binary").values
    assert "no example was predicted" in str(never["precision"])
    assert never["recall"] == 0
    one = judge(np.array([1]), np.array([[0.9]]), "binary")
    assert one.values["accuracy"] == 1
    assert "no example is negative" in str(one.values["roc_auc"])
    assert never["precision"].as_dict() == {"value": None, "reason": "no example was predicted as this class"}


def test_scores_are_no_probabilities():
    values = judge(np.array([0, 1, 1]), np.array([[-2.0], [0.3], [3.0]]), "binary", threshold=0).values
    assert values["accuracy"] == values["roc_auc"] == 1
    assert "scores" in str(values["log_loss"])


def test_curves_are_scikit_learns():
    draw = np.random.default_rng(0)
    y, p = draw.integers(0, 2, 300), draw.random(300).round(2)
    false, true, _ = oracle.roc_curve(y, p, drop_intermediate=False)
    ours = roc_curve(y == 1, p)
    assert np.allclose(ours[0], false)
    assert np.allclose(ours[1], true)
    precision, recall, _ = oracle.precision_recall_curve(y, p)
    ours = precision_recall_curve(y == 1, p)
    assert np.allclose(ours[0][::-1], recall[:-1])
    assert np.allclose(ours[1][::-1], precision[:-1])
    frequency, confidence = calibration_curve(y, p, n_bins=10)
    ours = calibration(y, p[:, None])
    assert np.allclose(ours.frequency, frequency)
    assert np.allclose(ours.confidence, confidence)
    assert ours.examples.sum() == 300
    assert ours.error == pytest.approx((abs(frequency - confidence) * ours.examples).sum() / 300)
    with pytest.raises(UserError, match="both classes"):
        roc_curve(y >= 0, p)
    with pytest.raises(UserError, match="positive example"):
        precision_recall_curve(y < 0, p)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((np.zeros(0), np.zeros((0, 1)), "binary"), "no examples"),
        ((np.zeros(2), np.zeros((3, 1)), "binary"), "do not fit"),
        ((np.zeros(2), np.full((2, 1), np.nan), "binary"), "diverged"),
        ((np.zeros((2, 2)), np.zeros((2, 1)), "regression"), "do not fit"),
        ((np.zeros(2), np.zeros((2, 1)), "ranking"), "task 'ranking' is unknown"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence):
    with pytest.raises(UserError, match=sentence):
        judge(*arguments)


def test_one_hot_targets_are_class_indices():
    y, p = np.array([0, 2, 1]), np.eye(3)[[0, 1, 1]]
    assert judge(np.eye(3)[y], p, "multiclass").values["accuracy"] == judge(y, p, "multiclass").values["accuracy"]


def test_a_run_is_judged_from_its_predictions(trained):
    judged = run_metrics(trained)
    for split, result in judged.items():
        assert result.values["accuracy"] == pytest.approx(trained.metrics[split]["accuracy"], abs=1e-6)
        assert result.confusion.sum() == len(trained.predictions[f"{split}_y"])
    assert list(judged["test"].per_class) == trained.record["class_names"]
    assert comparison.run_metrics is run_metrics


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_one_metric_alone_is_the_same(task):
    draw = np.random.default_rng(0)
    y, p = draw.integers(0, 2, 40), draw.random((40, 1))
    if task == "multiclass":
        y, p = draw.integers(0, 3, 40), draw.dirichlet(np.ones(3), 40)
    for name, value in judge(y, p, task).values.items():
        assert metric_value(y, p, task, name) == value
    with pytest.raises(KeyError):
        metric_value(y, p, task, "beauty")


def test_json_has_null_and_a_reason():
    judged = judge(np.array([0, 0]), np.array([[0.1], [0.2]]), "binary").as_dict()
    text = json.dumps(judged, allow_nan=False)
    assert judged["values"]["recall"] == {"value": None, "reason": "no example has this class"}
    assert "NaN" not in text


@pytest.mark.parametrize(
    ("y", "prediction", "task", "sentence"),
    [
        ([1, 2, 3], np.eye(3), "multiclass", "target 3 is no class: .* are 0 to 2; count them from 0"),
        ([0, 1, 7], np.eye(3), "multiclass", "target 7 is no class"),
        ([0, 1, -1], np.eye(3), "multiclass", "target -1 is no class"),
        ([0, 1.5, 2], np.eye(3), "multiclass", "target 1.5 is no class"),
        ([1, 2, 1], [0.1, 0.2, 0.3], "binary", "count them from 0"),
        ([0, 1, 2], [0, 1, 2], "multiclass", "as class indices have; give the network's outputs"),
        ([0, 1, 2], [[0], [1], [2]], "multiclass", "as class indices have; give the network's outputs"),
        (["a", "b", "c"], np.eye(3), "multiclass", "targets are no table of numbers"),
        ([0, 1], [[1, 2], [3]], "binary", "predictions are no table of numbers"),
        (np.eye(4)[:3], np.eye(3), "multiclass", "neither one-hot over 3 classes"),
        ([0.0, float("nan")], [0.1, 0.2], "regression", "targets are not all finite"),
        ([0, 1], np.eye(3)[:2], "binary", "a binary task has one"),
        (None, None, "binary", "finite|no table"),
        ([0, 1, 1], [0, 1, 0], "binary", "whole numbers 0 and 1, as decided classes are; give the network's outputs"),
        ([0, 1, 1], np.array([[0], [1], [0]], np.uint8), "binary", "as decided classes are"),
        ([0, 1, 1], np.array([0.2, 0.7, 0.9]) > 0.5, "binary", "as decided classes are"),
        ([0, 1, 2], np.eye(3, dtype=int), "multiclass", "as decided classes are"),
    ],
)
def test_what_is_no_target_or_prediction(y, prediction, task, sentence):
    with pytest.raises(UserError, match=sentence):
        judge(y, prediction, task)


def test_a_saturated_sigmoid_and_whole_scores_are_judged():
    y, p = np.array([0, 1, 1, 0]), np.array([0.0, 1.0, 0.0, 0.0], np.float32)
    assert judge(y, p, "binary").values["f1"] == pytest.approx(oracle.f1_score(y, p > 0.5))
    assert judge(y, np.array([-3, 2, 1, 4]), "binary", threshold=0).values["accuracy"] == 0.75


def test_two_classes_of_one_name_are_refused():
    """As keys they would be one class: the macro mean of three would be one of two."""
    with pytest.raises(UserError, match="two classes are called 'a'; give each another name"):
        judge([0, 1, 2], np.eye(3), "multiclass", ["a", "b", "a"])


def test_names_threshold_and_curves_are_checked():
    with pytest.raises(UserError, match="1 class names and 3 classes do not fit"):
        judge([0, 1, 2], np.eye(3), "multiclass", ["a"])
    with pytest.raises(UserError, match="threshold has to be a number"):
        judge([0, 1], [0.1, 0.2], "binary", threshold="high")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="target 2 is no class"):
        calibration([0, 2], [[0.1], [0.2]])
    with pytest.raises(UserError, match="scores, not probabilities"):
        calibration([0, 1], [[3.0], [0.2]])
    with pytest.raises(UserError, match="positive has to be True or False"):
        roc_curve([0, 2], [0.1, 0.2])
    with pytest.raises(UserError, match="do not fit"):
        roc_curve([0, 1], [0.1])
