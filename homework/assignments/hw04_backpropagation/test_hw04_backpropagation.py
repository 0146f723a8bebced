"""Public tests of homework 4: judged by SciPy, scikit-learn and finite differences of a network written in loops."""

import numpy as np
from scipy import special
from sklearn import metrics

from homework.checking.tests import as_numbers, close, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def network(rng, m=7, n=5, h=6, k=4):
    """Examples, labels and parameters; no z1 is so near to 0 that a small change goes over the kink of ReLU."""
    while True:
        shapes = [(n, h), (h,), (h, k), (k,)]
        parameters = [rng.normal(size=shape) for shape in shapes]
        x, labels = rng.normal(size=(m, n)), rng.integers(0, k, m)
        if np.abs(units(x, parameters)).min() > 1e-2:
            return x, labels, parameters


def units(x, parameters):
    return np.einsum("mn,nh->mh", x, parameters[0]) + parameters[1]


def output(x, parameters):
    hidden = np.where(units(x, parameters) < 0, 0.0, units(x, parameters))
    return special.softmax(np.einsum("mh,hk->mk", hidden, parameters[2]) + parameters[3], axis=1)


def loss(x, labels, parameters):
    classes = range(parameters[3].size)
    return metrics.log_loss(labels, output(x, parameters), labels=list(classes))


def differences(x, labels, parameters, width=1e-6):
    """The gradient of the loss, element by element."""
    found = []
    for place, array in enumerate(parameters):
        gradient = np.empty(array.shape)
        for index in np.ndindex(*array.shape):
            ends = []
            for sign in (1, -1):
                moved = [other.copy() for other in parameters]
                moved[place][index] += sign * width
                ends.append(loss(x, labels, moved))
            gradient[index] = (ends[0] - ends[1]) / (2 * width)
        found.append(gradient)
    return found


def parts(got, count, what):
    expect(isinstance(got, list) and len(got) == count, f"{what} should have {count} parts")
    return got


@points(1, of="relu", hints=("`np.maximum` compares element by element; `np.max` finds one number.",))
def test_negative_becomes_zero(student, rng):
    z = rng.normal(size=(3, 4))
    right = np.where(z > 0, z, 0.0)
    mistakes = {
        "the absolute value is taken: negative values should become 0": np.abs(z),
        "this is 1 and 0: the derivative of ReLU, not ReLU": (z > 0) * 1.0,
        "the largest of all values is returned": z.max(),
    }
    close(student.relu(z), right, mistakes)


@points(1, of="softmax", hints=("Which axis holds the classes of one example?", "`keepdims=True` keeps the column."))
def test_every_row_has_the_sum_one(student, rng):
    z = rng.normal(size=(5, 3)) * 2
    right = special.softmax(z, axis=1)
    mistakes = {
        "the sum goes over the examples and not over the classes": special.softmax(z, axis=0),
        "the sum goes over the whole array": special.softmax(z),
        "this is the sigmoid of each element: the rows have no sum of 1": special.expit(z),
        "softmax is taken twice": special.softmax(right, axis=1),
    }
    close(student.softmax(z), right, mistakes)


@points(1, of="softmax", hints=("Subtract the largest z of each row: e^0 = 1 is the largest power then.",))
def test_large_values(student, rng):
    z = np.array([[1000.0, 1000.0, 0.0], [-1000.0, 0.0, -1000.0]])
    close(student.softmax(z), np.array([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]))


@points(1, of="cross_entropy", hints=("Take one probability of each row.", "`p[np.arange(m), labels]` picks them."))
def test_the_probability_of_the_right_class(student, rng):
    p, labels = rng.dirichlet(np.ones(4), 9), rng.integers(0, 4, 9)
    right = metrics.log_loss(labels, p, labels=[0, 1, 2, 3])
    picked = p[range(9), labels]
    mistakes = {
        "it is summed over the examples: take the mean": right * 9,
        "the minus is missing": -right,
        "the logarithm is missing: this is the mean probability": picked.mean(),
        "the logarithm of all probabilities is taken, not of the right class": -np.log(p).mean(),
        "the mean comes before the logarithm": -np.log(picked.mean()),
    }
    close(student.cross_entropy(p, labels), right, mistakes)


