"""Slurm and Ray, each with two nodes on this machine: every promise of docs/scale.md, with the real engine."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from clusters import open_to_others, wait_for_nodes, wait_until

import models
import training
from runtime.backend import keras
from training.engines import RayEngine, SlurmEngine
from training.engines.job import LOOK
from training.engines.slurm import WAITING, queued
from training.runs import read
from training.sameness import first_difference

pytestmark = pytest.mark.cluster

RECIPES = {
    "dense": partial(models.dense, hidden=(8,), dropout=0.2),
    "cnn": partial(models.convolutional, filters=(4,)),
}
DENSE = {"dense": RECIPES["dense"]}
EPOCHS = 6
LONG = 4
"""Epochs of what Ctrl-C or a kill has to meet: after the first, each waits a minute for a file `fast`."""


def node() -> str:
    """What Slurm or Ray calls the node of this process."""
    ray = sys.modules.get("ray")
    of_ray = ray.get_runtime_context().get_node_id() if ray and ray.is_initialized() else ""
    return os.environ.get("SLURMD_NODENAME", of_ray)


class Tells(keras.callbacks.Callback):
    """Writes after each epoch in which process of which node the training is.

    The first process of a run, or on a node, that a file `hold` names stays in its third epoch until it is killed.
    """

    def set_run(self, folder, data):
        self.note = Path(folder).parent / f"{Path(folder).name.removesuffix('.new')}.at"

    def on_epoch_end(self, epoch, logs=None):
        with self.note.open("a", encoding="utf-8") as file:
            file.write(f"{epoch} {os.getpid()} {node()} {os.environ.get('SLURM_JOB_ID', '')}\n")
        hold, processes = self.note.parent / "hold", {at[1] for at in places(self.note.parent)[self.note.stem]}
        held = hold.read_text(encoding="utf-8") if hold.exists() else None
        if epoch == 2 and held in (self.note.stem, node()) and len(processes) == 1:
            time.sleep(120)


SETTINGS = {"epochs": EPOCHS, "seeds": 2, "callbacks": [Tells], "checkpoint_seconds": 0}


@pytest.fixture(scope="module", autouse=True)
def no_patience():
    """The files of a job of this machine are there when it ends; those of another machine may be late."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.engines.slurm.LOOK", 0.5)
        patch.setattr("training.engines.slurm.GRACE", 2.0)
        yield


@pytest.fixture(scope="module")
def ray_here():
    """Ray's own cluster for tests: two nodes of this machine."""
    os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # on loopback
    from ray.cluster_utils import Cluster

    before = open_to_others()
    node = {"num_cpus": 2, "node_ip_address": "127.0.0.1", "include_dashboard": False}
    # Jobs have the priority of what else is tested, no process waits for jobs without an environment, and a node that
    # went away is noticed in seconds.
    settings = {"worker_niceness": 0, "prestart_worker_first_driver": False, "health_check_period_ms": 1000}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "_system_config": settings})
    cluster.second = cluster.add_node(**{**node, "resources": {"second": 1}})
    yield cluster
    assert open_to_others() <= before
    cluster.shutdown()


@pytest.fixture(params=["slurm", "ray"])
def engine(request, tmp_path):
    """One of the two, with jobs of one CPU."""
    if request.param == "slurm":
        request.getfixturevalue("slurm_here")
        made = SlurmEngine(tmp_path / ".slurm", minutes=10, cpus=1, memory=1)
    else:
        made = RayEngine(request.getfixturevalue("ray_here").address, cpus=1, memory=1)
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def alone(small, tmp_path_factory):
    """What this process trains."""
    folder = tmp_path_factory.mktemp("alone")
    return training.fit_all(RECIPES, small, folder=folder, verbose=0, **SETTINGS)


