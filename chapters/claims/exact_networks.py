"""What the slides on networks, images, order and batches say, computed in plain sight. One function a claim.

See `exact_lines` for how functions and claims belong together. The networks are a few lines of NumPy: two inputs or so,
random weights, sigmoid or tanh, so that every number can be followed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType

import numpy as np

from chapters.claims.registry import computes
from comparison.losses import sigmoid

Weights = list[np.ndarray]


def small_network() -> tuple[Weights, np.ndarray, np.ndarray]:
    """Weights of a 3-4-2 network with sigmoids, six examples of three inputs, and their 0/1 targets (6, 2)."""
    draw = np.random.default_rng(0)
    weights = [draw.normal(size=(3, 4)), draw.normal(size=(4, 2))]
    return weights, draw.normal(size=(6, 3)), draw.integers(0, 2, (6, 2)).astype(float)


def forward(weights: Weights, x: np.ndarray) -> list[np.ndarray]:
    """The inputs, and what every layer makes of the one before."""
    layers = [x]
    for each in weights:
        layers.append(sigmoid(layers[-1] @ each))
    return layers


def network_cost(weights: Weights, x: np.ndarray, y: np.ndarray) -> float:
    """The slide's cost: -1/m sum over examples and outputs of y log h + (1 - y) log(1 - h)."""
    h = forward(weights, x)[-1]
    return float(-(y * np.log(h) + (1 - y) * np.log(1 - h)).sum() / len(x))


def backward(weights: Weights, x: np.ndarray, y: np.ndarray) -> Weights:
    """The gradient of `network_cost`, handed back layer by layer."""
    layers = forward(weights, x)
    error = (layers[-1] - y) / len(x)  # d cost / d score of the last layer
    gradients: Weights = []
    for index in reversed(range(len(weights))):
        gradients.insert(0, layers[index].T @ error)
        error = error @ weights[index].T * layers[index] * (1 - layers[index])
    return gradients


