"""Public tests of homework 8: metrics are judged by scikit-learn, intervals by the tests of SciPy."""

import numpy as np
from scipy import stats
from sklearn import metrics

from homework.checking.tests import Wrong, as_numbers, close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def parts(got, count, what):
    """The parts of a result, in a tuple, a list or an array."""
    several = isinstance(got, list) or (isinstance(got, np.ndarray) and got.ndim > 0)
    expect(several and len(got) == count, f"the result should be {what}")
    return got


def no_value(got, why, what):
    """Numbers that should all be nan."""
    expect(got is not None, f"{what} is None; the docstring asks for nan")
    numbers = as_numbers(got, what)
    expect(np.isnan(numbers.astype(float)).all(), why, f"{numbers.tolist()} where nan is right")


def examples_of(matrix):
    """True and predicted classes that have this confusion matrix."""
    true, predicted = np.indices(matrix.shape)
    return np.repeat(true.reshape(-1), matrix.reshape(-1)), np.repeat(predicted.reshape(-1), matrix.reshape(-1))


def half_of(interval):
    return (interval.high - interval.low) / 2


@points(2, of="confusion_matrix", hints=("What does the docstring call the row?", "Every example adds 1 to one cell."))
def test_rows_are_true_and_columns_predicted(student, rng):
    y = rng.integers(0, 3, 60)
    predicted = (y + rng.choice(3, 60, p=[0.5, 0.4, 0.1])) % 3
    right = metrics.confusion_matrix(y, predicted, labels=range(3))
    mistakes = {
        "rows and columns are swapped: the row is the true class": right.T,
        "each cell has 1 at most: with an array of indices, NumPy's += adds once where an index comes twice": right > 0,
        "it holds parts of all examples, not numbers of examples": right / 60,
        "it holds parts of each true class, not numbers of examples": right / right.sum(axis=1, keepdims=True),
    }
    close(student.confusion_matrix(y, predicted, 3), right, mistakes, what="the matrix")


@points(1, of="confusion_matrix", hints=("The third argument gives the size.",))
def test_a_class_that_does_not_occur_has_a_row(student, rng):
    right = np.zeros((5, 5))
    right[0, 2] = right[2, 2] = right[2, 0] = 1
    right[0, 0] = 2
    mistakes = {
        "each cell has 1 at most: two examples of the same kind count twice": right > 0,
        "only the classes that occur have a row and a column": right[np.ix_([0, 2], [0, 2])],
        "the size is the largest class + 1: it should be `classes`": right[:3, :3],
    }
    got = student.confusion_matrix(np.array([0, 2, 2, 0, 0]), np.array([2, 2, 0, 0, 0]), 5)
    close(got, right, mistakes, what="the matrix")


@points(3, of="class_metrics", hints=("TP is one cell. What are its row and its column?", "Which formula has FP?"))
def test_the_formulas_of_the_slide(student, rng):
    matrix = rng.integers(5, 30, (4, 4)) + 60 * np.eye(4, dtype=int)
    matrix[0, 2] += 90  # many false positives: precision and recall differ
    y, predicted = examples_of(matrix)
    p, r, f, _ = metrics.precision_recall_fscore_support(y == 2, predicted == 2, average="binary")
    accuracy, of_hits = metrics.accuracy_score(y, predicted), np.mean((y == 2) & (predicted == 2))
    got = parts(student.class_metrics(matrix, 2), 4, "(accuracy, precision, recall, F1)")
    mistakes = {
        "this is the accuracy of one class against the rest: count the right predictions of all classes": np.mean(
            (y == 2) == (predicted == 2)
        ),
        "only the hits of one class count in the accuracy: count the right predictions of all classes": of_hits,
        "the accuracy is in percent; it should be a part of 1": 100 * accuracy,
    }
    close(got[0], accuracy, mistakes, what="the accuracy")
    mistakes = {
        "precision and recall are swapped: precision divides by what is predicted positive": r,
        "precision is divided by all examples": of_hits,
        "this is the precision of another class, or of all classes": accuracy,
    }
    close(got[1], p, mistakes, what="the precision")
    mistakes = {
        "recall and precision are swapped: recall divides by what is positive": p,
        "this is the recall of the negative examples (specificity)": metrics.recall_score(y != 2, predicted != 2),
        "recall is divided by all examples": of_hits,
    }
    close(got[2], r, mistakes, what="the recall")
    mistakes = {
        "F1 is the harmonic mean of precision and recall, not their mean": (p + r) / 2,
        "F1 is the harmonic mean of precision and recall, not the root of their product": (p * r) ** 0.5,
        "the factor 2 is missing in F1": f / 2,
        "TP has the factor 2 above the line, but not below it": 2 * f / (2 - f),
    }
    close(got[3], f, mistakes, what="F1")


