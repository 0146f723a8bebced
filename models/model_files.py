"""Models that were saved, loaded with the layers that Keras alone does not know."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path

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
        UserError: the file is missing, damaged, or needs a layer that is not known here.
    """
    import models.wired_layers  # noqa: F401  # registers the layers that a file may name

    path = as_path("path", path)
    if not path.is_file():
        raise UserError(f"{path} does not exist; name a .keras file that model.save wrote")
    if path.suffix == ".keras" and not zipfile.is_zipfile(path):  # of which Keras says "File not found"
        raise UserError(f"{path} is damaged, or no .keras file at all; save or train it again")
    try:
        return keras.models.load_model(path, safe_mode=True)
    except Exception as error:  # damaged bytes fail anywhere in zipfile, json, HDF5 or Keras, each in its own way
        with contextlib.suppress(Exception):
            return keras.models.load_model(path, safe_mode=True, compile=False)
        reason = one_line(str(error), 200) or type(error).__name__
        raise UserError(f"{path} cannot be loaded ({reason}); save or train it again") from error
