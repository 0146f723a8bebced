"""The gallery of CNNs (합성곱 신경망): do plan and wiring matter at an equal number of multiply-adds?

Goal      Train networks of different plan at the same cost; tell the luck of a graph from the luck of initial weights.
Before    Chapter 5 (convolution, pooling).
Minutes   2
Slides    "Convolutional Neural Networks (CNNs)", "Exploring Randomly Wired Neural Networks for Image Recognition"
Book      Géron 2019, chapter 14, "CNN Architectures"

Many network models have been proposed (여러가지 네트워크 모델들이 제안됨). `models` has LeNet-5, AlexNet, VGG,
GoogLeNet, ResNet, SE-ResNet, Xception and DenseNet, each with its published configuration as the default. Their
designers drew them by hand. Xie et al. (2019) let a random graph say which convolution feeds which: Watts-Strogatz
(WS), Barabasi-Albert (BA) or Erdos-Renyi (ER), and found the result as good as networks drawn by hand.

What we build   A plain CNN, a VGG-like network, a ResNet and three randomly wired networks, all of about one million
                multiply-adds an image. The graph has a seed of its own, apart from that of the initial weights: with
                several of both, the spread of the accuracies splits into a part of the wiring and one of the weights.
What to look for  Whether the random wirings keep up; whether WS, BA and ER differ; what a trained network loses when
                one edge or one node is taken out. docs/wiring_or_weights.md has the study over graphs and seeds.

Every network is trained alike: weight decay, and a learning rate that falls along half a cosine to zero, as in the
paper (which has SGD with momentum; here it is AdamW). Batch normalisation keeps moving averages for prediction. Keras'
momentum 0.99 needs hundreds of steps to forget their start; `models` has 0.9, so that a short training can be judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import models
import training
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.gallery.graph_damage import accuracy_losses
from comparison.spreads import spread
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch06_cnn_architectures",
    epochs=2,
    batch_size=64,
    learning_rate=0.003,
    images=True,
    tasks=("multiclass",),
    own=(
        Flag("graphs", 1, "random graphs of each generator"),
        Flag("nodes", 8, "nodes in each of the three random stages"),
        Flag("examples", 3000, "training examples; --full takes all"),
    ),
    when_full={"epochs": 8},
)
STUDY = replace(SETTINGS, epochs=4, seeds=5, values={"graphs": 4, "examples": 6_000})  # as chosen before any run

GENERATORS = {"WS": {"generator": "ws"}, "BA": {"generator": "ba", "m": 3}, "ER": {"generator": "er", "p": 0.5}}


def gallery(graphs: int, nodes: int = 8) -> dict[str, Callable[..., keras.Model]]:
    """Networks of about a million multiply-adds for 28x28x1: three drawn by hand, and `graphs` of each generator.

    The random networks have as many with the 8 nodes a stage that are the default, fewer with fewer.
    """
    small = {"stem_kernel_size": 3, "stem_strides": 2, "stem_pooling": False}
    wired = partial(models.randomly_wired, nodes=nodes, channels=20, stem_strides=(2, 1), head_filters=128)
    by_hand = {
        "plain CNN": partial(models.convolutional, filters=(13, 26, 32)),
        "VGG": partial(models.vgg, depths=(2, 2, 2), filters=(6, 12, 24), hidden=(64,)),
        "ResNet": partial(models.resnet, depths=(1, 1, 1), filters=(10, 20, 44), **small),
    }
    at_random = {
        f"{name} graph {seed}": partial(wired, graph_seed=seed, **keywords)
        for name, keywords in GENERATORS.items()
        for seed in range(graphs)
    }
    return by_hand | at_random


def quick_gallery() -> dict[str, Callable[..., keras.Model]]:
    """A ResNet and one small ring, rewired: each random network takes seconds to start."""
    few = gallery(1, nodes=4)
    return {
        "ResNet": partial(few["ResNet"], depths=(1, 1), filters=(10, 20)),
        "WS graph 0": partial(few["WS graph 0"], k=2),  # k=4 would join all four nodes
    }


def run(settings: Settings) -> Report:
    """Train the gallery, split the spread of the random networks, and cut edges of a trained one."""
    data = settings.load() if settings.quick else settings.few(settings.load())
    recipes = quick_gallery() if settings.quick else gallery(settings["graphs"], settings["nodes"])
    print_costs(recipes, data)
    steps = settings.epochs * -(-len(data.train) // settings.batch_size)
    cosine = partial(keras.optimizers.schedules.CosineDecay, settings.learning_rate, decay_steps=steps)
    decayed = partial(keras.optimizers.AdamW, weight_decay=0.15)
    runs = training.fit_all(recipes, data, **{**settings.training, "optimizer": decayed, "learning_rate": cosine})
    accuracies = accuracy_by_graph(runs)
    print_spread(accuracies)
    judged = min(len(data.test), 200 if settings.quick else 500)
    damages = [
        accuracy_losses(each.model, data.test.x[:judged], data.test.y[:judged], removals=2 if settings.quick else 20)
        for each in runs
        if each.name == "WS graph 0"
    ]
    print_damage(damages, judged)
    folder = report_path(settings)
    return Report(
        settings,
        comparison.compare(runs),
        figures=[
            comparison.plot_wirings(models.wirings_of(first(runs, "WS").model), folder / "wiring.png", titles=STAGES),
            draw_accuracies(runs, accuracies, folder / "wirings_and_weights.png"),
        ],
        claims=check(runs, accuracies, damages),
        look_for=(
            "Scalars: the randomly wired networks start slower in seconds, not in epochs; compare epoch_accuracy by "
            "step and by relative time. Graphs: the tag keras of a WS run shows the random stages node by node."
        ),
        now_change=(
            "python -m chapters.ch06_cnn_architectures --graphs 3 --seeds 3   graph or weights: which spreads more?",
            "python -m chapters.ch06_cnn_architectures --nodes 16             deeper graphs at more multiply-adds",
            "python -m chapters.ch06_cnn_architectures --examples 9000        does the order of the networks change?",
        ),
    )


STAGES = ("stage 1 (green: its input)", "stage 2", "stage 3 (orange: its output)")


def print_costs(recipes: dict[str, Callable[..., keras.Model]], data: Dataset) -> None:
    """Multiply-adds and parameters of every network, counted on the built model."""
    for name, recipe in recipes.items():
        model = recipe(data.input_shape, data.outputs, data.task)
        print(f"{name:<12} {models.multiply_adds(model):>10,} multiply-adds  {model.count_params():>8,} parameters")


def first(runs: list[Run], start: str) -> Run:
    """The first run whose name starts so."""
    return next(each for each in runs if each.name.startswith(start))


def accuracy_by_graph(runs: list[Run]) -> dict[str, np.ndarray]:
    """Test accuracy of each generator's runs: (graphs, weight seeds)."""
    found: dict[str, dict[str, list[float]]] = {}
    for each in runs:
        if " graph " in each.name:
            generator = each.name.split()[0]
            found.setdefault(generator, {}).setdefault(each.name, []).append(each.metrics["test"]["accuracy"])
    return {generator: np.array(list(graphs.values())) for generator, graphs in found.items()}


