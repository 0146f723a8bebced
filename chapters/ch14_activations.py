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
for every example has derivative 0 for ever and is called dead.

What we build   784 pixels -> 8 x 32 hidden units -> 10 softmax, once for each activation, each with the initialisation
                that suits it, and once without activations (linear).
What to look for  The gradients of the sigmoid network by depth, before training; then its accuracy. The eight linear
                layers are one: the product of their matrices gives the same outputs.

Keras 3 today: `leaky_relu` has slope 0.2 where the book's LeakyReLU layer had 0.3, `gelu` is exact, and `swish` is also
called `silu`. Dead units are counted on the test images after training.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters import claims, exact_claims
from chapters.activation_curves import CURVES, INITIALIZERS
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Flag, Settings
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
    runs = training.fit_all(recipes, data, **settings.training)
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
            claims.check("relu-in-hidden-layers", table.gap("accuracy", "relu", "sigmoid")),
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
    print("\ngradient before training, first hidden layer over last hidden layer (first seed, 256 images):")
    for name, sizes in gradients.items():
        print(f"  {name:<11} {sizes[0] / sizes[-1]:10.3g}")


def print_dead(runs: list[Run], data: Dataset) -> None:
    """ReLU units that are 0 for every test image, after training."""
    for trained in runs:
        if trained.name != "relu":
            continue
        hidden = [layer.output for layer in trained.model.layers if layer.name.startswith("hidden")]
        outputs = keras.Model(trained.model.inputs, hidden).predict(data.test.x[:2_000], batch_size=500, verbose=0)
        dead = [int((each.max(axis=0) == 0).sum()) for each in (outputs if isinstance(outputs, list) else [outputs])]
        print(f"\nrelu: dead units by layer, on {len(data.test.x[:2_000]):,} test images: {dead}")


def print_collapse(trained: Run, data: Dataset) -> None:
    """The hidden layers without activations against one matrix: the product of theirs."""
    matrix, offset = collapsed([layer.get_weights() for layer in trained.model.layers if layer.get_weights()])
    scores = data.test.x[:500].reshape(500, -1) @ matrix + offset
    judged = trained.model.predict(data.test.x[:500], verbose=0)
    same = (scores.argmax(axis=1) == judged.argmax(axis=1)) if judged.shape[1] > 1 else (scores > 0) == (judged > 0.5)
    print(f"linear: one matrix in place of all layers judges {same.mean():.1%} of 500 test images alike")


def collapsed(layers: list[list[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The one matrix and bias that linear layers amount to: W1 W2 ... and b1 W2 W3 ... + b2 W3 ... + ..."""
    matrix, offset = layers[0]
    for kernel, bias in layers[1:]:
        matrix, offset = matrix @ kernel, offset @ kernel + bias
    return matrix, offset


def draw_curves(path: Path) -> Path:
    """Every activation and its derivative."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

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
    """Size of the gradient by layer, before training, on a log axis."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    figure = Figure(figsize=(11, 6), layout="constrained")
    axes = figure.add_subplot()
    styles = ("-", "--")
    for number, (name, sizes) in enumerate(gradients.items()):
        layers = range(1, len(sizes) + 1)
        colour, style = COLOURS[number % len(COLOURS)], styles[number // len(COLOURS) % 2]
        axes.semilogy(layers, sizes, style, marker="o", color=colour, linewidth=2.5, label=name)
    axes.set_xticks(range(1, len(next(iter(gradients.values()))) + 1))
    axes.set_xlabel("hidden layer (1 is next to the pixels)", fontsize=14)
    axes.set_ylabel("gradient of the kernel, root mean square", fontsize=14)
    axes.set_title("Before training: where the gradient vanishes, the first layers cannot learn", fontsize=16)
    axes.legend(fontsize=12, ncols=2)
    axes.grid(alpha=0.3)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