@points(2, of="forward", hints=("The docstring of the file has the four formulas.",))
def test_the_three_parts(student, rng):
    x, _, parameters = network(rng)
    z1, a1, p = parts(student.forward(x, parameters), 3, "the result")
    right = units(x, parameters)
    close(
        z1,
        right,
        {"b1 is not added": right - parameters[1], "z1 went through ReLU already": np.clip(right, 0, None)},
        what="z1",
    )
    close(
        a1,
        np.clip(right, 0, None),
        {"ReLU is missing": right, "a sigmoid is taken in place of ReLU": special.expit(right)},
        what="a1",
    )
    linear = np.einsum("mh,hk->mk", np.clip(right, 0, None), parameters[2]) + parameters[3]
    mistakes = {
        "softmax is missing": linear,
        "z1 and not a1 goes into the second layer: without ReLU two layers are one": special.softmax(
            np.einsum("mh,hk->mk", right, parameters[2]) + parameters[3], axis=1
        ),
        "b2 is not added": special.softmax(linear - parameters[3], axis=1),
        "softmax is taken twice": special.softmax(special.softmax(linear, axis=1), axis=1),
    }
    close(p, output(x, parameters), mistakes, what="p")


@points(2, of="numerical_gradient", hints=("Change one number, look at the loss, change it back.",))
def test_central_differences(student, rng):
    x, labels, parameters = network(rng, m=3, n=2, h=3, k=2)
    got = parts(student.numerical_gradient(x, labels, parameters, 1e-5), 4, "the gradient")
    for name, mine, right in zip(("w1", "b1", "w2", "b2"), got, differences(x, labels, parameters), strict=True):
        mistakes = {
            "it is divided by epsilon and not by 2 epsilon": 2 * right,
            "the sign is the wrong way round": -right,
            "the factor 1/m is missing: the loss is the mean": right * 3,
        }
        close(mine, right, mistakes, rtol=1e-3, atol=1e-7, what=f"dL/d{name}")


@points(1, of="numerical_gradient", hints=("The error of central differences falls with epsilon squared.",))
def test_central_and_not_one_sided(student, rng):
    x, labels, parameters = network(rng, m=3, n=2, h=3, k=2)
    right = differences(x, labels, parameters)
    got = parts(student.numerical_gradient(x, labels, parameters, 1e-2), 4, "the gradient")
    error = max(np.abs(as_numbers(mine) - exact).max() for mine, exact in zip(got, right, strict=True))
    one_sided = "with epsilon 0.01 the error is large: is it L(theta + epsilon) - L(theta - epsilon)?"
    expect(error < 1e-3, one_sided, f"the largest error is {error:.2g}")


@points(2, of="output_error", hints=("Subtract 1 at the right class.", "Each example counts 1/m."))
def test_the_error_of_the_output(student, rng):
    p, labels = rng.dirichlet(np.ones(4), 6), rng.integers(0, 4, 6)
    right = (p - np.eye(4)[labels]) / 6
    mistakes = {
        "the sign is the wrong way round": -right,
        "it is not divided by the number of examples": right * 6,
        "it is divided by the number of classes": right * 6 / 4,
        "nothing is subtracted at the right class": p / 6,
        "there is a factor p (1 - p): softmax and cross-entropy together have none": right * p * (1 - p),
    }
    close(student.output_error(p, labels), right, mistakes)


@points(
    2, of="hidden_error", hints=("Look at z1, the value before ReLU.", "The shapes say which matrix is transposed.")
)
def test_back_through_relu(student, rng):
    error, w2, z1 = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=(5, 4))
    z1[0, 0] = 0.0
    through = np.einsum("mk,hk->mh", error, w2)
    right = np.where(z1 > 0, through, 0.0)
    mistakes = {
        "ReLU is not in it: where z1 is below 0 nothing goes back": through,
        "the error is multiplied by ReLU(z1) and not by its derivative": through * np.clip(z1, 0, None),
        "the derivative is 1 where z1 is below 0: the wrong way round": through - right,
        "where z1 is exactly 0 the derivative is taken as 1": np.where(z1 < 0, 0.0, through),
        "this is the derivative of a sigmoid": through * special.expit(z1) * (1 - special.expit(z1)),
    }
    close(student.hidden_error(error, w2, z1), right, mistakes)


