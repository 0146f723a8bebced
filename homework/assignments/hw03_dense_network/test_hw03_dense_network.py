"""Public tests of homework 3: judged by scikit-learn, by given weights, and by what must be true."""

import itertools
import math

import numpy as np
from scipy import special
from sklearn import metrics, preprocessing

from homework.checking.protocol import Held
from homework.checking.student import Failed
from homework.checking.tests import Wrong, as_numbers, close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"

IDENTITY = {"relu": lambda z: max(z, 0.0), "tanh": math.tanh, "sigmoid": special.expit, "linear": lambda z: z}
"""Activations of one number."""


def shapes_of(inputs, hidden, outputs):
    """The shapes of kernel and bias of every layer."""
    shapes, before = [], inputs
    for units in (*hidden, outputs):
        shapes += [[before, units], [units]]
        before = units
    return shapes


def draw(rng, inputs, hidden, outputs):
    """Weights of a network, in the order in which Keras has them; no bias is 0."""
    shapes = shapes_of(inputs, hidden, outputs)
    return [rng.uniform(0.3, 0.9, shape) * rng.choice([-1, 1], shape) for shape in shapes]


def logits_of(x, weights, activation="relu", last="linear"):
    """The numbers that a network without dropout gives."""
    pairs = list(zip(weights[::2], weights[1::2], strict=True))
    for place, (kernel, bias) in enumerate(pairs, start=1):
        squash = np.vectorize(IDENTITY[last if place == len(pairs) else activation])
        x = squash(np.einsum("mf,fu->mu", x, kernel) + bias)
    return x


def build(student, inputs, hidden, outputs, **options):
    """A network of the student's, with its weights."""
    model = student.dense_network(inputs, hidden, outputs, **options)
    expect(model is not None, "dense_network returns None: it ends without return")
    expect(isinstance(model, Held), "dense_network returns numbers, and it should return a Keras model")
    shapes = [list(np.shape(array)) for array in student.probe("weights", model)]
    expect(shapes, "the network has no weights yet: begin with keras.Input, which says how many features there are")
    right = shapes_of(inputs, hidden, outputs)
    mistakes = {
        "the output layer is missing": shapes_of(inputs, hidden[:-1], hidden[-1]) if hidden else [],
        "the hidden layers are missing": shapes_of(inputs, [], outputs),
        "the last hidden layer is missing": shapes_of(inputs, hidden[:-1], outputs),
        "only the first hidden layer is there": shapes_of(inputs, hidden[:1], outputs),
        "the hidden layers come in the opposite order": shapes_of(inputs, hidden[::-1], outputs),
        "a layer of as many units as there are features comes first: keras.Input is no layer of units": shapes_of(
            inputs, [inputs, *hidden], outputs
        ),
        "the layers have no biases": shapes_of(inputs, hidden, outputs)[::2],
    }
    equal(shapes, right, mistakes, what="the list of the shapes of its weights")
    return model


def with_weights(student, weights, inputs, hidden, outputs, **options):
    """A network of the student's with given weights."""
    model = build(student, inputs, hidden, outputs, **options)
    student.probe("set_weights", model, weights)
    return model


@points(
    2,
    of="standardise",
    hints=("Which axis of `train` are the examples?", "Both numbers come from `train`, whatever `x` is."),
)
def test_with_the_numbers_of_the_training_examples(student, rng):
    train, x = rng.normal(3, 2, size=(9, 4)) * [1, 5, 10, 0.1], rng.normal(size=(6, 4)) * [2, 3, 20, 1]
    right = preprocessing.StandardScaler().fit(train).transform(x)
    both = np.concatenate([train, x])
    mistakes = {
        "x is scaled with its own numbers: use those of train": preprocessing.scale(x),
        "x is scaled with one mean and one deviation of its own: each feature needs those of train": (x - np.average(x))
        / np.sqrt(np.average((x - np.average(x)) ** 2)),
        "the numbers come from train and x together, so x leaks into them": preprocessing.StandardScaler()
        .fit(both)
        .transform(x),
        "there is one mean and one deviation for all features: each feature has its own": (x - np.average(train))
        / np.sqrt(np.average((train - np.average(train)) ** 2)),
        "each example is scaled by itself: the mean goes over the examples": preprocessing.scale(x, axis=1),
        "it is divided by the variance and not by its root": (x - np.average(train, 0)) / np.var(train, axis=0),
        "the mean is not subtracted": x / np.std(train, axis=0),
        "the mean is that of train, but the deviation is that of x": (x - np.average(train, 0)) / np.std(x, axis=0),
        "it is not divided by the standard deviation": x - np.average(train, axis=0),
        "the deviation is that with n - 1, and np.std has n": (x - np.average(train, 0)) / np.std(train, 0, ddof=1),
        "each example is divided by its length: the features are to be scaled, one by one": preprocessing.normalize(x),
        "features go to the range from 0 to 1": preprocessing.MinMaxScaler().fit(train).transform(x),
    }
    close(student.standardise(x, train), right, mistakes, rtol=1e-3)


