"""What determinism and checkpoints cost: seconds an epoch with and without, and what one checkpoint takes.

    python benchmarks/price_of_trust.py [--repeats 3]

Each training is a fresh process on 3,000 images for four epochs; of all epochs but the first (which traces the network)
the fastest counts, over all repeats, taken in turn. CPU seconds stand beside wall seconds: on a busy machine they are
the steadier ones. Writes benchmarks/results/price_of_trust.json.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from functools import partial
from pathlib import Path

from fresh_process import called, elsewhere

NETWORKS = ("dense", "cnn", "lstm", "gru")
RESULT = Path(__file__).parent / "results" / "price_of_trust.json"


def measure(network: str, deterministic: bool) -> dict[str, float]:
    """One training in this process: its fastest epoch, and the mean of ten checkpoints of its end state."""
    import datasets
    import models
    import training
    from runtime.backend import keras
    from training import checkpoints

    clock: list[float] = []

    def tick(*_: object) -> None:
        clock.append(time.process_time())

    watch = partial(keras.callbacks.LambdaCallback, on_epoch_begin=tick, on_epoch_end=tick)
    recipe = {
        "dense": partial(models.dense, dropout=0.2),
        "cnn": partial(models.convolutional, filters=(16, 32)),
        "lstm": models.recurrent,
        "gru": partial(models.recurrent, cell="GRU"),
    }[network]
    data = datasets.load("fashion_mnist").take(3_000)
    with tempfile.TemporaryDirectory() as folder:
        run = training.fit(
            recipe, data, name=network, epochs=4, folder=folder, deterministic=deterministic, checkpoint_seconds=1e9,
            verbose=False, callbacks=[watch],
        )  # fmt: skip
        state = {"model": checkpoints.model_state(run.model), "random": checkpoints.random_state()}
        path = Path(folder) / checkpoints.FILE
        started = time.perf_counter()
        for _ in range(10):
            checkpoints.save(path, {**state, "model": checkpoints.model_state(run.model)})
        seconds = (time.perf_counter() - started) / 10
        cpu = min(end - begin for begin, end in zip(clock[2::2], clock[3::2], strict=True))
        return {
            "wall": min(run.history["seconds"][1:]),
            "cpu": cpu,
            "checkpoint": seconds,
            "megabytes": path.stat().st_size / 1e6,
        }


def _load() -> float | None:
    """Programs that wanted a core in the last minute: above the number of cores, wall seconds mean little."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def main(arguments: list[str] | None = None) -> None:
    """Measure in fresh processes and write the result."""
    if called():
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args(arguments)
    found: dict[str, dict[str, list]] = {network: {"yes": [], "no": []} for network in NETWORKS}
    for _ in range(given.repeats):
        for network in NETWORKS:
            for deterministic in ("yes", "no"):
                found[network][deterministic].append(elsewhere(measure, network, deterministic == "yes"))
    from runtime.backend import THREADS, versions
    from runtime.files import make_folder, write_json

    networks = {}
    for network, both in found.items():
        networks[network] = {}
        for kind in ("wall", "cpu"):
            on, off = (min(one[kind] for one in both[key]) for key in ("yes", "no"))
            networks[network] |= {
                f"{kind} seconds an epoch, deterministic": round(on, 3),
                f"{kind} seconds an epoch, --no-determinism": round(off, 3),
                f"determinism costs, {kind}": round(on / off - 1, 3),
            }
        networks[network] |= {
            "checkpoint seconds": round(min(one["checkpoint"] for one in both["yes"]), 4),
            "checkpoint megabytes": round(both["yes"][0]["megabytes"], 2),
        }
        print(network, networks[network])
    make_folder(RESULT.parent)
    machine = f"{os.cpu_count()} cores, {THREADS} threads, {platform.system()} {platform.machine()}"
    result = {"command": "python benchmarks/price_of_trust.py", "machine": machine, "load": _load(), **versions()}
    write_json(RESULT, {**result, "repeats": given.repeats, "networks": networks})


if __name__ == "__main__":
    main()
