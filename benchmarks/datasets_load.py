"""What the whole Fashion-MNIST costs to load: seconds against the raw IDX files, memory against the float32 array.

    DATASETS_MIRROR=/usr/share/datasets python benchmarks/datasets_load.py

Prepares the set in a temporary data folder first (half a minute), unless DATASETS_HOME already has it. Each load runs
in a fresh process, five times; the fastest counts, for the raw files too. Writes
benchmarks/results/datasets_load.json.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from runtime.files import write_json

ROOT = Path(__file__).parents[1]
REPEATS = 5
RAW = """
import json, sys, time
from pathlib import Path
from datasets.idx import read_images, read_labels
folder = Path(sys.argv[1])
start = time.perf_counter()
for split in ("train", "t10k"):
    read_images(folder / f"{split}-images-idx3-ubyte.gz"), read_labels(folder / f"{split}-labels-idx1-ubyte.gz")
print(json.dumps({"seconds": time.perf_counter() - start}))
"""
LOAD = """
import json, threading, time
import psutil
import datasets
from datasets import images, whole  # imported before the clock starts, as NumPy was for the raw files
process = psutil.Process()
before, peak, done = process.memory_info().rss, [0], threading.Event()
def watch():
    while not done.wait(0.001):
        peak[0] = max(peak[0], process.memory_info().rss)
thread = threading.Thread(target=watch)
thread.start()
start = time.perf_counter()
data = datasets.load("fashion_mnist", full=True)
seconds = time.perf_counter() - start
done.set()
thread.join()
size = sum(part.x.nbytes for part in (data.train, data.validation, data.test))
print(json.dumps({"seconds": seconds, "peak_bytes": peak[0] - before, "float32_bytes": size}))
"""


def measure(code: str, *arguments: str, **environment: str) -> dict[str, float]:
    """The fastest of several fresh processes; the largest memory of them all."""
    results = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code, *arguments],
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            ).stdout
        )
        for _ in range(REPEATS)
    ]
    fastest = min(results, key=lambda result: result["seconds"])
    return {**fastest, **{key: max(r[key] for r in results) for key in fastest if key.endswith("_bytes")}}


def main() -> dict[str, float]:
    """Measure and return the numbers."""
    from datasets.folders import downloads
    from datasets.whole import read_whole

    read_whole("fashion_mnist")  # the first load: prepares where there is nothing yet
    raw = measure(RAW, str(downloads("fashion_mnist")))
    second = measure(LOAD)
    return {
        "raw_idx_seconds": round(raw["seconds"], 3),
        "second_load_seconds": round(second["seconds"], 3),
        "time_ratio": round(second["seconds"] / raw["seconds"], 2),
        "peak_megabytes": round(second["peak_bytes"] / 1e6),
        "float32_megabytes": round(second["float32_bytes"] / 1e6),
        "memory_ratio": round(second["peak_bytes"] / second["float32_bytes"], 2),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        os.environ.setdefault("DATASETS_HOME", temporary)
        numbers = main()
    print(json.dumps(numbers, indent=2))
    if "--no-write" not in sys.argv:
        machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
        command = "python benchmarks/datasets_load.py"
        result = {"command": command, "machine": machine, **numbers}
        write_json(ROOT / "benchmarks" / "results" / "datasets_load.json", result)
