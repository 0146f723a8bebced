"""Logistic regression (로지스틱 회귀): turn a line into a probability, and count the terms that a curve would need.

Goal      Classify with one Dense layer, draw its decision boundary, and see why this boundary cannot be a curve.
Before    ch01_linear_regression.
Minutes   1
Slides    "Linear Regression for classification?", "Logistic Regression (Classification)", "Logistic Regression의 한계"
Book      Géron 2019, chapter 4, "Regularized Linear Models", "Logistic Regression", "Softmax Regression"
Homework  hw01_linear_models, hw02_features_and_kernels

The output of a line can be any number. A classifier should answer with a probability (확률), a number between 0 and 1.
The slide asks for a function that brings every number into this range. Logistic regression uses the sigmoid:

    z = w x + b               the score of an example, also called logit
    H(x) = 1 / (1 + e^-z)     the sigmoid of the score: the probability of class 1

The predicted class is 1 where the probability is above 1/2, the decision threshold (결정 임곗값). There the score is
above 0. The points with score 0 are the decision boundary (결정 경계). With two features it is a straight line. The
accuracy (정확도) is the share of the examples whose class is predicted correctly.

With three or more classes, each class has a score of its own, and the softmax turns the scores into probabilities: it
takes e^z of each score z and divides it by the sum of e^z over all classes. The results add up to 1. This is called
softmax regression.

The loss is the cross-entropy (교차 엔트로피): -log of the probability that the model gives to the correct class. The
cost (비용) is the mean loss of the examples. A regulariser (가중치 규제) adds a penalty for large weights to it:

    cost = mean cross-entropy + l2 (w1^2 + w2^2 + ...)     the L2 penalty; here l2 = 0.001

Now a larger weight lowers the cost only if the cross-entropy falls by more than the penalty rises, so the weights stay
smaller. An L1 penalty adds |w| in place of w^2. At the minimum of this cost many weights are exactly 0. But gradient
descent does not get there: near 0 its steps jump from one side to the other, so under SGD or Adam no weight becomes
exactly 0. Weight decay (가중치 감쇠) adds nothing to the cost: it makes all weights a little smaller in every step. The
optimizer AdamW has it (chapter 16).

The limit (한계) of logistic regression is its straight boundary. A curved boundary is possible if products of the
features (변수 조합), such as x1^2 and x1 x2, are used as further features. But n features have C(n + d, d) - 1 products
of up to d factors; C(a, b) is the number of ways to choose b of a things (조합). In an image every pixel is a feature,
so the number of products is huge.

What we build   The slide's picture: on the same nine points, the line of chapter 1 and the S-curve of the sigmoid.
                Then one Dense unit on 30 measurements of a tumour, which is malignant or benign: 30 weights and a bias,
                trained without penalty, with L2, and with L1 under two optimizers. Then a softmax regression for three
                kinds of iris flowers on two measurements, so that the boundaries can be drawn. With --dataset
                fashion_mnist (images of clothes in ten classes), the weights of each class are shown as a picture.
What to look for  The far example tilts the line and hardly moves the S-curve. The boundaries between the flowers are
                straight. With the L2 penalty, the sum of the squared weights is smaller. How many of the 30 weights are
                exactly 0 after training with the L1 penalty, and how many at the minimum of the cost? The sigmoid of 17
                is below 1, but in float32, the number format of Keras, it is rounded to exactly 1. One megapixel,
                1024 x 1024 pixels, has more than 500 billion products of one or two pixels. The table has two
                baselines, which use no features: one gives every class the same probability, the other gives each
                class its frequency in the training split.
In TensorBoard  Scalars, epoch_loss: Keras shows the cost, with the penalty in it, so the run with the L2 penalty lies
                higher. Compare epoch_accuracy instead. HParams: l1 and l2 stand beside the final accuracies.
Now change      python -m chapters.ch02_logistic_regression --dataset fashion_mnist --epochs 5
                    Do you recognise the clothes in the pictures of the weights?
                python -m chapters.ch02_logistic_regression --learning-rate 1
                    Does the training loss still fall in every epoch?
                python -m chapters.ch02_logistic_regression --dataset xor
                    No straight line separates these classes. What accuracy is left?
"""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters.command_line import Report, Settings, main, print_summary
from chapters.material import logistic_regression as material
from datasets import Dataset
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch02_logistic_regression",
    dataset="breast_cancer",
    epochs=50,
    learning_rate=0.01,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
)


# %% The model


