import errno
import hashlib
import os
import subprocess
import sys
import time

import pytest

from runtime.errors import UserError
from runtime.files import (
    DAY,
    explain,
    host,
    make_folder,
    read_json,
    replace_folder,
    replacing,
    sha256,
    write_json,
    write_text,
)

pytestmark = pytest.mark.smoke


def test_an_error_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), replacing(path) as file:
        file.write(b"half of the new")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="its folder was removed; run again"):
        write_text(tmp_path / "no" / "a.txt", "x")


def test_a_full_disk_is_named(tmp_path):
    assert "disk is full" in str(explain(OSError(errno.ENOSPC, "no space"), tmp_path))


def test_json_comes_back(tmp_path):
    write_json(tmp_path / "a.json", {"ko": "과적합", "x": 0.1})
    assert read_json(tmp_path / "a.json") == {"ko": "과적합", "x": 0.1}


def test_the_name_of_a_file_that_is_no_text_comes_back(tmp_path):
    name = os.fsdecode(b"\xff\xfe")
    write_json(tmp_path / "a.json", {"name": name})
    assert read_json(tmp_path / "a.json") == {"name": name}


def test_json_refuses_nan(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", float("nan"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"{]", b"[" * 100_000])
def test_damaged_json_is_named(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(UserError, match=r"a\.json is damaged"):
        read_json(tmp_path / "a.json")


def test_a_file_where_a_folder_should_be(tmp_path):
    (tmp_path / "runs").write_bytes(b"")
    with pytest.raises(UserError, match="runs"):
        make_folder(tmp_path / "runs" / "tour")


def test_a_folder_takes_another_ones_place(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        write_text(tmp_path / name / name, name)
    replace_folder(tmp_path / "new", tmp_path / "old")
    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*"))] == ["old", "old/new"]


def test_sha256(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses to delete what is open, and that is the test there")
def test_what_a_killed_process_left_is_cleaned_up(tmp_path):
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = tmp_path / f".a.txt.{host()}.{int(done.stdout)}-abcdefg1"
    mine = tmp_path / f".a.txt.{host()}.{os.getpid()}-abcdefg2"
    other = tmp_path / f".b.txt.{host()}.{int(done.stdout)}-abcdefg3"
    own = tmp_path / f".a.txt.{host()}.{int(done.stdout)}-my notes"
    for path in (dead, mine, other, own):
        path.write_bytes(b"half")
    write_text(tmp_path / "a.txt", "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a.txt", mine.name, other.name, own.name])


def test_another_host_may_still_be_writing_for_a_day(tmp_path):
    other = "00000000" if host() != "00000000" else "00000001"
    new, old = (tmp_path / f".a.txt.{other}.1-abcdefg{digit}" for digit in (1, 2))
    for path in (new, old):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * DAY,) * 2)
    write_text(tmp_path / "a.txt", "whole")
    assert sorted(tmp_path.iterdir()) == [new, tmp_path / "a.txt"]


def test_an_aside_of_somebody_else_is_not_touched(tmp_path):
    for name in ("data", "data.new", "data.old"):
        (tmp_path / name).mkdir()
        write_text(tmp_path / name / "text", name)
    replace_folder(tmp_path / "data.new", tmp_path / "data")
    assert {path.parent.name: path.read_text("utf-8") for path in tmp_path.rglob("text")} == {
        "data": "data.new",
        "data.old": "data.old",
    }
