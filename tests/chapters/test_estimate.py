"""The estimate of a chapter's time."""

from chapters.estimate import MEASURED, estimate, matmul_seconds, spoken
from chapters.settings import Settings
from runtime.files import read_json


def seconds(**changes):
    text = estimate(Settings(chapter="tour").with_flags(changes))
    number, unit = text.split("about ")[1].split()[:2]
    return float(number) * (60 if unit == "min" else 1)


def test_more_work_takes_longer():
    assert seconds(quick=True) < seconds() < seconds(epochs=30) < seconds(full=True, epochs=30)
    assert seconds(seeds=5) > 4 * seconds()


def test_jobs_share_the_seeds():
    assert seconds(seeds=4, jobs=2) < seconds(seeds=4)


def test_the_default_run_is_what_was_measured():
    measured = read_json(MEASURED)
    speed = matmul_seconds() / measured["matmul_seconds"]
    assert 0.3 < seconds() / (measured["chapters"]["tour"]["default"] * speed) < 3  # two measurements of a busy machine


def test_an_unmeasured_chapter_says_so():
    assert "not measured yet" in estimate(Settings(chapter="new"))


def test_spoken():
    assert (spoken(40.2), spoken(300)) == ("about 40 s", "about 5 min")
