"""Accuracy, precision and the others are the true ones, whatever the output is: NumPy and scikit-learn say so, too."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn import metrics as sklearn

import comparison
import datasets
import training
from datasets import Split
from runtime.backend import keras
from runtime.errors import UserError
from training.runs import Run
from training.settings import name_of

losses, metrics = keras.losses, keras.metrics


@pytest.fixture(scope="module")
def tumours():
    data = datasets.load("breast_cancer")
    return replace(data, train=Split(data.train.x[:120], data.train.y[:120]))


@pytest.fixture(scope="module")
def iris():
    return datasets.load("iris")


@pytest.fixture(scope="module")
def one_hot(iris):
    parts = {name: iris.split(name) for name in ("train", "validation", "test")}
    return replace(iris, **{name: Split(part.x, np.eye(3, dtype=np.float32)[part.y]) for name, part in parts.items()})


def network(input_shape, outputs, task, activation=None, compiled=None):
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs, activation)])
    if compiled is not None:
        model.compile("sgd", **compiled)
    return model


@pytest.fixture
def fit(tmp_path):
    def fitted(data, activation=None, loss=None, metrics=None, compiled=False):
        given = {"loss": loss, "metrics": metrics}
        recipe = partial(network, activation=activation, compiled=given if compiled else None)
        settings = {} if compiled else {"optimizer": "sgd", **given}
        return training.fit(recipe, data, name="n", epochs=2, folder=tmp_path, verbose=0, **settings)

    return fitted


SCORES = {  # activation, loss, what the output is
    "logits": (None, losses.BinaryCrossentropy(from_logits=True), "logit"),
    "focal logits": (None, losses.BinaryFocalCrossentropy(from_logits=True), "logit"),
    "hinge, tanh": ("tanh", "hinge", "margin"),
    "hinge, linear": (None, losses.SquaredHinge(), "margin"),
}


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", SCORES)
def test_binary_scores_are_judged_around_zero(fit, tumours, name, compiled):
    activation, loss, kind = SCORES[name]
    run = fit(tumours, activation, loss, ["accuracy", "precision", "recall", "auc"], compiled)
    assert (run.output_kind, run.threshold) == (kind, 0.0)
    for split in ("validation", "test"):
        y, score = run.predictions[f"{split}_y"], run.predictions[f"{split}_prediction"][:, 0]
        predicted = score > 0
        expected = {
            "accuracy": np.mean(predicted == y),
            "precision": sklearn.precision_score(y, predicted),
            "recall": sklearn.recall_score(y, predicted),
        }
        values = comparison.run_metrics(run)[split].values
        for metric, value in expected.items():
            assert run.metrics[split][metric] == pytest.approx(value), metric
            assert values[metric] == pytest.approx(value), metric
        assert values["roc_auc"] == pytest.approx(sklearn.roc_auc_score(y, score))
        assert run.metrics[split]["auc"] == pytest.approx(sklearn.roc_auc_score(y, score), abs=0.01)
        if kind == "logit":
            assert values["log_loss"] == pytest.approx(sklearn.log_loss(y, expit(score.astype(float))), rel=1e-5)
        else:
            assert isinstance(values["log_loss"], comparison.Undefined)
    assert run.history["val_accuracy"][-1] == pytest.approx(run.metrics["validation"]["accuracy"])
    loaded = run.model.evaluate(tumours.test.x, tumours.test.y, return_dict=True, verbose=0)
    assert loaded == pytest.approx(run.metrics["test"], rel=1e-5)


@pytest.mark.slow
def test_the_metrics_do_not_change_what_is_trained(fit, tumours):
    loss = losses.BinaryCrossentropy(from_logits=True)
    runs = [
        fit(tumours, None, loss, given, compiled=True)
        for given in (["accuracy"], [metrics.BinaryAccuracy(threshold=0.0)], ["mse"])
    ]
    assert len({run.folder for run in runs}) == 3
    first, *others = (run.record["fingerprints"]["final weights"] for run in runs)
    assert others == [first, first]


@pytest.mark.parametrize("data", ["iris", "one_hot"])
def test_logits_of_several_classes(fit, request, data):
    kind = losses.CategoricalCrossentropy if data == "one_hot" else losses.SparseCategoricalCrossentropy
    named = "categorical_crossentropy" if data == "one_hot" else "sparse_categorical_crossentropy"
    run = fit(request.getfixturevalue(data), None, kind(from_logits=True), ["accuracy", named])
    assert (run.output_kind, run.threshold) == ("logit", None)
    y, logits = run.predictions["test_y"], run.predictions["test_prediction"].astype(float)
    y = y.argmax(axis=1) if y.ndim == 2 else y
    values, p = comparison.run_metrics(run)["test"].values, softmax(logits, axis=1)
    assert run.metrics["test"]["accuracy"] == pytest.approx(np.mean(logits.argmax(axis=1) == y))
    assert values["accuracy"] == pytest.approx(run.metrics["test"]["accuracy"])
    assert values["log_loss"] == pytest.approx(sklearn.log_loss(y, p), rel=1e-5)
    assert run.metrics["test"][named] == pytest.approx(sklearn.log_loss(y, p), rel=1e-5)
    assert run.metrics["test"]["loss"] == pytest.approx(sklearn.log_loss(y, p), rel=1e-5)
    assert values["roc_auc_macro"] == pytest.approx(sklearn.roc_auc_score(y, p, multi_class="ovr"))


def test_the_baseline_is_in_the_form_of_the_outputs(fit, tumours):
    share = tumours.train.y.mean()
    naive = tumours.baseline.values[0]
    y = tumours.test.y
    right = float(np.mean(y == (naive > 0.5)))
    logits = fit(tumours, None, losses.BinaryCrossentropy(from_logits=True)).record["baseline"]["test"]
    assert logits["accuracy"] == pytest.approx(right)
    assert logits["loss"] == pytest.approx(sklearn.log_loss(y, np.full(len(y), naive)), rel=1e-5)
    hinge = fit(tumours, "tanh", "hinge").record["baseline"]["test"]
    assert hinge["accuracy"] == pytest.approx(right)
    assert hinge["loss"] == pytest.approx(2 * (1 - right), rel=1e-5)
    assert 0 < share < 1


def own_loss(y_true, y_pred):
    return keras.ops.square(keras.ops.cast(y_true, "float32") * 2 - 1 - y_pred)


@pytest.mark.slow
def test_a_loss_of_ones_own_says_nothing_about_the_threshold(fit, tumours):
    with pytest.raises(UserError, match=r'in place of accuracy give keras.metrics.BinaryAccuracy\(name="accuracy"'):
        fit(tumours, None, own_loss)
    run = fit(tumours, None, own_loss, [metrics.BinaryAccuracy(name="accuracy", threshold=0.0)])
    assert (run.output_kind, run.threshold) == ("score", 0.0)
    y, score = run.predictions["test_y"], run.predictions["test_prediction"][:, 0]
    assert run.metrics["test"]["accuracy"] == pytest.approx(np.mean((score > 0) == y))
    assert comparison.run_metrics(run)["test"].values["accuracy"] == pytest.approx(run.metrics["test"]["accuracy"])
    assert set(run.record["baseline"]["test"]) == {"accuracy"}
    assert fit(tumours, "sigmoid", own_loss).output_kind == "probability"

    def surest(y_true, y_pred):
        return keras.ops.max(y_pred, axis=-1)

    unknown = comparison.run_metrics(fit(tumours, None, own_loss, [surest]))["test"].values
    assert "nothing says above which output" in str(unknown["accuracy"])


def test_targets_learned_as_numbers_are_decided_in_their_middle(fit, tumours):
    run = fit(tumours, None, "mean_squared_error", ["accuracy"])
    assert (run.output_kind, run.threshold) == ("value", 0.5)
    y, value = run.predictions["test_y"], run.predictions["test_prediction"][:, 0]
    assert run.metrics["test"]["accuracy"] == pytest.approx(np.mean((value > 0.5) == y))


@pytest.mark.slow
@pytest.mark.parametrize("given", ["f1_score", metrics.F1Score(threshold=0.5, average="micro"), "binary_crossentropy"])
def test_metrics_that_want_targets_in_a_column(fit, tumours, given):
    run = fit(tumours, "sigmoid", "binary_crossentropy", ["accuracy", given])
    y, p = run.predictions["test_y"].reshape(-1), run.predictions["test_prediction"][:, 0].astype(float)
    name = name_of(given)
    expected = sklearn.f1_score(y, p > 0.5) if name == "f1_score" else sklearn.log_loss(y, p)
    assert run.metrics["test"][name] == pytest.approx(expected, rel=1e-5)
    assert f"val_{name}" in run.history


@pytest.mark.parametrize(
    ("data", "activation", "loss", "metric", "sentence"),
    [
        ("tumours", "sigmoid", None, "categorical_accuracy", "several classes but breast_cancer is binary; use acc"),
        ("tumours", "sigmoid", None, "sparse_categorical_accuracy", "binary; use accuracy"),
        ("tumours", "sigmoid", None, "categorical_crossentropy", "binary; use binary_crossentropy"),
        ("tumours", "sigmoid", None, "top_k_categorical_accuracy", "binary; use accuracy"),
        ("tumours", "sigmoid", None, "Accuracy", 'write "accuracy"'),
        ("tumours", "sigmoid", None, "hinge", "takes scores around 0"),
        ("tumours", "sigmoid", None, metrics.MeanIoU(2), "takes predicted classes"),
        ("tumours", "sigmoid", None, metrics.Mean(), "compares no outputs with targets"),
        ("tumours", "sigmoid", None, metrics.AUC(from_logits=True), "leave it out"),
        ("tumours", "tanh", "hinge", "binary_crossentropy", "the outputs are margins; use accuracy"),
        ("tumours", None, losses.BinaryCrossentropy(from_logits=True), "poisson", "takes probabilities"),
        ("tumours", "sigmoid", None, "KLDivergence", "for several classes but breast_cancer is binary; use accuracy"),
        ("tumours", "tanh", "hinge", "f1_score", "cannot decide at 0, as margins do"),
        ("tumours", "tanh", "hinge", metrics.BinaryAccuracy(), r"write keras.metrics.BinaryAccuracy\(threshold=0.0\)"),
        ("tumours", "tanh", "hinge", metrics.binary_accuracy, r"write keras.metrics.BinaryAccuracy\(threshold=0.0\)"),
        ("tumours", "tanh", "hinge", metrics.Recall(), r"write keras.metrics.Recall\(thresholds=0.0\)"),
        ("tumours", "tanh", "hinge", metrics.AUC(), "give it with from_logits=True"),
        ("tumours", "tanh", "hinge", metrics.SensitivityAtSpecificity(0.5), "compute it afterwards"),
        ("iris", "softmax", None, "categorical_accuracy", "has class indices; use sparse_categorical_accuracy"),
        ("iris", "softmax", None, "binary_accuracy", "fails on class indices"),
        ("iris", "softmax", None, "mean_squared_error", "fails on class indices"),
        ("one_hot", "softmax", "categorical_crossentropy", "sparse_categorical_accuracy", "use categorical_accuracy"),
        ("one_hot", "softmax", "categorical_crossentropy", metrics.F1Score(), "give it average='macro'"),
        ("one_hot", "softmax", "categorical_crossentropy", "binary_accuracy", "is for two classes"),
    ],
)  # fmt: skip
def test_metrics_of_other_outputs_and_targets_are_refused(
    fit, request, tmp_path, data, activation, loss, metric, sentence
):
    with pytest.raises(UserError, match=sentence):
        fit(request.getfixturevalue(data), activation, loss, [metric])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("metric", ["f1_score", metrics.F1Score(average="macro"), metrics.Precision(), "auc", "mse"])
def test_metrics_of_one_hot_targets(fit, one_hot, metric):
    assert fit(one_hot, "softmax", "categorical_crossentropy", ["accuracy", metric]).output_kind == "probability"


def test_an_older_run_is_what_its_loss_says(fit, tumours):
    run = fit(tumours, "tanh", "hinge")
    older = {key: value for key, value in run.record.items() if key not in ("output_kind", "threshold")}
    for loss, kind, threshold in (
        ("hinge", "margin", 0.0),
        ({"name": "BinaryCrossentropy", "from_logits": True}, "logit", 0.0),
        ("binary_crossentropy", "probability", 0.5),
    ):
        old = Run(run.folder, {**older, "settings": {**run.settings, "loss": loss}})
        assert (old.output_kind, old.threshold) == (kind, threshold)
