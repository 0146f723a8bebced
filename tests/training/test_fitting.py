"""`fit`: what it trains, what it writes, what it refuses."""

import json
import math
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

import datasets
import models
import training
from datasets import Split
from runtime.backend import keras
from runtime.errors import UserError
from training.fitting import arithmetic
from training.series import scalars


def test_the_run_folder_is_whole(trained):
    assert trained.state == "finished"
    assert {path.name for path in trained.folder.iterdir() if "tfevents" not in path.name} == {
        "run.json", "history.csv", "metrics.json", "predictions.npz", "model.keras", "train", "validation",
    }  # fmt: skip
    assert trained.folder.name == "dense-s0"
    assert trained.folder.name.isascii()


def test_the_record_has_every_setting(trained):
    settings = trained.settings
    assert settings["recipe"]["hyperparameters"]["hidden"] == [8]
    assert settings["recipe"]["hyperparameters"]["activation"] == "relu"  # a default, not bound
    assert settings["optimizer"] == {"name": "adam", "learning_rate": 0.001}
    assert settings["loss"] == "sparse_categorical_crossentropy"
    assert settings["data"]["examples"] == {"train": 200, "validation": 50, "test": 60}
    assert trained.record["versions"]["keras"] == keras.__version__
    assert trained.provenance["licence"].startswith("MIT")


def test_metrics_are_what_evaluate_says(trained, small):
    for name in ("train", "validation", "test"):
        part = small.split(name)
        loss, accuracy = trained.model.evaluate(part.x, part.y, verbose=0)
        penalty = float(sum(trained.model.losses))
        expected = {"loss": loss, "accuracy": accuracy, "penalty": penalty}
        assert trained.metrics[name] == pytest.approx(expected, rel=1e-5)


def test_without_a_penalty_there_is_no_number_of_it(small, tiny_network, tmp_path):
    run = training.fit(tiny_network, small, epochs=1, folder=tmp_path, verbose=0)
    assert list(run.metrics["test"]) == ["loss", "accuracy"]


def test_predictions_are_the_models(trained, small):
    np.testing.assert_allclose(trained.predictions["test_prediction"], trained.model(small.test.x), atol=1e-6)
    assert np.array_equal(trained.predictions["test_y"], small.test.y)


