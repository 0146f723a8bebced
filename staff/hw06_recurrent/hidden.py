"""Hidden tests of homework 6: edge sizes, what must be true of every recurrent layer, and the numbers that Keras gives."""

import numpy as np

from homework.checking.tests import as_numbers, close, equal, expect, points


def lstm_weights(rng, features, units):
    return [rng.normal(size=shape) for shape in ((features, 4 * units), (units, 4 * units), (4 * units,))]


@points(1, of="windows", hints=("A series of length + steps_ahead steps has one window.",))
def test_exactly_one_window(student, rng):
    series = rng.normal(size=(9, 2))
    x, y = student.windows(series, 5, 4)
    close(x, series[None, :5], what="x")
    close(y, series[None, 5:, 0], what="y")


@points(1, of="split_in_time", hints=("`series[-0:]` is the whole series.",))
def test_an_empty_part(student, rng):
    series = rng.normal(size=(10, 2))
    for validation, test in ((3, 0), (0, 3), (0, 0)):
        lengths = [len(as_numbers(part)) for part in student.split_in_time(series, validation, test)]
        equal(lengths, [10 - validation - test, validation, test], what="the numbers of steps")


@points(2, of="examples_in_time", hints=("What is known before the training?",))
def test_a_change_in_the_future_changes_no_training_example(student, rng):
    series = rng.normal(size=(80, 3))
    other = series.copy()
    other[50:] = other[50:] * 3 + 10
    one, two = (student.examples_in_time(each, 6, 2, 18, 12)[0] for each in (series, other))
    close(two[0], as_numbers(one[0]), what="x of the training part, when later steps are changed,")
    close(two[1], as_numbers(one[1]), what="y of the training part, when later steps are changed,")


@points(1, of="linear_forecast", hints=("An exact line is found again.",))
def test_a_sine_wave_is_linear_in_its_past(student, rng):
    series = 20 + np.sin(0.3 * np.arange(200.0))  # s(t + 1) = 2 cos(0.3) s(t) - s(t - 1) + a constant
    x = np.stack([series[:150], series[1:151]], axis=1)[..., None]
    close(student.linear_forecast(x[:100], series[2:102, None], x[100:]), series[102:152, None], rtol=1e-5)


@points(1, of="run_rnn", hints=("The examples of a batch know nothing of each other.",))
def test_examples_do_not_meet(student, rng):
    weights = rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)
    x = rng.normal(size=(5, 7, 3))
    whole = as_numbers(student.run_rnn(x, *weights), "the states")
    for place in (0, 4):
        alone = student.run_rnn(x[place : place + 1], *weights)
        close(alone, whole[place : place + 1], what="the states of one example alone")


@points(1, of="run_lstm", hints=("Use only what the steps up to now say.",))
def test_the_past_alone(student, rng):
    weights = lstm_weights(rng, 3, 4)
    x = rng.normal(size=(2, 8, 3))
    whole, _ = student.run_lstm(x, *weights)
    early, _ = student.run_lstm(x[:, :5], *weights)
    close(early, as_numbers(whole)[:, :5], what="the states of the first 5 steps alone")


@points(1, of="lstm_step", hints=("h is between -1 and 1; c may be larger.",))
def test_the_cell_state_may_grow(student, rng):
    bias = np.repeat([60.0, 60.0, 60.0, 60.0], 2)
    h, c = np.zeros((1, 2)), np.zeros((1, 2))
    for _ in range(5):
        h, c = student.lstm_step(np.zeros((1, 1)), h, c, np.zeros((1, 8)), np.zeros((2, 8)), bias)
    close(c, np.full((1, 2), 5.0), what="the cell state after 5 steps with open gates and candidate 1")
    close(h, np.full((1, 2), np.tanh(5.0)), what="h")


@points(1, of="lstm_step", hints=("Work with new arrays.",))
def test_what_was_given_stays(student, rng):
    weights = lstm_weights(rng, 2, 3)
    given = rng.normal(size=(4, 2)), rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), *weights
    after = student.probe("arguments_after", "lstm_step", *given)
    for name, one, other in zip(("x", "h", "c"), after, given, strict=False):
        close(one, other, what=f"{name}, afterwards,")


@points(1, of="count_lstm_parameters", hints=("Write down the three shapes for one feature and one unit.",))
def test_the_smallest_lstm(student, rng):
    equal(student.count_lstm_parameters(1, 1), 12)
    expect(student.count_lstm_parameters(2, 20) > 2 * student.count_lstm_parameters(2, 10), "it grows too slowly")
