"""Settings as JSON: what decides a run's numbers is in them, and what is not the default."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import models
from datasets import Split
from runtime.backend import keras
from runtime.errors import UserError
from training.compiling import _described_metric, differing_config
from training.pairing import made
from training.settings import describe, describe_data, describe_recipe, plain, short

schedules = keras.optimizers.schedules


def test_an_object_with_its_usual_name_is_described_as_ever():
    things = (keras.losses.Huber(), keras.optimizers.Adam(name="adam"), schedules.ExponentialDecay(0.1, 9, 0.5))
    assert [plain(each)["name"] for each in things] == ["huber_loss", "adam", "ExponentialDecay"]
    assert not any("class_name" in plain(each) for each in things)
    assert describe(partial(keras.losses.Huber, delta=0.5)) == {"name": "Huber", "delta": 0.5}


def test_the_argument_of_a_loss_is_described_and_kept():
    wanted = keras.losses.Huber(delta=50.0)
    assert plain(wanted)["delta"] == 50.0
    assert plain(wanted) != plain(keras.losses.Huber(delta=1.0))
    fresh = made(keras.losses.get, wanted, "loss")
    assert fresh is not wanted
    y, output = np.array([[0.0]]), np.array([[10.0]])
    assert float(fresh(y, output)) == pytest.approx(50.0)  # 1/2 10^2, not 10 - 1/2
    smooth = keras.losses.BinaryCrossentropy(label_smoothing=0.1)
    assert plain(smooth)["label_smoothing"] == 0.1


def test_a_callback_is_its_name_and_what_is_not_the_default():
    stopping = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    assert describe(stopping) == {"name": "EarlyStopping", "patience": 3, "restore_best_weights": True}


def test_changed_arrays_are_other_data(small):
    before = describe_data(small)
    noisy = replace(small, train=Split(small.train.x + 1, small.train.y))
    assert describe_data(noisy) != before
    shuffled = replace(small, test=Split(small.test.x, small.test.y[::-1]))
    assert describe_data(shuffled) != before
    assert describe_data(replace(small, train=Split(small.train.x.copy(), small.train.y))) == before


class Patient(keras.callbacks.Callback):
    def __init__(self, epochs):
        super().__init__()
        self._epochs = epochs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (partial(keras.losses.Huber, 0.1), partial(keras.losses.Huber, 1000.0)),
        (lambda y, p: p - y, lambda y, p: y - p),
        (Patient(1), Patient(2)),
        (keras.losses.MeanSquaredError(name="mine"), keras.losses.MeanAbsoluteError(name="mine")),
        (partial(keras.losses.MeanSquaredError, name="a"), partial(keras.losses.MeanAbsoluteError, name="a")),
        (schedules.ExponentialDecay(0.1, 9, 0.5, name="a"), schedules.InverseTimeDecay(0.1, 9, 0.5, name="a")),
        (keras.optimizers.Adam(name="a"), keras.optimizers.Nadam(name="a")),
        (keras.callbacks.LearningRateScheduler(lambda e: 0.1), keras.callbacks.LearningRateScheduler(lambda e: 0.2)),
        (keras.callbacks.LambdaCallback(lambda epoch, logs: 1), keras.callbacks.LambdaCallback(lambda epoch, logs: 2)),
        (np.array([1, 2]), np.array([1, 3])),
        ({1, 2}, {1, 3}),
    ],
)
def test_what_a_name_does_not_tell_apart(one, other):
    assert describe(one) != describe(other)
    assert describe(one) == describe(one)


def test_positional_arguments_of_a_recipe_count():
    def recipe(units, input_shape, outputs, task):
        raise AssertionError

    assert describe_recipe(partial(recipe, 3)) != describe_recipe(partial(recipe, 4))
    assert "arguments" not in describe_recipe(models.dense)


def test_metrics_are_described_with_what_is_not_the_default():
    assert _described_metric("accuracy") == "accuracy"
    assert _described_metric(keras.metrics.Precision()) == "precision"
    assert _described_metric(keras.metrics.Precision(thresholds=0.3)) == {"name": "precision", "thresholds": 0.3}
    assert _described_metric(keras.metrics.MeanIoU(3))["num_classes"] == 3


def test_an_optimizer_that_its_configuration_does_not_make_again():
    weights = keras.optimizers.AdamW()
    weights.exclude_from_weight_decay(var_names=["bias"])
    with pytest.raises(UserError, match="exclude_from_weight_decay"):
        made(keras.optimizers.get, weights, "optimizer")

    class Needs(keras.optimizers.SGD):
        def __init__(self, speed, **keywords):
            super().__init__(**keywords)
            self.speed = speed

    with pytest.raises(UserError, match="optimizer Needs cannot be made anew"):
        made(keras.optimizers.get, Needs(2.0), "optimizer")
    assert differing_config(Needs(2.0))["code"] != differing_config(keras.optimizers.SGD()).get("code")


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"optimizer.learning_rate": 0.01, "epochs": 3}, "learning_rate=0.01-epochs=3"),
        ({"callbacks": [keras.callbacks.EarlyStopping(patience=3)]}, "EarlyStopping-patience=3"),
        ({"callbacks": [partial(keras.callbacks.EarlyStopping, patience=3), keras.callbacks.TerminateOnNaN()]},
         "EarlyStopping-patience=3+TerminateOnNaN"),
        ({"callbacks": []}, "callbacks=none"),
        ({"patience": None, "deterministic": False, "shuffled": True}, "patience=none-deterministic=false-shuffled"),
        ({"loss": "hinge"}, "loss=hinge"),
        ({"recipe.hyperparameters.hidden": (300, 100)}, "hidden=300-100"),
        ({"metrics": ["accuracy", {"name": "Own", "code": "abcdef"}]}, "metrics=accuracy+Own"),
    ],
)  # fmt: skip
def test_changed_settings_are_readable_in_a_folder_name(changed, name):
    described = {
        key: [describe(one) for one in value] if key == "callbacks" else value for key, value in changed.items()
    }
    assert short(described) == name
