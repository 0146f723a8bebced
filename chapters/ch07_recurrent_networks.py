"""Recurrent networks (순환 신경망, RNN): reading in order, with a memory.

Goal      Forecast series with networks that read them step by step, find out what "order" costs a dense network, and
          see which cell remembers.
Before    ch04_dense_networks.
Minutes   1
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 15, "Recurrent Neurons and Layers", "Forecasting a Time Series", "LSTM cells", "GRU cells"

The slide: "기존 Feed Forward Neural Networks (FNNs) 계열의 경우 시계열 또는 순서를 고려하지 못함".
Feed-forward networks, it says, take no account of time series (시계열) or order (순서). A recurrent network reads one
step after the other with the same weights and carries a state (상태) along: h_t = tanh(W x_t + U h_(t-1) + b). The
simple cell overwrites its state at every step; LSTM and GRU have gates (게이트) that decide what is kept.

What we build   On the book's waves: the last value, a linear model, a simple RNN, a deep one, LSTM and GRU, one step
                and ten steps ahead, beside the book's numbers. Then a dense network (FNN) and a GRU on the window with
                its steps in order, and permuted, all windows the same way. Then a task of memory alone: one of many
                noisy steps is marked, and after a gap its sign is asked for. Last, hourly temperatures.
What to look for  The dense network forecasts from the window, and the permutation is nothing to it but another
                numbering of its weights: it does not ignore order, it assumes none. What does it do to the GRU? And
                the simple cell after long gaps: look at its short gaps as well. Did it forget the marked step, or did
                it, trained on sequences so long, never learn to note it?

Keras 3 and the book of 2019: `dropout=` of a recurrent layer keeps one mask for all steps; Keras 2 drew one a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command import main
from chapters.memory_task import accuracy_by_gap, draw_memory, gaps_of, make_memory
from chapters.permuted_steps import draw_orders, permutation
from chapters.report import Report, print_summary, report_path
from chapters.settings import Flag, Settings
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch07_recurrent_networks",
    dataset="waves",
    epochs=4,
    batch_size=64,
    learning_rate=0.005,
    tasks=("regression",),
    flags=("epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs"),
    own=(
        Flag("part", "all", "what to train", ("all", "waves", "order", "memory", "temperatures", "claims")),
        Flag("series", 2_500, "training series of the waves, 7,000 at most"),
        Flag("gap", 40, "longest gap of the memory task, in steps"),
    ),
)
STUDY = replace(SETTINGS, epochs=10, seeds=10, values={"part": "claims", "series": 7_000})

BOOK = {  # mean squared error on validation after 20 epochs; Géron 2019, chapter 15, and its public notebook
    1: {"last value": 0.020211367, "linear": 0.00417, "simple rnn": 0.01088, "deep rnn": 0.00262},
    10: {"last value": 0.22278848, "linear": 0.0188, "deep rnn": 0.0081},
}
SHORT_GAPS = (5, 20)  # the simple cell is trained on these too


def linear(input_shape: tuple[int, ...], outputs: int, task: str) -> keras.Model:
    """Every output a weighted sum of the window."""
    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(outputs)])


def dense(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: int = 30, permuted: bool = False
) -> keras.Model:
    """A feed-forward network on the window, in order or with its time steps permuted."""
    window = keras.Input(input_shape)
    steps = keras.ops.take(window, permutation(input_shape[0]), axis=1) if permuted else window
    hidden = keras.layers.Dense(units, activation="relu")(keras.layers.Flatten()(steps))
    return keras.Model(window, keras.layers.Dense(outputs)(hidden))


def recurrent(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    cell: str = "GRU",
    units: tuple[int, ...] = (20,),
    permuted: bool = False,
) -> keras.Model:
    """Recurrent layers one above the other; the last hands on its last state only."""
    recurrent_layer = {"LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU, "SimpleRNN": keras.layers.SimpleRNN}[cell]
    window = keras.Input(input_shape)
    state = keras.ops.take(window, permutation(input_shape[0]), axis=1) if permuted else window
    for width in units[:-1]:
        state = recurrent_layer(width, return_sequences=True)(state)  # a state for every step
    state = recurrent_layer(units[-1])(state)
    return keras.Model(window, keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else None)(state))


FORECASTERS = {
    "linear": linear,
    "simple rnn": partial(recurrent, cell="SimpleRNN", units=(1,)),
    "deep rnn": partial(recurrent, cell="SimpleRNN", units=(20, 20)),
    "lstm": partial(recurrent, cell="LSTM"),
    "gru": recurrent,
}
ORDERS = {
    "dense": dense,
    "dense, permuted": partial(dense, permuted=True),
    "gru": recurrent,
    "gru, permuted": partial(recurrent, permuted=True),
}
CLAIMED = {"waves": ("dense", "dense, permuted"), "memory": ("simple", "lstm")}


def run(settings: Settings) -> Report:
    """The parts that `--part` names, one after the other."""
    part, folder = settings["part"], report_path(settings)
    tables: list[Comparison] = []
    figures, checked = [], []
    if part in ("all", "waves", "order", "claims"):
        recipes = {"all": FORECASTERS | ORDERS, "waves": FORECASTERS}.get(part, ORDERS)
        table = forecast(recipes, settings, steps_ahead=1)
        tables.append(table)
        if part != "waves":
            from chapters.exact_networks import dense_cannot_consider_order  # here: it draws, and --help shall be fast

            checked.append(claims.check("dense-cannot-consider-order", dense_cannot_consider_order()))
            checked.append(claims.check("dense-assumes-no-order", change_by_permutation(table, "dense")))
        if part in ("all", "order") and not settings.quick:
            figures.append(draw_orders(table, folder / "order.png"))
    if part in ("all", "waves") and not settings.quick:
        wanted = [name for name in FORECASTERS if name != "simple rnn" or part == "waves"]  # its one unit is far off
        ten = forecast({name: FORECASTERS[name] for name in wanted}, settings, steps_ahead=10)
        tables.append(ten)
        shown = [each for each in ten.runs if each.seed == settings.seed and each.name in ("linear", "deep rnn", "gru")]
        figures.append(comparison.plot_forecasts(shown, waves(settings, 10), folder / "ten_steps_ahead.png"))
        print_beside_the_book(tables[0], 1, waves(settings, 1))
        print_beside_the_book(ten, 10, waves(settings, 10))
    if part in ("all", "memory", "claims"):
        runs = remember(settings)
        tables.append(comparison.compare(runs))
        checked.append(claims.check("gates-remember", long_gap_difference(runs, settings["gap"])))
        if part != "claims":
            figures.append(draw_memory(runs, settings["gap"], folder / "memory.png"))
    if part == "temperatures" or (part == "all" and not settings.quick):
        tables.append(temperatures(settings))
    for table in tables[1:]:
        data = table.runs[0].settings["data"]
        print(f"\nData: {data['name']} {data['options']}")
        table.print()
    return Report(
        settings,
        tables[0],
        figures=figures,
        claims=checked,
        look_for=(
            "Scalars: filter by `gap`: epoch_accuracy of lstm and gru stays near one half and then leaves it within an "
            "epoch or two; when does that of the simple cell? Filter by `ahead=1`: compare epoch_loss of `dense` and "
            "`dense, permuted`, then of `gru` and `gru, permuted`."
        ),
        now_change=(
            "python -m chapters.ch07_recurrent_networks --part memory --gap 80     is that too long for the gates?",
            "python -m chapters.ch07_recurrent_networks --part order --epochs 20   does the permuted GRU catch up?",
            "python -m chapters.ch07_recurrent_networks --part waves --series 7000 --epochs 20 --batch-size 32 "
            "--learning-rate 0.001    as the book trained (minutes)",
        ),
    )


def waves(settings: Settings, steps_ahead: int) -> Dataset:
    """The book's series, of which the first `--series` train."""
    data = settings.load(steps_ahead=steps_ahead)
    return data.take(min(settings["series"], len(data.train)))


