"""What the chapter on metrics prints: tables of correlations, detectors and regressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sklearn.linear_model import LinearRegression

from chapters.material.metrics.loss_and_accuracy import correlated, slopes_at
from comparison.metrics import log_losses, run_metrics
from comparison.undefined import Undefined, Value, number
from datasets.dataset import Dataset
from runtime.backend import tf
from runtime.wrapping import wrapped
from training.runs import Run

Metrics = Mapping[str, Value]
MetricsOf = Callable[[np.ndarray, np.ndarray], Metrics]
LEAST_SQUARES = "least squares"
JudgedByBoth = tuple[np.ndarray, Metrics, Mapping[str, float]]  # targets, metrics by hand, metrics by Keras


def shown(value: Value, spec: str) -> str:
    """A number; a dash where it has none."""
    return "-" if isinstance(value, Undefined) else format(value, spec)


def print_correlations(runs: Sequence[Run]) -> None:
    """Print the correlation of validation loss and accuracy, over all epochs and in two parts; then disagreement."""
    print(f"\nCorrelation of validation loss and accuracy over the epochs (seed {runs[0].seed}): over all,")
    print("up to the epoch with the lowest validation loss, and from it on. - : no value")
    print(f"  {'':19} {'lowest loss':>12} {'all epochs':>11} {'up to it':>11} {'from it on':>10}")
    for trained in runs:
        lowest = int(np.argmin(trained.history["val_loss"]))
        parts = (correlated(trained), correlated(trained, 0, lowest + 1), correlated(trained, lowest))
        total, before, after = (shown(part, "+.2f") for part in parts)
        print(f"  {trained.name:19} {f'epoch {lowest + 1}':>12} {total:>11} {before:>11} {after:>10}")
    print_parting(runs[0])


def print_parting(trained: Run) -> None:
    """Print an epoch with a higher loss and a higher accuracy, and the part of the loss that mistakes cause."""
    loss, accuracy = trained.history["val_loss"], trained.history["val_accuracy"]
    lowest = int(np.argmin(loss))
    best = lowest + int(np.argmax(accuracy[lowest:]))
    if accuracy[best] > accuracy[lowest]:
        print(f"  {trained.name}, from epoch {lowest + 1} to epoch {best + 1}, its best by accuracy from there on:")
        print(f"    validation loss     {loss[lowest]:.3f} -> {loss[best]:.3f} (worse)")
        print(f"    validation accuracy {accuracy[lowest]:.3f} -> {accuracy[best]:.3f} (not worse)")
    y, prediction = trained.predictions["validation_y"], trained.predictions["validation_prediction"]
    losses, wrong = log_losses(y, prediction), prediction.argmax(axis=1) != y
    share = losses[wrong].sum() / losses.sum()
    print(f"  {trained.name}, after the last epoch:")
    print(f"    {wrong.mean():.0%} of the validation examples are misclassified; they cause {share:.0%} of the loss")


def print_derivatives(trained: Run, data: Dataset, step: float = 1e-6) -> None:
    """Print how many derivatives of loss and accuracy are 0, and the gradient of the accuracy in TensorFlow."""
    x, y = data.train.x, data.train.y
    weights, bias = trained.model.layers[-1].get_weights()
    slopes = slopes_at(weights, bias, x.reshape(len(x), -1), y, step)
    of_loss, of_accuracy = np.sum(slopes == 0, axis=0)
    print(f"\nDerivatives for {len(slopes)} weights of the {trained.name}, each moved by +-{step:g}:")
    print(f"  of the accuracy {of_accuracy} are exactly 0, of the loss {of_loss}")
    with tf.GradientTape() as tape:
        correct = tf.argmax(trained.model(x), axis=1) == y  # argmax and == have no derivative: None
        accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    print(f"  TensorFlow's gradient of the accuracy: {tape.gradient(accuracy, trained.model.trainable_variables[0])}")


def print_detectors(judged: Mapping[tuple[int, int], JudgedByBoth], name: str, threshold: float) -> None:
    """Print the metrics of every detector at every share, and how far those of Keras are from them.

    Args:
        judged: (training share, test share), 10 for 1 in 10 -> targets, metrics by hand, and metrics by Keras.
        name: of the class and the dataset.
        threshold: of the decision.
    """
    print(f"\nIs it {name}? Yes if its probability is above {threshold:g}")
    print("The share of positive examples, in training and in test, one at a time")
    print("  training test     always no  accuracy  precision  recall     F1  tested on")
    differences, before = [], None
    for (trained, tested), (y, by_hand, by_keras) in judged.items():
        accuracy, precision, recall, f1 = (shown(value, ".3f") for value in by_hand.values())
        first = "" if trained == before else f"1 in {trained}"
        before = trained
        print(
            f"  {first:8} {f'1 in {tested}':8} {1 - y.mean():9.3f} {accuracy:>9} {precision:>10} {recall:>7} {f1:>6}"
            f"  {len(y):9,}"
        )
        defined = {key: value for key, value in by_hand.items() if not isinstance(value, Undefined)}
        differences += [abs(value - by_keras[key]) for key, value in defined.items()]
    print("  always no: the accuracy of a detector that never says yes")
    rarest = min(judged, key=lambda pair: judged[pair][0].sum())
    print(
        f"  A test of 1 in {rarest[1]} has {judged[rarest][0].sum():,} positive examples: its recall varies by chance"
    )
    if any(isinstance(by_hand["precision"], Undefined) for _, by_hand, _ in judged.values()):
        print("  - : precision is undefined: nothing is predicted positive. Keras gives 0")
    print(f"  Keras' metrics differ from these by {max(differences):.0e} at most")


def print_ranking(runs: Sequence[Run]) -> None:
    """Print areas under the curves and calibration error of classifiers, each on its whole test split."""
    print("\nWithout a threshold, test split: areas under the curves, and how far confidence")
    print("and truth are apart (several classes: mean ROC area of each against the rest)")
    print(f"  {'':28} {'ROC area':>9} {'PR area':>9} {'calibration error':>18}")
    for trained in runs:
        values = run_metrics(trained)["test"].values
        several = trained.task == "multiclass"
        ranked = shown(values["roc_auc_macro" if several else "roc_auc"], ".3f")
        precise = "" if several else shown(values["average_precision"], ".3f")
        name = trained.name if several else f"detector, trained on {trained.name}"
        print(f"  {name:28} {ranked:>9} {precise:>9} {shown(values['calibration_error'], '.3f'):>18}")


def print_regressions(
    runs: Sequence[Run], judged: Sequence[tuple[np.ndarray, Metrics, Metrics]], of: MetricsOf, data: Dataset
) -> None:
    """Print the metrics of every regression, the order in which each metric puts them, and how far Keras' are off.

    Least squares, the line with the lowest squared error on the training examples, stands beside them.

    Args:
        runs: of the regressions.
        judged: targets of the test split, metrics by hand, and metrics by Keras of every regression.
        of: metrics of targets and predictions, (examples,) both.
        data: that they were trained on.
    """
    by_hand = {trained.name: found for trained, (_, found, _) in zip(runs, judged, strict=True)}
    line = LinearRegression().fit(data.train.x, data.train.y.reshape(-1).astype(np.float64))
    by_hand[LEAST_SQUARES] = of(data.test.y.reshape(-1), line.predict(data.test.x))
    print(f"\nRegressions of {data.name}, test split ({runs[0].epochs} epochs, seed {runs[0].seed})")
    print(f"  {'trained with':20} {'loss':>9} {'MSE':>9} {'MAE':>9} {'RMSE':>9}")
    losses = {trained.name: f"{trained.metrics['test']['loss']:9.4g}" for trained in runs}
    for name, found in by_hand.items():
        numbers = "".join(f" {value:9.4g}" for value in found.values())
        print(f"  {name:20} {losses.get(name, '-'):>9}{numbers}")
    print(f"  {LEAST_SQUARES}: the best line on the training examples, computed directly")
    print(f"  One seed and {len(data.test)} test examples: the order below may be chance")
    for key in ("mse", "mae", "rmse"):
        order = sorted(by_hand, key=lambda name: number(by_hand[name][key]))
        print(wrapped(f"best to worst by {key.upper():4}: {', '.join(order)}", "  ", after=20))
    pairs = [(number(found[key]), number(by_keras[key])) for _, found, by_keras in judged for key in found]
    print(f"  Keras' metrics differ from these by {max(abs(a / b - 1) for a, b in pairs):.0e} of their value at most")


def print_constants(metrics: MetricsOf, data: Dataset) -> None:
    """Print the metrics of the mean and of the median as the prediction for every example.

    Args:
        metrics: of targets and predictions, (examples,) both.
        data: a regression; its training targets are predicted.
    """
    targets = data.train.y.reshape(-1).astype(np.float64)
    print("  One prediction for all training examples: the mean of the targets")
    print("  has the lowest MSE, their median the lowest MAE")
    for name, value in (("mean", targets.mean()), ("median", np.median(targets))):
        found = metrics(targets, np.full(len(targets), value))
        print(
            f"    {name:6} {value:6.1f}: " + ", ".join(f"{key.upper()} {number:.5g}" for key, number in found.items())
        )
