"""What the slides on networks, images, order and batches say, computed in plain sight. One function a claim.

See `exact_lines` for how functions and claims belong together. Forward and backward passes are those of the lesson on
backpropagation, on networks that are small enough to follow every number.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

import datasets
from chapters.claims.registry import computes
from chapters.material.backpropagation.gradient_checks import numeric_gradient
from chapters.material.backpropagation.layers import Layer, flat
from comparison.losses import sigmoid
from runtime.backend import keras, tf


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


SHAPES = ((5, 8), (8, 6), (6, 10))  # inputs and units of three layers


@computes("k-is-the-number-of-layers")
def k_is_the_number_of_layers(lesson: ModuleType) -> bool:
    """In a network of three layers with ten outputs, does the sum over k have as many terms as there are layers?"""
    draw = np.random.default_rng(0)
    layers = [Layer(draw.normal(size=shape), np.zeros(shape[1]), "sigmoid") for shape in SHAPES]
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


def flattened(images: np.ndarray) -> np.ndarray:
    """Each image as one row of numbers, by Keras' layer: (images, height, width) -> (images, pixels)."""
    return np.asarray(keras.layers.Flatten()(images))


@computes("flattening-loses-information")
def flattening_loses_information() -> bool:
    """Are eight images lost after Keras' Flatten? reshape(28, 28) of each vector gives every pixel back."""
    images = np.random.default_rng(0).random((8, 28, 28), np.float32)
    return not np.array_equal(flattened(images).reshape(images.shape), images)


def renumbered(recipe: Callable[..., keras.Model], x: np.ndarray, y: np.ndarray, order: np.ndarray) -> bool:
    """Whether a network on shuffled features, the rows of its first weights shuffled likewise, has the same outputs.

    They are compared before and after a step of gradient descent.

    Args:
        recipe: of a compiled dense network.
        x: (examples, ...); `order` shuffles what is behind the examples, as one row of numbers.
        y: targets.
        order: the old place of every feature.
    """
    task = "regression" if y.dtype.kind == "f" else "multiclass"
    plain, other = (recipe(x.shape[1:], 10 if task == "multiclass" else 1, task) for _ in range(2))
    first, *rest = plain.get_weights()
    other.set_weights([first[order], *rest])
    shuffled = x.reshape(len(x), -1)[:, order].reshape(x.shape)
    outputs = [_outputs(model, inputs, y) for model, inputs in ((plain, x), (other, shuffled))]
    return np.allclose(*outputs, atol=1e-5)


