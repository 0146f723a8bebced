"""Hidden tests of homework 8: sums, exact fractions, what shifting and scaling must do, and 5,000 studies at once."""

from fractions import Fraction

import numpy as np
from scipy import stats
from sklearn import metrics

from homework.checking.student import Failed
from homework.checking.tests import as_numbers, close, equal, expect, points


def nan(value):
    return value is not None and bool(np.isnan(as_numbers(value).astype(float)).all())


@points(1, of="confusion_matrix", hints=("The sum of a row is how often its class is true.",))
def test_sums_of_rows_and_columns(student, rng):
    for m, classes in ((1, 3), (80, 7), (300, 2)):
        y, predicted = rng.integers(0, classes, m), rng.integers(0, max(1, classes - 1), m)
        matrix = as_numbers(student.confusion_matrix(y, predicted, classes), "the matrix")
        expect(matrix.shape == (classes, classes), "the matrix has not the shape (classes, classes)")
        close(matrix.sum(axis=1), np.bincount(y, minlength=classes), what="the sums of the rows")
        close(matrix.sum(axis=0), np.bincount(predicted, minlength=classes), what="the sums of the columns")
        close(matrix.trace(), np.sum(y == predicted), what="the sum of the diagonal")


@points(2, of="class_metrics", hints=("Count TP, FP and FN for a class of a small matrix by hand.",))
def test_each_class_in_exact_fractions(student, rng):
    matrix = np.triu(rng.integers(1, 9, (5, 5))) + np.eye(5, dtype=int)
    rows = matrix.tolist()
    for k in range(5):
        hits, wrong, missed = rows[k][k], sum(row[k] for row in rows) - rows[k][k], sum(rows[k]) - rows[k][k]
        right = (
            Fraction(hits, hits + wrong),
            Fraction(hits, hits + missed),
            Fraction(2 * hits, 2 * hits + wrong + missed),
        )
        close(
            [float(as_numbers(value)) for value in student.class_metrics(matrix, k)[1:]], [float(one) for one in right]
        )


@points(1, of="class_metrics", hints=("Which of the formulas gives 0 / 0?",))
def test_a_class_that_is_rare_or_nowhere(student, rng):
    matrix = np.array([[5, 1, 0], [0, 0, 0], [0, 0, 0]])
    accuracy, precision, recall, f1 = student.class_metrics(matrix, 1)
    expect(nan(recall), "the class does not occur, so recall is 0 / 0: it should be nan")
    close([float(as_numbers(one)) for one in (accuracy, precision, f1)], np.array([5 / 6, 0, 0]), what="the others")
    accuracy, *others = student.class_metrics(matrix, 2)
    expect(all(nan(other) for other in others), "the class is nowhere: precision, recall and F1 should be nan")
    close(accuracy, 5 / 6, what="the accuracy")


@points(1, of="class_metrics", hints=("All right: every metric is 1.",))
def test_a_perfect_classifier(student, rng):
    close([float(as_numbers(one)) for one in student.class_metrics(np.diag([3, 1, 9]), 1)], np.ones(4))


@points(1, of="macro_f1", hints=("Twice as many examples of a class do not change its weight.",))
def test_macro_of_few_and_many_classes(student, rng):
    for classes in (2, 3, 9):
        y, predicted = rng.integers(0, classes, (2, 200))
        y[:100] = predicted[:100]
        y[100:150] = 0
        matrix = metrics.confusion_matrix(y, predicted, labels=range(classes))
        close(student.macro_f1(matrix), metrics.f1_score(y, predicted, average="macro"), what="the macro F1")


@points(1, of="macro_f1", hints=("Leave out what is nowhere; nothing else.",))
def test_new_empty_classes_change_nothing(student, rng):
    small = rng.integers(1, 9, (3, 3))
    large = np.zeros((6, 6), int)
    large[1:4, 1:4] = small
    close(student.macro_f1(large), as_numbers(student.macro_f1(small)), what="the macro F1 with three empty classes")


@points(1, of="log_loss", hints=("Who knows nothing has the loss log(classes).",))
def test_equal_probabilities(student, rng):
    for classes in (2, 5, 10):
        y = rng.integers(0, classes, 8)
        close(student.log_loss(y, np.full((8, classes), 1 / classes)), np.log(classes), what="the loss")
    close(student.log_loss(np.array([1]), np.array([[0.0, 1.0]])), 0.0, what="the loss of a sure and right answer")


@points(1, of="log_loss", hints=("Clip the probability, not the loss: which number stands in the docstring?",))
def test_small_probabilities(student, rng):
    for small, right in ((1e-6, 6 * np.log(10)), (1e-7, 7 * np.log(10)), (1e-30, 7 * np.log(10))):
        p = np.array([[1 - small, small]])
        close(student.log_loss(np.array([1]), p), right, rtol=0.06, what=f"the loss of probability {small:g}")


@points(1, of="rmse_and_mae", hints=("In another unit both change by the same factor.", "One large error counts more."))
def test_units_and_one_large_error(student, rng):
    y, error = rng.normal(size=16), rng.choice([-3.0, 3.0], 16)
    for scale in (1.0, 1_000.0):
        close(np.array(student.rmse_and_mae(scale * y, scale * (y + error))), np.full(2, 3 * scale))
    error = np.zeros(16)
    error[5] = -8.0
    close(np.array(student.rmse_and_mae(y, (y + error)[:, None])), np.array([2.0, 0.5]), what="(RMSE, MAE)")


