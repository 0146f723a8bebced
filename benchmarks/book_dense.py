"""Géron's 300-100 network with the book's settings on the whole Fashion-MNIST, from five seeds. About ten minutes.

    python benchmarks/book_dense.py

Needs the whole set (python -m datasets fetch fashion_mnist). Writes benchmarks/results/book_dense.json; seeds 0 to 4,
none left out. The book's own runs: test accuracy 0.8857 (2019), 0.8781 (2020), 0.8837 (2021), 0.8864 (third edition).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import training
from chapters.ch04_dense_networks import SETTINGS, recipe
from runtime.files import write_json

RESULT = Path(__file__).parent / "results" / "book_dense.json"
SEEDS = 5


def main() -> None:
    """Train and write."""
    settings = SETTINGS.with_flags({"full": True})
    data = settings.load()
    with tempfile.TemporaryDirectory() as folder:
        fit = {**settings.training, "seeds": range(SEEDS), "folder": folder}
        runs = training.fit_all({"dense": recipe(settings)}, data, **fit)
        rows = [{"seed": run.seed, "epochs": run.epochs, "seconds": run.seconds, **run.metrics} for run in runs]
        result = {"provenance": runs[0].provenance, "settings": runs[0].settings, "runs": rows}
    write_json(RESULT, result)


if __name__ == "__main__":
    main()
