"""Public tests of homework 6: judged by scikit-learn, small numbers worked out by hand, and cells written in loops."""

import itertools
import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import expit
from sklearn import metrics
from sklearn.linear_model import LinearRegression

from datasets.series import generate_time_series
from homework.checking.tests import Wrong, as_numbers, close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def parts(got, count, what):
    expect(isinstance(got, list) and len(got) == count, f"{what} should have {count} parts")
    return got


# Windows


def cut(series, length, steps_ahead):
    """Windows and targets, both from views of length + steps_ahead steps."""
    both = np.moveaxis(sliding_window_view(series, length + steps_ahead, axis=0), 2, 1)
    return both[:, :length], both[:, length:, 0]


@points(2, of="windows", hints=("Write the numbers 0 to 9 as a series, and the windows of 3 steps on paper.",))
def test_windows_of_counted_steps(student, rng):
    series = np.arange(7.0)[:, None]
    x, y = parts(student.windows(series, 3, 1), 2, "the result")
    right = np.array([[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]], dtype=float)[:, :, None]
    mistakes = {
        "the last window is missing: its target is the last step of the series": right[:-1],
        "the first window is missing": right[1:],
        "the windows do not overlap: each should begin one step after the one before it": right[::3],
        "x has shape (m, length): the axis of the features is missing": right[:, :, 0],
        "the axes of steps and features are the wrong way round": right.transpose(0, 2, 1),
        "the steps of a window run backwards": right[:, ::-1],
    }
    close(x, right, mistakes, what="x")
    target = np.array([[3.0], [4.0], [5.0], [6.0]])
    mistakes = {
        "the target is the last step of the window: the answer lies in the question": target - 1,
        "one step is left out between window and target": (target + 1)[:-1],
        "y has shape (m,): it should be (m, steps_ahead)": target[:, 0],
    }
    close(y, target, mistakes, what="y")


@points(2, of="windows", hints=("How many targets fit behind the last window?", "y is column 0 of the series."))
def test_windows_with_several_features_and_steps_ahead(student, rng):
    series = rng.normal(size=(12, 3))
    right, target = cut(series, 4, 2)
    x, y = parts(student.windows(series, 4, 2), 2, "the result")
    mistakes = {
        "the last window is missing: its target is the last step of the series": right[:-1],
        "there is a window too much: its target is not whole": cut(series, 4, 1)[0],
        "only the first feature is in x": right[:, :, :1],
    }
    close(x, right, mistakes, what="x")
    mistakes = {
        "the targets are the last steps of the window: the answer lies in the question": right[:, -2:, 0],
        "only one step is in the target": target[:, :1],
        "only the last step ahead is in the target": target[:, 1:],
        "y is the last feature and not the first": np.stack([series[k : k + 2, -1] for k in range(4, 11)]),
    }
    close(y, target, mistakes, what="y")


# Splits

PARTS = ("training", "validation", "test")


@points(2, of="split_in_time", hints=("The future is what a forecast is tested on.", "Nothing is drawn at random."))
def test_later_steps_are_for_the_test(student, rng):
    series = np.arange(20.0)[:, None]
    got = parts(student.split_in_time(series, 4, 3), 3, "the result")
    mistakes = {
        "the validation part should lie after the training part": (series[4:17], series[:4], series[17:]),
        "validation and test part are the wrong way round": (series[:13], series[16:], series[13:16]),
        "the test part should be the last one": (series[3:16], series[16:], series[:3]),
        "validation and test should be the last parts": (series[7:], series[:4], series[4:7]),
        "the validation part is in the training part, too": (series[:17], series[13:17], series[17:]),
        "the test part is in the validation part, too": (series[:16], series[16:], series[17:]),
        "the sizes are those of other parts": (series[:4], series[4:7], series[7:]),
    }
    for place, name in enumerate(PARTS):
        steps = as_numbers(got[place], f"the {name} part")
        in_order = steps.ndim == 2 and (np.diff(steps[:, 0]) == 1).all()
        expect(in_order, "the steps are shuffled: their order is the time", f"the {name} part is {steps.ravel()}")
        known = {mistake: wrong[place] for mistake, wrong in mistakes.items()}
        equal(steps, np.split(series, [13, 17])[place], known, what=f"the {name} part")