def places(folder: Path) -> dict[str, list[list[str]]]:
    """Name of a run -> epoch, process, node and job of each of its epochs."""
    return {
        file.stem: [line.split(" ") for line in file.read_text(encoding="utf-8").splitlines()]
        for file in sorted(folder.glob("*.at"))
    }


def holding(folder: Path, name: str) -> Path:
    """A folder of runs in which a run, or a node, of this name stays in its third epoch."""
    folder.mkdir()
    (folder / "hold").write_text(name, encoding="utf-8")
    return folder


def held(folder: Path, name: str) -> list[str] | None:
    """Epoch, process, node and job of the training that stays, once it does."""
    return next((at[-1] for run, at in places(folder).items() if name in (run, at[-1][2]) and at[-1][0] == "2"), None)


@contextmanager
def when(ready: Callable[[], object], then: Callable[[object], None]):
    """Do something from another thread as soon as something else is so, while the block lasts."""
    done, over = [], threading.Event()

    def watch() -> None:
        while not (done or over.wait(0.1)):
            if found := ready():
                then(found)
                done.append(found)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert done, "it never came to that"


def same(one, other):
    assert [(run.name, run.seed) for run in one] == [(run.name, run.seed) for run in other]
    for mine, theirs in zip(one, other, strict=True):
        assert first_difference(mine, theirs) is None
        assert mine.record["recipe"] == theirs.record["recipe"]


def test_four_trainings_are_equal_to_those_of_this_process_though_a_worker_is_killed(
    engine, small, alone, tmp_path, capsys
):
    folder = holding(tmp_path / "runs", "dense-s0")
    with when(lambda: held(folder, "dense-s0"), lambda at: os.kill(int(at[1]), signal.SIGKILL)):
        runs = training.fit_all(RECIPES, small, folder=folder, engine=engine, **SETTINGS)
    same(alone, runs)
    processes = [{at[1] for at in ats} for ats in places(folder).values()]
    assert sorted(map(len, processes)) == [1, 1, 1, 2]
    assert len(set.union(*processes)) == 5  # no two trainings in one process
    said = capsys.readouterr().out
    assert said.count("was lost") == 1
    assert "goes on after" in said
    assert all(run.record["peak_memory"] for run in runs)


def test_forty_trainings_at_once_twenty_in_a_job(slurm_here, small, tmp_path):
    engine = SlurmEngine(tmp_path / ".slurm", minutes=10, cpus=1, memory=1, trainings_per_job=20)
    few = {"small": partial(models.dense, hidden=(4,))}
    runs = training.fit_all(few, small, seeds=40, epochs=1, folder=tmp_path / "runs", engine=engine, verbose=0)
    assert [run.seed for run in runs] == list(range(40))
    same(
        training.fit_all(few, small, seeds=[7, 39], epochs=1, folder=tmp_path / "alone", verbose=0), [runs[7], runs[39]]
    )


def test_a_result_of_a_job_that_waits_is_not_looked_for(slurm_here, tmp_path):
    engine = SlurmEngine(tmp_path, minutes=10, cpus=1, memory=1, options={"hold": True})
    future = engine.submit(pow, 2, 5)
    job = engine.jobs[future.number][0]
    job.paths.result_pickle.write_bytes(pickle.dumps(("success", "planted")))
    with pytest.raises(TimeoutError):
        future.result(timeout=3)
    assert queued()[future.number] == WAITING
    job.paths.result_pickle.unlink()
    subprocess.run(["scontrol", "release", future.number], check=True)
    assert future.result(timeout=60) == 32
    wait_until(lambda: not list(tmp_path.glob(f"{future.number}_*")), "the job's files stayed", seconds=5)
    engine.shutdown()


def test_a_result_counts_while_the_process_that_left_it_hangs(slurm_here, tmp_path):
    def stays(result):
        threading.Thread(target=time.sleep, args=(120,)).start()
        return result

    engine = SlurmEngine(tmp_path, minutes=10, cpus=1, memory=1)
    future = engine.submit(stays, "here")
    assert future.result(timeout=60) == "here"
    assert queued()[future.number] != WAITING
    subprocess.run(["scancel", future.number], check=True)
    engine.shutdown()


