"""Activation functions (활성함수): the bend at the end of a hidden unit, without which depth is worth nothing.

Goal      Compare eight activations in one deep network: curve, derivative, gradients by depth, dead units, accuracy.
Before    Chapters 4 (dense networks) and 11 (backpropagation).
Minutes   1
Slides    "Activation Function"
Book      Géron 2019, chapter 11, "The Vanishing/Exploding Gradients Problems"

The activation stands at the end of a hidden unit (은닉 유닛) and brings the non-linear complexity (비선형 복잡성).
In hidden layers (Hidden Layer) one usually takes ReLU; at the output (Output) the task decides: sigmoid for two
classes, softmax for several, linear for a regression (회귀).

Backpropagation multiplies by the activation's derivative once a layer. The sigmoid's is at most 1/4: ten layers
multiply by less than a millionth, and the first layers hardly learn. ReLU's is 1 or 0; a unit whose input is negative
for every example gets no gradient of its own and is called dead: only the layers below can move it back.

At the output the range has to fit the target: a sigmoid stays between 0 and 1, a softmax adds up to 1, a linear output
can be any number. The run prints what each of them, and a ReLU and a tanh, would hand to the three tasks.

What we build   784 pixels -> 8 x 32 hidden units -> 10 softmax, once for each activation, each with the initialisation
                that suits it, and once without activations (linear).
What to look for  The gradients of the sigmoid network by depth, before training; then its accuracy. The eight linear
                layers are one: the product of their matrices gives the same outputs.

Keras 3 today: the function `leaky_relu`, used here, has slope 0.2 below zero, the layer LeakyReLU 0.3 as in the book;
`gelu` is exact, and `swish` is also called `silu`. Dead units are counted after training, on at most 2,000 test images.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.activations.curves import CURVES, INITIALIZERS, OUTPUTS
from datasets.dataset import Dataset
from runtime.backend import keras, tf
from training.runs import Run

SETTINGS = Settings(
    chapter="ch14_activations",
    epochs=6,
    own=(
        Flag("depth", 8, "hidden layers"),
        Flag("units", 32, "units of each hidden layer"),
        Flag("examples", 2_000, "training examples, at most"),
    ),
)
STUDY = replace(SETTINGS, seeds=5)


def deep(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    activation: str = "relu",
    depth: int = 8,
    units: int = 32,
) -> keras.Model:
    """Many narrow hidden layers with one activation, initialised as suits it."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for number in range(depth):
        model.add(
            keras.layers.Dense(
                units,
                activation=activation,
                kernel_initializer=INITIALIZERS[activation],
                name=f"hidden{number + 1}",
            )
        )
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax", name="output"))
    return model


def run(settings: Settings) -> Report:
    """Train one network for each activation; gradients before, dead units after, and the collapse of linear layers."""
    data = settings.few(settings.load())
    shape = {"depth": settings["depth"], "units": settings["units"]}
    names = ["relu", "sigmoid", "linear"] if settings.quick else [*CURVES, "linear"]
    recipes = {name: partial(deep, activation=name, **shape) for name in names}
    print_summary(recipes["relu"], data)
    gradients = {name: gradient_sizes(recipe, data, settings.seed) for name, recipe in recipes.items()}
    print_gradients(gradients)
    print_outputs()
    runs = training.fit_all(recipes, data, histogram_freq=1, **settings.training)
    first = [each for each in runs if each.seed == settings.seed]
    print_dead(first, data)
    print_collapse(next(each for each in first if each.name == "linear"), data)
    table = comparison.compare(runs)
    folder = report_path(settings)
    return Report(
        settings,
        table,
        figures=[draw_curves(folder / "curves.png"), draw_gradients(gradients, folder / "gradients.png")],
        claims=[
            claims.check("relu-in-hidden-layers", table.difference("accuracy", "relu", "sigmoid")),
            *exact_claims.checks(settings.chapter),
        ],
        look_for=(
            "Histograms: compare how far the kernels of hidden1 move in the sigmoid and in the relu run. Scalars: a "
            "network that learns nothing stays at ln 10 = 2.30, the loss of a uniform guess; which ones begin there?"
        ),
        now_change=(
            "python -m chapters.ch14_activations --depth 2               does the sigmoid still fall behind?",
            "python -m chapters.ch14_activations --depth 20              which activations survive?",
            "python -m chapters.ch14_activations --learning-rate 0.01    which units die?",
        ),
    )


def gradient_sizes(recipe: partial, data: Dataset, seed: int, examples: int = 256) -> np.ndarray:
    """Root mean square of the loss's gradient in the kernel of each hidden layer, before training.

    Args:
        recipe: of a network whose hidden layers are named hidden1, hidden2, ...
        data: the first training examples are used.
        seed: of the initial weights.
        examples: how many.

    Returns:
        (depth,), the layer next to the input first.
    """
    keras.utils.set_random_seed(seed)
    model = recipe(data.input_shape, data.outputs, data.task)
    kernels = [layer.kernel for layer in model.layers if layer.name.startswith("hidden")]
    binary = data.task == "binary"
    loss = keras.losses.BinaryCrossentropy() if binary else keras.losses.SparseCategoricalCrossentropy()
    targets = data.train.y[:examples].reshape(-1, 1) if binary else data.train.y[:examples]
    with tf.GradientTape() as tape:
        value = loss(targets, model(data.train.x[:examples]))
    return np.array([np.sqrt(np.mean(each.numpy() ** 2)) for each in tape.gradient(value, [k.value for k in kernels])])


