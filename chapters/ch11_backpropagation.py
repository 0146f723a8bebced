"""Backpropagation (오차 역전파): compute the gradient of a network by hand, one layer after the other.

Goal      Write the forward and the backward pass of a network of any depth in NumPy, check the gradient in two ways,
          and get the weights of a Keras training with it.
Before    ch04_dense_networks, ch10_gradient_descent.
Minutes   1
Slides    "How it works"
Book      Géron 2019, chapter 10, "The Multilayer Perceptron and Backpropagation"; appendix D, "Autodiff"
Homework  hw04_backpropagation

Gradient descent needs the derivative of the cost with respect to every parameter. Backpropagation computes them all.

Forward propagation (순전파): "각 레이어의 아웃풋이 다음 레이어의 인풋" (the output of a layer is the next input).
Layer l computes z_l = h_(l-1) W_l + b_l from the outputs h_(l-1) of the layer before it, then h_l = activation(z_l).
Each row of h and z belongs to one of the m examples; h_0 are the features, W_l and b_l the weights and biases.

Back propagation (역전파) goes from the last layer L to the first. The error of a layer is the derivative of the cost
with respect to its z. The chain rule (연쇄 법칙) gives it from the error of the next layer; y are the targets:

    error_L = (h_L - y) / m                            for sigmoid with log loss, and for softmax with cross-entropy
    error_l = (error_(l+1) W_(l+1)^T) * activation'(z_l)                   * multiplies number by number
    d cost / d W_l = h_(l-1)^T error_l                 d cost / d b_l = the sum of error_l over the m examples

The cost on the slide is the log loss (chapter 10) of each output, summed over k = 1..K. It needs three corrections:
  - K is the number of outputs (classes). It is not "layer의 수" (the number of layers).
  - The cost is that of sigmoid outputs. With softmax only its first term, y_k log h_k, is left: the cross-entropy.
  - "역으로 레이어 단위로 경사하강법 적용" (gradient descent applied layer by layer on the way back): the derivatives
    are found layer by layer, all with the old weights. Then one step changes all layers. If a layer were changed
    before the error is passed through it, the layers before it would get another error.

What we build   Both passes in NumPy. Two checks of the gradient: tf.GradientTape, which does the same in TensorFlow,
                and numerical differentiation (수치 미분) by the finite differences (유한 차분) of every weight w,
                (cost(w + width) - cost(w - width)) / (2 width). Whole trainings by hand, from the same first weights as
                in Keras. And the two ways of stepping: all layers at once, or each layer on the way back.
What to look for  The three gradients are equal up to small errors, at every depth. With 8 hidden layers the gradient
                gets much shorter on the way back: what does its relative error do, layer by layer? The width of a
                finite difference has a best value: a larger one measures curvature, too, a smaller one rounding. At the
                learning rate of the runs both ways of stepping lower the cost equally; at four times it only one does.
In TensorBoard  Scalars, epoch_loss: with sigmoids, the deeper the network, the later its loss begins to fall. Each
                sigmoid multiplies the error by its derivative, at most 1/4. Graphs, tag keras: the layers.
Now change      python -m chapters.ch11_backpropagation --activation relu --learning-rate 0.1
                    Does the loss of the deepest network still begin to fall later?
                python -m chapters.ch11_backpropagation --learning-rate 0.05
                    How much closer together do the two ways of stepping end?
                python -m chapters.ch11_backpropagation --dataset moons
                    The network has one output. What is K now?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import backpropagation as material
from chapters.material.backpropagation.layers import Layer
from comparison.losses import sigmoid
from datasets import Dataset
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch11_backpropagation", dataset="digits", epochs=20, learning_rate=0.5,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(Flag("activation", "sigmoid", "of the hidden layers", choices=("sigmoid", "tanh", "relu")),),
    sizes={"networks": ("1 hidden layer", "2 hidden layers", "3 hidden layers"), "derivatives": 4_000},
    when_quick={"networks": ("2 hidden layers",), "derivatives": 500},
)  # fmt: skip
Gradient = list[tuple[np.ndarray, np.ndarray]]  # for each layer the derivatives by its weights and by its biases
UNITS = {"1 hidden layer": (32,), "2 hidden layers": (32, 16), "3 hidden layers": (32, 16, 16)}


# %% The network in Keras


def network(
    input_shape: tuple[int, ...], outputs: int, task: str, *,
    units: tuple[int, ...] = (32, 16), activation: str = "sigmoid", learning_rate: float = 0.5,
) -> keras.Model:  # fmt: skip
    """Dense layers one after the other; the last one has a sigmoid for two classes and softmax for several."""
    model = keras.Sequential([keras.Input(input_shape)])
    model.add(keras.layers.Flatten())
    for width in units:
        model.add(keras.layers.Dense(width, activation=activation))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"))
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% Both passes by hand. A network is a list of layers: Layer(weights, bias, activation)


def activate(z: np.ndarray, activation: str) -> np.ndarray:
    """h = activation(z) for z of shape (m, units)."""
    if activation == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))  # the same quotients, and no overflow
        return powers / powers.sum(axis=1, keepdims=True)
    return {"sigmoid": sigmoid, "tanh": np.tanh, "relu": partial(np.maximum, 0)}[activation](z)


def derivative(h: np.ndarray, activation: str) -> np.ndarray:
    """activation'(z), from the output h alone: therefore the forward pass keeps the outputs of every layer."""
    return {"sigmoid": h * (1 - h), "tanh": 1 - h**2, "relu": (h > 0).astype(h.dtype)}[activation]