def forecast(recipes: dict[str, partial], settings: Settings, steps_ahead: int) -> Comparison:
    """Train forecasters of the waves."""
    data = waves(settings, steps_ahead)
    if settings["part"] == "claims" or settings.quick:
        recipes = {name: recipe for name, recipe in recipes.items() if name in CLAIMED["waves"]}
    elif steps_ahead == 1:
        print_summary(recurrent, data)
    return comparison.compare(training.fit_all(recipes, data, **settings.training_of(f"ahead={steps_ahead}")))


def change_by_permutation(table: Comparison, name: str) -> list[float]:
    """For each seed, by which fraction the test error of a network changes when the time steps are permuted."""
    rows = {row.label: row.values("test", "loss") for row in table.rows}
    return [b / a - 1 for a, b in zip(rows[name], rows[f"{name}, permuted"], strict=True)]


def print_beside_the_book(table: Comparison, steps_ahead: int, data: Dataset) -> None:
    """The table "book / here / difference": mean squared error on the validation split of the waves."""
    part = data.validation
    naive = float(np.mean((data.baseline.predict(part.x, data.outputs) - part.y) ** 2))
    here = {"last value": [naive], "least squares": [least_squares_error(data)]}
    here |= {row.label: row.values("validation", "loss") for row in table.rows}
    seeds, epochs = len(table.rows[0].runs), table.rows[0].epochs
    print(
        f"\nMean squared error on {data.name} (validation), {steps_ahead} ahead; here {len(data.train):,} series, "
        f"{epochs} epochs, {seeds} seed(s); the book 7,000 series and 20 epochs:\n"
        f"{'':14}{'book':>10}{'here':>10}{'difference':>12}"
    )
    for name in (name for name in ("last value", *FORECASTERS, "least squares") if name in here):
        value, book = float(np.mean(here[name])), BOOK[steps_ahead].get(name)
        beside = f"{book:10.5f}{value:10.5f}{value - book:+12.5f}" if book else f"{'-':>10}{value:10.5f}"
        print(f"{name:14}{beside}")
    print(
        "least squares: the lowest error a linear model can have on the training series; how far is `linear` from it?"
    )
    if steps_ahead > 1:
        print("The book's notebook repeats the last of the ten values to come, here it is the last that was seen.")


