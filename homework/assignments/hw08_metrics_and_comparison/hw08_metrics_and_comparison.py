# %% [markdown]
"""Homework 8: metrics (평가 지표), and an honest comparison of three models over seeds (시드).

Fill in every function that ends with `raise NotImplementedError`. Use NumPy only. The README says what is worth what.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

In all functions m is the number of examples. The classes have the numbers 0 to classes - 1. What is true, y, comes
before what was predicted, as in scikit-learn and Keras. Where there is nothing to divide by, 0 / 0, there is no value:
the result is then `nan` (`np.nan`), not 0.
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
from itertools import combinations

import numpy as np
from scipy import stats

import comparison
import datasets
import models
import training


# %% Part 1: metrics of a classification (slide "Deep Learning Metric")
def confusion_matrix(y: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """The confusion matrix (혼동 행렬): how many examples of each class were predicted as which class.

    Args:
        y: the true classes, integers, shape (m,).
        predicted: the predicted classes, integers, shape (m,).
        classes: how many there are; some of them may not occur in y or in `predicted`.

    Returns:
        Numbers of examples, shape (classes, classes): the row is the true class, the column the predicted one.
    """
    raise NotImplementedError


def class_metrics(matrix: np.ndarray, positive: int) -> tuple[float, float, float, float]:
    """Accuracy of all classes together; precision, recall and F1 of one class, the positive one (양성).

        accuracy (정확도)  = right predictions / all examples, whatever their class
        precision (정밀도) = TP / (TP + FP)              TP: positive examples that are predicted positive
        recall (재현율)    = TP / (TP + FN)              FP: negative examples that are predicted positive
        F1 (F1 점수)       = 2 TP / (2 TP + FP + FN)     FN: positive examples that are predicted negative

    F1 is the harmonic mean of precision and recall where both have a value. Negative (음성) are the examples of all
    other classes. A value whose formula gives 0 / 0 is nan, and the others stay: if no example is predicted positive
    but some are, precision is nan, and recall and F1 are 0.

    Args:
        matrix: as of `confusion_matrix`, shape (classes, classes); it holds at least one example.
        positive: the number of the positive class.

    Returns:
        (accuracy, precision, recall, F1).
    """
    raise NotImplementedError


def macro_f1(matrix: np.ndarray) -> float:
    """The macro F1: the mean of the F1 of the classes. Each class counts the same, however many examples it has.

    A class that neither occurs nor is predicted has no F1; it is left out of the mean. A class that occurs and is never
    predicted has F1 = 0, and counts.

    Args:
        matrix: as of `class_metrics`.
    """
    raise NotImplementedError


def log_loss(y: np.ndarray, probabilities: np.ndarray) -> float:
    """The log loss, the mean cross-entropy (교차 엔트로피).

        log loss = -1/m sum_i log p_i

    p_i is the probability of the true class of example i. The logarithm is the natural one. A probability below 1e-7
    counts as 1e-7, so that the loss stays finite.

    Args:
        y: the true classes, integers, shape (m,).
        probabilities: of every class, shape (m, classes); each row has the sum 1.
    """
    raise NotImplementedError


# %% Part 2: metrics of a regression, and what is easy to reach
def rmse_and_mae(y: np.ndarray, predictions: np.ndarray) -> tuple[float, float]:
    """Root mean squared error (평균 제곱근 오차) and mean absolute error (평균 절대 오차), both in the unit of y.

        RMSE = sqrt(1/m sum_i (prediction_i - y_i)^2)          MAE = 1/m sum_i |prediction_i - y_i|

    Args:
        y: targets, shape (m,).
        predictions: shape (m,), or (m, 1) as Keras gives them; both mean the same.

    Returns:
        (RMSE, MAE).
    """
    raise NotImplementedError


def majority_baseline(train_y: np.ndarray, test_y: np.ndarray) -> tuple[int, float]:
    """The baseline (기준선) that every classifier should beat: it always answers the commonest class in training.

    Args:
        train_y: classes of the training set, integers, shape (m,); one class is commoner than all others.
        test_y: classes of the test set, integers, shape (k,).

    Returns:
        (the class that is always answered, the accuracy of this answer on the test set).
    """
    raise NotImplementedError


# %% Part 3: several seeds
def student_t(part: float, freedom: int) -> float:
    """The t below which a part of Student's t distribution (t 분포) lies; the part is from 0 to 1. It is ready.

    `freedom` is the number of degrees of freedom (자유도); without any there is no t, and the result is nan.
    """
    return float(stats.t.ppf(part, freedom))


def mean_and_half_width(values: np.ndarray, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """The mean over the seeds, and half of its confidence interval (신뢰 구간), of every model.

        half-width = t x s / sqrt(n)

    n is the number of seeds. s is the standard deviation (표준 편차) of a sample: the sum of the squares is divided by
    n - 1. t belongs to Student's t distribution with n - 1 degrees of freedom: above t lies (1 - confidence) / 2 of it,
    and as much below -t. `student_t` gives it.

    One seed says nothing about the spread between seeds: the half-width is then nan.

    Args:
        values: of a metric, shape (seeds, models): a row for each seed, a column for each model.
        confidence: of the interval, between 0 and 1.

    Returns:
        (means of shape (models,), half-widths of shape (models,)).
    """
    raise NotImplementedError


def paired_difference(a: np.ndarray, b: np.ndarray, comparisons: int = 1) -> tuple[float, float]:
    """Model a minus model b on average over the seeds, and half of the confidence interval of this difference.

    Both models were trained from the same seeds, in the same order, so there is one difference for each seed (a paired
    comparison, 짝지은 비교). What a seed does to both models cancels in it. The interval is that of
    `mean_and_half_width`, of the differences.

    If several differences are looked at, each of them can be wrong. With the confidence 1 - 0.05 / comparisons for each
    interval, all of them together are right in at least 95 of 100 studies (Bonferroni correction, 본페로니 보정).

    Args:
        a, b: a metric of two models, shape (seeds,).
        comparisons: how many differences are looked at.

    Returns:
        (mean difference a - b, half-width of its interval with the confidence 1 - 0.05 / comparisons), two numbers.

    Raises:
        ValueError: a and b have not the same number of seeds.
    """
    raise NotImplementedError


# %% Part 4: a decision
def verdict(difference: float, half_width: float, lower_is_better: bool = False) -> str:
    """Which of two models is better, if the interval from difference - half_width to difference + half_width says it.

    Args:
        difference: the first model minus the second, of a metric.
        half_width: of its interval; nan where there is only one seed: then nothing is told apart.
        lower_is_better: whether a low value of the metric is good: False for an accuracy, True for a loss or an error.

    Returns:
        "not told apart" if 0 lies in the interval or at an end of it, or if there is no interval; else "first" or
        "second", the better one.
    """
    raise NotImplementedError


def choose_model(validation: np.ndarray, test: np.ndarray, lower_is_better: bool = False) -> tuple[int, float]:
    """Choose the model with the best mean over the seeds on the validation set (검증), and report it on the test set.

    Args:
        validation: a metric on the validation set, shape (seeds, models); no two models have the same mean.
        test: the same metric on the test set, shape (seeds, models).
        lower_is_better: as of `verdict`.

    Returns:
        (number of the chosen model, counted from 0; its mean over the seeds on the test set).
    """
    raise NotImplementedError


# %% To look at: three Keras models over five seeds, judged by your functions and by the package. Run it at the end.
def all_pairs(names: list[str], values: np.ndarray, lower_is_better: bool = False) -> list[tuple]:
    """(first, second, difference, half-width, verdict) of each pair of models, corrected for all pairs. It is ready.

    Args:
        names: of the models.
        values: shape (seeds, models).
        lower_is_better: as of `verdict`.
    """
    pairs, found = list(combinations(range(len(names)), 2)), []
    for i, j in pairs:
        difference, half_width = paired_difference(values[:, i], values[:, j], len(pairs))
        said = verdict(difference, half_width, lower_is_better)
        words = {"first": f"{names[i]} is better", "second": f"{names[j]} is better"}.get(said, said)
        found.append((names[i], names[j], difference, half_width, words))
    return found


if __name__ == "__main__":
    from functools import partial

    import matplotlib.pyplot as plt
    from sklearn.linear_model import LinearRegression

    SEEDS = 5
    data = datasets.load("digits")
    recipes = {
        "logistic": models.logistic_regression,
        "dense": partial(models.dense, hidden=(64, 32)),
        "CNN": partial(models.convolutional, filters=(16,), hidden=(32,)),
    }
    names = list(recipes)
    equal = {"epochs": 4, "batch_size": 32, "learning_rate": 0.005}  # every model has the same budget
    runs = training.fit_all(recipes, data, seeds=SEEDS, **equal, folder="runs/hw08", verbose=0)

    found = {key: np.empty((SEEDS, len(names))) for key in ("validation", "test", "macro F1", "log loss")}
    matrices = np.zeros((len(names), data.outputs, data.outputs))
    for run in runs:
        place = run.seed, names.index(run.name)
        for split in ("validation", "test"):
            y, probabilities = run.predictions[f"{split}_y"].reshape(-1), run.predictions[f"{split}_prediction"]
            matrix = confusion_matrix(y, probabilities.argmax(axis=1), data.outputs)
            found[split][place] = class_metrics(matrix, 0)[0]
        found["macro F1"][place], found["log loss"][place] = macro_f1(matrix), log_loss(y, probabilities)
        matrices[place[1]] += matrix

    common, share = majority_baseline(data.train.y.reshape(-1), data.test.y.reshape(-1))
    print(f"\n{len(data.train)} digits for training, {len(data.test)} for the test, {SEEDS} seeds")
    print(f"always answering {data.class_names[int(common)]}: accuracy {share:.3f}\n")
    print("your table: mean over the seeds +- half of its 95% interval")
    print(f"{'':10} {'accuracy':>17} {'macro F1':>17} {'log loss':>17}")
    table = {key: mean_and_half_width(found[key]) for key in found}
    for i, name in enumerate(names):
        cells = (f"{table[key][0][i]:.4f} +- {table[key][1][i]:.4f}" for key in ("test", "macro F1", "log loss"))
        print(f"{name:10} " + " ".join(f"{cell:>17}" for cell in cells))
    chosen, reported = choose_model(found["validation"], found["test"])
    print(f"\nchosen on the validation set: {names[chosen]}; its mean accuracy on the test set: {reported:.4f}")
    pairs = all_pairs(names, found["test"])
    print("\ndifferences of the test accuracy, each interval corrected for the number of pairs")
    for first, second, difference, half_width, words in pairs:
        print(f"  {first} minus {second}: {difference:+.4f} +- {half_width:.4f}: {words}")

    print("\nThe package's table. Its intervals cover other seeds and other test examples; yours cover other seeds.\n")
    comparison.compare(runs).print()

    patients = datasets.load("diabetes")
    line = LinearRegression().fit(patients.train.x, patients.train.y)
    y = patients.test.y.reshape(-1)
    print("\nhow far the diabetes of a patient progresses:   RMSE    MAE")
    for name, predictions in (
        ("always the mean of the training set", np.full(len(y), patients.train.y.mean())),
        ("linear regression by scikit-learn", line.predict(patients.test.x)),
    ):
        print("  {:44} {:6.1f} {:6.1f}".format(name, *rmse_and_mae(y, predictions)))

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(16, 4.5), layout="constrained")
    for shift, split in ((-0.1, "validation"), (0.1, "test")):
        left.errorbar(np.arange(len(names)) + shift, *table[split], fmt="o", capsize=4, label=split)
    left.set(xticks=range(len(names)), xticklabels=names, ylabel="accuracy", title="mean and 95% interval over seeds")
    left.legend()
    for row, (_, _, difference, half_width, words) in enumerate(pairs):
        middle.errorbar(difference, row, xerr=half_width, fmt="o", capsize=4)
        middle.text(difference, row + 0.12, words, ha="center", fontsize=9)
    middle.axvline(0, color="black", linewidth=1)
    middle.set(yticks=range(len(pairs)), yticklabels=[f"{first} - {second}" for first, second, *_ in pairs])
    middle.set(
        xlabel="difference of the accuracy", title="paired differences, corrected", ylim=(-0.5, len(pairs) - 0.5)
    )
    right.imshow(matrices[chosen], cmap="Blues")
    for (true, predicted), count in np.ndenumerate(matrices[chosen]):
        color = "white" if count > matrices[chosen].max() / 2 else "black"
        right.text(predicted, true, f"{count:.0f}" if count else "", ha="center", va="center", fontsize=8, color=color)
    right.set(xlabel="predicted", ylabel="true", title=f"{names[chosen]}, all seeds together")
    right.set(xticks=range(data.outputs), yticks=range(data.outputs))
    figure.savefig("hw08_metrics_and_comparison.png", dpi=120)
    print("\nfigure: hw08_metrics_and_comparison.png")
