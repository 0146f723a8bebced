"""Backpropagation (오차 역전파): the gradient of a network, one layer after the other, by hand.

Goal      Write forward and backward pass in NumPy for any depth, and find every number of it again in TensorFlow.
Before    ch04_dense_networks, ch10_gradient_descent.
Minutes   1
Slides    "How it works"
Book      Géron 2019, chapter 10, "The Multilayer Perceptron and Backpropagation"; appendix D, "Autodiff"

Forward propagation (순전파): "각 레이어의 아웃풋이 다음 레이어의 인풋" (outputs are the next inputs).
Back propagation (역전파): the chain rule hands the error back, from the last layer to the first; what passes a layer is

    error_l = d cost / d z_l           z_l = h_(l-1) W_l + b_l, what the layer's activation is applied to
    error_L = (h_L - y) / m            the last layer: sigmoid with log loss, and softmax with cross-entropy alike
    error_l = (error_(l+1) W_(l+1)^T) * activation'(z_l)
    d cost / d W_l = h_(l-1)^T error_l         d cost / d b_l = sum of error_l over the examples

The cost on the slide is the log loss of every output, summed over k = 1..K. Two corrections to it:
  - K is the number of outputs (classes), not "layer의 수" (of layers).
  - It belongs to sigmoid outputs. With softmax only the first term, y_k log h_k, stays: categorical cross-entropy.
And to "역으로 레이어 단위로 경사하강법 적용" (descent applied layer by layer on the way back): the derivatives are
found layer by layer; the step is one, with all old weights. A layer that is changed before the error has passed through
it hands back another error.

What we build   The passes, both ways of stepping, and whole trainings by hand, beside Keras from the same weights.
What to look for  By hand, tf.GradientTape and finite differences (수치 미분) agree to rounding, at every depth. The
                width of a finite difference has a best value: wider the cost bends, narrower there is only rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

import comparison
import training
from chapters.claims import exact as exact_claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.backpropagation import network_costs
from chapters.material.backpropagation.gradient_checks import (
    Layer,
    examples,
    finite_differences,
    first_model,
    flat,
    layers_of,
    tape_gradients,
)
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch11_backpropagation",
    dataset="digits",
    epochs=20,
    optimizer="sgd",
    learning_rate=0.5,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(Flag("activation", "sigmoid", "of the hidden layers", choices=("sigmoid", "tanh", "relu")),),
)


def network(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    hidden: tuple[int, ...] = (32, 16),
    activation: str = "sigmoid",
) -> keras.Model:
    """Dense layers one behind the other; the last one by the task."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            *(keras.layers.Dense(units, activation=activation) for units in hidden),
            keras.layers.Dense(outputs, activation=output_of(task)),
        ]
    )


def output_of(task: str) -> str:
    """The output activation: sigmoid for two classes, softmax for several."""
    return "sigmoid" if task == "binary" else "softmax"


# ------------------------------------------------------------------------------- the lesson: both passes by hand


def activate(z: np.ndarray, name: str) -> np.ndarray:
    """sigmoid, tanh, relu or softmax of z (m, units)."""
    if name == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
    if name == "sigmoid":
        return (1 + np.tanh(z / 2)) / 2  # 1 / (1 + e^-z), without overflow
    return np.tanh(z) if name == "tanh" else np.maximum(z, 0)


def derivative(h: np.ndarray, name: str) -> np.ndarray:
    """d h / d z of sigmoid, tanh or relu, from the output h alone: that is why the forward pass keeps it."""
    return {"sigmoid": h * (1 - h), "tanh": 1 - h**2, "relu": (h > 0).astype(h.dtype)}[name]


def forward(layers: list[Layer], x: np.ndarray, hidden: str, output: str) -> list[np.ndarray]:
    """The inputs (m, features), and what every layer makes of the output of the one before, (m, units)."""
    outputs = [x]
    for index, (weights, bias) in enumerate(layers):
        last = index == len(layers) - 1
        outputs.append(activate(outputs[-1] @ weights + bias, output if last else hidden))
    return outputs


def cost(h: np.ndarray, y: np.ndarray, output: str) -> float:
    """-1/m sum_i sum_k y_k log h_k, and for sigmoid outputs + (1 - y_k) log(1 - h_k) as on the slide; h, y: (m, K)."""
    with np.errstate(divide="ignore", invalid="ignore"):  # where y is 0, log h does not count, even of h = 0
        total = np.where(y > 0, y * np.log(h), 0.0)
        if output == "sigmoid":
            total = total + np.where(y < 1, (1 - y) * np.log(1 - h), 0.0)
    return float(-total.sum() / len(y))


def errors(layers: list[Layer], outputs: list[np.ndarray], y: np.ndarray, hidden: str) -> list[np.ndarray]:
    """d cost / d z of every layer, (m, units) each, from the last handed back to the first."""
    error = (outputs[-1] - y) / len(y)
    found = [error]
    for (weights, _), h in zip(reversed(layers[1:]), reversed(outputs[1:-1]), strict=True):
        error = error @ weights.T * derivative(h, hidden)
        found.insert(0, error)
    return found


