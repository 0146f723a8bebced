"""What is bad for the functions of `training`: recipes that are none, datasets that mean nothing, settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

import datasets
import models
import training
from bad_input import values
from bad_input.run_folders import recipe, small
from bad_input.targets import Later, public
from datasets import Split
from runtime.backend import keras

LARGEST = 2**31 - 1


def _changed(**arrays: Any) -> Any:
    """The small digits, with other training arrays."""
    data = small("digits")
    return replace(data, train=Split(arrays.get("x", data.train.x), arrays.get("y", data.train.y)))


def _wrong_data() -> list[Any]:
    """Datasets whose arrays cannot be learned from, and what is no dataset."""
    data = small("digits")
    x, y = data.train.x, data.train.y
    return [
        _changed(y=y - 1),
        _changed(y=y + 1),
        _changed(y=y + 0.5),
        _changed(y=y * np.nan),
        _changed(y=y[:5]),
        _changed(y=y.astype(str)),
        _changed(y=y.astype(object)),
        _changed(y=np.stack([y] * 3, axis=1)),
        _changed(y=None),
        _changed(x=x * np.nan),
        _changed(x=x[:0], y=y[:0]),
        _changed(x=x[:, :4]),
        _changed(x=x.astype(str)),
        _changed(x=x.astype(object)),
        _changed(x=x + 1j),
        _changed(x=list(x)),
        _changed(x="x"),
        replace(data, input_shape=(8, 8)),
        replace(data, input_shape=None),
        replace(data, train=None),
        replace(data, test=x),
        replace(data, validation=Split(x[:0], y[:0])),
        replace(data, outputs=3),
        *no_dataset(),
    ]


def no_dataset() -> list[Any]:
    """What is no dataset."""
    return ["digits", np.zeros((9, 9)), (np.zeros((9, 9)), np.zeros(9)), None, 3, values.Silent(), datasets.load, {}]


def _wrong_description() -> list[Any]:
    """Datasets whose description is another's."""
    data = small("digits")
    return [
        replace(data, outputs=0),
        replace(data, outputs="10"),
        replace(data, task="images"),
        replace(data, task=None),
        replace(data, class_names=("a",)),
        replace(data, class_names=("a",) * 10),
    ]


def _returns(what: Any) -> Callable[..., Any]:
    def written(input_shape: Any, outputs: Any, task: Any) -> Any:
        return what

    return written


def _other_outputs(input_shape: Any, outputs: Any, task: Any) -> Any:
    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(outputs + 1)])


def _no_recipes() -> list[Any]:
    return [
        None, 3, "dense", values.Untextual(), {}, keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)]),
        _returns(None), _returns("model"), _returns(keras.layers.Dense(3)), _returns(keras.Sequential), _other_outputs,
        lambda: None, partial(models.dense, hidden=values.Silent()), partial(models.dense, hiden=(3,)), int,
        partial(models.dense, hidden=np.zeros(3)), partial(models.dense, 3), keras.Sequential, models.recurrent,
        models.vgg, models.linear_regression,
    ]  # fmt: skip


NO_TEXTS = ["", "adamm", "Adam\0", "\ud800", "a\nb", "__class__", "x" * 10_000, "1"]
NO_OBJECTS = [3, 0, 2.5, True, [], {}, {"class_name": "x"}, [1], (), b"adam"]


def _no_object(*more: Any) -> values.Values:
    """No name, object or factory of Keras."""
    others = values.odd(none=False, functions=False).filter(lambda value: not callable(value))
    return st.one_of(st.sampled_from([*NO_TEXTS, *NO_OBJECTS, *more]), others)


