"""Two processes train one network: one run, one writer, and a killed one changes nothing in the end."""

import os
import signal
import sys

import pytest
from local_workers import TRAININGS, ended, of_slurm, start
from shared_trainings import furthest, train

from training.distribution.following import _copied
from training.runs import read
from training.sameness import first_difference

pytestmark = pytest.mark.slow

EQUAL = ("dense", "lstm", "cnn", "normalised")
CLOSE = 1e-6


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """The folder of runs that two processes trained, and what each of them printed."""
    folder = tmp_path_factory.mktemp("together")
    done = ended(start([str(TRAININGS), str(folder), "1", *EQUAL, "dropout", "dense"], environment=of_slurm))
    assert [code for code, _ in done] == [0, 0], done
    return folder, [said for _, said in done]


@pytest.mark.parametrize("name", EQUAL)
def test_two_processes_come_to_what_one_comes_to(together, tmp_path, name):
    one, other = train(name, tmp_path), read(together[0] / f"{name}-s0")
    assert other.settings == {**one.settings, "devices": 2, "workers": 2}
    far = furthest(one, other)
    assert all(value < CLOSE for value in far.values()), far


def test_the_chief_alone_writes_and_speaks(together, tmp_path):
    folder, (chief, worker) = together
    run = train("dense", tmp_path)
    files = [sorted(path.name.split(".")[0] for path in one.rglob("*")) for one in (run.folder, folder / "dense-s0")]
    assert files[0] == files[1]
    for part in ("train", "validation"):  # one writer of curves
        assert len(list((folder / "dense-s0" / part).glob("events*"))) == 1
    assert {path.name for path in folder.iterdir() if not path.name.startswith(".")} == {
        f"{name}-s0" for name in (*EQUAL, "dropout")
    }
    assert "on 2 workers with 1 CPU each" in chief and "epoch 1/8" in chief
    hashes = [[line for line in said.splitlines() if line.split()[0] in EQUAL] for said in (chief, worker)]
    assert hashes[0][-1] == hashes[1][-1]
    assert len(worker.splitlines()) == len(EQUAL) + 2 + 2  # that it waits for the others
    assert "dense (seed 0) is finished" in chief  # the second time, for both


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_killed_worker_and_a_killed_chief_change_nothing(together, tmp_path):
    command = [str(TRAININGS), str(tmp_path), "1", "dropout"]
    falls = ([{}, {"FALLS": "0:2"}], [{"FALLS": "1:3"}, {}])  # one of them after a step of an epoch
    for killed, variables in zip((1, 0), falls, strict=True):
        done = ended(start(command, further=variables))
        assert done[killed][0] == -signal.SIGKILL, done
        code, said = done[1 - killed]
        assert code == 2 and "lost another one" in said and "start all again with resume" in said, said
    done = ended(start(command))
    assert [code for code, _ in done] == [0, 0], done
    assert "goes on after 1 epoch" in done[0][1]
    assert first_difference(read(together[0] / "dropout-s0"), read(tmp_path / "dropout-s0")) is None


def test_workers_with_other_settings_are_refused(tmp_path):
    done = ended(start([str(TRAININGS), str(tmp_path), "1", "dense"], further=[{}, {"SEED": "1"}]))
    assert [code for code, _ in done] == [2, 2], done
    assert "worker 1 cannot take part" in done[0][1]
    assert "its settings differ (seed)" in done[1][1]


STOPS = """
import sys
from pathlib import Path

import training
from runtime.backend import keras
from runtime.errors import exit_code
from shared_trainings import SETTINGS, images
from training.distribution.cluster import cluster_here

import models

class Stops(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        self.model.stop_training = cluster_here().rank == 0 and batch == 2

def main(arguments):
    run = training.fit(models.dense, images(), callbacks=[Stops], folder=sys.argv[1], **SETTINGS)
    print(run.epochs, run.record["fingerprints"]["final weights"])

sys.exit(exit_code(main))
"""


def test_a_callback_that_stops_the_chief_alone_inside_an_epoch_stops_all(tmp_path):
    """As one that looks at the clock: a step of the others would meet the chief's end of the epoch."""
    script = tmp_path / "stops.py"
    script.write_text(STOPS, encoding="utf-8")
    here = {"PYTHONPATH": os.pathsep.join((str(TRAININGS.parent), *sys.path))}
    done = ended(start([str(script), str(tmp_path / "runs")], further=[here, here]), seconds=100)
    assert [code for code, _ in done] == [0, 0], done
    said = [said.splitlines()[-1] for _, said in done]
    assert said[0] == said[1] and said[0].startswith("1 ")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends no other process by Ctrl-C")
def test_a_process_whose_others_do_not_come_says_so_and_hears_ctrl_c():
    command = ["-c", "from training.distribution.devices import devices_here; devices_here()"]
    waiting, alone = start(command, further=[{}, {"TF_CONFIG": ""}])
    assert waiting.stdout is not None
    assert "this is number 0; waits for the others (unset" in waiting.stdout.readline()
    waiting.send_signal(signal.SIGINT)
    assert [code for code, _ in ended([waiting, alone], seconds=60)] == [-signal.SIGINT, 0]


def test_what_a_worker_cannot_copy_is_one_sentence(tmp_path):
    run, file = tmp_path / "run", tmp_path / "file"
    run.mkdir()
    file.touch()
    (run / "mine").symlink_to(tmp_path / "gone")  # somebody's own: it leads nowhere, and is no reason to fail
    assert _copied(run, tmp_path / "worker" / "run") == ""
    assert (tmp_path / "worker" / "run" / "mine").is_symlink()
    assert "make room there, or set TMPDIR" in _copied(run, file / "run")
