"""The estimate of a chapter's time."""

from importlib import import_module

import pytest

from chapters.command_line.estimate import estimate, matmul_seconds, scaled, spoken, trainings
from chapters.command_line.settings import Flag, Settings

MEASURED = {"default": 70.0, "fixed": 10.0, "epochs": 10, "batch_size": 32}


TOUR = Settings(chapter="tour")


def seconds(settings=TOUR, **changes):
    return scaled(settings.with_flags(changes), MEASURED)


def test_more_work_takes_longer():
    assert seconds() == 70
    assert seconds(epochs=20) == 130
    assert seconds(seeds=5) == 350
    assert seconds(seeds=4, jobs=2) == 140
    assert seconds(jobs=8) == 70
    assert seconds(batch_size=8) == 250  # four times the steps
    assert 10 < seconds(quick=True) < 11
    assert seconds(full=True) == 370


def test_a_chapter_that_trains_on_fewer_examples():
    few = Settings(chapter="few", own=(Flag("examples", 3_000, "training examples"),))
    assert seconds(few) == 70
    assert seconds(few, examples=9_000) == 190
    assert seconds(few, full=True) == 10 + 60 * 18  # 54,000 in place of 3,000
    assert seconds(few, full=True, dataset="digits") == 70  # there are no more digits


def test_the_number_of_trainings_is_known_where_nothing_typed_may_change_it():
    whole = trainings(TOUR)
    assert whole.total == 4
    assert whole.whole == pytest.approx(sum(map(whole.share, ("logistic", "dense", "cnn", "lstm"))), rel=1e-3)
    assert whole.seconds > 0
    many = trainings(TOUR.with_flags({"seeds": 5, "epochs": 3, "learning_rate": 0.1}))
    assert (many.total, many.whole) == (20, 5 * whole.whole)
    assert trainings(TOUR.with_flags({"dataset": "digits"})).total is None
    assert trainings(Settings(chapter="new")).total is None
    waves = import_module("chapters.ch07_recurrent_networks").SETTINGS
    assert trainings(waves).total == 27
    assert trainings(waves.with_flags({"quick": True})).total == 10
    assert trainings(waves.with_flags({"part": "order"})).total is None


def test_the_sentence(capsys):
    assert estimate(Settings(chapter="tour")).startswith("Estimated time: about ")
    assert "not measured yet" in estimate(Settings(chapter="new"))
    assert matmul_seconds() > 0


def test_spoken():
    assert (spoken(40.2), spoken(300)) == ("about 40 s", "about 5 min")
