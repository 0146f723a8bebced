"""A page for every package that students import: what it exports, from the docstrings (autodoc)."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

from runtime.lazy import listed

ROOT = Path(__file__).parents[2]
PACKAGES = ("datasets", "models", "training", "comparison", "chapters.claims", "chapters.command_line")


def directive(value: Any) -> str:
    """Which directive of autodoc documents an object."""
    if inspect.isclass(value):
        return "autoexception" if issubclass(value, BaseException) else "autoclass"
    return "autofunction" if callable(value) else "autodata"


def reference_page(package: str, exported: list[str]) -> str:
    """The page of one package.

    Args:
        package: its import path.
        exported: names in it that are documented.
    """
    module = import_module(package)
    lines = [f".. automodule:: {package}", ""]
    for name in exported:
        kind = directive(getattr(module, name))
        lines += [f".. {kind}:: {package}.{name}"]
        lines += ["   :members:", "   :member-order: bysource", ""] if kind == "autoclass" else [""]
    text = "\n".join(lines)
    return f"# `{package}`\n\n```{{eval-rst}}\n{text}```\n"


def reference_pages() -> dict[str, str]:
    """The pages of all packages: place in the site -> text. A package lists its exports in its `__init__.pyi`."""
    pages = {"reference/runtime.errors.md": reference_page("runtime.errors", ["UserError"])}
    for package in PACKAGES:
        exported = listed(ROOT.joinpath(*package.split("."), "__init__.pyi"))
        pages[f"reference/{package}.md"] = reference_page(package, sorted(exported, key=str.lower))
    return pages
