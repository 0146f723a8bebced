"""`engines.toml`: where it is found, and what is refused in it."""

import importlib.util

import pytest

from runtime.errors import UserError
from training.engines import named
from training.engines.by_name import read_settings
from training.engines.extras import import_folders, needed


def test_the_nearest_file_is_read(tmp_path):
    runs = tmp_path / "runs" / "claims"
    runs.mkdir(parents=True)
    (tmp_path / "engines.toml").write_text('[slurm]\npartition = "cpu"\n[ray]\n', encoding="utf-8")
    assert read_settings("slurm", runs) == {"partition": "cpu"}
    assert read_settings("ray", runs) == {}
    text = '[slurm]\nminutes = 5\nsetup = ["module load python"]\noptions = {account = "x"}\n'
    (tmp_path / "runs" / "engines.toml").write_text(text, encoding="utf-8")
    settings = {"minutes": 5, "setup": ["module load python"], "options": {"account": "x"}}
    assert read_settings("slurm", runs) == settings


@pytest.mark.parametrize(("text", "sentence"), [
    ("[slurm]\npartitions = 'x'", "no key 'partitions'; did you mean partition"),
    ("[slurm]\nminutes = 0", "minutes = 0 is not a whole number of at least 1"),
    ("[slurm]\ncpus = true", "not a whole number"),
    ("[slurm]\nsetup = 'module load x'", "not a list of texts"),
    ("[slurm]\nsetup = [1]", "not a list of texts"),
    ("[slurm]\nenvironment = 'x'", "not a table"),
    ("slurm = 3", r"write a table \[slurm\]"),
    ("[slurm", "cannot be read"),
])  # fmt: skip
def test_what_is_wrong_in_the_file_is_named(tmp_path, text, sentence):
    (tmp_path / "engines.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=sentence):
        read_settings("slurm", tmp_path)


def test_an_unknown_engine_is_named(tmp_path):
    with pytest.raises(UserError, match="engine 'slrum' is unknown; choose slurm, ray"):
        named("slrum", tmp_path)


def test_a_missing_package_is_one_sentence_with_the_command():
    with pytest.raises(UserError, match=r'the package no_such_package, .*pip install -e "\.\[cluster\]"'):
        needed("no_such_package", "cluster")


@pytest.mark.parametrize(("name", "package"), [("slurm", "submitit"), ("ray", "ray")])
def test_an_engine_without_its_package_says_so(tmp_path, name, package):
    if importlib.util.find_spec(package):
        pytest.skip(f"{package} is installed")
    with pytest.raises(UserError, match=f"needs the package {package}"):
        named(name, tmp_path)


def test_folders_of_modules_are_told_without_those_of_the_installation(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(tmp_path))
    folders = import_folders()
    assert str(tmp_path) in folders
    assert "site-packages" not in folders
