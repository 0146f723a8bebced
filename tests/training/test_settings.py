"""Settings as JSON: what decides a run's numbers is in them, and what is not the default."""

import numpy as np
import pytest

from runtime.backend import keras
from training.pairing import made
from training.settings import describe, plain


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
