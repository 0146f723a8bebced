"""Does memory grow when many networks are trained in one process? About two minutes.

    python benchmarks/many_trainings.py

Trains the dense network and the LSTM of the tour alternately, 20 times each, on 500 images, and writes the process's
peak of memory after every training to benchmarks/results/many_trainings.json.
"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

import datasets
import models
import training
from runtime.backend import versions
from runtime.files import write_json
from runtime.memory import peak_memory

RESULT = Path(__file__).parent / "results" / "many_trainings.json"
TIMES = 20


def main() -> None:
    """Train and write."""
    data = datasets.load("fashion_mnist").take(500)
    recipes = {"dense": models.dense, "lstm": models.recurrent}
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(TIMES):
            training.fit_all(recipes, data, seeds=[seed], epochs=1, folder=folder, verbose=False)
            peaks.append(round(peak_memory() / 2**20))
    growth = (peaks[-1] - peaks[4]) / (2 * (TIMES - 5))
    write_json(
        RESULT,
        {
            "peak MiB after each pair of trainings": peaks,
            "MiB a training, from the fifth pair on": round(growth, 2),
            "system": platform.system(),
            "versions": versions(),
        },
    )
    print(peaks, growth)


if __name__ == "__main__":
    main()
