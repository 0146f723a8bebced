"""Whether trainings can be handed to processes of their own: those import the script and unpickle what they get."""

from __future__ import annotations

import ast
import functools
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def why_not_elsewhere(things: Mapping[str, Any]) -> str | None:
    """Why trainings cannot have processes of their own, in one sentence with the fix; None if they can.

    Args:
        things: name -> what a process would be handed: recipes, and keywords of `fit`.
    """
    for name, thing in things.items():
        try:
            pickle.dumps(thing)
        except Exception as error:  # whatever it holds decides how this fails
            return f"{name} cannot go to another process ({error}); define it at the top level of a file, or use jobs=1"
    main = sys.modules["__main__"]
    path = getattr(main, "__file__", None)
    if path is None:
        here = [name for name, thing in things.items() if getattr(_function(thing), "__module__", None) == "__main__"]
        return (
            f"{here[0]} is defined in a notebook; write it into a file and import it, or use jobs=1" if here else None
        )
    if Path(path).suffix == ".py" and Path(path).is_file() and not _guarded(Path(path)):
        return (
            f"{path} would train again in each process that imports it; put its last lines under "
            'if __name__ == "__main__":, or use jobs=1'
        )
    return None


def _function(thing: Any) -> Any:
    return _function(thing.func) if isinstance(thing, functools.partial) else thing


def _guarded(path: Path) -> bool:
    """Whether a script has an `if` that asks for `__name__`."""
    tests = [node.test for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.If)]
    return any(isinstance(node, ast.Name) and node.id == "__name__" for test in tests for node in ast.walk(test))
