"""What the chapter on text prints of the mask, of order and of nearest words: numbers of the runs, in lines of 80."""

import pytest

import comparison
import datasets
import training
from chapters.ch08_text import SETTINGS, networks
from chapters.material.text import print_nearest, print_order, print_reviews


@pytest.fixture(scope="module")
def data():
    return datasets.load("negation").take(128)


@pytest.fixture(scope="module")
def table(data, tmp_path_factory):
    recipes = networks(("GRU", "GRU without mask", "dense", "bag of bigrams"), data, SETTINGS)
    folder = tmp_path_factory.mktemp("runs")
    return comparison.compare(training.fit_all(recipes, data, epochs=1, folder=folder, verbose=0))


def printed(capsys):
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    return " ".join(lines)


def test_the_mask_in_one_sentence_with_the_answers_that_differ(table, data, capsys):
    print_reviews(table, networks(("GRU", "GRU without mask"), data, SETTINGS), data)
    masked, without = (
        (table.row(name).runs[0].predictions["test_prediction"][:, 0] > 0.5) == data.test.y
        for name in ("GRU", "GRU without mask")
    )
    better = (without & ~masked).sum()
    text = printed(capsys)
    assert f"Without the mask the GRU is right on {better} test sentences" in text
    assert "chance would divide them as unevenly with probability" in text


def test_the_networks_that_know_the_order(table, data, capsys):
    print_order(table, data)
    text = printed(capsys)
    bigrams = table.row("bag of bigrams").runs[0].metrics["test"]["accuracy"]
    assert "tells the label of 1,000 of the 1,000 test sentences" in text  # no asides
    assert f"has the accuracy 1.000; here it has {bigrams:.3f}." in text
    assert "GRU " in text and "weights of its own for every place" in text
    assert f"{table.row('dense').runs[0].parameters:,} parameters" in text


def test_nearest_words_of_a_run(table, data, capsys):
    print_nearest(table.row("GRU").runs[0], ("good", "not there"))
    good, missing = printed(capsys).split("  good ")[1].split("  not there")
    assert len([word for word in good.split() if word in data.vocabulary]) == 4
    assert not missing.strip()