@points(1, of="standardise", hints=("What is the deviation of a feature that is always 3, and what is x / 0?",))
def test_a_constant_feature(student, rng):
    train, x = rng.normal(size=(8, 3)), rng.normal(size=(5, 3))
    train[:, 1] = 3
    got = as_numbers(student.standardise(x, train))
    expect(np.isfinite(got).all(), "a feature that is constant in train gives NaN or infinity: do not divide by 0")
    small = (
        "a small number is added to the deviation: where it is 0, the result becomes huge and is not x minus the mean"
    )
    expect(got.shape != x.shape or np.abs(got).max() < 1e3, small)
    scale = preprocessing.StandardScaler().fit(train)
    zeros = scale.transform(x)
    zeros[:, 1] = 0
    mistakes = {"the constant feature becomes 0: only its mean is subtracted": zeros}
    close(got, scale.transform(x), mistakes, rtol=1e-3)


@points(2, of="count_parameters", hints=("Write down the shape of each kernel and each bias.",))
def test_weights_and_biases(student):
    cases = [(784, [300, 100], 10), (5, [4], 3), (7, [], 2), (3, [6, 6, 6, 2], 1)]
    right = [sum(math.prod(shape) for shape in shapes_of(*case)) for case in cases]
    kernels = [sum(math.prod(shape) for shape in shapes_of(*case)[::2]) for case in cases]
    mistakes = {
        "the biases are missing": kernels,
        "there is one bias for each layer: each unit has one": [
            number + len(case[1]) + 1 for number, case in zip(kernels, cases, strict=True)
        ],
        "the output layer is missing": [sum(math.prod(shape) for shape in shapes_of(*case)[:-2]) for case in cases],
        "the biases of the output layer are missing": [n - case[2] for n, case in zip(right, cases, strict=True)],
        "the features have biases, too: only units have": [n + case[0] for n, case in zip(right, cases, strict=True)],
    }
    equal([student.count_parameters(*case) for case in cases], right, mistakes, what="the list of numbers")


@points(
    3,
    of="dense_network",
    hints=("What is the activation of the output layer?", "Compare the layers one by one with the docstring."),
)
def test_logits_with_given_weights(student, rng):
    for inputs, hidden, outputs, activation in ((4, [5, 3], 2, "relu"), (3, [6], 4, "tanh")):
        weights, x = draw(rng, inputs, hidden, outputs), rng.normal(size=(7, inputs))
        model = with_weights(student, weights, inputs, hidden, outputs, activation=activation)
        right = logits_of(x, weights, activation)
        mistakes = {
            "the output layer has a softmax: it should give logits": special.softmax(right, axis=1),
            "the output layer has the activation, too: it should give logits": logits_of(
                x, weights, activation, last=activation
            ),
            "the output layer has a sigmoid: it should give logits": special.expit(right),
            "the hidden layers have no activation": logits_of(x, weights, "linear"),
            "the hidden layers always have ReLU: `activation` is not used": logits_of(x, weights, "relu"),
        }
        close(student.probe("forward", model, x), right, mistakes, rtol=1e-3, atol=1e-4, what="the network's output")


