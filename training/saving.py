"""The trained model in its run folder: a `.keras` file, or weights where Keras could not load such a file again."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

import models
from models.archive_sizes import check_metrics, check_weights
from models.model_files import parts, unknown_parts
from runtime.backend import keras, versions
from runtime.errors import UserError, one_line
from runtime.regular import is_regular, kind
from training.architecture import own_code
from training.building import built_for
from training.code_identity import digits
from training.contents import MODELS
from training.fingerprints import fingerprint
from training.settings import Recipe, describe_recipe, differences

WHOLE, WEIGHTS = MODELS
ORDINARY = ("keras", "keras.", "models.")
"""Modules whose objects Keras loads as they were saved; of any others this is tried."""
GRAPHS = ("keras.src.models.functional", "keras.src.models.sequential")


def save_model(model: keras.Model, recipe: Recipe, folder: Path, x: np.ndarray) -> dict[str, Any]:
    """Write the model so that it can be loaded again; Keras' `safe_mode` stays on then.

    Args:
        model: trained.
        recipe: that built it.
        folder: of the run.
        x: examples, on which a model with parts of one's own has to give the same outputs after it is loaded.

    Returns:
        What the run's record has to say of a model that is kept as weights; nothing of a whole one.
    """
    # Ends as Keras wants it; it writes to the name it is given, bit by bit.
    whole, weights = folder / f".{WHOLE}", folder / f".{WEIGHTS}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what cannot be saved: then the weights are
        if _is_saved(model, whole, x):
            whole.replace(folder / WHOLE)
            (folder / WEIGHTS).unlink(missing_ok=True)
            return {}
        whole.unlink(missing_ok=True)
        model.save_weights(weights)
        weights.replace(folder / WEIGHTS)
        (folder / WHOLE).unlink(missing_ok=True)
        return {"code": _code(model, recipe), "compiled": _compile_config(model)}


def load_model(folder: Path, record: Mapping[str, Any], recipe: Recipe | None) -> keras.Model:
    """The trained model of a run.

    Args:
        folder: of the run.
        record: of the run.
        recipe: that builds the model again, where its weights alone are kept.

    Raises:
        UserError: its file is missing, damaged or a link, or the recipe is missing or another.
    """
    for path in (folder / WHOLE, folder / WEIGHTS):
        if path.exists() or path.is_symlink():
            if not is_regular(path):
                raise UserError(f"{path} is {kind(path)}, no regular file, and is not read; train the run again")
            return models.load_model(path) if path.name == WHOLE else _with_weights(path, record, recipe)
    raise UserError(f"{folder} holds no model; train the run again")


def _is_saved(model: keras.Model, path: Path, x: np.ndarray) -> bool:
    """Whether a `.keras` file was written and holds all of the model; tried only with parts that are not Keras' own."""
    try:
        config = keras.saving.serialize_keras_object(model)
        if unknown_parts(config):
            return False
        model.save(path)
        if all(map(_is_ordinary, parts(config))):
            return True
        again = models.load_model(path)
        x = x[:32]
        return fingerprint(again.get_weights()) == fingerprint(model.get_weights()) and np.array_equal(
            again.predict_on_batch(x), model.predict_on_batch(x), equal_nan=True
        )
    except OSError:  # a full disk is none of the model's faults
        raise
    except Exception:  # what a class of one's own lacks decides how this fails
        return False


def _is_ordinary(part: Mapping[str, Any]) -> bool:
    module = str(part.get("module"))
    known = module in GRAPHS or (module.startswith(ORDINARY) and not module.startswith("keras.src"))
    return known or part["class_name"].startswith("__")


def _compile_config(model: keras.Model) -> dict[str, Any] | None:
    with suppress(Exception):  # of a loss or metric of one's own
        return json.loads(json.dumps(model.get_compile_config(), allow_nan=False))
    return None


def _code(model: keras.Model, recipe: Recipe) -> str:
    return f"{digits(recipe)}{own_code(model)}"


def _with_weights(path: Path, record: Mapping[str, Any], recipe: Recipe | None) -> keras.Model:
    settings, module, name = record["settings"], *str(record["recipe"]).rpartition(":")[::2]
    if recipe is None:
        place = f"of {module}" if module and module != "__main__" else "of a notebook"
        raise UserError(
            f"{path} holds weights alone, as Keras cannot load this model safely; import its recipe {name} {place} "
            f"and give it to training.load(folder, recipe={name.rpartition('.')[2]}), with its hyperparameters"
        )
    asked = {key: value for key, value in settings.get("recipe", {}).items() if key != "architecture"}
    if other := differences(describe_recipe(recipe), asked):
        raise UserError(f"the run was trained by another recipe than the one given ({', '.join(other)} differ)")
    if not record["input_shape"] or not record["input_dtype"] or not record["outputs"]:
        raise UserError(f"{path.parent / 'run.json'} lacks what the recipe is called with; train the run again")
    state = random.getstate(), np.random.get_state()
    try:
        keras.utils.set_random_seed(settings["seed"])  # a recipe may draw what is no weight
        model = built_for(recipe, record["input_shape"], record["outputs"], record["task"], record["input_dtype"])
    finally:
        random.setstate(state[0])
        np.random.set_state(state[1])
    same_python = record["versions"].get("python") == versions()["python"]  # each has code of its own for a function
    if same_python and record["code"] != _code(model, recipe):
        raise UserError(f"the code of recipe {name} has changed since {path.parent} was trained; train the run again")
    if not model.compiled and record["compiled"]:
        check_metrics(path, record["compiled"])
        with suppress(Exception):  # a loss or metric of one's own: predictions need none
            model.compile_from_config(record["compiled"])
    if model.compiled:
        model.optimizer.build(model.trainable_variables)
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a second optimizer has no variables yet; the weights are compared below
            check_weights(path, file, path.stat().st_size)
            model.load_weights(path, skip_mismatch=True)
    except UserError:
        raise
    except Exception as error:  # damaged bytes fail anywhere in HDF5 or Keras
        raise UserError(f"{path} cannot be loaded ({one_line(str(error), 200)}); train the run again") from error
    if fingerprint(model.get_weights()) != record["fingerprints"].get("final weights"):
        raise UserError(f"{path} holds other weights than those of this training; train the run again")
    return model
