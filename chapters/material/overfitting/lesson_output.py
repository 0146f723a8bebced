"""What the chapter on overfitting prints of its trainings: the turn, gaps, remedies by hand and in Keras."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from chapters.material.overfitting.hidden_weights import hidden_kernels
from chapters.material.overfitting.weights_of_epochs import LAST, Last
from comparison.generalisation import gap_of_row
from comparison.metrics import metric_value
from comparison.rows import Row
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

WithinNorm = Callable[[np.ndarray, float], np.ndarray]
Dropped = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]
MonteCarlo = Callable[[keras.Model, np.ndarray, int], np.ndarray]


def print_turn(trained: Run) -> None:
    """Print where the validation loss of a run is lowest, and whether it rises after that."""
    loss, held_out = trained.history["loss"], trained.history["val_loss"]
    best = int(np.argmin(held_out))
    last, end = float(np.mean(held_out[-LAST:])), f"over the last {min(LAST, len(held_out))} epochs"
    print(f'\nThe turn, in the run "{trained.name}":')
    print(f"  training loss    {loss[best]:.2f} in epoch {best + 1}, {loss[-1]:.2f} in epoch {len(loss)}")
    print(f"  validation loss  {held_out[best]:.2f} in epoch {best + 1}, its lowest; {last:.2f} {end}")
    if last < 1.1 * held_out[best]:
        print("  So no overfitting turn is seen: it has not risen by a tenth.")
        print("  Train for more epochs.")


def print_gaps(rows: list[Row]) -> None:
    """Print accuracy, gap and loss of the data of every row, what was equal and tuned, and what the interval covers."""
    seeds = len(rows[0].runs)
    changes = "other seeds and other test examples" if seeds > 1 else "other test examples (one seed only)"
    print(f"\nGeneralisation gap on {rows[0].runs[0].settings['data']['name']}: train - test accuracy;")
    print("beside it the loss of the data, without the penalty of L1 and L2")
    print(f"{'':22}    accuracy{'':26}loss")
    print(f"{'run':22} {'train':>7} {'test':>7} {'gap':>8}{'':10} {'train':>7} {'test':>7}")
    for row in rows:
        train, test, loss, test_loss = (
            row.interval(split, metric)[0] for metric in ("accuracy", "loss") for split in ("train", "test")
        )
        gap, half = gap_of_row(row, "accuracy")
        print(f"{row.label:22} {train:7.3f} {test:7.3f} {gap:+8.3f} +- {half:.3f}  {loss:7.3f} {test_loss:7.3f}")
    print("+- is half of a 95% confidence interval: how much the gap may change with")
    print(changes)
    print("Epochs (early stopping: at most), batches and learning rate are equal in all")
    print("rows, so more data is also more steps. Chosen on the validation loss of other")
    print("seeds: the epochs, so that it turns, the decay of AdamW (one of six values),")
    print("and how far augmentation shifts. No more was tuned: L1 and L2 were not.")


def print_last_epochs(last: dict[str, Last]) -> None:
    """Print the gap after each of the last epochs (mean over the seeds), their mean, and how far remedies narrow it."""
    without, *remedies = last.values()
    epochs = without.gaps.shape[1]
    print(f"\nThe gap after each of the last {epochs} epochs. It moves from one epoch to the next, so")
    print('the verdicts compare means; narrower: by how much below that of "none"')
    print(f"{'run':14} {'':{8 * epochs - 4}}gaps {'mean':>8} {'narrower':>10}")
    for name, one in last.items():
        each = "".join(f"{gap:+8.3f}" for gap in one.gaps.mean(axis=0))
        print(f"{name:14} {each} {one.gaps.mean():+8.3f}", end="")
        print(f" {without.gaps.mean() - one.gaps.mean():+10.3f}" if one in remedies else "")


def print_monte_carlo(trained: Run, data: Dataset, monte_carlo: MonteCarlo, times: Iterable[int] = (1, 5, 25)) -> None:
    """Print what MC dropout changes on the test split: one prediction with dropout off, and means with dropout on.

    Args:
        trained: a run with dropout.
        data: its dataset.
        monte_carlo: model, examples, how many times -> outputs with dropout on, (times, examples, outputs).
        times: of how many predictions a mean is shown.
    """
    drawn = monte_carlo(trained.model, data.test.x, max(times))
    shown = {"dropout off, once": trained.predictions["test_prediction"]}
    shown |= {f"dropout on, mean of {number}": drawn[:number].mean(axis=0) for number in times}
    print(f'\nMC dropout, run "{trained.name}", {len(data.test):,} test examples: how often it is right, the')
    print("loss, and by how much its probabilities miss the share that is right")
    print(f"{'prediction':22} {'accuracy':>9} {'loss':>9} {'calibration error':>18}")
    for name, outputs in shown.items():
        values = [
            metric_value(data.test.y, outputs, data.task, metric)
            for metric in ("accuracy", "log_loss", "calibration_error")
        ]
        print(f"{name:22} {values[0]:9.4f} {values[1]:9.4f} {values[2]:18.4f}")


def print_penalties(runs: list[Run], penalty: Callable[..., float]) -> None:
    """Print what a remedy does to the hidden weights.

    Args:
        runs: of networks whose recipe has the keywords `l1` and `l2`.
        penalty: kernels and strengths -> what L1 and L2 add to the cost.
    """
    print("\nHidden weights: the penalty in the cost, by hand and in Keras; the length of")
    print("the longest weight vector into a unit; the share of weights with |w| < 0.001")
    print(f"{'run':22} {'by hand':>9} {'Keras':>9} {'longest':>9} {'small':>7}")
    for trained in runs:
        strengths = {key: trained.settings["recipe"]["hyperparameters"][key] for key in ("l1", "l2")}
        kernels = hidden_kernels(trained)
        by_keras = float(sum(trained.model.losses))
        longest = max(np.linalg.norm(kernel, axis=0).max() for kernel in kernels)
        small = np.mean(np.concatenate([np.abs(kernel).ravel() for kernel in kernels]) < 1e-3)
        print(f"{trained.name:22} {penalty(kernels, **strengths):9.4f} {by_keras:9.4f} {longest:9.2f} {small:7.0%}")


def print_by_hand(trained: Run, data: Dataset, within_norm: WithinNorm, dropped: Dropped) -> None:
    """Print what max-norm and dropout do to the first hidden layer of a trained network, by hand and in Keras.

    Args:
        trained: a run whose first `Activation` layer is that of the first hidden layer.
        data: its dataset.
        within_norm: kernel (inputs, units) and the largest length of a column -> the kernel after max-norm.
        dropped: outputs, rate and random numbers -> the outputs after dropout.
    """
    kernel = hidden_kernels(trained)[0]
    by_keras = np.asarray(keras.constraints.MaxNorm(0.5)(kernel))
    apart = np.abs(within_norm(kernel, 0.5) - by_keras).max()
    print(f'\nMax-norm 0.5 on the weights of the first layer of the run "{trained.name}":')
    print(f"  by hand and Keras differ by {apart:.0e} at most")
    relu = next(layer for layer in trained.model.layers if isinstance(layer, keras.layers.Activation))
    outputs = keras.Model(trained.model.inputs, relu.output).predict(data.test.x[:500], verbose=0)
    shown = {
        "without": outputs,
        "by hand": dropped(outputs, 0.5, np.random.default_rng(0)),
        "Keras": np.asarray(keras.layers.Dropout(0.5, seed=0)(outputs, training=True)),
    }
    print(f'Dropout 0.5 on the outputs of the first hidden layer of the run "{trained.name}":')
    for name, values in shown.items():
        print(f"  {name:8} mean output {values.mean():.4f}, share of zeros {np.mean(values == 0):.0%}")
