"""Loss functions (손실함수): what a training lowers, and what it is judged by afterwards.

Goal      See each loss of the slide's table with its model, train one network under several, and tell loss from cost.
Before    Chapters 2 (logistic regression), 4 (dense networks) and 10 (where the log loss comes from).
Minutes   1
Slides    "Deep Learning Loss Function"
Book      Géron 2019, chapter 4, "Training and Cost Function"; chapter 5, "Hinge Loss"; chapter 10, "Regression MLPs",
          "Classification MLPs"

A loss is a number for one example: how far the output z is from the target y. The slide calls it the measure by
which a model is trained (모델을 훈련을 시키기 위한 지표), the lower the better the fit (낮을 수록 데이터에 잘 적합).
The slide's table has the squared error (제곱 오차), the hinge loss (힌지 손실) and the cross-entropy (교차 엔트로피).

    squared error    1/2 (y - z)^2                       y any number    linear regression
    logistic         log(1 + exp(-y z))                  y = -1, 1       logistic regression
    hinge            max(0, 1 - y z)                     y = -1, 1       SVM (서포트 벡터 머신)
    cross-entropy    -[y log z + (1 - y) log(1 - z)]     y = 0, 1        neural network (z is a probability)

A cost (비용함수) is a number for many examples: the slide's sum of the losses, or their mean as on the slides before
and in Keras, and something else besides: the penalty of a weight regularisation (가중치 규제).

What we build   The four models of the table on the same tumours, and one network under four losses, judged by the same
                metrics; one network of a regression (회귀) under three losses. What a model was trained on is marked.
                Then 784 -> 300 -> 100 -> 10 for a few and for many epochs.
What to look for  How often do two losses give the same answer for a tumour? They differ in what their outputs mean.
                Which loss is best by the squared error, which by the absolute? And does the test loss follow the
                training loss down when a network is trained on?

Keras 3 today: `Hinge` takes targets 0 and 1 and makes -1 and 1 of them, `MeanSquaredError` has no 1/2, and a loss's
default reduction is the mean over the batch ("sum_over_batch_size"), whatever its name says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import datasets
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.losses.lower_loss import draw_lower
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch15_losses",
    epochs=40,
    own=(
        Flag("few", 5, "epochs of the shorter training"),
        Flag("examples", 1_000, "training images of the two trainings, at most"),
    ),
)
STUDY = replace(SETTINGS, seeds=5)
LEARNING_RATE = 0.01  # on the two small sets, unless the flag says otherwise: few examples are few steps


OUTPUT = {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}


def network(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    hidden: tuple[int, ...] = (300, 100),
    output_activation: str | None = None,
    l2: float = 0.0,
) -> keras.Model:
    """Hidden ReLU units, or none at all: then it is a line, and the loss decides what it is called."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for units in hidden:
        model.add(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
    model.add(
        keras.layers.Dense(
            outputs,
            activation=output_activation or OUTPUT[task],
            kernel_regularizer=keras.regularizers.L2(l2) if l2 else None,
        )
    )
    return model


@dataclass(frozen=True)
class Entry:
    """A model of the table, or the network under one loss.

    Attributes:
        loss: Keras' name.
        hidden: units of the hidden layers; none for a line.
        output_activation: linear for a score, sigmoid for a probability.
        cut: above this output the answer is yes.
        l2: penalty of the weights; without one an SVM has no margin to speak of.
    """

    loss: str
    hidden: tuple[int, ...]
    output_activation: str
    cut: float
    l2: float = 0.0


ENTRIES = {
    "linear regression": Entry("mean_squared_error", (), "linear", 0.5),
    "logistic regression": Entry("binary_crossentropy", (), "sigmoid", 0.5),
    "SVM": Entry("hinge", (), "linear", 0.0, l2=0.001),
    "network, cross-entropy": Entry("binary_crossentropy", (16,), "sigmoid", 0.5),
    "network, squared error": Entry("mean_squared_error", (16,), "sigmoid", 0.5),
    "network, hinge": Entry("hinge", (16,), "linear", 0.0),
    "network, focal": Entry("binary_focal_crossentropy", (16,), "sigmoid", 0.5),
}


HUBER = 50.0  # squared up to an error of so much, absolute beyond; the targets of diabetes lie between 25 and 346

REGRESSIONS = {
    "squared error": ("mean_squared_error", "mse"),
    "absolute error": ("mean_absolute_error", "mae"),
    "Huber": ("huber", ""),
}
"""Name -> Keras' loss, and the metric that is the same."""


def run(settings: Settings) -> Report:
    """Train under each loss, set loss, cost and penalty side by side, and train for a few and for many epochs."""
    from training.checks import check_data  # it imports Keras, and --help must not

    data = settings.few(settings.load())
    check_data(data, settings.batch_size)  # said before any training
    print(comparison.losses_markdown())
    folder = report_path(settings)
    tumours = datasets.load("breast_cancer", validation=settings.validation)
    shown = dict(list(ENTRIES.items())[1:4]) if settings.quick else ENTRIES
    under = {name: train_under(name, entry, tumours, settings) for name, entry in shown.items()}
    print_judged({name: judge_by_all(trained, shown[name], tumours) for name, trained in under.items()}, under)
    print_agreement({name: answers(trained, shown[name]) for name, trained in under.items()})
    print_costs(under["logistic regression"], tumours)
    further = {"Losses on breast_cancer": comparison.compare(list(under.values()))}
    if not settings.quick:
        patients = datasets.load("diabetes", validation=settings.validation)
        regressions = [train_regression(name, patients, settings) for name in REGRESSIONS]
        print_regressions(regressions)
        further["Losses on diabetes"] = comparison.compare(regressions)

    print_summary(network, data)
    passes = {"few epochs": min(settings["few"], settings.epochs), "many epochs": settings.epochs}
    runs = [
        trained
        for name, epochs in passes.items()
        for trained in training.fit_all({name: network}, data, **{**settings.training, "epochs": epochs})
    ]
    table = comparison.compare(runs)
    print_lower(runs)
    return Report(
        settings,
        table,
        further=further,
        figures=[
            comparison.plot_losses(folder / "losses.png"),
            draw_lower(runs, folder / "lower_is_better_fitted.png"),
        ],
        claims=[
            claims.check(
                "lower-training-loss-fits-new-data", table.difference("log_loss", "few epochs", "many epochs")
            ),
            *exact_claims.checks(settings.chapter),
        ],
        look_for=(
            "Scalars: epoch_loss of many epochs, train against validation: where do they part? Then epoch_accuracy of "
            "the same run: does it fall where the validation loss rises?"
        ),
        now_change=(
            "python -m chapters.ch15_losses --examples 9000   does more data put the turn off?",
            "python -m chapters.ch15_losses --few 1           is the shortest training the better one?",
            "python -m chapters.ch15_losses --patience 3      what does early stopping make of many epochs?",
        ),
    )


def train_under(name: str, entry: Entry, data: Dataset, settings: Settings) -> Run:
    """One training of an entry, from the first seed; accuracy is counted at the entry's cut."""
    recipe = partial(network, hidden=entry.hidden, output_activation=entry.output_activation, l2=entry.l2)
    accuracy = partial(keras.metrics.BinaryAccuracy, name="accuracy", threshold=entry.cut)
    return training.fit_all({name: recipe}, data, loss=entry.loss, metrics=(accuracy,), **once(settings, data))[0]


def once(settings: Settings, data: Dataset) -> dict[str, Any]:
    """Keywords of a training on a small set beside the main one: from the first seed, since no claim stands on it."""
    return {
        **settings.training_of("losses"),
        "seeds": [settings.seed],
        "learning_rate": settings.learning_rate or LEARNING_RATE,
        "batch_size": min(settings.batch_size, len(data.train)),
    }


def train_regression(name: str, data: Dataset, settings: Settings) -> Run:
    """One training of the network of a regression under one of `REGRESSIONS`."""
    recipe, loss = partial(network, hidden=(16,)), REGRESSIONS[name][0]
    loss = partial(keras.losses.Huber, delta=HUBER) if loss == "huber" else loss
    metrics = ("mean_squared_error", "mean_absolute_error")
    return training.fit_all({name: recipe}, data, loss=loss, metrics=metrics, **once(settings, data))[0]


def judge_by_all(trained: Run, entry: Entry, data: Dataset) -> dict[str, float | None]:
    """Test metrics; None for the log loss where a score is no probability."""
    outputs = trained.model.predict(data.test.x, verbose=0).astype(np.float64)
    is_probability = entry.output_activation == "sigmoid"
    values = comparison.judge(data.test.y, outputs, data.task, data.class_names, threshold=entry.cut).values
    found = {name: float(values[name]) for name in ("accuracy", "f1", "roc_auc")}
    return {**found, "log_loss": float(values["log_loss"]) if is_probability else None}


def print_judged(judged: dict[str, dict[str, float | None]], under: dict[str, Run]) -> None:
    """Print the metrics of every entry; a star where the metric is the loss that it was trained on."""
    settings = next(iter(under.values())).settings
    examples, rate = settings["data"]["examples"]["test"], settings["optimizer"]["learning_rate"]
    print(
        f"Judged on {examples} test examples of {settings['data']['name']} (one is {1 / examples:.3f}), trained from "
        f"seed {settings['seed']} only, learning rate {rate:g}; *: trained on it"
    )
    print(f"{'trained as':24} {'accuracy':>9} {'F1':>7} {'ROC area':>9} {'log loss':>9}")
    for name, values in judged.items():
        log_loss = "a score" if values["log_loss"] is None else f"{values['log_loss']:.3f}"
        star = "*" if ENTRIES[name].loss == "binary_crossentropy" else ""
        print(f"{name:24} {values['accuracy']:9.3f} {values['f1']:7.3f} {values['roc_auc']:9.3f} {log_loss:>9}{star}")


def answers(trained: Run, entry: Entry) -> np.ndarray:
    """Yes or no for every test example (examples,), at the entry's cut."""
    return trained.predictions["test_prediction"][:, 0] > entry.cut


def print_agreement(found: dict[str, np.ndarray]) -> None:
    """Print for each pair of entries on which share of the test examples they give the same answer."""
    print("\nthe same answer, share of the test examples; columns in the order of the rows")
    for place, (name, own) in enumerate(found.items()):
        shares = [f"{np.mean(own == other):.3f}" for other in list(found.values())[:place]]
        print(f"{name:24} {' '.join(shares)}")


def print_regressions(runs: list[Run]) -> None:
    """Print both errors of the regression under each loss; a star where the metric is the loss."""
    settings = runs[0].settings
    print(f"{settings['data']['name']}, test split, seed {settings['seed']} only; *: trained on it")
    for trained in runs:
        values, own = comparison.run_metrics(trained)["test"].values, REGRESSIONS[trained.name][1]
        print(
            f"{trained.name:24} "
            + "   ".join(f"{key} {values[key]:8.1f}{'*' * (key == own):1}" for key in ("mse", "mae"))
        )


def costs(losses: np.ndarray, kernel: np.ndarray, l2: float) -> dict[str, float]:
    """From the loss of each example (n,) to four costs: sum and mean, without and with l2 * sum of w^2."""
    penalty = l2 * float(np.square(kernel).sum())
    total, mean = float(losses.sum()), float(losses.mean())
    return {"sum": total, "mean": mean, "sum + penalty": total + penalty, "mean + penalty": mean + penalty}


def print_costs(trained: Run, data: Dataset, examples: int = 8, l2: float = 0.01) -> None:
    """Print loss, cost and cost with regularisation of a few examples, by hand and from Keras."""
    x, y = data.train.x[:examples], data.train.y[:examples].reshape(-1, 1)
    p = trained.model.predict(x, verbose=0).astype(np.float64).clip(1e-7, 1 - 1e-7)  # as Keras clips
    losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))[:, 0]
    by_hand = costs(losses, trained.model.layers[-1].get_weights()[0], l2)
    by_keras = {}
    for reduction in ("sum", "sum_over_batch_size"):
        for strength in (0.0, l2):
            model = network(data.input_shape, data.outputs, data.task, hidden=(), l2=strength)
            model.set_weights(trained.model.get_weights())
            loss = keras.losses.BinaryCrossentropy(reduction=reduction)
            name = ("sum" if reduction == "sum" else "mean") + (" + penalty" if strength else "")
            by_keras[name] = float(loss(y, model(x))) + float(sum(model.losses))
    print(f"\nLogistic regression, the losses of {examples} training examples: {np.round(losses, 3).tolist()}")
    for name, value in by_hand.items():
        print(f"  cost, {name:14} by hand {value:8.4f}   Keras {by_keras[name]:8.4f}")
    print(f"  the penalty (l2 = {l2}) weighs {examples} times as much beside the mean as beside the sum\n")


def print_lower(runs: list[Run]) -> None:
    """Print training and test loss after a few and after many epochs, for every seed."""
    print(f"\nLower is better fitted, to what? {runs[0].settings['data']['name']}, loss after training")
    for trained in runs:
        train, test = (trained.metrics[split]["loss"] for split in ("train", "test"))
        print(f"  {trained.name} ({trained.epochs}, seed {trained.seed}): train {train:.3f}, test {test:.3f}")


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
