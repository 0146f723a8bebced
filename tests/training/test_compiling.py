"""A recipe that compiles its model trains with exactly what it compiled; an uncompiled one with what `fit` is given."""

from functools import partial

import numpy as np
import pytest

import datasets
import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from training.callbacks import fresh
from training.code_identity import digits
from training.compiling import compile_model
from training.sameness import first_difference


def compiled(
    input_shape, outputs, task, *, learning_rate=0.01, optimizer="sgd", loss="sparse_categorical_crossentropy",
    metrics=("accuracy",), dropout=0.0,
):  # fmt: skip
    model = models.dense(input_shape, outputs, task, hidden=(8,), dropout=dropout)
    kind = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[optimizer]
    model.compile(optimizer=kind(learning_rate), loss=loss, metrics=list(metrics) or None)
    return model


@pytest.fixture
def fit(small, tmp_path):
    def fitted(recipe, folder="runs", **settings):
        return training.fit(recipe, small, **{"epochs": 2, "folder": tmp_path / folder, "verbose": 0, **settings})

    return fitted


def weights(run):
    return run.model.get_weights()


def test_what_the_recipe_compiled_is_what_trains(fit):
    own = fit(partial(compiled, learning_rate=0.03), "own")
    given = fit(partial(models.dense, hidden=(8,)), "given", name="d", optimizer="sgd", learning_rate=0.03)
    assert own.name == "compiled"
    assert own.settings["optimizer"] == {"name": "sgd", "learning_rate": 0.03}
    assert own.settings["recipe"]["hyperparameters"]["learning_rate"] == 0.03
    assert own.metrics == given.metrics
    for one, other in zip(weights(own), weights(given), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    "given", [{"optimizer": "adam"}, {"learning_rate": 0.1}, {"loss": "mean_squared_error"}, {"metrics": ["accuracy"]}]
)
def test_an_argument_beside_a_compiled_recipe_is_refused(fit, tmp_path, given):
    with pytest.raises(UserError, match=f"so {next(iter(given))} of the training would not count"):
        fit(compiled, **given)
    assert not (tmp_path / "runs").exists()


def test_a_compiled_model_is_checked_as_any_other(fit):
    with pytest.raises(UserError, match="takes one-hot targets"):
        fit(partial(compiled, loss="categorical_crossentropy"))
    with pytest.raises(UserError, match="fails on class indices"):
        fit(partial(compiled, metrics=("precision",)))


