"""Public tests of homework 2: new numbers each time, judged by scikit-learn, SciPy and counting by hand."""

import numpy as np
from scipy import special
from scipy.spatial.distance import cdist
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import RidgeCV
from sklearn.metrics import pairwise
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.preprocessing import PolynomialFeatures

from homework.checking.tests import Wrong, as_numbers, close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def two_sets(rng, m=6, k=4, n=3):
    return rng.normal(size=(m, n)), rng.normal(size=(k, n))


def similarities(rng, m=9):
    """The kernel matrix of some points with themselves, that of new points with them, and targets."""
    x, new = two_sets(rng, m=m, k=5, n=2)
    return pairwise.rbf_kernel(x, gamma=0.7), pairwise.rbf_kernel(new, x, gamma=0.7), rng.normal(size=m)


def ridge(kernel, y, penalty):
    return KernelRidge(alpha=penalty, kernel="precomputed").fit(kernel, y)


def left_out(kernel, y, penalty):
    """What is predicted for each example by a fit without it."""
    return cross_val_predict(KernelRidge(alpha=penalty, kernel="precomputed"), kernel, y, cv=LeaveOneOut())


@points(2, of="count_terms", hints=("Write down all products of x1 and x2 up to degree 2.", "See chapter 2: C(a, b)."))
def test_the_products_are_counted(student, rng):
    for n, degree in ((3, 3), (int(rng.integers(4, 9)), int(rng.integers(3, 5)))):
        right = PolynomialFeatures(degree, include_bias=False).fit(np.zeros((1, n))).n_output_features_
        mistakes = {
            "the constant 1 is counted too": right + 1,
            "only the powers of each feature are counted: products of different features are missing": n * degree,
            "x1 x2 and x2 x1 are counted as two products": sum(n**size for size in range(1, degree + 1)),
            "only products of exactly `degree` factors are counted": int(special.comb(n, degree, repetition=True)),
            "no feature occurs twice: x1^2 is a product too": sum(
                int(special.comb(n, i)) for i in range(1, degree + 1)
            ),
            "this is the number of features to the power of the degree": n**degree,
        }
        equal(student.count_terms(n, degree), right, mistakes, what=f"the number for n = {n}, degree = {degree}")