@points(1, of="class_metrics", hints=("What is 0 / 0?", "FN is not 0 there, so the formula of F1 has a value."))
def test_nothing_is_predicted_positive(student, rng):
    matrix = np.array([[7, 0, 1], [3, 0, 2], [0, 0, 4]])
    accuracy, precision, recall, f1 = parts(student.class_metrics(matrix, 1), 4, "(accuracy, precision, recall, F1)")
    no_value(precision, "nothing is predicted positive, so the precision is 0 / 0: it should be nan", "the precision")
    close(recall, 0.0, what="the recall")
    has_value = "F1 has a value where the precision has none: write the formula of the docstring, with TP, FP and FN"
    expect(not np.isnan(as_numbers(f1, "F1")), has_value)
    close(f1, 0.0, what="F1")
    close(accuracy, 11 / 17, what="the accuracy")


@points(2, of="macro_f1", hints=("First one F1 for each class.", "Is a class with many examples worth more?"))
def test_every_class_counts_the_same(student, rng):
    matrix = rng.integers(2, 12, (4, 4)) + np.diag([200, 60, 20, 5])
    matrix[0, 3] += 40
    y, predicted = examples_of(matrix)
    p, r, f, _ = metrics.precision_recall_fscore_support(y, predicted)
    mistakes = {
        "this is the micro F1, which equals the accuracy: large classes count more in it": np.mean(y == predicted),
        "this is the mean weighted by the examples of a class": metrics.f1_score(y, predicted, average="weighted"),
        "this is the F1 of the mean precision and the mean recall": stats.hmean([p.mean(), r.mean()]),
        "this is the mean recall": r.mean(),
        "this is the mean precision": p.mean(),
        "the last class is left out": f[:-1].mean(),
        "the first class is left out": f[1:].mean(),
        "this is the sum over the classes": f.sum(),
    }
    close(student.macro_f1(matrix), f.mean(), mistakes, what="the macro F1")


@points(1, of="macro_f1", hints=("Which classes have no F1? See `class_metrics`.", "A mean of nan and numbers is nan."))
def test_a_class_that_is_nowhere_is_left_out(student, rng):
    matrix = rng.integers(3, 20, (5, 5))
    matrix[3, :] = matrix[:, 3] = 0  # is nowhere
    matrix[:, 1] = 0  # occurs, and is never predicted
    y, predicted = examples_of(matrix)
    f = metrics.f1_score(y, predicted, labels=[0, 1, 2, 4], average=None)
    got = as_numbers(student.macro_f1(matrix), "the macro F1")
    expect(not np.isnan(got), "it is nan where a class has no F1: this class should be left out")
    mistakes = {
        "a class that is nowhere counts as F1 = 0: it should be left out": f.sum() / 5,
        "a class that occurs and is never predicted is left out: its F1 is 0, and it counts": f.sum() / 3,
    }
    close(got, f.mean(), mistakes, what="the macro F1")


