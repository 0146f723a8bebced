"""Linear regression (선형 회귀): fit a line with one Dense unit, and try the line as a classifier.

Goal      Write your first Keras training, compare it with the exact answer, and see why a line is no classifier.
Before    Nothing: this is the first chapter.
Minutes   1
Slides    "Linear Regression", "Linear Regression for classification?"
Book      Géron 2019, chapter 4, "Linear Regression", "The Normal Equation"
Homework  hw01_linear_models

Linear regression models a dependent variable (종속변수) y by one or more independent variables (독립변수) x. In machine
learning y is called the target and x the features. One pair of x and y is an example. The model is a line:

    H(x) = w x + b

The weights w (one for each feature) and the bias b are its parameters (파라미터). We build the model with the library
Keras, from layers (층). A Dense layer consists of units: each computes such a sum of all its inputs. Often a unit also
applies an activation function to the sum (chapter 4). One unit without activation is exactly the line.

Training (훈련) looks for the parameters with the lowest loss. The loss here is the mean squared error (평균 제곱 오차):
the mean of (H(x) - y)^2 over all training examples. Keras lowers it step by step. A step looks at a batch of examples
and changes the parameters a little; the learning rate says how much. One pass over all training examples is an epoch.
For a line, and for few other models, the lowest error can also be computed directly, by least squares (최소제곱법). So
this chapter can show how close training comes.

The examples are split into three parts. Training uses the training split only. The validation split is looked at during
training, the test split only at the end: they show the error on examples that the model has not seen. The first weights
and the order of the examples are random. A seed (시드) fixes both, so that a run can be repeated; "s0" is seed 0.

What we build   The data: of 442 patients with diabetes (당뇨병) age, sex, body mass index (BMI, 체질량지수), blood
                pressure and six values of the blood. The target is a score of how far the disease had progressed one
                year later, from 25 to 346, without a unit. First a line on the one feature that correlates most with
                the target, the body mass index, in the five Keras calls that every later chapter uses: build, compile,
                fit, evaluate, predict. Then a line on all features. Then the line of the slide, y = 0.5 x, at x = 10
                and x = 100. Last, a line that is fitted to the classes 0 and 1: used as a classifier (분류기), it
                answers class 1 where its output is above 1/2.
What to look for  Both trainings end close to least squares. The error on the training examples cannot be lower than
                that of least squares; the error on the test examples can. The table also has a baseline: it answers
                the mean of the training targets, whatever x is. The slide's line leaves the range from 0 to 1, so its
                output is not a probability. And in the last figure one far example moves the line so much that it
                misclassifies examples that it had right before, although the far example is on the correct side.
In TensorBoard  This program draws the curves of every run in the browser. Scalars, epoch_loss: the loss falls fast at
                first, while the bias is learned, then slowly. The weights of features that are correlated with each
                other are learned last.
Now change      python -m chapters.ch01_linear_regression --epochs 300
                    How much closer to least squares is the training error? The test error?
                python -m chapters.ch01_linear_regression --learning-rate 0.1
                    Do larger steps end closer to least squares?
                python -m chapters.ch01_linear_regression --batch-size 1
                    Now every example is a step. Does it end closer to least squares?
"""

from __future__ import annotations

from functools import partial

import numpy as np

import comparison
import training
from chapters.command_line import Report, Settings, main
from chapters.material import lines as material
from datasets import Dataset
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch01_linear_regression", dataset="diabetes", epochs=50, learning_rate=0.01, tasks=("regression",)
)


# %% The model


def line(
    input_shape: tuple[int, ...], outputs: int, task: str, *, feature: int | None = None, learning_rate: float = 0.01
) -> keras.Model:
    """H(x) = w x + b on all features, or on column `feature` of the features alone; one unit for each output.

    Such a function is called a recipe: input shape, number of outputs and task come from the dataset, the further
    keywords are hyperparameters (하이퍼파라미터), which we choose and training does not change.
    """
    inputs = keras.Input(input_shape)
    features = keras.layers.Flatten()(inputs)  # a row of numbers for each example
    if feature is not None:
        features = features[:, feature : feature + 1]
    prediction = keras.layers.Dense(outputs)(features)  # no activation: the output can be any number
    model = keras.Model(inputs, prediction)
    model.compile(
        # the optimizer is the rule of a step: SGD is gradient descent, which chapter 10 writes by hand
        optimizer=keras.optimizers.SGD(learning_rate=learning_rate),
        loss="mean_squared_error",  # what training lowers
        metrics=["mean_absolute_error"],  # what is only reported: the mean of |H(x) - y|
    )
    return model


