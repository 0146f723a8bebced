"""Logistic regression (로지스틱 회귀): a line, squeezed between 0 and 1.

Goal      See what a network without hidden layer can do, and read its weights as pictures.
Before    Linear regression (선형회귀): H(x) = wx + b.
Minutes   1
Slides    "Linear Regression for classification?", "Logistic Regression (Classification)", "Logistic Regression의 한계"
Book      Géron 2019, chapter 4, "Logistic Regression" and "Softmax Regression"

A linear regression gives any number; a class wants a probability. The slide asks for a function that brings every x
between 0 and 1 and answers with the sigmoid y = 1 / (1 + e^-x). With ten classes the sigmoid becomes the softmax: ten
linear functions of the pixels, exponentials of them, divided by their sum.

What we build   One Dense layer of ten units on the 784 pixels: 784 x 10 weights + 10 biases = 7,850 parameters. The
                same again with weight decay (가중치 규제), which pulls weights to zero that are not needed.
What to look for  Ten pictures: the weights of each class. Weight decay makes them smoother, at what price?
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Settings
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(chapter="ch02_logistic_regression", epochs=10)


def softmax_regression(input_shape: tuple[int, ...], outputs: int, task: str, *, l2: float = 0.0) -> keras.Model:
    """One linear function of the pixels for each class, then the task's squeeze: sigmoid for one, softmax for more."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(
                outputs,
                activation="sigmoid" if task == "binary" else "softmax",
                kernel_regularizer=keras.regularizers.L2(l2) if l2 else None,
            ),
        ]
    )


def run(settings: Settings) -> Report:
    """Train with and without weight decay and draw the weights."""
    data = settings.load()
    print_summary(softmax_regression, data)
    recipes = {"logistic": softmax_regression, "weight decay": partial(softmax_regression, l2=1e-3)}
    runs = training.fit_all(recipes, data, **settings.training)
    table = comparison.compare(runs)
    figures = []
    if len(data.input_shape) == 3 and data.outputs > 1:
        figures.append(draw_weights(runs[:2], data, report_path(settings) / "weights.png"))
    return Report(
        settings,
        table,
        figures=figures,
        look_for=(
            "Scalars: epoch_loss of the run with weight decay lies higher, because the penalty of the weights is part "
            "of the cost; compare epoch_accuracy instead. In HParams, the l2 column stands beside the final accuracies."
        ),
        now_change=(
            "python -m chapters.ch02_logistic_regression --learning-rate 0.1   watch the loss jump",
            "python -m chapters.ch02_logistic_regression --epochs 40           does it still get better?",
            "python -m chapters.ch02_logistic_regression --batch-size 512      fewer steps an epoch: what is lost?",
        ),
    )


def draw_weights(runs: list[Run], data: Dataset, path: Path) -> Path:
    """One row of pictures a run: what each class looks for (blue) and what speaks against it (red)."""
    rows = [list(trained.model.layers[-1].get_weights()[0].T.reshape(-1, *data.input_shape)) for trained in runs]
    return comparison.picture_grid(
        rows,
        path,
        row_titles=[
            f"{trained.name}\nto {abs(np.array(row)).max():.2f}" for trained, row in zip(runs, rows, strict=True)
        ],
        titles=[data.class_names],
        signed=[True] * len(rows),
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