@points(2, of="examples_in_time", hints=("Which steps may be looked at before the training?",))
def test_scaled_by_the_training_part(student, rng):
    series = rng.normal(size=(60, 2)) * (1, 5) + np.linspace(0, 4, 60)[:, None]
    got = parts(student.examples_in_time(series, 5, 1, 15, 12), 3, "the result")
    x, y = parts(got[0], 2, "the training examples")
    train = series[:33]

    def scaled(mean, deviation):
        return cut((train - mean) / deviation, 5, 1)[0]

    own = train.mean(0), train.std(0)
    mistakes = {
        "mean and deviation are those of the whole series: the test part leaks": scaled(series.mean(0), series.std(0)),
        "mean and deviation are those of training and validation": scaled(series[:48].mean(0), series[:48].std(0)),
        "nothing is scaled": scaled(0, 1),
        "one mean for all features is taken": scaled(train.mean(), train.std()),
        "it is divided by the variance and not by the standard deviation": scaled(own[0], own[1] ** 2),
    }
    close(x, scaled(*own), mistakes, what="x of the training part")
    target = cut((train - own[0]) / own[1], 5, 1)[1]
    close(y, target, {"y is not scaled": target * own[1][0] + own[0][0]}, what="y of the training part")
    part = series[33:48]
    mistakes = {
        "the validation part is scaled by its own mean and deviation": cut((part - part.mean(0)) / part.std(0), 5, 1)[0]
    }
    x = parts(got[1], 2, "the validation examples")[0]
    close(x, cut((part - own[0]) / own[1], 5, 1)[0], mistakes, what="x of the validation part")


@points(2, of="examples_in_time", hints=("What comes first: splitting the series, or cutting the windows?",))
def test_no_window_over_a_border(student, rng):
    series = np.cumsum(rng.normal(size=(50, 1)), axis=0)
    got = parts(student.examples_in_time(series, 4, 3, 14, 11), 3, "the result")
    for name, pair, part in zip(PARTS, got, np.split(series, [25, 39]), strict=True):
        x, y = (as_numbers(one) for one in parts(pair, 2, f"the {name} examples"))
        fit = len(part) - 6
        over = "a window or its target lies over the border between two parts"
        expect(len(x) <= fit and len(y) <= fit, over, f"{name} has {len(x)} windows, and {fit} fit")
        equal([len(x), len(y)], [fit, fit], what=f"the number of {name} windows and targets")
        right = cut((part - series[:25].mean()) / series[:25].std(), 4, 3)
        close(x, right[0], what=f"x of the {name} part")
        close(y, right[1], what=f"y of the {name} part")


# Forecasts


@points(1, of="naive_forecast", hints=("Feature 0 of the last step.", "`np.repeat` repeats along an axis."))
def test_the_last_value(student, rng):
    x = rng.normal(size=(4, 6, 2))
    right = np.column_stack([x[:, 5, 0]] * 3)
    mistakes = {
        "this is the first step of the window, not the last": np.column_stack([x[:, 0, 0]] * 3),
        "this is the mean of the window": np.column_stack([x[:, :, 0].mean(1)] * 3),
        "this is the last feature, not the first": np.column_stack([x[:, 5, 1]] * 3),
        "there is one column only: every step ahead has one": right[:, :1],
        "these are the last steps of the window: the last value alone is repeated": x[:, 3:, 0],
    }
    close(student.naive_forecast(x, 3), right, mistakes)


