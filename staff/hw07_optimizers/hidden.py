"""Hidden tests of homework 7: what must be true of every optimizer, other sizes, and the ends of curves."""

import numpy as np

from homework.checking.student import Failed
from homework.checking.tests import as_numbers, close, equal, expect, points


def nothing(shape):
    return [np.zeros(shape), np.zeros(shape), 0]


@points(1, of="batches", hints=("What remains of 12 examples in batches of 4? And of 3 in batches of 5?",))
def test_batches_of_other_sizes(student, rng):
    for examples, size, right in ((12, 4, [4, 4, 4]), (3, 5, [3]), (4, 1, [1] * 4), (13, 4, [4, 4, 4, 1])):
        sizes = [len(as_numbers(batch, "a batch")) for batch in student.batches(examples, size, 1)]
        equal(sizes, right, {"there is an empty batch": [*right, 0]}, what="the list of sizes")


@points(1, of="momentum_step", hints=("With momentum 0 both formulas are those of SGD.",))
def test_momentum_zero_is_sgd(student, rng):
    weights, gradient, velocity = rng.normal(size=(3, 2, 3))
    right = weights - 0.2 * gradient
    for nesterov in (False, True):
        got, _ = student.momentum_step(weights, gradient, velocity, 0.2, 0.0, nesterov)
        close(got, right, what="the weights with momentum 0")


@points(1, of="momentum_step", hints=("A copy is changed, not what was given.",))
def test_the_given_arrays_stay(student, rng):
    weights, gradient, velocity = rng.normal(size=(3, 4))
    for function, state in (("momentum_step", velocity), ("rmsprop_step", velocity**2)):
        after = student.probe("arguments_after", function, weights, gradient, state, 0.1)
        for one, other in zip(after[:3], (weights, gradient, state), strict=True):
            close(one, other, what=f"an array that was given to {function}, afterwards,")
    close(
        student.probe("arguments_after", "sgd_step", weights, gradient, 0.1)[0],
        weights,
        what="the weights that were given, afterwards,",
    )


@points(1, of="rmsprop_step", hints=("A gradient of 0 changes no weight.", "What is 0 / 0?"))
def test_no_gradient_no_step(student, rng):
    weights = rng.normal(size=(2, 3))
    close(student.rmsprop_step(weights, np.zeros((2, 3)), np.zeros((2, 3)), 0.1)[0], weights, what="RMSprop's weights")
    close(student.adam_step(weights, np.zeros((2, 3)), nothing((2, 3)), 0.1)[0], weights, what="Adam's weights")


@points(2, of="adam_step", hints=("In the first step M is g and V is g^2.",))
def test_the_first_step_of_adam_has_the_size_of_the_learning_rate(student, rng):
    gradient = np.array([[1e-3, -1e-3, 1.0], [-50.0, 1e3, 1e6]])
    got = as_numbers(student.adam_step(np.zeros((2, 3)), gradient, nothing((2, 3)), 0.02)[0])
    close(got, -0.02 * np.sign(gradient), rtol=1e-3, what="the first step")


@points(1, of="adam_step", hints=("What do m, v and t become if every gradient is the same?",))
def test_equal_gradients_give_equal_steps(student, rng):
    weights, state, gradient = np.zeros(3), nothing(3), np.array([3.0, -0.2, 10.0])
    for _ in range(30):
        weights, state = student.adam_step(weights, gradient, state, 0.01)
    close(weights, -0.3 * np.sign(gradient), rtol=1e-3, what="the weights after 30 equal gradients")


@points(1, of="adam_step", hints=("m, v and the weights are new arrays.",))
def test_adam_leaves_what_it_is_given(student, rng):
    weights, gradient, m = rng.normal(size=(3, 4))
    given = [weights, gradient, [m, m**2, 3], 0.1]
    after = student.probe("arguments_after", "adam_step", *given)
    close(after[0], weights, what="the weights that were given, afterwards,")
    close(after[2][0], m, what="the m that was given, afterwards,")
    close(after[2][1], m**2, what="the v that was given, afterwards,")


@points(2, of="adamw_step", hints=("All weights shrink by the same part, whatever their gradients were.",))
def test_decay_is_the_same_part_of_every_weight(student, rng):
    weights, state = rng.uniform(1, 2, 5), nothing(5)
    gradients = rng.normal(size=(4, 5)) * np.array([1e-3, 0.1, 1.0, 30.0, 1e4])
    for gradient in gradients:
        without, _ = student.adam_step(weights, gradient, state, 0.02)
        following, state = student.adamw_step(weights, gradient, state, 0.02, 0.3)
        close((as_numbers(without) - as_numbers(following)) / weights, np.full(5, 0.006), what="the part that decays")
        weights = following


@points(1, of="l2_gradient", hints=("In plain SGD, L2 and decay are the same up to a factor 2.",))
def test_in_sgd_the_penalty_is_a_decay(student, rng):
    weights, gradient = rng.normal(size=(2, 3, 2))
    got = student.sgd_step(weights, student.l2_gradient(weights, gradient, 0.05), 0.1)
    close(got, 0.99 * weights - 0.1 * gradient, what="the weights of SGD with L2")


@points(1, of="learning_rate_at", hints=("Which error does the docstring name?", "No step has a negative rate."))
def test_a_schedule_never_rises(student, rng):
    for kind in ("exponential", "cosine"):
        rates = np.array([as_numbers(student.learning_rate_at(step, 3.0, 7, kind)) for step in range(25)])
        close(rates[0], 3.0, what="the first rate")
        expect((np.diff(rates) <= 1e-12).all(), f"the {kind} schedule rises")
        expect((rates >= 0).all(), f"the {kind} schedule becomes negative")


@points(1, of="learning_rate_at", hints=("`raise ValueError(...)` with a sentence that helps.",))
def test_an_unknown_kind_is_refused(student, rng):
    try:
        student.learning_rate_at(3, 0.1, 10, "linear")
    except Failed as failed:
        if failed.status != "error":
            raise  # not written yet, for example
        expect(str(failed).startswith("ValueError"), "an unknown kind raises another error than ValueError")
    else:
        expect(False, "an unknown kind gives a learning rate: it should raise ValueError")


@points(1, of="early_stopping_epochs", hints=("An equal loss is not a new lowest.",))
def test_an_equal_loss_is_no_new_lowest(student, rng):
    equal(student.early_stopping_epochs(np.array([0.5, 0.4, 0.4, 0.4, 0.3]), 2), np.array([2, 4]), what="(kept, last)")


@points(1, of="early_stopping_epochs", hints=("What if the list ends before the patience does?",))
def test_a_training_that_is_not_stopped(student, rng):
    for losses, patience, right in (
        ([0.7], 1, [1, 1]),
        ([0.9, 0.8, 0.7], 1, [3, 3]),
        ([0.9, 0.8, 0.85], 2, [2, 3]),
        ([1.0, 2.0, 3.0], 1, [1, 2]),
        ([5.0, 4.0, 6.0, 7.0], 2, [2, 4]),
    ):
        got = student.early_stopping_epochs(np.array(losses), patience)
        equal(got, np.array(right), what="(kept, last)")


@points(1, of="generalisation_gap", hints=("A network that has learned nothing has no gap.",))
def test_no_gap_and_a_negative_one(student, rng):
    sure, labels = np.eye(4), np.arange(4)
    close(student.generalisation_gap(sure, labels, np.repeat(sure, 3, axis=0), np.repeat(labels, 3)), 0.0)
    close(student.generalisation_gap(sure, labels[::-1], sure, labels), -1.0, what="a gap where the test set is better")
