"""What the chapter on overfitting prints of its trainings: gaps, remedies by hand and in Keras, the stored study."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from chapters.material.overfitting.hidden_weights import hidden_kernels
from comparison.generalisation import gap_of_row
from comparison.rows import Row
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

WithinNorm = Callable[[np.ndarray, float], np.ndarray]
Dropped = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


def print_gaps(rows: list[Row]) -> None:
    """Print accuracy and generalisation gap of every row, and what the interval of the gap covers."""
    seeds = len(rows[0].runs)
    changes = "other seeds and other test examples" if seeds > 1 else "other test examples (one seed only)"
    print(f"\nGeneralisation gap on {rows[0].runs[0].settings['data']['name']}: train - test accuracy")
    print(f"{'run':28} {'train':>7} {'test':>7} {'gap':>7}")
    for row in rows:
        train, test = (row.interval(split, "accuracy")[0] for split in ("train", "test"))
        gap, half = gap_of_row(row, "accuracy")
        print(f"{row.label:28} {train:7.3f} {test:7.3f} {gap:+7.3f} +- {half:.3f}")
    print("+- is half of a 95% confidence interval: how much the gap may change with")
    print(f"{changes}")


def print_penalties(runs: list[Run], penalty: Callable[..., float]) -> None:
    """Print what a remedy does to the hidden weights, for the runs of the first seed.

    Args:
        runs: of networks whose recipe has the keywords `l1` and `l2`.
        penalty: kernels and strengths -> what L1 and L2 add to the cost.
    """
    print("\nHidden weights: the penalty in the cost, by hand and in Keras; the length of")
    print("the longest weight vector into a unit; the share of weights with |w| < 0.001")
    print(f"{'run':28} {'by hand':>9} {'Keras':>9} {'longest':>9} {'small':>7}")
    for trained in [run for run in runs if run.seed == runs[0].seed]:
        strengths = {key: trained.settings["recipe"]["hyperparameters"][key] for key in ("l1", "l2")}
        kernels = hidden_kernels(trained)
        by_keras = float(sum(trained.model.losses))
        longest = max(np.linalg.norm(kernel, axis=0).max() for kernel in kernels)
        small = np.mean(np.concatenate([np.abs(kernel).ravel() for kernel in kernels]) < 1e-3)
        print(f"{trained.name:28} {penalty(kernels, **strengths):9.4f} {by_keras:9.4f} {longest:9.2f} {small:7.0%}")


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


def print_study(study: Settings, runs: list[Run]) -> None:
    """Print what the stored verdicts come from, and what this run trained.

    Args:
        study: settings of the stored study.
        runs: of this lesson.
    """
    print("\nWhat the verdicts below come from:")
    seeds, trained = len({run.seed for run in runs}), runs[0].settings
    examples = trained["data"]["examples"]["train"]
    print(f"  stored    seeds {study.seeds}, epochs {study.epochs}, training examples {study['examples']:,}")
    print(f"  this run  seeds {seeds}, epochs {trained['epochs']}, training examples {examples:,}")