def print_gradients(gradients: dict[str, np.ndarray]) -> None:
    """The gradient of the first hidden layer over that of the last, before training."""
    print("\ngradient before training, first hidden layer over last hidden layer (first seed, 256 examples):")
    for name, sizes in gradients.items():
        print(f"  {name:<11} {sizes[0] / sizes[-1]:10.3g}")


def print_outputs() -> None:
    """What each output activation makes of the scores of 1,000 examples, and what that is to each task."""
    scores = np.random.default_rng(0).normal(0, 2, (1_000, 3))
    print("\noutput activation, on 1,000 x 3 scores between -8 and 8: range; what three outputs add up to; fits")
    for name, (activation, fits) in OUTPUTS.items():
        outputs = activation(scores)
        sums = outputs.sum(axis=1)
        print(
            f"  {name:<8} {outputs.min():6.2f} to {outputs.max():5.2f}; {sums.min():6.2f} to {sums.max():5.2f}; {fits}"
        )


def print_dead(runs: list[Run], data: Dataset) -> None:
    """ReLU units that are 0 for every one of at most 2,000 test images, after training."""
    for trained in runs:
        if trained.name != "relu":
            continue
        hidden = [layer.output for layer in trained.model.layers if layer.name.startswith("hidden")]
        outputs = keras.Model(trained.model.inputs, hidden).predict(data.test.x[:2_000], batch_size=500, verbose=0)
        dead = [int((each.max(axis=0) == 0).sum()) for each in (outputs if isinstance(outputs, list) else [outputs])]
        print(f"\nrelu: dead units by layer, on {len(data.test.x[:2_000]):,} test examples: {dead}")


def print_collapse(trained: Run, data: Dataset) -> None:
    """The hidden layers without activations against one matrix: the product of theirs."""
    matrix, offset = collapsed([layer.get_weights() for layer in trained.model.layers if layer.get_weights()])
    x = data.test.x[:500]
    scores = x.reshape(len(x), -1) @ matrix + offset
    judged = trained.model.predict(x, verbose=0)
    same = (scores.argmax(axis=1) == judged.argmax(axis=1)) if judged.shape[1] > 1 else (scores > 0) == (judged > 0.5)
    print(f"linear: one matrix in place of all layers judges {same.mean():.1%} of {len(x)} test examples alike")


def collapsed(layers: list[list[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The one matrix and bias that linear layers amount to: W1 W2 ... and b1 W2 W3 ... + b2 W3 ... + ..."""
    matrix, offset = layers[0]
    for kernel, bias in layers[1:]:
        matrix, offset = matrix @ kernel, offset @ kernel + bias
    return matrix, offset


def draw_curves(path: Path) -> Path:
    """Every activation and its derivative."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    z = np.linspace(-4, 4, 401)
    figure = Figure(figsize=(15, 7.5), layout="constrained")
    for axes, (name, (curve, slope)) in zip(figure.subplots(2, 4, sharex=True).flat, CURVES.items(), strict=True):
        axes.axhline(0, color="0.8")
        axes.axvline(0, color="0.8")
        axes.plot(z, curve(z), color=COLOURS[0], linewidth=3, label="activation")
        axes.plot(z, slope(z), "--", color=COLOURS[1], linewidth=3, label="derivative")
        axes.set_title(f"{name}: derivative {slope(z).min():.2f} to {slope(z).max():.2f}", fontsize=14)
        axes.set_ylim(-2, 3)
        axes.tick_params(labelsize=11)
    figure.axes[0].legend(fontsize=13)
    figure.supxlabel("input z of the activation", fontsize=14)
    return save(figure, path)


def draw_gradients(gradients: dict[str, np.ndarray], path: Path) -> Path:
    """Size of the gradient by layer, before training, on a log axis; each line's name at its first layer."""
    from matplotlib.figure import Figure

    from comparison.figures.style import COLOURS, save

    figure = Figure(figsize=(12, 7), layout="constrained")
    axes = figure.add_subplot()
    depth = len(next(iter(gradients.values())))
    colours, markers = (*COLOURS[:7], "0.5", "#8B4513"), "osD^vP*Xh"  # without the yellow
    upwards = sorted(gradients.items(), key=lambda each: each[1][0])
    logs = {name: np.log10(np.maximum(sizes, 1e-38)) for name, sizes in upwards}  # deeper down, float32 has only 0
    bottom, top = (edge(np.concatenate([*logs.values()])) for edge in (np.min, np.max))
    apart, name_at = (top - bottom) / 17, -np.inf  # names stand above each other
    for (name, sizes), colour, marker in zip(logs.items(), colours, markers, strict=False):
        axes.semilogy(range(1, depth + 1), 10**sizes, "-", marker=marker, color=colour, linewidth=2.5, markersize=9)
        name_at = max(sizes[0], name_at + apart)
        axes.annotate(
            name, (1, 10 ** sizes[0]), (1 - 0.02 * depth, 10**name_at), ha="right", va="center", fontsize=14,
            color=colour, arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1},
        )  # fmt: skip
    axes.set_xlim(1 - 0.16 * depth, 1.04 * depth)
    axes.set_ylim(10 ** (bottom - apart), 10 ** (max(top, name_at) + apart))
    axes.set_xticks(range(1, depth + 1))
    axes.tick_params(labelsize=12)
    axes.set_xlabel("hidden layer (1 is next to the input)", fontsize=14)
    axes.set_ylabel("gradient of the kernel, root mean square", fontsize=14)
    axes.set_title("Before training: where the gradient vanishes, the first layers cannot learn", fontsize=16)
    axes.grid(alpha=0.3)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
