from pathlib import Path

import pytest

import homework
from homework.grading import isolation

COURSE = Path(homework.__file__).parent


@pytest.mark.slow
def test_what_the_sandbox_shows_is_told(tmp_path):
    if reason := isolation.why_not("bwrap"):
        pytest.skip(reason)
    hidden = tmp_path / "hidden.py"
    hidden.write_text("x = 1\n", encoding="utf-8")
    assert isolation.seen("bwrap", [hidden, COURSE, tmp_path]) == [COURSE]


def test_jobs_share_the_cores(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 1, 2, 5, 7}, raising=False)
    assert [isolation.cores(job, 2) for job in range(2)] == [[0, 2, 7], [1, 5]]
    assert [isolation.cores(job, 7) for job in range(7)] == [[0], [1], [2], [5], [7], [0], [1]]


def test_a_level_that_there_is_not_is_refused():
    with pytest.raises(isolation.UserError, match="choose one of bwrap, uid, none"):
        isolation.why_not("docker")
