"""What the slides on lines, logistic curves and mappings say, computed in plain sight. One function a claim.

Each function bears the id of its claim in `claims.toml`, with underscores, and gives what is to be compared with
the claim's `expected`. The first line of its docstring says how.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable
from types import ModuleType

import numpy as np

from chapters.claims.claim_list import named as claim
from chapters.claims.registry import computes
from chapters.material.lines.examples import FAR_X, FAR_Y, X, Y
from comparison.losses import sigmoid


@computes("linear-models-a-line")
def linear_models_a_line(lesson: ModuleType) -> bool:
    """Least squares on points of the plane y = 2 x1 - 3 x2 + 1 gives 2, -3 and 1 back."""
    x = np.random.default_rng(0).normal(size=(50, 2))
    weights, bias = lesson.least_squares(x, x @ [[2], [-3]] + 1)
    return np.allclose(weights[:, 0], [2, -3]) and np.allclose(bias, 1)


@computes("far-example-moves-the-line")
def far_example_moves_the_line(lesson: ModuleType) -> bool:
    """A line fitted to 0 and 1 (threshold 1/2) classifies all eight correctly; with x = 100 of class 1 not all nine."""

    def classified(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        weights, bias = lesson.least_squares(x[:, None], y[:, None])
        return x * weights[0, 0] + bias[0] > 0.5

    return np.array_equal(classified(X, Y), Y == 1) and not np.array_equal(classified(FAR_X, FAR_Y), FAR_Y == 1)


@computes("logistic-stands-the-far-example")
def logistic_stands_the_far_example() -> bool:
    """A logistic regression that is fitted to the same nine examples classifies all of them correctly."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e3, max_iter=10_000).fit(FAR_X[:, None], FAR_Y)
    return np.array_equal(model.predict(FAR_X[:, None]), FAR_Y)


def through_two_points(lesson: ModuleType, at: float) -> float:
    """The line through (0, 0) and (2, 1), which least squares find, at an x; to six places."""
    weights, bias = lesson.least_squares(np.array([[0.0], [2.0]]), np.array([[0.0], [1.0]]))
    return round(float(weights[0, 0] * at + bias[0]), 6)


@computes("line-at-10")
def line_at_10(lesson: ModuleType) -> float:
    """Least squares find the line through (0, 0) and (2, 1); its output at x = 10."""
    return through_two_points(lesson, 10)


@computes("line-at-100")
def line_at_100(lesson: ModuleType) -> float:
    """Least squares find the line through (0, 0) and (2, 1); its output at x = 100."""
    return through_two_points(lesson, 100)


SLOPE = 0.5  # of the slide's line


@computes("line-has-no-range")
def line_has_no_range() -> bool:
    """For 30 bounds B up to 10^290: of y = 0.5 x, x from -10^300 to 10^300, one output is above B, one below -B."""
    outputs = SLOPE * np.linspace(-1e300, 1e300, 11)
    bounds = 10.0 ** np.arange(0, 300, 10)
    return bool((outputs.max() > bounds).all() and (outputs.min() < -bounds).all())


SCORE = (2.0, -10.0)  # slope and bias of a score that is no probability


@computes("classes-need-outputs-in-0-1")
def classes_need_outputs_in_0_1() -> bool:
    """Is there no classifier without error whose outputs leave [0, 1]? The sign of 2 x - 10 is one."""
    x = np.linspace(0, 10, 100)
    score = SCORE[0] * x + SCORE[1]
    faultless = np.array_equal(score > 0, x > 5)
    return not (faultless and (score.min() < 0 or score.max() > 1))


@computes("sigmoid-between-0-and-1")
def sigmoid_between_0_and_1(lesson: ModuleType) -> bool:
    """The sigmoid of 4,156 numbers from -10^38 to 10^38 in float32: none is below 0 or above 1."""
    size = np.float32(10) ** np.arange(-38, 39, dtype=np.float32)
    y = lesson.float32_sigmoid(np.concatenate([-size, [0], size, np.linspace(-200, 200, 4_001)]))
    return bool(((y >= 0) & (y <= 1)).all())


@computes("sigmoid-below-1-in-float32")
def sigmoid_below_1_in_float32(lesson: ModuleType) -> bool:
    """The sigmoid of 17, computed in float32, is compared with 1."""
    return bool(lesson.float32_sigmoid(np.array([17.0]))[0] < 1)


@computes("sigmoid-inverts-the-log-odds")
def sigmoid_inverts_the_log_odds() -> bool:
    """For 201 x from -10 to 10 and y = sigmoid(x): sigmoid(0) = 1/2, sigmoid(-x) = 1 - y, log(y / (1 - y)) = x."""
    x = np.linspace(-10, 10, 201)
    y = sigmoid(x)
    return bool(np.allclose(y[100], 0.5) and np.allclose(y[::-1], 1 - y) and np.allclose(np.log(y / (1 - y)), x))


Term = tuple[int, ...]
"""The features that a product has, with repetition: x1^2 x3 is (1, 1, 3)."""


def slides_terms(claim_id: str) -> list[Term]:
    """The terms that the slide's words list between the arrow and the dots."""
    listed = claim(claim_id).ko.partition("=>")[2].partition("...")[0].split(",")
    factors = [re.findall(r"x(\d)(?:\^(\d))?", term) for term in listed if term.strip()]
    return [tuple(sorted(int(x) for x, power in term for _ in range(int(power or 1)))) for term in factors]


