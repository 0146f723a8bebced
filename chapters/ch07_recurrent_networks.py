"""Recurrent networks (순환 신경망, RNN): read a series step by step, and keep a state.

Goal      Forecast time series with recurrent networks; measure what order means, and how long each network remembers.
Before    ch04_dense_networks.
Minutes   2
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 15, "Recurrent Neurons and Layers", "Forecasting a Time Series", "LSTM cells", "GRU cells"
Homework  hw06_recurrent

The slide: "기존 Feed Forward Neural Networks (FNNs) 계열의 경우 시계열 또는 순서를 고려하지 못함". It says that the
networks of the last chapters cannot take time series (시계열) or order (순서) into account. This chapter tests that.

A recurrent network reads a series step by step, always with the same weights. From step to step it passes on a state
(상태), a vector that is 0 at first. Keras' SimpleRNN computes the state h_t from the input x_t and the state before it:

    h_t = tanh(x_t W + h_(t-1) U + b)          W and U are matrices of weights, b is a vector of biases

The function tanh keeps every number between -1 and 1. A SimpleRNN computes its whole state anew at every step. LSTM
(long short-term memory, 장단기 메모리) and GRU (gated recurrent unit, 게이트 순환 유닛) have gates (게이트): numbers
between 0 and 1, computed from the input and the state, that decide how much of the old state is kept and how much of
the input is added. An LSTM has a second state, the cell state (셀 상태). Below * multiplies element by element;
chapters/material/recurrent/cells_by_hand.py has all three in NumPy:

    LSTM   i   = sigmoid(x_t W_i + h_(t-1) U_i + b_i)           input gate (입력 게이트); alike, with own W, U, b:
                                                                forget gate f (망각 게이트), output gate o (출력 게이트)
           g   =    tanh(x_t W_g + h_(t-1) U_g + b_g)           what may be added to the cell state
           c_t = f * c_(t-1) + i * g                            and the state is h_t = o * tanh(c_t)
    GRU    z   = sigmoid(x_t W_z + b_z + h_(t-1) U_z + d_z)     update gate (업데이트 게이트); r (리셋 게이트) alike
           g   = tanh(x_t W_g + b_g + r * (h_(t-1) U_g + d_g))  the state that is proposed
           h_t = z * h_(t-1) + (1 - z) * g

What we build   Forecasts of the book's waves, sums of two sine waves and noise, 50 steps long: one and ten steps ahead,
                beside the last value and the best linear model, found by least squares (최소제곱법).
                Sequence-to-sequence (시퀀스-투-시퀀스): ten values after every step, also after a 1-D convolution
                (1차원 합성곱). A dense network (FNN) and a GRU on the steps in order, and permuted. A memory task: one
                step of a random series is marked; after a delay, was its value above 0? Zeros in front (padding, 패딩)
                make all series equally long; masking (마스킹) skips them. Last, the temperature of the next hour.
What to look for  Which model has the lowest error on waves and temperatures? Both are nearly linear in their own past.
                Which network beats least squares ten steps ahead? The memory task is not linear: what can a logistic
                regression do there? A permutation only renumbers the weights of the dense network. What happens to the
                GRU? A network can forget the mark, or never learn the task. Which forgets after longer delays than in
                training? On the way back through many steps gradients can vanish (기울기 소실, chapter 14):
                gradients.png shows how much arrives. Do gates let more pass from the start, or after training?
In TensorBoard  Scalars, filter the runs by `delay=40`: compare epoch_accuracy of LSTM and of SimpleRNN.
Now change      python -m chapters.ch07_recurrent_networks --part memory --epochs 10 --learning-rate 0.001
                    A smaller rate and more epochs: does SimpleRNN learn from long delays? In every epoch?
                python -m chapters.ch07_recurrent_networks --part waves --full --epochs 20
                    Series, epochs and networks as in the book: how close are its errors? (minutes)
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main
from chapters.material import recurrent as material
from runtime.backend import keras

CLAIMED = ("LSTM", "SimpleRNN")  # what the claims compare: equal units
BESIDE = (("LSTM", "SimpleRNN, 41 units"), ("GRU", "SimpleRNN"))  # without a verdict: equal parameters, and the GRU
SETTINGS = Settings(
    chapter="ch07_recurrent_networks", dataset="waves", epochs=4, batch_size=64, learning_rate=0.005,
    tasks=("regression",), flags=("epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    sizes={
        "forecasters": ("linear", "SimpleRNN, 1 unit", "deep RNN", "LSTM", "GRU"),
        "orders": ("dense", "dense, permuted", "GRU", "GRU, permuted"),
        "cells": ("SimpleRNN", "SimpleRNN, 41 units", "LSTM", "GRU"),
        "every_step": ("deep RNN, last step", "deep RNN", "GRU", "Conv1D + GRU"),
        "every_step_epochs": 10, "memory_examples": 4_000,  # at least so many epochs
        "rates": (),  # of the memory task: to choose from on validation; where there are none, --learning-rate
    },
    when_quick={
        "forecasters": ("linear",), "orders": ("dense", "dense, permuted"), "cells": CLAIMED,
        "every_step": ("deep RNN",), "every_step_epochs": 1, "delay": 8,
    },
    when_full={"every_step": ("deep RNN, last step", "deep RNN", "LSTM", "GRU", "Conv1D + GRU", "dilated Conv1D")},
    own=(
        Flag("part", "all", "what to train", ("all", "waves", "order", "memory", "temperatures"), trains=False),
        Flag("examples", 2_500, "training series of the waves, 7,000 at most"),
        Flag("delay", 40, "longest delay of the memory task in steps; the short one is a quarter", trains=False),
    ),
)  # fmt: skip
STUDY = replace(SETTINGS, epochs=10, seeds=10, values={"part": "memory", "rates": (0.0003, 0.001, 0.003, 0.01)})


# %% The networks


def linear(input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.005) -> keras.Model:
    """Every output is a weighted sum of all steps."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(outputs)])
    return compiled(model, task, learning_rate)


