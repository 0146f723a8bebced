"""Images a second on one GPU: `training.fit`, plain Keras and PyTorch, with and without determinism and XLA. Minutes.

    python benchmarks/gpu.py                      all networks and commands
    python benchmarks/gpu.py --networks lstm --commands   some; the others keep what is stored of them
    python benchmarks/gpu.py --rehearse           few images, nothing is stored, and a CPU will do

TensorFlow takes one GPU without being asked; so do the commands. Every side of a network is a process of its own
(`gpu_side.py`), because determinism is a matter of a whole process. All sides of a network start together, and trace,
compile and train one epoch. Then they take turns: an epoch each while the others wait, the next round, and so on. Two
sides are the same training, to see whether its weights come out the same. At last the tour and a lesson with --full run
as a user starts them. PyTorch may be that of another Python: `--torch-python PATH`.

Writes benchmarks/results/gpu.json after every network and command; `python benchmarks/readme.py` makes a part of
benchmarks/RESULTS.md of it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import IO, Any

from gpu_side import SIDES
from speed import machine
from speed_networks import NETWORKS

from runtime.files import read_json, write_json

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "gpu.json"
MEASURED = ("book_cnn", "lstm", "graph")
EXAMPLES = 8_960  # a whole number of batches of 32, 64 and 128: XLA compiles anew for a shorter one
COMMANDS = {"tour": ["tour"], "ch05 --full": ["run", "ch05_convolutional_networks", "--full"]}
LIMIT = 300
"""Seconds after which a side that has not finished is given up."""


class Side:
    """A process that trains one network, and an epoch of it when told to."""

    def __init__(self, network: str, side: str, python: str, examples: int, epochs: int) -> None:
        command = [python, str(Path(__file__).with_name("gpu_side.py")), "--network", network, "--side", side]
        # Several processes share the card: none may take all of its memory at once.
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_FORCE_GPU_ALLOW_GROWTH": "true"}
        self._said: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed with the process)
        self._process = subprocess.Popen(
            [*command, "--examples", str(examples), "--epochs", str(epochs)], env=environment, cwd=ROOT,
            encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said,
        )  # fmt: skip
        self._timer = threading.Timer(LIMIT, self._process.kill)
        self._timer.daemon = True
        self._timer.start()
        self.seconds: list[float] = []
        self.done: dict[str, Any] = {}
        self.error = ""

    def hear(self, key: str) -> Any:
        """What it says under this key in its next line; None, and `error` says why, if it has ended."""
        assert self._process.stdout is not None
        line = json.loads(self._process.stdout.readline() or "{}")
        if key not in line and not self.error:
            code = self._process.wait()
            self._said.seek(0)
            last = [text for text in self._said.read().splitlines() if text.strip()]
            self.error = last[-1].strip()[:400] if code > 0 and last else f"ended with {code}"
        elif line.pop("done", False):
            self.done = line
            return True
        return line.get(key)

    def go(self) -> None:
        """Let it train an epoch."""
        if not self.error:
            assert self._process.stdin is not None
            with contextlib.suppress(BrokenPipeError):  # it has ended: `hear` says why
                self._process.stdin.write("\n")
                self._process.stdin.flush()

    def take_turn(self) -> None:
        """One measured epoch, and the validation after it."""
        self.go()
        if not self.error and (seconds := self.hear("seconds")) is not None:
            self.seconds.append(seconds)
            self.hear("ready")

    def finish(self) -> None:
        """Let it train the last epoch, which is not measured, and end."""
        self.go()
        if not self.error and self.hear("seconds"):
            self.hear("done")
        self._process.communicate()  # waits, and closes the pipes
        self._timer.cancel()
        self._said.close()


def rounds(name: str, count: int, examples: int, chosen: Sequence[str], torch_python: str) -> dict[str, Any]:
    """One network: of every chosen side the examples a second, or why it failed."""
    sides = {
        side: Side(name, side, torch_python if side == "PyTorch" else sys.executable, examples, count + 2)
        for side in chosen
    }
    for one in sides.values():
        one.hear("ready")
    for _ in range(count):
        for one in sides.values():
            one.take_turn()
    for one in sides.values():
        one.finish()
    about = {"title": NETWORKS[name].title, "rounds": count, "examples": examples}
    row: dict[str, Any] = {**about, "sides": {}, "failed": {}}
    for side, one in sides.items():
        if one.error:
            row["failed"][side] = one.error
        else:
            speeds = sorted(examples / seconds for seconds in one.seconds)
            row["sides"][side] = {"median": median(speeds), "least": speeds[0], "most": speeds[-1], **one.done}
    return row


def timed(command: list[str], times: int, limit: float) -> dict[str, Any]:
    """Run a command of `python -m chapters` as a user does: its seconds, and how many of its runs came out the same.

    Of a command that is stopped after `limit` seconds, the seconds of the trainings that it had finished.
    """
    from chapters.command_line.audit import compare

    found: dict[str, Any] = {"command": " ".join(command), "seconds": []}
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / str(number) for number in range(times)]
        for place in places:
            started = time.perf_counter()
            try:
                done = subprocess.run(
                    [sys.executable, "-m", "chapters", *command, "--runs-dir", str(place)], cwd=folder, timeout=limit,
                    env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8",
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return found | {"stopped": limit, "finished": finished(place)}
            found["seconds"].append(time.perf_counter() - started)
            if done.returncode:
                return found | {"failed": done.stderr.strip()[-400:]}
        if times > 1:
            differing = compare(places[0], places[1])
            found |= {"runs": len(differing), "same": sum(not difference for difference in differing.values())}
    return found


def finished(place: Path) -> dict[str, float]:
    """The finished runs in a folder: name -> seconds of the training."""
    from training.runs import find_runs, load

    records = [load(folder).record for folder in find_runs(place)] if place.exists() else []
    return {one["settings"]["name"]: one["seconds"] for one in records if one["state"] == "finished"}


def card() -> dict[str, str]:
    """The name of the first GPU and its driver's version; empty where there is none."""
    try:
        command = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
        asked = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    name, driver = asked.stdout.splitlines()[0].split(", ")
    return {"card": name, "driver": driver}