def _outputs(model: keras.Model, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A model's outputs, then those after one step of gradient descent on its loss, one above the other."""
    loss = keras.losses.get(model.loss)
    with tf.GradientTape() as tape:
        before = model(x, training=False)
        cost = tf.reduce_mean(loss(y, before))
    for weights, gradient in zip(
        model.trainable_variables, tape.gradient(cost, model.trainable_variables), strict=True
    ):
        weights.assign_sub(0.1 * gradient)
    return np.concatenate([before, model(x, training=False)])


@computes("dense-ignores-the-shape")
def dense_ignores_the_shape(lesson: ModuleType) -> bool:
    """The chapter's dense network on 64 random images, and on the same with shuffled pixels and first weights: its 640
    outputs differ by less than 0.0001, before and after a step of gradient descent."""
    draw = np.random.default_rng(0)
    x, y = draw.random((64, 28, 28, 1), np.float32), draw.integers(0, 10, 64)
    return renumbered(lesson.dense_network, x, y, draw.permutation(784))


@computes("dense-parameters-grow-exponentially")
def dense_parameters_grow_exponentially(lesson: ModuleType) -> str:
    """Parameters of the dense network for sides of 28, 56, 84 and 112 pixels. If they grew exponentially, each would be
    the one before times the same factor. They grow with the square of the side: their second differences are equal."""
    counts = [lesson.count_parameters(side, 1, 10)["dense"] for side in (28, 56, 84, 112)]
    if len({after / before for before, after in pairwise(counts)}) == 1:
        return "exponential"
    return "quadratic" if len(set(np.diff(counts, 2).tolist())) == 1 else "neither"


@computes("pooling-saves-parameters")
def pooling_saves_parameters(lesson: ModuleType) -> bool:
    """Parameters of the chapter's CNN on images of 28 x 28: 105,866 with pooling, 1,611,146 without."""
    counts = lesson.count_parameters(28, 1, 10)
    return counts["cnn"] < counts["cnn without pooling"]


WEIGHTS = np.random.default_rng(0).normal(size=5)  # of a dense unit on five steps


@computes("dense-cannot-consider-order")
def dense_cannot_consider_order() -> bool:
    """Is the output of a dense unit the same for a series and for the same series backwards?"""
    series = np.arange(5.0)
    return bool(np.isclose(WEIGHTS @ series, WEIGHTS @ series[::-1]))


@computes("dense-assumes-no-order")
def dense_assumes_no_order(lesson: ModuleType) -> bool:
    """The chapter's dense network on 64 random series of 50 steps, and on the same with permuted steps and first
    weights: its forecasts differ by less than 0.0001, before and after a step of gradient descent."""
    draw = np.random.default_rng(0)
    x, y = draw.normal(size=(64, 50, 1)).astype(np.float32), draw.normal(size=(64, 1)).astype(np.float32)
    return renumbered(lesson.dense, x, y, draw.permutation(50))


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


@computes("large-batches-take-memory", lesson="ch11_backpropagation")
def large_batches_take_memory(lesson: ModuleType) -> bool:
    """The arrays that the forward pass of a 784-300-100-10 network hands to the backward pass, in bytes, for batches of
    32, 64 and 128: twice the batch, twice the bytes."""
    draw = np.random.default_rng(0)
    shapes = pairwise((784, 300, 100, 10))
    layers = [Layer(draw.normal(0, 0.05, shape), np.zeros(shape[1]), "sigmoid") for shape in shapes]
    kept = {size: sum(one.nbytes for one in lesson.forward(layers, draw.random((size, 784)))) for size in (32, 64, 128)}
    return kept[64] == 2 * kept[32] and kept[128] == 2 * kept[64]


@computes("activations-make-non-linearity")
def activations_make_non_linearity(lesson: ModuleType) -> bool:
    """Three layers with Keras' linear activation equal the one layer of the chapter. With its ReLU, sigmoid or tanh
    between them f(x + y) - f(0) = f(x) - f(0) + f(y) - f(0) is false, so no layer without an activation equals them."""
    draw = np.random.default_rng(0)
    layers = [[draw.normal(size=(5, 5)), draw.normal(size=5)] for _ in range(3)]
    x, y = draw.normal(size=(2, 20, 5))

    def outputs(inputs: np.ndarray, activation: Callable[..., Any]) -> np.ndarray:
        for kernel, bias in layers[:-1]:
            inputs = np.asarray(activation(inputs @ kernel + bias))
        return inputs @ layers[-1][0] + layers[-1][1]

    def bends(activation: Callable[..., Any]) -> bool:
        both, one, other, zero = (outputs(inputs, activation) for inputs in (x + y, x, y, 0 * x))
        return not np.allclose(both - zero, (one - zero) + (other - zero), atol=1e-3)

    kernel, bias = lesson.one_layer(layers)
    one_layer = np.allclose(outputs(x, keras.activations.linear), x @ kernel + bias)
    return one_layer and all(map(bends, (keras.activations.relu, keras.activations.sigmoid, keras.activations.tanh)))


@computes("output-activations-by-task")
def output_activations_by_task() -> list[str]:
    """Which of six activations gives, on random scores, an output from 0 to 1, outputs with sum 1, any number?"""
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
    """Keras' softmax and the chapter's over two random scores a, b give sigmoid(a - b) for the first; over ten scores
    their outputs add up to 1."""
    from chapters.material.activations.curves import OUTPUTS

    draw = np.random.default_rng(0)
    two, ten = draw.normal(size=(100, 2)), draw.normal(size=(100, 10))
    return all(
        np.allclose(np.asarray(softmax(two))[:, 0], sigmoid(two[:, 0] - two[:, 1]), atol=1e-6)
        and np.allclose(np.asarray(softmax(ten)).sum(axis=1), 1, atol=1e-6)
        for softmax in (keras.activations.softmax, OUTPUTS["softmax"][0])
    )