def dense(
    input_shape: tuple[int, ...], outputs: int, task: str, *, permuted: bool = False, learning_rate: float = 0.005
) -> keras.Model:
    """A feed-forward network on all steps at once, in order or permuted."""
    inputs = keras.Input(input_shape)
    steps = keras.ops.take(inputs, material.permutation(input_shape[0]), axis=1) if permuted else inputs
    hidden = keras.layers.Dense(30, activation="relu")(keras.layers.Flatten()(steps))
    return compiled(keras.Model(inputs, keras.layers.Dense(outputs)(hidden)), task, learning_rate)


def recurrent(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, cell: str = "GRU", units: tuple[int, ...] = (20,), permuted: bool = False, masked: bool = False,
    learning_rate: float = 0.005,
) -> keras.Model:  # fmt: skip
    """Recurrent layers, one above the other, on the steps in order or permuted; `units` has the size of each state."""
    layer = {"SimpleRNN": keras.layers.SimpleRNN, "LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU}[cell]
    inputs = keras.Input(input_shape)
    steps = keras.ops.take(inputs, material.permutation(input_shape[0]), axis=1) if permuted else inputs
    if masked:
        steps = keras.layers.Masking()(steps)  # steps that are all 0 are skipped: they do not change the state
    for width in units[:-1]:
        steps = layer(width, return_sequences=True)(steps)  # the state after every step: input of the next layer
    state = layer(units[-1])(steps)  # the state after the last step only
    answer = keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else None)(state)
    return compiled(keras.Model(inputs, answer), task, learning_rate)