@points(1, of="dense_network", hints=("`hidden` may have any number of layers, also none.",))
def test_any_number_of_layers(student, rng):
    for inputs, hidden, outputs in ((6, [], 3), (2, [4, 3, 5, 2], 7)):
        weights, x = draw(rng, inputs, hidden, outputs), rng.normal(size=(3, inputs))
        model = with_weights(student, weights, inputs, hidden, outputs)
        close(student.probe("forward", model, x), logits_of(x, weights), rtol=1e-3, atol=1e-4, what="the output")


def outputs_in_training(x, biases, activation, rate, places, kept=None):
    """Which numbers can come out of a network of layers that copy, with dropout at some places.

    Args:
        x: what every input is.
        biases: of each layer, the output layer's last.
        activation: of the hidden layers.
        rate: of the dropout.
        places: "x" for the inputs, "before 1" and "after 1" for the first hidden layer's activation, "logits".
        kept: by what is divided; None for 1 - rate.
    """

    def at(place, values):
        return {0.0, *(value / (kept or 1 - rate) for value in values)} if place in places else values

    values = at("x", {x})
    for number, bias in enumerate(biases[:-1], start=1):
        sums = at(f"before {number}", {value + bias for value in values})
        values = at(f"after {number}", {IDENTITY[activation](value) for value in sums})
    return sorted(at("logits", {value + biases[-1] for value in values}))


def all_and_only(got, values):
    """Whether each number is one of the values, and each value comes up."""
    far = np.abs(np.asarray(got).reshape(-1, 1) - np.asarray(values))
    return far.min(axis=1).max() < 1e-3 and far.min(axis=0).max() < 1e-3


def copying_network(student, biases, activation, rate, units=12):
    """A network whose kernels copy, with dropout."""
    weights = [part for bias in biases for part in (np.eye(units), np.full(units, bias))]
    hidden = [units] * (len(biases) - 1)
    return with_weights(student, weights, units, hidden, units, activation=activation, dropout=rate)


def dropout_where_it_belongs(student, biases, activation, rate):
    """Compare what comes out in training with what may come out, and name the place of a wrong dropout."""
    layers = range(1, len(biases))
    after = {f"after {number}" for number in layers}
    got = as_numbers(
        student.probe("forward", copying_network(student, biases, activation, rate), np.full((120, 12), 0.7), True)
    )
    right = outputs_in_training(0.7, biases, activation, rate, after)
    where = {
        "there is no dropout in training": set(),
        "the output layer has dropout, too: a dropped logit is a wrong answer": {*after, "logits"},
        "only the output layer has dropout": {"logits"},
        "the features have dropout, too: only hidden layers should": {*after, "x"},
        "dropout comes before each layer and not after it: the features lose numbers": {
            "x",
            *(f"after {number}" for number in layers[:-1]),
        },
        "dropout comes before the activation: it should drop the outputs of the layer": {
            f"before {number}" for number in layers
        },
        "only the last hidden layer has dropout": {f"after {layers[-1]}"},
        "only the first hidden layer has dropout": {"after 1"},
    }
    for mistake, places in where.items():
        wrong = outputs_in_training(0.7, biases, activation, rate, places)
        expect(wrong == right or not all_and_only(got, wrong), mistake)
    kept = 0.7
    for bias in biases[:-1]:
        kept = IDENTITY[activation](kept + bias) / (1 - rate)
    together = [biases[-1], kept + biases[-1]]  # all layers drop a unit, or none does
    same = "all layers drop the same units: dropout layers with the same `seed` draw the same random numbers"
    expect(len(biases) == 2 or not all_and_only(got, together), same)
    other = outputs_in_training(0.7, biases, activation, 1 - rate, after)
    expect(not all_and_only(got, other), "the rate is taken as the part that is kept: it is the part that is dropped")
    plain = outputs_in_training(0.7, biases, activation, rate, after, kept=1.0)
    expect(not all_and_only(got, plain), "what is kept is not divided by 1 - rate, as Keras' Dropout does")
    expect(all_and_only(got, right), "other numbers come out in training than dropout after each hidden layer gives")
    dropped = float(np.mean(np.abs(got - biases[-1]) < 1e-3))
    expect(abs(dropped - rate) < 0.08, "another part than `dropout` is dropped", f"{dropped:.2f} where {rate} is right")


