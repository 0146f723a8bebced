"""Time series: the book's generated waves, and the temperature of the air."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np

from datasets.arrays import content_sha256
from datasets.bundled import read_bundled
from datasets.dataset import Provenance, Split
from datasets.preparation import standard
from datasets.source import Source
from datasets.windows import Windows
from runtime.arguments import whole_number

SEED = 42
LENGTH = 50
TEMPERATURES = Path(__file__).parent / "samples" / "greensboro_temperatures.csv.gz"
TEMPERATURES_SHA256 = "7d311531146e956fb78631b3b50d947123a2ad6ef8418b46562bd14e907e35a1"
TEST_FRACTION = 0.15
MOST_AHEAD = 1_000  # of 10,000 series; more take gigabytes


def waves(*, full: bool, steps_ahead: int = 1) -> Source:
    """Géron 2019, chapter 15: 10,000 series, each the sum of two sine waves of random frequency, and noise.

    Bit for bit the book's: 7,000 for training, 2,000 for validation, 1,000 for test. x has shape (n, 50, 1), y
    (n, steps_ahead). Every `steps_ahead` is another draw, as it is in the book. The last value as prediction has a
    mean squared error of 0.020211367 on the validation split, one step ahead.

    Args:
        full: the same series either way.
        steps_ahead: values to predict; the book has 1 and 10.

    Raises:
        UserError: `steps_ahead` is below 1 or above 1,000.
    """
    whole_number("steps_ahead", steps_ahead, 1, MOST_AHEAD)
    series = generate_time_series(10_000, LENGTH + steps_ahead)
    x, y = series[:, :LENGTH], series[:, LENGTH:, 0]
    return Source(
        task="regression",
        train=Split(x[:7_000], y[:7_000]),
        validation=Split(x[7_000:9_000], y[7_000:9_000]),
        test=Split(x[9_000:], y[9_000:]),
        baseline="last value",
        provenance=Provenance(
            source="generate_time_series of Géron 2019, chapter 15",
            sha256=content_sha256({"series": series}),
            licence="MIT, as this package (the formula is the book's)",
            form="full",
            note=f"generated, seed {SEED}: 7,000 / 2,000 / 1,000 series of {LENGTH} + {steps_ahead} points",
        ),
    )


def generate_time_series(batch_size: int, n_steps: int) -> np.ndarray:
    """The book's formula, drawn by NumPy's legacy generator of its own: no global state is touched.

    Returns:
        float32 of shape (batch_size, n_steps, 1).
    """
    generator = np.random.RandomState(SEED)
    freq1, freq2, offsets1, offsets2 = generator.rand(4, batch_size, 1)
    time = np.linspace(0, 1, n_steps)
    series = 0.5 * np.sin((time - offsets1) * (freq1 * 10 + 10))  # wave 1
    series += 0.2 * np.sin((time - offsets2) * (freq2 * 20 + 20))  # wave 2
    series += 0.1 * (generator.rand(batch_size, n_steps) - 0.5)  # noise
    return series[..., np.newaxis].astype(np.float32)


def temperatures(*, full: bool, length: int = 48, steps_ahead: int = 1) -> Source:
    """Hourly air temperature at Greensboro, North Carolina: 8,760 observed hours, January to December, °C.

    Real weather: a day, a season, fronts. It is the station's typical meteorological year, twelve months each of which
    was observed in another year (1980 to 2003), as pvlib ships it. (The hourly ``seattle-temps`` of vega_datasets is a
    climate normal, an average over thirty years, in which hardly anything is left to predict; the sea temperature of
    bokeh_sampledata is so close to a random walk in its last months that no linear model beats the last value.)

    The last 15 percent in time are the test split, before them the validation split, before it the training split;
    windows are cut inside each. Values are scaled by mean and deviation of the training split, targets too: a squared
    error of 1 is the variance of the training split.

    Args:
        full: the same series either way.
        length: hours in an example, x of shape (n, length, 1).
        steps_ahead: hours to predict, y of shape (n, steps_ahead).

    Raises:
        UserError: the bundled file is damaged, or `length` leaves a split without a window.
    """
    record = hourly(read_bundled(TEMPERATURES, TEMPERATURES_SHA256))
    count = round(TEST_FRACTION * len(record))
    train, test = record[:-count], record[-count:]
    return Source(
        task="regression",
        train=Split(train, train),
        test=Split(test, test),
        prepare=standard,
        windows=Windows(length, steps_ahead),
        baseline="last value",
        provenance=Provenance(
            source="NREL typical meteorological year TMY3, station 723170, from pvlib's 723170TYA.CSV",
            sha256=TEMPERATURES_SHA256,
            licence="published by NREL without restriction; pvlib is BSD-3",
            form="full",
            note="8,760 observed hours in °C, each month from another year between 1980 and 2003",
        ),
    )


def hourly(content: bytes) -> np.ndarray:
    """Temperatures from the bundled file (date, hour, °C): float64 of shape (hours, 1)."""
    lines = csv.DictReader(io.StringIO(gzip.decompress(content).decode("ascii")))
    return np.array([[float(line["celsius"])] for line in lines])
