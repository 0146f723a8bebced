"""Recipes with classes of one's own: they train, are judged, go on after a stop, and their model is there again."""

import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import training
from runtime.backend import keras, tf
from runtime.errors import UserError
from training.runs import read
from training.sameness import first_difference
from training.saving import WEIGHTS, WHOLE

NOW = {"step": None}


class Stops(keras.callbacks.Callback):
    """Stops a training after some step."""

    def __init__(self):
        super().__init__()
        self.steps = 0

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        if self.steps == NOW["step"]:
            raise RuntimeError("stopped on purpose")


class Network(keras.Model):
    """As the book writes: layers in `__init__`, `call`; the last layer is not the last that is defined."""

    def __init__(self, outputs, units=8, rate=0.2):
        super().__init__()
        self.outputs_layer = keras.layers.Dense(outputs, activation="softmax")
        self.flatten = keras.layers.Flatten()
        self.hidden = [keras.layers.Dense(units, activation="relu", kernel_regularizer="l2") for _ in range(2)]
        self.dropout = keras.layers.Dropout(rate)

    def call(self, x, training=None):
        x = self.flatten(x)
        for layer in self.hidden:
            x = self.dropout(layer(x), training=training)
        return self.outputs_layer(x)


class Stepping(Network):
    """Writes its own step: a tape, gradients cut at a norm, and a count of its own."""

    def __init__(self, outputs, units=8, norm=1.0):
        super().__init__(outputs, units)
        self.norm, self.seen = norm, tf.Variable(0.0, trainable=False)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x=x, y=y, y_pred=(y_pred := self(x, training=True)))
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, self.trainable_variables), self.norm)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        self.seen.assign_add(1.0)
        for metric in self.metrics:
            metric.update_state(loss) if metric.name == "loss" else metric.update_state(y, y_pred)
        return {**{metric.name: metric.result() for metric in self.metrics}, "seen": self.seen}


class Tracking(Network):
    """Computes its loss itself, with trackers and a second optimizer; `compile` is told of none of them."""

    def __init__(self, outputs):
        super().__init__(outputs)
        self.tracker, self.right = (
            keras.metrics.Mean(name="loss"),
            keras.metrics.SparseCategoricalAccuracy(name="right"),
        )
        self.second = keras.optimizers.SGD(0.01, momentum=0.9)

    @property
    def metrics(self):
        return [self.tracker, self.right]

    def judged(self, x, y, training):
        y_pred = self(x, training=training)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, y_pred))
        self.tracker.update_state(loss)
        self.right.update_state(y, y_pred)
        return loss

    def train_step(self, data):
        with tf.GradientTape() as tape:
            loss = self.judged(*data, training=True)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients[:2], self.trainable_variables[:2], strict=True))
        self.second.apply_gradients(zip(gradients[2:], self.trainable_variables[2:], strict=True))
        return {metric.name: metric.result() for metric in self.metrics}

    def test_step(self, data):
        self.judged(*data, training=False)
        return {metric.name: metric.result() for metric in self.metrics}


class Scale(keras.layers.Layer):
    """One weight, and no configuration."""

    def build(self, input_shape):
        self.factor = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        return x * self.factor


@keras.saving.register_keras_serializable(package="tests")
class Shift(Scale):
    """Registered: Keras can load it."""

    def call(self, x):
        return x + self.factor


def around(layer, outputs):
    inputs = keras.Input((28, 28))
    x = keras.layers.Dense(8, activation="relu")(keras.layers.Flatten()(inputs))
    x = layer(x) if layer else keras.ops.log(1 + keras.ops.maximum(x, 0.5)[:, 1:])
    return keras.Model(inputs, keras.layers.Dense(outputs, activation="softmax")(x))


def subclassed(input_shape, outputs, task, *, units=8):
    return Network(outputs, units)


def book(input_shape, outputs, task):
    """Compiled by the recipe."""
    model = Network(outputs)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def stepping(input_shape, outputs, task):
    return Stepping(outputs)


def tracking(input_shape, outputs, task):
    model = Tracking(outputs)
    model.compile("adam")
    return model


def sequential(input_shape, outputs, task):
    return keras.Sequential(
        [keras.layers.Flatten(), keras.layers.Dense(8), keras.layers.Dense(outputs, activation="softmax")]
    )


def with_lambda(input_shape, outputs, task):
    draw = np.random.normal(size=8).astype("float32")  # no weight: seeding alone makes it again
    return around(keras.layers.Lambda(lambda x: x * draw), outputs)


def unregistered(input_shape, outputs, task):
    return around(Scale(), outputs)


def registered(input_shape, outputs, task):
    return around(Shift(), outputs)


def operations(input_shape, outputs, task):
    return around(None, outputs)


RECIPES = {
    subclassed: WEIGHTS, book: WEIGHTS, stepping: WEIGHTS, tracking: WEIGHTS, sequential: WHOLE, with_lambda: WEIGHTS,
    unregistered: WEIGHTS, registered: WHOLE, operations: WHOLE,
}  # fmt: skip


LOAD = """
import training
from runtime.errors import exit_code
raise SystemExit(exit_code(lambda arguments: training.load(arguments[0]).model.count_params()))
"""