def wild(*shape):
    """A recipe whose loss becomes infinite."""
    model = models.dense(*shape, hidden=(4,))
    model.compile(keras.optimizers.SGD(1e30), "sparse_categorical_crossentropy")
    return model


def test_a_diverged_loss_is_an_answer(engine, small, tmp_path, capsys):
    with pytest.raises(training.Diverged):
        training.fit_all({"wild": wild}, small, epochs=1, folder=tmp_path / "runs", engine=engine)
    assert capsys.readouterr().out.count("examples = ") == 1  # it began once


def test_a_node_that_goes_away_in_slurm(slurm_here, small, alone, tmp_path):
    folder = holding(tmp_path / "runs", "n2")
    engine = SlurmEngine(tmp_path / ".slurm", minutes=10, cpus=2, memory=1)
    down = ["scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=test"]
    with when(lambda: held(folder, "n2"), lambda _: subprocess.run(down, check=True)):
        runs = training.fit_all(DENSE, small, folder=folder, engine=engine, verbose=0, **SETTINGS)
    subprocess.run(["scontrol", "update", "NodeName=n2", "State=RESUME"], check=False)  # it may be back already
    wait_for_nodes(slurm_here)
    engine.shutdown()
    same(alone[::2], runs)
    assert any({at[2] for at in ats} == {"n1", "n2"} for ats in places(folder).values())


def test_a_job_that_is_preempted_goes_on(slurm_here, small, alone, tmp_path):
    folder = holding(tmp_path / "runs", "dense-s0")
    engine = SlurmEngine(tmp_path / ".slurm", minutes=10, cpus=1, memory=1)
    with when(lambda: held(folder, "dense-s0"), lambda at: subprocess.run(["scontrol", "requeue", at[3]], check=True)):
        runs = training.fit_all(DENSE, small, folder=folder, engine=engine, verbose=0, **SETTINGS)
    engine.shutdown()
    same(alone[::2], runs)
    jobs = [{at[3] for at in ats} for ats in places(folder).values()]
    assert all(len(one) == 1 for one in jobs)  # Slurm began the same job again
    assert sorted(len({at[1] for at in ats}) for ats in places(folder).values()) == [1, 2]


PROGRAM = """
import os, sys, time
from functools import partial
from pathlib import Path
import datasets, models, training
from datasets import Split
from dataclasses import replace
from runtime.backend import keras
from runtime.errors import exit_code
from training.engines import RayEngine, SlurmEngine

class Waits(keras.callbacks.Callback):
    def set_run(self, folder, data):
        self.fast = Path(folder).parent / "fast"

    def on_epoch_begin(self, epoch, logs=None):  # so that the file with the first epoch is there
        end = time.monotonic() + (60 if epoch else 0)
        while time.monotonic() < end and not self.fast.exists():
            time.sleep(0.1)

def network(input_shape, outputs, task):
    layers = [keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dropout(0.2)]
    return keras.Sequential([*layers, keras.layers.Dense(outputs, activation="softmax")])

def command(arguments):
    kind, folder, epochs, *more = arguments
    data = datasets.load("fashion_mnist").take(200)
    parts = {name: Split(data.split(name).x[:50], data.split(name).y[:50]) for name in ("validation", "test")}
    engine = {
        "slurm": lambda: SlurmEngine(folder + "/.slurm", minutes=10, cpus=1, memory=1),
        "ray": lambda: RayEngine(os.environ["HERE"], cpus=1, memory=1),
        "none": lambda: None,
    }[kind]()
    training.fit_all(
        {"mine": network}, replace(data, **parts), seeds=2, engine=engine, epochs=int(epochs), folder=folder,
        callbacks=[Waits], resume="--resume" in more,
    )

if __name__ == "__main__":
    raise SystemExit(exit_code(command))
"""