SPREAD_COLUMNS = (
    "generator", "graphs x seeds", "test accuracy", "sd between graphs", "sd within, of the weights",
    "share of the wiring (95% interval)", "p, no graph differs",
)  # fmt: skip


def spread_rows(accuracies: dict[str, np.ndarray]) -> list[tuple[str, ...]]:
    """For each generator how much of the spread is the wiring and how much the initial weights, in words.

    Args:
        accuracies: of `accuracy_by_graph`; dashes stand for what one graph or one seed cannot tell.
    """
    rows = []
    for generator, values in accuracies.items():
        told = ("-",) * 4
        if min(values.shape) > 1:
            part = spread(values)
            share = f"{part.share:.0%} ({part.interval[0]:.0%} to {part.interval[1]:.0%})"
            told = (f"{part.between:.4f}", f"{part.within:.4f}", share, f"{part.p_value:.2g}")
        rows.append((generator, f"{values.shape[0]} x {values.shape[1]}", f"{values.mean():.4f}", *told))
    return rows


def print_spread(accuracies: dict[str, np.ndarray]) -> None:
    """Print the table of `spread_rows`, and whether the wiring matters at all."""
    print("\nGraphs and weights: the spread of the test accuracy, split")
    comparison.print_columns(SPREAD_COLUMNS, spread_rows(accuracies), left=SPREAD_COLUMNS[:1])
    print(verdict_on_wiring(accuracies))


