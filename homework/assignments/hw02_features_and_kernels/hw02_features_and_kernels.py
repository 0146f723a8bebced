# %% [markdown]
"""Homework 2: non-linear features and kernels (비선형성, 특성, 커널).

Fill in every function that ends with `raise NotImplementedError`. Use NumPy and Python's standard library only. The
README says what is worth what. This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in
VS Code and Jupyter.

m and k are numbers of examples, n is the number of features. a has shape (m, n), b has shape (k, n). A kernel matrix
(커널 행렬) of a and b has shape (m, k): one row for each example of a, one column for each example of b.
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import datasets


# %% Part 1: new features that we compute (slide "비선형성에 대응하기 위한 3가지 전략": explicitly fixed mapping)
def count_terms(features: int, degree: int) -> int:
    """How many products of the features have 1 to `degree` factors (slide "Logistic Regression의 한계").

    A feature may occur more than once in a product; the order of the factors does not matter. x1 and x2 have five
    products up to degree 2: x1, x2, x1^2, x1 x2, x2^2. The constant 1 is not counted.

    Args:
        features: n, at least 1; it may be a million.
        degree: the most factors of a product, at least 1.
    """
    raise NotImplementedError


def polynomial_features(x: np.ndarray, degree: int) -> np.ndarray:
    """The products that `count_terms` counts, for every example (다항 특성).

    The order of the columns: first the features themselves, then the products of two, then of three, and so on.
    Products of equal length are in the order of a dictionary. For n = 3, degree = 2:

        x1, x2, x3, x1 x1, x1 x2, x1 x3, x2 x2, x2 x3, x3 x3

    Args:
        x: shape (m, n).
        degree: the most factors of a product, at least 1.

    Returns:
        Shape (m, count_terms(n, degree)).
    """
    raise NotImplementedError


# %% Part 2: kernels (the same slide: implicitly fixed mapping)
def linear_kernel(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The inner product (내적) of every example of a with every example of b: k(x, z) = x . z.

    Args:
        a, b: shapes (m, n) and (k, n).

    Returns:
        Shape (m, k).
    """
    raise NotImplementedError


def polynomial_kernel(a: np.ndarray, b: np.ndarray, degree: int) -> np.ndarray:
    """The polynomial kernel (다항 커널): k(x, z) = (1 + x . z)^degree.

    Args:
        a, b: shapes (m, n) and (k, n).
        degree: at least 1.

    Returns:
        Shape (m, k).
    """
    raise NotImplementedError


def quadratic_features(x: np.ndarray) -> np.ndarray:
    """The features phi whose inner product is the kernel of degree 2: phi(x) . phi(z) = (1 + x . z)^2.

    Write (1 + x1 z1 + x2 z2)^2 as a sum on paper. Each term of the sum is one feature of x times the same feature of z.
    The features are the constant, each x_i, and each product x_i x_j once, with factors that you find on paper.
    The order of the columns is free.

    Args:
        x: shape (m, n).

    Returns:
        Shape (m, 1 + n + n (n + 1) / 2).
    """
    raise NotImplementedError


