"""Time series: the book's generated waves, and the temperature of the sea."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime
from pathlib import Path

import numpy as np

from datasets.bundled import read_bundled
from datasets.dataset import Provenance, Split
from datasets.preparation import check_at_least, standard
from datasets.source import Source
from datasets.splitting import content_sha256
from datasets.windows import Windows

SEED = 42
LENGTH = 50
TEMPERATURES = Path(__file__).parent / "samples" / "sea_surface_temperature.csv.gz"
TEMPERATURES_SHA256 = "529155ac773634b0dca439781a839487640db92e2bdb597e372a2b0ba0ffbff0"
TEST_FRACTION = 0.15


def waves(*, full: bool, steps_ahead: int = 1) -> Source:
    """Géron 2019, chapter 15: 10,000 series, each the sum of two sine waves of random frequency, and noise.

    Bit for bit the book's: 7,000 for training, 2,000 for validation, 1,000 for test. x has shape (n, 50, 1), y
    (n, steps_ahead). Every `steps_ahead` is another draw, as it is in the book. The last value as prediction has a
    mean squared error of 0.020211367 on the validation split, one step ahead.

    Args:
        full: the same series either way.
        steps_ahead: values to predict; the book has 1 and 10.

    Raises:
        UserError: `steps_ahead` is below 1.
    """
    check_at_least("steps_ahead", steps_ahead, 1)
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
            sha256=content_sha256([series]),
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
    """Hourly temperature of the sea surface at buoy B01 in the Gulf of Maine, February 2016 to March 2017, °C.

    A real measurement with a tide, a day, a season and weather in it. (The hourly ``seattle-temps`` of vega_datasets,
    the other candidate, is a climate normal, an average over thirty years: the same hour of the next day differs by
    0.16 °F on average, so that there is nothing left to predict.) Readings on the full hour are taken; 11 missing
    hours in 2016 are filled in by straight lines.

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
            source="NERACOOS buoy B01, dataset B01_sbe37_all, as bokeh_sampledata 2026.1 ships it",
            sha256=TEMPERATURES_SHA256,
            licence="free to use and redistribute, not intended for legal use, no warranty (NERACOOS)",
            form="full",
            note=f"{len(record):,} hours in °C; 11 missing hours filled in by straight lines",
        ),
    )


def hourly(content: bytes) -> np.ndarray:
    """Readings on the full hour from a gzip-compressed CSV file (time, °C): float64 of shape (hours, 1)."""
    lines = csv.reader(io.StringIO(gzip.decompress(content).decode("utf-8")))
    next(lines)
    readings = [(datetime.fromisoformat(time), float(value)) for time, value in lines]
    start = readings[0][0]
    hours = {(time - start).total_seconds() / 3600: value for time, value in readings if time.minute == 0}
    known = np.array(sorted(hours))
    every = np.arange(known[-1] + 1)
    return np.interp(every, known, [hours[hour] for hour in known])[:, None]