@points(2, of="log_loss", hints=("Which number of each row belongs to the true class?", "A loss is not negative."))
def test_the_logarithm_of_the_true_class(student, rng):
    y, p = rng.integers(0, 4, 25), rng.dirichlet(np.full(4, 2.0), 25)
    right = metrics.log_loss(y, p, labels=range(4))
    truth = np.array([row[label] for row, label in zip(p, y, strict=True)])
    one_hot = np.eye(4)[y]
    mistakes = {
        "the minus is missing": -right,
        "the sum is not divided by the number of examples": 25 * right,
        "it is divided by the number of classes, too: the mean goes over the examples": right / 4,
        "the logarithm has base 2; it should be the natural one": right / np.log(2),
        "the logarithm has base 10; it should be the natural one": right / np.log(10),
        "the most probable class counts and not the true one": -np.log(p.max(axis=1)).mean(),
        "all classes count, and not the true one alone": -np.log(p).mean(),
        "the sum over all classes is taken; only the true one counts": -np.log(p).sum(axis=1).mean(),
        "the other classes count, too, with log(1 - p): only the true one should": -np.log(
            np.abs(1 - one_hot - p)
        ).mean(),
        "the mean is taken before the logarithm": -np.log(truth.mean()),
        "there is no logarithm": 1 - truth.mean(),
        "`probabilities[y]` is whole rows: each row gives one number, at its true class": -np.log(p[y]).mean(),
        "this is log(1 - p) of the true class": -np.log1p(-truth).mean(),
    }
    close(student.log_loss(y, p), right, mistakes, what="the log loss")


@points(1, of="log_loss", hints=("What is log 0? See the last sentence of the docstring.",))
def test_probability_zero_is_finite(student, rng):
    p = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
    got = as_numbers(student.log_loss(np.array([0, 0, 1]), p), "the log loss")
    expect(np.isfinite(got), "a probability of 0 for the true class makes the loss infinite: clip it")
    others = {
        f"the probability 0 counts as {limit:g}: it should be 1e-7": (np.log(2) - np.log(limit)) / 3
        for limit in (1e-15, 1e-16, 1e-12, 1e-10, 1e-9, 1e-8, 1e-6, 1e-5, np.finfo(float).eps)
    }
    close(got, (7 * np.log(10) + np.log(2)) / 3, others, rtol=1e-3, what="the log loss")


@points(2, of="rmse_and_mae", hints=("The name RMSE says it backwards: root, mean, square, error.", "MAE has no root."))
def test_root_and_absolute_value(student, rng):
    y = rng.normal(50, 10, 30)
    error = rng.normal(1, 3, 30)
    rmse, mae = parts(student.rmse_and_mae(y, y + error), 2, "(RMSE, MAE)")
    mse, absolute = metrics.mean_squared_error(y, y + error), metrics.mean_absolute_error(y, y + error)
    mistakes = {
        "this is the MSE: the root is missing": mse,
        "this is the MAE: are the two swapped, or is the root taken before the mean?": absolute,
        "the root of the sum is taken, not of the mean": np.linalg.norm(error),
        "the mean error is squared: square first, then take the mean": abs(error.mean()),
        "this is the standard deviation of the errors: their mean is subtracted": error.std(),
    }
    close(rmse, mse**0.5, mistakes, what="the RMSE")
    mistakes = {
        "MAE and RMSE are swapped": mse**0.5,
        "positive and negative errors cancel: take the absolute values first": error.mean(),
        "positive and negative errors cancel: the absolute values come before the mean": abs(error.mean()),
        "positive and negative errors cancel: take the absolute values first, they have no sign": -error.mean(),
        "this is the median of the absolute errors, not their mean": metrics.median_absolute_error(y, y + error),
        "this is the sum of the absolute errors, not their mean": 30 * absolute,
    }
    close(mae, absolute, mistakes, what="the MAE")


@points(1, of="rmse_and_mae", hints=("Print the shape of predictions - y.", "`reshape(-1)` makes one row of it."))
def test_a_column_as_keras_gives_it(student, rng):
    y = rng.normal(0, 5, 12)
    predictions = y[:, None] + rng.normal(size=(12, 1))
    all_pairs = np.subtract.outer(y, predictions[:, 0])
    every = "(m, 1) minus (m,) is an m x m array in NumPy: every prediction is compared with every target"
    rmse, mae = parts(student.rmse_and_mae(y, predictions), 2, "(RMSE, MAE)")
    right = metrics.mean_squared_error(y, predictions) ** 0.5
    close(rmse, right, {every: np.mean(all_pairs**2) ** 0.5}, what="the RMSE")
    close(mae, metrics.mean_absolute_error(y, predictions), {every: np.abs(all_pairs).mean()}, what="the MAE")


