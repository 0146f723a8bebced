"""The names of the course's packages are ordinary words: another `models` or `datasets` may be found in their place.

Hugging Face has a `datasets`, and a homework folder may hold `models/` or `training.py`. The first of our packages that
is imported looks for such a place and refuses to be mixed with it (`check`). Whoever imports `chapters` first, a name
that is ours alone, gets all our packages in that process (`take`).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from runtime.errors import UserError

ROOT = Path(__file__).parents[1]
NAMES = ("homework", "chapters", "comparison", "training", "models", "datasets", "runtime")

hidden: dict[str, str] = {}
"""What `check` or `take` found: name -> the place that is found instead of ours. `doctor` shows it."""

_looked = False


class _OursFirst:
    """A finder that knows our packages and nothing else."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [str(ROOT)]) if name in NAMES else None


def check() -> None:
    """Refuse to go on where one of our names leads elsewhere; once a process.

    Raises:
        UserError: it does. The sentence names both places and what to do.
    """
    global _looked
    if _looked:
        return
    _looked = True
    hidden.update(_elsewhere())
    if hidden and _is_program_ours():
        _put_first()
    elif hidden:
        _looked = False  # whoever catches this and imports again is told again
        raise UserError(sentence(hidden))


def take() -> None:
    """Make the names lead to our packages, in this process and those it starts.

    Raises:
        UserError: another module of such a name was imported before.
    """
    global _looked
    _looked = True
    hidden.update(_elsewhere())
    imported = [f"{name} from {place}" for name, place in hidden.items() if name in sys.modules]
    if imported:
        _looked = False
        raise UserError(
            f"{_listed(imported)} {'was' if len(imported) == 1 else 'were'} imported before the course's in {ROOT}; "
            "in a fresh process write import chapters above every other import, or rename what is yours"
        )
    _put_first()


def sentence(places: dict[str, str]) -> str:
    """What hides which of our packages, and what to do about it."""
    several = len(places) > 1
    fix = "rename them" if several else "rename it"
    if "chapters" not in places:
        fix += ", or write import chapters above every other import, which puts the course's first"
    return (
        f"{_listed(list(places.values()))} {'are' if several else 'is'} found instead of the course's "
        f"{_listed(list(places))} in {ROOT}; {fix}"
    )


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _put_first() -> None:
    sys.meta_path.insert(0, _OursFirst())
    if hidden:  # processes for single trainings inherit the path, not the finder
        sys.path.insert(0, str(ROOT))


def _is_program_ours() -> bool:
    """Whether this process is one of our commands or lessons: then nobody else needs the names."""
    if sys.argv[:1] == ["-m"] and "-m" in sys.orig_argv:  # so it is while `python -m NAME` imports NAME
        return sys.orig_argv[sys.orig_argv.index("-m") + 1].split(".")[0] in NAMES
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    return script is not None and any((ROOT / name) in Path(script).resolve().parents for name in NAMES)


def _elsewhere() -> dict[str, str]:
    """Those of our names that lead elsewhere, each with the place."""
    found = {}
    for name in NAMES:
        place = _place(name)
        if place is not None and place.resolve() != (ROOT / name).resolve():
            found[name] = str(place)
    return found


def _place(name: str) -> Path | None:
    """The folder or file that an import of this name finds, or has found; nothing is imported."""
    module = sys.modules.get(name)
    spec = _spec(name) if module is None else getattr(module, "__spec__", None)
    folders = list(getattr(spec or module, "submodule_search_locations", None) or getattr(module, "__path__", ()))
    file = getattr(spec, "origin", None) or getattr(module, "__file__", None)
    if folders:
        return Path(folders[0]).absolute()
    if file is not None:
        return Path(file).absolute()
    return None if module is None else Path(f"<{name}, made at run time>")


def _spec(name: str) -> ModuleSpec | None:
    finders = (getattr(finder, "find_spec", None) for finder in sys.meta_path if not isinstance(finder, _OursFirst))
    return next((spec for find in finders if find is not None and (spec := find(name, None)) is not None), None)
