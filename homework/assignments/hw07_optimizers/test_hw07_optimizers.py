"""Public tests of homework 7: the state of an optimizer is judged as a sum over all gradients that it was given."""

import numpy as np

from homework.checking.tests import as_numbers, close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def parts(got, count, what):
    expect(isinstance(got, list) and len(got) == count, f"{what} should have {count} parts")
    return got


def walk(step, start, state, gradients, *settings, **keywords):
    """The weights and the state after a step with each gradient."""
    for gradient in gradients:
        start, state = parts(step(start, gradient, state, *settings, **keywords), 2, "the result")
    return start, state


def weighted(values, keep, share=1.0):
    """share x (keep^(k-1) value_1 + ... + keep value_(k-1) + value_k): what a moving average holds after k values."""
    return share * np.tensordot(keep ** np.arange(len(values))[::-1], np.asarray(values), axes=1)


def with_momentum(start, gradients, rate, momentum, further=1):
    """Where the steps lead: gradient i is repeated, weaker each time, in all later steps (`further` 2: one more)."""
    repeats = np.arange(len(gradients))[::-1] + further
    return start - rate * np.tensordot((1 - momentum**repeats) / (1 - momentum), gradients, axes=1)


def adam_moves(gradients, rate, beta_1, beta_2, epsilon, mean=True, square=True, place="after", late=0, root=0.5):
    """The sum of Adam's steps; the keywords are mistakes: which averages are corrected, and where epsilon stands."""
    total = np.zeros(np.shape(gradients[0]))
    for t in range(1, len(gradients) + 1):
        first = weighted(gradients[:t], beta_1, 1 - beta_1) / (1 - beta_1 ** (t + late) if mean else 1)
        second = weighted(np.square(gradients[:t]), beta_2, 1 - beta_2)
        correction = 1 - beta_2 ** (t + late) if square else 1.0
        below = {
            "after": (second / correction) ** root + epsilon,
            "inside": (second / correction + epsilon) ** root,
            "before": (second**root + epsilon) / correction**root,
        }
        total += rate * first / below[place]
    return total


def nothing(shape):
    return [np.zeros(shape), np.zeros(shape), 0]


@points(1, of="batches", hints=("Put all numbers in a random order, then cut the order into pieces.",))
def test_every_example_once(student, rng):
    got = student.batches(50, 8, 3)
    expect(isinstance(got, list), "the result should be a list of arrays")
    numbers = np.concatenate([as_numbers(batch, "a batch") for batch in got])
    expect(len(numbers) >= 50, "examples are missing: the last batch is short, but it belongs to the epoch")
    expect(len(numbers) == 50, "there are more numbers than examples: the last batch is short", f"{len(numbers)}")
    repeated = "an example comes twice and another never: put them in an order, do not draw them one by one"
    equal(np.unique(numbers).size, 50, {repeated: np.unique(numbers).size}, what="the number of different examples")
    equal(sorted(numbers.tolist()), list(range(50)), {"the numbers begin at 1, not at 0": list(range(1, 51))})


@points(1, of="batches", hints=("1,000 = 7 x 128 + 104.",))
def test_the_sizes_on_the_slide(student, rng):
    sizes = [len(as_numbers(batch, "a batch")) for batch in student.batches(1_000, 128, 0)]
    mistakes = {
        "the last batch is missing: its 104 examples belong to the epoch": [128] * 7,
        "the short batch is the first, not the last": [104] + [128] * 7,
        "the last batch is filled up: it should have 104 examples": [128] * 8,
        "there are 8 batches of one size: all but the last should be full": [125] * 8,
    }
    equal(sizes, [128] * 7 + [104], mistakes, what="the list of sizes")


@points(1, of="batches", hints=("`np.random.default_rng(seed)` makes a generator.",))
def test_the_seed_decides_the_order(student, rng):
    first, again, other = (np.concatenate(student.batches(200, 32, seed)) for seed in (5, 5, 6))
    equal(again, first, what="the order with the same seed")
    expect((first != np.arange(200)).any(), "the examples are not shuffled")
    expect((first != other).any(), "another seed gives the same order")


