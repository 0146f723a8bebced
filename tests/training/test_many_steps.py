"""Many steps in one call of TensorFlow come to the bits of `model.fit`, whatever the network and wherever it is cut."""

import csv
import json
from functools import partial

import numpy as np
import pytest

import datasets
import models
import training
from runtime.backend import keras, tf
from runtime.errors import UserError
from training import checkpoints, many_steps
from training.checks import Diverged
from training.runs import read
from training.sameness import first_difference


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


class Noise(keras.layers.Layer):
    """Draws from Keras' global generator and from one of TensorFlow that it holds."""

    def __init__(self):
        super().__init__()
        self.generator = tf.random.Generator.from_seed(1)

    def call(self, x, training=False):
        if not training:
            return x
        return x + keras.random.normal(keras.ops.shape(x), stddev=0.1) + self.generator.normal(tf.shape(x)) / 10


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
    "global random numbers": network(layers.Flatten, Noise, relu),
}  # fmt: skip


DEFAULT = ("dropout and normalization", "own step", "recurrent dropout", "global random numbers")
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
    steps = many_steps.ManySteps(model, "train", digits.train, 2)
    seen = [0]
    while seen[-1] < steps.steps:
        seen.append(steps.run(seen[-1]).step)
    assert seen[:3] == [0, 1, 2]
    assert seen[-1] == 106
    assert len(seen) < 20  # a step takes less than a millisecond, a call may take 200
    assert int(model.optimizer.iterations) == 106


def test_one_step_a_call_where_every_step_is_saved(digits):
    model = NETWORKS["logistic"](digits.input_shape, digits.outputs, digits.task)
    steps = many_steps.ManySteps(model, "train", digits.train, 32, most=1)
    assert [steps.run(first).step for first in range(7)] == [1, 2, 3, 4, 5, 6, 7]


def test_the_order_is_that_of_the_batches(digits):
    """Against NumPy: what a step sees is the rows that the order names."""
    seen = []

    class Sums(keras.Model):
        def train_step(self, data):
            return {"x": tf.reduce_sum(data[0]), "y": tf.reduce_sum(data[1])}

    steps, order = many_steps.ManySteps(Sums(), "train", digits.train, 50, most=1), digits.order(3, 4)
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


# What somebody changes after the training has begun counts as with single steps: the step is traced when it is called.


def own(**methods):
    """A callback with these methods, each `(callback, ...) -> None`."""
    return type("Own", (keras.callbacks.Callback,), methods)


def set_rate(self, logs=None):
    self.model.optimizer.learning_rate = keras.optimizers.schedules.CosineDecay(0.1, 21)


def freeze(self, logs=None):
    self.model.layers[1].trainable = False


def freeze_later(self, epoch, logs=None):
    if epoch == 1:
        self.model.layers[1].trainable = False
        self.model.make_train_function(force=True)


def drop(self, epoch, logs=None):
    self.model.layers[2].rate = 0.5


def tell_the_test(self, logs=None):
    self.model.factor = 3.0


def hook(self, model):
    keras.callbacks.Callback.set_model(self, model)
    self.on_train_batch_end = lambda batch, logs=None: setattr(model, "stop_training", batch == 3)


def hook_later(self, logs=None):
    self.on_train_batch_end = lambda batch, logs=None: setattr(self.model, "stop_training", batch == 3)


class StopsInItsTrace(keras.Sequential):
    def train_step(self, data):
        self.stop_training = True
        return super().train_step(data)


class StopsInPython(keras.Sequential):
    """Ends the training in the twelfth step, from inside TensorFlow."""

    def train_step(self, data):
        def stop():
            self.stop_training = bool(self.optimizer.iterations.numpy() == 12)

        result = super().train_step(data)
        with tf.control_dependencies(tf.nest.flatten(result)):
            tf.py_function(stop, [], [])
        return result


class Judged(keras.Sequential):
    factor = 1.0

    def test_step(self, data):
        return {name: self.factor * value for name, value in super().test_step(data).items()}


hidden = (layers.Flatten, relu, partial(layers.Dropout, 0.1))
LATE = {
    "rate": (network(*hidden), own(on_train_begin=set_rate)),
    "freeze": (network(*hidden), own(on_train_begin=freeze)),
    "freeze in mid-training": (network(*hidden), own(on_epoch_begin=freeze_later)),
    "attribute of a layer": (network(*hidden), own(on_epoch_begin=drop)),
    "attribute for the validation": (network(*hidden, model=Judged), own(on_test_begin=tell_the_test)),
    "hook": (network(*hidden), own(set_model=hook)),
    "hook in the beginning": (network(*hidden), own(on_train_begin=hook_later)),
    "stop in the trace": (network(*hidden, model=StopsInItsTrace), own()),
    "stop in Python": (network(*hidden, model=StopsInPython), own()),
}


@pytest.mark.parametrize("name", LATE)
def test_what_is_changed_after_the_beginning_counts_as_with_single_steps(name, fit, tmp_path):
    recipe, callback = LATE[name]
    fast = fit(recipe, batch_size=8, folder=tmp_path / "fast", callbacks=[callback])
    slow = fit(recipe, batch_size=8, folder=tmp_path / "slow", callbacks=[callback, EveryStep])
    assert name == "hook" or slow.record["steps_per_call"] not in (fast.record["steps_per_call"], "many")
    assert numbers(fast) == numbers(slow)


def test_a_step_that_calls_python_is_made_alone_and_said(fit, tmp_path):
    run = fit(network(*hidden, model=StopsInPython), batch_size=8, folder=tmp_path)
    assert run.record["steps_per_call"] == "one: StopsInPython.train_step calls Python (py_function)"


class Returns(keras.Sequential):
    given = None

    def train_step(self, data):
        super().train_step(data)
        return self.given


@pytest.mark.parametrize("given", [None, 3.0])
def test_a_step_that_gives_no_dictionary_is_refused(given, fit, tmp_path):
    model = type("Returns", (Returns,), {"given": given})
    with pytest.raises(UserError, match="train_step gives no dictionary; let it return one"):
        fit(network(*hidden, model=model), folder=tmp_path)


def test_a_loss_may_be_a_whole_number(fit, tmp_path):
    class Whole(keras.Sequential):
        def train_step(self, data):
            return {"loss": tf.cast(super().train_step(data)["loss"], tf.int32)}

    recipe = network(*hidden, model=Whole)
    fast = fit(recipe, folder=tmp_path / "fast")
    slow = fit(recipe, folder=tmp_path / "slow", callbacks=[EveryStep])
    assert fast.record["steps_per_call"] == "many"
    assert numbers(fast) == numbers(slow)
