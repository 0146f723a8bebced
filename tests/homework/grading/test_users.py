import os
import sys
from pathlib import Path

import pytest

from homework.grading.users import USERS, a_user, hand_over

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root starts code as another user"
)


def test_no_user_is_given_twice_at_a_time():
    with a_user("uid") as one, a_user("bwrap") as other, a_user("none") as none:
        assert one != other
        assert {one, other} <= set(USERS)
        assert none is None
    with a_user("bwrap") as again:
        assert again in (one, *USERS[:8])


def test_a_submission_is_read_by_its_user_alone(tmp_path):
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "hw.py"
    file.write_text("x = 1", encoding="utf-8")
    hand_over(tmp_path, 61_127)
    for path in (tmp_path, file.parent, file):
        assert (path.stat().st_uid, path.stat().st_gid) == (0, 61_127)
        assert path.stat().st_mode & 0o027 == 0


def test_what_a_user_left_is_deleted():
    with a_user("uid") as user:
        left = Path(f"/tmp/left-by-{user}")
        (left / "deeper").mkdir(parents=True)
        os.chown(left, user, user)
    assert not left.exists()
