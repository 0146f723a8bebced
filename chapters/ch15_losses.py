"""Loss functions (손실 함수): train models under each loss of the slide, and tell loss, cost and metric apart.

Goal      Train each model of the slide's table with its loss, compute a cost by hand, compare training and test loss.
Before    ch02_logistic_regression, ch04_dense_networks, and ch10_gradient_descent for the log loss.
Minutes   1
Slides    "Deep Learning Loss Function"
Book      Géron 2019, chapter 4, "Training and Cost Function"; chapter 5, "Hinge Loss"; chapter 10, "Regression MLPs",
          "Classification MLPs"
Homework  hw08_metrics_and_comparison

A loss (손실, on the slide 손실함수) is a number for one example: how far the output z is from the target y. Training
lowers it: the lower it is, the better the model fits the data (낮을 수록 데이터에 잘 적합). The slide's table has the
squared error (제곱 오차), the logistic loss, the hinge loss (힌지 손실) and the cross-entropy (교차 엔트로피):

    loss             formula                             y            z               model
    squared error    1/2 (y - z)^2                       any number   any number      linear regression
    logistic loss    log(1 + exp(-y z))                  -1 or 1      a score         logistic regression
    hinge loss       max(0, 1 - y z)                     -1 or 1      a score         SVM (서포트 벡터 머신)
    cross-entropy    -[y log z + (1 - y) log(1 - z)]     0 or 1       a probability   neural network

A score is any number; the predicted class is 1 if it is above 0. The sigmoid turns a score into a probability; then the
predicted class is 1 above 1/2. The decision threshold (결정 임곗값) is this 0 or 1/2. For targets -1 and 1, the product
y z (the margin) is above 0 where the prediction is right: logistic and hinge loss fall as it grows.

A cost (비용 함수) is a number for many examples: the sum of their losses on this slide, their mean on the slides before
and in Keras. The slide's "something else" can be the penalty of a weight regularisation (가중치 규제). Training lowers
the cost. A metric judges the model afterwards. The metrics here are accuracy, the log loss (the mean cross-entropy), F1
and the area under the ROC curve; chapter 17 explains the last two.

What we build   The four models of the table, each with its loss on the same tumours: 1 is benign, 0 malignant, also for
                the linear regression. Only the SVM has an L2 penalty. Then the network with squared error, hinge, and
                focal loss: a cross-entropy that counts an example less when it is already right. Then linear regression
                (회귀), trained until it has converged (수렴), with the squared error, the absolute error |y - z| and
                Huber's loss (squared for small errors). Last 784 -> 300 -> 100 -> 10 units, for few and many epochs.
What to look for  How often do two models with different losses give the same answer for a tumour? Each loss gives the
                line with the lowest error of its own kind on the training examples: is it also the best on test
                examples, and how often with other splits of the data? Does the test loss fall with the training loss?
In TensorBoard  Scalars, epoch_loss of the run "many epochs": where do the training and the validation curve part? Then
                epoch_accuracy of the same run: does the accuracy fall where the validation loss rises?
Now change      python -m chapters.ch15_losses --examples 9000
                    Does the validation loss still rise with more data?
                python -m chapters.ch15_losses --few 1
                    Which of the two trainings has the lower test loss now?
                python -m chapters.ch15_losses --learning-rate 0.0001
                    Does the test loss still rise from few to many epochs? (The tumour models then learn too little.)

Keras 3 today: `Hinge` turns targets 0 and 1 into -1 and 1, `MeanSquaredError` has no factor 1/2, and the default
reduction of every loss is the mean over the batch, although it is called "sum_over_batch_size".
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import datasets
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import losses as material
from comparison import Comparison
from datasets import Dataset
from runtime.backend import keras
from training import Run

CLASSIFIERS = {  # name -> keywords of `network` below
    "linear regression": {"units": (), "output_activation": "linear", "loss": "mean_squared_error"},  # targets 0, 1
    "logistic regression": {"units": (), "loss": "binary_crossentropy"},
    "SVM": {"units": (), "output_activation": "linear", "loss": "hinge", "threshold": 0.0, "l2": 0.001},
    "network, cross-entropy": {"units": (16,), "loss": "binary_crossentropy"},
    "network, squared error": {"units": (16,), "loss": "mean_squared_error"},
    "network, hinge": {"units": (16,), "output_activation": "linear", "loss": "hinge", "threshold": 0.0},
    "network, focal": {"units": (16,), "loss": "binary_focal_crossentropy"},
}
SETTINGS = Settings(
    chapter="ch15_losses",
    epochs=40,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    sizes={"classifiers": tuple(CLASSIFIERS), "regressions": ("squared error", "absolute error", "Huber")},
    when_quick={"classifiers": ("logistic regression", "SVM", "network, cross-entropy"), "regressions": ()},
    own=(
        Flag("few", 5, "epochs of the shorter training"),
        Flag("examples", 1_000, "training images of the two trainings, at most"),
    ),
)
STUDY = replace(SETTINGS, seeds=10)  # for the stored verdict
CONVERGED = 100  # epochs after which the linear regressions have converged


# %% The network

BY_TASK = {  # the output activation and the loss that the lecture gives each task
    "binary": ("sigmoid", "binary_crossentropy"),
    "multiclass": ("softmax", "sparse_categorical_crossentropy"),
    "regression": ("linear", "mean_squared_error"),
}


def network(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: tuple[int, ...] = (300, 100),
    output_activation: str | None = None, l2: float = 0.0, loss: str | keras.Loss | None = None,
    threshold: float = 0.5, learning_rate: float | Any = 0.001,
) -> keras.Model:  # fmt: skip
    """Hidden ReLU units, max(0, x), then the output; with `units=()` the output alone: a linear model of the table."""
    activation, task_loss = BY_TASK[task]
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for width in units:
        model.add(keras.layers.Dense(width, activation="relu", kernel_initializer="he_normal"))
    penalty = keras.regularizers.L2(l2) if l2 else None  # an SVM always has one
    model.add(keras.layers.Dense(outputs, activation=output_activation or activation, kernel_regularizer=penalty))
    metrics = {
        "binary": [keras.metrics.BinaryAccuracy(name="accuracy", threshold=threshold)],
        "multiclass": ["accuracy"],
        "regression": ["mean_squared_error", "mean_absolute_error"],
    }
    optimizer = keras.optimizers.Adam(learning_rate=learning_rate)
    model.compile(optimizer=optimizer, loss=loss or task_loss, metrics=metrics[task])
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Train under each loss, compute costs by hand, then train for a few and for many epochs."""
    data = settings.few(settings.load())  # images, at most as many as --examples says
    training.check_data(data, settings.batch_size)  # bad data is refused now, before the first training
    material.print_losses()
    tables = {"Losses on breast_cancer": compare_classifiers(settings)}
    if settings["regressions"]:
        tables["Losses on diabetes"] = compare_regressions(settings)
    print_summary(network, data)
    runs = train_few_and_many(data, settings)
    material.print_few_and_many(runs)
    few_and_many = comparison.compare(runs)
    return Report(
        settings,
        {"Few and many epochs": few_and_many, **tables},
        figures=[
            material.draw_losses(settings.report_folder / "losses.png"),
            material.draw_few_and_many(runs, settings.report_folder / "few_and_many_epochs.png"),
        ],
        claims=[check_claim(few_and_many)],
    )