def least_squares(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights and biases with the lowest squared error on x (examples, features) and y (examples, outputs).

    Returns:
        Weights of shape (features, outputs) and biases of shape (outputs,).
    """
    with_ones = np.column_stack([x, np.ones(len(x))])  # the bias is the weight of a feature that is always 1
    solution = np.linalg.lstsq(with_ones, y, rcond=None)[0]
    return solution[:-1], solution[-1]


def most_correlated(x: np.ndarray, y: np.ndarray) -> int:
    """The column of x (examples, features) whose correlation with y (examples,) is strongest, in either direction."""
    centred = x - x.mean(axis=0)
    covariance = np.abs(centred.T @ (y - y.mean())) / len(x)
    deviation = x.std(axis=0)
    return int(np.divide(covariance, deviation, out=np.zeros_like(covariance), where=deviation > 0).argmax())


# %% The lesson


def run(settings: Settings) -> Report:
    """Train on one feature and on all, compare with least squares, and try the line as a classifier."""
    data = settings.load()
    x, y = features_and_targets(data, "train")
    strongest = most_correlated(x, y[:, 0])
    first_training(data, strongest, settings)
    recipes = {  # partial binds the hyperparameters
        "one feature": partial(line, feature=strongest, learning_rate=settings.learning_rate),
        "all features": partial(line, learning_rate=settings.learning_rate),
    }
    runs = training.fit_all(recipes, data, **settings.training)
    print_least_squares(runs[0], data, columns=[strongest])
    print_least_squares(runs[1], data, columns=list(range(x.shape[1])))
    print("\nThe slide's line y = 0.5 x is 5 at x = 10 and 50 at x = 100.")
    print("A probability lies between 0 and 1.")
    folder = settings.report_folder
    exact = least_squares(x[:, [strongest]], y)
    return Report(
        settings,
        {"Lines": comparison.compare(runs)},
        figures=[
            material.draw_fit(runs[0], strongest, x, y[:, 0], exact, folder / "line.png"),
            material.draw_range(folder / "range_of_a_line.png"),
            material.draw_classifier(least_squares, folder / "line_as_classifier.png"),
        ],
    )


def features_and_targets(data: Dataset, split: str) -> tuple[np.ndarray, np.ndarray]:
    """The features (examples, features) and targets (examples, outputs) of a split, as two tables."""
    part = data.split(split)
    return part.x.reshape(len(part), -1), part.y.reshape(len(part), -1)


def first_training(data: Dataset, feature: int, settings: Settings) -> None:
    """A whole Keras program: build and compile, fit, evaluate, predict."""
    keras.utils.set_random_seed(settings.seed)  # fixes the first weights and the order of the examples
    model = line(data.input_shape, data.outputs, data.task, feature=feature, learning_rate=settings.learning_rate)
    model.summary()
    model.fit(
        data.train.x, data.train.y,
        epochs=settings.epochs, batch_size=settings.batch_size,
        validation_data=(data.validation.x, data.validation.y), verbose=0,
    )  # fmt: skip
    loss, error = model.evaluate(data.test.x, data.test.y, verbose=0)
    predictions = model.predict(data.test.x[:3], verbose=0)
    print(f"model.evaluate on the test split: mean squared error {loss:,.4g},")
    print(f"mean absolute error {error:,.4g}")
    print("model.predict on three test examples, and their targets:")
    for prediction, target in zip(predictions, data.test.y[:3].reshape(3, -1), strict=True):
        print(f"  {prediction[0]:10,.4g} {target[0]:10,.4g}")
    print("\nNow with training.fit_all: it makes the same calls for every recipe,")
    print("and keeps each training in a run folder of its own")


def print_least_squares(trained: Run, data: Dataset, columns: list[int]) -> None:
    """Print the squared errors of a training beside those of least squares on the same features."""
    x, y = features_and_targets(data, "train")
    weights, bias = least_squares(x[:, columns], y)
    learned_weights, learned_bias = trained.model.layers[-1].get_weights()
    print(f"\n{trained.name} of {data.name}: mean squared error (epochs: {trained.epochs}, seed {trained.seed})")
    for split in ("train", "test"):
        x, y = features_and_targets(data, split)
        exact = float(np.mean((x[:, columns] @ weights + bias - y) ** 2))
        learned = float(np.mean((x[:, columns] @ learned_weights + learned_bias - y) ** 2))
        print(f"  {split:5} {learned:10,.4g}   least squares {exact:10,.4g}   difference {learned - exact:+,.3g}")


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