DATA = st.deferred(lambda: st.sampled_from([*_wrong_data(), *_wrong_description()]))
WRONG_ARRAYS = st.deferred(lambda: st.sampled_from(_wrong_data()))
NO_METRICS = [["acuracy"], "accuracy", [3], [None], [[]], ["auc"], ["precision"], 3, True, {"accuracy"}, ["\ud800"]]
NO_CALLBACKS = [[3], ["tensorboard"], "x", 3, [None], [object()], {1}, [int], [values.Silent()]]
NO_FOLDERS = ["/dev/null", "/dev/null/x", "/proc/x", "x" * 300]
FIT = {
    "recipe": st.deferred(lambda: st.sampled_from(_no_recipes())),
    "data": DATA,
    "name": st.sampled_from(["", " ", "...", "../..", "/", "과적합", "\0", "-", "\n", 3, True, b"a", [], "\ud800", {}]),
    "epochs": values.whole(1, LARGEST),
    "batch_size": values.whole(1, 96),
    "optimizer": st.deferred(lambda: _no_object(lambda: None, object, keras.losses.Huber)),
    "loss": st.deferred(lambda: _no_object(object, lambda: None, keras.optimizers.Adam, "categorical_crossentropy")),
    "learning_rate": values.number(above=0.0, none=False, functions=False).filter(lambda value: not callable(value)),
    "metrics": st.one_of(st.sampled_from(NO_METRICS), values.odd(none=False)),
    "patience": values.whole(0, LARGEST, none=False),
    "seed": values.whole(0, 2**32 - 1),
    "callbacks": st.one_of(st.sampled_from(NO_CALLBACKS), values.odd()),
    "folder": st.one_of(values.no_path(), st.sampled_from(NO_FOLDERS)),
    "variant": st.sampled_from([3, None, True, [], b"x", {}, "\0", "\ud800", "///", "과적합"]),
    "resume": values.flag(),
    "deterministic": values.flag(),
    "checkpoint_seconds": values.number(0.0, none=False),
    "histogram_freq": values.whole(0, LARGEST),
    "verbose": values.whole(0, 2).filter(lambda value: not isinstance(value, bool)),
    "token": st.sampled_from([3, True, 0, [], b"x", {}, 2.5]),
    "label": st.sampled_from([3, True, 0, [], b"x", {}, 2.5]),
}
RIGHT = {"data": Later(lambda _: small("digits")), "epochs": 1, "verbose": 0}
NO_RECIPES = [
    None, {}, [], "a", 3, {"a": 3}, {3: recipe()}, [recipe(), recipe()], [None], {"": recipe()}, {"a": None},
    values.Silent(), values.Endless(), {"a": "dense"}, recipe(), {"\0": recipe()},
]  # fmt: skip
NO_SEEDS = [
    0, -1, 2.5, "3", "", [], (), None, [0, "1"], [-1], [0.5], [True], True, [2**32], {"a": 1}, object(), [None],
    values.Silent(), 10**400, np.nan, range(0), b"12", 2**31, [0, 0],
]  # fmt: skip
ALSO_OF_FIT = ("epochs", "batch_size", "optimizer", "loss", "resume", "folder", "metrics")
CHECK_DATA = {"data": Later(lambda _: small("digits")), "batch_size": 8}
TRAINING = [
    *(public(training, "fit", {"recipe": recipe(), **RIGHT}, **{key: bad}) for key, bad in FIT.items()),
    public(
        training,
        "fit_all",
        {"recipes": {"a": recipe()}, **RIGHT},
        recipes=st.sampled_from(NO_RECIPES),
        data=DATA,
        jobs=values.whole(1),
        seeds=st.sampled_from(NO_SEEDS),
        engine=st.sampled_from(["slurm", "", 3, True, [], {}, object(), values.Silent()]),
        **{key: FIT[key] for key in ALSO_OF_FIT},
        **{key: st.just(1) for key in ("epoch", "seed", "lr", "recipe", "name", "batchsize", "token", "label")},
    ),
    public(training, "load", {}, folder=values.missing()),
    public(training, "find_runs", {}, path=values.missing().filter(lambda value: not _is_folder(value))),
    public(training, "check_data", CHECK_DATA, data=WRONG_ARRAYS, batch_size=values.whole(1, 96)),
]


def _is_folder(value: Any) -> bool:
    return isinstance(value, str) and value in (".", "..")