def driver(tmp_path, kind, runs, *more, **environment):
    script = tmp_path / "own_script.py"
    script.write_text(PROGRAM, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-u", str(script), kind, str(tmp_path / runs), str(LONG), *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, **environment},
    )  # fmt: skip


def two_under_way(runs):
    for _ in range(1800):
        if len(list(runs.rglob("history.csv"))) == 2:
            return
        time.sleep(0.1)
    raise AssertionError("two trainings did not finish an epoch in three minutes")


@pytest.fixture(scope="module")
def program_alone(tmp_path_factory):
    """The runs of the program without an engine."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "runs").mkdir()
    (folder / "runs" / "fast").touch()
    process = driver(folder, "none", "runs")
    out, error = process.communicate(timeout=300)
    assert process.returncode == 0, out + error
    return trained(folder / "runs")


def trained(runs):
    return [training.load(runs / f"mine-s{seed}") for seed in (0, 1)]


@pytest.mark.parametrize("kind", ["slurm", "ray"])
def test_ctrl_c_at_the_driver_stops_the_workers_and_resume_goes_on(kind, request, program_alone, tmp_path):
    here = request.getfixturevalue(f"{kind}_here")
    environment = {} if kind == "slurm" else {"HERE": here.address}
    stopped = driver(tmp_path, kind, "runs", **environment)
    two_under_way(tmp_path / "runs")
    stopped.send_signal(signal.SIGINT)
    assert any("stopping " in line for line in stopped.stdout), stopped.stderr.read()  # its word for the jobs is there
    time.sleep(10 * LOOK)  # each has read it, and waits for the end of its step
    (tmp_path / "runs" / "fast").touch()
    out, error = stopped.communicate(timeout=300)
    assert stopped.returncode == 130, out + error
    assert {read(folder).state for folder in training.find_runs(tmp_path / "runs")} == {"interrupted"}, error
    again = driver(tmp_path, kind, "runs", "--resume", **environment)
    out, error = again.communicate(timeout=300)
    assert again.returncode == 0, out + error
    assert "goes on after" in out
    same(program_alone, trained(tmp_path / "runs"))


def next_job() -> str:
    """The number that Slurm will give to its next job."""
    said = subprocess.run(["scontrol", "show", "config"], capture_output=True, encoding="utf-8", check=True).stdout
    return next(line for line in said.splitlines() if line.startswith("NEXT_JOB_ID"))


def test_slurm_goes_on_without_the_driver_which_finds_its_jobs_when_it_comes_back(slurm_here, program_alone, tmp_path):
    gone = driver(tmp_path, "slurm", "runs")
    two_under_way(tmp_path / "runs")
    gone.kill()
    gone.communicate()
    jobs = next_job()
    back = driver(tmp_path, "slurm", "runs", "--resume")
    began = next(line for line in back.stdout if "mine s" in line)  # it has read what the jobs tell
    (tmp_path / "runs" / "fast").touch()
    out, error = back.communicate(timeout=300)
    assert back.returncode == 0, out + error
    assert "goes on after" not in began + out  # nothing was interrupted
    assert next_job() == jobs
    same(program_alone, trained(tmp_path / "runs"))


def test_a_node_that_goes_away_in_ray(ray_here, small, alone, tmp_path):
    second = ray_here.second.node_id
    folder = holding(tmp_path / "runs", second)
    engine = RayEngine(ray_here.address, cpus=2, memory=1)  # one training a node
    with when(lambda: held(folder, second), lambda _: ray_here.remove_node(ray_here.second, allow_graceful=False)):
        runs = training.fit_all(DENSE, small, folder=folder, engine=engine, verbose=0, **SETTINGS)
    engine.shutdown()
    same(alone[::2], runs)
    assert sorted(len({at[1] for at in ats}) for ats in places(folder).values()) == [1, 2]
