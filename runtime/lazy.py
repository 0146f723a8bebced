"""Packages that load what they export on first use, so that importing them does not import TensorFlow.

A package lists its exports once, in `__init__.pyi` beside its `__init__.py`: editors and type checkers read that list
as ordinary imports, and `exports` reads it when the package is imported.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from runtime import names as course_names
from runtime.nearest import hint


def exports(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make the `__getattr__`, `__dir__` and `__all__` of a package whose names live in its modules.

    Args:
        package: the package's `__name__`.
        file: the package's `__file__`. The file of the same name that ends in `.pyi` holds lines such as
            `from comparison.comparing import compare as compare`. A module never bears the name of an export: Python
            would hand out the module on the second access.

    Raises:
        UserError: another package of such a name would be mixed with ours; see `runtime.names`.
    """
    course_names.check()
    names = listed(Path(file).with_suffix(".pyi"))

    def __getattr__(name: str) -> Any:
        if name not in names:
            nearest = hint(name, names, f"it exports {', '.join(sorted(names))}")
            raise AttributeError(f"module {package!r} has no attribute {name!r}; {nearest}")
        value = getattr(import_module(names[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__, lambda: sorted(names), sorted(names)


def listed(stub: Path) -> dict[str, str]:
    """The exports of a `.pyi` file: name -> module that defines it."""
    tree = ast.parse(stub.read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return {alias.name: str(node.module) for node in imports for alias in node.names}