@points(2, of="majority_baseline", hints=("What may a classifier know before the test?", "Which class is answered?"))
def test_the_commonest_class_of_the_training_set(student, rng):
    train = rng.permutation(np.repeat([0, 1, 2, 3], [10, 15, 40, 12]))
    test = rng.permutation(np.repeat([0, 1, 2, 3], [20, 4, 7, 3]))
    common, share = parts(student.majority_baseline(train, test), 2, "(class, accuracy)")
    mistakes = {
        "the commonest class of the test set is answered: the baseline knows only the training set": 0,
        "the largest number of a class is answered, not the commonest class": 3,
        "the number of examples of the commonest class is answered, not the class": 40,
        "the accuracy comes first: the docstring has the class first": 7 / 34,
    }
    close(common, 2, mistakes, what="the class")
    mistakes = {
        "this is the accuracy on the training set": 40 / 77,
        "the commonest class of the test set is answered: the baseline knows only the training set": 20 / 34,
        "this is the accuracy of random answers": 0.25,
        "this is the number of right answers, not the part": 7,
        "this is the part that is wrong": 27 / 34,
    }
    close(share, 7 / 34, mistakes, what="the accuracy")


@points(1, of="mean_and_half_width", hints=("A row is a seed, a column a model.",))
def test_a_mean_for_each_model(student, rng):
    values = rng.normal([0.8, 0.9, 0.7], 0.05, (5, 3))
    means, half_widths = parts(student.mean_and_half_width(values), 2, "(means, half-widths)")
    right = np.array([column.sum() / 5 for column in values.T])
    interval = stats.ttest_1samp(values, 0).confidence_interval()
    mistakes = {
        "the mean over the wrong axis is taken: one for each seed": values.mean(axis=1),
        "one mean over all seeds and models is taken": values.mean(),
        "this is the median": np.median(values, axis=0),
        "these are the ends of the interval: return its middle and half of its width": interval.low,
        "the half-width comes first: the docstring has the mean first": half_of(interval),
    }
    close(means, right, mistakes, what="the array of the means")
    equal(as_numbers(half_widths).shape, (3,), {"there is one half-width for each seed": (5,)}, what="their shape")


@points(3, of="mean_and_half_width", hints=("Print n, s and t.", "`np.std` divides by n unless `ddof` says more."))
def test_the_interval_of_student(student, rng):
    values = rng.normal([0.8, 0.9, 0.7], [0.05, 0.01, 0.1], (5, 3))
    _, got = parts(student.mean_and_half_width(values), 2, "(means, half-widths)")
    right, t = half_of(stats.ttest_1samp(values, 0).confidence_interval()), stats.t(4).ppf(0.975)
    normal = stats.norm.ppf(0.975) / t
    of_all = 0.8**0.5  # where the squares are divided by n and not by n - 1
    mistakes = {
        "s divides by n: the standard deviation of a sample divides by n - 1": of_all * right,
        "1.96 is the quantile of the normal distribution: 5 seeds need Student's t": normal * right,
        "s divides by n and not by n - 1, and 1.96 stands where Student's t belongs": normal * of_all * right,
        "s is not divided by sqrt(n)": 5**0.5 * right,
        "s is divided by n and not by sqrt(n)": right / 5**0.5,
        "s is divided by sqrt(n - 1), and divides by n - 1 already": right * (5 / 4) ** 0.5,
        "t leaves 5% above it: on each side there should be 2.5%": right * stats.t(4).ppf(0.95) / t,
        "t leaves half of the confidence above it, and not half of what is outside": right * stats.t(4).ppf(0.525) / t,
        "t has n degrees of freedom: there should be n - 1": right * stats.t(5).ppf(0.975) / t,
        "t is not used: this is the standard error": right / t,
        "this is the standard deviation": values.std(axis=0, ddof=1),
        "this is the variance": values.var(axis=0, ddof=1),
        "this is the whole width of the interval": 2 * right,
        "the variance stands where s belongs": t * values.var(axis=0, ddof=1) / 5**0.5,
        "s is that of all values together: each model has its own": np.full(3, t * values.std(ddof=1) / 5**0.5),
        "the spread over the models is taken, not over the seeds": half_of(
            stats.ttest_1samp(values, 0, axis=1).confidence_interval()
        ),
    }
    close(got, right, mistakes, what="the array of the half-widths")


