"""Hidden tests of homework 3: other sizes, what was given stays, large logits, and unseen examples."""

import itertools

import numpy as np
from scipy import special

from homework.checking.tests import as_numbers, close, equal, expect, points


def numbers(rng, *sizes):
    """Kernels and biases of layers of these sizes, none of them 0."""
    found = []
    for before, units in itertools.pairwise(sizes):
        found += [rng.uniform(0.3, 0.9, shape) * rng.choice([-1, 1], shape) for shape in ((before, units), (units,))]
    return found


@points(1, of="standardise", hints=("Make new arrays: `x -= ...` changes what the caller has.",))
def test_what_was_given_stays(student, rng):
    x, train = rng.normal(size=(4, 3)), rng.normal(2, 3, size=(7, 3))
    after = student.probe("arguments_after", "standardise", x, train)
    for name, one, other in zip(("x", "train"), after, (x, train), strict=True):
        close(one, other, what=f"{name}, afterwards,")


@points(1, of="standardise", hints=("The same training set, the same scale: one example changes alone.",))
def test_each_example_by_itself(student, rng):
    train, x = rng.normal(2, 3, size=(20, 5)), rng.normal(size=(6, 5))
    whole = as_numbers(student.standardise(x, train))
    for place in (0, 5):
        close(student.standardise(x[place : place + 1], train), whole[place : place + 1], what="one example alone")
    own = as_numbers(student.standardise(train, train))
    close(own.mean(axis=0), np.zeros(5), what="the mean of the training set", atol=1e-5)
    close(np.square(own).mean(axis=0), np.ones(5), what="the variance of the training set", rtol=1e-3)


@points(1, of="count_parameters", hints=("Keras counts them, too: they are the numbers of the network's weights.",))
def test_as_many_as_the_network_has(student, rng):
    for inputs, hidden, outputs in ((11, [5, 9], 4), (2, [3, 3, 3, 3, 3], 2)):
        model = student.dense_network(inputs, hidden, outputs)
        size = sum(np.size(array) for array in student.probe("weights", model))
        equal(student.count_parameters(inputs, hidden, outputs), size, what="the number of parameters")


@points(1, of="dense_network", hints=("The activation is the one that was asked for, in hidden layers only.",))
def test_another_activation(student, rng):
    weights, x = numbers(rng, 3, 5, 4), rng.normal(size=(6, 3))
    model = student.dense_network(3, [5], 4, activation="sigmoid", dropout=0.3, l2=0.1)
    student.probe("set_weights", model, weights)
    right = special.expit(x @ weights[0] + weights[1]) @ weights[2] + weights[3]
    close(student.probe("forward", model, x), right, rtol=1e-3, atol=1e-4, what="the output with sigmoid")


@points(1, of="dense_network", hints=("Count the layers that are followed by dropout.",))
def test_three_layers_with_dropout(student, rng):
    units, rate = 20, 0.25
    model = student.dense_network(units, [units] * 3, units, dropout=rate)
    student.probe("set_weights", model, [part for _ in range(4) for part in (np.eye(units), np.zeros(units))])
    got = as_numbers(student.probe("forward", model, np.ones((200, units)), True))
    kept = got[np.abs(got) > 1e-6]  # what no layer has dropped
    close(kept.mean(), (1 - rate) ** -3, what="an output that no layer dropped", rtol=1e-3)
    close(kept.size / got.size, (1 - rate) ** 3, what="the part that no layer dropped", rtol=0, atol=0.05)


@points(1, of="dense_network", hints=("Only weights are regularised, not outputs and not biases.",))
def test_the_penalty_knows_weights_alone(student, rng):
    weights = numbers(rng, 5, 4, 2)
    model = student.dense_network(5, [4], 2, dropout=0.2, l2=0.2)
    student.probe("set_weights", model, weights)
    right = 0.2 * (np.sum(weights[0] ** 2) + np.sum(weights[2] ** 2))
    for x in (np.ones((2, 5)), 10 * rng.normal(size=(7, 5))):
        close(student.probe("penalty", model, x), right, rtol=1e-3, what="what L2 adds")