def least_squares_error(data: Dataset) -> float:
    """The validation error of the linear model with the lowest error on the training split, computed, not trained."""
    x, known = (np.column_stack([each.x[..., 0], np.ones(len(each))]) for each in (data.validation, data.train))
    return float(np.mean((x @ np.linalg.lstsq(known, data.train.y, rcond=None)[0] - data.validation.y) ** 2))


def remember(settings: Settings) -> list[Run]:
    """Train the cells on gaps up to `--gap`, and the simple one on shorter gaps too."""
    cells = {name: partial(recurrent, cell=cell) for name, cell in (("lstm", "LSTM"), ("gru", "GRU"))}
    cells["simple"] = partial(recurrent, cell="SimpleRNN")
    wanted = CLAIMED["memory"] if settings["part"] == "claims" or settings.quick else tuple(cells)
    count, longest = (500 if settings.quick else 4_000), settings["gap"]
    runs = training.fit_all(
        {name: cells[name] for name in wanted},
        make_memory(longest, train=count),
        **settings.training_of(f"gap={longest}"),
    )
    for gap in () if len(wanted) < len(cells) else SHORT_GAPS:
        if gap < longest:
            data = make_memory(gap, train=count)
            runs += training.fit_all(
                {f"simple, gap {gap}": cells["simple"]}, data, **settings.training_of(f"gap={gap}")
            )
    return runs


def long_gap_difference(runs: Sequence[Run], longest: int) -> list[float]:
    """For each seed, test accuracy of the LSTM minus the simple cell's, where the gap is above half of `longest`."""
    gaps = gaps_of(make_memory(longest, train=runs[0].settings["data"]["examples"]["train"]).test.x)
    edges = np.array([longest // 2 + 1, longest + 1])
    found = {
        name: [
            accuracy_by_gap(each.predictions["test_prediction"][:, 0], each.predictions["test_y"], gaps, edges)[0]
            for each in runs
            if each.name == name
        ]
        for name in CLAIMED["memory"]
    }
    return [float(a - b) for a, b in zip(found["lstm"], found["simple"], strict=True)]


def temperatures(settings: Settings) -> Comparison:
    """Real weather: the next hour from a day of hours. An error of 1 is the variance of the training split."""
    data = replace(settings, dataset="temperatures").load(length=24)
    runs = training.fit_all({"gru": recurrent}, data, **settings.training_of("temperatures"))
    return comparison.compare(runs, baselines=[comparison.sklearn_baseline(data)])


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