def backward(layers: list[Layer], outputs: list[np.ndarray], y: np.ndarray, hidden: str) -> list[Layer]:
    """The gradient of the cost: what entered a layer times the error behind it."""
    return [
        (entered.T @ error, error.sum(axis=0))
        for entered, error in zip(outputs, errors(layers, outputs, y, hidden), strict=False)
    ]


def step(layers: list[Layer], gradients: list[Layer], alpha: float) -> list[Layer]:
    """One step of gradient descent, for all layers at once."""
    return [(w - alpha * dw, b - alpha * db) for (w, b), (dw, db) in zip(layers, gradients, strict=True)]


def step_on_the_way_back(
    layers: list[Layer], outputs: list[np.ndarray], y: np.ndarray, hidden: str, alpha: float
) -> list[Layer]:
    """What the slide's words could mean: change a layer first, then hand the error back through the changed weights."""
    error, changed = (outputs[-1] - y) / len(y), list(layers)
    for index in reversed(range(len(layers))):
        weights, bias = layers[index]
        changed[index] = (weights - alpha * outputs[index].T @ error, bias - alpha * error.sum(axis=0))
        if index:
            error = error @ changed[index][0].T * derivative(outputs[index], hidden)
    return changed


# ------------------------------------------------------------------------------------------ what is done with them


def train_by_hand(
    layers: list[Layer], data: Dataset, hidden: str, trained: Run, *, back: bool = False, alpha: float | None = None
) -> Iterator[list[Layer]]:
    """The layers after every epoch: the examples in the order and the batches of a Keras training, and by its rate."""
    alpha = float(trained.settings["optimizer"]["learning_rate"]) if alpha is None else alpha
    size, output = trained.settings["batch_size"], output_of(data.task)
    for epoch in range(trained.epochs):
        order = data.order(trained.seed, epoch)
        for start in range(0, len(order), size):
            x, y = examples(data, order[start : start + size])
            outputs = forward(layers, x, hidden, output)
            if back:
                layers = step_on_the_way_back(layers, outputs, y, hidden, alpha)
            else:
                layers = step(layers, backward(layers, outputs, y, hidden), alpha)
        yield layers


def run(settings: Settings) -> Report:
    """Train at three depths, repeat each training by hand, check gradients and costs, compare two ways of stepping."""
    from chapters.material.backpropagation import figures

    data, hidden = settings.load(), settings["activation"]
    depths = {"1 hidden layer": (32,), "2 hidden layers": (32, 16), "3 hidden layers": (32, 16, 16)}
    shown = ["2 hidden layers"] if settings.quick else list(depths)
    recipes = {name: partial(network, hidden=depths[name], activation=hidden) for name in shown}
    output = output_of(data.task)
    print_summary(recipes["2 hidden layers"], data)
    runs = training.fit_all(recipes, data, **settings.training)
    print_by_hand(runs, recipes, data, settings)
    x, y = examples(data, slice(32))
    eight = {"8 hidden layers": partial(network, hidden=(8,) * 8, activation=hidden)}
    begun = partial(first_model, data=data, seed=settings.seed, deterministic=not settings.no_determinism)
    first = {name: begun(recipe) for name, recipe in (recipes | eight).items()}
    print_gradients(first, data, hidden, most=500 if settings.quick else 4_000)
    layers = layers_of(first["2 hidden layers"])
    by_both = (forward(layers, x, hidden, each)[-1] for each in ("sigmoid", "softmax"))
    network_costs.print_symbols(network_costs.symbols(cost, *by_both, y), data.outputs, len(layers))
    hand = backward(layers, forward(layers, x, hidden, output), y, hidden)
    tape = tape_gradients(first["2 hidden layers"], output, data.train.x[:32], y)
    chosen = np.random.default_rng(0).permutation(len(flat(hand)))[:200]
    cost_of = partial(cost_of_layers, x=x, y=y, hidden=hidden, output=output)
    misses = {
        width: float(np.abs(finite_differences(cost_of, layers, chosen, width) - flat(hand)[chosen]).max())
        for width in 10.0 ** np.arange(-12, 1)
    }
    trained = next(each for each in runs if each.name == "2 hidden layers")
    one_x, one_y = examples(data, slice(1))
    seen = forward(layers_of(trained.model), one_x, hidden, output)
    handed = errors(layers_of(trained.model), seen, one_y, hidden)
    apart, curves = two_ways(layers, trained, data, hidden)
    folder, label = report_path(settings), data.class_names[int(data.train.y[0])]
    return Report(
        settings,
        comparison.compare(runs),
        figures=[
            figures.plot_passes(
                data.train.x[0], [h[0] for h in seen[1:]], [e[0] for e in handed], label, folder / "both_passes.png"
            ),
            figures.plot_checks(flat(hand), flat(tape), misses, float(np.abs(flat(hand)).max()), folder / "checks.png"),
            figures.plot_two_steps(apart, curves, folder / "two_ways_of_stepping.png", rate=settings.learning_rate),
        ],
        claims=exact_claims.checks(settings.chapter),
        look_for=(
            "Scalars: epoch_loss by depth: with sigmoids the deeper network waits before it falls, because the error "
            "shrinks in each sigmoid that hands it back. Graphs, tag keras: the layers that both passes go through."
        ),
        now_change=(
            "python -m chapters.ch11_backpropagation --activation relu --learning-rate 0.1   does depth still wait?",
            "python -m chapters.ch11_backpropagation --learning-rate 0.05    are the two ways of stepping nearer?",
            "python -m chapters.ch11_backpropagation --dataset moons         one output: what is K now?",
        ),
    )


