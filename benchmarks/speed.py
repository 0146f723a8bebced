"""Images a second: `training.fit`, with everything it does, against plain Keras and PyTorch. Twenty minutes.

    python benchmarks/speed.py                        every network, five rounds
    python benchmarks/speed.py --networks dense lstm  some; the others keep what is stored of them
    python benchmarks/speed.py --check                two networks against what is stored; exit code 1 if slower

Three sides do the same work: plain Keras as in the book (`compile`, `fit` on arrays), `training.fit` with its defaults
(determinism, run folder, TensorBoard, checkpoints, fingerprints), and PyTorch as its tutorials write it (eager), where
it is installed: `python -m pip install torch`, or name another Python that has it: `--torch-python PATH`. Every
measurement is a process of its own, because determinism is a matter of a whole process, and the sides take turns.

Counted are the examples a second of training alone, without validation, in the fastest epoch after the first. The start
is what comes before: tracing, files, and what makes the first epoch longer than the others. A ratio is taken within a
round. Writes benchmarks/results/speed.json; `python benchmarks/readme.py` makes benchmarks/RESULTS.md of it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from speed_networks import NETWORKS, Network

from runtime.cores import granted_cores
from runtime.files import read_json, write_json
from runtime.memory import peak_memory

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "speed.json"
SIDES = ("plain", "ours", "torch")
CHECKED = ("logistic", "dense")
ALLOWED = 0.75  # of the stored ratio: less fails the check
Measured = dict[str, Any]
NUMBERS = ("examples_per_second", "start", "whole", "peak_memory")


class Laps:
    """When epochs began and when their training, before the validation, ended."""

    def __init__(self) -> None:
        self.called, self.began, self.ended = time.perf_counter(), [], []

    def call(self) -> None:
        """Training is called now; the data are there."""
        self.called = time.perf_counter()

    def begin(self, *_: Any) -> None:
        """An epoch begins."""
        self.began.append(time.perf_counter())

    def end(self, *_: Any) -> None:
        """Its last step is done."""
        self.ended.append(time.perf_counter())

    def measured(self, examples: int) -> Measured:
        """Examples a second, seconds of the start, of the whole, and bytes: `NUMBERS`."""
        whole = time.perf_counter() - self.called
        fastest = min(end - begin for begin, end in list(zip(self.began, self.ended, strict=True))[1:])
        return {
            "examples_per_second": examples / fastest,
            "start": self.ended[0] - self.called - fastest,
            "whole": whole,
            "peak_memory": float(peak_memory() or 0),
        }


def plain(network: Network, laps: Laps) -> Measured:
    """Keras as in the book."""
    from runtime.backend import keras

    watch, data = keras.callbacks.LambdaCallback(), network.data()  # with the first use of it Keras is loaded
    recipe = network.recipe(data)
    laps.call()
    watch.on_epoch_begin = laps.begin
    watch.on_test_begin = laps.end
    model = recipe(data.input_shape, data.outputs, data.task)
    model.fit(
        data.train.x, data.train.y, batch_size=network.batch_size, epochs=network.epochs,
        validation_data=(data.validation.x, data.validation.y), callbacks=[watch], verbose=0,
    )  # fmt: skip
    return laps.measured(len(data.train))


def ours(network: Network, laps: Laps, **keywords: Any) -> Measured:
    """`training.fit` with its defaults, or further keywords of it."""
    import training
    from runtime.backend import keras

    class Watch(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            laps.begin()

        def on_test_begin(self, logs: Any = None) -> None:
            laps.end()

    data = network.data()
    recipe = network.recipe(data)
    with tempfile.TemporaryDirectory() as folder:
        laps.call()
        run = training.fit(
            recipe, data, name="speed", epochs=network.epochs, batch_size=network.batch_size, folder=folder,
            callbacks=[Watch], **keywords,
        )  # fmt: skip
        return laps.measured(len(data.train)) | {"weights": run.record["fingerprints"]["final weights"]}


def pytorch(network: Network, laps: Laps, device: str = "cpu") -> Measured:
    """PyTorch, eager, as its tutorials write it; network and data are on the device."""
    import torch  # pyright: ignore[reportMissingImports] (an optional requirement)

    data = network.data()
    assert network.torch is not None
    torch.manual_seed(0)
    torch.set_num_threads(min(4, granted_cores()))  # as many as TensorFlow here
    x, y, held_out, answers = (
        torch.from_numpy(array).to(device)
        for array in (
            data.train.x.transpose(0, 3, 1, 2).copy(), data.train.y.astype("int64"),
            data.validation.x.transpose(0, 3, 1, 2).copy(), data.validation.y.astype("int64"),
        )
    )  # fmt: skip
    laps.call()
    model, loss_of = network.torch().to(device), torch.nn.CrossEntropyLoss()
    kind = {
        "SGD": partial(torch.optim.SGD, lr=0.01), "Adam": torch.optim.Adam, "Nadam": torch.optim.NAdam,
        "AdamW": partial(torch.optim.AdamW, lr=0.003, weight_decay=0.15),
    }  # fmt: skip
    optimizer = kind[network.optimizer](model.parameters())
    for _ in range(network.epochs):
        laps.begin()
        model.train()
        total, right = torch.zeros((), device=device), torch.zeros((), device=device)
        for rows in torch.randperm(len(x), device=device).split(network.batch_size):
            outputs = model(x[rows])
            loss = loss_of(outputs, y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)  # Keras reports loss and accuracy of an epoch, too
            right += (outputs.argmax(1) == y[rows]).sum()
        total.item(), right.item()  # waits for the device
        laps.end()
        model.eval()
        with torch.no_grad():
            loss_of(model(held_out), answers).item()
    return laps.measured(len(x))


def measure(side: str, name: str, python: str = sys.executable) -> Measured | None:
    """One side of one network in a fresh process; None where that Python has no PyTorch."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [python, __file__, "--side", side, "--networks", name]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode and side == "torch" and "No module named 'torch'" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def rounds(name: str, count: int, sides: tuple[str, ...], torch_python: str = sys.executable) -> dict[str, Any]:
    """Some rounds of one network: what each side came to, and the ratios of ours to the others."""
    measured: dict[str, list[Measured]] = {side: [] for side in sides}
    for _ in range(count):
        for side in sides:
            one = measure(side, name, torch_python if side == "torch" else sys.executable)
            if one is not None:
                measured[side].append(one)
    row: dict[str, Any] = {"title": NETWORKS[name].title, "rounds": count}
    aims = dict(zip(("plain", "torch"), NETWORKS[name].aims, strict=True))
    for side, values in measured.items():
        if values:
            row[side] = {key: median(value[key] for value in values) for key in NUMBERS}
    for side in ("plain", "torch"):
        if measured.get(side):
            pairs = zip(measured["ours"], measured[side], strict=True)
            ratios = sorted(mine["examples_per_second"] / other["examples_per_second"] for mine, other in pairs)
            row[f"against_{side}"] = {
                "median": median(ratios), "least": ratios[0], "most": ratios[-1], "aim": aims[side],
            }  # fmt: skip
    print(_line(row), flush=True)
    return row


