"""Chapter 16: every update rule against Keras', surfaces against finite differences, schedules at their corners."""

import numpy as np
import pytest

from chapters.ch16_optimizers import race
from chapters.schedules import SCHEDULES, by_keras
from chapters.surfaces import SURFACES
from chapters.update_rules import RULES, largest_difference, path


@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_the_steps_of_keras(name):
    assert largest_difference(name) < 2e-5


def test_a_wrong_rule_is_noticed(monkeypatch):
    from chapters import update_rules

    monkeypatch.setitem(update_rules.RULES, "nesterov", update_rules.RULES["momentum"])
    right = update_rules.RULES["adam"]
    monkeypatch.setitem(update_rules.RULES, "adam", update_rules.Rule(update_rules.rmsprop, right.keras_name, 2014))
    assert largest_difference("adam") > 1e-3


def test_parents_are_older():
    for rule in RULES.values():
        assert all(RULES[parent].year <= rule.year for parent in rule.parents)


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_and_minima(name):
    surface = SURFACES[name]
    for point in np.random.default_rng(0).normal(size=(5, 2)):
        steps = 1e-6 * np.eye(2)
        slopes = [(surface.cost(point + step) - surface.cost(point - step)) / 2e-6 for step in steps]
        assert np.allclose(surface.gradient(point), slopes, atol=1e-5)
    for minimum in surface.minima:
        assert np.allclose(surface.gradient(np.array(minimum)), 0, atol=1e-9)
    costs = [surface.cost(np.array(minimum)) for minimum in surface.minima]
    assert costs == sorted(costs)


def test_a_path_by_hand():
    points = path("momentum", lambda p: 2 * p, np.array([1.0]), 2, learning_rate=0.1, momentum=0.5)
    assert np.allclose(points[:, 0], [1, 0.8, 0.8 - 0.1 - 0.16])


def test_schedules():
    at = {name: schedule(np.array([0.0, 0.5, 1.0])) for name, schedule in SCHEDULES.items()}
    assert at["power"][0] == at["exponential"][0] == 1
    assert np.allclose(at["exponential"], [1, 10**-0.5, 0.1])
    assert all((np.diff(at[name]) <= 0).all() for name in ("power", "exponential", "piecewise"))
    assert at["1cycle"][0] < at["1cycle"][1] > at["1cycle"][2]


def test_the_race_gives_every_optimizer_the_same_budget():
    entries = race(quick=False)
    rates = {
        name: [entry.learning_rate for entry in entries if entry.rule == name] for name in {e.rule for e in entries}
    }
    assert {len(each) for each in rates.values()} == {3}
    assert len(entries) <= 20


@pytest.mark.parametrize("steps", [10, 141])
@pytest.mark.parametrize("name", ["power", "exponential", "piecewise"])
def test_keras_schedules_follow_the_curves(name, steps):
    schedule = by_keras(0.1, steps)[name]()
    rates = [float(schedule(step)) for step in range(steps)]
    assert np.allclose(rates, 0.1 * SCHEDULES[name](np.arange(steps) / steps), rtol=1e-5)
