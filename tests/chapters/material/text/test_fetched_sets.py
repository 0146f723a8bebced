"""Sets that have to be fetched: the sentence with the command."""

import pytest

from chapters.ch08_text import SETTINGS
from chapters.material.text.fetched_sets import load_fetched
from runtime.errors import UserError

COMMAND = "python -m datasets fetch movie_reviews"


@pytest.fixture
def nothing_fetched(monkeypatch, tmp_path):
    for variable in ("HOME", "TFDS_DATA_DIR"):
        monkeypatch.setenv(variable, str(tmp_path))


@pytest.mark.usefixtures("nothing_fetched")
def test_what_is_not_fetched_is_named_with_its_command(capsys):
    assert load_fetched(SETTINGS, "movie_reviews") is None
    assert COMMAND in capsys.readouterr().out
    with pytest.raises(UserError, match=COMMAND):
        load_fetched(SETTINGS.with_flags({"part": "reviews"}), "movie_reviews")