@points(1, of="sgd_step", hints=("The gradient points uphill.",))
def test_a_step_downhill(student, rng):
    weights, gradient = rng.normal(size=(2, 4, 3))
    mistakes = {
        "it goes uphill: subtract": weights + 0.1 * gradient,
        "the learning rate is not used": weights - gradient,
        "this is the step and not the next weights": -0.1 * gradient,
    }
    close(student.sgd_step(weights, gradient, 0.1), weights - 0.1 * gradient, mistakes)


@points(2, of="momentum_step", hints=("What does the velocity hold after two steps?", "The minus is in the velocity."))
def test_five_steps_with_momentum(student, rng):
    gradients, start = rng.normal(size=(5, 3)), rng.normal(size=3)
    weights, velocity = walk(student.momentum_step, start, np.zeros(3), gradients, 0.1, 0.8)
    right = -0.1 * weighted(gradients, 0.8)
    mistakes = {
        "the velocity has no minus: it points uphill": -right,
        "the old velocity is subtracted and not added": -0.1 * weighted(gradients, -0.8),
        "the velocity is an average with the factor 1 - momentum; the formula has none": 0.2 * right,
        "the learning rate is not in the velocity": 10 * right,
        "the velocity is not kept: the old one has no effect": -0.1 * gradients[-1],
    }
    close(velocity, right, mistakes, what="the velocity")
    end = with_momentum(start, gradients, 0.1, 0.8)
    mistakes = {
        "the velocity is subtracted; the minus is in it already": 2 * start - end,
        "the step is that of plain SGD": start - 0.1 * gradients.sum(axis=0),
        "the weights move by the old velocity": with_momentum(start, gradients[:-1], 0.1, 0.8),
        "this is Nesterov's formula": with_momentum(start, gradients, 0.1, 0.8, further=2),
    }
    close(weights, end, mistakes, what="the weights after five steps")


@points(1, of="momentum_step", hints=("Nesterov's step contains the next velocity, not the old one.",))
def test_five_steps_with_nesterov(student, rng):
    gradients, start = rng.normal(size=(5, 3)), rng.normal(size=3)
    weights, velocity = walk(student.momentum_step, start, np.zeros(3), gradients, 0.1, 0.8, nesterov=True)
    close(velocity, -0.1 * weighted(gradients, 0.8), what="the velocity, which is the same as without Nesterov,")
    plain = with_momentum(start, gradients, 0.1, 0.8)
    mistakes = {
        "`nesterov` is not used, or the step contains the old velocity: it contains the next one": plain,
        "the gradient is missing in Nesterov's step": start + 0.8 * (plain - start),
        "the velocity is added whole and the gradient once more": plain - 0.1 * gradients.sum(axis=0),
    }
    close(weights, with_momentum(start, gradients, 0.1, 0.8, further=2), mistakes, what="the weights after five steps")


@points(2, of="rmsprop_step", hints=("The average is one of squares.", "Take the new average for the step."))
def test_five_steps_of_rmsprop(student, rng):
    gradients, start = rng.normal(size=(5, 4)), rng.normal(size=4)
    weights, average = walk(student.rmsprop_step, start, np.zeros(4), gradients, 0.1, 0.7, 0.02)
    squares = gradients**2
    right = weighted(squares, 0.7, 0.3)
    mistakes = {
        "rho and 1 - rho are the wrong way round": weighted(squares, 0.3, 0.7),
        "the gradient is not squared": weighted(gradients, 0.7, 0.3),
        "the squares are summed as in Adagrad": squares.sum(axis=0),
        "the factor 1 - rho is missing": weighted(squares, 0.7),
    }
    close(average, right, mistakes, what="the average")
    averages = np.array([weighted(squares[: k + 1], 0.7, 0.3) for k in range(5)])
    older = np.concatenate([np.zeros((1, 4)), averages[:-1]])
    below = {
        "epsilon stands outside the root": averages**0.5 + 0.02,
        "the root is missing": averages + 0.02,
        "the old average is taken for the step": (older + 0.02) ** 0.5,
    }
    ends = {mistake: start - 0.1 * (gradients / each).sum(axis=0) for mistake, each in below.items()}
    end = start - 0.1 * (gradients / (averages + 0.02) ** 0.5).sum(axis=0)
    close(weights, end, {**ends, "it goes uphill: subtract": 2 * start - end}, what="the weights after five steps")


