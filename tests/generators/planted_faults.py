"""One planted fault a claim: something that the claim's computation uses is changed, so that its verdict must flip.

A plant takes pytest's `monkeypatch`. Names are those of the modules in which the claims look them up.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from chapters import (
    ch01_linear_regression as ch01,
)
from chapters import (
    ch02_logistic_regression as ch02,
)
from chapters import (
    ch05_convolutional_networks as ch05,
)
from chapters import (
    ch07_recurrent_networks as ch07,
)
from chapters import (
    ch10_gradient_descent as ch10,
)
from chapters import (
    ch11_backpropagation as ch11,
)
from chapters import (
    ch12_epochs_and_batches as ch12,
)
from chapters import (
    ch16_optimizers as ch16,
)
from chapters import (
    ch17_metrics as ch17,
)
from chapters.claims import exact_costs as costs
from chapters.claims import exact_lines as lines
from chapters.claims import exact_losses as table
from chapters.claims import exact_networks as networks
from chapters.claims.claim_list import named
from chapters.material.activations import curves
from comparison import losses as package
from comparison.losses import LOSSES, sigmoid
from runtime.backend import keras


def put(module, name, value):
    """A plant that replaces a name of a module."""
    return lambda monkeypatch: monkeypatch.setattr(module, name, value)


def changed(module, name, change):
    """A plant that changes what a function of a module gives; `change` takes its result, and its arguments."""
    original = getattr(module, name)
    return put(module, name, lambda *given, **named: change(original(*given, **named), *given))


def words(module, old, new):
    """A plant that changes the slide's words, of which a claim reads its numbers or names."""

    def changed_claim(claim_id):
        return replace(named(claim_id), ko=named(claim_id).ko.replace(old, new))

    return put(module, "claim", changed_claim)


def losses(name, **functions):
    """A plant that gives one of the package's losses another `value` or `gradient`."""
    return put(package, "LOSSES", tuple(replace(loss, **functions) if loss.name == name else loss for loss in LOSSES))


def without_bias(found, *_):
    return found[0], 0 * found[1]


def steeper(found, *_):
    return 1.2 * found[0], found[1]


def doubled(found, *_):
    return 2 * found


def corners_by_the_first_feature():
    x, _ = lines_corners()
    return x, x[:, 0] > 0


def weighed_by_place(recipe):
    """A recipe whose network treats every feature differently before its first weights."""

    def build(input_shape, outputs, task, **keywords):
        plain = recipe(input_shape, outputs, task, **keywords)
        inputs = keras.Input(input_shape)
        weight = np.linspace(0, 1, int(np.prod(input_shape)), dtype=np.float32).reshape(input_shape)
        model = keras.Model(inputs, plain(inputs * weight))
        model.compile(loss=plain.loss)
        return model

    return build


def backwards(layers, x, y, alpha):
    return ch11_step(layers, x, y, -alpha)


def one_by_one(layers, x):
    return ch11_forward(layers, x[:1])


def counting_layers(outputs, layers, x):
    return [*outputs[:-1], outputs[-1] + len(layers)]


def once_more(found, *_):
    batches, times = found
    return batches, times + (np.arange(len(times)) == 0)


def with_keras_targets(y, z):
    return np.log1p(np.exp(-(2 * y - 1) * z))


lines_corners, ch11_step, ch11_forward = lines.xor_corners, ch11.step, ch11.forward


def unlike_scikit_learn(monkeypatch):
    """Accuracy that depends on the numbers of the classes."""
    from sklearn import metrics

    monkeypatch.setattr(metrics, "accuracy_score", metrics.mean_squared_error)


def every_example_supports(monkeypatch):
    """An SVM with so weak a loss that every example is a support vector."""
    from sklearn import svm

    monkeypatch.setattr(svm, "SVC", partial(svm.SVC, C=1e-3))


def squared_errors_for_classes(monkeypatch):
    """The loss that is called binary cross-entropy is the squared error."""
    names, original = {"binary_crossentropy": "mean_squared_error"}, keras.losses.get
    monkeypatch.setattr(keras.losses, "get", lambda name: original(names.get(name, name)))