@points(
    3,
    of="dense_network",
    hints=("How many dropout layers are there with two hidden layers?", "What goes into the output layer?"),
)
def test_dropout_after_each_hidden_layer(student):
    dropout_where_it_belongs(student, [0.3, -0.2, 2.0], "tanh", 0.4)


@points(1, of="dense_network", hints=("Keras' layer switches itself off when `training` is not True.",))
def test_no_dropout_in_prediction(student, rng):
    weights, x = draw(rng, 4, [30, 20], 3), rng.normal(size=(5, 4))
    model = with_weights(student, weights, 4, [30, 20], 3, dropout=0.5)
    predicted, again, trained = (as_numbers(student.probe("forward", model, x, on)) for on in (False, False, True))
    expect(np.array_equal(predicted, again), "two predictions differ: dropout is on outside training")
    expect(not np.allclose(predicted, trained, atol=1e-3), "there is no dropout in training")
    close(predicted, logits_of(x, weights), rtol=1e-3, atol=1e-3, what="a prediction of the network with dropout")


def squares(arrays):
    return math.fsum(float(np.vdot(array, array)) for array in arrays)


def sizes(arrays):
    return math.fsum(float(np.linalg.norm(np.ravel(array), 1)) for array in arrays)


def wrong_penalties(weights, l2):
    """Sentence -> what a wrong L2 adds to the loss."""
    kernels = weights[::2]
    return {
        "the biases are regularised, too: only kernels should be": l2 * squares(weights),
        "the biases are regularised and not the kernels": l2 * squares(weights[1::2]),
        "the output layer's kernel is missing": l2 * squares(kernels[:-1]),
        "only the output layer's kernel is there": l2 * squares(kernels[-1:]),
        "only the first layer's kernel is there": l2 * squares(kernels[:1]),
        "this is L1, the sum of |w|": l2 * sizes(kernels),
        "this is half of it: Keras' L2 has no factor 1/2": l2 * squares(kernels) / 2,
        "the factor is squared": l2**2 * squares(kernels),
        "the factor is not used": squares(kernels),
        "`l2` is not used: this is Keras' own factor, 0.01": 0.01 * squares(kernels),
        "this is the root of the sum": l2 * math.sqrt(squares(kernels)),
        "the mean of w^2 is taken and not the sum": l2 * math.fsum(squares([k]) / np.size(k) for k in kernels),
        "nothing is added": 0.0,
    }


@points(
    3,
    of="dense_network",
    hints=("A dense layer takes a regulariser for its kernel.", "All dense layers, the output layer's kernel too."),
)
def test_l2_of_the_kernels(student, rng):
    weights, x = draw(rng, 4, [6, 5], 3), rng.normal(size=(3, 4))
    model = with_weights(student, weights, 4, [6, 5], 3, l2=0.03)
    added = student.probe("penalty", model, x)
    close(added, 0.03 * squares(weights[::2]), wrong_penalties(weights, 0.03), rtol=1e-3, what="what L2 adds")
    plain = with_weights(student, weights, 4, [6, 5], 3)
    close(student.probe("penalty", plain, x), 0.0, what="what is added with l2 = 0")


def logit_network(student, weights, dropout=0.0):
    """A network of the package with given weights."""
    hidden = [len(bias) for bias in weights[1:-1:2]]
    model = student.probe("network_of_the_package", len(weights[0]), hidden, len(weights[-1]), dropout)
    student.probe("set_weights", model, weights)
    return model


@points(
    2,
    of="probabilities",
    hints=("Which axis of the logits are the classes?", "The model gives logits: which function makes probabilities?"),
)
def test_softmax_of_the_logits(student, rng):
    weights, x = draw(rng, 4, [8], 3), rng.normal(size=(5, 4))
    logits = logits_of(x, weights)
    right = special.softmax(logits, axis=1)
    mistakes = {
        "these are the logits: the softmax is missing": logits,
        "the softmax is taken twice": special.softmax(right, axis=1),
        "the softmax goes over the examples and not over the classes": special.softmax(logits, axis=0),
        "the softmax goes over all numbers together: each example has its own": special.softmax(logits),
        "the sigmoid is taken: with several classes it is the softmax": special.expit(logits),
        "these are the logarithms of the probabilities": special.log_softmax(logits, axis=1),
    }
    close(student.probabilities(logit_network(student, weights), x), right, mistakes, rtol=1e-3, atol=1e-5)


