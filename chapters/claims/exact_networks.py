"""What the slides on networks, images, order and batches say, computed in plain sight. One function a claim.

See `exact_lines` for how functions and claims belong together. Forward and backward passes are those of the lesson on
backpropagation, on networks that are small enough to follow every number.
"""

from __future__ import annotations

import math
from itertools import pairwise
from types import ModuleType

import numpy as np

import datasets
from chapters.claims.registry import computes
from chapters.material.backpropagation.gradient_checks import numeric_gradient
from chapters.material.backpropagation.layers import Layer, flat
from chapters.material.batches.step_memory import StepMemory, numbers_kept
from comparison.losses import sigmoid


def small_network() -> tuple[list[Layer], np.ndarray, np.ndarray]:
    """A 3-4-2 network with sigmoids and random parameters, six examples of three inputs, and 0/1 targets (6, 2)."""
    draw = np.random.default_rng(0)
    layers = [Layer(draw.normal(size=shape), draw.normal(size=shape[1]), "sigmoid") for shape in ((3, 4), (4, 2))]
    return layers, draw.normal(size=(6, 3)), draw.integers(0, 2, (6, 2)).astype(float)


@computes("network-maps-with-parameters", lesson="ch11_backpropagation")
def network_maps_with_parameters(lesson: ModuleType) -> bool:
    """In a 3-4-2 network, the gradient of the hidden weights is not 0; a step along it changes the hidden outputs."""
    layers, x, y = small_network()
    moved = lesson.step(layers, x, y, alpha=0.1)
    hidden_weights = lesson.gradient(layers, x, y)[0][0]
    same = np.allclose(lesson.forward(moved, x)[1], lesson.forward(layers, x)[1])
    return bool(np.abs(hidden_weights).max() > 1e-3 and not same)


@computes("hidden-node-is-a-logistic-regression")
def hidden_node_is_a_logistic_regression() -> bool:
    """A hidden sigmoid unit with the weights of a fitted logistic regression gives that regression's probabilities."""
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(0)
    x = draw.normal(size=(80, 3))
    model = LogisticRegression().fit(x, x @ [1, -2, 0.5] + draw.normal(size=80) > 0)
    unit = sigmoid(x @ model.coef_[0] + model.intercept_[0])
    return np.allclose(unit, model.predict_proba(x)[:, 1], atol=1e-12)


@computes("training-adjusts-the-weights", lesson="ch11_backpropagation")
def training_adjusts_the_weights(lesson: ModuleType) -> bool:
    """One step of gradient descent changes every weight of the 3-4-2 network and lowers its cost."""
    layers, x, y = small_network()
    moved = lesson.step(layers, x, y, alpha=0.1)
    return bool((flat(moved) != flat(layers)).all()) and lesson.cost_of(moved, x, y) < lesson.cost_of(layers, x, y)


@computes("forward-is-composition")
def forward_is_composition(lesson: ModuleType) -> bool:
    """The output of a network is the output of layer 2 for the output of layer 1, which is computed on its own."""
    layers, x, _ = small_network()
    first = lesson.forward(layers[:1], x)[-1]
    return np.array_equal(lesson.forward(layers[1:], first)[-1], lesson.forward(layers, x)[-1])


@computes("backpropagation-is-the-gradient")
def backpropagation_is_the_gradient(lesson: ModuleType) -> bool:
    """Every derivative that the backward pass gives for a 3-4-2 network equals the finite difference of the cost."""
    layers, x, y = small_network()
    found = flat(lesson.gradient(layers, x, y))
    numeric = numeric_gradient(lambda moved: lesson.cost_of(moved, x, y), layers, np.arange(len(found)))
    return np.allclose(found, numeric, atol=1e-7)


@computes("descent-goes-layer-by-layer")
def descent_goes_layer_by_layer(lesson: ModuleType) -> bool:
    """Does layer 1 get the same step if layer 2 is changed before the error is passed through it?"""
    layers, x, y = small_network()
    together, one_by_one = lesson.step(layers, x, y, 0.5), lesson.step_on_the_way_back(layers, x, y, 0.5)
    return np.allclose(together[0].weights, one_by_one[0].weights)


@computes("k-is-the-number-of-layers")
def k_is_the_number_of_layers(lesson: ModuleType) -> bool:
    """In a network of three layers with ten outputs, does the sum over k have as many terms as there are layers?"""
    draw = np.random.default_rng(0)
    shapes = ((5, 8), (8, 6), (6, 10))
    layers = [Layer(draw.normal(size=shape), np.zeros(shape[1]), "sigmoid") for shape in shapes]
    outputs = lesson.forward(layers, draw.normal(size=(1, 5)))[-1]
    return outputs.shape[1] == len(layers)


@computes("network-cost-is-a-sum-of-log-losses")
def network_cost_is_a_sum_of_log_losses(lesson: ModuleType) -> bool:
    """The cost equals the log losses of all outputs by scikit-learn, added up."""
    from sklearn.metrics import log_loss

    layers, x, y = small_network()
    h = lesson.forward(layers, x)[-1]
    losses = [log_loss(y[:, k], h[:, k], labels=[0, 1]) for k in range(y.shape[1])]
    return np.isclose(lesson.cost_of(layers, x, y), sum(losses))


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
    """Is the output of a dense unit the same for a series and for the same series backwards?"""
    weights = np.random.default_rng(0).normal(size=5)
    series = np.arange(5.0)
    return bool(np.isclose(weights @ series, weights @ series[::-1]))


@computes("an-epoch-sees-every-example-once")
def an_epoch_sees_every_example_once(lesson: ModuleType) -> bool:
    """The batches of 128 that a training on 1,000 digits reads: in three epochs, every example came three times."""
    _, times = lesson.read_batches(datasets.load("digits").take(1_000), 128, epochs=3, seed=0)
    return bool((times == 3).all())


@computes("batch-arithmetic")
def batch_arithmetic(lesson: ModuleType) -> list[int]:
    """Full batches, examples in the last batch, and steps of an epoch: 1,000 divided by 128, with remainder."""
    sizes = lesson.batch_sizes(1_000, 128)
    return [sizes.count(128), sizes[-1], len(sizes)]


@computes("large-batches-take-memory")
def large_batches_take_memory(lesson: ModuleType) -> bool:
    """Bytes of all layers' outputs of the 784-300-100-10 network in float32: twice the batch, twice the bytes."""
    numbers = numbers_kept(lesson.network((28, 28, 1), 10, "multiclass"))
    kept = StepMemory(numbers, dict.fromkeys((32, 64, 128))).computed
    return kept[64] == 2 * kept[32] and kept[128] == 2 * kept[64]


@computes("activations-make-non-linearity")
def activations_make_non_linearity() -> bool:
    """Three linear layers equal one matrix. With ReLU between them f(-x) = -f(x) is false, so no matrix equals them."""
    draw = np.random.default_rng(0)
    a, b, c, x = draw.normal(size=(4, 5, 5))

    def with_relu(inputs: np.ndarray) -> np.ndarray:
        return np.maximum(np.maximum(inputs @ a, 0) @ b, 0) @ c

    return np.allclose(x @ a @ b @ c, x @ (a @ b @ c)) and not np.allclose(with_relu(-x), -with_relu(x))


@computes("output-activations-by-task")
def output_activations_by_task() -> list[str]:
    """Which of five activations gives, on random scores, an output from 0 to 1, outputs with sum 1, any number?"""
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