PLANTS = {
    "linear-models-a-line": changed(ch01, "least_squares", without_bias),
    "far-example-moves-the-line": put(lines, "FAR_X", np.append(lines.X, 9.0)),
    "line-at-10": changed(ch01, "least_squares", steeper),
    "line-at-100": changed(ch01, "least_squares", steeper),
    "line-has-no-range": put(lines, "SLOPE", 0.0),
    "classes-need-outputs-in-0-1": put(lines, "SCORE", (0.0, 0.5)),
    "sigmoid-between-0-and-1": put(ch02, "float32_sigmoid", lambda x: 1.1 * sigmoid(x)),
    "sigmoid-below-1-in-float32": put(ch02, "float32_sigmoid", sigmoid),
    "sigmoid-inverts-the-log-odds": put(lines, "sigmoid", lambda x: sigmoid(2 * x)),
    "logistic-stands-the-far-example": put(lines, "FAR_Y", np.append(lines.FAR_Y[:-1], 0)),
    "terms-of-two-inputs": put(lines.itertools, "combinations_with_replacement", lines.itertools.combinations),
    "terms-of-three-inputs": put(lines.itertools, "combinations", lines.itertools.combinations_with_replacement),
    "terms-of-a-megapixel": changed(ch02, "polynomial_terms", lambda found, *_: found + 1),  # with the constant
    "non-linearity-needs-many-terms": put(lines, "xor_corners", corners_by_the_first_feature),
    "pixels-of-the-picture": words(lines, "283x354", "284x354"),
    "rgb-triples-the-features": put(lines, "COLOURS", "RGBA"),
    "fixed-map-solves-xor": put(lines, "xor_corners", corners_by_the_first_feature),
    "kernel-is-an-implicit-map": changed(lines, "mapped", lambda phi, *_: phi[:, :-1]),  # without the constant
    "kernel-estimates-the-distribution": every_example_supports,
    "network-maps-with-parameters": put(ch11, "step", lambda layers, x, y, alpha: layers),
    "hidden-node-is-a-logistic-regression": put(networks, "sigmoid", lambda z: np.maximum(z, 0)),
    "training-adjusts-the-weights": put(ch11, "step", backwards),
    "flattening-loses-information": changed(networks, "flattened", lambda row, *_: np.sort(row)),
    "dense-ignores-the-shape": put(ch05, "dense_network", weighed_by_place(ch05.dense_network)),
    "dense-parameters-grow-exponentially": put(ch05, "count_parameters", lambda side, *_: {"dense": 2**side}),
    "pooling-saves-parameters": changed(ch05, "count_parameters", lambda found, *_: dict.fromkeys(found, 1)),
    "dense-cannot-consider-order": put(networks, "WEIGHTS", np.ones(5)),
    "dense-assumes-no-order": put(ch07, "dense", weighed_by_place(ch07.dense)),
    "linear-cost-is-the-mean-squared-error": put(ch10, "squared_error", costs.half_cost),
    "two-costs-are-one": put(ch10, "squared_error", costs.half_cost),
    "two-costs-have-one-minimum": changed(ch10, "normal_equation", lambda theta, *_: theta + 0.1),
    "parameters-have-one-name": words(costs, "theta_1, theta_2", "theta_0, theta_1"),
    "linear-update-is-the-gradient": changed(ch10, "linear_gradient", doubled),  # of the cost with 1/m
    "descent-reaches-the-normal-equation": changed(
        ch10, "linear_gradient", lambda found, theta, *_: found + 0.1 * theta
    ),
    "convergence-depends-on-alpha": changed(ch10, "largest_alpha", lambda found, *_: found / 4),
    "squared-error-becomes-log-loss": put(costs, "squared_error_of_sigmoid", ch10.log_loss),
    "log-loss-is-convex": put(ch10, "log_loss", costs.squared_error_of_sigmoid),
    "logistic-cost-is-cross-entropy": changed(ch10, "log_loss", doubled),
    "logistic-update-is-the-linear-one": changed(ch10, "logistic_gradient", doubled),
    "network-cost-is-a-sum-of-log-losses": changed(ch11, "cost_of", lambda found, *_: found / 2),  # Keras' mean
    "k-is-the-number-of-layers": put(networks, "SHAPES", ((5, 8), (8, 6), (6, 3))),
    "forward-is-composition": changed(ch11, "forward", counting_layers),
    "backpropagation-is-the-gradient": changed(ch11, "cost_of", doubled),
    "descent-goes-layer-by-layer": put(ch11, "step_on_the_way_back", ch11.step),
    "an-epoch-sees-every-example-once": changed(ch12, "read_batches", once_more),
    "batch-arithmetic": changed(ch12, "batch_sizes", lambda sizes, *_: sizes[:-1]),  # the rest is dropped
    "large-batches-take-memory": put(ch11, "forward", one_by_one),
    "activations-make-non-linearity": put(keras.activations, "relu", lambda z: z),
    "output-activations-by-task": lambda monkeypatch: monkeypatch.setitem(
        curves.OUTPUTS, "hard sigmoid", (lambda z: np.clip(z, 0, 1), "")
    ),
    "softmax-of-two-is-sigmoid": put(networks, "sigmoid", lambda x: sigmoid(2 * x)),
    "cost-is-the-sum-of-losses": put(table, "STRENGTH", 0.0),
    "losses-by-task": squared_errors_for_classes,
    "squared-loss-of-the-table": losses("squared error", value=lambda y, z: (y - z) ** 2),
    "logistic-loss-of-the-table": put(table, "sigmoid", lambda x: sigmoid(2 * x)),
    "hinge-loss-of-the-table": losses("hinge", value=lambda y, z: np.maximum(0, 2 - y * z)),
    "logistic-loss-is-cross-entropy": losses("logistic", value=lambda y, z: 2 * np.log1p(np.exp(-y * z))),
    "targets-belong-to-the-formula": losses("logistic", value=with_keras_targets),
    "models-of-the-table": losses("hinge", value=lambda y, z: np.maximum(0, 1 - y * z) ** 2),
    "optimizers-update-as-written": lambda monkeypatch: monkeypatch.setitem(ch16.RULES, "momentum", ch16.sgd),
    "optimizers-find-the-lowest-cost": put(costs, "START", -1.5),
    "metrics-by-task": unlike_scikit_learn,
    "regression-metric-is-the-loss": changed(
        ch17, "regression_metrics", lambda found, *_: {**found, "mae": found["mse"]}
    ),
    "accuracy-cannot-be-descended": put(ch10, "log_loss", lambda *_: 0.0),
}