@points(2, of="adam_step", hints=("The state is (m, v, t).", "The corrected M and V are for the step alone."))
def test_the_state_of_adam(student, rng):
    gradients = rng.normal(size=(6, 3))
    _, state = walk(student.adam_step, np.zeros(3), nothing(3), gradients, 0.01, 0.6, 0.9)
    m, v, t = parts(state, 3, "the state")
    right, right_v = weighted(gradients, 0.6, 0.4), weighted(gradients**2, 0.9, 0.1)
    equal(t, 6, {"t is not counted": 0}, what="t after six steps")
    mistakes = {
        "m has beta_2 where beta_1 belongs": weighted(gradients, 0.9, 0.1),
        "the factor 1 - beta_1 is missing in m": weighted(gradients, 0.6),
        "beta_1 and 1 - beta_1 are the wrong way round": weighted(gradients, 0.4, 0.6),
        "m is the corrected M: the state keeps m without the correction": right / (1 - 0.6**6),
    }
    close(m, right, mistakes, what="m")
    mistakes = {
        "v has beta_1 where beta_2 belongs": weighted(gradients**2, 0.6, 0.4),
        "the gradient in v is not squared": weighted(gradients, 0.9, 0.1),
        "the factor 1 - beta_2 is missing in v": weighted(gradients**2, 0.9),
        "v is the corrected V: the state keeps v without the correction": right_v / (1 - 0.9**6),
    }
    close(v, right_v, mistakes, what="v")


@points(3, of="adam_step", hints=("Count t first.", "Write one line for each formula of the docstring."))
def test_six_steps_of_adam(student, rng):
    gradients, start = rng.normal(size=(6, 3)), rng.normal(size=3)
    settings = 0.05, 0.6, 0.9, 0.03
    weights, _ = walk(student.adam_step, start, nothing(3), gradients, *settings)
    right = start - adam_moves(gradients, *settings)
    wrong = {
        "the bias correction is missing in M and V": {"mean": False, "square": False},
        "the bias correction of M is missing": {"mean": False},
        "the bias correction of V is missing": {"square": False},
        "epsilon stands inside the root": {"place": "inside"},
        "epsilon is added to sqrt(v), before the correction": {"place": "before"},
        "the correction has t + 1: in the first step t is 1": {"late": 1},
        "the root of V is missing": {"root": 1.0},
    }
    mistakes = {mistake: start - adam_moves(gradients, *settings, **how) for mistake, how in wrong.items()}
    close(
        weights, right, {**mistakes, "it goes uphill: subtract": 2 * start - right}, what="the weights after six steps"
    )


@points(1, of="l2_gradient", hints=("What is the derivative of w^2?",))
def test_the_derivative_of_the_penalty(student, rng):
    weights, gradient = rng.normal(size=(2, 5))
    rise, width = np.empty(5), 1e-5
    for i, shift in enumerate(width * np.eye(5)):
        rise[i] = (np.sum((weights + shift) ** 2) - np.sum((weights - shift) ** 2)) / (2 * width)
    mistakes = {
        "the factor 2 is missing: the penalty is l2 x w^2 without 1/2": gradient + 0.3 * rise / 2,
        "this is the derivative of the penalty alone": 0.3 * rise,
        "the sign is wrong: the penalty is added to the loss": gradient - 0.3 * rise,
        "this is L1: the sign of the weights": gradient + 0.3 * np.sign(weights),
    }
    close(student.l2_gradient(weights, gradient, 0.3), gradient + 0.3 * rise, mistakes)


