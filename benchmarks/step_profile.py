"""Which operations a training step of a network of `benchmarks/speed.py` spends its time in, by TensorFlow's profiler.

    python benchmarks/step_profile.py [NETWORK ...]          two convolutions and the LSTM, if none is named

One call of many steps, as `training.fit` makes it, is recorded. An operation's seconds are those of the thread that
runs it; two threads run side by side, so the sum can be above the seconds of the step. Half a minute. Writes
benchmarks/results/step_profile.json.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from speed import machine
from speed_networks import NETWORKS

from runtime.backend import make_deterministic, tf
from runtime.files import write_json
from training.many_steps import ManySteps

RESULT = Path(__file__).parent / "results" / "step_profile.json"


def profile(name: str) -> dict[str, Any]:
    """Milliseconds of a step, and of each kind of operation in it, the longest first."""
    network = NETWORKS[name]
    data = network.data()
    model = network.recipe(data)(data.input_shape, data.outputs, data.task)
    model.optimizer.build(model.trainable_variables)
    training = ManySteps(model, "train", data.train, network.batch_size)
    for _ in range(4):  # the first two calls make one step each
        training.run(0)
    with tempfile.TemporaryDirectory() as folder:
        tf.profiler.experimental.start(folder)
        started = time.perf_counter()
        steps = training.run(0).step
        seconds = time.perf_counter() - started
        tf.profiler.experimental.stop()
        (recorded,) = Path(folder).rglob("*.xplane.pb")
        spent = operations(recorded.read_bytes())
    per_step = {kind: 1000 * value / steps for kind, value in spent.most_common()}
    return {"title": network.title, "steps": steps, "step, ms": 1000 * seconds / steps, "operations, ms": per_step}


def operations(recorded: bytes) -> Counter[str]:
    """Seconds of each kind of operation on the CPU, from what the profiler wrote."""
    from tensorflow.tsl.profiler.protobuf.xplane_pb2 import XSpace  # pyright: ignore[reportMissingImports]

    spent: Counter[str] = Counter()
    for plane in XSpace.FromString(recorded).planes:
        for event in (event for line in plane.lines for event in line.events):
            name, colon, kind = plane.event_metadata[event.metadata_id].name.rpartition(":")
            if colon and kind.isidentifier() and not name.endswith(":"):  # "name in the graph:Kind"
                spent[kind.removeprefix("_Mkl").removeprefix("Native")] += event.duration_ps / 1e12
    return spent


def main() -> None:
    """Record and write."""
    make_deterministic(0)
    names = sys.argv[1:] or ["cnn", "lstm"]
    result = {"networks": {name: profile(name) for name in names}, **machine()}
    for row in result["networks"].values():
        print(row)
    write_json(RESULT, result)


if __name__ == "__main__":
    main()
