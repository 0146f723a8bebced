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
                multiply-adds an image. The graph has a seed of its own, apart from that of the initial weights.
What to look for  Whether the random wirings keep up; whether WS, BA and ER differ; and how little a trained network
                loses when one edge is cut.

Batch normalisation keeps moving averages for prediction. Keras' momentum 0.99 needs hundreds of steps to forget their
start; `models` uses 0.9 here, so that a short training can be judged.
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
from chapters import claims
from chapters.command import main
from chapters.graph_damage import accuracy_losses
from chapters.report import Report, report_path
from chapters.settings import Flag, Settings
from comparison.spreads import spread
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch06_cnn_architectures",
    epochs=2,
    batch_size=64,
    images=True,
    tasks=("binary", "multiclass"),
    own=(
        Flag("graphs", 1, "random graphs of each generator"),
        Flag("nodes", 8, "nodes in each of the three random stages"),
        Flag("examples", 3000, "training examples; --full takes all"),
    ),
    when_full={"epochs": 6},
)
STUDY = replace(SETTINGS, epochs=3, seeds=5, values={"graphs": 4})  # as chosen before any run

GENERATORS = {"WS": {"generator": "ws"}, "BA": {"generator": "ba", "m": 3}, "ER": {"generator": "er", "p": 0.5}}


def gallery(graphs: int, nodes: int) -> dict[str, Callable[..., keras.Model]]:
    """Networks of about a million multiply-adds for 28x28x1: three drawn by hand, and `graphs` of each generator."""
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


def run(settings: Settings) -> Report:
    """Train the gallery, split the spread of the random networks, and cut edges of a trained one."""
    data = settings.load()
    if not settings.quick and not settings.full:
        data = data.take(settings["examples"])
    recipes = gallery(settings["graphs"], 4 if settings.quick else settings["nodes"])
    if settings.quick:
        recipes = {name: recipe for name, recipe in recipes.items() if name == "ResNet" or name.startswith("WS")}
        print("--quick: ResNet and WS alone, four nodes a stage, as each random network takes seconds to start.")
    print_costs(recipes, data)
    runs = training.fit_all(recipes, data, **settings.training)
    accuracies = by_graph(runs)
    print_spread(accuracies)
    judged = min(len(data.test), 200 if settings.quick else 500)
    damages = [
        accuracy_losses(each.model, data.test.x[:judged], data.test.y[:judged], removals=4 if settings.quick else 20)
        for each in runs
        if each.name == "WS graph 0"
    ]
    for kind in damages[0]:
        lost = np.concatenate([each[kind] for each in damages])
        print(
            f"WS graph 0 without {kind}: accuracy on {judged} test images falls by {lost.mean():.4f} on average, "
            f"{lost.max():.4f} at most ({len(lost)} removals, {len(damages)} seed{'s' * (len(damages) > 1)})"
        )
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
            "python -m chapters.ch06_cnn_architectures --nodes 5              fewer nodes at fewer multiply-adds",
            "python -m chapters.ch06_cnn_architectures --examples 9000        does the order of the networks change?",
        ),
    )


STAGES = ("stage 1", "stage 2", "stage 3")


def print_costs(recipes: dict[str, Callable[..., keras.Model]], data: Dataset) -> None:
    """Multiply-adds and parameters of every network, counted on the built model."""
    for name, recipe in recipes.items():
        model = recipe(data.input_shape, data.outputs, data.task)
        print(f"{name:<12} {models.multiply_adds(model):>10,} multiply-adds  {model.count_params():>8,} parameters")


def first(runs: list[Run], start: str) -> Run:
    """The first run whose name starts so."""
    return next(each for each in runs if each.name.startswith(start))


def by_graph(runs: list[Run]) -> dict[str, np.ndarray]:
    """Test accuracy of each generator's runs: (graphs, weight seeds)."""
    found: dict[str, dict[str, list[float]]] = {}
    for each in runs:
        if " graph " in each.name:
            generator = each.name.split()[0]
            found.setdefault(generator, {}).setdefault(each.name, []).append(each.metrics["test"]["accuracy"])
    return {generator: np.array(list(graphs.values())) for generator, graphs in found.items()}


def print_spread(accuracies: dict[str, np.ndarray]) -> None:
    """How much of the spread is the wiring and how much the initial weights."""
    for generator, values in accuracies.items():
        if min(values.shape) > 1:
            print(f"{generator}, groups are graphs, values are seeds of the weights: {spread(values)}")
        else:
            print(f"{generator}: test accuracy {values.mean():.4f} (graphs x weight seeds: {values.shape})")
    if min(next(iter(accuracies.values())).shape) < 2:
        print("To tell the wiring's part of a spread from that of the weights, ask for --graphs 3 --seeds 3.")


def check(
    runs: list[Run], accuracies: dict[str, np.ndarray], damages: list[dict[str, list[float]]]
) -> list[dict[str, object]]:
    """The paper's findings, one value a seed of the weights."""
    resnet = np.array([each.metrics["test"]["accuracy"] for each in runs if each.name == "ResNet"])
    means = np.array([values.mean(axis=0) for values in accuracies.values()])  # (generators, weight seeds)
    found = [
        claims.check("random-wiring-is-competitive", list(means[0] - resnet)),
        claims.check("removing-an-edge-hurts-little", [float(np.mean(each["one edge"])) for each in damages]),
    ]
    if len(means) > 1:
        found.append(claims.check("graph-generators-differ-little", list(means.max(axis=0) - means.min(axis=0))))
    return found


def draw_accuracies(runs: list[Run], accuracies: dict[str, np.ndarray], path: Path) -> Path:
    """A column of dots for each network and graph, one dot a seed of the weights."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

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
        f"About a million multiply-adds each; a dot is a seed of the weights, a bar their mean ({seeds})", fontsize=15
    )
    axes.grid(axis="y", alpha=0.3)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