def forward(layers: list[Layer], x: np.ndarray) -> list[np.ndarray]:
    """The inputs x (m, features), then the outputs of every layer, (m, units) each."""
    outputs = [x]
    for weights, bias, activation in layers:
        outputs.append(activate(outputs[-1] @ weights + bias, activation))
    return outputs


def cost(h: np.ndarray, y: np.ndarray, activation: str) -> float:
    """-1/m sum_i sum_k y_k log h_k, and for sigmoid outputs also (1 - y_k) log(1 - h_k); h and y are (m, K)."""
    with np.errstate(divide="ignore", invalid="ignore"):  # where y is 0, log h does not count, even of h = 0
        total = np.where(y > 0, y * np.log(h), 0.0)
        if activation == "sigmoid":
            total = total + np.where(y < 1, (1 - y) * np.log(1 - h), 0.0)
    return float(-total.sum() / len(y))


def cost_of(layers: list[Layer], x: np.ndarray, y: np.ndarray) -> float:
    """The cost as a function of the parameters."""
    return cost(forward(layers, x)[-1], y, layers[-1].activation)


def errors(layers: list[Layer], outputs: list[np.ndarray], y: np.ndarray) -> list[np.ndarray]:
    """d cost / d z of every layer, (m, units) each, found from the last layer to the first."""
    error = (outputs[-1] - y) / len(y)
    found = [error]
    for index in reversed(range(1, len(layers))):
        error = error @ layers[index].weights.T * derivative(outputs[index], layers[index - 1].activation)
        found.insert(0, error)
    return found


def backward(layers: list[Layer], outputs: list[np.ndarray], y: np.ndarray) -> Gradient:
    """d cost / d W and d cost / d b of every layer: its inputs times its error."""
    pairs = zip(outputs[:-1], errors(layers, outputs, y), strict=True)
    return [(inputs.T @ error, error.sum(axis=0)) for inputs, error in pairs]


def gradient(layers: list[Layer], x: np.ndarray, y: np.ndarray) -> Gradient:
    """Both passes: the gradient of `cost_of`."""
    return backward(layers, forward(layers, x), y)


def step(layers: list[Layer], x: np.ndarray, y: np.ndarray, alpha: float) -> list[Layer]:
    """One step of gradient descent: the gradient with all old weights, then all layers change at once."""
    pairs = zip(layers, gradient(layers, x, y), strict=True)
    return [Layer(w - alpha * dw, b - alpha * db, activation) for (w, b, activation), (dw, db) in pairs]


def step_on_the_way_back(layers: list[Layer], x: np.ndarray, y: np.ndarray, alpha: float) -> list[Layer]:
    """The slide, taken word by word: change a layer, then pass the error through its changed weights."""
    outputs, changed = forward(layers, x), list(layers)
    error = (outputs[-1] - y) / len(y)
    for index in reversed(range(len(layers))):
        weights, bias, name = layers[index]
        changed[index] = Layer(weights - alpha * outputs[index].T @ error, bias - alpha * error.sum(axis=0), name)
        if index:
            error = error @ changed[index].weights.T * derivative(outputs[index], layers[index - 1].activation)
    return changed