@pytest.mark.parametrize(
    "recipe",
    [pytest.param(one, marks=[] if one is subclassed else [pytest.mark.slow]) for one in RECIPES],
)
def test_it_trains_is_judged_and_goes_on(recipe, small, tmp_path):
    fit = partial(training.fit, recipe, small, epochs=2, patience=5, verbose=0, callbacks=[Stops], checkpoint_seconds=0)
    NOW["step"] = None
    whole = fit(folder=tmp_path / "whole")
    assert [name for name in (WHOLE, WEIGHTS) if (whole.folder / name).exists()] == [RECIPES[recipe]]
    for step in (3, 10) if recipe is subclassed else (10,):  # in the first epoch, and in the second
        NOW["step"] = step
        with pytest.raises(RuntimeError, match="on purpose"):
            fit(folder=tmp_path / "stopped", resume=True)
    NOW["step"] = None
    resumed = fit(folder=tmp_path / "stopped", resume=True)
    assert first_difference(whole, resumed) is None

    model = whole.model
    assert np.array_equal(model.predict_on_batch(small.test.x), whole.predictions["test_prediction"])
    assert model.compiled
    assert int(model.optimizer.iterations) == 14
    judged = model.evaluate(small.test.x, small.test.y, batch_size=len(small.test), verbose=0, return_dict=True)
    without = whole.metrics["test"]["penalty"] if recipe is tracking else 0  # its own loss leaves the penalties out
    assert whole.metrics["test"]["loss"] - without == pytest.approx(judged["loss"], rel=1e-5)
    assert whole.metrics["test"]["accuracy"] == pytest.approx(judged["right" if recipe is tracking else "accuracy"])
    again = training.load(whole.folder, recipe=recipe)
    assert np.array_equal(again.model.predict_on_batch(small.test.x), whole.predictions["test_prediction"])


@pytest.mark.slow
def test_without_its_recipe_a_sentence_says_what_to_import(small, tmp_path, fresh):
    """And a recipe that is another, or was edited, is refused."""
    run = training.fit(partial(subclassed, units=4), small, epochs=1, folder=tmp_path, verbose=0)
    said = fresh("-c", LOAD, str(run.folder))
    assert "Traceback" not in said.stderr
    assert f"import its recipe subclassed of {__name__}" in said.stderr
    assert "training.load(folder, recipe=subclassed)" in said.stderr
    with pytest.raises(UserError, match=r"another recipe .* \(hyperparameters.units differ\)"):
        _ = training.load(run.folder, recipe=subclassed).model
    edited = replace(run, record={**run.record, "code": "0"})
    with pytest.raises(UserError, match="code of recipe subclassed has changed"):
        _ = edited.model
    weights = run.folder / WEIGHTS
    weights.write_bytes(weights.read_bytes()[:500])
    with pytest.raises(UserError, match=r"model\.weights\.h5 is damaged"):
        _ = run.model
    untied = replace(run, record={**run.record, "files": {}})  # of a version that kept no digests
    with pytest.raises(UserError, match=r"model\.weights\.h5 cannot be loaded"):
        _ = untied.model


@pytest.mark.slow
def test_a_registered_layer_elsewhere(small, tmp_path, fresh):
    run = training.fit(registered, small, epochs=1, folder=tmp_path, verbose=0)
    assert "Keras does not know Shift); import what registers it" in fresh("-c", LOAD, str(run.folder)).stderr


@pytest.mark.slow
def test_runs_of_other_processes(small, tmp_path):
    runs = training.fit_all([subclassed, tracking], small, jobs=2, epochs=1, folder=tmp_path, verbose=0)
    for run in runs:
        assert np.array_equal(run.model.predict_on_batch(small.test.x), run.predictions["test_prediction"])
        assert run.record["recipe"] == f"{__name__}:{run.name}"


@pytest.mark.slow
def test_an_edited_class_is_another_run(small, tmp_path):
    """The code of classes and functions inside a network counts, not the line on which it stands."""

    def network(step):
        return lambda shape, outputs, task: around(keras.layers.Lambda(lambda x: x + step), outputs)

    folders = [
        training.fit(recipe, small, name="a", epochs=1, folder=tmp_path, verbose=0).folder.name
        for recipe in (network(1.0), network(1.0), network(2.0))
    ]
    assert folders[0] == folders[1] != folders[2]


def test_a_loss_that_validation_lacks(small, tmp_path):
    class Half(Tracking):
        test_step = keras.Model.test_step

    def half(input_shape, outputs, task):
        model = Half(outputs)
        model.compile("adam")
        return model

    with pytest.raises(UserError, match="computes one in train_step only; write test_step too"):
        training.fit(half, small, epochs=1, folder=tmp_path, verbose=0)


@pytest.mark.slow
def test_a_folder_may_change_from_one_form_to_the_other(small, tmp_path):
    """Nothing of an older run's model stays."""
    first = training.fit(unregistered, small, name="a", epochs=1, folder=tmp_path, verbose=0)
    shutil.copy(first.folder / WEIGHTS, first.folder / WHOLE)
    training.fit(unregistered, small, name="a", epochs=1, folder=tmp_path, verbose=0)
    assert not (first.folder / WHOLE).exists()
    assert read(first.folder).state == "finished"
