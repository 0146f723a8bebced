"""Hidden tests of homework 4: other sizes, large values, and what must be true of every gradient."""

import numpy as np
from scipy import special

from homework.checking.tests import as_numbers, close, expect, points


def network(rng, m, n, h, k):
    return rng.normal(size=(m, n)), rng.integers(0, k, m), [rng.normal(size=s) for s in ((n, h), (h,), (h, k), (k,))]


@points(1, of="softmax", hints=("Adding one number to all z of a row changes nothing.",))
def test_a_shift_changes_nothing(student, rng):
    z = rng.normal(size=(4, 5))
    close(as_numbers(student.softmax(z + 700.0)), special.softmax(z, axis=1))


@points(1, of="output_error", hints=("The probabilities of a row have the sum 1, and one is subtracted.",))
def test_the_error_of_every_row_sums_to_zero(student, rng):
    p, labels = rng.dirichlet(np.ones(7), 11), rng.integers(0, 7, 11)
    got = as_numbers(student.output_error(p, labels))
    close(got.sum(axis=1), np.zeros(11), what="the sum of a row")
    close(
        student.probe("arguments_after", "output_error", p, labels)[0], p, what="the array that was given, afterwards,"
    )


@points(2, of="backward", hints=("A batch of one example is a batch, too.",))
def test_the_mean_over_single_examples(student, rng):
    x, labels, parameters = network(rng, 6, 4, 5, 3)
    whole = student.backward(x, labels, parameters)
    single = [student.backward(x[i : i + 1], labels[i : i + 1], parameters) for i in range(6)]
    for place in range(4):
        mean = np.mean([as_numbers(gradients[place]) for gradients in single], axis=0)
        close(whole[place], mean, what="the gradient of a batch")


@points(1, of="backward", hints=("Units that are 0 for every example have no gradient.",))
def test_dead_units_have_no_gradient(student, rng):
    x, labels, parameters = network(rng, 8, 4, 5, 3)
    parameters[1][2] = -1000.0
    gradients = student.backward(x, labels, parameters)
    close(as_numbers(gradients[0])[:, 2], np.zeros(4), what="dL/dw1 of a unit that is always 0")
    close(as_numbers(gradients[2])[2], np.zeros(3), what="dL/dw2 of a unit that is always 0")


@points(1, of="numerical_gradient", hints=("The other parameters keep their values.",))
def test_it_agrees_with_backward(student, rng):
    x, labels, parameters = network(rng, 4, 3, 2, 3)
    exact, numerical = student.backward(x, labels, parameters), student.numerical_gradient(x, labels, parameters, 1e-6)
    for one, other in zip(exact, numerical, strict=True):
        close(other, as_numbers(one), rtol=1e-3, atol=1e-6, what="the numerical gradient")


@points(2, of="train", hints=("A few examples can be learned by heart.",))
def test_one_batch_is_learned_by_heart(student, rng):
    x, labels, parameters = network(rng, 10, 6, 32, 3)
    trained, losses = student.train(x, labels, parameters, 0.3, 800)
    expect(losses[-1] < 0.1 * losses[0], "ten examples are not learned in 800 steps", f"loss {losses[-1]:.3g}")
    after = student.probe("arguments_after", "train", x, labels, parameters, 0.3, 2)
    close(after[2][0], parameters[0], what="the array that was given, afterwards,")
    close(student.forward(x, trained)[2].argmax(axis=1), labels, what="the classes")


@points(1, of="cross_entropy", hints=("Equal probabilities for k classes have the loss log k.",))
def test_equal_probabilities(student, rng):
    close(student.cross_entropy(np.full((5, 8), 0.125), rng.integers(0, 8, 5)), np.log(8))