# %% The lesson


def run(settings: Settings) -> Report:
    """Train in Keras, repeat each training by hand, check gradients and costs, and compare two ways of stepping."""
    data, folder = settings.load(), settings.report_folder
    make = partial(network, activation=settings["activation"], learning_rate=settings.learning_rate)
    recipes = {name: partial(make, units=UNITS[name]) for name in settings["networks"]}
    print_summary(recipes["2 hidden layers"], data)
    runs = training.fit_all(recipes, data, **settings.training)
    untrained = partial(material.first_model, data=data, deterministic=not settings.no_determinism)
    by_hand = []
    for run in runs:
        first = material.layers_of(untrained(recipes[run.name], seed=run.seed))
        by_hand.append((first, list(train_by_hand(first, data, run))[-1]))
    material.print_by_hand(runs, by_hand)
    models = {name: untrained(recipe, seed=settings.seed) for name, recipe in recipes.items()}
    models["8 hidden layers"] = untrained(partial(make, units=(8,) * 8), seed=settings.seed)  # only for the check
    material.print_gradients(models, data, gradient, cost_of, settings["derivatives"])
    model, trained = models["2 hidden layers"], next(run for run in runs if run.name == "2 hidden layers")
    material.print_symbols(material.layers_of(model), *material.examples(data, slice(32)), forward, cost)
    return Report(
        settings,
        {"Depths": comparison.compare(runs)},
        figures=[
            draw_passes(trained, data, folder / "both_passes.png"),
            material.draw_checks(models["8 hidden layers"], data, gradient, cost_of, folder / "checks.png"),
            compare_two_ways(material.layers_of(model), trained, data, folder / "two_ways_of_stepping.png"),
        ],
    )


def train_by_hand(
    layers: list[Layer], data: Dataset, run: Run, alpha: float | None = None, move: Callable[..., list[Layer]] = step
) -> Iterator[list[Layer]]:
    """The layers after each epoch, with the batches of a Keras training; and its learning rate if alpha is None."""
    alpha = float(run.settings["optimizer"]["learning_rate"]) if alpha is None else alpha
    size = run.settings["batch_size"]
    for epoch in range(run.epochs):
        order = data.order(run.seed, epoch)
        for start in range(0, len(order), size):
            layers = move(layers, *material.examples(data, order[start : start + size]), alpha)
        yield layers


def draw_passes(run: Run, data: Dataset, path: Path) -> Path:
    """Both passes of a trained network for the first training example."""
    layers, (x, y) = material.layers_of(run.model), material.examples(data, slice(1))
    outputs = forward(layers, x)
    label = data.class_names[int(data.train.y[0])]
    return material.draw_passes(data.train.x[0], label, outputs[1:], errors(layers, outputs, y), path)


def compare_two_ways(layers: list[Layer], run: Run, data: Dataset, path: Path) -> Path:
    """All layers at once and each on the way back: how far one step is apart, and the cost in whole trainings."""
    x, y = material.examples(data, slice(run.settings["batch_size"]))
    apart = {}
    for alpha in 10.0 ** np.arange(-3, 2):
        steps = step(layers, x, y, alpha), step_on_the_way_back(layers, x, y, alpha)
        apart[alpha] = material.relative_difference(layers, *steps)
    everything = material.examples(data, slice(None))
    rate, curves = float(run.settings["optimizer"]["learning_rate"]), {}
    print(f"\nThe cost on the training split at the end, by hand (epochs: {run.epochs})")
    for alpha in (rate, 4 * rate):
        for name, move in {"at once": step, "on the way back": step_on_the_way_back}.items():
            with np.errstate(over="ignore", invalid="ignore"):  # a training that diverges ends in NaN, and says so
                epochs = [layers, *train_by_hand(layers, data, run, alpha, move)]
                costs = [cost_of(now, *everything) for now in epochs]
            curves[f"alpha = {alpha:g}, {name}"] = costs
            print(f"  alpha = {alpha:<5g} {name:<16} {costs[-1]:8.4f}")
    return material.draw_two_ways(apart, curves, rate, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
