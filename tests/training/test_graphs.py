"""Graphs go when nobody uses them any more, and their gradients are there as long as somebody does."""

import gc

import numpy as np
import pytest
from tensorflow.python.framework.func_graph import FuncGraph
from tensorflow.python.framework.ops import gradient_registry

import models
import training
from runtime.backend import keras, tf
from training import graphs


class EveryStep(keras.callbacks.Callback):
    """Wants to be told every step: the training goes through `model.fit`."""

    def on_train_batch_end(self, batch, logs=None):
        pass


def entered() -> set[str]:
    """The gradients of graphs in TensorFlow's table."""
    return {name for name in gradient_registry.list() if name.startswith("CustomGradient-")}


def alive() -> int:
    """How many graphs there are."""
    gc.collect()
    return sum(isinstance(thing, FuncGraph) for thing in gc.get_objects())


@pytest.mark.parametrize("callbacks", [(), (EveryStep,)], ids=["many steps a call", "one step a call"])
@pytest.mark.parametrize("network", [models.logistic_regression, models.recurrent])
def test_a_training_leaves_no_graph_to_the_ones_after_it(small, tmp_path, network, callbacks):
    left = []
    for seed in range(3):
        training.fit(network, small, name="a", seed=seed, epochs=1, callbacks=callbacks, folder=tmp_path, verbose=0)
        left.append((alive(), len(entered())))
    assert left[1] == left[2]


def test_a_gradient_lives_as_long_as_its_graph():
    x = tf.constant([-1.0, 0.5, 2.0])
    before, function = entered(), tf.function(tf.nn.silu)
    function(x)  # traced, and no gradient asked for yet
    names = entered() - before
    assert names
    graphs.let_go()
    graphs.let_go()
    gc.collect()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    sigmoid = 1 / (1 + np.exp(-x.numpy()))
    np.testing.assert_allclose(tape.gradient(y, x), sigmoid * (1 + x * (1 - sigmoid)), rtol=1e-5)
    assert names <= entered()
    del function, tape, y
    graphs.let_go()  # those that the tape made
    gc.collect()
    assert not names & entered()


@tf.function
def bent(x):
    """A function of a module: traced once, in the first training that uses it."""
    return tf.nn.silu(x)


class Bend(keras.layers.Layer):
    def call(self, x):
        return bent(x)


def test_trainings_share_a_function_that_one_of_them_traced(small, tmp_path):
    def recipe(input_shape, outputs, task):
        layers = [keras.layers.Flatten(), keras.layers.Dense(8), Bend(), keras.layers.Dense(outputs, "softmax")]
        return keras.Sequential([keras.Input(input_shape), *layers])

    def loss(seed):
        run = training.fit(recipe, small, name="a", seed=seed, epochs=1, folder=tmp_path, verbose=0)
        return run.metrics["train"]["loss"]

    assert loss(0) != loss(1)
    assert loss(0) == loss(0)