@points(3, of="linear_forecast", hints=("Flatten every window to one row.", "A column of ones carries the bias."))
def test_least_squares(student, rng):
    x, new_x = rng.normal(2, 1, size=(40, 4, 2)), rng.normal(2, 1, size=(6, 4, 2))
    y = np.einsum("mlf,lfs->ms", x, rng.normal(size=(4, 2, 3))) + 5 + rng.normal(size=(40, 3))
    rows, new_rows = x.reshape(40, 8), new_x.reshape(6, 8)
    fitted = LinearRegression().fit(rows, y)
    mistakes = {
        "the bias is missing": LinearRegression(fit_intercept=False).fit(rows, y).predict(new_rows),
        "the bias is fitted and not added in the forecast": new_rows @ fitted.coef_.T,
        "these are the forecasts for x and not for new_x": fitted.predict(rows),
        "only the last step of the window is used": LinearRegression().fit(x[:, -1], y).predict(new_x[:, -1]),
        "only feature 0 is used": LinearRegression().fit(x[:, :, 0], y).predict(new_x[:, :, 0]),
    }
    close(student.linear_forecast(x, y, new_x), fitted.predict(new_rows), mistakes)


@points(1, of="mean_absolute_error", hints=("Absolute values first, then one mean.",))
def test_the_mean_of_absolute_errors(student, rng):
    forecast, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 3))
    right = metrics.mean_absolute_error(y, forecast)
    mistakes = {
        "the errors are squared: this is the mean squared error": metrics.mean_squared_error(y, forecast),
        "this is the root of the mean squared error": metrics.root_mean_squared_error(y, forecast),
        "errors above and below cancel out: the absolute value is missing": np.mean(forecast - y),
        "the absolute value comes after the mean": abs(np.mean(forecast - y)),
        "the errors are summed over the steps ahead": right * 3,
        "there is one error for each step ahead: take one mean": np.abs(y - forecast).mean(0),
    }
    close(student.mean_absolute_error(forecast, y), right, mistakes)


# A recurrent layer


def simple_weights(rng, features, units):
    return rng.normal(size=(features, units)), rng.normal(size=(units, units)), rng.normal(size=units)


def state_of(x, h, w, u, b, squash=math.tanh):
    """The new state, number by number."""
    new = np.empty(h.shape)
    for example, unit in np.ndindex(h.shape):
        total = b[unit]
        total += math.fsum(x[example, k] * w[k, unit] for k in range(w.shape[0]))
        total += math.fsum(h[example, k] * u[k, unit] for k in range(u.shape[0]))
        new[example, unit] = squash(total)
    return new


@points(2, of="rnn_step", hints=("Which of the two matrices belongs to the input, which to the state?",))
def test_one_step_of_a_recurrent_layer(student, rng):
    w, u, b = simple_weights(rng, 3, 3)
    x, h = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    mistakes = {
        "tanh is missing": state_of(x, h, w, u, b, float),
        "the old state is not used": state_of(x, 0 * h, w, u, b),
        "the bias is not added": state_of(x, h, w, u, 0 * b),
        "w and u are the wrong way round": state_of(x, h, u, w, b),
        "u is transposed": state_of(x, h, w, u.T, b),
        "a sigmoid is taken in place of tanh": state_of(x, h, w, u, b, expit),
    }
    close(student.rnn_step(x, h, w, u, b), state_of(x, h, w, u, b), mistakes, what="the new state")


def simple_states(x, weights, carried=True):
    """The states after every step, shape (m, steps, k)."""
    h = np.zeros((x.shape[0], weights[1].shape[0]))
    found = np.empty((*x.shape[:2], h.shape[1]))
    for step, now in enumerate(np.moveaxis(x, 1, 0)):
        found[:, step] = h = state_of(now, h if carried else 0 * h, *weights)
    return found