@points(1, of="mean_and_half_width", hints=("How many degrees of freedom has a single value?",))
def test_one_seed_has_no_interval(student, rng):
    values = rng.uniform(size=(1, 4))
    means, half_widths = parts(student.mean_and_half_width(values), 2, "(means, half-widths)")
    close(means, values[0], what="the array of the means")
    why = "one seed says nothing about the spread between seeds: the half-width should be nan"
    no_value(half_widths, why, "the half-width of one seed")


@points(1, of="mean_and_half_width", hints=("How much lies above t, how much below -t, and how much below t?",))
def test_another_confidence(student, rng):
    values = rng.normal(size=(4, 2))
    _, got = parts(student.mean_and_half_width(values, 0.8), 2, "(means, half-widths)")
    test = stats.ttest_1samp(values, 0)
    mistakes = {
        "`confidence` is not used": half_of(test.confidence_interval(0.95)),
        "s divides by n and not by n - 1": half_of(test.confidence_interval(0.8)) * 0.75**0.5,
        "t leaves 1 - confidence above it: this should be on both sides together": half_of(
            test.confidence_interval(0.6)
        ),
    }
    close(got, half_of(test.confidence_interval(0.8)), mistakes, what="the half-width at confidence 0.8")


def accuracies_of_two(rng, seeds=6):
    """Two models whose accuracies move together from seed to seed; the first one is better, but not every time."""
    together = rng.normal(0.9, 0.04, seeds)
    a, b = together + rng.normal(0.01, 0.004, seeds), together + rng.normal(0, 0.004, seeds)
    a[0] = b[0] - 0.004
    return a, b


@points(3, of="paired_difference", hints=("Make one difference for each seed.", "An interval of one column, then?"))
def test_the_same_seeds_are_paired(student, rng):
    a, b = accuracies_of_two(rng)
    got = parts(student.paired_difference(a, b), 2, "(difference, half-width)")
    mean = sum(a - b) / len(a)
    mistakes = {
        "the sign is wrong: it is a minus b": -mean,
        "the differences have lost their signs: no absolute values here": np.abs(a - b).mean(),
    }
    close(got[0], mean, mistakes, what="the difference")
    one, other = (half_of(stats.ttest_1samp(values, 0).confidence_interval()) for values in (a, b))
    unpaired = "the seeds are not paired: what a seed does to both models should cancel"
    right = half_of(stats.ttest_rel(a, b).confidence_interval())
    normal = stats.norm.ppf(0.975) / stats.t(5).ppf(0.975)
    mistakes = {
        unpaired: half_of(stats.ttest_ind(a, b, equal_var=False).confidence_interval()),
        f"{unpaired} (pooled variance)": half_of(stats.ttest_ind(a, b).confidence_interval()),
        f"{unpaired}; the half-widths of a and b are added": one + other,
        f"{unpaired}; the squares of two half-widths are added": np.hypot(one, other),
        "the half-width of b is subtracted from that of a: make the differences first": one - other,
        "s divides by n and not by n - 1": right * (5 / 6) ** 0.5,
        "1.96 is the quantile of the normal distribution: use Student's t": normal * right,
    }
    close(got[1], right, mistakes, what="the half-width")


