"""Chapter 16: the race gives every optimizer the same, its winners, and Keras' schedules against the curves."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

import chapters.ch16_optimizers as lesson
import datasets
import training
from chapters.ch16_optimizers import HIGHEST, SETTINGS, race, range_test, schedules, train_with_schedules
from chapters.material.optimizers.further_rules import FURTHER_RATES
from chapters.material.optimizers.lesson_output import drops
from chapters.material.optimizers.racing import best_rates
from chapters.material.optimizers.range_test import turning_point
from chapters.material.optimizers.schedules import SCHEDULES
from runtime.backend import keras
from runtime.errors import UserError

SGD = partial(lesson.two_hidden_layers, optimizer=lambda learning_rate: keras.optimizers.SGD(learning_rate))


@pytest.mark.parametrize("which", ["two", "six", "all"])
def test_the_race_gives_every_optimizer_the_same_number_of_rates(which, monkeypatch):
    entered = {}
    monkeypatch.setattr(training, "fit_all", lambda recipes, data, **_: entered.update(recipes))
    race(None, SETTINGS.with_flags({"race": which}))
    rates = {}
    for name, recipe in entered.items():
        rates.setdefault(name.split()[0], []).append(recipe.keywords["learning_rate"])
    middle = {**lesson.RATES, **FURTHER_RATES}
    assert len(rates) == {"two": 2, "six": 6, "all": len(middle)}[which]
    for name, tried in rates.items():
        assert tried == [middle[name] / 4, middle[name], middle[name] * 4]


def test_the_schedules_begin_at_a_rate_that_the_race_keeps_constant():
    assert lesson.RATES["momentum"] * max(SETTINGS["factors"]) == HIGHEST


def row(label, validation):
    return SimpleNamespace(label=label, interval=lambda split, metric: (validation, None))


def test_the_best_rate_has_the_lowest_validation_loss_and_no_number_never_wins():
    losses = {"sgd 0.01": float("nan"), "sgd 0.04": 0.5, "sgd 0.16": 0.7, "adam 0.01": 0.1, "adam 0.04": 0.2}
    best = best_rates([row(label, loss) for label, loss in losses.items()])
    assert {name: found.label for name, (found, _) in best.items()} == {"sgd": "sgd 0.04", "adam": "adam 0.01"}
    assert {name: at_edge for name, (_, at_edge) in best.items()} == {"sgd": False, "adam": True}


def test_a_rate_that_diverges_does_not_end_the_race(tmp_path, capsys):
    data = datasets.load("iris")
    huge = np.full_like(data.train.x, 1e38)  # the first layer's outputs are infinite, their difference is no number
    data = replace(data, train=replace(data.train, x=huge))
    settings = replace(SETTINGS, epochs=1, runs_dir=tmp_path)
    assert train_with_schedules(data, settings) == []
    assert "1cycle diverged: loss became" in capsys.readouterr().out
    with pytest.raises(UserError, match="batch"):  # what is no divergence is not hidden
        train_with_schedules(data, replace(settings, batch_size=1_000))


@pytest.mark.parametrize("steps", [10, 141])
@pytest.mark.parametrize("name", ["power", "exponential", "piecewise"])
def test_keras_schedules_follow_the_curves(name, steps):
    schedule, callbacks = schedules(steps)[name]
    rates = [float(schedule(step)) for step in range(steps)]
    assert np.allclose(rates, HIGHEST * SCHEDULES[name](np.arange(steps) / steps), rtol=1e-5)
    assert not callbacks


def test_1cycle_sets_the_curves_rate_before_every_step(tmp_path):
    rates = []

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            rates.append(float(self.model.optimizer.learning_rate))

    data = datasets.load("iris")
    steps = 2 * -(-len(data.train) // 32)
    rate, callbacks = schedules(steps)["1cycle"]
    recipe = partial(SGD, learning_rate=rate)
    training.fit(recipe, data, name="1cycle", epochs=2, callbacks=[*callbacks, Watch], folder=tmp_path, verbose=False)
    assert np.allclose(rates, HIGHEST * SCHEDULES["1cycle"](np.arange(steps) / steps), rtol=1e-5)


def test_a_range_test_gives_the_loss_of_each_batch_at_its_rate():
    """Against the steps one after the other; then the rate at which the loss climbs lies where training fails."""
    data = datasets.load("digits").take(200)
    settings = replace(SETTINGS, batch_size=20)
    rates, losses = range_test("sgd", data, settings)
    assert len(rates) == len(losses) <= 150
    keras.utils.set_random_seed(settings.seed)
    model = lesson.two_hidden_layers((8, 8, 1), 10, "multiclass", optimizer=keras.optimizers.SGD, learning_rate=1e-5)
    loss = keras.losses.SparseCategoricalCrossentropy()
    order = data.order(settings.seed, 0)
    for step in range(4):
        rows = order[20 * step : 20 * step + 20]
        x, y = data.train.x[rows], data.train.y[rows]
        assert losses[step] == pytest.approx(float(loss(y, model(x))), rel=1e-4)
        model.optimizer.learning_rate = rates[step]
        model.train_on_batch(x, y)
    assert 0.01 < turning_point(rates, losses) <= 10
    assert np.allclose(np.diff(np.log(rates)), np.log(1e6) / 149, rtol=1e-3)


def test_the_turning_point_is_the_lowest_place_of_a_smooth_curve():
    rates = np.geomspace(1e-5, 10, 150)
    losses = (np.log10(rates) + 1) ** 2
    assert turning_point(rates, losses) == pytest.approx(0.1, rel=0.15)


def test_when_the_rate_was_lowered():
    assert drops([0.1, 0.1, 0.05, 0.05, 0.025]) == [2, 4]
    assert drops([0.1] * 3) == []


def test_a_quick_run_compares_every_rule_in_fewer_steps(capsys):
    asked = [settings["compared"] for settings in (SETTINGS, SETTINGS.with_flags({"quick": True}))]
    assert asked[0] == 100 > asked[1]
    lesson.material.print_differences(lesson.RULES, lesson.optimizers(), asked[1])
    printed = capsys.readouterr().out
    assert f"after {asked[1]} steps with the same gradients" in printed
    rules = [line.split()[0] for line in printed.splitlines() if line.startswith("  ")]
    assert rules == [*lesson.RULES, *lesson.material.FURTHER_RULES]