@points(3, of="adamw_step", hints=("The decay is a subtraction of its own.", "Which weights does the formula have?"))
def test_decay_apart_from_the_gradient(student, rng):
    start, gradients = rng.uniform(1, 3, 4), rng.normal(size=(1, 4))
    weights, state = walk(student.adamw_step, start, nothing(4), gradients, 0.1, 0.5, 0.6, 0.9, 0.03)
    settings = 0.1, 0.6, 0.9, 0.03
    plain = start - adam_moves(gradients, *settings)
    right = plain - 0.05 * start
    mistakes = {
        "there is no decay: this is Adam": plain,
        "this is L2, not decay: the decay went into the gradient": start
        - adam_moves(gradients + 0.5 * start, *settings),
        "this is L2, not decay: 2 x decay went into the gradient": start - adam_moves(gradients + start, *settings),
        "the decay is not multiplied by the learning rate": plain - 0.5 * start,
        "the decay is one of the weights after Adam's step": 0.95 * plain,
        "the decay makes the weights larger: subtract it": plain + 0.05 * start,
    }
    close(weights, right, mistakes, what="the weights after one step")
    m, v, t = parts(state, 3, "the state")
    in_m = {"the decay went into m: the state knows only the gradient": 0.4 * (gradients[0] + 0.5 * start)}
    close(m, 0.4 * gradients[0], in_m, what="m")
    close(v, 0.1 * gradients[0] ** 2, what="v")
    equal(t, 1, what="t")


@points(1, of="learning_rate_at", hints=("`step / decay_steps` need not be a whole number.",))
def test_the_exponential_schedule(student, rng):
    steps = (0, 1, 25, 50, 75, 100)
    got = [as_numbers(student.learning_rate_at(step, 0.5, 50, "exponential")) for step in steps]
    right = np.geomspace(0.5, 0.005, 101)[list(steps)]
    mistakes = {
        "it falls in stairs: divide without rounding": np.array([0.5, 0.5, 0.5, 0.05, 0.05, 0.005]),
        "it is e^(-step / decay_steps): it should be a tenth after decay_steps": 0.5 * np.exp(-np.array(steps) / 50),
        "it stops falling after decay_steps; only the cosine does": np.maximum(right, 0.05),
    }
    close(np.array(got), right, mistakes, what="the learning rate in the steps 0, 1, 25, 50, 75, 100 (decay_steps 50)")


@points(1, of="learning_rate_at", hints=("What is the cosine of pi?", "What is asked for after decay_steps?"))
def test_the_cosine_schedule(student, rng):
    got = [as_numbers(student.learning_rate_at(step, 0.4, 60, "cosine")) for step in (0, 20, 30, 60, 90)]
    mistakes = {
        "it rises again after decay_steps: it should stay at 0": np.array([0.4, 0.3, 0.2, 0.0, 0.2]),
        "this is the cosine itself, and it becomes negative": np.array([0.4, 0.2, 0.0, -0.4, -0.4]),
        "this is a straight line": np.array([0.4, 0.8 / 3, 0.2, 0.0, 0.0]),
        "the half is missing: it begins at twice the initial rate": np.array([0.8, 0.6, 0.4, 0.0, 0.0]),
    }
    right = np.array([0.4, 0.3, 0.2, 0.0, 0.0])
    close(np.array(got), right, mistakes, what="the learning rate in the steps 0, 20, 30, 60, 90 (decay_steps 60)")


