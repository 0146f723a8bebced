"""The losses: gradients against finite differences and Keras, and logistic on -1/+1 equal to cross-entropy on 0/1."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import comparison
from comparison.losses import LOSSES, loss_table, named, sigmoid
from runtime.errors import UserError

SCORES = np.array([-4.0, -1.7, -0.6, 0.3, 0.8, 2.1, 5.0])  # away from the kinks of hinge and Huber


def outputs(loss):
    return sigmoid(SCORES) if loss.output == "probability" else SCORES


def targets(loss):
    return loss.targets or (-1.3, 0.2, 1.0)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_gradients_are_finite_differences(loss):
    z, step = outputs(loss), 1e-6
    for y in targets(loss):
        slope = (loss.value(y, z + step) - loss.value(y, z - step)) / (2 * step)
        assert loss.gradient(y, z) == pytest.approx(slope, rel=1e-4, abs=1e-6)


KERAS = {
    "squared error": (keras.losses.MeanSquaredError, lambda y: y, 0.5),
    "logistic": (lambda **k: keras.losses.BinaryCrossentropy(from_logits=True, **k), lambda y: (y + 1) / 2, 1),
    "hinge": (keras.losses.Hinge, lambda y: y, 1),
    "cross-entropy": (keras.losses.BinaryCrossentropy, lambda y: y, 1),
    "cross-entropy of a score": (lambda **k: keras.losses.BinaryCrossentropy(from_logits=True, **k), lambda y: y, 1),
    "focal": (keras.losses.BinaryFocalCrossentropy, lambda y: y, 1),
    "Huber": (keras.losses.Huber, lambda y: y, 1),
}


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_value_and_gradient_are_keras(loss):
    import tensorflow as tf

    make, convention, factor = KERAS[loss.name]
    function = make(reduction="none")
    for y in targets(loss):
        z = tf.Variable(outputs(loss)[:, None], dtype=tf.float32)
        with tf.GradientTape() as tape:
            value = function(tf.fill(z.shape, np.float32(convention(y))), z) * factor
        gradient = tape.gradient(value, z)
        assert loss.value(y, outputs(loss)) == pytest.approx(value.numpy(), rel=2e-4, abs=1e-5)
        assert loss.gradient(y, outputs(loss)) == pytest.approx(gradient.numpy()[:, 0], rel=2e-4, abs=1e-5)


@given(st.floats(-30, 30), st.sampled_from([-1, 1]))
def test_logistic_on_signs_is_cross_entropy_on_zero_and_one(z, y):
    logistic, zero_one = named("logistic").value(y, z), (y + 1) / 2
    assert named("cross-entropy of a score").value(zero_one, z) == pytest.approx(logistic, abs=1e-12)
    if abs(z) < 15:  # beyond, 1 - sigmoid(z) has lost its digits
        assert named("cross-entropy").value(zero_one, sigmoid(z)) == pytest.approx(logistic, rel=1e-6, abs=1e-12)


def test_the_table_has_the_slides_four():
    rows = {row["name"]: row for row in loss_table()}
    assert {"squared error", "logistic", "hinge", "cross-entropy"} <= set(rows)
    assert rows["hinge"]["values"] == [3.0, 1.5, 0.5, 0.0]
    assert rows["logistic"]["targets"] == "-1, +1"
    assert rows["cross-entropy"]["targets"] == "0, 1"
    assert len(rows) == len(LOSSES)
    assert comparison.loss_table is loss_table


@pytest.mark.parametrize("scores", [(), ("a",), (None,), (float("nan"),), 10**400, [[1.0]]])
def test_scores_that_are_no_numbers(scores):
    with pytest.raises(UserError, match="scores"):
        loss_table(scores)