@points(1, of="paired_difference", hints=("Is the interval wider or narrower with more comparisons?",))
def test_more_comparisons_need_wider_intervals(student, rng):
    a, b = accuracies_of_two(rng)
    got = parts(student.paired_difference(a, b, 3), 2, "(difference, half-width)")
    test = stats.ttest_rel(a, b)
    right = test.confidence_interval(1 - 0.05 / 3)
    mistakes = {
        "`comparisons` is not used": half_of(test.confidence_interval()),
        "the half-width is multiplied by the number of comparisons": 3 * half_of(test.confidence_interval()),
        "the confidence is 0.95 / comparisons: the 5% are divided, not the 95%": half_of(
            test.confidence_interval(0.95 / 3)
        ),
        "the confidence is 1 - 0.05 x comparisons: the interval became narrower": half_of(
            test.confidence_interval(0.85)
        ),
        "the confidence is 1 - 0.05 / 2: use the number of comparisons": half_of(test.confidence_interval(0.975)),
    }
    close(got[1], half_of(right), mistakes, what="the half-width of one of 3 comparisons")


def said(student, *arguments, **keywords):
    got = student.verdict(*arguments, **keywords)
    known = ("first", "second", "not told apart")
    expect(isinstance(got, str), "the verdict is no text: return a str")
    expect(got in known, f'a verdict is one of "{known[0]}", "{known[1]}", "{known[2]}"')
    return got


@points(1, of="verdict", hints=("The difference is the first minus the second.",))
def test_the_better_one_is_named(student, rng):
    width = float(rng.uniform(0.01, 0.02))
    for difference, right, wrong in ((0.03, "first", "second"), (-0.03, "second", "first")):
        unsure = "they are told apart: 0 does not lie in the interval"
        mistakes = {"the better one is the other": wrong, unsure: "not told apart"}
        equal(said(student, difference, width), right, mistakes, what=f"the verdict for {difference:+} +- {width:.3f}")


@points(1, of="verdict", hints=("Where do the two ends of the interval lie?",))
def test_zero_in_the_interval(student, rng):
    width = float(rng.uniform(0.04, 0.05))
    for difference in (0.03, -0.03, 0.0):
        got = said(student, difference, width)
        chance = "0 lies in the interval, so chance may have made the difference: they are not told apart"
        expect(got == "not told apart", chance, f"{got} for {difference:+} +- {width:.3f}")


@points(1, of="verdict", hints=("A model with the lower loss is the better one.",))
def test_a_low_loss_is_better(student, rng):
    for difference, right, wrong in ((0.3, "second", "first"), (-0.3, "first", "second")):
        mistakes = {"`lower_is_better` is not used": wrong}
        equal(said(student, difference, 0.1, True), right, mistakes, what="the verdict for a loss")
    equal(said(student, -0.1, 0.3, True), "not told apart", what="the verdict for a loss, where 0 is in the interval,")


# the best model in validation, the best in the test, one in between, the one with the best single seed, the worst
VALIDATION = np.column_stack(
    [
        [0.90, 0.91, 0.89, 0.90],
        [0.87, 0.85, 0.86, 0.86],
        [0.875, 0.88, 0.86, 0.89],
        [0.96, 0.80, 0.82, 0.84],
        [0.79, 0.78, 0.80, 0.79],
    ]
)
TEST = np.column_stack(
    [
        [0.84, 0.86, 0.87, 0.85],
        [0.94, 0.92, 0.95, 0.93],
        [0.80, 0.78, 0.83, 0.81],
        [0.70, 0.72, 0.71, 0.73],
        [0.62, 0.60, 0.61, 0.61],
    ]
)


@points(2, of="choose_model", hints=("The test set is looked at once, after the choice.", "One mean for each model."))
def test_chosen_by_validation_reported_by_test(student, rng):
    order, seeds = rng.permutation(5), rng.permutation(4)
    validation, test = VALIDATION[seeds][:, order], TEST[seeds][:, order]
    best, best_in_test, best_seed, worst = (int(np.flatnonzero(order == i)[0]) for i in (0, 1, 3, 4))
    seed_of_best = validation[:, best].argmax()
    mistakes = {
        "the model is chosen by the test set: its result is then too good": (best_in_test, 0.935),
        "the mean on the validation set is reported: it was used for the choice, and is too good": (best, 0.90),
        "the model with the best single seed is chosen: compare the means": (best_seed, 0.715),
        "the best test result of one seed is reported, not the mean": (best, 0.87),
        "the test result of one seed is reported, not the mean over the seeds": (best, test[seed_of_best, best]),
        "the worst model is chosen: an accuracy should be high": (worst, 0.61),
        "the mean over the wrong axis is taken: a column is a model": (
            int(validation.mean(axis=1).argmax()),
            test.mean(axis=1)[validation.mean(axis=1).argmax()],
        ),
        "the models are counted from 1: the first one is 0": (best + 1, 0.855),
        "a row of the test results is reported: a model is a column": (best, test[min(best, 3)].mean()),
    }
    mistakes = {mistake: np.array(wrong) for mistake, wrong in mistakes.items()}
    chosen, reported = parts(student.choose_model(validation, test), 2, "(number of the model, test mean)")
    got = [as_numbers(chosen, "the number of the model"), as_numbers(reported, "the test mean")]
    close(got, np.array([best, 0.855]), mistakes, what="(number of the model, test mean)")


