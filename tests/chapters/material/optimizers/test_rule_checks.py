"""Every update rule takes the steps of Keras' optimizer; a wrong one is noticed; a path by hand."""

import numpy as np
import pytest

from chapters.ch16_optimizers import RULES, momentum, optimizers
from chapters.material.optimizers.further_rules import FURTHER_RULES, further_optimizers
from chapters.material.optimizers.rule_checks import differences_from_keras, largest_difference, path

ALL_RULES = {**RULES, **FURTHER_RULES}


def optimizer(name):
    return {**optimizers(), **further_optimizers()}[name]


@pytest.mark.parametrize("name", ALL_RULES)
def test_a_rule_takes_the_steps_of_keras(name):
    found = differences_from_keras({name: ALL_RULES[name]}, {name: optimizer(name)})
    assert found[name] < 2e-5


@pytest.mark.parametrize(
    ("name", "wrong", "rate"),
    [
        ("nesterov", "momentum", 0.01),
        ("adam", "rmsprop", 0.01),
        ("adadelta", "sgd", 1.0),
        ("lamb", "adam", 0.01),
        ("adafactor", "adam", 0.01),
    ],
)
def test_a_wrong_rule_is_noticed(name, wrong, rate):
    assert largest_difference(ALL_RULES[wrong], optimizer(name), rate, 20) > 1e-2  # the claim's bound is 1e-3


def test_a_rule_that_stands_still_is_noticed():
    """Adadelta moves by 0.0004 at a learning rate of 0.01: less than an absolute bound would see."""

    def still(w, g, state, t, *, learning_rate):
        return w + 1e-9 * g

    assert largest_difference(still, optimizer("adadelta"), 0.01, 20) > 1


def test_a_path_by_hand():
    points = path(momentum, lambda p: 2 * p, np.array([1.0]), 2, learning_rate=0.1, momentum=0.5)
    assert np.allclose(points[:, 0], [1, 0.8, 0.8 - 0.1 - 0.16])
