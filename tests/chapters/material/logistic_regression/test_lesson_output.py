"""What chapter 2 prints: products counted as on the slides, and where the sigmoid ends in float32."""

import numpy as np

from chapters.ch02_logistic_regression import float32_sigmoid, polynomial_terms
from chapters.material.logistic_regression.lesson_output import print_sigmoid, print_terms
from comparison.losses import sigmoid


def test_the_counts_of_the_slides(capsys):
    print_terms(polynomial_terms)
    lines = capsys.readouterr().out.splitlines()
    megapixel = next(line for line in lines if line.startswith("1024 x 1024"))
    assert megapixel.split()[-3:-1] == ["1,048,576", "549,757,386,752"]
    assert next(line for line in lines if line.startswith("x1, x2 ")).split()[-3:] == ["2", "5", "9"]
    assert max(map(len, lines)) <= 80


def test_where_the_sigmoid_is_rounded_to_its_bounds(capsys):
    print_sigmoid(float32_sigmoid)
    lines = capsys.readouterr().out.splitlines()
    assert {float(line.split()[0]) for line in lines if "exactly" in line} == {-110.0, 17.0, 110.0}
    x, exact = (np.array([float(line.split()[column]) for line in lines[2:]]) for column in (0, 1))
    assert np.allclose(exact, sigmoid(x), rtol=1e-15)
