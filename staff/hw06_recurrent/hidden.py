"""Hidden tests of homework 6: edge sizes, what must be true of recurrent layers, and the numbers that Keras gives."""

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


# What Keras 3 gave, in float64 and rounded, for the batch and the weights of `waves`: SimpleRNN(3) and LSTM(3) with
# return_sequences=True. Nothing here imports Keras.

STATES_OF_KERAS_LSTM = [
    [
        [0.162465, 0.056538, 0.087889],
        [0.191689, 0.210831, 0.110164],
        [0.177511, 0.161157, 0.129152],
        [0.174622, 0.036805, 0.071227],
    ],
    [
        [0.089071, 0.003052, -0.087524],
        [0.096053, 0.050091, -0.031289],
        [0.171193, 0.044613, 0.074161],
        [0.20211, 0.196434, 0.152306],
    ],
    [
        [-0.003188, -0.049759, -0.053119],
        [0.174696, 0.057868, 0.082577],
        [0.193636, 0.156772, 0.153256],
        [0.177709, 0.194193, 0.094038],
    ],
]
CELL_STATE_OF_KERAS_LSTM = [
    [0.868556, 0.97816, 0.784134],
    [0.686136, 0.702439, 0.337646],
    [0.375946, 0.396875, 0.182442],
]
STATES_OF_KERAS_SIMPLE_RNN = [
    [
        [0.854889, 0.861848, 0.130522],
        [0.883915, 0.915462, 0.284555],
        [0.304694, 0.245238, -0.044139],
        [0.807801, 0.784769, 0.022248],
    ],
    [
        [0.887193, 0.928954, 0.358506],
        [0.389418, 0.390767, 0.034843],
        [0.725724, 0.675229, -0.03321],
        [0.923058, 0.940419, 0.266176],
    ],
    [
        [0.23915, 0.293472, 0.082671],
        [0.593016, 0.522274, -0.056078],
        [0.931059, 0.945604, 0.260269],
        [0.566327, 0.609627, 0.122702],
    ],
]


def waves(columns):
    """A batch (3, 4, 2), and the weights of 3 units: sin 1, sin 2, sin 3 and so on, in each array anew."""
    shapes = (2, columns), (3, columns), (columns,)
    weights = [np.sin(np.arange(1, 1 + np.prod(shape))).reshape(shape) for shape in shapes]
    return np.cos(np.arange(24.0)).reshape(3, 4, 2), *weights


@points(2, of="run_lstm", hints=("The gates have the order of keras.layers.LSTM.",))
def test_the_numbers_of_keras_lstm(student, rng):
    states, c = student.run_lstm(*waves(12))
    close(states, np.array(STATES_OF_KERAS_LSTM), atol=2e-6, what="the states h")
    close(c, np.array(CELL_STATE_OF_KERAS_LSTM), atol=2e-6, what="the last cell state")


@points(1, of="run_rnn", hints=("w belongs to the input, u to the state.",))
def test_the_numbers_of_keras_simple_rnn(student, rng):
    close(student.run_rnn(*waves(3)), np.array(STATES_OF_KERAS_SIMPLE_RNN), atol=2e-6, what="the states")