def slopes(function: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """The gradient by central differences."""
    result = np.empty(at.size)
    for index in range(at.size):
        move = np.zeros(at.size)
        move[index] = step
        move = move.reshape(at.shape)
        result[index] = (function(at + move) - function(at - move)) / (2 * step)
    return result.reshape(at.shape)


@computes("network-maps-with-parameters")
def network_maps_with_parameters() -> bool:
    """The hidden weights of a 3-4-2 network have a gradient that is not zero, and a step changes the hidden outputs."""
    weights, x, y = small_network()
    gradient = backward(weights, x, y)[0]
    moved = [weights[0] - 0.1 * gradient, weights[1]]
    return bool(np.abs(gradient).max() > 1e-3 and not np.allclose(forward(moved, x)[1], forward(weights, x)[1]))


@computes("hidden-node-is-a-logistic-regression")
def hidden_node_is_a_logistic_regression() -> bool:
    """A hidden sigmoid unit with the weights of a fitted logistic regression gives that regression's probabilities."""
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(0)
    x = draw.normal(size=(80, 3))
    model = LogisticRegression().fit(x, x @ [1, -2, 0.5] + draw.normal(size=80) > 0)
    unit = sigmoid(x @ model.coef_[0] + model.intercept_[0])
    return np.allclose(unit, model.predict_proba(x)[:, 1], atol=1e-12)


@computes("training-adjusts-the-weights")
def training_adjusts_the_weights() -> bool:
    """One step of gradient descent changes every weight of the 3-4-2 network and lowers its cost."""
    weights, x, y = small_network()
    moved = [each - 0.1 * slope for each, slope in zip(weights, backward(weights, x, y), strict=True)]
    changed = all((before != after).all() for before, after in zip(weights, moved, strict=True))
    return changed and network_cost(moved, x, y) < network_cost(weights, x, y)


@computes("forward-is-composition")
def forward_is_composition() -> bool:
    """The network's output is layer 2 of the output of layer 1, with layer 1 computed on its own."""
    weights, x, _ = small_network()
    first = forward(weights[:1], x)[-1]
    return np.array_equal(forward(weights[1:], first)[-1], forward(weights, x)[-1])


@computes("backpropagation-is-the-gradient")
def backpropagation_is_the_gradient() -> bool:
    """Every derivative of `backward` equals the central difference of the cost."""
    weights, x, y = small_network()
    numeric = [
        slopes(lambda each, index=index: network_cost([*weights[:index], each, *weights[index + 1 :]], x, y), before)
        for index, before in enumerate(weights)
    ]
    return all(np.allclose(a, b, atol=1e-7) for a, b in zip(backward(weights, x, y), numeric, strict=True))


@computes("descent-goes-layer-by-layer")
def descent_goes_layer_by_layer() -> bool:
    """Is the first layer's step the same if the last layer is changed before the error is handed through it?"""
    weights, x, y = small_network()
    together = weights[0] - 0.5 * backward(weights, x, y)[0]
    last_first = [weights[0], weights[1] - 0.5 * backward(weights, x, y)[1]]
    hidden, output = forward(weights, x)[1:]  # the forward pass was made with the old weights
    error = ((output - y) / len(x)) @ last_first[1].T * hidden * (1 - hidden)
    one_by_one = weights[0] - 0.5 * x.T @ error
    return np.allclose(together, one_by_one)


@computes("k-is-the-number-of-layers")
def k_is_the_number_of_layers() -> bool:
    """In a network of three layers with ten outputs, does the sum over k have as many terms as there are layers?"""
    draw = np.random.default_rng(0)
    weights = [draw.normal(size=shape) for shape in ((5, 8), (8, 6), (6, 10))]
    outputs = forward(weights, draw.normal(size=(1, 5)))[-1]
    return outputs.shape[1] == len(weights)


@computes("network-cost-is-a-sum-of-log-losses")
def network_cost_is_a_sum_of_log_losses() -> bool:
    """The slide's cost equals scikit-learn's log loss of each output, added up."""
    from sklearn.metrics import log_loss

    weights, x, y = small_network()
    h = forward(weights, x)[-1]
    each = [log_loss(y[:, k], h[:, k], labels=[0, 1]) for k in range(y.shape[1])]
    return np.isclose(network_cost(weights, x, y), sum(each))


@computes("flattening-loses-information")
def flattening_loses_information() -> bool:
    """Is the image lost after flattening? reshape(28, 28) of the vector gives every pixel back."""
    image = np.random.default_rng(0).random((28, 28))
    return not np.array_equal(image.reshape(-1).reshape(28, 28), image)


@computes("dense-parameters-grow-exponentially")
def dense_parameters_grow_exponentially() -> str:
    """100 units on images with a side of 28, 56, 112 and 224 pixels: each time the side doubles, the number of weights
    is multiplied by 4."""
    weights = [100 * side**2 for side in (28, 56, 112, 224)]
    factors = {after / before for before, after in pairwise(weights)}
    return "quadratic" if factors == {4.0} else "exponential"


@computes("pooling-saves-parameters")
def pooling_saves_parameters(lesson: ModuleType) -> bool:
    """Parameters of the chapter's CNN on images of 28 x 28: 105,866 with pooling, 1,611,146 without."""
    counts = lesson.count_parameters(28, 1, 10)
    return counts["cnn"] < counts["cnn without pooling"]


@computes("dense-cannot-consider-order")
def dense_cannot_consider_order() -> bool:
    """Does a dense layer give the same output for the same numbers in another order? Only if it cannot consider it."""
    weights = np.random.default_rng(0).normal(size=5)
    series = np.arange(5.0)
    return bool(np.isclose(weights @ series, weights @ series[::-1]))


@computes("an-epoch-sees-every-example-once")
def an_epoch_sees_every_example_once() -> bool:
    """Three epochs over 1,000 examples in shuffled batches of 128: every example was in three batches."""
    seen = np.zeros(1_000, int)
    for epoch in range(3):
        order = np.random.default_rng([0, epoch]).permutation(1_000)
        for start in range(0, 1_000, 128):
            seen[order[start : start + 128]] += 1
    return bool((seen == 3).all())


@computes("batch-arithmetic")
def batch_arithmetic() -> list[int]:
    """Full batches, the rest, and the steps of an epoch, counted: range(0, 1000, 128)."""
    sizes = [min(128, 1_000 - start) for start in range(0, 1_000, 128)]
    return [sizes.count(128), sizes[-1], len(sizes)]


@computes("large-batches-take-memory")
def large_batches_take_memory() -> bool:
    """Bytes of all layers' outputs of a 784-300-100-10 network in float32: twice the batch, twice the bytes."""
    outputs = 784 + 300 + 100 + 10
    held = {batch: 4 * batch * outputs for batch in (32, 64, 128)}
    return held[64] == 2 * held[32] and held[128] == 2 * held[64]


@computes("activations-make-non-linearity")
def activations_make_non_linearity() -> bool:
    """Three linear layers are one matrix; with a ReLU between them f(-x) = -f(x) fails, which no matrix does."""
    draw = np.random.default_rng(0)
    a, b, c, x = draw.normal(size=(4, 5, 5))

    def bent(inputs: np.ndarray) -> np.ndarray:
        return np.maximum(np.maximum(inputs @ a, 0) @ b, 0) @ c

    return np.allclose(x @ a @ b @ c, x @ (a @ b @ c)) and not np.allclose(bent(-x), -bent(x))


@computes("output-activations-by-task")
def output_activations_by_task() -> list[str]:
    """Of five activations on random scores: one output between 0 and 1, outputs that add up to 1, any number."""
    from chapters.material.activations.curves import OUTPUTS

    scores = np.random.default_rng(0).normal(0, 20, (1_000, 3))
    found = {}
    for name, (activation, _) in OUTPUTS.items():
        single, several = activation(scores[:, :1]), activation(scores)
        inside = bool(single.min() >= 0 and single.max() <= 1)
        if inside and single.min() < 0.01 and single.max() > 0.99:
            found["binary"] = name
        if several.min() >= 0 and np.allclose(several.sum(axis=1), 1):
            found["multiclass"] = name
        if single.min() < -10 and single.max() > 10:
            found["regression"] = name
    return [found[task] for task in ("binary", "multiclass", "regression")]


@computes("softmax-of-two-is-sigmoid")
def softmax_of_two_is_sigmoid() -> bool:
    """exp(a) / (exp(a) + exp(b)) = sigmoid(a - b), and softmax over ten adds up to 1, for random scores."""
    draw = np.random.default_rng(0)
    a, b = draw.normal(size=(2, 100))
    ten = np.exp(draw.normal(size=(100, 10)))
    ten /= ten.sum(axis=1, keepdims=True)
    of_two = np.array([math.exp(p) / (math.exp(p) + math.exp(q)) for p, q in zip(a, b, strict=True)])
    return np.allclose(of_two, sigmoid(a - b)) and np.allclose(ten.sum(axis=1), 1)
