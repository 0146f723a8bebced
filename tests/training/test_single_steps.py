"""Which models and callbacks need single steps, through `model.fit`."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import datasets
from runtime.backend import keras, tf
from training.single_steps import single_steps


class EveryStep(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        pass


@pytest.fixture
def digits():
    return datasets.load("digits")


class OwnFit(keras.Sequential):
    def fit(self, *arguments, **keywords):
        return super().fit(*arguments, **keywords)


class OnBatch(keras.callbacks.Callback):
    def on_batch_begin(self, batch, logs=None):
        pass


class OnTest(keras.callbacks.Callback):
    def on_test_batch_end(self, batch, logs=None):
        pass


class MyBoard(keras.callbacks.TensorBoard):
    def on_train_batch_begin(self, batch, logs=None):
        super().on_train_batch_begin(batch, logs)


def compiled(model=keras.Sequential, **keywords):
    made = model([keras.Input((4,)), keras.layers.Dense(2, "softmax")])
    made.compile("sgd", "sparse_categorical_crossentropy", **keywords)
    return made


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (partial(compiled, OwnFit), "OwnFit has a method fit of its own"),
        (partial(compiled, run_eagerly=True), "the model runs eagerly"),
        (partial(compiled, steps_per_execution=4), "the model is compiled with steps_per_execution=4"),
        (compiled, ""),
    ],
)  # fmt: skip
def test_models_that_need_single_steps(make, reason, digits):
    assert single_steps(make(), [], digits) == reason


def test_a_model_compiled_with_xla_needs_single_steps():
    """In a process of its own: with determinism, which this one may have, Keras leaves XLA out."""
    code = (
        "from test_single_steps import compiled, datasets, single_steps; "
        "print(single_steps(compiled(jit_compile=True), [], datasets.load('digits')))"
    )
    folder = Path(__file__).parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    assert done.stdout.splitlines()[-1] == "the model is compiled with XLA"


def test_a_distributed_model_needs_single_steps(digits):
    with tf.distribute.OneDeviceStrategy("/cpu:0").scope():
        assert single_steps(compiled(), [], digits) == "the model is distributed"


@pytest.mark.parametrize(
    ("callback", "method"),
    [
        (EveryStep, "on_train_batch_end"),
        (OnBatch, "on_batch_begin"),
        (OnTest, "on_test_batch_end"),
        (MyBoard, "on_train_batch_begin"),
        (keras.callbacks.TerminateOnNaN, "on_batch_end"),
        (partial(keras.callbacks.LambdaCallback, on_train_batch_end=print), "on_train_batch_end"),
        (partial(keras.callbacks.TensorBoard, update_freq="batch"), "on_train_batch_begin"),
        (partial(keras.callbacks.TensorBoard, profile_batch=2), "on_train_batch_begin"),
        (partial(keras.callbacks.TensorBoard, write_steps_per_second=True), "on_train_batch_begin"),
        (partial(keras.callbacks.ModelCheckpoint, "a.keras", save_freq=5), "on_train_batch_end"),
        (partial(keras.callbacks.BackupAndRestore, "b", save_freq=5), "on_train_batch_end"),
    ],
)
def test_callbacks_that_need_single_steps(callback, method, digits):
    made = callback()
    reason = single_steps(compiled(), [made], digits)
    assert reason == f"the callback {type(made).__name__} has a method {method}"


@pytest.mark.parametrize(
    "callback",
    [
        keras.callbacks.EarlyStopping,
        keras.callbacks.ReduceLROnPlateau,
        keras.callbacks.TensorBoard,
        partial(keras.callbacks.ModelCheckpoint, "a.keras"),
        partial(keras.callbacks.CSVLogger, "a.csv"),
        partial(keras.callbacks.LearningRateScheduler, abs),
        partial(keras.callbacks.LambdaCallback, on_epoch_end=print),
    ],
)
def test_callbacks_that_do_not(callback, digits):
    assert single_steps(compiled(), [callback()], digits) == ""


@pytest.mark.parametrize("hook", [{}.setdefault, {}.__setitem__])
def test_hooks_without_a_module(hook, digits):
    """Methods of built-in types say None, or nothing, where a function says its module."""
    callback = keras.callbacks.LambdaCallback(on_train_batch_end=hook)
    assert single_steps(compiled(), [callback], digits).endswith("has a method on_train_batch_end")


def test_eager_functions_and_limits_of_keras_need_single_steps(digits):
    try:
        tf.config.run_functions_eagerly(True)
        assert single_steps(compiled(), [], digits) == "the model runs eagerly"
    finally:
        tf.config.run_functions_eagerly(False)
    for limit in (keras.config.set_max_epochs, keras.config.set_max_steps_per_epoch):
        try:
            limit(2)
            assert single_steps(compiled(), [], digits) == "keras.config limits the epochs or their steps"
        finally:
            limit(None)
    assert single_steps(compiled(), [], digits) == ""