@points(1, of="probabilities", hints=("Try logits of 1000 and -1000.",))
def test_large_logits(student, rng):
    model = student.probe("network_of_the_package", 3, [], 3)
    student.probe("set_weights", model, [np.eye(3), np.zeros(3)])
    got = as_numbers(student.probabilities(model, np.array([[1000.0, 0, -1000], [2000.0, 2000, 0]])))
    expect(np.isfinite(got).all(), "large logits give NaN")
    close(got, [[1, 0, 0], [0.5, 0.5, 0]], what="the probabilities")


@points(1, of="compile_classifier", hints=("What `fit` shows as loss includes the penalty of the layers.",))
def test_the_loss_and_the_penalty(student, rng):
    model = student.compile_classifier(student.dense_network(3, [4], 5, l2=0.1), 0.02)
    weights = numbers(rng, 3, 4, 5)
    weights[2:] = [0 * weights[2], 0 * weights[3]]  # all logits are 0
    student.probe("set_weights", model, weights)
    right = np.log(5) + 0.1 * np.sum(weights[0] ** 2)
    got = student.probe("loss_of", model, rng.normal(size=(10, 3)), np.arange(10) % 5)
    close(got, right, rtol=1e-3, what="the loss of equal logits, with the penalty")


@points(1, of="l2_penalty", hints=("Twice the weights have four times the penalty; biases have none.",))
def test_it_grows_with_the_square(student, rng):
    weights = numbers(rng, 4, 3, 3, 2)
    model = student.probe("network_of_the_package", 4, [3, 3], 2)
    found = []
    for factor, bias in ((1, 1), (2, 1), (1, 9)):
        student.probe("set_weights", model, [w * (factor if w.ndim == 2 else bias) for w in weights])
        found.append(float(as_numbers(student.l2_penalty(model, 0.3))))
    expect(found[0] > 0, "the penalty is 0")
    close(found[1] / found[0], 4.0, rtol=1e-3, what="the penalty of twice the weights, over the first,")
    close(found[2], found[0], rtol=1e-3, what="the penalty with other biases")


@points(1, of="mean_with_dropout", hints=("Every row is a mean of probabilities.",))
def test_more_samples_vary_less(student, rng):
    model = student.probe("network_of_the_package", 4, [10], 3, 0.5)
    student.probe("set_weights", model, numbers(rng, 4, 10, 3))
    x = np.repeat(rng.normal(size=(1, 4)), 300, axis=0)
    few, many = (as_numbers(student.mean_with_dropout(model, x, samples)) for samples in (2, 18))
    close(few.sum(axis=1), np.ones(300), rtol=1e-3, what="the sum of a row")
    ratio = few.std(axis=0).max() / max(many.std(axis=0).max(), 1e-12)
    close(ratio, 3.0, rtol=0.35, what="how much more 2 samples vary than 18")


@points(1, of="early_stopping", hints=("An equal loss is no new lowest loss; a slightly lower one is.",))
def test_equal_and_slightly_lower_losses(student, rng):
    for losses, right in (
        ([0.5, 0.5, 0.5, 0.5, 0.4], [1, 3]),
        ([0.5, 0.4999, 0.4998, 0.4997, 0.4996, 0.4995], [6, 6]),
        ([3.0, 2.0, 2.5], [2, 3]),
    ):
        patience = 2
        equal(list(student.probe("watched", student.early_stopping(patience), losses)), right, what="kept and last")


@points(1, of="early_stopping", hints=("The best weights come back also when the training was not ended early.",))
def test_a_training_that_is_not_ended_early(student, rng):
    got = student.probe("watched", student.early_stopping(9), [0.9, 0.4, 0.5, 0.6])
    equal(list(got), [2, 4], what="the kept and the last epoch")


@points(1, of="train", hints=("The patience is that which was asked for.",))
def test_another_patience(student, rng):
    x, y = rng.normal(size=(20, 4)), rng.integers(0, 3, 20)
    patience, model = 3, student.probe("network_of_the_package", 4, [16], 3, ready=True)
    # the better the labels of the training set are learned, the worse the others fit
    history = student.probe("history", student.train(model, x, y, x, (y + 1) % 3, 14, patience, 20))
    losses = history["val_loss"]
    equal(len(losses), 1 + int(np.argmin(losses)) + patience, what="the number of epochs with patience 3")