def if_same(listed: Iterable[Term], all_products: Iterable[Term]) -> int:
    """How many terms are listed, if they are all products, each once; else 0."""
    listed = sorted(listed)
    return len(listed) if listed == sorted(all_products) else 0


@computes("terms-of-two-inputs")
def terms_of_two_inputs() -> int:
    """The terms are read from the slide's words and compared with all products of x1 and x2 with one or two factors;
    their number, or 0 if one is missing or too many."""
    products = [one for size in (1, 2) for one in itertools.combinations_with_replacement((1, 2), size)]
    return if_same(slides_terms("terms-of-two-inputs"), products)


@computes("terms-of-three-inputs")
def terms_of_three_inputs() -> int:
    """The terms are read from the slide's words and compared with all products of one, two or three different features
    among x1, x2, x3; their number, or 0 if one is missing or too many."""
    products = [one for size in (1, 2, 3) for one in itertools.combinations((1, 2, 3), size)]
    return if_same(slides_terms("terms-of-three-inputs"), products)


@computes("terms-of-a-megapixel")
def terms_of_a_megapixel(lesson: ModuleType) -> int:
    """C(n + 2, 2) - 1 for n = 1024 x 1024."""
    return lesson.polynomial_terms(1024 * 1024, 2)


@computes("non-linearity-needs-many-terms")
def non_linearity_needs_many_terms() -> bool:
    """One exception is enough: the sign of the single product x1 x2 separates the classes of XOR."""
    corners, xor = xor_corners()
    return not np.array_equal(-corners[:, 0] * corners[:, 1] > 0, xor)


@computes("pixels-of-the-picture")
def pixels_of_the_picture() -> int:
    """The two sides are read from the slide's words and multiplied."""
    height, width = re.findall(r"(\d+)x(\d+)", claim("pixels-of-the-picture").ko)[0]
    return int(height) * int(width)


COLOURS = "RGB"  # as Pillow calls it


@computes("rgb-triples-the-features")
def rgb_triples_the_features() -> int:
    """The factor is read from the slide's words. Pillow makes a picture of 283 x 354 pixels in RGB and one in grey. If
    the first does not have that many times as many numbers as the second, the computed value is 0."""
    from PIL import Image

    coloured, grey = (np.asarray(Image.new(mode, (283, 354))).size for mode in (COLOURS, "L"))
    factor = int(re.findall(r"x(\d+)", claim("rgb-triples-the-features").ko)[0])
    return factor if coloured == factor * grey else 0


def xor_corners() -> tuple[np.ndarray, np.ndarray]:
    """The four corners (-1 or 1, -1 or 1), and whether their signs differ."""
    corners = np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)], float)
    return corners, corners[:, 0] != corners[:, 1]


def separable(x: np.ndarray, positive: np.ndarray) -> bool:
    """Whether some w, b give sign(w x + b) = class for all: a linear program with (w x + b) sign >= 1."""
    from scipy.optimize import linprog

    sign = np.where(positive, 1.0, -1.0)[:, None]
    design = -sign * np.column_stack([x, np.ones(len(x))])
    free = [(None, None)] * design.shape[1]
    return linprog(np.zeros(design.shape[1]), A_ub=design, b_ub=-np.ones(len(x)), bounds=free).status == 0


@computes("fixed-map-solves-xor")
def fixed_map_solves_xor() -> bool:
    """Linear programs look for a boundary that separates XOR: in x1, x2 no line does, in x1, x2, x1 x2 a plane does."""
    x, xor = xor_corners()
    return not separable(x, xor) and separable(np.column_stack([x, x[:, 0] * x[:, 1]]), xor)


def mapped(points: np.ndarray) -> np.ndarray:
    """The feature map phi of the kernel (x z + 1)^2, for points (n, 2)."""
    a, b, root = points[:, 0], points[:, 1], math.sqrt(2)
    return np.column_stack([a**2, b**2, root * a * b, root * a, root * b, np.ones(len(a))])


@computes("kernel-is-an-implicit-map")
def kernel_is_an_implicit_map() -> bool:
    """(x z + 1)^2 = phi(x) phi(z), phi = (x1^2, x2^2, √2 x1 x2, √2 x1, √2 x2, 1), for 20 random pairs x, z."""
    x, z = np.random.default_rng(0).normal(size=(2, 20, 2))
    return np.allclose(((x * z).sum(axis=1) + 1) ** 2, (mapped(x) * mapped(z)).sum(axis=1))


@computes("kernel-estimates-the-distribution")
def kernel_estimates_the_distribution() -> bool:
    """An SVM with a kernel is fitted to 120 examples of two rings, of which it classifies 95 of 100 correctly or more,
    then to its support vectors alone, fewer than half of them: its scores change by less than 0.0001."""
    from sklearn.svm import SVC

    draw = np.random.default_rng(0)
    angle, radius = draw.uniform(0, 2 * math.pi, 120), np.repeat([1.0, 2.5], 60) + draw.normal(0, 0.3, 120)
    x, y = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), np.repeat([0, 1], 60)
    whole = SVC(kernel="rbf", gamma=0.5, tol=1e-8).fit(x, y)
    kept = SVC(kernel="rbf", gamma=0.5, tol=1e-8).fit(x[whole.support_], y[whole.support_])
    grid = draw.uniform(-4, 4, (200, 2))
    same = np.abs(whole.decision_function(grid) - kept.decision_function(grid)).max() < 1e-4
    return not (whole.score(x, y) >= 0.95 and len(whole.support_) < len(x) / 2 and same)
