"""The gallery of CNNs as small networks of about equal multiply-adds, trained with equal budgets. About half an hour.

    python benchmarks/classics.py                        everything
    python benchmarks/classics.py --networks VGG ResNet  some rows; the others keep what is stored of them
    python benchmarks/classics.py --page                 the page again, from what is stored

Each network of `chapters/material/gallery/classics.py` trains on the same bundled images for as many epochs. The first
seed tries the learning rates of one list, the same for all; the validation split chooses, and the other seeds train
with the chosen one. The test split decides nothing. The published configurations are built and counted, which takes up
to 3 GiB.

Writes chapters/results/classics.json after each row, from which chapter 6 prints its table, and docs/classics.md.
Finished trainings in runs/classics are taken as they are. Rows of other budgets than today's are thrown away.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from markdown_table import table
from speed import machine

import comparison
import datasets
from chapters.material.gallery.classics import CLASSICS, WEIGHT_DECAY, classic, counts, published_counts, small
from chapters.material.gallery.classics_table import STORED, accuracy, remarks, short
from chapters.material.tuning import train_tuned
from datasets import Dataset
from runtime.backend import keras
from runtime.files import read_json, write_json, write_text

PAGE = Path(__file__).parents[1] / "docs" / "classics.md"
EXAMPLES, EPOCHS, BATCH_SIZE = 5_000, 4, 64
SEEDS, RATES = (0, 1, 2), (0.001, 0.003, 0.01, 0.03)


def measure(
    data: Dataset, networks: list[str], stored: Path, runs: Path,
    *, epochs: int = EPOCHS, seeds: tuple[int, ...] = SEEDS, rates: tuple[float, ...] = RATES,
) -> None:  # fmt: skip
    """Train some networks, and store after each."""
    budget = {
        "data": {
            "name": data.name,
            "form": data.provenance.form,
            **{split: len(data.split(split)) for split in ("train", "validation", "test")},
        },
        "training": {
            "epochs": epochs,
            "batch_size": BATCH_SIZE,
            "seeds": list(seeds),
            "rates": list(rates),
            "weight_decay": WEIGHT_DECAY,
        },
    }
    known: dict[str, Any] = read_json(stored) if stored.exists() else {}
    rows = known["networks"] if {key: known.get(key) for key in budget} == budget else {}
    for name in networks:
        rows[name] = row_of(name, data, runs, epochs, seeds, rates)
        in_order = {network: rows[network] for network in CLASSICS if network in rows}
        write_json(stored, {**budget, "networks": in_order, **machine()})
        print(f"{name}: {rows[name]}", flush=True)


def row_of(
    name: str, data: Dataset, runs: Path, epochs: int, seeds: tuple[int, ...], rates: tuple[float, ...]
) -> dict[str, Any]:
    """Count and train a network."""
    counted = {
        "published": published_counts(name),
        "here": counts(small(name)(data.input_shape, data.outputs, data.task)),
    }
    keras.utils.clear_session()
    steps = epochs * -(-len(data.train) // BATCH_SIZE)
    trained = train_tuned(
        {name: partial(classic, network=name, steps=steps)},
        data,
        rates,
        seeds=seeds,
        epochs=epochs,
        batch_size=BATCH_SIZE,
        folder=runs,
        resume=True,
        verbose=0,
    )
    [row] = comparison.compare(trained).rows
    _, interval = row.interval("test", "accuracy")
    return {
        **counted,
        "learning_rate": trained[0].settings["recipe"]["hyperparameters"]["learning_rate"],
        **{split: [run.metrics[split]["accuracy"] for run in trained] for split in ("validation", "test")},
        "interval": list(interval or ()),
    }


def markdown(stored: dict[str, Any]) -> str:
    """The page."""
    sizes = ["depth", "parameters", "multiply-adds"]
    published = [["year", "network", "published as", *sizes, "paper"]]
    here = [["network", *sizes, "learning rate", "test accuracy", "of each seed"]]
    for name, row in stored["networks"].items():
        about = CLASSICS[name]
        numbers = [[short(row[which][key]) for key in row[which]] for which in ("published", "here")]
        published.append([str(about.year), name, about.published, *numbers[0], about.paper])
        mean, half = accuracy(row)
        values = ", ".join(f"{value:.4f}" for value in row["test"])
        cells = [f"{row['learning_rate']:g}", f"{mean:.4f} +- {half:.4f}", values]
        here.append([name, *numbers[1], *cells])
    lines = [
        "# The gallery of CNNs",
        "",
        "Written by `python benchmarks/classics.py`. Chapter 6 prints the same table. Counted on the built networks",
        "(k thousand, M million, G billion):",
        "",
        table(published[0], published[1:]),
        "",
        "What each of them added:",
        "",
        *(f"- {name}: {CLASSICS[name].idea}" for name in stored["networks"]),
        "",
        "## As small networks",
        "",
        "All but LeNet-5, which is as published, have about a million multiply-adds for an image of 28 x 28 pixels.",
        "",
        table(here[0], here[1:]),
        "",
        *(f"- {line}" for line in remarks(stored)),
        "",
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Measure, or write the page alone."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--networks", nargs="+", default=list(CLASSICS), choices=list(CLASSICS))
    parser.add_argument("--page", action="store_true", help="write docs/classics.md from what is stored")
    given = parser.parse_args(arguments)
    if not given.page:
        data = datasets.load("fashion_mnist").take(EXAMPLES)
        measure(data, given.networks, STORED, Path("runs") / "classics")
    write_text(PAGE, markdown(read_json(STORED)))


if __name__ == "__main__":
    sys.exit(main())
