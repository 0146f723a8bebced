import os
from pathlib import Path

import pytest

from datasets import folders
from runtime.errors import UserError


def test_the_data_folder_is_the_users_own_unless_named(monkeypatch, tmp_path):
    monkeypatch.setenv("DATASETS_HOME", str(tmp_path / "a"))
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "b"))
    assert folders.data_folder() == tmp_path / "a"
    monkeypatch.delenv("DATASETS_HOME")
    assert folders.data_folder() == tmp_path / "b"
    monkeypatch.delenv("TFDS_DATA_DIR")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "홍길동")
    assert folders.data_folder() == tmp_path / "홍길동" / "tensorflow_datasets"


def test_named_mirrors_come_before_the_systems(monkeypatch):
    monkeypatch.setenv("DATASETS_MIRROR", os.pathsep.join(["a", "", "b"]))
    assert folders.mirrors() == (Path("a"), Path("b"), folders.SYSTEM_MIRROR)


def test_a_lock_in_a_place_that_is_no_folder_is_one_sentence(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DATASETS_HOME", str(tmp_path / "file"))
    with pytest.raises(UserError), folders.locked("mnist"):
        pass
