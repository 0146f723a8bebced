"""Chapter 16: every update rule against Keras', surfaces against finite differences, schedules at their corners."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import datasets
import training
from chapters.ch16_optimizers import FACTOR, HIGHEST, MIDDLE, Entry, race, trained, two_hidden_layers, winners
from chapters.material.optimizers import update_rules
from chapters.material.optimizers.family_tree import draw_family
from chapters.material.optimizers.one_cycle import OneCycle
from chapters.material.optimizers.schedules import SCHEDULES, as_callbacks, by_keras
from chapters.material.optimizers.surface_paths import FRAMES, animate_paths, shown_steps
from chapters.material.optimizers.surfaces import SURFACES
from chapters.material.optimizers.update_rules import FAMILY, RULES, largest_difference, path
from runtime.backend import keras
from runtime.errors import UserError


@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_the_steps_of_keras(name):
    assert largest_difference(name) < 2e-5


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("nesterov", update_rules.momentum),
        ("adam", update_rules.rmsprop),
        ("adadelta", update_rules.sgd),
        ("lamb", update_rules.adam),
        ("adafactor", update_rules.adam),
    ],
)
def test_a_wrong_rule_is_noticed(name, wrong, monkeypatch):
    monkeypatch.setitem(RULES, name, replace(RULES[name], update=wrong))
    assert largest_difference.__wrapped__(name, 20) > 1e-2  # the claim's bound is 1e-3


def test_a_rule_that_stands_still_is_noticed(monkeypatch):
    """Adadelta moves by 0.0004 at a learning rate of 0.01: less than an absolute bound would see."""
    still = lambda w, g, state, t, *, learning_rate: w + 1e-9 * g  # noqa: E731
    monkeypatch.setitem(RULES, "adadelta", replace(RULES["adadelta"], update=still, compared_at=0.01))
    assert largest_difference.__wrapped__("adadelta", 20) > 1


def test_parents_are_older():
    for rule in FAMILY.values():
        assert all(FAMILY[parent].year <= rule.year for parent in rule.parents)


def test_every_optimizer_of_keras_is_in_the_family():
    inside = {rule.keras_name for rule in FAMILY.values()}
    wrappers = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer", "OptimizerMap"}
    assert {each for each in dir(keras.optimizers) if each[0].isupper()} - wrappers <= inside


def test_a_new_rule_finds_its_place_in_the_picture(monkeypatch, tmp_path):
    monkeypatch.setitem(FAMILY, "newest", replace(FAMILY["lion"], year=2030, height=5.0))
    assert draw_family(tmp_path / "family.png").exists()


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


@pytest.mark.parametrize("which", ["six", "all"])
def test_the_race_gives_every_optimizer_the_same_budget(which):
    entries = race(which)
    rates = {
        name: [entry.learning_rate for entry in entries if entry.rule == name] for name in {e.rule for e in entries}
    }
    assert len(rates) == {"six": 6, "all": len(RULES)}[which]
    for name, each in rates.items():
        assert each == [MIDDLE[name] / FACTOR, MIDDLE[name], MIDDLE[name] * FACTOR]
    assert Entry("momentum", HIGHEST) in entries  # the schedules are compared with it


def run_of(name, validation):
    return SimpleNamespace(name=name, metrics={"validation": {"loss": validation}})


def test_the_winner_has_the_lowest_validation_loss_and_no_number_never_wins():
    losses = {"sgd 0.01": float("nan"), "sgd 0.04": 0.5, "sgd 0.16": 0.7, "adam 0.01": 0.1, "adam 0.04": 0.2}
    best = winners([run_of(name, loss) for name, loss in losses.items()])
    assert {rule: runs[0].name for rule, (runs, _) in best.items()} == {"sgd": "sgd 0.04", "adam": "adam 0.01"}
    assert {rule: edge for rule, (_, edge) in best.items()} == {"sgd": False, "adam": True}


def test_a_rate_that_diverges_does_not_end_the_race(tmp_path, capsys):
    data = datasets.load("iris")
    huge = np.full_like(data.train.x, 1e38)  # the first layer's outputs are infinite, their difference is no number
    data = replace(data, train=replace(data.train, x=huge))
    settings = {"epochs": 1, "folder": tmp_path, "verbose": False}
    assert trained("sgd 1", data, settings) == []
    assert "sgd 1 diverged: loss became" in capsys.readouterr().out
    with pytest.raises(UserError, match="optimizer"):
        trained("sgd 1", data, {**settings, "optimizer": "nothing"})


@pytest.mark.parametrize("steps", [10, 141])
@pytest.mark.parametrize("name", ["power", "exponential", "piecewise"])
def test_keras_schedules_follow_the_curves(name, steps):
    schedule = by_keras(0.1, steps)[name]()
    rates = [float(schedule(step)) for step in range(steps)]
    assert np.allclose(rates, 0.1 * SCHEDULES[name](np.arange(steps) / steps), rtol=1e-5)


def test_1cycle_sets_the_curves_rate_before_every_step(tmp_path):
    rates = []

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            rates.append(float(self.model.optimizer.learning_rate))

    data = datasets.load("iris")
    steps = 2 * -(-len(data.train) // 32)
    callbacks = (as_callbacks(0.1, steps)["1cycle"], Watch)
    training.fit(
        two_hidden_layers, data, name="1cycle", epochs=2, optimizer="sgd", learning_rate=0.1, callbacks=callbacks,
        folder=tmp_path, verbose=False,
    )  # fmt: skip
    assert np.allclose(rates, 0.1 * SCHEDULES["1cycle"](np.arange(steps) / steps), rtol=1e-5)
    assert OneCycle(0.1, steps).highest == 0.1


@pytest.mark.parametrize("steps", [1, 7, 60, 61, 400])
def test_the_animation_ends_with_the_last_step(steps):
    shown = shown_steps(steps)
    assert (shown[0], shown[-1]) == (0, steps)
    assert len(shown) == len(set(shown)) <= FRAMES + 1


def test_the_animation_rests_at_its_end(tmp_path):
    path = animate_paths(20, tmp_path / "paths.gif")
    with Image.open(path) as image:
        assert image.size[0] >= 1_000
        image.seek(image.n_frames - 1)
        assert image.info["duration"] >= 2_000
    assert path.stat().st_size < 2_000_000
    assert list(tmp_path.iterdir()) == [path]
