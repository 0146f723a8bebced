"""The stored table of the gallery: what each known network added, its size, and its accuracy when it is small.

`python benchmarks/classics.py` trains the small networks and stores `chapters/results/classics.json`.
"""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from statistics import fmean, stdev, variance
from typing import Any

from chapters.material.gallery.classics import CLASSICS
from comparison.notes import COVERED_BY_FEW
from runtime.files import read_json
from runtime.wrapping import wrapped

STORED = Path(__file__).parents[2] / "results" / "classics.json"
IDEA = 52  # letters of an idea in a line; a Korean one takes two columns


def print_classics(path: Path = STORED) -> None:
    """Print the idea of each network, and the stored table with what it says and does not say.

    Args:
        path: of the stored table; until it is there, a line says what stores it.
    """
    print("\nThe gallery: what each network added")
    for name, about in CLASSICS.items():
        first, *more = textwrap.wrap(about.idea, IDEA)
        print(f"  {about.year}  {name:9}  {first}", *(f"{'':19}{line}" for line in more), sep="\n")
    if not path.exists():
        print("Their table is not measured yet: python benchmarks/classics.py stores it.")
        return
    stored = read_json(path)
    print("\nAs published, and small for 28 x 28 images (k thousand, M million, G billion)")
    print(f"{'':9} {'as published':^26} {'here':^26}".rstrip())
    columns = f"{'':5} {'':>10} {'multiply-':>9}"
    print(f"{'':9} {columns} {columns}".rstrip())
    columns = f"{'depth':>5} {'parameters':>10} {'adds':>9}"
    print(f"{'network':9} {columns} {columns} {'test accuracy':>16}")
    for name, row in stored["networks"].items():
        mean, half = accuracy(row)
        print(f"{name:9} {_size(row['published'])} {_size(row['here'])} {f'{mean:.3f} +- {half:.3f}':>16}")
    for line in remarks(stored):
        print(wrapped(line, after=0))


def _size(counted: dict[str, int]) -> str:
    return f"{counted['depth']:5} {short(counted['parameters']):>10} {short(counted['multiply_adds']):>9}"


def short(number: int) -> str:
    """Three digits: `61.7 k`, `138 M`, `15.5 G`."""
    for unit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= unit:
            return f"{number / unit:.3g} {letter}"
    return str(number)


def accuracy(row: dict[str, Any]) -> tuple[float, float]:
    """Mean test accuracy of a stored row, and the longer side of its 95% interval over seeds and test images."""
    mean = fmean(row["test"])
    low, high = row["interval"]
    return mean, max(mean - low, high - mean)


def remarks(stored: dict[str, Any]) -> list[str]:
    """What the stored numbers are of, and how much of them is chance."""
    data, training, rows = stored["data"], stored["training"], stored["networks"].values()
    seeds = len(training["seeds"])
    rates = ", ".join(f"{rate:g}" for rate in training["rates"])
    without = [name for name in stored["networks"] if not CLASSICS[name].batch_normalization]
    names = ", ".join(CLASSICS[name].published for name in stored["networks"] if CLASSICS[name].published != name)
    found = [
        *([f"Published as {names}."] if names else []),
        "Depth: layers with a kernel on the longest path; the gates of SE-ResNet count, which its paper leaves out."
        " Parameters: those that training changes.",
        f"Stored, not trained now: {training['epochs']} epochs on {data['train']:,} images of {data['name']}"
        f" ({data['form']}) for each network in batches of {training['batch_size']}, seeds: {seeds}; AdamW with weight"
        f" decay {training['weight_decay']:g}, a learning rate that falls along half a cosine, no dropout. Each network"
        f" has the one of the rates {rates} that is best for its first seed on {data['validation']:,} validation"
        f" images; that seed is judged, too, on {data['test']:,} test images. Parameters are not equal.",
        *(
            [
                f"Without batch normalisation, as published: {', '.join(without)}. The others have it, so the table"
                " compares that, too, and not the architectures alone."
            ]
            if 0 < len(without) < len(rows)
            else []
        ),
        f"+- is the longer side of a 95% interval over seeds and test images"
        f" ({seeds} seeds may cover no more than {COVERED_BY_FEW[seeds]}%)."
        if seeds in COVERED_BY_FEW
        else "+- is the longer side of a 95% interval over seeds and test images.",
    ]
    if len(rows) > 1:
        chance = math.sqrt(fmean(variance(row["test"]) for row in rows))
        means = stdev(fmean(row["test"]) for row in rows)
        found.append(
            f"Seeds of one network have a standard deviation of {chance:.3f}, the means of the networks one of"
            f" {means:.3f}. So {seeds} seeds order only networks whose intervals lie apart. Other images, sizes and"
            " budgets may order them otherwise."
        )
    return found