def test_compiled_losses_and_metrics_as_objects(fit, small):
    run = fit(
        partial(
            compiled,
            loss=keras.losses.SparseCategoricalCrossentropy(name="own"),
            metrics=("accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=3, name="top3")),
        )
    )
    loss, accuracy, top3 = run.model.evaluate(small.test.x, small.test.y, verbose=0)
    assert run.metrics["test"] == pytest.approx({"loss": loss, "accuracy": accuracy, "top3": top3}, rel=1e-5)


def test_without_compiled_metrics_a_run_is_judged_by_the_tasks(fit):
    run = fit(partial(compiled, metrics=()))
    assert set(run.metrics["test"]) == {"loss", "accuracy"}
    assert "accuracy" not in run.history


PRESSED = []  # what a callback's closure holds would be part of the run's identity


class PressesCtrlC(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if "stopped" in PRESSED and int(self.model.optimizer.iterations) == 10:
            PRESSED.remove("stopped")
            raise KeyboardInterrupt


@pytest.mark.slow
def test_a_compiled_training_is_resumed_bit_for_bit(fit):
    recipe = partial(compiled, optimizer="adam", dropout=0.2)
    whole = fit(recipe, "whole", epochs=3, callbacks=[PressesCtrlC])
    PRESSED.append("stopped")
    with pytest.raises(KeyboardInterrupt):
        fit(recipe, "stopped", epochs=3, callbacks=[PressesCtrlC], checkpoint_seconds=0)
    resumed = fit(recipe, "stopped", epochs=3, callbacks=[PressesCtrlC], resume=True)
    assert resumed.folder.name == whole.folder.name  # the run that was stopped, and no new one
    assert first_difference(whole, resumed) is None


@pytest.mark.slow
def test_optimizers_losses_and_metrics_as_objects_do_not_carry_over(fit, small):
    adam = keras.optimizers.Adam(0.01)
    metric = keras.metrics.SparseCategoricalAccuracy(name="hits")
    keywords = {
        "name": "d", "optimizer": adam, "metrics": [metric], "loss": keras.losses.SparseCategoricalCrossentropy(),
    }  # fmt: skip
    first, second = (fit(models.logistic_regression, folder, **keywords) for folder in ("first", "second"))
    assert first_difference(first, second) is None
    assert int(adam.iterations) == 0
    assert float(metric.result()) == 0.0
    assert first.settings["optimizer"]["learning_rate"] == 0.01


def test_a_loss_written_as_a_function(fit):
    def regret(y_true, y_pred):
        return keras.losses.sparse_categorical_crossentropy(y_true, y_pred) * 2.0

    run = fit(models.logistic_regression, loss=regret, name="d")
    plain = fit(models.logistic_regression, "plain", name="d")
    assert run.settings["loss"]["name"] == "regret"
    assert run.settings["loss"]["code"] == digits(regret)
    assert run.record["baseline"]["test"]["loss"] == pytest.approx(2 * plain.record["baseline"]["test"]["loss"])


@pytest.mark.slow
def test_callbacks_as_objects_are_copied(fit):
    stopping = keras.callbacks.EarlyStopping(patience=1, min_delta=10.0, restore_best_weights=True)
    run = fit(models.logistic_regression, epochs=9, callbacks=[stopping], name="d")
    assert run.epochs == 2  # nothing improves by ten
    assert stopping.best_weights is None
    described = run.settings["callbacks"][0]
    assert (described["name"], described["patience"], described["restore_best_weights"]) == ("EarlyStopping", 1, True)
    by_patience = fit(models.logistic_regression, "other", epochs=9, patience=1, name="d")
    assert by_patience.settings["callbacks"] == []


def test_a_used_callback_and_what_is_none_are_refused(fit):
    used = keras.callbacks.EarlyStopping()
    used.set_model(keras.Sequential())
    with pytest.raises(UserError, match="EarlyStopping was used in a training"):
        fit(models.logistic_regression, callbacks=[used])
    with pytest.raises(UserError, match="neither a Keras callback nor makes one"):
        fit(models.logistic_regression, callbacks=["EarlyStopping"])
    with pytest.raises(UserError, match="cannot be copied"):
        holding = keras.callbacks.Callback()
        holding.file = (each for each in ())  # a generator cannot be copied
        fresh(holding)
    assert isinstance(fresh(keras.callbacks.TerminateOnNaN), keras.callbacks.TerminateOnNaN)


@pytest.mark.slow
def test_recipes_as_a_list_and_seeds_as_a_number(small, tmp_path):
    keywords = {"epochs": 1, "folder": tmp_path, "verbose": 0}
    runs = training.fit_all([models.logistic_regression, compiled], small, seeds=2, **keywords)
    assert [(run.name, run.seed) for run in runs] == [
        ("logistic_regression", 0), ("compiled", 0), ("logistic_regression", 1), ("compiled", 1),
    ]  # fmt: skip
    with pytest.raises(UserError, match="two recipes are called 'dense'"):
        training.fit_all([models.dense, partial(models.dense, hidden=(8,))], small, **keywords)


@pytest.mark.parametrize(("verbose", "lines"), [(0, 0), (1, 3), (2, 5)])
def test_a_training_prints_few_lines(fit, capsys, verbose, lines):
    fit(models.logistic_regression, epochs=3, verbose=verbose, name="d")
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == lines
    if verbose == 1:
        assert printed[0] == "d s0: 200 examples = 6 x 32 + 8 -> 7 steps an epoch"
        assert printed[1].startswith("  epoch 1/3: ")
        assert printed[2].startswith("  epoch 3/3: ")


def iris_network(input_shape, outputs, task, activity_regularizer=None, **compiled):
    layers = keras.layers
    hidden = layers.Dense(4, "relu", kernel_regularizer="l2", activity_regularizer=activity_regularizer)
    model = keras.Sequential([keras.Input(input_shape), hidden, layers.Dense(outputs, "softmax")])
    model.compile(**{"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", **compiled})
    return model


def surest(y_true, y_pred):
    return keras.ops.max(y_pred, axis=-1)


@pytest.mark.parametrize(
    "compiled",
    [
        {"activity_regularizer": "l1", "metrics": ["accuracy"]},
        {"metrics": [["accuracy"]]},
        {"metrics": {"dense_1": ["accuracy"]}, "loss": ["sparse_categorical_crossentropy"]},
        {"metrics": [surest, "accuracy"]},
    ],
)
def test_the_numbers_of_a_run_are_those_of_evaluate(compiled, tmp_path):
    data = datasets.load("iris")
    run = training.fit(partial(iris_network, **compiled), data, epochs=1, folder=tmp_path, verbose=0)
    model = iris_network(data.input_shape, data.outputs, data.task, **compiled)
    model.set_weights(run.model.get_weights())
    expected = model.evaluate(data.test.x, data.test.y, return_dict=True, verbose=0)
    found = dict(run.metrics["test"])
    model(data.test.x)  # all 30 examples in one batch, as in evaluate: the layers' own numbers are at hand now
    assert found.pop("penalty") == pytest.approx(float(sum(model.losses)), rel=1e-5)
    assert found == pytest.approx(expected, rel=1e-5)


def penalty(y_true, y_pred):
    return keras.ops.max(y_pred, axis=-1)


@pytest.mark.parametrize("metric", [penalty, keras.metrics.SparseTopKCategoricalAccuracy(name="loss")])
def test_a_metric_has_a_name_of_its_own(metric, tmp_path):
    with pytest.raises(UserError, match="give it another name"):
        training.fit(partial(iris_network, metrics=[metric]), datasets.load("iris"), folder=tmp_path, verbose=0)


@pytest.mark.parametrize(
    ("compiled", "sentence"),
    [
        ({"loss_weights": 2.0}, "loss_weights"),
        ({"loss": None}, "with none; give one loss"),
        ({"weighted_metrics": ["accuracy"]}, "call them metrics"),
    ],
)
def test_what_is_compiled_for_several_outputs_or_weights_is_refused(compiled, sentence, tmp_path):
    with pytest.raises(UserError, match=sentence):
        training.fit(partial(iris_network, **compiled), datasets.load("iris"), epochs=1, folder=tmp_path, verbose=0)
    assert not list(tmp_path.iterdir())


def test_variables_without_weight_decay_are_settings(tmp_path):
    def recipe(input_shape, outputs, task, exclude=()):
        optimizer = keras.optimizers.AdamW()
        optimizer.exclude_from_weight_decay(var_names=exclude)
        return iris_network(input_shape, outputs, task, optimizer=optimizer)

    data, settings = datasets.load("iris"), []
    for exclude in ((), ("bias",)):
        model = recipe(data.input_shape, data.outputs, data.task, exclude)
        settings.append(compile_model(model, data).described["optimizer"])
    assert settings[0] != settings[1]
    assert [path.rsplit("/")[-1] for path in settings[1]["without_weight_decay"]] == ["bias", "bias"]


@pytest.mark.parametrize("rate", [1e79, 10**79])
def test_a_learning_rate_beyond_float32_is_refused(fit, tmp_path, rate):
    """It becomes infinite in the optimizer, and JSON has no such number."""
    with pytest.raises(UserError, match=r"the learning rate is inf in float32, .*; give a smaller one"):
        fit(partial(models.dense, hidden=(8,)), learning_rate=rate)
    with pytest.raises(UserError, match="give a smaller one"):
        fit(partial(compiled, learning_rate=float(rate)))
    assert not list(tmp_path.rglob("run.json"))


@pytest.fixture
def policy():
    """Sets Keras' dtype policy for a test."""
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("recipe", [models.dense, compiled])
def test_a_policy_that_scales_the_loss_is_refused_with_another_that_trains(fit, policy, tmp_path, recipe):
    """The user gave no LossScaleOptimizer: Keras puts one around his optimizer."""
    policy("mixed_float16")
    with pytest.raises(
        UserError, match=r"the dtype policy mixed_float16 .* keras\.config\.set_dtype_policy\('mixed_bfloat16'\)$"
    ):
        fit(recipe)
    assert not list(tmp_path.rglob("run.json"))
    policy("mixed_bfloat16")
    run = fit(recipe)
    assert run.model.layers[-1].compute_dtype == "bfloat16"
    assert run.history["loss"][1] < run.history["loss"][0]


@pytest.mark.parametrize("name", ["float32", "mixed_bfloat16", "float16"])
def test_an_optimizer_for_float16_is_refused_in_a_sentence(fit, policy, name):
    policy(name)
    with pytest.raises(UserError, match=rf"; give Adam itself, .* \(it is {name}\)$"):
        fit(models.dense, optimizer=partial(keras.optimizers.LossScaleOptimizer, keras.optimizers.Adam()))
