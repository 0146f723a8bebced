"""Loading saved models: files that are missing or damaged end in one sentence."""

import zipfile

import pytest

import models
from runtime.errors import UserError


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "model.keras"
    models.dense((3,), 2, "multiclass", hidden=(4,)).save(path)
    return path


def test_a_missing_file_or_a_folder(tmp_path):
    for path in (tmp_path / "none.keras", tmp_path):
        with pytest.raises(UserError, match=r"does not exist; name a .keras file"):
            models.load_model(path)


def test_damaged_bytes(saved, tmp_path):
    whole = saved.read_bytes()
    path = tmp_path / "damaged.keras"
    middle = len(whole) // 2
    for damaged in (b"", b"no model", whole[:middle], whole[:middle] + b"????" + whole[middle + 4 :]):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match="save or train it again") as refused:
            models.load_model(str(path))
        assert str(path) in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("config.json", b"{", b"["),  # no JSON
        ("config.json", b'"Dense"', b'"Sense"'),  # a layer that nobody knows
        ("model.weights.h5", b"HDF", b"hdf"),
    ],
)
def test_damaged_parts(saved, tmp_path, name, old, new):
    path = tmp_path / "damaged.keras"
    with zipfile.ZipFile(saved) as whole, zipfile.ZipFile(path, "w") as damaged:
        for part in whole.namelist():
            content = whole.read(part)
            damaged.writestr(part, content.replace(old, new) if part == name else content)
    with pytest.raises(UserError, match=r"cannot be loaded .*; save or train it again") as refused:
        models.load_model(path)
    assert "\n" not in str(refused.value)