def cost_of_layers(layers: list[Layer], x: np.ndarray, y: np.ndarray, hidden: str, output: str) -> float:
    """The cost as a function of the parameters."""
    return cost(forward(layers, x, hidden, output)[-1], y, output)


def print_by_hand(runs: list[Run], recipes: dict[str, partial], data: Dataset, settings: Settings) -> None:
    """Repeat every training in NumPy from the same first weights, on the same batches."""
    print(f"\nThe same trainings by hand on {data.name} ({len(data.train):,} examples), beside Keras' last weights:")
    for each in runs:
        first = layers_of(first_model(recipes[each.name], data, each.seed, not settings.no_determinism))
        *_, last = train_by_hand(first, data, settings["activation"], each)
        theirs = flat(layers_of(each.model))
        moved, apart = (np.abs(theirs - flat(other)).max() for other in (first, last))
        print(
            f"  {each.name} (seed {each.seed}): {len(theirs):,} parameters, moved by up to {moved:.2f}; "
            f"by hand and Keras differ by {apart:.0e}"
        )


def print_gradients(models: dict[str, keras.Model], data: Dataset, hidden: str, most: int = 4_000) -> None:
    """A table: the gradient of 32 examples by hand, against the tape's and at most so many finite differences."""
    output, (x, y) = output_of(data.task), examples(data, slice(32))
    print(f"\n{'gradient by hand, first weights':<34} {'largest':>9} {'- tape':>9} {'- finite differences':>21}")
    for name, model in models.items():
        layers = layers_of(model)
        hand = flat(backward(layers, forward(layers, x, hidden, output), y, hidden))
        tape = flat(tape_gradients(model, output, data.train.x[:32], y))
        chosen = np.random.default_rng(0).permutation(len(hand))[:most]
        cost_of = partial(cost_of_layers, x=x, y=y, hidden=hidden, output=output)
        numeric = finite_differences(cost_of, layers, chosen)
        largest, by_tape, by_width = (np.abs(each).max() for each in (hand, hand - tape, hand[chosen] - numeric))
        said = f"{name} ({len(hand):,} parameters)"
        print(f"{said:<34} {largest:9.1e} {by_tape:9.0e} {by_width:9.0e} (of {len(chosen):,})")
    if hidden == "relu":
        print("A ReLU has a kink at 0: where z is 0 or as near as the width, a finite difference mixes both slopes.")


def two_ways(
    layers: list[Layer], trained: Run, data: Dataset, hidden: str
) -> tuple[dict[float, float], dict[str, list[float]]]:
    """How far the two first steps are apart at each learning rate, and the training cost of trainings by each.

    Returns:
        Learning rate -> length of the difference in parts of the simultaneous step; name -> cost after each epoch.
    """
    output, rate = output_of(data.task), float(trained.settings["optimizer"]["learning_rate"])
    x, y = examples(data, slice(trained.settings["batch_size"]))
    outputs = forward(layers, x, hidden, output)
    slope = backward(layers, outputs, y, hidden)
    apart = {}
    for alpha in 10.0 ** np.arange(-3, 2):
        together = flat(step(layers, slope, alpha))
        one_by_one = flat(step_on_the_way_back(layers, outputs, y, hidden, alpha))
        apart[alpha] = float(np.linalg.norm(one_by_one - together) / np.linalg.norm(together - flat(layers)))
    everything, curves = examples(data, slice(None)), {}
    for alpha in (rate, 4 * rate):
        for name, back in (("at once", False), ("on the way back", True)):
            epochs = train_by_hand(layers, data, hidden, trained, back=back, alpha=alpha)
            with np.errstate(over="ignore", invalid="ignore"):  # a training that diverges ends in NaN, and says so
                costs = [cost_of_layers(each, *everything, hidden, output) for each in (layers, *epochs)]
            curves[f"alpha = {alpha:g}, {name}"] = costs
            print(
                f"Cost on the training split after {trained.epochs} epochs, alpha = {alpha:g}, {name}: {costs[-1]:.4f}"
            )
    return apart, curves


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