def verdict_on_wiring(accuracies: dict[str, np.ndarray]) -> str:
    """One sentence: does one graph of a generator train better than another? F tests, corrected for their number."""
    tested = {name: spread(values).p_value for name, values in accuracies.items() if min(values.shape) > 1}
    if not tested:
        return "To tell the wiring's part of a spread from that of the weights, ask for --graphs 3 --seeds 3."
    differ = [name for name, p_value in tested.items() if p_value < 0.05 / len(tested)]
    if differ:
        return f"The wiring matters here: some graphs of {', '.join(differ)} are better than others."
    return "No difference between graphs is seen beyond the luck of the initial weights."


def print_damage(damages: list[dict[str, list[float]]], images: int) -> None:
    """Print what the first WS network lost, without training again."""
    for kind in damages[0]:
        lost = np.concatenate([each[kind] for each in damages])
        print(
            f"WS graph 0 without {kind}: accuracy on {images} test images falls by {lost.mean():.4f} on average, "
            f"{lost.max():.4f} at most ({len(lost)} removals, {len(damages)} seed{'s' * (len(damages) > 1)})"
        )


def check(
    runs: list[Run], accuracies: dict[str, np.ndarray], damages: list[dict[str, list[float]]]
) -> list[dict[str, object]]:
    """The paper's findings, one value a seed of the weights."""
    resnet = np.array([each.metrics["test"]["accuracy"] for each in runs if each.name == "ResNet"])
    means = np.array([values.mean(axis=0) for values in accuracies.values()])  # (generators, weight seeds)
    found = [
        claims.check("random-wiring-is-competitive", list(means[0] - resnet)),
        claims.check("graph-damage-hurts-little", [max(map(np.mean, each.values())) for each in damages]),
    ]
    if len(means) > 1:
        found.append(claims.check("graph-generators-differ-little", list(means.max(axis=0) - means.min(axis=0))))
    return found


def draw_accuracies(runs: list[Run], accuracies: dict[str, np.ndarray], path: Path) -> Path:
    """A column of dots for each network and graph, one dot a seed of the weights."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    names = list(dict.fromkeys(each.name for each in runs))
    figure = Figure(figsize=(max(9.0, 0.85 * len(names) + 3), 5.5), layout="constrained")
    axes = figure.add_subplot()
    for column, name in enumerate(names):
        values = [each.metrics["test"]["accuracy"] for each in runs if each.name == name]
        colour = COLOURS[1 + list(accuracies).index(name.split()[0])] if " graph " in name else COLOURS[0]
        axes.plot([column] * len(values), values, "o", color=colour, markersize=9, alpha=0.7)
        axes.plot([column - 0.3, column + 0.3], [np.mean(values)] * 2, color=colour, linewidth=3)
    axes.set_xticks(range(len(names)), [name.replace(" graph ", "\ngraph ") for name in names], fontsize=12)
    axes.set_ylabel("test accuracy", fontsize=14)
    seeds = len(runs) // len(names)
    axes.set_title(
        f"Networks of about a million multiply-adds\na dot: a seed of the weights (of {seeds}); a bar: their mean",
        fontsize=15,
    )
    axes.tick_params(axis="y", labelsize=12)
    axes.grid(axis="y", alpha=0.3)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
