"""What the chapter on metrics prints: tables of correlations, detectors and regressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chapters.material.metrics.loss_and_accuracy import correlated
from comparison.metrics import log_losses
from comparison.undefined import Undefined, Value, number
from datasets.dataset import Dataset
from training.runs import Run

Metrics = Mapping[str, Value]


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
        print(f"  {trained.name}, from epoch {lowest + 1} to epoch {best + 1}:")
        print(f"    validation loss     {loss[lowest]:.3f} -> {loss[best]:.3f} (worse)")
        print(f"    validation accuracy {accuracy[lowest]:.3f} -> {accuracy[best]:.3f} (better)")
    y, prediction = trained.predictions["validation_y"], trained.predictions["validation_prediction"]
    losses, wrong = log_losses(y, prediction), prediction.argmax(axis=1) != y
    share = losses[wrong].sum() / losses.sum()
    print(f"  {trained.name}, after the last epoch:")
    print(f"    {wrong.mean():.0%} of the validation examples are misclassified; they cause {share:.0%} of the loss")


def print_detectors(
    judged: Sequence[tuple[np.ndarray, Metrics, Mapping[str, float]]], name: str, threshold: float
) -> None:
    """Print the metrics of every detector, and how far those of Keras are from them.

    Args:
        judged: targets of the test split, metrics by hand, and metrics by Keras of every detector.
        name: of the class and the dataset.
        threshold: of the decision.
    """
    print(f"\nIs it {name}? Yes if its probability is above {threshold:g}. Test split")
    print(
        f"  {'positive':9} {'examples':>8} {'always no':>10} {'accuracy':>9} {'precision':>10} {'recall':>7} {'F1':>6}"
    )
    differences = []
    for y, by_hand, by_keras in judged:
        accuracy, precision, recall, f1 = (shown(value, ".3f") for value in by_hand.values())
        print(f"  {share_of(y):9} {len(y):>8,} {1 - y.mean():>10.3f} {accuracy:>9} {precision:>10} {recall:>7} {f1:>6}")
        defined = {key: value for key, value in by_hand.items() if not isinstance(value, Undefined)}
        differences += [abs(value - by_keras[key]) for key, value in defined.items()]
    print("  always no: the accuracy of a detector that never says yes")
    if any(isinstance(by_hand["precision"], Undefined) for _, by_hand, _ in judged):
        print("  - : precision is undefined: nothing is predicted positive. Keras gives 0")
    print(f"  Keras' metrics differ from these by {max(differences):.0e} at most")


def print_regressions(runs: Sequence[Run], judged: Sequence[tuple[np.ndarray, Metrics, Metrics]]) -> None:
    """Print the metrics of every regression, the order in which each metric puts them, and how far Keras' are off.

    Args:
        runs: of the regressions.
        judged: targets of the test split, metrics by hand, and metrics by Keras of every regression.
    """
    by_hand = {trained.name: found for trained, (_, found, _) in zip(runs, judged, strict=True)}
    print(f"\nRegressions of {runs[0].settings['data']['name']}, test split (seed {runs[0].seed})")
    print(f"  {'trained with':20} {'loss':>9} {'MSE':>9} {'MAE':>9} {'RMSE':>9}")
    for trained in runs:
        values = (trained.metrics["test"]["loss"], *by_hand[trained.name].values())
        print(f"  {trained.name:20}" + "".join(f" {value:9.4g}" for value in values))
    for key in ("mse", "mae", "rmse"):
        order = sorted(by_hand, key=lambda name: number(by_hand[name][key]))
        print(f"  best to worst by {key.upper():4}: {', '.join(order)}")
    pairs = [(number(found[key]), number(by_keras[key])) for _, found, by_keras in judged for key in found]
    print(f"  Keras' metrics differ from these by {max(abs(a / b - 1) for a, b in pairs):.0e} of their value at most")


def print_constants(metrics: Callable[[np.ndarray, np.ndarray], Metrics], data: Dataset) -> None:
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


def share_of(y: np.ndarray) -> str:
    """The share of positive examples in words, `1 in 10`; a small dataset may be too small for 1 in 50."""
    share = 1 / y.mean()
    return f"1 in {share:.0f}" if share >= 10 else f"1 in {share:.2g}"
