# %% [markdown]
"""Homework 6: a recurrent network and an LSTM by hand (순환 신경망, 장단기 메모리), and windows without leaks.

Fill in every function that ends with `raise NotImplementedError`. Use NumPy only. The README says what is worth what.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

A time series (시계열) is an array of shape (time, features). A batch of m examples has the shape (m, steps, features).
A recurrent layer has k units: its state (상태) h has the shape (m, k). An LSTM has a cell state (셀 상태) c of the same
shape, too. The slide is "Recurrent Neural Networks (RNNs)"; lesson 7 explains the formulas.
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import datasets
import models
import training


# %% Part 1: examples from a series, without leaks (정보 누출)
def windows(series: np.ndarray, length: int, steps_ahead: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Cut every window from a series: `length` steps are an example, the next `steps_ahead` steps are its target.

    The first window begins at the first step, and each other window one step after the one before it. The last target
    ends at the last step of the series.

    Args:
        series: shape (time, features), at least length + steps_ahead steps.
        length: steps of an example.
        steps_ahead: steps of a target.

    Returns:
        (x of shape (m, length, features), y of shape (m, steps_ahead)). y is the first feature, column 0, of the steps
        that follow the window.
    """
    raise NotImplementedError


def split_in_time(series: np.ndarray, validation: int, test: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Split a series in time: the last `test` steps are the test part, the `validation` steps before them are the
    validation part, and all steps before those are the training part. Nothing is shuffled.

    Args:
        series: shape (time, features).
        validation, test: how many steps; 0 makes an empty part.

    Returns:
        (training part, validation part, test part), each of shape (steps, features).
    """
    raise NotImplementedError


def examples_in_time(
    series: np.ndarray, length: int, steps_ahead: int, validation: int, test: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Examples for training, validation and test, so that none knows anything of another part.

    Each feature is scaled, (value - mean) / standard deviation, with the mean and the standard deviation (`np.std`) of
    the training part. No window and no target lies over the border between two parts.

    Args:
        series: shape (time, features), no feature constant.
        length, steps_ahead: as of `windows`.
        validation, test: steps of the series, as of `split_in_time`; each part is long enough for a window.

    Returns:
        [(x, y) for training, (x, y) for validation, (x, y) for test], in the shapes of `windows`. x and y are scaled.
    """
    raise NotImplementedError


# %% Part 2: two simple forecasts, to compare every network with
def naive_forecast(x: np.ndarray, steps_ahead: int = 1) -> np.ndarray:
    """The simplest forecast: all the next values are the last value.

    Args:
        x: shape (m, length, features).
        steps_ahead: how many values to forecast.

    Returns:
        Shape (m, steps_ahead): feature 0 of the last step, for every step ahead.
    """
    raise NotImplementedError


def linear_forecast(x: np.ndarray, y: np.ndarray, new_x: np.ndarray) -> np.ndarray:
    """A linear forecast (선형 회귀): each next value is a weighted sum of all numbers in the window, and a bias.

    Weights and biases are those of least squares (최소제곱법) on (x, y). They are found without gradient descent.

    Args:
        x: windows to fit, shape (m, length, features); there are more windows than weights.
        y: their targets, shape (m, steps_ahead).
        new_x: windows to forecast from, shape (any number, length, features).

    Returns:
        The forecasts for `new_x`, shape (any number, steps_ahead).
    """
    raise NotImplementedError


def mean_absolute_error(forecast: np.ndarray, y: np.ndarray) -> float:
    """The mean of |forecast - y| over all examples and all steps ahead (평균 절대 오차).

    Args:
        forecast, y: shape (m, steps_ahead).
    """
    raise NotImplementedError


# %% Part 3: a recurrent network
def rnn_step(x: np.ndarray, h: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray) -> np.ndarray:
    """One step of a recurrent layer: the new state tanh(x w + h u + b).

    Args:
        x: the input of this step, shape (m, features).
        h: the state after the step before, shape (m, k).
        w: shape (features, k).
        u: shape (k, k).
        b: shape (k,).

    Returns:
        The new state, shape (m, k).
    """
    raise NotImplementedError


def run_rnn(x: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Read a batch step by step, always with the same weights. The state before the first step is 0.

    Args:
        x: shape (m, steps, features).
        w, u, b: as of `rnn_step`.

    Returns:
        The state after every step, shape (m, steps, k).
    """
    raise NotImplementedError


# %% Part 4: an LSTM
def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-z) for every element. It is written already: you know it from homework 1."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def lstm_step(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step of an LSTM, with weights in the shapes and the order of keras.layers.LSTM.

    z = x kernel + h recurrent_kernel + bias has the shape (m, 4k). It is four blocks of k columns, in this order:

        i = sigmoid(block 1)     input gate (입력 게이트): how much of the candidate is added
        f = sigmoid(block 2)     forget gate (망각 게이트): how much of the old cell state is kept
        g = tanh(block 3)        candidate (후보): what may be added
        o = sigmoid(block 4)     output gate (출력 게이트): how much of the cell state is shown

        new c = f * c + i * g          new h = o * tanh(new c)          * multiplies element by element

    Args:
        x: the input of this step, shape (m, features).
        h: the state after the step before, shape (m, k).
        c: the cell state after the step before, shape (m, k).
        kernel: shape (features, 4k).
        recurrent_kernel: shape (k, 4k).
        bias: shape (4k,).

    Returns:
        (new h, new c), each of shape (m, k). The arrays that are given stay as they are.
    """
    raise NotImplementedError


def run_lstm(
    x: np.ndarray, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Read a batch step by step with `lstm_step`. h and c before the first step are 0.

    Args:
        x: shape (m, steps, features).
        kernel, recurrent_kernel, bias: as of `lstm_step`.

    Returns:
        (h after every step, shape (m, steps, k); c after the last step, shape (m, k)).
    """
    raise NotImplementedError


def count_lstm_parameters(features: int, units: int) -> int:
    """How many numbers an LSTM layer learns: those of kernel, recurrent_kernel and bias together."""
    raise NotImplementedError


# %% To look at: your LSTM beside Keras', and the next hour's temperature. Run this file when all functions are written.
if __name__ == "__main__":
    import keras
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(0)
    layer = keras.layers.LSTM(20, return_sequences=True)
    batch = rng.normal(size=(8, 30, 3)).astype(np.float32)
    by_keras = np.asarray(layer(batch))
    mine, _ = run_lstm(batch, *layer.get_weights())
    print(f"your LSTM and Keras' differ by {np.abs(mine - by_keras).max():.1e} at most")

    # temperatures of every hour, scaled with the training part: 24 hours are an example, the next hour is its target
    data = datasets.load("temperatures", length=24)
    run = training.fit(models.recurrent, data, name="LSTM", folder="runs/hw06", epochs=5)
    x, y = data.test.x, data.test.y
    forecasts = {
        "last value": naive_forecast(x),
        "linear": linear_forecast(data.train.x, data.train.y, x),
        "LSTM, 5 epochs": np.asarray(run.model.predict(x, verbose=0)),
    }
    errors = {name: mean_absolute_error(forecast, y) for name, forecast in forecasts.items()}
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 3.5), width_ratios=(3, 1))
    left.plot(y[:72, 0], "k", label="measured")
    for name, forecast in forecasts.items():
        print(f"mean absolute error {errors[name]:.3f} of a standard deviation: {name}")
        left.plot(forecast[:72, 0], label=name, linewidth=1)
    left.set(xlabel="hour of the test part", ylabel="temperature, scaled", title="forecast one hour ahead")
    left.legend()
    right.bar(list(errors), list(errors.values()))
    right.set(title="mean absolute error")
    right.tick_params(axis="x", rotation=30)
    figure.savefig("hw06_recurrent.png", bbox_inches="tight", dpi=120)
    print("figure: hw06_recurrent.png")
