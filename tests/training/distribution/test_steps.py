"""Which trainings several devices share out, and what is said of the others."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_trainings import Dataset, Split, embedded, images, normalised, penalised, tokens

import models
from runtime.backend import keras, tf
from runtime.errors import UserError
from training.compiling import compile_model
from training.distribution.cluster import Cluster
from training.distribution.devices import Devices, devices_here
from training.distribution.sharing import _mine
from training.distribution.steps import looked_at, sharing_out
from training.distribution.together import others


class OwnStep(keras.Model):
    """A training step of one's own."""

    def train_step(self, data):
        return super().train_step(data)


class NoTraining(keras.Model):
    """Its call does not ask whether it trains."""

    def __init__(self):
        super().__init__()
        self.flat, self.last = keras.layers.Flatten(), keras.layers.Dense(10, "softmax")

    def call(self, x):
        return self.last(self.flat(x))


class Unseeded(keras.layers.Layer):
    """Draws from Keras' global generator."""

    def call(self, x):
        return x + keras.random.normal((1,))


class Counting(keras.layers.Layer):
    """Counts in a variable of TensorFlow."""

    def build(self, shape):
        self.count = tf.Variable(0.0)

    def call(self, x):
        self.count.assign_add(1.0)
        return x


def with_layer(*layers, **compiled):
    def recipe(input_shape, outputs, task):
        inside = [layer() for layer in layers]
        last = [keras.layers.Flatten(), keras.layers.Dense(outputs, "softmax")]
        model = keras.Sequential([keras.Input(input_shape), *inside, *last])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], **compiled)
        return model

    return recipe


def own_step(input_shape, outputs, task):
    x = keras.Input(input_shape)
    model = OwnStep(x, keras.layers.Dense(outputs, "softmax")(keras.layers.Flatten()(x)))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def fixed(input_shape, outputs, task):
    x = keras.Input(batch_shape=(16, *input_shape))
    return keras.Model(x, keras.layers.Dense(outputs, "softmax")(keras.layers.Flatten()(x)))


def masked(input_shape, outputs, task):
    """The loss leaves out the examples that are zeros."""
    layers = [keras.layers.Flatten(), keras.layers.Masking(), keras.layers.Dense(outputs, "softmax")]
    return keras.Sequential([keras.Input(input_shape), *layers])


class ReadLate:
    """Features that are read by number."""

    def __init__(self, x):
        self.x = x

    def __len__(self):
        return len(self.x)

    def __getitem__(self, number):
        return self.x[number]


def read_late() -> Dataset:
    data = images()
    return replace(data, train=Split(ReadLate(data.train.x), data.train.y))


def asked(recipe, data):
    model = recipe(data.input_shape, data.outputs, data.task)
    if not model.built:
        model(np.zeros((1, *data.input_shape), np.float32))
    compile_model(model, data)
    return model, looked_at(model, data)[0]


@pytest.mark.parametrize(
    ("recipe", "data", "why"),
    [
        (own_step, images, "OwnStep has a method train_step of its own"),
        (with_layer(run_eagerly=True), images, "the model runs eagerly"),
        (with_layer(Unseeded), images, "a layer draws random numbers without a keras.random.SeedGenerator"),
        (with_layer(Counting), images, "a layer holds"),
        (fixed, images, "its batches have a fixed size"),
        (masked, images, "its output has a mask"),
        (models.logistic_regression, read_late, "its examples are read when they are needed"),
    ],
)
def test_what_cannot_be_shared_trains_on_one_device_or_is_refused(recipe, data, why, capsys):
    data = data()
    model, found = asked(recipe, data)
    assert found.startswith(why)
    strategy = tf.distribute.MirroredStrategy(["/cpu:0"])
    assert sharing_out(Devices(strategy, None), model, data, verbose=1) is None
    assert " ".join(capsys.readouterr().out.split()).startswith(f"trains on one of 1 CPUs: {why}")
    with pytest.raises(UserError, match="cannot train this network together"):
        sharing_out(Devices(strategy, Cluster(("a:1", "b:2"), 0, "TF_CONFIG")), model, data, verbose=1)


@pytest.mark.parametrize(
    ("recipe", "data", "said"),
    [
        (embedded, tokens, "on 1 CPUs"),
        (penalised, images, "on 1 CPUs"),
        (lambda *shape: NoTraining(), images, "on 1 CPUs"),
        (normalised, images, "on 1 CPUs"),
        (with_layer(lambda: keras.layers.Dropout(0.5)), images, "on 1 CPUs; otherwise than on one device, each draws"),
        (with_layer(keras.layers.BatchNormalization), images, "on 1 CPUs; otherwise than on one device, batch norm"),
    ],
)
def test_what_comes_out_otherwise_is_said(recipe, data, said, capsys):
    data = data()
    model, why = asked(recipe, data)
    before = [variable.numpy() for variable in model.variables]
    assert why == ""
    devices = Devices(tf.distribute.MirroredStrategy(["/cpu:0"]), None)
    assert sharing_out(devices, model, data, verbose=1) is devices
    printed = " ".join(capsys.readouterr().out.split())
    assert printed == said if said.endswith("CPUs") else printed.startswith(said)
    assert all(np.array_equal(one, two.numpy()) for one, two in zip(before, model.variables, strict=True))


def test_one_device_shares_nothing(monkeypatch):
    for name in ("TF_CONFIG", "SLURM_STEP_NUM_TASKS"):
        monkeypatch.delenv(name, raising=False)
    assert devices_here() is None or len(tf.config.list_logical_devices("GPU")) > 1


@given(st.integers(1, 40), st.integers(2, 9))
def test_every_row_is_counted_once_and_the_parts_are_one(rows, replicas):
    shares = [_mine(tf.constant(number), tf.constant(rows), replicas) for number in range(replicas)]
    counted = [row for one in shares for row in range(int(one.first), int(one.first) + int(one.counted))]
    assert counted == list(range(rows))
    sizes = [int(one.last) - int(one.first) for one in shares]
    assert min(sizes) >= 1 and max(sizes) - min(sizes) <= 1
    assert sum(float(one.part) for one in shares) == pytest.approx(1)
    assert all(float(one.part) == pytest.approx(size / sum(sizes)) for one, size in zip(shares, sizes, strict=True))


@pytest.mark.parametrize("name", ["UnavailableError", "AbortedError", "CancelledError", "DeadlineExceededError"])
def test_another_worker_that_is_gone_is_one_sentence(name):
    """The last of them was seen after the network between two workers had been cut."""
    error = getattr(tf.errors, name)(None, None, "Collective ops is aborted by: ...")
    with pytest.raises(UserError, match="start all again with resume"), others(Devices(None, Cluster(("a:1",), 0, ""))):
        raise error
    with pytest.raises(type(error)), others(Devices(None, None)):  # of this process alone
        raise error