@points(3, of="run_rnn", hints=("The new state is the old state of the next step.", "Axis 1 of x holds the steps."))
def test_a_batch_step_by_step(student, rng):
    weights = simple_weights(rng, 2, 3)
    x = rng.normal(size=(4, 4, 2))
    right = simple_states(x, weights)
    mistakes = {
        "the state is not passed on: every step begins with 0": simple_states(x, weights, carried=False),
        "only the last state is returned": right[:, -1],
        "the axes of examples and steps are the wrong way round": right.transpose(1, 0, 2),
        "the loop goes over the examples and not over the steps": simple_states(
            x.transpose(1, 0, 2), weights
        ).transpose(1, 0, 2),
        "the steps are read backwards": simple_states(x[:, ::-1], weights),
        "these are the states before every step": np.concatenate([0 * right[:, :1], right[:, :-1]], axis=1),
    }
    close(student.run_rnn(x, *weights), right, mistakes, what="the states")


@points(1, of="run_rnn", hints=("The state after a step knows that step and those before it.",))
def test_the_future_changes_nothing(student, rng):
    weights = simple_weights(rng, 2, 3)
    x = rng.normal(size=(3, 6, 2))
    later = x.copy()
    later[:, 4:] += 1
    before, after = (as_numbers(student.run_rnn(batch, *weights), "the states") for batch in (x, later))
    expect(before.shape == (3, 6, 3), "the states should have the shape (m, steps, k)", f"it is {before.shape}")
    close(after[:, :4], before[:, :4], what="a state before the step that was changed")
    expect(not np.isclose(after[:, 4:], before[:, 4:]).all(), "the states after a changed step do not change")


# An LSTM


def lstm_weights(rng, features, units):
    return rng.normal(size=(features, 4 * units)), rng.normal(size=(units, 4 * units)), rng.normal(size=4 * units)


def cell(x, h, c, kernel, recurrent_kernel, bias, order="ifgo", wrong=""):
    """One step of an LSTM, unit by unit; `wrong` names what is done wrong."""
    units = c.shape[1]
    new_h, new_c = np.empty(c.shape), np.empty(c.shape)
    for example, unit in np.ndindex(c.shape):
        total = {}
        for place, name in enumerate(order):
            column = place * units + unit
            total[name] = bias[column] * (wrong != "bias")
            total[name] += math.fsum(x[example] * kernel[:, column])
            total[name] += math.fsum(h[example] * recurrent_kernel[:, column]) * (wrong != "h")
        i, f, o = (expit(total[name]) for name in "ifo")
        g = expit(total["g"]) if wrong == "g" else math.tanh(total["g"])
        old = c[example, unit]
        kept, added = (1 if wrong == "f" else f) * old, (1 - f if wrong == "1-f" else 1 if wrong == "i" else i) * g
        new_c[example, unit] = kept + added
        shown = old if wrong == "old c" else kept + added
        new_h[example, unit] = (1 if wrong == "o" else o) * (shown if wrong == "tanh" else math.tanh(shown))
    return new_h, new_c


@points(3, of="lstm_step", hints=("Go through the numbers of this test on paper: sigmoid(log 3) is 3/4.",))
def test_numbers_worked_out_by_hand(student, rng):
    gates = np.array([math.log(3), -math.log(3), math.atanh(0.5), 0.0])  # i = 3/4, f = 1/4, g = 1/2, o = 1/2
    zero, two = np.zeros((1, 1)), np.full((1, 1), 2.0)
    h, c = parts(student.lstm_step(zero, zero, two, np.zeros((1, 4)), np.zeros((1, 4)), gates), 2, "the result")
    mistakes = {
        "the forget gate is not used: all of the old cell state is kept": [[2.375]],
        "the input gate is not used: all of the candidate is added": [[1.0]],
        "input and forget gate are the wrong way round": [[1.625]],
        "the old cell state is not used": [[0.375]],
        "h and c are the wrong way round: the result is (new h, new c)": [[0.35195]],
    }
    close(c, np.array([[0.875]]), mistakes, what="the new cell state")  # 1/4 * 2 + 3/4 * 1/2
    mistakes = {
        "tanh of the new cell state is missing in the output": [[0.4375]],
        "the output gate is not used": [[0.70391]],
        "h is made from the old cell state and not from the new one": [[0.48201]],
    }
    close(h, np.array([[0.35195]]), mistakes, rtol=1e-3, what="the new state h")  # 1/2 * tanh(0.875)


