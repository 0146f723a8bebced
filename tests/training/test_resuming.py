"""A training that was stopped anywhere and resumed equals the one that was never stopped, bit for bit."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from functools import partial

import numpy as np
import pytest

import models
import training
from runtime.backend import keras
from runtime.errors import UserError
from training import checkpoints, resuming
from training.runs import read
from training.sameness import first_difference
from training.series import scalars

NOW = {"moment": None, "last": None}
"""When `Fails` fails, and what it counted at the end of a training: not in the class, whose attributes are settings."""


class Fails(keras.callbacks.Callback):
    """Stops the training at some moment; counts its steps, which have to survive."""

    def __init__(self):
        super().__init__()
        self.steps = 0
        self.seen = []

    def _maybe(self, *moment):
        if moment == NOW["moment"]:
            raise RuntimeError("stopped on purpose")

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        self.seen.append([batch, logs["loss"]])
        self._maybe("step", self.steps)

    def on_test_begin(self, logs=None):
        self._maybe("test", self.steps)

    def on_epoch_end(self, epoch, logs=None):
        self._maybe("epoch", epoch)

    def on_train_end(self, logs=None):
        assert logs["loss"] > 0
        self._maybe("end")
        NOW["last"] = (self.steps, self.seen)


class Halving(keras.callbacks.LearningRateScheduler):
    """Needs the rate before it: asked twice in an epoch, it would halve twice."""

    def __init__(self):
        super().__init__(lambda epoch, rate: rate / 2)


NETWORKS = {
    "dense": partial(models.dense, hidden=(16,), dropout=0.3, batch_normalization=True),
    "cnn": partial(models.convolutional, filters=(4,), hidden=(8,)),
    "lstm": partial(models.recurrent, units=(8,), dropout=0.2, recurrent_dropout=0.2),
    "gru": partial(models.recurrent, cell="GRU", units=(8,)),
}
MOMENTS = [("step", 3), ("test", 7), ("epoch", 0), ("step", 8), ("step", 18), ("end",)]


@pytest.mark.parametrize(
    ("network", "moments"),
    [
        pytest.param("dense", MOMENTS, id="dense"),
        *(pytest.param(name, MOMENTS[::2], id=name, marks=pytest.mark.slow) for name in ("cnn", "lstm")),
        *(pytest.param(name, MOMENTS, id=f"{name}, every moment", marks=pytest.mark.full)
          for name in ("cnn", "lstm", "gru")),
    ],
)  # fmt: skip
def test_a_stopped_training_goes_on_as_if_it_had_not_been(network, moments, small, tmp_path):
    fit = partial(
        training.fit, NETWORKS[network], small, name=network, epochs=3, batch_size=32, patience=2,
        optimizer=partial(keras.optimizers.Adam, use_ema=network == "dense"), histogram_freq=1,
        callbacks=[Halving, Fails, partial(keras.callbacks.ReduceLROnPlateau, monitor="loss", patience=1)],
        checkpoint_seconds=0, verbose=False,
    )  # fmt: skip
    NOW["moment"] = None
    whole = fit(folder=tmp_path / "whole")
    steps = NOW["last"]
    for moment in moments:
        NOW["moment"] = moment
        with pytest.raises(RuntimeError, match="on purpose"):
            fit(folder=tmp_path / "stopped", resume=True)
        (folder,) = training.find_runs(tmp_path / "stopped")
        assert read(folder).state == "failed"
    NOW["moment"] = None
    resumed = fit(folder=tmp_path / "stopped", resume=True)
    assert first_difference(whole, resumed) is None
    assert NOW["last"] == steps
    assert not (resumed.folder / checkpoints.FILE).exists()
    assert not list(resumed.folder.glob(".*"))


def test_curves_in_tensorboard_are_one(trained, small, tmp_path):
    curves = scalars(trained.folder)
    assert [step for step, _ in curves["train/epoch_loss"]] == [1, 2, 3]
    assert [step for step, _ in curves["validation/epoch_loss"]] == [1, 2, 3]
    assert [value for _, value in curves["train/epoch_loss"]] == pytest.approx(trained.history["loss"], rel=1e-6)


@pytest.mark.slow
def test_early_stopping_decides_the_same(small, tiny_network, tmp_path):
    fit = partial(
        training.fit, tiny_network, small, name="a", epochs=40, learning_rate=0.1, patience=2, verbose=False,
        callbacks=[Fails], checkpoint_seconds=0,
    )  # fmt: skip
    NOW["moment"] = None
    whole = fit(folder=tmp_path / "whole")
    for moment in (("epoch", whole.epochs - 2), ("end",)):  # while it waits, and after it has decided
        NOW["moment"] = moment
        with pytest.raises(RuntimeError):
            fit(folder=tmp_path / "stopped", resume=True)
    NOW["moment"] = None
    assert first_difference(whole, fit(folder=tmp_path / "stopped", resume=True)) is None


class Patient(keras.callbacks.EarlyStopping):
    """A student's own: remembers more than Keras' callback does, in containers of every kind."""

    def __init__(self):
        super().__init__(monitor="val_loss", patience=50)
        self.recent, self.seen, self.pair, self.note = deque(maxlen=2), set(), (0, 0), None
        self.by_epoch, self.noise = {}, np.random.default_rng(3)

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.recent.append(logs["loss"])
        self.seen.add(epoch)
        self.pair = (epoch, self.pair[0])
        self.note = f"after {epoch}"
        self.by_epoch[epoch] = self.noise.random()
        OWN[type(self)] = (list(self.recent), self.seen, self.pair, self.note, self.by_epoch, self.wait)


class Plateau(keras.callbacks.ReduceLROnPlateau):
    """Counts its reductions, and holds what no checkpoint keeps."""

    def __init__(self):
        super().__init__(monitor="loss", patience=1, min_delta=10.0)
        self.rates, self.helper = [], Helper()

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.rates.append(float(self.model.optimizer.learning_rate))
        OWN[type(self)] = (self.rates, self.wait, self.cooldown_counter)


class Helper:
    """An object: nobody knows what it remembers."""


OWN = {}


@pytest.mark.slow
def test_a_students_subclass_keeps_its_own_state(small, tiny_network, tmp_path, capsys):
    fit = partial(
        training.fit, tiny_network, small, name="a", epochs=5, callbacks=[Patient, Plateau, Fails],
        checkpoint_seconds=0,
    )  # fmt: skip
    NOW["moment"] = None
    whole, own = fit(folder=tmp_path / "whole", verbose=0), dict(OWN)
    for moment in (("step", 10), ("epoch", 2)):
        NOW["moment"] = moment
        OWN.clear()
        with pytest.raises(RuntimeError):
            fit(folder=tmp_path / "stopped", resume=True, verbose=0)
    NOW["moment"] = None
    capsys.readouterr()
    resumed = fit(folder=tmp_path / "stopped", resume=True)
    assert own == OWN
    assert len(own[Plateau][0]) == 5
    assert first_difference(whole, resumed) is None
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "no checkpoint keeps" in line)
    assert "keeps Plateau.helper; give the callback get_state()" in line


def test_a_state_that_no_checkpoint_can_hold_is_named(small, tiny_network, tmp_path):
    class Holds(keras.callbacks.Callback):
        def get_state(self):
            return {"helper": Helper()}

    with pytest.raises(UserError, match=r"Holds\.get_state\(\) gives something that no checkpoint can hold"):
        training.fit(tiny_network, small, epochs=1, callbacks=[Holds], folder=tmp_path, verbose=0)


@pytest.mark.slow
def test_without_resume_it_starts_anew(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", epochs=2, folder=tmp_path, verbose=False)
    NOW["moment"] = ("step", 9)
    with pytest.raises(RuntimeError):
        fit(callbacks=[Fails], checkpoint_seconds=0)
    NOW["moment"] = None
    run = fit(callbacks=[Fails])
    assert NOW["last"][0] == 14
    assert run.state == "finished"


@pytest.mark.slow
def test_a_changed_setting_is_another_run(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", folder=tmp_path, verbose=False, callbacks=[Fails])
    NOW["moment"] = ("step", 9)
    with pytest.raises(RuntimeError):
        fit(epochs=2, checkpoint_seconds=0)
    NOW["moment"] = None
    other = fit(epochs=2, learning_rate=0.01, resume=True)
    assert other.folder.name == "a-s0-learning_rate=0.01"
    assert read(tmp_path / "a-s0").state == "failed"
    assert NOW["last"][0] == 14


@pytest.mark.slow
def test_a_rerun_beside_a_finished_one_is_resumed(small, tiny_network, tmp_path):
    fit = partial(
        training.fit, tiny_network, small, name="a", epochs=2, folder=tmp_path, verbose=False, callbacks=[Fails],
        checkpoint_seconds=0,
    )  # fmt: skip
    NOW["moment"] = None
    first = fit()
    NOW["moment"] = ("step", 9)
    with pytest.raises(RuntimeError):
        fit()
    assert training.load(first.folder).record == first.record
    assert (tmp_path / "a-s0.new" / checkpoints.FILE).exists()
    NOW["moment"] = None
    again = fit(resume=True)
    assert not (tmp_path / "a-s0.new").exists()
    assert first_difference(first, again) is None


@pytest.mark.slow
def test_a_crash_between_the_two_renames_is_settled(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", epochs=1, folder=tmp_path, verbose=False)
    run = fit()
    run.folder.rename(tmp_path / "a-s0.old")
    assert fit(resume=True).record == run.record
    run.folder.rename(tmp_path / "a-s0.new")
    assert fit(resume=True).record == run.record
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["a-s0"]


def test_a_damaged_checkpoint_is_named(small, tiny_network, tmp_path):
    fit = partial(
        training.fit, tiny_network, small, name="a", epochs=2, folder=tmp_path, verbose=False, callbacks=[Fails],
        checkpoint_seconds=0,
    )  # fmt: skip
    NOW["moment"] = ("step", 9)
    with pytest.raises(RuntimeError):
        fit()
    path = tmp_path / "a-s0" / checkpoints.FILE
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UserError, match=r"checkpoint\.npz is damaged .* delete it"):
        fit(resume=True)


def test_a_checkpoint_holds_what_it_was_given(tmp_path):
    state = {"a": [1, None, 0.1, "과적합", True], "b": {"c": np.arange(3), "d": np.float32(0.1)}, "e": [np.zeros(2)]}
    checkpoints.save(tmp_path / "state.npz", state)
    again = checkpoints.read(tmp_path / "state.npz")
    assert again["a"] == state["a"]
    assert np.array_equal(again["b"]["c"], np.arange(3))
    assert again["b"]["d"] == np.float32(0.1)
    assert again["b"]["d"].dtype == np.float32
    assert np.array_equal(again["e"][0], np.zeros(2))
    assert checkpoints.read(tmp_path / "nothing.npz") is None


def test_another_model_is_refused(small):
    state = {}
    for hidden in (4, 5):
        keras.utils.clear_session()
        layers = [keras.Input((2,)), keras.layers.Dense(hidden, name=f"of{hidden}"), keras.layers.Dense(1)]
        model = keras.Sequential(layers)
        model.compile(loss="mean_squared_error")
        model.train_on_batch(np.zeros((1, 2)), np.zeros((1, 1)))
        if state:
            with pytest.raises(UserError, match="are not this model's"):
                checkpoints.restore_model(model, state)
        state = checkpoints.model_state(model)


TRAIN = """
import os, sys, time
from functools import partial
import datasets, models, training
from runtime.backend import keras
from runtime.errors import exit_code