@points(2, of="early_stopping_epochs", hints=("Count the epochs since the lowest loss.", "Epochs are counted from 1."))
def test_the_epoch_that_is_kept(student, rng):
    losses = np.array([0.9, 0.7, 0.8, 0.6, 0.65, 0.7, 0.72, 0.68, 0.5, 0.9])
    mistakes = {
        "the epochs are counted from 0": np.array([3, 6]),
        "the training ends one epoch too late": np.array([4, 8]),
        "the training ends one epoch too early: one worse epoch is less than the patience": np.array([4, 6]),
        "the lowest loss of the whole list is taken: the training had ended before it": np.array([9, 10]),
        "the weights of the last epoch are kept and not those of the lowest loss": np.array([7, 7]),
        "the highest loss is taken: a loss should be low": np.array([1, 4]),
        "the two numbers are the wrong way round": np.array([7, 4]),
    }
    equal(student.early_stopping_epochs(losses, 3), np.array([4, 7]), mistakes, what="(kept, last)")


@points(1, of="early_stopping_epochs", hints=("A new lowest loss starts the count again.",))
def test_the_count_starts_again(student, rng):
    losses = np.array([1.0, 1.1, 0.9, 1.0, 0.8, 0.9, 0.7, 0.75, 0.76, 0.1])
    mistakes = {
        "the count goes on after a new lowest loss: it should start again": np.array([3, 4]),
        "the training does not end: the losses after it have no effect": np.array([10, 10]),
    }
    equal(student.early_stopping_epochs(losses, 2), np.array([7, 9]), mistakes, what="(kept, last)")


@points(
    2, of="generalisation_gap", hints=("How many examples of each set are right?", "`argmax(axis=1)` gives classes.")
)
def test_training_minus_test(student, rng):
    sets = [(rng.dirichlet(np.ones(3), m), rng.integers(0, 3, m)) for m in (30, 8)]
    for (p, labels), wrong in zip(sets, (3, 4), strict=True):
        for i, label in enumerate(labels):  # exactly so many examples are wrong
            best = (label + 1) % 3 if i < wrong else label
            p[i, [best, p[i].argmax()]] = p[i, [p[i].argmax(), best]]
    (train, train_labels), (test, test_labels) = sets
    mistakes = {
        "it is test minus training: the sign is wrong": 0.5 - 0.9,
        "this is a gap of errors, or its sign is wrong": 0.1 - 0.5,
        "this is the number of right examples, not the part": 27 - 4,
        "it is in percent; it should be a part of 1": 40.0,
        "this is the accuracy on the training set": 0.9,
        "the mean probability of the right class is taken, not the accuracy": train[range(30), train_labels].mean()
        - test[range(8), test_labels].mean(),
    }
    close(student.generalisation_gap(train, train_labels, test, test_labels), 0.4, mistakes, what="the gap")


@outcome("steps-of-an-epoch")
def steps_of_an_epoch(student):
    """How many batches an epoch of 1,347 examples has."""
    return len(student.batches(1_347, 64, 0))


@outcome("first-step-of-adam")
def first_step_of_adam(student):
    """How far Adam's first step goes at a gradient of 1,000."""
    weights, _ = student.adam_step(np.zeros(1), np.array([1_000.0]), nothing(1), 0.001)
    return round(float(np.abs(as_numbers(weights))[0]), 6)


@outcome("ten-times-the-penalty")
def ten_times_the_penalty(student):
    """How the first step of Adam changes if only an L2 penalty gives a gradient, and it is ten times stronger."""
    weights, moved = np.array([2.0]), []
    for l2 in (0.01, 0.1):
        gradient = as_numbers(student.l2_gradient(weights, np.zeros(1), l2))
        moved.append(abs(float(as_numbers(student.adam_step(weights, gradient, nothing(1), 0.001)[0])[0]) - 2.0))
    ratio = moved[1] / moved[0]
    return "it stays as large" if ratio < 1.5 else "about 3 times as large" if ratio < 5 else "10 times as large"


@outcome("epoch-that-is-kept")
def epoch_that_is_kept(student):
    """The epoch that early stopping keeps for the curve of the question."""
    return int(student.early_stopping_epochs(np.array([0.90, 0.62, 0.50, 0.53, 0.51, 0.55, 0.40, 0.38]), 3)[0])