@points(1, of="majority_baseline", hints=("The answer is the same, whatever the test set has.",))
def test_a_test_set_without_the_class(student, rng):
    close(np.array(student.majority_baseline(np.array([4, 4, 1]), np.array([1, 0, 1]))), np.array([4, 0.0]))
    close(np.array(student.majority_baseline(np.array([0, 0, 3]), np.array([0, 0, 0, 3]))), np.array([0, 0.75]))


@points(2, of="mean_and_half_width", hints=("A 95% interval contains the true mean in 95 of 100 studies.",))
def test_it_contains_the_true_mean_as_often_as_it_says(student, rng):
    values = rng.normal(0.7, 0.1, (3, 5_000))  # each column is a study of three seeds
    for confidence, low, high in ((0.95, 0.935, 0.965), (0.8, 0.77, 0.83)):
        means, half_widths = map(as_numbers, student.mean_and_half_width(values, confidence))
        expect(means.shape == half_widths.shape == (5_000,), "there should be a mean and a half-width for each model")
        share = np.mean(np.abs(means - 0.7) <= half_widths)
        expect(low < share < high, f"too few or too many intervals contain the true mean: {share:.3f} for {confidence}")


@points(1, of="mean_and_half_width", hints=("More of every value: what becomes of the spread?",))
def test_shifted_and_scaled_values(student, rng):
    values = rng.normal(size=(7, 2))
    means, half_widths = map(as_numbers, student.mean_and_half_width(values))
    shifted = student.mean_and_half_width(10 * values + 3)
    close(shifted[0], 10 * means + 3, what="the means of 10 x values + 3")
    close(shifted[1], 10 * half_widths, what="the half-widths of 10 x values + 3")
    two = student.mean_and_half_width(np.array([[1.0], [3.0]]))
    close(two[1], np.array([12.7062]), what="the half-width of the values 1 and 3")


@points(2, of="paired_difference", hints=("What both models have in common should leave no trace.",))
def test_what_the_seed_does_to_both_cancels(student, rng):
    a = rng.normal(0.8, 0.1, 5)
    close(np.array(student.paired_difference(a, a - 0.02)), np.array([0.02, 0.0]), what="(difference, half-width)")
    b, seeds = a + rng.normal(0, 0.01, 5), rng.normal(0, 30, 5)
    close(student.paired_difference(a + seeds, b + seeds), np.array(student.paired_difference(a, b)), rtol=1e-3)


@points(1, of="paired_difference", hints=("10 intervals, each with the confidence 0.995.",))
def test_ten_comparisons(student, rng):
    a, b = rng.normal(size=(2, 9))
    interval = stats.ttest_rel(a, b).confidence_interval(0.995)
    difference, half_width = map(as_numbers, student.paired_difference(a, b, 10))
    close(np.array([difference - half_width, difference + half_width]), np.array(interval), what="the interval")


@points(1, of="paired_difference", hints=("`raise ValueError(...)` with a sentence that helps.",))
def test_other_seeds_are_refused(student, rng):
    for one, other in ((5, 4), (1, 5), (6, 1)):
        try:
            student.paired_difference(rng.normal(size=one), rng.normal(size=other))
        except Failed as failed:
            if failed.status != "error":
                raise  # not written yet, for example
            expect(str(failed).startswith("ValueError"), "other numbers of seeds raise another error than ValueError")
        else:
            expect(False, f"{one} and {other} seeds give a difference: it should raise ValueError")


@points(1, of="verdict", hints=("Is 0 in an interval that ends at 0?", "Any comparison with nan is False."))
def test_the_end_of_the_interval_and_no_interval(student, rng):
    for difference, half_width in ((0.5, 0.5), (-0.25, 0.25), (0.0, 0.0), (0.5, float("nan")), (-0.5, float("nan"))):
        for low in (False, True):
            got = student.verdict(difference, half_width, low)
            equal(got, "not told apart", what=f"the verdict for {difference} +- {half_width}")


@points(1, of="verdict", hints=("Four cases: two signs, two kinds of metrics.",))
def test_all_four_cases(student, rng):
    for difference, low, right in (
        (2, False, "first"),
        (-2, False, "second"),
        (2, True, "second"),
        (-2, True, "first"),
    ):
        equal(student.verdict(float(difference), 1.99, low), right, what=f"the verdict for {difference} +- 1.99")


@points(1, of="choose_model", hints=("The test results may be anything: the choice does not change.",))
def test_the_test_set_changes_no_choice(student, rng):
    validation = rng.permuted(np.tile(np.linspace(0.5, 0.9, 6), (3, 1)), axis=1) + np.linspace(0, 0.01, 6)
    for low in (False, True):
        means = validation.mean(axis=0)
        right = int(np.argsort(-means if not low else means)[0])
        for _ in range(3):
            test = rng.uniform(size=(3, 6))
            got = student.choose_model(validation, test, low)
            close(np.array(got), np.array([right, test[:, right].sum() / 3]), what="(number of the model, test mean)")


@points(1, of="choose_model", hints=("With one seed the mean is its value.",))
def test_one_seed_and_one_model(student, rng):
    close(np.array(student.choose_model(np.array([[0.2, 0.6, 0.4]]), np.array([[0.9, 0.3, 0.1]]))), np.array([1, 0.3]))
    close(np.array(student.choose_model(np.array([[0.2], [0.4]]), np.array([[0.5], [0.7]]))), np.array([0, 0.6]))
