"""What a machine's settings of Keras must be: another backend or order of channels would fail deep inside, or train
something else. Keras reads them once, when it is imported: from `keras.json` and from the environment.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from runtime.errors import UserError

NEEDED = {
    "backend": "tensorflow",
    "image_data_format": "channels_last",
    "floatx": "float32",
    "epsilon": 1e-7,
    "nnx_enabled": False,
}
"""Keras' own defaults."""

UNSET = ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH")
"""Variables that cut every training short, without a word."""


def check_settings(keras: ModuleType | None = None) -> None:
    """Refuse settings with which the course cannot work.

    Args:
        keras: Keras, if it has been imported already; then what it took counts, not where it came from.

    Raises:
        UserError: a setting is another; the sentence names it, where it stands, and the fix.
    """
    if keras is not None:
        _check_imported(keras)
        return
    for name in UNSET:
        if os.environ.get(name):
            raise UserError(f"{name} is set to {os.environ[name]!r}, which cuts every training short; unset it")
    if os.environ.get("KERAS_NNX_ENABLED", "").lower() in ("true", "1"):
        raise UserError("KERAS_NNX_ENABLED is set, which is for another backend of Keras; unset it")
    backend = os.environ.get("KERAS_BACKEND")
    if backend and backend != "tensorflow":
        raise UserError(f"KERAS_BACKEND is {backend!r} and the course needs TensorFlow; set KERAS_BACKEND=tensorflow")
    file = settings_file()
    for name, value in _read(file).items():
        if name in NEEDED and value != NEEDED[name] and not (name == "backend" and backend):
            raise UserError(
                f"{file} sets {name} to {json.dumps(value)} and the course needs {json.dumps(NEEDED[name])}; "
                "change that line, or delete the file"
            )


def _check_imported(keras: ModuleType) -> None:
    if keras.config.backend() != "tensorflow":
        raise UserError(
            f"Keras was imported with the backend {keras.config.backend()} and the course needs TensorFlow; set "
            "KERAS_BACKEND=tensorflow and start again"
        )
    if keras.config.image_data_format() != "channels_last":
        raise UserError(
            "Keras is set to channels_first and the course's images have their channels last; call "
            f'keras.config.set_image_data_format("channels_last"), or change it in {settings_file()}'
        )


def settings_file() -> Path:
    """The `keras.json` that Keras reads, as Keras finds it."""
    folder = os.environ.get("KERAS_HOME")
    if folder is None:
        home = os.path.expanduser("~")  # noqa: PTH111  # Path.home() fails where there is none
        folder = str(Path(home if os.access(home, os.W_OK) else "/tmp", ".keras"))
    return Path(os.path.expanduser(folder), "keras.json")  # noqa: PTH111


def _read(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:  # Keras takes a damaged file for none
        return {}
    except OSError as error:
        raise UserError(f"{file}, Keras' settings, cannot be read ({error.strerror}); delete it") from None
    if not isinstance(found, dict):
        raise UserError(f"{file}, Keras' settings, is no JSON object; delete it")
    return found
