"""Packages that load what they export on first use, so that importing them does not import TensorFlow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def exports(package: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make the `__getattr__`, `__dir__` and `__all__` of a package whose names live in its modules.

    Args:
        package: the package's `__name__`.
        names: exported name -> module inside the package that defines it. A module never bears the name of an
            export: Python would hand out the module on the second access.
    """

    def __getattr__(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}; it exports {', '.join(sorted(names))}")
        value = getattr(import_module(f"{package}.{names[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__, lambda: sorted(names), sorted(names)