def compare_classifiers(settings: Settings) -> Comparison:
    """The models of the table, and the network under further losses, on the same tumours."""
    tumours = datasets.load("breast_cancer", validation=settings.validation)
    recipes = {name: small_network(settings, **CLASSIFIERS[name]) for name in settings["classifiers"]}
    runs = train_small(recipes, tumours, settings)
    material.print_judged(runs)
    material.print_agreement(runs)
    print_costs(next(run for run in runs if run.name == "logistic regression"), tumours)
    return comparison.compare(runs)


def small_network(settings: Settings, **keywords: Any) -> partial:
    """`network` for a small dataset: few examples make few steps, so each step is larger."""
    return partial(network, learning_rate=settings.learning_rate or 0.01, **keywords)


def train_small(recipes: dict[str, partial], data: Dataset, settings: Settings) -> list[Run]:
    """Train on a small dataset; the first seed only, since no claim needs more. The folders' names say `losses`."""
    changed = {"seeds": [settings.seed], "batch_size": min(settings.batch_size, len(data.train))}
    return training.fit_all(recipes, data, **{**settings.training_of("losses"), **changed})


# %% Loss and cost


def costs(losses: np.ndarray, kernel: np.ndarray, l2: float) -> dict[str, float]:
    """From the losses of examples (n,) to four costs: their sum and mean, without and with l2 * (sum of w^2)."""
    penalty = l2 * float(np.square(kernel).sum())
    total, mean = float(losses.sum()), float(losses.mean())
    return {"sum": total, "sum + penalty": total + penalty, "mean": mean, "mean + penalty": mean + penalty}