@points(1, of="count_terms", hints=("Do not list the products: compute their number.", "`math.comb` is exact."))
def test_a_million_features(student, rng):
    n = int(rng.integers(900_000, 1_100_000))
    equal(student.count_terms(n, 2), n + n + n * (n - 1) // 2, what=f"the number for n = {n:,}, degree = 2")


@points(
    3,
    of="polynomial_features",
    hints=("`itertools` has the products of the features in this order.", "Which one allows the same feature twice?"),
)
def test_the_products_of_every_example(student, rng):
    x = rng.normal(size=(5, 3))
    for degree in (2, 3):
        right = PolynomialFeatures(degree, include_bias=False).fit_transform(x)
        different = PolynomialFeatures(degree, include_bias=False, interaction_only=True).fit_transform(x)
        mistakes = {
            "there is a column of ones: the constant is none of the products": np.column_stack([np.ones(5), right]),
            "the powers of single features are missing: a feature may occur twice": different,
            "only the powers of each feature are there: mixed products such as x1 x2 are missing": np.concatenate(
                [x**power for power in range(1, degree + 1)], axis=1
            ),
            "only the products of exactly `degree` factors are there": right[
                :, -special.comb(3, degree, repetition=True, exact=True) :
            ],
            "the features of a product are added and not multiplied": sums(x, degree),
            "x1 x2 and x2 x1 are two columns": ordered(x, degree),
        }
        got = student.polynomial_features(x, degree)
        values = as_numbers(got)
        if values.shape == right.shape and not np.allclose(values, right):
            same = np.allclose(np.sort(values, axis=1), np.sort(right, axis=1))
            expect(not same, "the columns are right, and their order is not that of the docstring")
        close(got, right, mistakes, what=f"the features up to degree {degree}")


def sums(x, degree):
    """As the products, with + in place of x."""
    return np.log(PolynomialFeatures(degree, include_bias=False).fit_transform(np.exp(x)))


def ordered(x, degree):
    """Every sequence of features is a column of its own."""
    blocks = [x]
    for _ in range(1, degree):
        blocks.append(np.einsum("mi,mj->mij", blocks[-1], x).reshape(len(x), -1))
    return np.concatenate(blocks, axis=1)


@points(1, of="polynomial_features", hints=("Degree 1 changes nothing.", "Look at the example n = 3, degree = 2."))
def test_an_example_by_hand(student, rng):
    x = np.array([[2.0, 3.0, 5.0]])
    close(student.polynomial_features(x, 1), x, what="the features up to degree 1")
    by_hand = np.array([[2.0, 3, 5, 4, 6, 10, 9, 15, 25]])
    close(student.polynomial_features(x, 2), by_hand, what="the features of (2, 3, 5) up to degree 2")


@points(1, of="linear_kernel", hints=("One number for each pair of examples.", "Which axis is summed over?"))
def test_inner_products_of_all_pairs(student, rng):
    a, b = two_sets(rng)
    right = pairwise.linear_kernel(a, b)
    mistakes = {
        "rows and columns are the wrong way round: a row belongs to an example of a": right.T,
        "it is divided by the number of features": right / a.shape[1],
        "this is the cosine: do not divide by the lengths": pairwise.cosine_similarity(a, b),
    }
    close(student.linear_kernel(a, b), right, mistakes)


@points(2, of="polynomial_kernel", hints=("First the inner product, then plus 1, then the power.",))
def test_powers_of_inner_products(student, rng):
    a, b = two_sets(rng)
    for degree in (2, 3):
        right = pairwise.polynomial_kernel(a, b, degree=degree, gamma=1, coef0=1)
        inner = pairwise.linear_kernel(a, b)
        mistakes = {
            "the 1 is not added": np.power(inner, degree),
            "the 1 is added after the power": np.power(inner, degree) + 1,
            "it is multiplied by the degree and not raised to its power": degree * (inner + 1),
            "the degree is not used": inner + 1,
            "each product x_j z_j is raised to the power before the sum": pairwise.linear_kernel(a**degree, b**degree)
            + 1,
            "the inner product is divided by the number of features": pairwise.polynomial_kernel(a, b, degree=degree),
            "rows and columns are the wrong way round: a row belongs to an example of a": right.T,
        }
        close(student.polynomial_kernel(a, b, degree), right, mistakes, what=f"the kernel of degree {degree}")


@points(
    3,
    of="quadratic_features",
    hints=(
        "(1 + u + v)^2 = 1 + 2u + 2v + u^2 + v^2 + 2uv.",
        "Where the sum has a 2, x and z have the same share of it.",
    ),
)
def test_their_inner_product_is_the_kernel(student, rng):
    a, b = two_sets(rng)
    one, other = (as_numbers(student.quadratic_features(x), "the features") for x in (a, b))
    columns = 10  # 1, three features, three squares, three products
    expect(
        one.shape == (len(a), columns) and other.shape == (len(b), columns),
        f"the features of (m, 3) should have the shape (m, {columns})",
        f"{one.shape} for m = {len(a)}",
    )
    inner, plain = pairwise.linear_kernel(a, b), pairwise.linear_kernel(a**2, b**2)
    right = pairwise.polynomial_kernel(a, b, degree=2, gamma=1, coef0=1)
    mixed = (inner**2 - plain) / 2
    mistakes = {
        "all factors are 1: in the sum some terms have a 2": 1 + inner + plain + mixed,
        "the factor is 2 on both sides, which makes 4: each side has the root": 1 + 4 * inner + plain + 4 * mixed,
        "the factor of the products x_i x_j with i != j is missing": right - mixed,
        "the factor of the single features x_i is missing": right - inner,
        "the constant is missing": right - 1,
        "the squares have a factor that belongs to the other products": right + plain,
    }
    close(np.einsum("if,jf->ij", one, other), right, mistakes, what="phi(x) . phi(z)")


@points(
    2, of="squared_distances", hints=("Divide the differences before you square.", "The sum goes over the features.")
)
def test_every_feature_in_its_scale(student, rng):
    a, b = two_sets(rng)
    scales = rng.uniform(2, 5, 3)
    right = cdist(a, b, "seuclidean", V=scales**2) ** 2
    mistakes = {
        "the scales are not used": cdist(a, b, "sqeuclidean"),
        "the root is taken: squared distances are asked for": np.sqrt(right),
        "it is multiplied by the scales": cdist(a * scales, b * scales, "sqeuclidean"),
        "the squares are divided by s_j and not by s_j^2": cdist(a, b, "seuclidean", V=scales) ** 2,
        "the differences are not squared": cdist(a / scales, b / scales, "cityblock"),
        "the mean over the features is taken and not the sum": right / 3,
        "rows and columns are the wrong way round: a row belongs to an example of a": right.T,
    }
    close(student.squared_distances(a, b, scales), right, mistakes)


@points(1, of="squared_distances", hints=("A distance does not change when both points get another unit.",))
def test_another_unit_changes_nothing(student, rng):
    a, b = two_sets(rng)
    scales, unit = rng.uniform(0.5, 2, 3), np.array([1.0, 1000.0, 0.01])
    right = cdist(a, b, "seuclidean", V=scales**2) ** 2
    close(student.squared_distances(a * unit, b * unit, scales * unit), right, rtol=1e-3, what="the distances in mm")


@points(2, of="rbf_kernel", hints=("It is 1 for a point with itself.", "Look at the sign of the exponent."))
def test_close_points_are_similar(student, rng):
    a, b = two_sets(rng)
    gamma = float(rng.uniform(0.2, 0.4))
    right, squared = pairwise.rbf_kernel(a, b, gamma=gamma), cdist(a, b, "sqeuclidean")
    mistakes = {
        "it grows with the distance: the sign in the exponent is missing": 1 / right,
        "the distance in the exponent is not squared": np.exp(-gamma * cdist(a, b)),
        "it is divided by gamma and not multiplied": np.exp(-squared / gamma),
        "there is a factor 1/2 in the exponent": np.sqrt(right),
        "gamma is taken as a width: -|x - z|^2 / (2 gamma^2)": np.exp(-squared / 2 / gamma**2),
        "gamma is not used": np.exp(-squared),
        "the exponential function is missing": -gamma * squared,
        "the features are scaled here: rbf_kernel takes them as they are": pairwise.rbf_kernel(
            a / a.std(axis=0), b / a.std(axis=0), gamma=gamma
        ),
        "rows and columns are the wrong way round: a row belongs to an example of a": right.T,
    }
    close(student.rbf_kernel(a, b, gamma), right, mistakes)


@points(
    3, of="fit_kernel_ridge", hints=("`np.linalg.solve` solves A c = y.", "I is 1 on the diagonal and 0 elsewhere.")
)
def test_the_coefficients(student, rng):
    kernel, _, y = similarities(rng)
    right = ridge(kernel, y, 0.3).dual_coef_
    m = len(y)
    mistakes = {
        "the penalty is not used": np.linalg.lstsq(kernel, y, rcond=None)[0],
        "the penalty is added to every number of K and not only to the diagonal": np.linalg.lstsq(
            kernel + 0.3, y, rcond=None
        )[0],
        "the penalty is subtracted": np.linalg.lstsq(kernel - np.diag(np.full(m, 0.3)), y, rcond=None)[0],
        "the penalty is multiplied by m": ridge(kernel, y, 0.3 * m).dual_coef_,
        "the penalty is divided by m": ridge(kernel, y, 0.3 / m).dual_coef_,
        "the penalty is squared": ridge(kernel, y, 0.09).dual_coef_,
        "K is used as the features of an ordinary ridge regression: (K^T K + penalty I) c = K^T y": ridge(
            pairwise.linear_kernel(kernel), pairwise.linear_kernel(kernel, y[None])[:, 0], 0.3
        ).dual_coef_,
        "K is multiplied with y: solve the equation for c": np.einsum("ij,j->i", kernel + 0.3 * np.eye(m), y),
    }
    close(student.fit_kernel_ridge(kernel, y, 0.3), right, mistakes, what="c")


@points(1, of="predict_kernel_ridge", hints=("Each row of the kernel belongs to a new example.",))
def test_a_weighted_sum_of_similarities(student, rng):
    kernel, between, y = similarities(rng)
    model = ridge(kernel, y, 0.3)
    right = model.predict(between)
    mistakes = {
        "the mean over the training examples is taken and not the sum": right / len(y),
        "the sign is returned: numbers are asked for": np.sign(right),
        "it is divided by the sum of the similarities": right / between.sum(axis=1),
    }
    close(student.predict_kernel_ridge(between, model.dual_coef_), right, mistakes)


@points(
    4,
    of="leave_one_out",
    hints=(
        "For each i, leave out row i and column i of K, and y_i; then fit.",
        "The prediction for x_i needs row i of K without column i: `np.delete` takes one out.",
        "The formula divides c_i by a number on a diagonal.",
    ),
)
def test_errors_of_examples_that_were_left_out(student, rng):
    kernel, _, y = similarities(rng)
    out = left_out(kernel, y, 0.3)
    model = ridge(kernel, y, 0.3)
    fitted = model.predict(kernel)
    mistakes = {
        "these are training errors: example i was in the fit": y - fitted,
        "the sign is the wrong way round: y_i comes first": out - y,
        "the predictions are returned and not the errors": out,
        "the errors are squared": (y - out) ** 2,
        "these are absolute errors, without their signs": np.abs(y - out),
        "the mean square is returned and not the errors": np.mean((y - out) ** 2),
        "example i was in the fit, only its coefficient is left out of the prediction": y - fitted + model.dual_coef_,
        "the penalty is missing": y - left_out(kernel, y, 1e-12),
        "the coefficients are returned": model.dual_coef_,
    }
    close(student.leave_one_out(kernel, y, 0.3), y - out, mistakes, rtol=1e-3, atol=1e-5, what="the errors")


@points(
    3, of="choose_gamma", hints=("Which examples may judge a fit?", "It returns a gamma, not its place or its error.")
)
def test_the_gamma_of_the_smallest_error(student, rng):
    x, y = waves(rng)
    gammas = [100.0, 3.0, 0.001, 3000.0]
    errors = [left_out_error(pairwise.rbf_kernel(x, gamma=g), y, 0.05) for g in gammas]
    training = [np.mean((y - fitted_to(x, y, g)) ** 2) for g in gammas]
    mistakes = {
        "the training error decides: it is smallest where everything is learned by heart": gammas[np.argmin(training)],
        "the largest error is chosen": gammas[np.argmax(errors)],
        "the place in the list is returned and not gamma": float(np.argmin(errors)),
        "the error is returned and not gamma": min(errors),
        "the first gamma of the list is returned": gammas[0],
    }
    close(student.choose_gamma(x, y, gammas, 0.05), gammas[np.argmin(errors)], mistakes, what="gamma")


def waves(rng, m=40):
    """A smooth curve with noise, scaled to mean square 1."""
    x = rng.uniform(-2, 2, size=(m, 1))
    y = np.sin(2 * x[:, 0]) + 0.25 * rng.normal(size=m)
    return x, y / np.sqrt(np.mean(y**2))


def left_out_error(kernel, y, penalty):
    """The mean of the squared leave-one-out errors, by features whose inner products are the kernel."""
    values, vectors = np.linalg.eigh(kernel)
    features = vectors * np.sqrt(np.clip(values, 0, None))
    return -RidgeCV(alphas=[penalty], fit_intercept=False).fit(features, y).best_score_


def fitted_to(x, y, gamma, penalty=0.05):
    return KernelRidge(alpha=penalty, kernel="rbf", gamma=gamma).fit(x, y).predict(x)


@outcome("terms-of-a-megapixel")
def terms_of_a_megapixel(student):
    """How many products of one or two of 1024 x 1024 pixels there are."""
    return int(as_numbers(student.count_terms(1024 * 1024, 2)))


@outcome("size-of-a-kernel")
def size_of_a_kernel(student):
    """How many numbers the kernel matrix of degree 10 of 100 examples with 30 features has."""
    x = np.random.default_rng(0).normal(size=(100, 30)) / 30
    return as_numbers(student.polynomial_kernel(x, x, 10)).size


@outcome("large-gamma")
def errors_at_a_large_gamma(student):
    """What training and validation error do when gamma grows from 1 to 1000."""
    rng = np.random.default_rng(2)
    x, y = waves(rng, 120)
    errors = []
    for gamma in (1.0, 1000.0):
        coefficients = student.fit_kernel_ridge(student.rbf_kernel(x[:60], x[:60], gamma), y[:60], 0.1)
        for part in (slice(60), slice(60, None)):
            kernel = student.rbf_kernel(x[part], x[:60], gamma)
            predictions = as_numbers(student.predict_kernel_ridge(kernel, coefficients))
            errors.append(float(np.mean((predictions - y[part]) ** 2)))
    training, validation = errors[2] > errors[0], errors[3] > errors[1]
    if training == validation:
        return "both rise" if training else "both fall"
    return "training rises, validation falls" if training else "training falls, validation rises"


@outcome("linear-kernel-on-xor")
def linear_kernel_on_xor(student):
    """The training accuracy of kernel ridge regression with the linear kernel on XOR."""
    rng = np.random.default_rng(0)
    corners = np.repeat([[1.0, 1], [-1, -1], [1, -1], [-1, 1]], 100, axis=0)
    x, y = corners + 0.3 * rng.normal(size=corners.shape), corners.prod(axis=1)
    kernel = student.linear_kernel(x, x)
    predictions = as_numbers(student.predict_kernel_ridge(kernel, student.fit_kernel_ridge(kernel, y, 0.1)))
    if predictions.shape != y.shape:
        raise Wrong(f"the predictions have shape {predictions.shape}, and it should be {y.shape}")
    accuracy = float(np.mean(np.sign(predictions) == y))
    nearest = min((50, 75, 100), key=lambda percent: abs(percent - 100 * accuracy))
    return f"about {nearest} %"