@points(1, of="probabilities", hints=("A model is told by `training` whether dropout is on.",))
def test_dropout_is_off(student, rng):
    weights, x = draw(rng, 4, [40], 3), rng.normal(size=(5, 4))
    model = logit_network(student, weights, dropout=0.5)
    first = as_numbers(student.probabilities(model, x))
    logits_as_before(student, model, x, weights)
    expect(np.array_equal(first, as_numbers(student.probabilities(model, x))), "two predictions differ: dropout is on")
    close(first, special.softmax(logits_of(x, weights), axis=1), rtol=1e-3, atol=1e-5)


def logits_as_before(student, model, x, weights):
    got = student.probe("forward", model, x)
    expect(np.shape(got) == (len(x), len(weights[-1])), "the model was changed: its output has another shape now")
    changed = "the model was changed: it gives probabilities now, and it should still give logits"
    expect(np.allclose(got, logits_of(x, weights), rtol=1e-3, atol=1e-3), changed)


def compiled(student, model, learning_rate=0.01):
    """What the student's function makes of a model."""
    got = student.compile_classifier(model, learning_rate)
    expect(got is not None, "compile_classifier returns None: it ends without return")
    expect(isinstance(got, Held), "compile_classifier should return the model")
    return got


def cross_entropy(logits, y):
    return metrics.log_loss(y, special.softmax(logits, axis=1), labels=range(np.shape(logits)[1]))


@points(
    3,
    of="compile_classifier",
    hints=("What does the loss take the outputs of the model for?", "Look at the argument from_logits."),
)
def test_the_loss_fits_labels_and_logits(student, rng):
    weights, x, y = draw(rng, 4, [6], 3), rng.normal(size=(12, 4)), rng.integers(0, 3, 12)
    logits = logits_of(x, weights)
    model = compiled(student, logit_network(student, weights))
    clipped = np.clip(logits, 1e-7, 1 - 1e-7)  # what Keras makes of logits that it takes for probabilities
    mistakes = {
        "the loss takes the logits for probabilities": cross_entropy(np.log(clipped), y),
        "the softmax is taken twice": cross_entropy(special.softmax(logits, axis=1), y),
        "this is a squared error: classes want the cross-entropy": np.average((logits - np.eye(3)[y]) ** 2),
        "the loss is the sum over the examples and not their mean": 12 * cross_entropy(logits, y),
    }
    try:
        loss = student.probe("loss_of", model, x, y)
    except Failed as failed:
        if failed.status != "error":
            raise
        why = "the loss cannot be computed: does it take one integer for each example, and the logits of all classes?"
        raise Wrong(why, str(failed)) from None
    close(loss, cross_entropy(logits, y), mistakes, rtol=1e-3, what="the loss")
    logits_as_before(student, model, x, weights)


@points(1, of="compile_classifier", hints=("`compile` takes a list of metrics.",))
def test_the_metric_accuracy(student, rng):
    weights, x = draw(rng, 3, [5], 4), rng.normal(size=(16, 3))
    y = logits_of(x, weights).argmax(axis=1)
    y[:4] = (y[:4] + 1) % 4
    told = student.probe("evaluated", compiled(student, logit_network(student, weights)), x, y)
    expect(len(told) > 1, "there is a loss and no metric")
    found = [value for name, value in told.items() if "acc" in name]
    expect(found, "none of the metrics is an accuracy", ", ".join(told))
    close(found[0], 0.75, {"a quarter is wrong, and that is what is counted": 0.25}, what="the accuracy")


