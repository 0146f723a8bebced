"""The intervals cover: the stored simulation keeps its promises, and some of its rows are simulated again."""

import math

import pytest

from comparison.notes import COVERED_BY_FEW
from runtime.files import read_json

STUDIES = 300


@pytest.fixture(scope="module")
def benchmark(root):
    import runpy
    import sys

    sys.path.insert(0, str(root / "benchmarks"))
    try:
        return runpy.run_path(str(root / "benchmarks" / "coverage.py"))
    finally:
        sys.path.remove(str(root / "benchmarks"))


@pytest.fixture(scope="module")
def stored(root):
    return read_json(root / "benchmarks" / "results" / "coverage.json")


def test_every_promised_row_is_inside_the_band(benchmark, stored):
    assert stored["repetitions"] == 10_000
    assert [row["name"] for row in stored["rows"]] == [case.name for case in benchmark["cases"]()]
    assert not [row["name"] for row in stored["rows"] if benchmark["outside"](row)]
    promised = [row for row in stored["rows"] if row["promised"] and row["get"]]
    assert len(promised) > 100
    assert min(row["with_verdict"] for row in promised) >= 0.93
    assert all(row["why"] for row in promised if row["with_verdict"] > 0.97)


def test_what_is_not_covered_is_shown_as_such(stored):
    rows = {row["name"]: row for row in stored["rows"] if row["group"] == "accuracy"}
    assert rows["one seed in ten collapses, 5 seeds, 1,000 examples"]["covered"] < 0.5
    assert rows["seeds that share data, 5 seeds, 5,000 examples"]["covered"] < 0.9
    recall = next(row for row in stored["rows"] if row["name"].startswith("0.9, 2% of 100 positive"))
    assert (recall["verdicts"], recall["old"] < 0.5) == (0, True)


def test_the_note_of_a_table_says_what_few_seeds_cover(stored):
    for seeds, percent in COVERED_BY_FEW.items():
        covered = [row["covered"] for row in stored["rows"] if f"0.9, seeds far apart, {seeds} seeds" in row["name"]]
        assert math.floor(100 * min(covered)) == percent


def test_refused_rows_would_not_cover_and_refused_studies_get_nothing(stored):
    rows = {f"{row['group']}: {row['name']}": row for row in stored["rows"]}
    sure = rows["log loss, paired: cautious and very sure, equal, right on 99%, 5 seeds, 100 examples"]
    assert (sure["verdicts"], sure["covered"] < 0.8) == (0, True)
    assert rows["accuracy, over seeds alone: mean of four networks minus one, 5 seeds, 1,000 examples"]["covered"] < 0.7
    for name, row in rows.items():
        assert not name.startswith("precision") or row["verdicts"] == 0


QUICK = [
    "accuracy: 0.5, 5 seeds, 36 examples",
    "accuracy: 0.995, 10 seeds, 36 examples",
    "accuracy: 0.99, 5 seeds, 100 examples",
    "accuracy: trained dense networks, 5 seeds, 100 examples",
    "recall: 0.9, 2% of 2,500 positive, 5 seeds",
    "mean absolute error: normal errors, 5 seeds, 1,000 examples",
    "accuracy, paired: 0.9 minus 0.8, 5 seeds, 100 examples",
    "accuracy, not paired: 0.9 minus 0.8, 5 and 10 seeds, 100 examples",
    "mae, paired: heavy tails, 0.8 to 1, 5 seeds, 1,000 examples",
    "log loss, paired: cautious and very sure, equal, right on 95%, 5 seeds, 1,000 examples",
    "accuracy, paired: mean of four networks minus one, 5 seeds, 1,000 examples",
    "accuracy: 0.9, 4 seeds, 1,000 examples",
    "f1, paired: 20% of 200 positive, 5 seeds",
    "share that collapsed: one training in ten, 20 seeds",
]


@pytest.mark.parametrize("name", QUICK)
def test_the_packages_intervals_cover_in_studies_simulated_here(benchmark, name):
    """A wrong half-width shows in 300 studies: by a fifth too narrow, it covers 88%."""
    case = next(case for case in benchmark["cases"]() if f"{case.group}: {case.name}" == name)
    row = benchmark["measured"](case, STUDIES, seed=1)
    error = math.sqrt(0.93 * 0.07 / STUDIES)
    assert row["with_verdict"] > 0.93 - 2 * error


def test_a_narrower_interval_is_found_out(benchmark):
    from dataclasses import replace

    case = next(case for case in benchmark["cases"]() if case.name == "0.9 minus 0.8, 5 seeds, 100 examples")

    def narrower(a, b):
        (low, high), verdict = case.judge(a, b)
        middle = (low + high) / 2
        return (middle + 0.7 * (low - middle), middle + 0.7 * (high - middle)), verdict

    row = benchmark["measured"](replace(case, judge=narrower), STUDIES, seed=1)
    assert row["with_verdict"] < 0.9
    assert benchmark["outside"](row)


def test_a_stored_row_is_what_the_simulation_gives(benchmark, stored):
    number, case = list(enumerate(benchmark["cases"]()))[-1]
    row = benchmark["finished"](benchmark["measured"](case, 10_000, number))
    assert row == stored["rows"][number]


def test_how_many_seeds_a_sign_interval_takes():
    """docs/statistics.md: all differences have one sign by chance in 2 x 0.5^n of the studies."""

    def least(confidence):
        return next(seeds for seeds in range(1, 20) if 2 * 0.5**seeds <= 1 - confidence)

    assert (least(0.95), least(1 - 0.05 / 3)) == (6, 7)
