"""One side of `benchmarks/gpu.py`: trains a network in a process of its own, and measures an epoch when it is told to.

It speaks with the process that started it in lines of JSON. At the beginning of an epoch, but the first, which traces
and compiles, it says `{"ready": true}` and waits for a line; after the epoch's last step it says its seconds, and at
the end of the training what it trained on. So the sides of a network start together, and yet one alone uses the card
while it is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from speed import Laps, ours, plain, pytorch
from speed_networks import NETWORKS, Network

FREE = partial(ours, deterministic=False)
SIDES = {
    "fit": (ours, {}),
    "fit again": (ours, {}),
    "fit, XLA": (ours, {"jit_compile": True}),
    "fit, not deterministic": (FREE, {"jit_compile": False}),
    "fit, not deterministic, XLA": (FREE, {"jit_compile": True}),
    "Keras": (plain, {"jit_compile": False}),
    "Keras, XLA": (plain, {"jit_compile": True}),
    "PyTorch": (pytorch, {}),
}
"""Name -> what trains, and what it changes in the network."""
LIBRARIES = ("libcublas.", "libcudart.", "libcudnn.", "libcufft.", "libcusolver.", "libcusparse.")


class Turns(Laps):
    """Laps that begin when this process is told to.

    Args:
        wait: until the card has done all that was asked of it.
    """

    def __init__(self, wait: Any) -> None:
        super().__init__()
        self._wait = wait

    def begin(self, *_: Any) -> None:
        """An epoch begins; after the first, not before this side's turn."""
        if self.began:
            self._wait()  # for the validation
            say(ready=True)
            if not sys.stdin.readline():
                raise SystemExit("the process that measures is gone")
        super().begin()

    def end(self, *_: Any) -> None:
        """Its last step is done."""
        self._wait()
        super().end()
        if len(self.began) > 1:
            say(seconds=self.ended[-1] - self.began[-1])


def say(**line: Any) -> None:
    """A line for the process that started this one."""
    print(json.dumps(line), flush=True, file=sys.__stdout__)


def train(side: str, network: Network) -> dict[str, Any]:
    """Train a network to its end.

    Returns:
        what it was trained on, and with `training.fit` the fingerprint of its last weights.
    """
    measure, changes = SIDES[side]
    network = replace(network, **changes)
    if measure is pytorch:
        import torch  # pyright: ignore[reportMissingImports] (an optional requirement)

        device = "cuda" if torch.cuda.is_available() else "cpu"
        pytorch(network, Turns(torch.cuda.synchronize if device == "cuda" else lambda: None), device)
        return {"device": device, "versions": {"torch": torch.__version__}}
    from runtime.backend import tf, versions

    measured = measure(network, Turns(tf.test.experimental.sync_devices))
    devices = [one.name for one in tf.config.list_logical_devices("GPU")] or ["cpu"]
    built = {"TensorFlow's CUDA": tf.sysconfig.get_build_info().get("cuda_version", "none")}
    weights = {key: measured[key] for key in ("weights",) if key in measured}
    return {"device": devices[0], "versions": versions() | built} | weights


def libraries() -> list[str]:
    """The files of CUDA's libraries that this process has loaded, without their folders."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    loaded = {Path(parts[5]).name for line in lines if len(parts := line.split(maxsplit=5)) == 6}
    return sorted(name for name in loaded if name.startswith(LIBRARIES))


def main() -> None:
    """Train and be measured, as the arguments say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--network", required=True, choices=list(NETWORKS))
    parser.add_argument("--side", required=True, choices=list(SIDES))
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    given = parser.parse_args()
    sys.stdout = sys.stderr  # what the training prints is not for the process that measures
    started = time.perf_counter()
    network = replace(NETWORKS[given.network], examples=given.examples, epochs=given.epochs)
    done = train(given.side, network)
    say(done=True, whole=time.perf_counter() - started, libraries=libraries(), **done)


if __name__ == "__main__":
    main()