def compiled(model: keras.Model, task: str, learning_rate: float) -> keras.Model:
    """The model with the loss of its task: a forecast is a regression, the memory task a binary classification."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "mean_squared_error",
        metrics=["accuracy"] if task == "binary" else ["mean_absolute_error"],
    )
    return model


NETWORKS = {
    "linear": linear,
    "dense": dense,
    "dense, permuted": partial(dense, permuted=True),
    "SimpleRNN, 1 unit": partial(recurrent, cell="SimpleRNN", units=(1,)),
    "SimpleRNN": partial(recurrent, cell="SimpleRNN"),
    "SimpleRNN, 41 units": partial(recurrent, cell="SimpleRNN", units=(41,)),  # nearly the parameters of the LSTM
    "deep RNN": partial(recurrent, cell="SimpleRNN", units=(20, 20)),
    "LSTM": partial(recurrent, cell="LSTM"),
    "GRU": partial(recurrent, cell="GRU"),
    "GRU, permuted": partial(recurrent, cell="GRU", permuted=True),
}


def networks(names: tuple[str, ...], settings: Settings, **keywords: bool) -> dict[str, partial]:
    """The networks with these names, with the learning rate of the settings."""
    return {name: partial(NETWORKS[name], learning_rate=settings.learning_rate, **keywords) for name in names}


# %% The lesson


def run(settings: Settings) -> Report:
    """Forecasts, permuted steps, memory, temperatures; `--part` chooses one of them."""
    report, part = Report(settings), settings["part"]
    if part in ("all", "waves"):
        material.print_cells(settings.load().test.x[:100])
        forecast(report, steps_ahead=1)
        forecast(report, steps_ahead=10)
        forecast_every_step(report)
    if part in ("all", "order"):
        permute_steps(report)
    if part in ("all", "memory"):
        remember(report)
    if part in ("all", "temperatures"):
        forecast_temperatures(report)
    return report


# %% Forecasts and order


def forecast(report: Report, steps_ahead: int) -> None:
    """Train networks to forecast the next values of the waves, all at once."""
    settings = report.settings
    data = settings.few(settings.load(steps_ahead=steps_ahead))  # the first `--examples` series train
    print(f"Forecasts of {data.name}, steps ahead: {steps_ahead}")
    keywords = settings.training_of(f"ahead={steps_ahead}")
    runs = training.fit_all(networks(settings["forecasters"], settings), data, **keywords)
    table = comparison.compare(runs, baselines=[comparison.sklearn_baseline(data)])
    report.tables[f"Waves, steps ahead: {steps_ahead}"] = table
    material.print_beside_the_book(table, steps_ahead, data)
    if steps_ahead > 1:
        report.figures.append(material.draw_forecasts(table, data, settings.report_folder / "forecasts.png"))


def forecast_every_step(report: Report) -> None:
    """Sequence-to-sequence: forecast the next ten values after every step, not only after the last."""
    settings = report.settings
    data = settings.few(settings.load(steps_ahead=10))
    budget = {**settings.training_of("every-step"), "epochs": max(settings.epochs, settings["every_step_epochs"])}
    print(f"Forecasts of {data.name}, targets at every step")
    runs = material.train_every_step(settings["every_step"], data, settings.learning_rate, **budget)
    table = report.tables["Waves, targets at every step"] = comparison.compare(runs)
    material.print_every_step(table, data)


def permute_steps(report: Report) -> None:
    """Train networks on the waves with the steps in order, and with the steps of all series permuted the same way."""
    settings = report.settings
    data = settings.few(settings.load(steps_ahead=1))
    print(f"Forecasts of {data.name}, steps in order and permuted")
    runs = training.fit_all(networks(settings["orders"], settings), data, **settings.training_of("order"))
    table = report.tables["Waves, steps in order and permuted"] = comparison.compare(runs)
    report.figures.append(material.draw_orders(table, settings.report_folder / "order.png"))


# %% Memory


def remember(report: Report) -> None:
    """Train on short delays and on long ones; test both on delays up to twice the longest."""
    settings = report.settings
    recipes = networks(settings["cells"], settings, masked=True)
    long, short = settings["delay"], max(1, settings["delay"] // 4)
    found = {}  # longest delay in training -> name -> what the network still knows after each delay
    for longest, title in ((short, "Memory, short delays"), (long, "Memory, long delays")):
        data = material.memory_of_lesson(longest, settings)
        print(f"\nMemory task, trained on delays from 0 to {longest}")
        runs = material.train_tuned(recipes, data, settings, f"delay={longest}")
        baseline = comparison.sklearn_baseline(data)
        table = report.tables[title] = comparison.compare(runs, primary=[("accuracy", *CLAIMED)], baselines=[baseline])
        found[longest] = material.remembered(table, recipes, {max(1, short // 2), short, 2 * short, long, 2 * long})
    report.figures += material.show_memory(found, recipes, table, settings)
    pairs = [CLAIMED, *(pair for pair in BESIDE if {*pair} <= recipes.keys())]
    asked = [*((long, pair) for pair in pairs), (short, CLAIMED)]  # the last: did both learn their task?
    after, *beside = (material.difference_after(delay, found[short][a], found[short][b]) for delay, (a, b) in asked)
    learned, *others = (table.difference("accuracy", a, b) for a, b in pairs)  # from long delays
    report.claims.append(claims.check("gates-remember", after, beside=beside))
    report.claims.append(claims.check("gates-learn-long-gaps", learned, beside=others))


def forecast_temperatures(report: Report) -> None:
    """Forecast the next hour by a GRU, the last value, and a ridge regression (a line with an L2 penalty)."""
    settings = report.settings
    data = replace(settings, dataset="temperatures").load(length=24)  # hours
    print("Forecasts of the temperature of the next hour")
    runs = training.fit_all(networks(("GRU",), settings), data, **settings.training_of("temperatures"))
    table = report.tables["Temperatures"] = comparison.compare(runs, baselines=[comparison.sklearn_baseline(data)])
    material.print_temperatures(table)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
