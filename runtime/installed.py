"""Which version of what is installed, found without importing it."""

from __future__ import annotations

import importlib.metadata
import platform
import tomllib
from pathlib import Path

NAME = "executable-lecture"
PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def installed(package: str) -> str:
    """The version of a package, or `"missing"`."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def own_version() -> str:
    """The version of these packages: of the clone, or of what was installed without one."""
    if PROJECT.is_file():
        project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
        if project["name"] == NAME:
            return project["version"]
    return installed(NAME)


def version_line() -> str:
    """What `--version` prints."""
    parts = [f"{NAME} {own_version()}", f"Python {platform.python_version()}"]
    return ", ".join(parts + [f"{package} {installed(package)}" for package in ("tensorflow", "keras")])