class Waits(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        time.sleep(float(os.environ.get("SECONDS_BETWEEN_EPOCHS", 0)) if epoch else 0)

def command(arguments):
    data = datasets.load("fashion_mnist").take(2000)
    recipe = partial(models.dense, hidden=(64,), dropout=0.2)
    training.fit(recipe, data, name="a", epochs=int(arguments[2]), folder=arguments[0], resume="--resume" in arguments,
                 checkpoint_seconds=float(arguments[1]), callbacks=[Waits])

raise SystemExit(exit_code(command))
"""


def started(folder, seconds, epochs, *flags, **environment):
    """A training in a process of its own, after its first epoch."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", TRAIN, str(folder), str(seconds), str(epochs), *flags],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, **environment},
    )  # fmt: skip
    for line in process.stdout:
        if "epoch 1/" in line or "goes on" in line:
            break
    return process


class PressedLong(keras.callbacks.Callback):
    """Ctrl-C is pressed long before the validation that ends the second epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1 and NOW["moment"] == "pressed":
            signal.raise_signal(signal.SIGINT)
            time.sleep(1.5 * resuming.PATIENCE)


def test_ctrl_c_waits_for_a_short_validation_however_long_the_epoch_took_after_it(small, tmp_path, monkeypatch, capsys):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setitem(NOW, "moment", "pressed")
    recipe = partial(models.logistic_regression)
    keywords = {"name": "a", "epochs": 3, "folder": tmp_path, "callbacks": [PressedLong]}
    try:
        with pytest.raises(KeyboardInterrupt):
            training.fit(recipe, small, **keywords)
    finally:
        signal.signal(signal.SIGINT, before)
    assert checkpoints.read(tmp_path / "a-s0" / checkpoints.FILE)["epoch"] == 2
    monkeypatch.setitem(NOW, "moment", None)
    assert training.fit(recipe, small, resume=True, **keywords).epochs == 3
    assert "goes on after 2 epochs" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows gives Ctrl-C to a whole console")
def test_ctrl_c_ends_at_once_and_can_be_resumed(tmp_path):
    process = started(tmp_path / "runs", 10, 10_000)  # many seconds on any machine
    time.sleep(0.5)
    pressed = time.perf_counter()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=120)
    took = time.perf_counter() - pressed
    assert process.returncode == 130, error
    assert error.strip() == "interrupted"
    record = read(tmp_path / "runs" / "a-s0").record
    assert (record["state"], record["reason"]) == ("interrupted", "Ctrl-C")
    state = checkpoints.read(tmp_path / "runs" / "a-s0" / checkpoints.FILE)
    assert state["epoch"] >= 1
    assert took < 30  # a second here; a loaded machine may need more
    with pytest.raises(UserError, match="is interrupted, not finished; train it with --resume"):
        training.load(tmp_path / "runs" / "a-s0")


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.slow
def test_a_killed_process_is_resumed_by_a_fresh_one(tmp_path, fresh):
    process = started(tmp_path / "killed", 0, 4, SECONDS_BETWEEN_EPOCHS="60")  # else it may end before
    process.kill()
    process.communicate()
    assert read(tmp_path / "killed" / "a-s0").state == "running"
    assert fresh("-c", TRAIN, str(tmp_path / "killed"), "0", "4", "--resume").returncode == 0
    assert fresh("-c", TRAIN, str(tmp_path / "whole"), "10", "4").returncode == 0
    whole, resumed = (training.load(tmp_path / name / "a-s0") for name in ("whole", "killed"))
    assert first_difference(whole, resumed) is None
