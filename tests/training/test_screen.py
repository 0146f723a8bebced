"""What trainings show: lines that move on a terminal, a few lines in a pipe, one screen for several processes."""

import io
import json
import re
import subprocess
import sys
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

import pytest

import models
import training
from runtime.backend import keras
from training.progress import Counted, counting
from training.screen import screen


class Terminal(io.StringIO):
    """Text that says of itself to be a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True

    @property
    def frames(self):
        return [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in re.split(r"[\r\n]+", self.getvalue())]


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    return Terminal()


RECIPES = {"a": models.logistic_regression, "b": partial(models.dense, hidden=(8,))}


@pytest.mark.slow
def test_a_terminal_shows_each_training_and_all_of_them(small, tmp_path, terminal):
    with redirect_stdout(terminal), counting(Counted(3, seconds=60.0)):
        training.fit_all(RECIPES, small, epochs=2, folder=tmp_path)
        training.fit_all({"c": RECIPES["a"]}, small, epochs=1, folder=tmp_path)
    shown = "\n".join(terminal.frames)
    for text in ("training 1 of 3 ", "training 2 of 3 ", "training 3 of 3 ", " left", "a s0  epoch 1/2  step "):
        assert text in shown
    assert all(len(line) <= 80 for line in terminal.frames if "step " in line or "training " in line)
    assert len(re.findall(r"^  epoch ", shown, re.M)) == 3  # what stays: the last epoch of each
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 3  # the cursor is back
    assert not screen().running


def test_every_epoch_is_printed_above_the_moving_lines(small, tmp_path, terminal):
    with redirect_stdout(terminal):
        training.fit(RECIPES["a"], small, name="a", epochs=3, folder=tmp_path, verbose=2)
    assert len([line for line in terminal.frames if line.startswith("  epoch ")]) == 3
    assert "training 1 of" not in terminal.getvalue()  # it is alone


def test_an_error_gives_the_terminal_back(small, tmp_path, terminal):
    def fails(epoch, logs):
        raise RuntimeError("broken")

    with redirect_stdout(terminal), pytest.raises(RuntimeError, match="broken"):
        training.fit(
            RECIPES["a"], small, epochs=1, folder=tmp_path,
            callbacks=[lambda: keras.callbacks.LambdaCallback(on_epoch_end=fails)],
        )  # fmt: skip
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 1
    assert not screen().running


def test_a_terminal_that_cannot_move_its_cursor_gets_lines(small, tmp_path, terminal, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    with redirect_stdout(terminal):
        training.fit(RECIPES["a"], small, name="a", epochs=3, folder=tmp_path)
    assert "\x1b" not in terminal.getvalue()
    assert "  epoch 1/3" in terminal.getvalue()


def test_a_pipe_gets_the_first_and_the_last_epoch(small, tmp_path, capsys):
    training.fit_all(RECIPES, small, epochs=3, folder=tmp_path)
    lines = capsys.readouterr().out.splitlines()
    begins = [line.split(":")[0] for line in lines]
    assert begins == ["a s0", "  epoch 1/3", "  epoch 3/3", "b s0", "  epoch 1/3", "  epoch 3/3"]


class StopsOnce(keras.callbacks.Callback):
    """Stops the training in its second epoch while a file is there."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1 and Path(self.path).exists():
            raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_training_is_resumed_whether_it_is_shown_or_not(small, tmp_path, order, capsys):
    """The checkpoint counts the callbacks, and what shows a training is one of them."""

    fit = partial(training.fit, RECIPES["b"], small, name="b", epochs=3, folder=tmp_path, checkpoint_seconds=0)
    stopping = tmp_path / "stop"
    stopping.touch()
    callback = partial(StopsOnce, str(stopping))
    with pytest.raises(KeyboardInterrupt):
        fit(callbacks=[callback], verbose=order[0])
    stopping.unlink()
    assert fit(callbacks=[callback], verbose=order[1], resume=True).epochs == 3
    assert ("goes on after 1 epoch" in capsys.readouterr().out) == bool(order[1])


PROGRAM = """
import datasets, models, training

if __name__ == "__main__":
    data = datasets.load("fashion_mnist").take(200)
    recipes = {"a": models.logistic_regression, "b": models.dense}
    training.fit_all(recipes, data, jobs=2, epochs=3, folder="runs", verbose=1)
"""


@pytest.mark.slow
def test_processes_show_themselves_on_the_screen_of_the_one_that_started_them(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for name in "ab":  # each line names its training: they stand among each other
        own = [line.split(":")[0].strip() for line in lines if f"{name} s0" in line]
        assert own == [f"{name} s0", f"{name} s0, epoch 1/3", f"{name} s0, epoch 3/3"]
    assert len(lines) == 6


@pytest.mark.slow
def test_what_processes_print_stays_out_of_the_json(fresh, tmp_path):
    done = fresh("-m", "chapters", "tour", "--quick", "--jobs", "2", "--json", "--runs-dir", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["runs"]) == 4
    assert "cnn s0, epoch 1/1" in done.stderr
