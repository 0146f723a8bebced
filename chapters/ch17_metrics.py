"""Metrics (평가 지표): judge networks by accuracy, precision, recall, F1 and errors, and compare them with the loss.

Goal      Compute the slide's metrics by hand and with Keras; see what accuracy hides, and when the loss disagrees.
Before    ch04_dense_networks, ch15_losses.
Minutes   1
Slides    "Deep Learning Metric"
Book      Géron 2019, chapter 3, "Performance Measures"; chapter 10, "Training and evaluating the model"
Homework  hw08_metrics_and_comparison

Training lowers a loss (손실 함수). A metric (평가 지표) says how well the trained network does its task. For two
classes (positive, 양성, is the class that a detector looks for; negative, 음성, is the other):

    accuracy (정확도)    of all examples, the share whose class is predicted correctly
    precision (정밀도)   of the examples that are predicted positive, the share that is positive
    recall (재현율)      of the examples that are positive, the share that is predicted positive
    F1 (F1 점수)         the harmonic mean of precision and recall, 2 x precision x recall / (precision + recall)

The confusion matrix (혼동 행렬) counts them: a row for each true class, a column for each predicted one. The detector
predicts "positive" where its output probability is above the decision threshold, usually 1/2. A lower one never lowers
the recall, and mostly lowers the precision. The ROC curve shows all thresholds: recall (true positive rate) against the
share of negatives predicted positive (false positive rate). Its area is 1/2 for random answers, at best 1.

For a regression (회귀) the mean squared error (평균 제곱 오차, MSE) is the mean of the squared differences between
prediction and target; its root (평균 제곱근 오차, RMSE) has the unit of the target. The mean absolute error (평균
절대 오차, MAE) is the mean of their absolute values, so a single large error counts less.

Why is a network not trained on accuracy? If a weight changes a little, usually no predicted class changes: the
derivative (미분) of the accuracy is 0 and shows no direction. The lecture says that loss and metric are strongly
correlated (강한 상관관계), and identical (동일) for a regression. They can disagree: the loss also measures how sure
the network is. It is calibrated (보정) if of its predictions with probability 0.8 about 80% are correct. A network that
overfits is too sure: its mistakes cost a high loss, while accuracy only counts them.

What we build   784 pixels -> 300 ReLU -> 100 ReLU -> 10 softmax (dense), the same with dropout, and a softmax
                regression (no hidden layer). Then detectors of the class that dense misses most, trained with 1 in 2,
                1 in 10, 1 in 50 positive examples; each is tested on all three shares. Then three regressions.
What to look for  One detector, fewer positives in the test: recall stays, precision falls. One test, fewer positives in
                training: what falls now? Which detector is too sure in calibration_detectors.png? In the dense network
                the validation loss rises: does the accuracy fall, too? Do MSE and MAE rank the regressions alike?
In TensorBoard  Scalars: put epoch_loss and epoch_accuracy of the dense run side by side, validation only. The loss
                rises again, the accuracy does not fall with it. Does the loss of the dropout run rise as well?
Now change      python -m chapters.ch17_metrics --threshold 0.2 --resume
                    How do precision, recall and F1 of the detectors change?
                python -m chapters.ch17_metrics --epochs 8
                    Training stops before the loss rises. How strong is the correlation now?
                python -m chapters.ch17_metrics --examples 8000
                    Does the validation loss begin to rise later with more examples?
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import datasets
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main
from chapters.material import metrics as material
from comparison.undefined import Value, ratio
from datasets import Dataset
from runtime.backend import keras
from training import Run

SHARES = (2, 10, 50)  # 10: 1 in 10 examples is positive
SETTINGS = Settings(
    chapter="ch17_metrics",
    epochs=30,  # the book's number for this network
    learning_rate=0.001, validation=0.2, tasks=("multiclass",),
    sizes={"one_in": SHARES, "l2": 0.01},
    when_quick={"one_in": (50,), "l2": 0.0},
    own=(
        Flag("threshold", 0.5, "of the detectors' decision, between 0 and 1", trains=False),
        Flag("examples", 3_000, "training examples of the three networks, at most"),
    ),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
)  # fmt: skip
STUDY = replace(SETTINGS, seeds=10)


# %% The network


def network(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: tuple[int, ...] = (300, 100),
    dropout: float = 0.0, l2: float = 0.0, loss: str | None = None, learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """Dense layers with output, loss and metrics of the task; with `units=()` a softmax or a linear regression."""
    errors = ["mean_squared_error", "mean_absolute_error", "root_mean_squared_error"]
    activation, loss_of_task, metrics = {
        "binary": ("sigmoid", "binary_crossentropy", ["accuracy"]),
        "multiclass": ("softmax", "sparse_categorical_crossentropy", ["accuracy"]),
        "regression": ("linear", "mean_squared_error", errors),
    }[task]
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for width in units:
        model.add(keras.layers.Dense(width, activation="relu", kernel_regularizer=keras.regularizers.L2(l2)))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(outputs, activation=activation))
    model.compile(keras.optimizers.Adam(learning_rate), loss=loss or loss_of_task, metrics=metrics)
    return model


# %% The metrics of the slide


def classification_metrics(y: np.ndarray, predicted: np.ndarray) -> dict[str, Value]:
    """From true and predicted classes, (examples,), 1 for positive. `ratio` leaves 0 / 0 undefined; Keras gives 0."""
    true_positives, false_positives = np.sum((predicted == 1) & (y == 1)), np.sum((predicted == 1) & (y == 0))
    false_negatives, true_negatives = np.sum((predicted == 0) & (y == 1)), np.sum((predicted == 0) & (y == 0))
    both = (true_positives + false_positives) + (true_positives + false_negatives)  # predicted and truly positive
    return {
        "accuracy": float((true_positives + true_negatives) / len(y)),
        "precision": ratio(true_positives, true_positives + false_positives, "nothing is predicted positive"),
        "recall": ratio(true_positives, true_positives + false_negatives, "nothing is positive"),
        "f1": ratio(2 * true_positives, both, "nothing is positive or predicted positive"),  # the harmonic mean
    }


def regression_metrics(y: np.ndarray, prediction: np.ndarray) -> dict[str, Value]:
    """From targets and predictions, (examples,)."""
    error = np.asarray(prediction, np.float64) - y
    mse = float(np.mean(error**2))
    return {"mse": mse, "mae": float(np.mean(np.abs(error))), "rmse": math.sqrt(mse)}


def keras_metrics(y: np.ndarray, output: np.ndarray, task: str, threshold: float = 0.5) -> dict[str, float]:
    """The same metrics by Keras, from targets (examples,) and outputs of the network (examples,)."""
    metrics = {
        "accuracy": keras.metrics.BinaryAccuracy(threshold=threshold),
        "precision": keras.metrics.Precision(thresholds=threshold),
        "recall": keras.metrics.Recall(thresholds=threshold),
        "f1": keras.metrics.F1Score(threshold=threshold),
    }
    if task == "regression":
        metrics = {"mse": keras.metrics.MeanSquaredError(), "mae": keras.metrics.MeanAbsoluteError()}
        metrics["rmse"] = keras.metrics.RootMeanSquaredError()
    for metric in metrics.values():
        metric.update_state(y[:, None].astype(np.float32), output[:, None].astype(np.float32))
    return {name: float(np.squeeze(metric.result())) for name, metric in metrics.items()}


def judge(
    trained: Run, threshold: float = 0.5, share: float | None = None
) -> tuple[np.ndarray, dict[str, Value], dict[str, float]]:
    """Targets of test examples (of which a share is positive, if given), metrics by hand, and metrics by Keras."""
    y, output = trained.predictions["test_y"].reshape(-1), trained.predictions["test_prediction"][:, 0]
    if share is not None:
        chosen = material.with_share(y, share)
        y, output = y[chosen], output[chosen]
    by_keras = keras_metrics(y, output, trained.task, threshold)
    if trained.task == "regression":
        return y, regression_metrics(y, output), by_keras
    return y, classification_metrics(y, (output > threshold).astype(int)), by_keras


# %% The lesson


def run(settings: Settings) -> Report:
    """Three classifiers, three detectors and three regressions, and what each metric says of them."""
    whole = settings.load()  # for the detectors; the networks get --examples of it
    material.check_detectors(whole, settings["threshold"])
    data = settings.few(whole)
    networks = train_networks(data, settings)
    first = {trained.name: trained for trained in networks if trained.seed == settings.seed}
    material.print_correlations(list(first.values()))
    material.print_derivatives(first["softmax regression"], data)
    positive = material.most_missed(first["dense"])
    detectors = train_detectors(whole, positive, settings)
    judged = judge_detectors(detectors, settings)
    name = f"{data.class_names[positive]} ({data.name})"
    material.print_detectors(judged, name, settings["threshold"])
    material.print_ranking([*first.values(), *detectors])
    tables = {"Networks": comparison.compare(networks), "Detectors": comparison.compare(detectors)}
    tables["Regressions"] = comparison.compare(compare_regressions(settings))
    folder, dense, rare = settings.report_folder, first["dense"], detectors[len(detectors) // 2]
    figures = [
        material.draw_loss_and_accuracy(list(first.values()), folder / "loss_and_accuracy.png"),
        material.draw_staircase(first["softmax regression"], data, folder / "staircase.png"),
        material.draw_imbalance(judged, name, folder / "imbalance.png"),
        comparison.plot_confusion(rare, folder / "confusion_detector.png"),
        comparison.plot_confusion(dense, folder / "confusion.png"),
        material.draw_thresholds(rare, classification_metrics, settings["threshold"], folder / "thresholds.png"),
        comparison.plot_ranking(detectors, folder / "roc_detectors.png"),
        material.draw_one_against_rest(dense, folder / "roc.png"),
        comparison.plot_calibration(detectors, folder / "calibration_detectors.png"),
        comparison.plot_calibration(list(first.values()), folder / "calibration.png"),
    ]
    return Report(settings, tables, figures, [claims.check_mean_correlation(networks)])


# %% The trainings


def train_networks(data: Dataset, settings: Settings) -> list[Run]:
    """The dense network, the same with dropout, and a softmax regression."""
    recipe = partial(network, learning_rate=settings.learning_rate)
    others = {"dropout": partial(recipe, dropout=0.5), "softmax regression": partial(recipe, units=())}
    return training.fit_all({"dense": recipe, **others}, data, **settings.training)


def one_seed(settings: Settings, data: Dataset, epochs: int) -> dict[str, Any]:
    """Keywords of trainings that no claim needs: the first seed only."""
    batch_size = min(settings.batch_size, len(data.train))
    return {**settings.training, "seeds": [settings.seed], "batch_size": batch_size, "epochs": epochs}


def train_detectors(data: Dataset, positive: int, settings: Settings) -> list[Run]:
    """A detector of the class `positive` for each share of positive training examples; runs are called `1 in 10`."""
    epochs = math.ceil(settings.epochs / 3)  # fewer than the networks above have
    recipe, each = partial(network, learning_rate=settings.learning_rate), {}
    for number in settings["one_in"]:
        part = material.detector(data, positive, 1 / number)
        each[f"1 in {number}"] = {"data": part, "batch_size": min(settings.batch_size, len(part.train))}
    return training.fit_all(dict.fromkeys(each, recipe), data, each=each, **one_seed(settings, data, epochs))


def judge_detectors(detectors: list[Run], settings: Settings) -> dict[tuple[int, int], Any]:
    """(1 in how many in training, in test) -> `judge` of every detector at every share: only one changes at a time."""
    pairs = [(trained, at) for trained in zip(settings["one_in"], detectors, strict=True) for at in SHARES]
    return {(of, at): judge(trained, settings["threshold"], 1 / at) for (of, trained), at in pairs}


def compare_regressions(settings: Settings) -> list[Run]:
    """How far the diabetes of a patient progresses in a year, trained on the squared or on the absolute error."""
    patients = datasets.load("diabetes", validation=settings.validation)
    recipe = partial(network, learning_rate=settings.learning_rate)
    recipes = {"squared error": recipe, "absolute error": partial(recipe, loss="mean_absolute_error")}
    if settings["l2"]:
        recipes["squared error + l2"] = partial(recipe, l2=settings["l2"])
    runs = training.fit_all(recipes, patients, **one_seed(settings, patients, settings.epochs))
    material.print_regressions(runs, [judge(trained) for trained in runs], regression_metrics, patients)
    material.print_constants(regression_metrics, patients)
    return runs


def study(settings: Settings) -> Report:
    """What the stored verdict comes from: the three networks alone, over several seeds."""
    networks = train_networks(settings.few(settings.load()), settings)
    claim = claims.check_mean_correlation(networks)
    return Report(settings, {"Networks": comparison.compare(networks)}, claims=[claim])


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
