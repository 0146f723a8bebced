"""What the chapter on CNN architectures prints: what every network costs, and what a damaged one loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chapters.material.gallery.graph_damage import accuracy_losses
from chapters.material.gallery.spread_table import generator_of
from comparison.columns import print_columns
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.wrapping import wrapped
from training.runs import Run

COST_COLUMNS = ("network", "multiply-adds", "parameters", "seconds", "above baseline")


def print_costs(table: Comparison) -> None:
    """Print what each network needs for an image and a training, its lead over the baseline, and `print_how_far`.

    Args:
        table: with one further baseline, `trained_baseline`.
    """
    baseline = table.further_baselines[0]
    rows, counts = [], []
    for row in table.rows:
        accuracy = float(np.mean(row.values("test", "accuracy")))
        counts.append((int(row.multiply_adds), row.runs[0].parameters))
        above = f"{accuracy - baseline['test']['accuracy']:+.4f}"
        rows.append((row.label, *(f"{count:,}" for count in counts[-1]), f"{row.seconds:.0f}", above))
    (few, many), (small, large) = ((min(column), max(column)) for column in zip(*counts, strict=True))
    print("\nWhat each network costs: multiply-adds of an image, parameters, time to train")
    print_columns(COST_COLUMNS, rows, left=COST_COLUMNS[:1])
    said = (
        f"The most multiply-adds are {many / few:.2f} times the fewest; of parameters, {large / small:.2f} times. "
        "Equal multiply-adds do not make parameters equal: the sizes were chosen for both. Above baseline: test "
        f"accuracy minus {baseline['test']['accuracy']:.4f}, that of a {baseline['name']} (no hidden layer) that is "
        "trained alike on the same images."
    )
    print(wrapped(said, after=0))
    print_how_far(table)


def print_how_far(table: Comparison) -> None:
    """Print the accuracy on the training images: a network that is behind there has not learned them in so few steps.

    Args:
        table: its random graphs are named as "WS graph 0"; without a ResNet beside them nothing is printed.
    """
    train = {row.label: float(np.mean(row.values("train", "accuracy"))) for row in table.rows}
    random = [accuracy for label, accuracy in train.items() if generator_of(label)]
    if not random or "ResNet" not in train:
        return
    run = table.rows[0].runs[0]
    steps = -(-run.settings["data"]["examples"]["train"] // run.settings["batch_size"]) * run.epochs
    said = (
        f"After {steps:,} steps the random networks classify {np.mean(random):.4f} of the training images correctly, "
        f"the ResNet {train['ResNet']:.4f}."
    )
    if np.mean(random) < train["ResNet"]:
        said += (
            " So they are behind on images that they have seen: the training may be too short for "
            "them (--epochs makes it longer)."
        )
    print(wrapped(said, after=0))


def damaged(runs: Sequence[Run], data: Dataset, *, images: int, removals: int) -> list[dict[str, list[float]]]:
    """Take edges and nodes out of trained networks, print the accuracy that it costs, and return it.

    Args:
        runs: of one graph, one for each seed of the weights.
        data: that they were trained on.
        images: of the test split, at most.
        removals: edges, and nodes, at most.

    Returns:
        `accuracy_losses` of each run.
    """
    x, y = data.test.x[:images], data.test.y[:images]
    damages = [accuracy_losses(run.model, x, y, removals=removals) for run in runs]
    print_damages(damages, runs[0].name, len(x))
    return damages


def print_damages(damages: Sequence[dict[str, list[float]]], name: str, images: int) -> None:
    """Print how much accuracy a trained network loses with an edge or a node.

    Args:
        damages: of `accuracy_losses`, one for each seed of the weights.
        name: of the network.
        images: test images that judged it.
    """
    seeds = f"{len(damages)} seed{'s' * (len(damages) > 1)}"
    print(f"\nGraph damage: accuracy that {name} loses on {images} test images ({seeds})")
    for kind in damages[0]:
        lost = np.concatenate([damage[kind] for damage in damages])
        print(f"  without {kind}: {lost.mean():.4f} on average, {lost.max():.4f} at most ({len(lost)} removals)")