@points(1, of="compile_classifier", hints=("The first step of Adam moves each weight by about the learning rate.",))
def test_a_step_of_adam(student, rng):
    rate = float(rng.uniform(0.02, 0.05))
    weights, x, y = draw(rng, 4, [6], 3), rng.normal(size=(12, 4)), rng.integers(0, 3, 12)
    model = compiled(student, logit_network(student, weights), rate)
    student.probe("step", model, x, y)
    after = student.probe("weights", model)
    moved = np.concatenate([np.ravel(np.abs(a - b)) for a, b in zip(after, weights, strict=True)])
    typical = np.median(moved[moved > 1e-6]) if (moved > 1e-6).any() else 0.0
    mistakes = {
        "the learning rate is not used: this is Keras' own, 0.001": 0.001,
        "the learning rate is not used: this is Keras' own, 0.01": 0.01,
        "this is a step of RMSprop and not of Adam": rate / math.sqrt(0.1),
    }
    close(typical, rate, mistakes, rtol=0.03, atol=0, what="the size of the first step of a weight")


@points(2, of="l2_penalty", hints=("How do you tell a kernel from a bias by its shape?", "It is a sum of squares."))
def test_the_penalty_by_hand(student, rng):
    for l2, weights in ((0.01, draw(rng, 4, [6, 5], 3)), (0.5, draw(rng, 3, [], 2))):
        got = student.l2_penalty(logit_network(student, weights), l2)
        close(got, l2 * squares(weights[::2]), wrong_penalties(weights, l2), rtol=1e-3, what="the penalty")


def mean_over_masks(x, weights, rate):
    """The exact mean probabilities with dropout after the only hidden layer, and their deviation: every mask once."""
    first, first_bias, last, last_bias = weights
    hidden = np.maximum(np.einsum("mf,fu->mu", x, first) + first_bias, 0)
    mean, square = np.zeros((2, len(x), len(last_bias)))
    for mask in itertools.product((0, 1), repeat=hidden.shape[1]):
        chance = math.prod(1 - rate if kept else rate for kept in mask)
        dropped = special.softmax(np.einsum("mu,uk->mk", hidden * mask / (1 - rate), last) + last_bias, axis=1)
        mean, square = mean + chance * dropped, square + chance * dropped**2
    return mean, np.sqrt(np.clip(square - mean**2, 0, None))


@points(
    3,
    of="mean_with_dropout",
    hints=("What is `training` when dropout is to be on?", "First softmax, then the mean, over the predictions."),
)
def test_the_mean_over_many_masks(student, rng):
    weights = draw(rng, 3, [5], 3)
    weights[2] = weights[2] * 2
    tries = rng.normal(size=(200, 3)) * 3
    mean, _ = mean_over_masks(tries, weights, 0.5)
    apart = np.abs(mean - special.softmax(logits_of(tries, weights), axis=1)).max(axis=1)
    row = tries[apart.argmax()][None]  # an example for which dropout matters
    mean, deviation = mean_over_masks(row, weights, 0.5)
    x, samples = np.repeat(row, 400, axis=0), 20
    got = as_numbers(student.mean_with_dropout(logit_network(student, weights, dropout=0.5), x, samples))
    wrong_axis = {(samples, 3), (samples, 400), (400, samples), (samples, 400, 3), (3,)}
    expect(got.shape not in wrong_axis, "the mean goes over the wrong axis", f"shape {got.shape}")
    equal(got.shape, (400, 3), what="the shape")
    logits = logits_of(x, weights)
    off = special.softmax(logits, axis=1)
    expect(not np.allclose(got, logits, atol=1e-3), "these are the logits, and dropout is off")
    expect(not np.allclose(got, off, atol=1e-3), "dropout is off: these are the probabilities without it")
    largest = deviation.argmax()
    seen = np.std(got[:, largest]) / deviation[0, largest] * math.sqrt(samples)  # 1 for a mean of so many
    expect(seen > 0.3, "all examples have the same mean: each has its own, and equal examples differ by chance")
    expect(seen < 2.5, "these vary as much as single predictions: take the mean of `samples` of them")
    expect(
        np.allclose(got.sum(axis=1), 1, atol=1e-3), "the rows do not add up to 1: take the mean of the probabilities"
    )
    near_off = np.abs(got.mean(axis=0) - off[0]).max() < np.abs(mean - off).max() / 2
    expect(not near_off, "the mean of the logits is taken, and softmax then: take the mean of the probabilities")
    close(got.mean(axis=0), mean[0], rtol=0, atol=0.04, what="the mean of the probabilities")