def logistic_regression(
    input_shape: tuple[int, ...], outputs: int, task: str, *,
    l1: float = 0.0, l2: float = 0.0, optimizer: str = "Adam", learning_rate: float = 0.01,
) -> keras.Model:  # fmt: skip
    """One score and the sigmoid for two classes; for more classes a score each and the softmax."""
    rule = {"Adam": keras.optimizers.Adam, "SGD": keras.optimizers.SGD}[optimizer]  # Adam is faster: chapter 16
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(
                outputs,
                activation="sigmoid" if task == "binary" else "softmax",
                # adds l1 (|w1| + |w2| + ...) + l2 (w1^2 + w2^2 + ...)
                kernel_regularizer=keras.regularizers.L1L2(l1, l2) if l1 or l2 else None,
            ),
        ]
    )
    model.compile(
        optimizer=rule(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def float32_sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-x), each step rounded to float32."""
    one = np.float32(1)
    with np.errstate(over="ignore"):  # below x = -88, e^-x is infinite in float32: the quotient is exactly 0
        return one / (one + np.exp(-np.asarray(x, np.float32)))


def polynomial_terms(features: int, degree: int) -> int:
    """How many products of 1 to `degree` features there are, repetitions allowed: C(features + degree, degree) - 1."""
    return math.comb(features + degree, degree) - 1


# %% The lesson


def run(settings: Settings) -> Report:
    """Compute sigmoids, train without penalty, with L2 and with L1, separate flowers, and count products."""
    data = settings.load()
    training.check_data(data, settings.batch_size)  # bad data is refused before anything is printed
    material.print_sigmoid(float32_sigmoid)
    print_summary(logistic_regression, data)
    recipe = partial(logistic_regression, learning_rate=settings.learning_rate)
    recipes = {
        "logistic": recipe,
        "L2 penalty": partial(recipe, l2=1e-3),
        "L1 penalty": partial(recipe, l1=1e-2),
        "L1 penalty, SGD": partial(recipe, l1=1e-2, optimizer="SGD"),
    }
    runs = training.fit_all(recipes, data, **settings.training)
    first = [trained for trained in runs if trained.seed == settings.seed]
    print_costs(first)
    material.print_zeros(first[2:], data)
    flowers = material.petals(settings.validation)
    softmax = separate_flowers(flowers, settings)
    material.print_terms(polynomial_terms)
    return Report(
        settings,
        {
            f"Logistic regression on {data.name}": comparison.compare(runs),
            "Softmax regression on two measurements of iris": comparison.compare([softmax]),
        },
        figures=draw(first, data, softmax, flowers, settings),
    )


def print_costs(runs: list[Run]) -> None:
    """Print the two parts of the cost: the penalty and the mean cross-entropy."""
    print(f"\nCost on the training examples, and test accuracy (epochs: {runs[0].epochs}, seed: {runs[0].seed})")
    print("run              sum of w^2   penalty + cross-entropy =   cost  test accuracy")
    for trained in runs:
        hyperparameters = trained.settings["recipe"]["hyperparameters"]
        weights, _ = trained.model.layers[-1].get_weights()
        squares = float(np.sum(weights**2))
        penalty = hyperparameters["l2"] * squares + hyperparameters["l1"] * float(np.sum(np.abs(weights)))
        cost, accuracy = trained.metrics["train"]["loss"], trained.metrics["test"]["accuracy"]  # Keras: cost is loss
        print(f"{trained.name:16} {squares:10.2f} {penalty:9.4f} {cost - penalty:15.4f} {cost:8.4f} {accuracy:14.3f}")


def separate_flowers(flowers: Dataset, settings: Settings) -> Run:
    """Softmax regression on two measurements, for the figure of the boundaries; always with a single seed."""
    learning_rate = settings.changed.get("learning_rate", 0.1)  # so few examples need larger steps
    batch_size = min(settings.batch_size, len(flowers.train))
    print(f"\nSoftmax regression on iris: learning rate {learning_rate:g}, batches of {batch_size}, one seed")
    keywords = {**settings.training_of("iris"), "seeds": [settings.seed], "batch_size": batch_size}
    recipe = partial(logistic_regression, learning_rate=learning_rate)
    return training.fit_all({"softmax": recipe}, flowers, **keywords)[0]


def draw(runs: list[Run], data: Dataset, softmax: Run, flowers: Dataset, settings: Settings) -> list[Path]:
    """S-curve; boundaries between the flowers; boundary (two features) or weights (images) of the chosen dataset."""
    folder = settings.report_folder
    figures = [
        material.draw_s_curve(folder / "s_curve.png"),
        material.draw_boundary(softmax, flowers, folder / "iris_boundary.png", ("petal length", "petal width")),
    ]
    if data.input_shape == (2,):
        figures.append(material.draw_boundary(runs[0], data, folder / "boundary.png"))
    if len(data.input_shape) == 3 and data.outputs > 1:
        figures.append(material.draw_weights(runs, data, folder / "weights.png"))
    return figures


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
