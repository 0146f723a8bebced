"""Hidden tests of homework 2: other sizes, and what must be true of every kernel."""

import numpy as np
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge, RidgeCV
from sklearn.metrics import pairwise
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from homework.checking.tests import as_numbers, close, equal, expect, points


@points(1, of="count_terms", hints=("A product has the last feature or does not have it.",))
def test_counts_add_up(student, rng):
    n, degree = (int(number) for number in rng.integers(3, 9, 2))
    whole = student.count_terms(n, degree)
    parts = [student.count_terms(n - 1, degree), student.count_terms(n, degree - 1)]
    equal(whole, parts[0] + parts[1] + 1, what="the number of products")
    equal(student.count_terms(n, 1), n, what="the number at degree 1")


@points(2, of="polynomial_features", hints=("One feature has its powers, and the degree may be 4.",))
def test_other_sizes_of_features(student, rng):
    for n, degree in ((1, 5), (4, 4)):
        x = rng.normal(size=(3, n))
        right = PolynomialFeatures(degree, include_bias=False).fit_transform(x)
        close(student.polynomial_features(x, degree), right, what=f"the features for n = {n}, degree = {degree}")


@points(1, of="linear_kernel", hints=("Distances and inner products belong together.",))
def test_inner_products_give_distances(student, rng):
    a, b = rng.normal(size=(7, 5)), rng.normal(size=(2, 5))
    square = [(x**2).sum(axis=1) for x in (a, b)]
    distances = pairwise.euclidean_distances(a, b, squared=True)
    close(student.linear_kernel(a, b), (square[0][:, None] + square[1] - distances) / 2)


@points(1, of="polynomial_kernel", hints=("At degree 1 it is the linear kernel and 1.",))
def test_other_degrees_of_kernels(student, rng):
    a, b = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    for degree in (1, 5):
        right = pairwise.polynomial_kernel(a, b, degree=degree, gamma=1, coef0=1)
        close(student.polynomial_kernel(a, b, degree), right, what=f"the kernel of degree {degree}")


@points(2, of="quadratic_features", hints=("Any number of features, and one example.",))
def test_quadratic_features_of_other_sizes(student, rng):
    for m, n in ((1, 1), (4, 6)):
        x = rng.normal(size=(m, n))
        phi = as_numbers(student.quadratic_features(x), "the features")
        expect(phi.shape == (m, 1 + n + n * (n + 1) // 2), "the number of columns is wrong", f"{phi.shape} for n = {n}")
        right = pairwise.polynomial_kernel(x, degree=2, gamma=1, coef0=1)
        close(np.einsum("if,jf->ij", phi, phi), right, what="phi(x) . phi(z)")


@points(2, of="squared_distances", hints=("The distances are those of standardised features.",))
def test_distances_of_standardised_features(student, rng):
    train, other = rng.normal(5, [1.0, 30, 0.2, 4], (20, 4)), rng.normal(5, 3, (3, 4))
    scaler = StandardScaler().fit(train)
    right = pairwise.euclidean_distances(scaler.transform(other), scaler.transform(train), squared=True)
    close(student.squared_distances(other, train, scaler.scale_), right, rtol=1e-3)
    same = as_numbers(student.squared_distances(train, train, scaler.scale_))
    close(np.diag(same), np.zeros(20), atol=1e-4, what="the distance of an example to itself")


@points(2, of="rbf_kernel", hints=("Move all points by the same vector: nothing changes.",))
def test_a_shift_and_gamma_zero(student, rng):
    a, b, shift = rng.normal(size=(6, 3)), rng.normal(size=(4, 3)), rng.normal(size=3)
    right = pairwise.rbf_kernel(a, b, gamma=0.3)
    close(student.rbf_kernel(a + shift, b + shift, 0.3), right, what="the kernel of moved points")
    close(student.rbf_kernel(a, b, 0.0), np.ones((6, 4)), what="the kernel with gamma 0")
    own = as_numbers(student.rbf_kernel(a, a, 2.0))
    close(np.diag(own), np.ones(6), what="the similarity of an example to itself")
    expect(np.linalg.eigvalsh(own).min() > -1e-8, "an eigenvalue of the kernel matrix is negative")


@points(2, of="fit_kernel_ridge", hints=("With the linear kernel it is ridge regression without a bias.",))
def test_it_is_ridge_regression(student, rng):
    x, y, new = rng.normal(size=(25, 3)), rng.normal(size=25), rng.normal(size=(4, 3))
    kernel = pairwise.linear_kernel(x)
    coefficients = student.fit_kernel_ridge(kernel, y, 2.5)
    right = Ridge(alpha=2.5, fit_intercept=False).fit(x, y)
    close(np.einsum("ij,i->j", x, as_numbers(coefficients)), right.coef_, what="the weights of the line")
    between = pairwise.linear_kernel(new, x)
    close(student.predict_kernel_ridge(between, coefficients), right.predict(new), what="the predictions")
    after = student.probe("arguments_after", "fit_kernel_ridge", kernel, y, 2.5)
    close(after[0], kernel, what="the kernel that was given, afterwards,")


@points(1, of="predict_kernel_ridge", hints=("One new example is enough.",))
def test_one_new_example(student, rng):
    close(student.predict_kernel_ridge(np.array([[1.0, 0.5, 0.0]]), np.array([2.0, -1.0, 7.0])), np.array([1.5]))


@points(2, of="leave_one_out", hints=("Another kernel and another penalty.",))
def test_left_out_with_another_kernel(student, rng):
    x, y = rng.normal(size=(8, 2)), rng.normal(size=8)
    kernel = pairwise.polynomial_kernel(x, degree=2, gamma=1, coef0=1)
    out = cross_val_predict(KernelRidge(alpha=1.7, kernel="precomputed"), kernel, y, cv=LeaveOneOut())
    close(student.leave_one_out(kernel, y, 1.7), y - out, rtol=1e-3, atol=1e-5, what="the errors")
    after = student.probe("arguments_after", "leave_one_out", kernel, y, 1.7)
    close(after[0], kernel, what="the kernel that was given, afterwards,")


@points(2, of="choose_gamma", hints=("Noise cannot be predicted from other noise.",))
def test_noise_wants_a_wide_kernel(student, rng):
    x = rng.uniform(-1, 1, size=(20, 2))
    y = 1 + 0.5 * rng.normal(size=20)
    gammas = [0.01, 30.0, 1000.0]
    errors = []
    for gamma in gammas:
        values, vectors = np.linalg.eigh(pairwise.rbf_kernel(x, gamma=gamma))
        features = vectors * np.sqrt(np.clip(values, 0, None))
        errors.append(-RidgeCV(alphas=[0.1], fit_intercept=False).fit(features, y).best_score_)
    close(student.choose_gamma(x, y, gammas, 0.1), gammas[int(np.argmin(errors))], what="gamma")
