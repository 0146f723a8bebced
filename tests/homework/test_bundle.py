import zipfile

import pytest

from homework.bundle import bundle
from runtime.errors import UserError


def test_a_bundle_holds_what_a_student_works_with(assignment, tmp_path):
    path = bundle(assignment, tmp_path / "one.zip")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        template = archive.read("hw01_linear_models/hw01_linear_models.py")
    assert names == [
        f"hw01_linear_models/{name}" for name in ("README.md", "hw01_linear_models.py", "test_hw01_linear_models.py")
    ]
    assert template == assignment.template.read_bytes()


def test_equal_files_make_equal_zips_and_nothing_is_replaced(assignment, tmp_path):
    first, second = bundle(assignment, tmp_path / "one.zip"), bundle(assignment, tmp_path / "two.zip")
    assert first.read_bytes() == second.read_bytes()
    with pytest.raises(UserError, match="is there already"):
        bundle(assignment, first)