@points(1, of="layer_gradients", hints=("dL/dw has the shape of w.", "The 1/m is already in the error."))
def test_sums_over_the_examples(student, rng):
    inputs, error = rng.normal(size=(6, 4)), rng.normal(size=(6, 3))
    by_w, by_b = parts(student.layer_gradients(inputs, error), 2, "the result")
    right, right_b = np.einsum("mi,mu->iu", inputs, error), np.einsum("mu->u", error)
    mistakes = {
        "it is the wrong way round: dL/dw has the shape (inputs, units)": right.T,
        "it is divided by m once more": right / 6,
    }
    close(by_w, right, mistakes, what="dL/dw")
    mean = {
        "the mean is taken and not the sum: the 1/m is already in the error": right_b / 6,
        "it is summed over the units": error.sum(axis=1),
    }
    close(by_b, right_b, mean, what="dL/db")


@points(
    3,
    of="backward",
    hints=("Compare it with your `numerical_gradient`, array by array.", "Which layer's inputs are x?"),
)
def test_it_is_the_numerical_gradient(student, rng):
    x, labels, parameters = network(rng)
    got = parts(student.backward(x, labels, parameters), 4, "the gradient")
    for name, mine, right in zip(("w1", "b1", "w2", "b2"), got, differences(x, labels, parameters), strict=True):
        mistakes = {
            f"dL/d{name} is m times too large": right * len(x),
            f"dL/d{name} has the wrong sign": -right,
            f"dL/d{name} is m times too small": right / len(x),
        }
        close(mine, right, mistakes, rtol=1e-4, atol=1e-7, what=f"dL/d{name}")


@points(1, of="train", hints=("The loss should fall.", "Copy what you change."))
def test_the_loss_falls(student, rng):
    x, labels, parameters = network(rng, m=12)
    before = [array.copy() for array in parameters]
    trained, losses = parts(student.train(x, labels, parameters, 0.1, 40), 2, "the result")
    losses = as_numbers(losses, "the losses")
    expect(losses.shape == (40,), "there should be one loss for each step", f"there are {losses.shape}")
    close(losses[0], loss(x, labels, before), what="the first loss")
    expect(losses[-1] < losses[0], "the loss rises: is the gradient subtracted?")
    expect(
        loss(x, labels, [as_numbers(array) for array in trained]) < losses[0],
        "the parameters are not those of the last step",
    )


@points(2, of="train", hints=("One step changes all four arrays, with gradients of the same parameters.",))
def test_one_step(student, rng):
    x, labels, parameters = network(rng)
    trained, _ = parts(student.train(x, labels, parameters, 0.3, 1), 2, "the result")
    for name, mine, old, gradient in zip(
        ("w1", "b1", "w2", "b2"), trained, parameters, differences(x, labels, parameters), strict=True
    ):
        mistakes = {f"{name} went uphill": old + 0.3 * gradient, f"{name} was not changed": old}
        close(mine, old - 0.3 * gradient, mistakes, atol=1e-6, what=name)


@outcome("number-of-parameters")
def parameters_of_the_digits(student):
    """How many parameters the gradient of a network 64-32-10 has."""
    rng = np.random.default_rng(0)
    shapes = [(64, 32), (32,), (32, 10), (10,)]
    gradients = student.backward(
        rng.normal(size=(2, 64)), np.array([0, 1]), [rng.normal(size=shape) for shape in shapes]
    )
    return sum(as_numbers(gradient).size for gradient in gradients)


@outcome("zero-weights")
def gradient_at_zero_weights(student):
    """What the gradient of w1 is when all parameters start at 0."""
    rng = np.random.default_rng(0)
    shapes = [(5, 6), (6,), (6, 3), (3,)]
    gradients = student.backward(rng.normal(size=(8, 5)), rng.integers(0, 3, 8), [np.zeros(shape) for shape in shapes])
    return "it is 0 everywhere" if not as_numbers(gradients[0]).any() else "it differs from unit to unit"


@outcome("epsilon")
def error_against_epsilon(student):
    """By what factor the error of central differences falls when epsilon is ten times smaller."""
    rng = np.random.default_rng(3)
    x, labels, parameters = network(rng, m=3, n=2, h=3, k=2)
    exact = student.backward(x, labels, parameters)
    errors = []
    for epsilon in (1e-2, 1e-3):
        got = student.numerical_gradient(x, labels, parameters, epsilon)
        errors.append(max(np.abs(as_numbers(a) - as_numbers(b)).max() for a, b in zip(got, exact, strict=True)))
    return "about 100 times" if errors[0] / errors[1] > 30 else "about 10 times"