def watch(student, losses, patience):
    """What the student's callback does: the epoch that is kept, and the last one."""
    callback = student.early_stopping(patience)
    expect(callback is not None, "early_stopping returns None: it ends without return")
    expect(isinstance(callback, Held), "early_stopping should return one callback")
    expect(callback.kind != "type", "early_stopping returns a class: make a callback of it, with ()")
    return student.probe("watched", callback, losses)


VALLEY = [0.9, 0.7, 0.6, 0.65, 0.62, 0.7, 0.55, 0.5, 0.4, 0.45]


@points(2, of="early_stopping", hints=("Count the epochs after the lowest one.", "Which loss is watched?"))
def test_when_the_training_ends(student):
    for patience, last in ((2, 5), (3, 6)):
        _, ended = watch(student, VALLEY, patience)
        mistakes = {
            "it ends one epoch too late": last + 1,
            "it ends one epoch too early": last - 1,
            "it does not end early: does it watch the validation loss, and is a low one good?": len(VALLEY),
            "it ends after `patience` epochs: patience counts from the lowest loss": patience,
            "it ends as if the first epoch were the best: a low loss is good": patience + 1,
        }
        equal(ended, last, mistakes, what=f"the last epoch with patience {patience}")


@points(2, of="early_stopping", hints=("Whose weights should the model have at the end?",))
def test_the_best_weights(student):
    for losses, patience, kept in ((VALLEY, 3, 3), ([5.0, 3.0, 4.0, 6.0, 7.0], 2, 2)):
        found, last = watch(student, losses, patience)
        mistakes = {
            "the model keeps the weights of the last epoch: restore the best ones": last,
            "the model keeps the weights of the first epoch: a low loss is good": 1,
        }
        equal(found, kept, mistakes, what="the epoch whose weights are kept")


def blobs(rng, count, features=4, classes=3):
    """Examples of three classes around three centres."""
    y = rng.integers(0, classes, count)
    return rng.normal(size=(count, features)) + 2 * np.eye(classes, features)[y], y


def history_of(student, *arguments):
    """The numbers of every epoch of a training by the student's function."""
    got = student.train(*arguments)
    expect(got is not None, "train returns None: it ends without return")
    expect(isinstance(got, Held), "train should return what `model.fit` returns, and nothing else")
    return student.probe("history", got)


@points(
    2,
    of="train",
    hints=("Which examples does `fit` judge after each epoch?", "`validation_data` is a pair."),
)
def test_judged_on_the_validation_set(student, rng):
    (x, y), (validation_x, validation_y) = blobs(rng, 40), blobs(rng, 15)
    model = student.probe("network_of_the_package", 4, [8], 3, ready=True)
    found = history_of(student, model, x, y, validation_x, validation_y, 2, 2, 16)
    expect("val_loss" in found, "there is no validation loss: give `fit` the validation set")
    equal(len(found["loss"]), 2, what="the number of epochs")
    best = min(found["val_loss"])  # the weights are those of this epoch, if the best ones are restored
    right = student.probe("loss_of", model, validation_x, validation_y)
    mistakes = {
        "the validation loss is that of the training examples": student.probe("loss_of", model, x, y),
        "the validation loss is that of the last fifth of the training examples": student.probe(
            "loss_of", model, x[32:], y[32:]
        ),
        "the validation loss is that of the last tenth of the training examples": student.probe(
            "loss_of", model, x[36:], y[36:]
        ),
    }
    is_right = np.isclose(found["val_loss"], right, rtol=1e-3).any()
    for mistake, wrong in mistakes.items():
        expect(is_right or not np.isclose(best, wrong, rtol=1e-3), mistake)  # two losses may be equal by chance
    expect(
        is_right,
        "the loss on the validation set is in none of the epochs what the history says",
        f"{best:.5f} is the lowest there, and {right:.5f} comes from the validation set",
    )
    taken = {
        "the steps are those of batches of 32: `batch_size` is not used": 2 * 2,
        "the network is trained on the validation set": 2 * 1,
        "every example is a step of its own: `batch_size` is not used": 2 * 40,
    }
    equal(student.probe("steps", model), 2 * 3, taken, what="the number of steps for 40 examples in batches of 16")


