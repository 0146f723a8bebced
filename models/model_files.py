"""Models that were saved, loaded with the layers that Keras alone does not know."""

from __future__ import annotations

import contextlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.archive_sizes import check_archive
from runtime.arguments import path as as_path
from runtime.backend import keras
from runtime.errors import UserError, one_line


def load_model(path: Path | str) -> keras.Model:
    """Load a model that `model.save` wrote; `keras.models.load_model` knows no layer of `models.randomly_wired`.

    Args:
        path: of the `.keras` file.

    Returns:
        The model, compiled if it was saved so; not if it was compiled with a loss, metric or optimizer of one's own,
        which a file cannot hold: predictions need none of them.

    Raises:
        UserError: the file is missing, damaged, asks for more memory than its size accounts for, or needs a layer that
            is not known here.
    """
    import models.wired_layers  # noqa: F401  # registers the layers that a file may name

    path = as_path("path", path)
    if not path.is_file():
        raise UserError(f"{path} does not exist; name a .keras file that model.save wrote")
    if path.suffix == ".keras" and not zipfile.is_zipfile(path):  # of which Keras says "File not found"
        raise UserError(f"{path} is damaged, or no .keras file at all; save or train it again")
    try:
        if path.suffix == ".keras":
            check_archive(path)
        return _loaded(path)
    except UserError:
        raise
    except Exception as error:  # damaged bytes fail anywhere in zipfile, json, HDF5 or Keras, each in its own way
        reason, fix = one_line(str(error), 200) or type(error).__name__, "save or train it again"
        if unknown := _unknown_in(path):
            reason, fix = f"Keras does not know {', '.join(unknown)}", "import what registers it, then load again"
        raise UserError(f"{path} cannot be loaded ({reason}); {fix}") from error


def _loaded(path: Path) -> keras.Model:
    try:
        return keras.models.load_model(path, safe_mode=True)
    except Exception:  # what it was compiled with may be of one's own
        with contextlib.suppress(Exception):
            return keras.models.load_model(path, safe_mode=True, compile=False)
        raise


def unknown_parts(config: Any) -> list[str]:
    """The classes and functions that a configuration names and this process cannot make from it.

    They are of one's own and not registered here (`keras.saving.register_keras_serializable`), or lambdas: their code
    would stand in the file, and a file's code is not run.

    Args:
        config: as `keras.saving.serialize_keras_object` makes it; what the model was compiled with does not count.
    """
    found: dict[str, None] = {}
    for part in parts(config):
        name, module, registered = part["class_name"], part.get("module"), part.get("registered_name")
        if name == "__lambda__":
            found["lambda"] = None
        elif isinstance(name, str) and not (name.startswith("__") or _is_keras(module) or module == "builtins"):
            known = part["config"] if name == "function" else registered
            if not isinstance(known, str) or keras.saving.get_registered_object(known) is None:
                found[str(part["config"] if name == "function" else name)] = None
    return list(found)


def parts(config: Any) -> Iterator[dict[str, Any]]:
    """Every object that a configuration describes, but for what the model was compiled with."""
    if isinstance(config, list | tuple):
        for item in config:
            yield from parts(item)
    elif isinstance(config, dict):
        if "class_name" in config and "config" in config:
            yield config
        for key, item in config.items():
            if key != "compile_config":
                yield from parts(item)


def _is_keras(module: Any) -> bool:
    return isinstance(module, str) and module.split(".")[0] == "keras"


def _unknown_in(path: Path) -> list[str]:
    """`unknown_parts` of a `.keras` file; none if it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return unknown_parts(json.loads(archive.read("config.json")))
    except Exception:  # as above
        return []
