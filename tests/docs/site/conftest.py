"""The makers of the site's pages, and a site that was built as the command builds it."""

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from html_pages import Page, read_pages


@pytest.fixture(scope="session")
def makers(root):
    """The folder of the makers on the path, as `build.py` has it."""
    added = [str(root / "docs" / "site"), str(root / "notebooks")]
    sys.path[:0] = added
    yield
    for path in added:
        sys.path.remove(path)


@pytest.fixture(scope="session")
def built(root, tmp_path_factory, worker_id) -> Path:
    """The site, with a default run of the first lesson. Processes of `pytest -n` share it: who comes first builds."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "site"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "done").exists():
            build(root, folder)
            (folder / "done").touch()
    return folder / "site" / "html"


def build(root: Path, folder: Path) -> None:
    """Run the lesson and the maker of the site."""
    for command in (
        ["-m", "chapters.ch01_linear_regression", "--runs-dir", str(folder / "runs")],
        ["docs/site/build.py", "--to", str(folder / "site"), "--outputs", str(folder / "runs"), "--repository", "a/b"],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=root, capture_output=True, text=True, encoding="utf-8", timeout=900
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def pages(built) -> dict[str, Page]:
    """Every page of the built site: its place -> what was read."""
    return read_pages(built)