def squared_distances(a: np.ndarray, b: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """Squared distances between examples, each feature in units of its scale: sum_j ((x_j - z_j) / s_j)^2.

    With the standard deviations of the training split as scales, no feature decides alone only because its unit is
    small (millimetres in place of metres). With scales of 1 it is the usual |x - z|^2.

    Args:
        a, b: shapes (m, n) and (k, n).
        scales: s_j, one a feature, all above 0, shape (n,).

    Returns:
        Shape (m, k).
    """
    raise NotImplementedError


def rbf_kernel(a: np.ndarray, b: np.ndarray, gamma: float) -> np.ndarray:
    """The RBF kernel (방사 기저 함수 커널) of chapter 3: k(x, z) = exp(-gamma |x - z|^2).

    It is 1 where x = z and close to 0 where the two are far apart. The features are not scaled here.

    Args:
        a, b: shapes (m, n) and (k, n).
        gamma: at least 0; points are similar up to a distance of about 1 / sqrt(gamma).

    Returns:
        Shape (m, k).
    """
    raise NotImplementedError


# %% Part 3: kernel ridge regression (커널 릿지 회귀), a line in the new features that needs only the kernel
def fit_kernel_ridge(kernel: np.ndarray, y: np.ndarray, penalty: float) -> np.ndarray:
    """The coefficients c of f(x) = sum_i c_i k(x, x_i): the solution of (K + penalty I) c = y.

    They minimise |y - K c|^2 + penalty c^T K c: squared errors, and the L2 penalty of chapter 2 for the weights of the
    new features, here without a factor 1/m.

    Args:
        kernel: K, of the training examples with themselves, shape (m, m); the array stays as it is.
        y: targets, shape (m,). For two classes they are -1 and 1.
        penalty: above 0.

    Returns:
        Shape (m,).
    """
    raise NotImplementedError


def predict_kernel_ridge(kernel: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """f(x) = sum_i c_i k(x, x_i) for new examples x. For two classes, the sign of f(x) is the class.

    Args:
        kernel: of new examples with the training examples, shape (k, m).
        coefficients: as `fit_kernel_ridge` returns them, shape (m,).

    Returns:
        Shape (k,): numbers, not classes.
    """
    raise NotImplementedError


# %% Part 4: choose gamma by examples that were not in the training
def leave_one_out(kernel: np.ndarray, y: np.ndarray, penalty: float) -> np.ndarray:
    """Leave-one-out validation (리브-원-아웃 교차 검증): e_i = y_i - f_i(x_i), where f_i was fitted without example i.

    m fits, each with m - 1 examples. A loop is right. There is also a formula that needs one matrix inverse.

    Args:
        kernel: of the training examples with themselves, shape (m, m); the array stays as it is.
        y: targets, shape (m,).
        penalty: of each fit.

    Returns:
        The errors e_i with their signs, shape (m,).
    """
    raise NotImplementedError


def choose_gamma(x: np.ndarray, y: np.ndarray, gammas: list[float], penalty: float) -> float:
    """The gamma of the RBF kernel with the smallest mean of the squared leave-one-out errors.

    Args:
        x: training examples, shape (m, n).
        y: targets, shape (m,).
        gammas: to choose from, in any order.
        penalty: of the kernel ridge regression.

    Returns:
        One of `gammas`.
    """
    raise NotImplementedError


# %% To look at: decision boundaries of three kernels. Run this file when all functions are written.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    data = datasets.load("moons")
    mean, scales = data.train.x.mean(axis=0), data.train.x.std(axis=0)
    x, test_x = (data.train.x - mean) / scales, (data.test.x - mean) / scales
    y, test_y = 2.0 * data.train.y.reshape(-1) - 1, 2.0 * data.test.y.reshape(-1) - 1
    x, y = x[:200], y[:200]
    gamma = choose_gamma(x, y, [0.01, 0.1, 1.0, 10.0, 100.0], penalty=0.1)
    kernels = {
        "linear": linear_kernel,
        "polynomial, degree 3": lambda a, b: polynomial_kernel(a, b, 3),
        f"RBF, gamma {gamma:g} (leave-one-out)": lambda a, b: rbf_kernel(a, b, gamma),
        "RBF, gamma 1000": lambda a, b: rbf_kernel(a, b, 1000.0),
    }
    first, second = np.meshgrid(np.linspace(-2.5, 2.5, 120), np.linspace(-2.5, 2.5, 120))
    grid = np.column_stack([first.ravel(), second.ravel()])
    figure, places = plt.subplots(1, 4, figsize=(16, 4.2), sharey=True)
    for axes, (name, kernel) in zip(places, kernels.items(), strict=True):
        coefficients = fit_kernel_ridge(kernel(x, x), y, penalty=0.1)
        right = [
            np.mean(np.sign(predict_kernel_ridge(kernel(examples, x), coefficients)) == targets)
            for examples, targets in ((x, y), (test_x, test_y))
        ]
        print(f"{name:32} accuracy {right[0]:.3f} on {len(x)} training and {right[1]:.3f} on {len(test_x)} test points")
        values = predict_kernel_ridge(kernel(grid, x), coefficients).reshape(first.shape)
        axes.contourf(first, second, values, levels=[-np.inf, 0, np.inf], colors=["tab:blue", "tab:orange"], alpha=0.3)
        axes.scatter(*x.T, c=np.where(y > 0, "tab:orange", "tab:blue"), s=12)
        axes.set(title=f"{name}\ntest accuracy {right[1]:.3f}", xlabel="x1, scaled")
    places[0].set(ylabel="x2, scaled")
    figure.savefig("hw02_features_and_kernels.png", bbox_inches="tight", dpi=120)
    print("figure: hw02_features_and_kernels.png")
