"""Many steps in one call of TensorFlow come to the bits of `model.fit`, whatever the network and wherever it is cut."""

import csv
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import datasets
import models
import training
from runtime.backend import keras, tf
from training import checkpoints, many_steps
from training.checks import Diverged
from training.runs import read
from training.sameness import first_difference
from training.single_steps import single_steps


class EveryStep(keras.callbacks.Callback):
    """Does nothing, and wants to be told every step: the training goes through `model.fit`."""

    def on_train_batch_end(self, batch, logs=None):
        pass


def network(*layers, optimizer=lambda: "adam", model=keras.Sequential):
    """A recipe with these layers between the input and the output."""

    def recipe(input_shape, outputs, task):
        made = model([keras.Input(input_shape), *[layer() for layer in layers], keras.layers.Dense(outputs, "softmax")])
        made.compile(optimizer(), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return made

    return recipe


class Stepping(keras.Sequential):
    """Has a training step of its own, whose numbers are no metrics, and a variable that its first step makes."""

    def train_step(self, data):
        x, y = data
        if not hasattr(self, "count"):
            self.count = tf.Variable(tf.constant(0.0), trainable=False)
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss, "norm": tf.linalg.global_norm(gradients), "count": self.count.assign_add(1.0)}


layers = keras.layers
image = partial(layers.Reshape, (8, 8, 1))
relu = partial(layers.Dense, 16, activation="relu")
sgd, adam = keras.optimizers.SGD, keras.optimizers.Adam
NETWORKS = {
    "logistic": network(layers.Flatten),
    "dropout and normalization": network(
        layers.Flatten, relu, layers.BatchNormalization, partial(layers.Dropout, 0.3)
    ),
    "penalty": network(layers.Flatten, partial(relu, kernel_regularizer="l2")),
    "averaged weights": network(
        layers.Flatten, relu, optimizer=partial(sgd, use_ema=True, ema_overwrite_frequency=4)
    ),
    "averaged at the end": network(layers.Flatten, relu, optimizer=partial(adam, use_ema=True)),
    "augmentation": network(
        image, partial(layers.RandomTranslation, 0.1, 0.1), partial(layers.RandomFlip, "horizontal"),
        partial(layers.Conv2D, 4, 3), layers.Flatten,
    ),
    "lstm": network(partial(layers.Reshape, (8, 8)), partial(layers.LSTM, 8)),
    "recurrent dropout": network(
        partial(layers.Reshape, (8, 8)), partial(layers.GRU, 8, dropout=0.2, recurrent_dropout=0.2)
    ),
    "own step": network(layers.Flatten, relu, model=Stepping),
}  # fmt: skip


DEFAULT = ("dropout and normalization", "own step", "recurrent dropout")
EACH = [pytest.param(name, marks=() if name in DEFAULT else pytest.mark.full) for name in NETWORKS]


@pytest.fixture
def digits():
    """212 images of 8 x 8: a batch of 32 leaves a short one, and a batch of 53 none."""
    data = datasets.load("digits")
    return data.take(212)


@pytest.fixture
def fit(digits, tmp_path):
    return partial(training.fit, data=digits, name="a", epochs=3, patience=1, histogram_freq=1, verbose=0)