def test_history_has_a_row_an_epoch(trained):
    assert trained.history["epoch"] == [1, 2, 3]
    assert {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds"} <= set(trained.history)


def test_load_gives_the_same_run(trained):
    again = training.load(trained.folder)
    assert again.record == trained.record
    assert again.metrics == trained.metrics


def test_a_seed_decides_everything(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", epochs=2, verbose=False)
    one, same, other = (fit(folder=tmp_path / str(i), seed=seed) for i, seed in enumerate((1, 1, 2)))
    assert all(np.array_equal(a, b) for a, b in zip(one.model.get_weights(), same.model.get_weights(), strict=True))
    columns = set(one.history) - {"seconds"}
    assert {c: one.history[c] for c in columns} == {c: same.history[c] for c in columns}
    assert one.history["loss"] != other.history["loss"]


def test_no_phantom_step_and_a_new_order_every_epoch(small, tiny_network, tmp_path):
    """Keras 3.15 runs part of one more step an epoch when the number of batches is unknown, and repeats one shuffle."""
    seen = []

    class Watch(keras.callbacks.Callback):
        def set_run(self, folder, data):
            batches = data.batches

            def watched(split, batch_size, **keywords):
                stream = batches(split, batch_size, **keywords)
                assert int(stream.cardinality()) == -(-len(data.split(split)) // batch_size)
                return stream

            object.__setattr__(data, "batches", watched)

        def on_train_end(self, logs=None):
            seen.append(int(self.model.optimizer.iterations))

    data = replace(small)
    training.fit(
        tiny_network, data, name="a", epochs=3, batch_size=32, folder=tmp_path, callbacks=[Watch], verbose=False
    )
    assert seen == [3 * 7]
    orders = [small.order(0, epoch) for epoch in range(3)]
    assert len({tuple(order) for order in orders}) == 3


def test_fit_sees_the_order_of_each_epoch(small, tmp_path):
    """One example a step and one weight: the weight's path tells the order that the optimizer saw."""
    data = small.take(10)
    x = np.arange(1, 11, dtype=np.float32).reshape(10, 1)
    numbers = replace(
        data,
        task="regression", outputs=1, input_shape=(1,),
        train=replace(data.train, x=x, y=x),
        validation=replace(data.validation, x=x, y=x),
        test=replace(data.test, x=x, y=x),
        baseline=replace(data.baseline, values=np.zeros(1, np.float32)),
    )  # fmt: skip
    path = []

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            path.append(float(self.model.get_weights()[0][0, 0]))

    def one_weight(input_shape, outputs, task):
        return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(1, use_bias=False)])

    run = training.fit(
        one_weight, numbers, name="a", epochs=3, batch_size=1, optimizer="sgd", learning_rate=1e-3,
        folder=tmp_path, callbacks=[Watch], verbose=False, seed=3,
    )  # fmt: skip
    assert run.epochs == 3
    # squared error of w x against x: w += lr * 2 x^2 (1 - w), so each step tells its x
    seen = []
    for before, after in pairwise(path):
        seen.append(np.sqrt((after - before) / (2e-3 * (1 - before))))
    expected = np.concatenate([x[numbers.order(3, epoch), 0] for epoch in range(3)])
    np.testing.assert_allclose(seen, expected[1:], rtol=1e-2)


def test_early_stopping_restores_the_best_weights(small, tiny_network, tmp_path):
    run = training.fit(
        tiny_network, small, name="a", epochs=40, learning_rate=0.1, patience=2, folder=tmp_path, verbose=False
    )
    assert run.epochs < 40
    best = min(run.history["val_loss"])
    assert run.epochs == run.history["val_loss"].index(best) + 1 + 2
    assert run.metrics["validation"]["loss"] == pytest.approx(best, rel=1e-5)


@pytest.mark.slow
def test_other_settings_get_their_own_folder(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="weight decay", epochs=1, folder=tmp_path, verbose=False)
    assert fit(variant="batch_size=16", batch_size=16).folder.name == "weight-decay-s0-batch_size=16"
    assert fit().folder.name == "weight-decay-s0"
    assert fit(batch_size=8, learning_rate=0.01).settings["batch_size"] == 8
    assert len(training.find_runs(tmp_path)) == 3


def test_an_old_run_stands_until_the_new_one_has_finished(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", epochs=1, folder=tmp_path, verbose=False)
    first = fit()

    class Fails(keras.callbacks.Callback):
        def on_train_end(self, logs=None):
            assert training.load(first.folder).record == first.record
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        fit(callbacks=[Fails], variant="")
    assert training.load(first.folder).record == first.record
    failed = [p for p in tmp_path.rglob("run.json") if json.loads(p.read_text(encoding="utf-8"))["state"] == "failed"]
    assert len(failed) == 1
    again = fit()
    assert again.folder == first.folder
    assert again.record["started"] >= first.record["started"]


def test_a_finished_run_is_kept_by_resume(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", epochs=1, folder=tmp_path, verbose=False)
    assert fit().record == fit(resume=True).record


@pytest.mark.parametrize(
    ("examples", "batch_size", "text"),
    [
        (9_000, 32, "9,000 examples = 281 x 32 + 8 -> 282 steps an epoch"),
        (1_000, 128, "1,000 examples = 7 x 128 + 104 -> 8 steps an epoch"),  # the lecture's
        (55_000, 32, "55,000 examples = 1,718 x 32 + 24 -> 1,719 steps an epoch"),
        (64, 32, "64 examples = 2 x 32 -> 2 steps an epoch"),
    ],
)
def test_the_arithmetic_is_printed(examples, batch_size, text):
    assert arithmetic(examples, batch_size) == text


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"epochs": 0}, "epochs has to be a whole number of 1 to"),
        ({"batch_size": -1}, "batch_size has to be a whole number of 1 to"),
        ({"learning_rate": 0.0}, "learning_rate has to be a number above 0, not 0.0"),
        ({"learning_rate": float("nan")}, "learning_rate has to be a number above 0, not nan"),
        ({"patience": -1}, "patience has to be a whole number of 0 to"),
        ({"seed": 2**32}, "seed has to be a whole number of 0 to"),
        ({"epochs": True}, "epochs has to be a whole number"),
        ({"resume": "no"}, "resume has to be True or False"),
        ({"callbacks": keras.callbacks.EarlyStopping}, "callbacks has to be a list or a tuple"),
        ({"folder": "a\0b"}, "folder has to be a path"),
        ({"optimizer": "adamant"}, "optimizer 'adamant' is unknown"),
        ({"loss": "regret"}, "loss 'regret' is unknown"),
        ({"metrics": ["beauty"]}, "metric 'beauty' is unknown"),
        ({"name": "과적합"}, "no ASCII letter"),
    ],
)
def test_bad_settings_are_one_sentence_and_write_nothing(small, tiny_network, tmp_path, settings, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit(
            tiny_network, small, **{"name": "a", "epochs": 1, "folder": tmp_path, "verbose": False, **settings}
        )
    assert not list(tmp_path.iterdir())


class Narrow:
    def __init__(self, units):
        self.units = units

    def __call__(self, input_shape, outputs, task):
        layers = [keras.layers.Flatten(), keras.layers.Dense(self.units), keras.layers.Dense(outputs, "softmax")]
        return keras.Sequential(layers)  # without an Input


@pytest.mark.slow
def test_what_numpy_counts_in_and_objects_as_recipes(small, tmp_path):
    fit = partial(training.fit, data=small, folder=tmp_path, verbose=0)
    run = fit(Narrow(4), epochs=np.int64(1), batch_size=np.int32(32), learning_rate=np.float32(0.5), seed=np.uint8(3))
    assert run.name == "Narrow"
    again = fit(Narrow(4), epochs=1, learning_rate=0.5, seed=3, resume=np.bool_(True))
    assert again.record == run.record
    assert fit(Narrow(5), epochs=1, learning_rate=0.5, seed=3).folder != run.folder


def test_recipes_that_are_none(small, tmp_path):
    fit = partial(training.fit, data=small, epochs=1, folder=tmp_path, verbose=0)
    model = models.logistic_regression(small.input_shape, small.outputs, small.task)
    for recipe, sentence in (
        (model, "fit takes a recipe, and this is a model"),
        ("dense", "fit takes a recipe"),
        (partial(models.dense, 3), "cannot be called as recipe"),
        (lambda *shape: None, "returned None and no model"),
    ):
        with pytest.raises(UserError, match=sentence):
            fit(recipe)
    fit(lambda *shape: model, name="first")
    with pytest.raises(UserError, match="was used in a training; make both inside the recipe"):
        fit(lambda *shape: model, name="second")
    with pytest.raises(UserError, match="takes a dataset"):
        training.fit(models.dense, small.train.x)


def test_optimizers_and_schedules_are_recorded(small, tiny_network, tmp_path):
    run = training.fit(
        tiny_network,
        small,
        name="a",
        epochs=1,
        optimizer=partial(keras.optimizers.SGD, momentum=0.9),
        learning_rate=partial(keras.optimizers.schedules.ExponentialDecay, 0.1, 10, 0.5),
        folder=tmp_path,
        verbose=False,
    )
    optimizer = run.settings["optimizer"]
    assert (optimizer["name"], optimizer["momentum"]) == ("sgd", 0.9)
    assert optimizer["learning_rate"]["name"] == "ExponentialDecay"
    assert run.history["learning_rate"][0] == pytest.approx(0.1 * 0.5**0.6, rel=1e-5)  # in the last of 7 steps


@pytest.mark.slow
def test_other_arrays_are_another_run(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, name="d", epochs=1, folder=tmp_path, verbose=0)
    first = fit(small)
    noise = np.random.default_rng(0).normal(0, 1, small.train.x.shape).astype(np.float32)
    noisy = fit(replace(small, train=Split(small.train.x + noise, small.train.y)))
    assert noisy.folder != first.folder
    again = fit(small, resume=True)
    assert (again.folder, again.metrics) == (first.folder, first.metrics)


def test_the_learning_rate_of_an_epoch_is_the_one_it_used(small, tmp_path):
    plateau = keras.callbacks.ReduceLROnPlateau(min_delta=1e9, patience=1, factor=0.1)
    run = training.fit(
        models.logistic_regression, small, epochs=4, learning_rate=0.5, optimizer="sgd", callbacks=[plateau],
        folder=tmp_path, verbose=0,
    )  # fmt: skip
    assert run.history["learning_rate"] == pytest.approx([0.5, 0.5, 0.05, 0.005])
    curve = [value for _, value in scalars(run.folder)["train/epoch_learning_rate"]]
    assert curve == pytest.approx(run.history["learning_rate"])


class LogsLater(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            logs["later"] = 1.0


def test_a_value_that_is_first_logged_in_a_later_epoch(small, tmp_path):
    run = training.fit(models.logistic_regression, small, epochs=2, callbacks=[LogsLater], folder=tmp_path, verbose=0)
    assert math.isnan(run.history["later"][0])
    assert run.history["later"][1] == 1.0


def test_an_evaluation_that_fails_leaves_the_trained_model(small, tmp_path):
    def fails_after_training(y_true, y_pred):
        if not isinstance(y_pred, keras.KerasTensor) and y_pred.shape[0] == len(small.test):
            raise RuntimeError("on purpose")
        return y_pred[:, 0]

    with pytest.raises(RuntimeError, match="on purpose"):
        training.fit(
            models.logistic_regression, small, name="d", epochs=1, metrics=[fails_after_training], folder=tmp_path,
            verbose=0,
        )  # fmt: skip
    assert models.load_model(tmp_path / "d-s0" / "model.keras").count_params() == 7_850


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "dense\x1b]52;c;AAAA\x07"}, r"run name 'dense\\x1b\]52;c;AAAA\\x07' cannot be printed"),
        ({"name": "dense\nfinished"}, r"run name 'dense\\nfinished' cannot be printed"),
        ({"recipe": "\x1b[2J"}, "a setting of this run cannot be recorded .*commands for a terminal"),
        ({"recipe": "\ud800"}, "a setting of this run cannot be recorded"),
    ],
)
def test_what_no_record_may_hold_is_refused_before_training(small, tmp_path, given, sentence):
    def recipe(input_shape, outputs, task, note=""):
        return models.dense(input_shape, outputs, task, hidden=(4,))

    recipe = partial(recipe, note=given.pop("recipe", ""))
    with pytest.raises(UserError, match=sentence) as error:
        training.fit(recipe, small, epochs=1, folder=tmp_path, **given)
    assert str(error.value).isprintable()
    assert not list(tmp_path.iterdir())