@points(1, of="choose_model", hints=("Which end of a list of losses is the good one?",))
def test_the_lowest_loss_is_chosen(student, rng):
    order = rng.permutation(5)
    validation, test = 1 - VALIDATION[:, order], 1 - TEST[:, order]
    best, best_in_test, worst = (int(np.flatnonzero(order == i)[0]) for i in (0, 1, 4))
    got = parts(student.choose_model(validation, test, True), 2, "(number of the model, test mean)")
    mistakes = {
        "`lower_is_better` is not used: the highest loss is chosen": np.array([worst, 0.39]),
        "the model is chosen by the test set: its result is then too good": np.array([best_in_test, 0.065]),
    }
    close(got, np.array([best, 0.145]), mistakes, what="(number of the model, test mean)")


@outcome("always-benign")
def always_benign(student):
    """Accuracy and precision of a detector that never finds anything."""
    matrix = student.confusion_matrix(np.repeat([0, 1], [98, 2]), np.zeros(100, int), 2)
    accuracy, precision = (float(as_numbers(value)) for value in student.class_metrics(matrix, 1)[:2])
    close(accuracy, 0.98, what="the accuracy")  # a wrong answer teaches nothing here
    return f"accuracy {accuracy:.2f}, precision {'has no value' if np.isnan(precision) else f'{precision:g}'}"


@outcome("sure-or-careful")
def sure_or_careful(student):
    """Which network has the lower log loss."""
    losses = []
    for right, sure, mistaken in ((99, 0.99, 0.0), (95, 0.95, 0.4)):
        of_truth = np.repeat([sure, mistaken], [right, 100 - right])
        probabilities = np.column_stack([of_truth, 1 - of_truth])
        losses.append(float(as_numbers(student.log_loss(np.zeros(100, int), probabilities))))
    return "they are equal" if losses[0] == losses[1] else "A" if losses[0] < losses[1] else "B"


@outcome("more-seeds")
def more_seeds(student):
    """How many times narrower the interval is with 12 seeds than with 3, at one standard deviation."""
    found = []
    for seeds in (3, 12):
        values = np.arange(seeds)[:, None] / np.std(np.arange(seeds), ddof=1)
        found.append(float(as_numbers(student.mean_and_half_width(values)[1])[0]))
    return found[0] / found[1]


@outcome("same-seeds")
def same_seeds(student):
    """Whether the paired difference tells the two models of the question apart."""
    a, b = np.array([0.911, 0.949, 0.932, 0.968, 0.940]), np.array([0.900, 0.940, 0.920, 0.960, 0.930])
    found = said(student, *map(float, student.paired_difference(a, b)))
    if found == "second":
        raise Wrong("B is not the better one")
    return "yes, A is better" if found == "first" else "no, they are not told apart"


@outcome("chosen-by-test")
def chosen_by_test(student):
    """The mean accuracy, over 200 studies, of the model that the test set chose from 20 equal ones."""
    rng = np.random.default_rng(0)
    shown = []
    for _ in range(200):
        test = rng.binomial(200, 0.9, (1, 20)) / 200
        shown.append(float(as_numbers(student.choose_model(test, test)[1])))
    return f"about {min((0.90, 0.94, 0.98), key=lambda value: abs(value - np.mean(shown))):.2f}"
