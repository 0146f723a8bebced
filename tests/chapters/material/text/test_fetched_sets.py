"""Sets that have to be fetched: the sentence with the command, and the claim that is not tested."""

import pytest

from chapters.ch08_text import SETTINGS
from chapters.material.text.fetched_sets import load_fetched, not_tested
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


def test_a_claim_without_its_set_is_not_tested():
    claim = not_tested("rnn-suits-reviews", "movie_reviews")
    assert (claim["id"], claim["verdict"]) == ("rnn-suits-reviews", "not tested")
    assert COMMAND in claim["evidence"]