def cost_by_keras(trained: Run, x: np.ndarray, y: np.ndarray, reduction: str, l2: float) -> float:
    """The cost of a trained logistic regression on x and y, as Keras computes it."""
    model = network(x.shape[1:], 1, "binary", units=(), l2=l2)
    model.set_weights(trained.model.get_weights())
    loss = keras.losses.BinaryCrossentropy(reduction=reduction)
    return float(loss(y, model(x))) + float(sum(model.losses))


def print_costs(trained: Run, data: Dataset, examples: int = 8, l2: float = 0.01) -> None:
    """Print the losses of a few examples under a logistic regression, and four costs, by hand and in Keras."""
    x, y = data.train.x[:examples], data.train.y[:examples].reshape(-1, 1)
    z = trained.model.predict(x, verbose=0).astype(np.float64)
    z = z.clip(1e-7, 1 - 1e-7)  # as Keras does, because log 0 is infinite
    losses = -(y * np.log(z) + (1 - y) * np.log(1 - z))[:, 0]
    by_hand = costs(losses, trained.model.layers[-1].get_weights()[0], l2)
    print(f"\nCross-entropy of {examples} training examples under the logistic regression:")
    print(f"  {losses.round(3).tolist()}")
    print(f"Four costs from these losses; the penalty is l2 * (sum of w^2) with l2 = {l2}")
    for name, value in by_hand.items():
        reduction = "sum" if name.startswith("sum") else "sum_over_batch_size"
        in_keras = cost_by_keras(trained, x, y, reduction, l2 if name.endswith("penalty") else 0.0)
        print(f"  {name:14} by hand {value:8.4f}   Keras {in_keras:8.4f}")
    print(f"The penalty counts {examples} times as much beside the mean as beside the sum\n")


# %% A regression under three losses


def compare_regressions(settings: Settings) -> Comparison:
    """A linear regression under each loss: it has one lowest cost, and a rate that falls to 0 lets it arrive there."""
    patients = datasets.load("diabetes", validation=settings.validation)
    losses = {
        "squared error": "mean_squared_error",
        "absolute error": "mean_absolute_error",
        "Huber": keras.losses.Huber(delta=50.0),  # squared up to an error of 50; the targets lie between 25 and 346
    }
    steps = CONVERGED * len(range(0, len(patients.train), settings.batch_size))
    line = partial(network, units=(), learning_rate=keras.optimizers.schedules.CosineDecay(10.0, steps))
    recipes = {name: partial(line, loss=losses[name]) for name in settings["regressions"]}
    runs = train_small(recipes, patients, replace(settings, epochs=CONVERGED))
    material.print_regressions(runs, patients)
    return comparison.compare(runs)


# %% Training loss and test loss


def train_few_and_many(data: Dataset, settings: Settings) -> list[Run]:
    """The same training for a few and for many epochs; the short training is the beginning of the long one."""
    recipe = partial(network, learning_rate=settings.learning_rate or 0.001)
    short = {"epochs": min(settings["few"], settings.epochs)}
    recipes = {"few epochs": recipe, "many epochs": recipe}
    return training.fit_all(recipes, data, each={"few epochs": short}, **settings.training)


def check_claim(table: Comparison) -> dict[str, Any]:
    """What the slide says of a low loss, checked on new data: the test split."""
    return claims.check("lower-training-loss-fits-new-data", table.difference("log_loss", "few epochs", "many epochs"))


def study(settings: Settings) -> Report:
    """What the stored verdict comes from: the trainings for a few and for many epochs, over several seeds."""
    table = comparison.compare(train_few_and_many(settings.few(settings.load()), settings))
    return Report(settings, {"Few and many epochs": table}, claims=[check_claim(table)])


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