@points(3, of="lstm_step", hints=("Which columns of z belong to which gate?", "A block has as many columns as units."))
def test_one_step_of_an_lstm(student, rng):
    weights = lstm_weights(rng, 2, 3)
    x, h, c = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    right, right_c = cell(x, h, c, *weights)
    by = {
        "the bias is not added": cell(x, h, c, *weights, wrong="bias"),
        "the old state h is not used": cell(x, h, c, *weights, wrong="h"),
        "the candidate goes through a sigmoid and not through tanh": cell(x, h, c, *weights, wrong="g"),
        "the forget gate is not used": cell(x, h, c, *weights, wrong="f"),
        "the input gate is not used": cell(x, h, c, *weights, wrong="i"),
        "1 - f is taken in place of the input gate": cell(x, h, c, *weights, wrong="1-f"),
    }
    for order in map("".join, itertools.permutations("ifgo")):
        if order != "ifgo":
            said = f"the blocks are taken in the order {', '.join(order)}: read the docstring again"
            by[said] = cell(x, h, c, *weights, order=order)
    got = parts(student.lstm_step(x, h, c, *weights), 2, "the result")
    close(got[1], right_c, {mistake: pair[1] for mistake, pair in by.items()}, what="the new cell state")
    by |= {
        "tanh of the new cell state is missing in the output": cell(x, h, c, *weights, wrong="tanh"),
        "the output gate is not used": cell(x, h, c, *weights, wrong="o"),
        "h is made from the old cell state": cell(x, h, c, *weights, wrong="old c"),
    }
    close(got[0], right, {mistake: pair[0] for mistake, pair in by.items()}, what="the new state h")


@points(1, of="lstm_step", hints=("What is f * c + i * g where f is 1 and i is 0?",))
def test_an_open_forget_gate_keeps_the_cell_state(student, rng):
    kept = rng.normal(size=(2, 3))
    bias = np.repeat([-60.0, 60.0, 1.0, 0.5], 3)
    h, c = np.zeros((2, 3)), kept
    for _ in range(20):
        x = rng.normal(size=(2, 2))
        h, c = parts(student.lstm_step(x, h, c, np.zeros((2, 12)), np.zeros((3, 12)), bias), 2, "the result")
    close(c, kept, what="the cell state after 20 steps with f = 1 and i = 0")


def lstm_states(x, weights, keep_h=True, keep_c=True):
    """(h after every step, the last c)."""
    h = c = np.zeros((x.shape[0], weights[1].shape[0]))
    found = np.empty((*x.shape[:2], h.shape[1]))
    for step, now in enumerate(np.moveaxis(x, 1, 0)):
        h, c = cell(now, keep_h * h, keep_c * c, *weights)
        found[:, step] = h
    return found, c


@points(3, of="run_lstm", hints=("Two things go from step to step.", "Compare with your `run_rnn`."))
def test_an_lstm_step_by_step(student, rng):
    weights = lstm_weights(rng, 2, 3)
    x = rng.normal(size=(4, 4, 2))
    right, last = lstm_states(x, weights)
    states, c = parts(student.run_lstm(x, *weights), 2, "the result")
    mistakes = {
        "the cell state is not passed on: c is 0 in every step": lstm_states(x, weights, keep_c=False)[0],
        "the state h is not passed on: h is 0 in every step": lstm_states(x, weights, keep_h=False)[0],
        "neither h nor c is passed on": lstm_states(x, weights, False, False)[0],
        "only the last state is returned": right[:, -1],
        "the axes of examples and steps are the wrong way round": right.transpose(1, 0, 2),
        "the loop goes over the examples and not over the steps": lstm_states(x.transpose(1, 0, 2), weights)[
            0
        ].transpose(1, 0, 2),
        "the steps are read backwards": lstm_states(x[:, ::-1], weights)[0],
    }
    close(states, right, mistakes, what="the states h")
    close(c, last, {"this is the last h and not the last c": right[:, -1]}, what="the last cell state")