def numbers(run):
    """Everything of a run that the trained bits decide."""
    with (run.folder / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = [{key: value for key, value in row.items() if key != "seconds"} for row in csv.DictReader(file)]
    metrics = json.loads((run.folder / "metrics.json").read_text(encoding="utf-8"))
    return rows, metrics, run.record["fingerprints"], run.record["epochs"]


@pytest.mark.parametrize("batch_size", [32, 53])
@pytest.mark.parametrize("name", EACH)
def test_many_steps_a_call_are_equal_to_single_ones(name, batch_size, fit, tmp_path):
    fast = fit(NETWORKS[name], batch_size=batch_size, folder=tmp_path / "fast")
    slow = fit(NETWORKS[name], batch_size=batch_size, folder=tmp_path / "slow", callbacks=[EveryStep])
    assert fast.record["steps_per_call"] == "many"
    assert slow.record["steps_per_call"] == "one: the callback EveryStep has a method on_train_batch_end"
    assert numbers(fast) == numbers(slow)


@pytest.mark.parametrize("name", EACH)
def test_a_training_stopped_inside_an_epoch_goes_on_as_if_it_had_not_been(name, fit, tmp_path, monkeypatch):
    whole = fit(NETWORKS[name], folder=tmp_path / "whole")
    run, calls = many_steps.ManySteps.run, []

    def stopped(self, first, most=None):
        calls.append(first)
        if len(calls) == 13:  # 7 steps of the first epoch, a validation, 4 steps of the second, the fifth
            raise RuntimeError("stopped on purpose")
        return run(self, first, most)

    monkeypatch.setattr(many_steps.ManySteps, "run", stopped)
    with pytest.raises(RuntimeError, match="on purpose"):
        fit(NETWORKS[name], folder=tmp_path / "cut", checkpoint_seconds=0)
    monkeypatch.undo()
    state = checkpoints.read(next(tmp_path.glob("cut/*/checkpoint.npz")))
    assert state is not None
    assert (state["epoch"], state["step"]) == (1, 4)
    again = fit(NETWORKS[name], folder=tmp_path / "cut", resume=True)
    assert first_difference(whole, again) is None
    assert numbers(again) == numbers(whole)


def test_the_number_of_steps_a_call_changes_no_bit(fit, tmp_path, monkeypatch):
    runs = []
    for most in (1, 2, 5, 1000):
        monkeypatch.setattr(
            many_steps.ManySteps, "_how_many", lambda self, limit, most=most: most if self._calls else 1
        )
        runs.append(fit(NETWORKS["dropout and normalization"], folder=tmp_path / str(most)))
    assert all(numbers(run) == numbers(runs[0]) for run in runs)


def test_calls_grow_with_the_clock_and_cover_each_step_once(digits):
    model = NETWORKS["logistic"](digits.input_shape, digits.outputs, digits.task)
    steps = many_steps.ManySteps(model.train_step, digits.train, 2)
    seen = [0]
    while seen[-1] < steps.steps:
        seen.append(steps.run(seen[-1]).step)
    assert seen[:3] == [0, 1, 2]
    assert seen[-1] == 106
    assert len(seen) < 20  # a step takes less than a millisecond, a call may take 200
    assert int(model.optimizer.iterations) == 106


def test_one_step_a_call_where_every_step_is_saved(digits):
    model = NETWORKS["logistic"](digits.input_shape, digits.outputs, digits.task)
    steps = many_steps.ManySteps(model.train_step, digits.train, 32, most=1)
    assert [steps.run(first).step for first in range(7)] == [1, 2, 3, 4, 5, 6, 7]


def test_the_order_is_that_of_the_batches(digits):
    """Against NumPy: what a step sees is the rows that the order names."""
    seen = []

    def step(batch):
        return {"x": tf.reduce_sum(batch[0]), "y": tf.reduce_sum(batch[1])}

    steps, order = many_steps.ManySteps(step, digits.train, 50, most=1), digits.order(3, 4)
    steps.begin(order)
    for first in range(steps.steps):
        seen.append({key: float(value) for key, value in steps.run(first).logs.items()})
    rows = [order[start : start + 50] for start in range(0, 212, 50)]
    expected = [{"x": digits.train.x[chosen].sum(), "y": digits.train.y[chosen].sum()} for chosen in rows]
    for one, other in zip(seen, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-5)


def test_the_step_in_which_a_loss_diverged_is_named_as_with_single_steps(fit, tmp_path):
    messages = []
    for callbacks in ([], [EveryStep]):
        with pytest.raises(Diverged) as caught:
            fit(
                models.linear_regression, data=datasets.load("diabetes"), optimizer="sgd", learning_rate=3.0,
                patience=None, folder=tmp_path / str(len(callbacks)), callbacks=callbacks,
            )  # fmt: skip
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert "in step" in messages[0]
    assert "in step 1 " not in messages[0]


def test_a_callback_may_stop_a_training_as_with_single_steps(fit, tmp_path):
    class Stops(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    fast = fit(NETWORKS["logistic"], folder=tmp_path / "fast", callbacks=[Stops])
    slow = fit(NETWORKS["logistic"], folder=tmp_path / "slow", callbacks=[Stops, EveryStep])
    assert fast.record["steps_per_call"] == "many"
    assert numbers(fast) == numbers(slow)


# What takes the slow path.


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
        "from test_many_steps import compiled, datasets, single_steps; "
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


def test_a_training_says_which_path_it_took(fit, tmp_path, capsys):
    run = fit(NETWORKS["logistic"], folder=tmp_path, verbose=2, callbacks=[EveryStep])
    assert (
        "  steps a call of TensorFlow: one: the callback EveryStep has a method on_train_batch_end"
        in capsys.readouterr().out
    )
    assert read(run.folder).record["steps_per_call"].startswith("one: ")
    fit(NETWORKS["logistic"], folder=tmp_path / "b", verbose=2)
    assert "  steps a call of TensorFlow: many" in capsys.readouterr().out


def test_arrays_are_left_as_they_are(digits, fit, tmp_path):
    before = digits.train.x.copy()
    fit(NETWORKS["logistic"], folder=tmp_path)
    np.testing.assert_array_equal(digits.train.x, before)