@points(2, of="train", hints=("Give your callback to `fit`.",))
def test_it_ends_early_with_the_best_weights(student, rng):
    (x, y), patience, most = blobs(rng, 48), 2, 12
    wrong_labels = (y + 1) % 3  # the better the training examples are learned, the worse these fit
    model = student.probe("network_of_the_package", 4, [16], 3, ready=True)
    history = history_of(student, model, x, y, x, wrong_labels, most, patience, 48)
    losses = as_numbers(history.get("val_loss"), "val_loss")
    expect(len(losses) < most, "the training does not end early")
    equal(len(losses), int(losses.argmin()) + 1 + patience, what="the number of epochs")
    mistakes = {"the model has the weights of the last epoch and not of the best one": losses[-1]}
    now = student.probe("loss_of", model, x, wrong_labels)
    close(now, losses.min(), mistakes, rtol=1e-3, what="the validation loss at the end")


@points(2, of="train", hints=("A network that cannot learn one small batch by heart has a fault somewhere.",))
def test_one_batch_is_learned_by_heart(student, rng):
    x, y = rng.normal(size=(16, 6)), np.arange(16) % 3
    model = compiled(student, build(student, 6, [64], 3), 0.02)
    before = student.probe("loss_of", model, x, y)
    again = np.tile(np.arange(16), 80)  # 80 steps, each on the same batch
    student.train(model, x[again], y[again], x, y, 1, 1, 16)
    after = student.probe("loss_of", model, x, y)
    expect(after < 0.1, "one batch of 16 examples is not learned by heart", f"loss {before:.3f}, then {after:.3f}")


# Outcomes of the questions


@outcome("first-layer")
def share_of_the_first_layer(student):
    """How many percent of the parameters of 784-300-100-10 are in its first layer."""
    whole = int(as_numbers(student.count_parameters(784, [300, 100], 10)))
    return 100 * int(as_numbers(student.count_parameters(784, [], 300))) / whole


@outcome("untrained-loss")
def loss_of_equal_logits(student):
    """The loss of a network whose logits are all 0, for ten classes."""
    model = student.compile_classifier(student.dense_network(5, [8], 10), 0.01)
    student.probe("set_weights", model, [np.zeros(shape) for shape in shapes_of(5, [8], 10)])
    return student.probe("loss_of", model, np.ones((10, 5)), np.arange(10))


@outcome("softmax-twice")
def surest_after_two_softmaxes(student):
    """The probability of a class that is as good as certain, after a second softmax."""
    model = logit_network(student, [np.eye(10), np.zeros(10)])
    once = as_numbers(student.probabilities(model, 30 * np.eye(10)[:1]))
    return float(as_numbers(student.probabilities(model, once)).max())


@outcome("loss-with-dropout")
def training_loss_with_dropout(student):
    """Which training loss is lower: that of the last epoch, with dropout, or that of the whole network after it."""
    rng = np.random.default_rng(0)
    x, y = blobs(rng, 128)
    model = student.compile_classifier(student.dense_network(4, [32, 32], 3, dropout=0.5), 0.005)
    during = student.probe("history", student.train(model, x, y, x, y, 12, 12, 32))["loss"][-1]
    after = student.probe("loss_of", model, x, y)
    if np.isclose(during, after, rtol=1e-3):
        return "both are the same"
    return "the one in TensorBoard's training curve" if during < after else "the one of the whole network afterwards"


@outcome("second-valley")
def epoch_before_a_second_valley(student):
    """Which epoch's weights early stopping keeps where a second valley comes later."""
    kept, last = watch(student, VALLEY, 3)
    if last == len(VALLEY):
        raise Wrong("the training does not end early")
    return kept