@points(1, of="run_lstm", hints=("The candidate is tanh(0), and the cell state begins with 0.",))
def test_zero_weights_give_zero(student, rng):
    zeros = [np.zeros(shape) for shape in ((2, 8), (2, 8), (8,))]
    states, c = parts(student.run_lstm(rng.normal(size=(3, 5, 2)), *zeros), 2, "the result")
    close(states, np.zeros((3, 5, 2)), what="the states with all weights 0")
    close(c, np.zeros((3, 2)), what="the cell state with all weights 0")


@points(1, of="count_lstm_parameters", hints=("Write down the three shapes.", "The docstring of `lstm_step` has them."))
def test_numbers_of_parameters(student, rng):
    for features, units in ((3, 5), (28, 64)):
        right = sum(array.size for array in lstm_weights(rng, features, units))
        mistakes = {
            "this is one block only: there are four": right // 4,
            "the biases are missing": right - 4 * units,
            "the recurrent kernel is missing": right - 4 * units * units,
            "this is a GRU's number, with three blocks": right // 4 * 3,
        }
        equal(student.count_lstm_parameters(features, units), right, mistakes)


# Outcomes of the questions


@outcome("lstm-parameters")
def parameters_of_twenty_units(student):
    """The parameters of LSTM(20) on one feature."""
    return int(as_numbers(student.count_lstm_parameters(1, 20)))


@outcome("lost-windows")
def windows_lost_at_borders(student):
    """The windows of the whole series, less those of its three parts."""
    series = np.sin(np.arange(1000.0))[:, None]
    whole = len(as_numbers(student.windows(series, 24, 1)[0]))
    return whole - sum(len(as_numbers(x)) for x, _ in student.examples_in_time(series, 24, 1, 150, 150))


@outcome("memory-gate")
def gate_that_keeps(student):
    """With which gate open, and the others closed, the cell state is the same after 100 steps."""
    kept = []
    for place, name in ((0, "input gate"), (1, "forget gate"), (3, "output gate")):
        bias = np.array([-40.0, -40.0, 1.0, -40.0])
        bias[place] = 40.0
        h, c = np.zeros((1, 1)), np.full((1, 1), 0.5)
        for _ in range(100):
            h, c = student.lstm_step(np.ones((1, 1)), h, c, np.zeros((1, 4)), np.zeros((1, 4)), bias)
        if np.allclose(as_numbers(c), 0.5, atol=1e-3):
            kept.append(name)
    if len(kept) != 1:
        raise Wrong("the cell state does not stay with exactly one of the gates")
    return kept[0]


@outcome("best-on-waves")
def smallest_error_on_waves(student):
    """Whose mean absolute error on 400 unseen waves is the smallest."""
    series = generate_time_series(1_000, 51).astype(np.float64)
    x, y = series[:, :50], series[:, 50:, 0]
    rng = np.random.default_rng(0)
    weights = [rng.normal(0, 0.3, shape) for shape in ((1, 80), (20, 80), (80,))]
    last = as_numbers(student.run_lstm(x, *weights)[0])[:, -1:]
    forecasts = {
        "last value": student.naive_forecast(x[600:], 1),
        "linear forecast": student.linear_forecast(x[:600], y[:600], x[600:]),
        "untrained LSTM": student.linear_forecast(last[:600], y[:600], last[600:]),
    }
    errors = {
        name: float(as_numbers(student.mean_absolute_error(as_numbers(forecast), y[600:])))
        for name, forecast in forecasts.items()
    }
    return min(errors, key=lambda name: errors[name])
