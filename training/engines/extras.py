"""Packages that only an engine needs: an extra of the installation brings them."""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from runtime.errors import UserError


def needed(package: str, extra: str) -> Any:
    """A package, imported when it is first needed.

    Raises:
        UserError: it is not installed; the sentence has the command.
    """
    try:
        return import_module(package)
    except ImportError:
        raise UserError(
            f"this engine needs the package {package}, which is not installed; get it with: "
            f'python -m pip install -e ".[{extra}]" -c constraints.txt'
        ) from None


@cache
def installed_folders() -> set[Path]:
    """Where Python and installed packages have their modules."""
    return {Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib", "purelib", "platlib")}


def import_folders() -> str:
    """Folders in which this process finds modules and no installation does, as `PYTHONPATH` has them."""
    installed = installed_folders()
    folders = [Path(folder or ".").absolute() for folder in sys.path]
    own = [folder for folder in folders if folder.is_dir() and not installed & {folder, folder.parent}]
    return os.pathsep.join(dict.fromkeys(map(str, own)))