def main(arguments: list[str] | None = None) -> int:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--networks", nargs="*", default=list(MEASURED), choices=list(NETWORKS))
    parser.add_argument("--sides", nargs="*", default=list(SIDES), choices=list(SIDES))
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="a multiple of the batch sizes")
    parser.add_argument("--commands", nargs="*", default=list(COMMANDS), choices=list(COMMANDS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=2, help="of each command")
    parser.add_argument("--limit", type=float, default=1_800, help="seconds after which a command is stopped")
    parser.add_argument("--torch-python", default=sys.executable, help="a Python that has PyTorch and NumPy")
    parser.add_argument("--rehearse", action="store_true", help="few images, and nothing is stored")
    given = parser.parse_args(arguments)
    if not given.rehearse and not card():
        parser.error("there is no NVIDIA GPU here, or no nvidia-smi; try --rehearse")
    examples, quick = (640, ["--quick"]) if given.rehearse else (given.examples, [])
    measured: dict[str, dict[str, Any]] = {"networks": {}, "commands": {}}
    if RESULT.exists() and not given.rehearse:
        measured = {key: read_json(RESULT)[key] for key in measured}
    about = {**card(), **machine(given.torch_python)}

    def store(kind: str, name: str, found: dict[str, Any]) -> None:
        print(f"{name}: {json.dumps(found)}", flush=True)
        measured[kind][name] = found
        if not given.rehearse:
            write_json(RESULT, {**about, **measured})

    for name in given.networks:
        store("networks", name, rounds(name, given.rounds, examples, given.sides, given.torch_python))
    for name in given.commands:
        store("commands", name, timed(COMMANDS[name] + quick, given.times, given.limit))
    return 0


if __name__ == "__main__":
    sys.exit(main())
