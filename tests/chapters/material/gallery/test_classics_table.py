"""The table of the gallery: measured in small, printed at 80 columns, and what is stored is of today's networks."""

import runpy

import pytest
from rich.cells import cell_len

from chapters.material import gallery
from chapters.material.gallery.classics import CLASSICS, counts
from chapters.material.gallery.classics import small as small_network
from chapters.material.gallery.classics_table import STORED, accuracy, remarks, short
from runtime.files import read_json, write_json

BUDGET = {"epochs": 1, "seeds": (0, 1), "rates": (0.01,)}


@pytest.fixture(scope="module")
def benchmark(root):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "benchmarks")
        return runpy.run_path(str(root / "benchmarks" / "classics.py"))


@pytest.fixture(scope="module")
def folder(small, benchmark, tmp_path_factory):
    """Where AlexNet was trained twice, and what is stored of it."""
    folder = tmp_path_factory.mktemp("classics")
    benchmark["measure"](small, ["AlexNet"], folder / "classics.json", folder / "runs", **BUDGET)
    return folder


def test_a_row_is_measured_stored_printed_and_put_on_the_page(benchmark, folder, capsys):
    path = folder / "classics.json"
    stored = read_json(path)
    row = stored["networks"]["AlexNet"]
    assert row["published"]["depth"] == row["here"]["depth"] == 8
    assert len(row["test"]) == 2 and row["interval"][0] < accuracy(row)[0] < row["interval"][1]
    assert row["learning_rate"] == 0.01

    gallery.print_classics(path)
    printed = capsys.readouterr().out
    assert "200 images of fashion_mnist (sample)" in printed and "seeds: 2" in printed
    assert f"{accuracy(row)[0]:.3f} +- {accuracy(row)[1]:.3f}" in printed and "61 M" in printed
    assert max(map(cell_len, printed.splitlines())) <= 80

    page = benchmark["markdown"](stored)
    assert f"{row['test'][0]:.4f}, {row['test'][1]:.4f}" in page and "| 2012 | AlexNet | AlexNet | 8 |" in page


def test_other_rows_are_kept_as_long_as_the_budget_is_todays(small, benchmark, folder, tmp_path):
    path, runs = tmp_path / "classics.json", folder / "runs"
    stored = read_json(folder / "classics.json")
    row = stored["networks"]["AlexNet"]
    other = {**row, "learning_rate": 0.5}
    write_json(path, {**stored, "networks": {"AlexNet": row, "LeNet-5": other}})
    benchmark["measure"](small, ["AlexNet"], path, runs, **BUDGET)  # its trainings are finished and taken as they are
    assert list(read_json(path)["networks"].items()) == [("LeNet-5", other), ("AlexNet", row)]
    assert "Seeds of one network have a standard deviation" in remarks(read_json(path))[-1]
    write_json(path, {**stored, "training": {**stored["training"], "epochs": 2}, "networks": {"LeNet-5": other}})
    benchmark["measure"](small, ["AlexNet"], path, runs, **BUDGET)
    assert read_json(path)["networks"] == {"AlexNet": row}


def test_before_it_is_measured_a_line_says_how(tmp_path, capsys):
    gallery.print_classics(tmp_path / "classics.json")
    printed = capsys.readouterr().out
    assert printed.endswith("not measured yet: python benchmarks/classics.py stores it.\n")
    assert all(f"{about.year}  {name}" in printed for name, about in CLASSICS.items())
    assert max(map(cell_len, printed.splitlines())) <= 80


def test_batch_normalisation_is_named_where_networks_differ_in_it(folder):
    stored = read_json(folder / "classics.json")
    row = stored["networks"]["AlexNet"]
    both = {**stored, "networks": {"AlexNet": row, "ResNet": row}}
    assert any("Without batch normalisation, as published: AlexNet. The others" in line for line in remarks(both))
    assert not any("batch normalisation" in line for line in remarks(stored))


@pytest.mark.skipif(not STORED.exists(), reason="python benchmarks/classics.py stores the table")
def test_what_is_stored_is_of_todays_networks(root, benchmark):
    stored = read_json(STORED)
    assert list(stored["networks"]) == list(CLASSICS)
    for name, row in stored["networks"].items():
        assert row["here"] == counts(small_network(name)((28, 28, 1), 10, "multiclass")), name
        assert len(row["test"]) == len(row["validation"]) == len(stored["training"]["seeds"])
        assert row["learning_rate"] in stored["training"]["rates"]
    page = (root / "docs" / "classics.md").read_text(encoding="utf-8")
    assert page == benchmark["markdown"](stored), "run python benchmarks/classics.py --page"


@pytest.mark.parametrize(
    ("number", "text"), [(850, "850"), (61_706, "61.7 k"), (138_357_544, "138 M"), (15_470_264_320, "15.5 G")]
)
def test_three_digits(number, text):
    assert short(number) == text
