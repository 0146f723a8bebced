import os
import stat
import sys

import pytest

from runtime.errors import UserError
from runtime.files import read_json, write_text
from runtime.regular import is_folder, is_link, is_regular, read_regular, unused

pytestmark = pytest.mark.smoke


def link(path, target):
    """A symbolic link, where the system lets us make one."""
    try:
        path.symlink_to(target)
    except (OSError, NotImplementedError):
        pytest.skip("no symbolic links here")
    return path


def pipe(path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(path)
    return path


def test_a_link_is_not_written_over(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    for target in (outside, tmp_path / "nowhere", tmp_path):
        path = link(tmp_path / f"link-{target.name}", target)
        with pytest.raises(UserError, match="is a link, no regular file"):
            write_text(path, "theirs")
        assert is_link(path)
    assert outside.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_pipe_and_a_folder_are_not_written_over(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        write_text(tmp_path / "folder", "x")
    path = pipe(tmp_path / "pipe")
    with pytest.raises(UserError, match="device or a pipe"):
        write_text(path, "x")
    assert stat.S_ISFIFO(path.lstat().st_mode)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "pipe"]
    for read in (read_json, lambda one: read_regular(one, 10)):
        with pytest.raises(UserError, match="no regular file"):
            read(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no /dev/null")
def test_a_device_stays_a_device():
    from pathlib import Path

    with pytest.raises(UserError, match="/dev/null is a device"):
        write_text(Path("/dev/null"), "x")
    assert stat.S_ISCHR(os.lstat("/dev/null").st_mode)


def test_what_stands_where(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"123")
    assert is_regular(file)
    assert not is_regular(tmp_path)
    assert is_folder(tmp_path)
    assert not is_link(tmp_path)
    assert not any(test(tmp_path / "no") for test in (is_regular, is_folder, is_link))
    assert read_regular(file, 3) == b"123"
    with pytest.raises(UserError, match="damaged"):
        read_regular(file, 2)
    with pytest.raises(UserError, match="does not exist"):
        read_regular(tmp_path / "no", 2)


def test_an_unused_name_keeps_the_suffix(tmp_path):
    assert unused(tmp_path / "a.md", is_file=True).name == "a.md"
    for name in ("a.md", "a-2.md"):
        (tmp_path / name).write_bytes(b"")
    assert unused(tmp_path / "a.md", is_file=True).name == "a-3.md"
    assert unused(tmp_path / "a.md").name == "a.md-2"
