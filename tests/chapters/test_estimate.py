"""The estimate of a chapter's time."""

from chapters.estimate import estimate, matmul_seconds, scaled, spoken
from chapters.settings import Settings

MEASURED = {"default": 70.0, "fixed": 10.0, "epochs": 10}


def seconds(**changes):
    return scaled(Settings(chapter="tour").with_flags(changes), MEASURED)


def test_more_work_takes_longer():
    assert seconds() == 70
    assert seconds(epochs=20) == 130
    assert seconds(seeds=5) == 350
    assert seconds(seeds=4, jobs=2) == 140
    assert seconds(jobs=8) == 70
    assert 10 < seconds(quick=True) < 11
    assert seconds(full=True) == 370


def test_the_sentence(capsys):
    assert estimate(Settings(chapter="tour")).startswith("Estimated time: about ")
    assert "not measured yet" in estimate(Settings(chapter="new"))
    assert matmul_seconds() > 0


def test_spoken():
    assert (spoken(40.2), spoken(300)) == ("about 40 s", "about 5 min")