def _line(row: dict[str, Any]) -> str:
    speeds = "  ".join(f"{side} {row[side]['examples_per_second']:,.0f}/s" for side in SIDES if side in row)
    ratios = "  ".join(
        f"ours / {side} {ratio['median']:.2f} ({ratio['least']:.2f} to {ratio['most']:.2f})"
        for side in ("plain", "torch")
        if (ratio := row.get(f"against_{side}"))
    )
    return f"{row['title']}: {speeds}; {ratios}"


def check() -> int:
    """Whether the networks of `CHECKED` still have the stored ratio to plain Keras, or 75 % of it; one repetition."""
    stored, slower = read_json(RESULT)["networks"], 0
    for name in CHECKED:
        least = ALLOWED * stored[name]["against_plain"]["median"]
        reached = _reaches(name, least) or _reaches(name, least)
        print(f"{name}: ratio to plain Keras of at least {least:.2f}: {'yes' if reached else 'NO'}")
        slower += not reached
    return int(slower > 0)


def _reaches(name: str, least: float) -> bool:
    """Whether the median ratio of five rounds is at least that; no more rounds than it takes to know it."""
    ratios: list[float] = []
    while True:
        ratios.append(rounds(name, 1, ("plain", "ours"))["against_plain"]["median"])
        reached = sum(ratio >= least for ratio in ratios)
        if 3 in (reached, len(ratios) - reached):  # so has, or has not, the one in the middle of five
            return reached == 3


def main(arguments: list[str] | None = None) -> int:
    """Measure, and store or check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--networks", nargs="*", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--torch-python", default=sys.executable, help="a Python that has PyTorch and NumPy")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.side:
        side = {"plain": plain, "ours": ours, "torch": pytorch}[given.side]
        print(json.dumps(side(NETWORKS[given.networks[0]], Laps())))
        return 0
    if given.check:
        return check()
    stored = read_json(RESULT)["networks"] if RESULT.exists() else {}
    for name in given.networks:
        sides = SIDES if NETWORKS[name].torch else SIDES[:2]
        stored[name] = rounds(name, given.rounds, sides, given.torch_python)
    in_order = {name: stored[name] for name in NETWORKS if name in stored}
    write_json(RESULT, {**machine(given.torch_python), "networks": in_order})
    return 0


def machine(torch_python: str = sys.executable) -> dict[str, Any]:
    """Date, machine and versions of a measurement."""
    command = [torch_python, "-c", "import torch; print(torch.__version__)"]
    asked = subprocess.run(command, capture_output=True, text=True)
    packages = {name: version(name) for name in ("tensorflow", "keras", "numpy")}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {_processor()}, {platform.system()}, Python {platform.python_version()}",
        "versions": packages | ({"torch": asked.stdout.strip()} if asked.returncode == 0 else {}),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    sys.exit(main())
