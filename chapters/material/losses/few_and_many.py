"""A training for a few epochs beside the same training for many: losses over the epochs and at both ends."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from comparison.figures.style import COLOURS, save
from training.runs import Run


def print_few_and_many(runs: list[Run]) -> None:
    """Print training and test loss after a few and after many epochs, for every seed."""
    print(f"\nLoss (cross-entropy) on {runs[0].settings['data']['name']} after training")
    print(f"{'run':12} {'seed':>5} {'epochs':>7} {'train':>7} {'test':>7}")
    for trained in runs:
        train, test = (trained.metrics[split]["loss"] for split in ("train", "test"))
        print(f"{trained.name:12} {trained.seed:5} {trained.epochs:7} {train:7.3f} {test:7.3f}")


def went(before: float, after: float) -> str:
    """In words, from the shorter to the longer training."""
    return "is the same" if before == after else "falls" if after < before else "rises"


def draw_few_and_many(runs: list[Run], path: Path) -> Path:
    """Training and validation loss over the epochs of the longer training, and the losses at both ends.

    Args:
        runs: called "few epochs" and "many epochs"; of several seeds the first is drawn.
        path: where the PNG goes.
    """
    few, many = (next(run for run in runs if run.name == name) for name in ("few epochs", "many epochs"))
    figure = Figure(figsize=(13, 5.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.5, 1))
    epochs = range(1, many.epochs + 1)
    style = "o" if many.epochs == 1 else ""
    left.plot(
        epochs, many.history["loss"], "--", marker=style, color=COLOURS[1], linewidth=3, label="train (while training)"
    )
    left.plot(epochs, many.history["val_loss"], marker=style, color=COLOURS[0], linewidth=3, label="validation")
    left.axvline(few.epochs, color="0.5", linestyle=":", linewidth=2, label=f"few epochs: {few.epochs}")
    left.set_xlabel("epoch", fontsize=14)
    left.set_ylabel("loss (cross-entropy)", fontsize=14)
    left.set_ylim(bottom=0)
    left.set_title("training and validation loss over the epochs", fontsize=16)
    left.legend(fontsize=13)
    train, test = ([run.metrics[split]["loss"] for run in (few, many)] for split in ("train", "test"))
    for shift, split, values, colour in ((-0.2, "train", train, COLOURS[1]), (0.2, "test", test, COLOURS[0])):
        bars = right.bar([0 + shift, 1 + shift], values, width=0.38, color=colour, label=split)
        right.bar_label(bars, fmt="%.2f", fontsize=13)
    ticks = [f"{run.name}:\n{run.epochs} epoch{'s' * (run.epochs > 1)}" for run in (few, many)]
    right.set_xticks([0, 1], ticks, fontsize=14)
    right.set_ylabel("loss after training", fontsize=14)
    right.margins(y=0.15)
    right.set_title(
        f"from few to many epochs:\nthe training loss {went(*train)}, the test loss {went(*test)}", fontsize=16
    )
    right.legend(fontsize=13)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(axis="y", labelsize=12)
    examples = many.settings["data"]["examples"]
    figure.supxlabel(
        f"{many.settings['data']['name']}: {examples['train']:,} training and {examples['test']:,} test examples, "
        f"seed {many.seed}",
        fontsize=12, color="0.35", x=0.99, ha="right",
    )  # fmt: skip
    return save(figure, path)