def test_a_damaged_run_is_named(trained, tmp_path):
    for content, sentence in (("{", "is damaged"), ("{}", "lacks"), ("[]", "lacks")):
        (tmp_path / "run.json").write_text(content, encoding="utf-8")
        with pytest.raises(UserError, match=sentence):
            training.load(tmp_path)
    with pytest.raises(UserError, match="holds no run"):
        training.load(tmp_path / "nothing")
    with pytest.raises(UserError, match="is no folder"):
        training.find_runs(tmp_path / "nothing")


def test_the_vocabulary_of_a_text_is_kept_in_the_run_folder(tmp_path):
    data = datasets.load("negation").take(100)
    recipe = partial(models.recurrent, units=(4,), vocabulary_size=len(data.vocabulary))
    run = training.fit(recipe, data, name="a", epochs=1, folder=tmp_path, verbose=False)
    kept = json.loads((run.folder / "vocabulary.json").read_text(encoding="utf-8"))
    assert tuple(kept) == data.vocabulary


def test_multiply_adds_are_recorded(small, tmp_path):
    run = training.fit(models.logistic_regression, small, epochs=1, folder=tmp_path, verbose=0)
    assert run.record["multiply_adds"] == 7_840


@pytest.mark.parametrize("bad", [
    {"name": 3}, {"variant": True}, {"metrics": True}, {"metrics": "accuracy"}, {"verbose": 3}, {"verbose": "yes"},
    {"checkpoint_seconds": -1}, {"checkpoint_seconds": "1"},
])  # fmt: skip
def test_arguments_of_another_kind(small, tiny_network, tmp_path, bad):
    with pytest.raises(UserError, match=f"^{next(iter(bad))} has to be"):
        training.fit(tiny_network, small, folder=tmp_path, **bad)
    assert not list(tmp_path.iterdir())
