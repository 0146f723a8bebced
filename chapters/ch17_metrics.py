"""Metric (평가 지표): what a network is judged by, and why it is trained by something else.

Goal      Compute every metric of the slide by hand, see when accuracy lies, and where loss and metric part.
Before    ch04_dense_networks; ch15_losses for the losses themselves.
Minutes   1
Slides    "Deep Learning Metric"
Book      Géron 2019, chapter 3, "Performance Measures"; chapter 10, "Training and evaluating the model"

A loss (손실함수) is what training lowers; a metric (평가 지표) is what we want. Accuracy (정확도) counts right answers.
Precision (정밀도): of those called positive, how many are. Recall (재현율): of those that are, how many were
called. F1 (F1 점수) is their harmonic mean. MSE (평균 제곱 오차), MAE (평균 절대 오차) and RMSE (평균 제곱근 오차)
measure the errors of a regression (회귀). Accuracy is a staircase: move a weight a little and nothing changes, so
there is no slope to go down, and training follows a smooth loss instead. The lecture says that the two are strongly
correlated (강한 상관관계) and, for a regression, identical (동일). The book warns of accuracy with a 5-detector on
MNIST: always saying no is right nine times in ten.

Keras 3: `keras.metrics.Precision` gives 0 where nothing was called positive. Here that has no value, and says why.

What we build   Three networks on one dataset, with loss and accuracy after every epoch. Then a detector (is it this
                class or not?) where the class is 1 in 2, 1 in 10 and 1 in 50 examples, or as near as a small dataset
                comes, and three regressions, with every metric by hand (chapters/metrics_by_hand.py) and from Keras.
What to look for  The rarer the class, the higher the accuracy, and the less it says: compare it with "never". In the
                dense network the validation loss turns and rises while its accuracy does not fall with it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import comparison
import datasets
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.metrics.by_hand import correlation, from_keras, line_through, of_classes, of_errors, slopes_at
from chapters.material.metrics.rare_class import check_classes, detector
from comparison.metrics import log_losses
from comparison.undefined import Undefined, Value
from datasets.dataset import Dataset
from runtime.backend import keras, tf
from runtime.errors import UserError
from training.runs import Run

SETTINGS = Settings(
    chapter="ch17_metrics",
    epochs=30,  # the book's number for this network
    validation=0.2,
    tasks=("multiclass",),
    own=(
        Flag("threshold", 0.5, "a detector says yes above this probability", trains=False),
        Flag("examples", 3_000, "training examples of the three networks, at most"),
    ),
)
STUDY = replace(SETTINGS, seeds=5)

REGRESSION = {"mean_squared_error": "mse", "mean_absolute_error": "mae", "root_mean_squared_error": "rmse"}
SHARES = {"1 in 2": 1 / 2, "1 in 10": 1 / 10, "1 in 50": 1 / 50}


def network(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    hidden: tuple[int, ...] = (300, 100),
    dropout: float = 0.0,
    l2: float = 0.0,
) -> keras.Model:
    """Dense layers, and the output of the task; without hidden layers a logistic or a linear regression."""
    output_activation = {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}[task]
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu", kernel_regularizer=keras.regularizers.L2(l2)))
        model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(outputs, activation=output_activation))
    return model


def run(settings: Settings) -> Report:
    """Three classifiers, three detectors and three regressions, and what each metric says of them."""
    threshold = settings["threshold"]
    if not 0 < threshold < 1:
        raise UserError(f"--threshold {threshold} is no probability; give one between 0 and 1")
    whole = settings.load()
    check_classes(whole)
    data = settings.few(whole)
    print_summary(network, data)
    folder = report_path(settings)
    networks = {"dense": network, "dropout": partial(network, dropout=0.5)}
    networks["softmax regression"] = partial(network, hidden=())
    runs = training.fit_all(networks, data, **settings.training)
    first = {each.name: each for each in runs if each.seed == settings.seed}
    print_parting(first)
    print_slopes(first["softmax regression"], data)

    positive = most_missed(first["dense"])
    shares = list(SHARES.items())[-1 if settings.quick else 0 :]
    parts = {name: detector(whole, positive, share) for name, share in shares}
    epochs = -(-settings.epochs // 3)
    detectors = [
        training.fit_all({name: network}, part, **once(settings, part, epochs))[0] for name, part in parts.items()
    ]
    print_detectors(detectors, data, positive, threshold)

    patients = datasets.load("diabetes", validation=settings.validation)
    squared = {"squared error": network}
    if not settings.quick:
        squared["squared error + l2"] = partial(network, l2=0.01)
    how = {**once(settings, patients, settings.epochs), "metrics": tuple(REGRESSION)}
    regressions = training.fit_all(squared, patients, **how)
    regressions += training.fit_all({"absolute error": network}, patients, loss="mean_absolute_error", **how)
    print_regressions(regressions, patients)
    return Report(
        settings,
        comparison.compare(runs),
        further={
            **{f"Detector, {each.name}": comparison.compare([each]) for each in detectors},  # each has other examples
            "Regressions": comparison.compare(regressions),
        },
        figures=[
            comparison.plot_parting(list(first.values()), folder / "loss_and_accuracy.png"),
            draw_detectors(detectors, data, positive, threshold, folder / "imbalance.png"),
            draw_staircase(first["softmax regression"], data, folder / "staircase.png"),
        ],
        claims=[
            claim_of_correlation(runs),
            *exact_claims.checks(settings.chapter),
        ],
        look_for=(
            "Scalars: put epoch_loss and epoch_accuracy of dense side by side, validation only: the loss turns, the "
            "accuracy goes on or stays. Then look at dropout: does its loss turn as well?"
        ),
        now_change=(
            "python -m chapters.ch17_metrics --threshold 0.2 --resume   more is called positive: what happens to F1?",
            "python -m chapters.ch17_metrics --epochs 8                 stop before the loss turns: the correlation?",
            "python -m chapters.ch17_metrics --examples 8000            do loss and accuracy part later?",
        ),
    )


def once(settings: Settings, data: Dataset, epochs: int) -> dict[str, Any]:
    """Keywords of the further trainings: from the first seed, since no claim stands on them."""
    batch_size = min(settings.batch_size, len(data.train))
    return {**settings.training, "seeds": [settings.seed], "batch_size": batch_size, "epochs": epochs}


def correlated(trained: Run, first: int = 0, last: int | None = None) -> Value:
    """Correlation of validation loss and accuracy over the epochs of a training, or over some of them."""
    history = trained.history
    return correlation(history["val_loss"][first:last], history["val_accuracy"][first:last])


def claim_of_correlation(runs: list[Run]) -> dict[str, Any]:
    """The claim judged by the network in which the correlation is weakest, one value a seed; the evidence has all."""
    claim_id = "loss-and-metric-correlate"
    values: dict[str, list[Value]] = {}
    for trained in runs:
        values.setdefault(trained.name, []).append(correlated(trained))
    undefined = [each.reason for of_name in values.values() for each in of_name if isinstance(each, Undefined)]
    if undefined:
        reason = {"verdict": "not tested", "evidence": f"This run: a correlation has no value; {undefined[0]}."}
        return {**claims.described(claims.named(claim_id)), **reason, "values": {"this_run": reason}}
    entry = claims.check(claim_id, np.min([np.negative(of_name) for of_name in values.values()], axis=0))
    own = ", ".join(f"{name} {np.mean(of_name):+.2f}" for name, of_name in values.items())
    said = f" The correlations of the {len(values)} networks in this run: {own}."
    entry["evidence"] += said
    entry["values"]["this_run"]["evidence"] += said
    return entry


def print_parting(first: dict[str, Run]) -> None:
    """Print the correlation of loss and metric, before and after the lowest loss, and who pays the loss at the end."""
    dense = first["dense"]
    print(f"\nValidation loss and accuracy of {dense.settings['data']['name']}, seed {dense.seed}: correlation")
    for trained in first.values():
        loss, accuracy = trained.history["val_loss"], trained.history["val_accuracy"]
        lowest = int(np.argmin(loss))
        parts = (correlated(trained), correlated(trained, 0, lowest + 1), correlated(trained, lowest))
        whole, before, after = ("-" if isinstance(each, Undefined) else f"{each:+.2f}" for each in parts)
        print(
            f"  {trained.name:20} all epochs {whole}, up to the lowest loss (epoch {lowest + 1}) {before}, "
            f"after {after}"
        )
        best = lowest + int(np.argmax(accuracy[lowest:]))
        if accuracy[best] > accuracy[lowest]:
            print(
                f"  {'':20} epoch {lowest + 1} -> {best + 1}: the loss gets worse ({loss[lowest]:.3f} -> "
                f"{loss[best]:.3f}), the accuracy better ({accuracy[lowest]:.3f} -> {accuracy[best]:.3f})"
            )
    y, prediction = (dense.predictions[f"validation_{each}"] for each in ("y", "prediction"))
    each_loss, wrong = log_losses(y, prediction), prediction.argmax(axis=1) != y
    share = each_loss[wrong].sum() / each_loss.sum()
    print(f"{dense.name}, at the end: the {wrong.mean():.0%} that are wrong pay {share:.0%} of the loss")


def print_slopes(trained: Run, data: Dataset, step: float = 1e-6) -> None:
    """Print how many of 20 weights have a slope, of the loss and of the accuracy, and what TensorFlow answers."""
    weights, bias = trained.model.layers[-1].get_weights()
    slopes = slopes_at(weights, bias, data.train.x.reshape(len(data.train), -1), data.train.y, step)
    flat = np.sum(slopes == 0, axis=0)
    with tf.GradientTape() as tape:
        right = tf.equal(tf.argmax(trained.model(data.train.x), axis=1), tf.cast(data.train.y, tf.int64))
        accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    gradient = tape.gradient(accuracy, trained.model.trainable_variables[0])
    answer = "none, it finds no way from the weights to it that has a derivative" if gradient is None else f"{gradient}"
    print(
        f"\n{trained.name}, {len(slopes)} weights each moved by {step:g}: the accuracy's slope is exactly 0 for "
        f"{flat[1]}, the loss's for {flat[0]}. TensorFlow's gradient of the accuracy: {answer}"
    )


def most_missed(trained: Run) -> int:
    """The class of which the network finds the smallest share in validation."""
    per_class = comparison.run_metrics(trained)["validation"].per_class
    recalls = [row["recall"] for row in per_class.values()]
    return int(np.argmin([1.0 if isinstance(each, Undefined) else each for each in recalls]))


def judged(trained: Run, threshold: float) -> tuple[np.ndarray, np.ndarray, dict[str, Value]]:
    """Truth and output of a detector on the test split, (examples,), and its metrics by hand."""
    y, output = trained.predictions["test_y"].reshape(-1), trained.predictions["test_prediction"][:, 0]
    return y, output, of_classes(y, (output > threshold).astype(int))


def share_of(y: np.ndarray) -> str:
    """In words, as the split has it: `1 in 10`; a small dataset has no 1 in 50."""
    share = 1 / y.mean()
    return f"1 in {share:.0f}" if share >= 10 else f"1 in {share:.2g}"


def print_detectors(detectors: list[Run], data: Dataset, positive: int, threshold: float) -> None:
    """Print each metric by hand and as Keras has it, beside the accuracy of never saying yes."""
    print(f"\nIs it {data.class_names[positive]}? Yes above {threshold:g}. ", end="")
    print(f"Test examples of {data.name}, seed {detectors[0].seed}: by hand / Keras")
    for trained in detectors:
        y, output, by_hand = judged(trained, threshold)
        theirs = from_keras(y, output, "binary", threshold)
        said = {key: "undefined" if isinstance(value, Undefined) else f"{value:.3f}" for key, value in by_hand.items()}
        shown = ", ".join(f"{key} {value} / {theirs[key]:.3f}" for key, value in said.items())
        print(f"  {share_of(y):9} of {len(y):,}: {shown}; always no: accuracy {1 - y.mean():.3f}")


def print_regressions(runs: list[Run], data: Dataset) -> None:
    """Print loss and metrics of each regression on the test split, and the order in which each metric puts them."""
    print(f"\nRegression on {data.name}, test split, seed {runs[0].seed}: by hand / Keras")
    table = {}
    for trained in runs:
        y, output = trained.predictions["test_y"].reshape(-1), trained.predictions["test_prediction"][:, 0]
        table[trained.name], theirs = of_errors(y, output), from_keras(y, output, "regression")
        shown = ", ".join(f"{key} {value:.4g} / {theirs[key]:.4g}" for key, value in table[trained.name].items())
        print(f"  trained by {trained.name:20} loss {trained.metrics['test']['loss']:.4g}: {shown}")
    for key in REGRESSION.values():
        print(f"  best to worst by {key:4}: {', '.join(sorted(table, key=lambda name: table[name][key]))}")
    print("One number for every training example: the mean is the best by mse, the median by mae")
    targets = data.train.y.reshape(-1).astype(np.float64)
    for name, constant in (("mean", targets.mean()), ("median", np.median(targets))):
        errors = of_errors(targets, np.full(len(targets), constant))
        print(f"  {name:6} {constant:.1f}: {', '.join(f'{key} {value:.5g}' for key, value in errors.items())}")


def draw_detectors(detectors: list[Run], data: Dataset, positive: int, threshold: float, path: Path) -> Path:
    """The metrics of the detectors against the share of positive examples."""
    found = [judged(one, threshold) for one in detectors]
    shown = {
        key: [np.nan if isinstance(values[key], Undefined) else values[key] for *_, values in found]
        for key in found[0][2]
    }
    where = f"{data.class_names[positive]} ({data.name}, test; seed {detectors[0].seed})"
    return comparison.plot_imbalance(
        [share_of(y) for y, *_ in found], shown, [1 - y.mean() for y, *_ in found], path, where
    )


def draw_staircase(trained: Run, data: Dataset, path: Path, examples: int = 60, reach: float = 10.0) -> Path:
    """Loss and accuracy of a few validation examples on a line through the trained weights."""
    weights, bias = trained.model.layers[-1].get_weights()
    x, y = data.validation.x[:examples], data.validation.y[:examples]
    distances = np.linspace(-reach, reach, 2_001)
    loss, accuracy = line_through(weights, bias, x.reshape(len(x), -1), y, distances)
    return comparison.plot_staircase(distances, loss, accuracy, path, len(x))


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
