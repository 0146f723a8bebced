"""Calls of every public function with one argument, or two, replaced by a value that is bad for it.

What is right is written once for each function (`TARGETS`), with the kind of each argument; `values` knows what is bad for
a kind. Every call has to be refused in one sentence, and nothing may be written.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

import comparison
import datasets
import models
import training
from bad_input import values
from bad_input.cases import Case, drawn, refused, shown, snapshot
from bad_input.run_folders import World, recipe, small
from chapters import claims
from datasets import Split
from runtime.backend import keras

SIZE = 1_000
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Target:
    """A function, arguments that are right, and what is bad for each.

    Attributes:
        name: as a user writes it.
        call: the function.
        right: the arguments of a call that would be accepted.
        bad: argument -> its bad values.
    """

    name: str
    call: Callable[[World], Callable[..., Any]]
    right: Callable[[World], dict[str, Any]]
    bad: dict[str, values.Values]


def _own(thing: Callable[..., Any]) -> Callable[[World], Callable[..., Any]]:
    return lambda _: thing


def _same(**right: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _: dict(right)


OPTIONS = {
    "moons": {"noise": values.number(0.0)},
    "circles": {"noise": values.number(0.0)},
    "xor": {"noise": values.number(0.0)},
    "spirals": {"noise": values.number(0.0), "turns": values.number(above=0.0)},
    "waves": {"steps_ahead": values.whole(1, 1_000)},
    "temperatures": {"length": values.whole(1), "steps_ahead": values.whole(1)},
    "movie_reviews": {"vocabulary_size": values.whole(1), "length": values.whole(1, none=False)},
    "hamlet": {"length": values.whole(1), "stride": values.whole(1)},
}
LOADING = [
    Target("datasets.load", _own(datasets.load), _same(name="iris"), {
        "name": values.word(datasets.names()),
        "full": values.flag(),
        "validation": st.one_of(values.number(0.0), st.sampled_from([0, -1, 1.0, 1.5, 120, 10**6, 1e-9])),
        "noise": st.just(0.1), "option": values.texts(),
    }),
    Target("datasets.options", _own(datasets.options), _same(name="iris"), {"name": values.word(datasets.names())}),
    *(Target("datasets.load", _own(datasets.load), _same(name=name), bad) for name, bad in OPTIONS.items()),
    Target("Dataset.take", lambda _: small("digits").take, _same(n=10), {"n": values.whole(1, 96)}),
    Target("Dataset.split", lambda _: small("digits").split, _same(name="test"), {
        "name": values.word(("train", "validation", "test"))}),
    Target("Dataset.order", lambda _: small("digits").order, _same(seed=0, epoch=0), {
        "seed": values.whole(0, huge=False), "epoch": values.whole(0, huge=False)}),
    Target("Dataset.batches", lambda _: small("digits").batches, _same(split="train", batch_size=8, seed=0), {
        "split": values.word(("train", "validation", "test")), "batch_size": values.whole(1, LARGEST),
        "seed": values.whole(0, none=False, huge=False), "epoch": values.whole(0, huge=False).filter(
            lambda value: not callable(value)), "first_step": values.whole(0),
    }),
]  # fmt: skip


def _activation() -> values.Values:
    words = st.sampled_from(["Relu ", "relux", "", "softmaks", 3, 2.5, True, b"relu", ["relu"], "a\0b", "\ud800"])
    return st.one_of(words, values.odd(none=False, functions=False).filter(lambda value: not callable(value)))


HYPERPARAMETERS: dict[str, values.Values] = {
    "hidden": values.sizes(may_be_empty=True),
    "kernel_size": values.whole(1, LARGEST), "pool_size": values.whole(1, LARGEST),
    "stem_kernel_size": values.whole(1, LARGEST), "stem_strides": st.one_of(values.no_number(), st.sampled_from([
        0, -1, 2.5, (0, 1), (1, 2, 3, 4), "2", 10**400])),
    "activation": _activation().filter(lambda value: value is not None), "output_activation": _activation(),
    "kernel_initializer": _activation(),
    "dropout": values.number(0.0, below=1.0), "recurrent_dropout": values.number(0.0, below=1.0),
    "l1": values.number(0.0), "l2": values.number(0.0), "max_norm": values.number(above=0.0, none=False),
    "batch_normalization": values.flag(), "bottleneck": values.flag(), "stem_pooling": values.flag(),
    "cell": values.word(("LSTM", "GRU", "SimpleRNN")), "units": values.sizes(),
    "vocabulary_size": values.whole(1, LARGEST, none=False), "embedding": values.whole(1, LARGEST),
    "depths": values.sizes(), "growth_rate": values.whole(1, LARGEST),
    "compression": st.one_of(values.no_number(), st.sampled_from([0, -0.5, 1.5, 10**400])),
    "squeeze_ratio": values.whole(1, LARGEST), "stem_filters": values.sizes(2), "middle_depth": values.whole(0, LARGEST),
    "entry_filters": values.sizes(), "exit_filters": values.sizes(3),
    "generator": values.word(("ws", "ba", "er")), "regime": values.word(("small", "regular")),
    "graph_seed": values.whole(0, huge=False), "nodes": values.whole(1), "channels": values.whole(1, LARGEST),
    "head_filters": values.whole(1, LARGEST), "p": values.number(0.0, none=False).filter(
        lambda value: not isinstance(value, bool)), "k": values.whole(2, 1_000, none=False),
    "wirings": st.one_of(values.odd(functions=False), st.sampled_from([("nothing.json",), (3,), "x", 3, ("a\0b",)])),
}  # fmt: skip
"""Of recipes, by name; `filters` is of another kind in each."""
SHAPE = st.one_of(
    values.odd(), st.sampled_from([(), (0,), (-1, 8, 1), (8,), (8, 8), (8, 8, 1, 1, 1), "8", 8, (8.5, 8, 1), (True,)]),
    st.sampled_from([(None, None, None), (10**400, 8, 1), (float("nan"), 8, 1), ("8", "8", "1"), np.zeros((2, 2))]),
)  # fmt: skip
OF_ARRAYS = ("linear_regression", "logistic_regression", "dense")  # they take features of any shape
RECIPES = [
    "linear_regression", "logistic_regression", "dense", "convolutional", "recurrent", "randomly_wired", "alexnet",
    "densenet", "googlenet", "lenet5", "resnet", "squeeze_excitation_resnet", "vgg", "xception",
]  # fmt: skip


def _recipe(name: str) -> Target:
    function = getattr(models, name)
    shape = (12, 3) if name == "recurrent" else (32, 32, 1)
    keywords = [key for key in inspect.signature(function).parameters if key in HYPERPARAMETERS or key == "filters"]
    bad = {key: HYPERPARAMETERS.get(key, values.sizes(none=name in ("convolutional", "alexnet"))) for key in keywords}
    if name in ("resnet", "squeeze_excitation_resnet", "densenet", "vgg", "alexnet", "xception", "randomly_wired"):
        bad.pop("hidden", None)  # of several kinds
    shapes = SHAPE.filter(lambda value: value not in ((8,), (8, 8), (8, 8, 1, 1, 1))) if name in OF_ARRAYS else SHAPE
    bad["input_shape"] = shapes.filter(lambda value: value != (8, 8)) if name == "recurrent" else shapes
    bad["task"] = values.word(("binary", "multiclass", "regression"))
    if name not in ("linear_regression", "logistic_regression"):
        bad["outputs"] = values.whole(1, LARGEST)
    task = "regression" if name == "linear_regression" else "multiclass"
    return Target(f"models.{name}", _own(function), _same(input_shape=shape, outputs=3, task=task), bad)


WIRING = models.draw_wiring("ws", nodes=8)
BUILDING = [
    *(_recipe(name) for name in RECIPES),
    Target("models.output_layer", _own(models.output_layer), _same(outputs=3, task="multiclass"), {
        "outputs": values.whole(1, LARGEST), "task": values.word(("binary", "multiclass", "regression")),
        "output_activation": _activation()}),
    Target("models.multiply_adds", _own(models.multiply_adds), _same(), {"model": values.no_number()}),
    Target("models.wirings_of", _own(models.wirings_of), _same(), {"model": values.no_number()}),
    Target("models.load_model", _own(models.load_model), _same(), {"path": values.missing()}),
    Target("models.load_wiring", _own(models.load_wiring), _same(), {"path": values.missing()}),
    Target("models.save_wiring", _own(models.save_wiring), _same(wiring=WIRING, path="x.json"), {
        "wiring": values.no_number(), "path": values.unwritable()}),
    Target("models.draw_wiring", _own(models.draw_wiring), _same(generator="ws", nodes=8), {
        "generator": values.word(("ws", "ba", "er")), "nodes": values.whole(1), "graph_seed": values.whole(
            0, huge=False), "stage": values.whole(0, huge=False), "k": values.whole(2, 8),
        "p": values.number(0.0).filter(lambda value: value is not False), "m": values.whole(1, 7)}),
]  # fmt: skip


def _changed(**arrays: Any) -> Any:
    """The small digits, with other training arrays."""
    data = small("digits")
    return replace(data, train=Split(arrays.get("x", data.train.x), arrays.get("y", data.train.y)))


def _bad_data() -> list[Any]:
    data = small("digits")
    x, y = data.train.x, data.train.y
    return [
        _changed(y=y - 1), _changed(y=y + 1), _changed(y=y + 0.5), _changed(y=y.astype(float) * np.nan), _changed(y=y[:5]),
        _changed(y=y.astype(str)), _changed(y=y.astype(object)), _changed(y=np.stack([y] * 3, axis=1)),
        _changed(x=x * np.nan), _changed(x=x[:0], y=y[:0]), _changed(x=x[:, :4]), _changed(x=x.astype(str)),
        _changed(x=x.astype(object)), _changed(x=x + 1j), _changed(x=list(x)), _changed(y=None), _changed(x="x"),
        replace(data, outputs=3), replace(data, outputs=0), replace(data, outputs="10"), replace(data, task="images"),
        replace(data, task=None), replace(data, input_shape=(8, 8)), replace(data, input_shape=None),
        replace(data, train=None), replace(data, test=data.train.x), replace(data, class_names=("a",)),
        replace(data, class_names=("a",) * 10), replace(data, validation=Split(x[:0], y[:0])),
        "digits", x, (x, y), None, 3, values.Silent(), datasets.load, {"x": x, "y": y},
    ]  # fmt: skip


def _returns(what: Any) -> Callable[..., Any]:
    def written(input_shape: Any, outputs: Any, task: Any) -> Any:
        return what

    return written


def _fails(input_shape: Any, outputs: Any, task: Any) -> Any:
    return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs + 1)])


def _no_recipes() -> list[Any]:
    return [
        None, 3, "dense", values.Untextual(), {}, keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)]),
        _returns(None), _returns("model"), _returns(keras.layers.Dense(3)), _returns(keras.Sequential), _fails,
        lambda: None, partial(models.dense, hidden=values.Silent()), partial(models.dense, hiden=(3,)),
        partial(models.dense, hidden=np.zeros(3)), partial(models.dense, 3), int, keras.Sequential,
        partial(models.dense, output_activation="linear"), models.recurrent, models.vgg, models.linear_regression,
    ]  # fmt: skip


def _no_object(*more: Any) -> values.Values:
    """No name, object or factory of Keras."""
    texts = st.sampled_from(["", "adamm", "Adam\0", "\ud800", "a\nb", "__class__", "x" * 10_000, "1"])
    given = st.sampled_from([3, 0, 2.5, True, [], {}, {"class_name": "x"}, [1], (), b"adam", *more])
    return st.one_of(texts, given, values.odd(none=False, functions=False).filter(lambda value: not callable(value)))


FIT = {
    "recipe": st.deferred(lambda: st.sampled_from(_no_recipes())),
    "data": st.deferred(lambda: st.sampled_from(_bad_data())),
    "name": st.sampled_from(["", " ", "...", "../..", "/", "과적합", "\0", "-", "\n", 3, True, b"a", [], "\ud800", {}]),
    "epochs": values.whole(1, LARGEST), "batch_size": values.whole(1, 96),
    "optimizer": st.deferred(lambda: _no_object(lambda: None, object, keras.losses.Huber)),
    "loss": st.deferred(lambda: _no_object(
        object, lambda: None, keras.optimizers.Adam, "hinge", "binary_crossentropy", "categorical_crossentropy")),
    "learning_rate": values.number(above=0.0, none=False, functions=False).filter(lambda value: not callable(value)),
    "metrics": st.one_of(st.sampled_from([["acuracy"], "accuracy", [3], [None], [[]], ["auc"], ["precision"], 3, True,
                                          {"accuracy"}, ["\ud800"], [object()]]), values.odd(none=False)),
    "patience": values.whole(0, LARGEST, none=False), "seed": values.whole(0, 2**32 - 1),
    "callbacks": st.one_of(st.sampled_from([[3], ["tensorboard"], "x", 3, [None], [object()], {1}, [int]]), values.odd()),
    "folder": st.one_of(values.no_path(), st.sampled_from(["/dev/null", "/dev/null/x", "/proc/x", "x" * 300])),
    "variant": st.sampled_from([3, None, True, [], b"x", {}, "\0", "\ud800", "///", "과적합"]),
    "resume": values.flag(), "deterministic": values.flag(),
    "checkpoint_seconds": values.number(0.0, none=False), "histogram_freq": values.whole(0, LARGEST),
    "verbose": values.whole(0, 2).filter(lambda value: not isinstance(value, bool)),
}  # fmt: skip


def _fit(world: World) -> dict[str, Any]:
    return {"recipe": recipe(), "data": small("digits"), "epochs": 1, "verbose": 0}


def _fit_all(world: World) -> dict[str, Any]:
    return {"recipes": {"a": recipe()}, "data": small("digits"), "epochs": 1, "verbose": 0}


TRAINING = [
    *(Target("training.fit", _own(training.fit), _fit, {key: bad}) for key, bad in FIT.items()),
    Target("training.fit_all", _own(training.fit_all), _fit_all, {
        "recipes": st.sampled_from([None, {}, [], "a", 3, {"a": 3}, {3: recipe()}, [recipe(), recipe()], [None], {"": recipe()},
                                    {"a": None}, values.Silent(), values.Endless(), {"a": "dense"}, recipe(), {"\0": recipe()}]),
        "data": FIT["data"], "jobs": values.whole(1),
        "seeds": st.sampled_from([0, -1, 2.5, "3", "", [], (), None, [0, "1"], [-1], [0.5], [True], True, [0, 0], [2**32],
                                  {"a": 1}, object(), values.Silent(), [None], 10**400, np.nan, range(0), b"12", 2**31]),
    }),
    Target("training.fit_all", _own(training.fit_all), _fit_all, {
        key: FIT[key] for key in ("epochs", "batch_size", "optimizer", "loss", "resume", "folder", "metrics")}),
    Target("training.fit_all", _own(training.fit_all), _fit_all, {
        key: st.just(1) for key in ("epoch", "seed", "lr", "recipe", "name", "batchsize")}),
    Target("training.load", _own(training.load), _same(folder="x"), {"folder": values.missing()}),
    Target("training.find_runs", _own(training.find_runs), _same(path="x"), {
        "path": values.missing().filter(lambda value: value not in (".", ".."))}),
    Target("training.check_data", _own(training.check_data), lambda _: {"data": small("digits"), "batch_size": 8}, {
        "data": FIT["data"].filter(lambda value: getattr(value, "outputs", 10) == 10 and getattr(value, "class_names", None) not in (("a",), ("a",) * 10)),
        "batch_size": values.whole(1, 96)}),
]  # fmt: skip


Y, P = np.array([0, 1, 2, 1]), np.eye(3)[[0, 1, 2, 0]]
NO_TARGETS = st.one_of(
    values.odd(), st.sampled_from(values.ARRAYS), st.sampled_from(["x", 3, None, [], [0, 1], [0, 1, 2, 3], [1, 2, 3, 1]]),
    st.sampled_from([[-1, 0, 1, 2], [0.5, 0, 1, 2], ["0", "1", "2", "1"], [0, 1, 2, float("nan")], [None] * 4, [[0, 1], [2]]]),
    st.sampled_from([np.ones((4, 3)), np.ones((4, 2)), np.array([0, 1, 2, 10**18]), [10**400] * 4, [[0], [1], [2]]]),
)  # fmt: skip
NO_PREDICTIONS = st.one_of(
    values.odd(), st.sampled_from(values.ARRAYS), st.sampled_from(["x", 3, None, [], [0, 1, 2, 1], P[:2], P * np.nan]),
    st.sampled_from([P[:, :2], P[:, :1], P + np.inf, [["a"] * 3] * 4, [[None] * 3] * 4, np.zeros((4, 0)), np.zeros((0, 3)), [10**400] * 4]),
)  # fmt: skip
SPLIT = values.word(("train", "validation", "test"))


def _of(task: str, **more: Any) -> Callable[[World], dict[str, Any]]:
    def right(world: World) -> dict[str, Any]:
        made = {key: value(world) if callable(value) else value for key, value in more.items()}
        return {"run": world.runs[task], **made}

    return right


def _runs(task: str, **more: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"runs": [world.runs[task]], **{k: v(world) if callable(v) else v for k, v in more.items()}}


NO_RUN = values.no_number()
NO_RUNS = st.one_of(values.no_number(), st.sampled_from([[3], [None], ["runs/a"], [values.Silent()]]))
COUNT = values.whole(1, huge=False)


def _table(world: World) -> Any:
    return comparison.compare([world.runs["multiclass"]])


JUDGING = [
    Target("comparison.judge", _own(comparison.judge), _same(y=Y, prediction=P, task="multiclass"), {
        "y": NO_TARGETS, "prediction": NO_PREDICTIONS, "task": values.word(("binary", "multiclass", "regression")),
        "class_names": st.sampled_from(["abc", ("a",), ("a", "b"), 3, ("a", "a", "b"), [None] * 3, object(),
                                        values.Silent(), values.Endless(), {"a", "b", "c"}, ("a", "b", "\ud800")]),
        "threshold": values.number()}),
    Target("comparison.judge", _own(comparison.judge), _same(y=[0, 1], prediction=[0.2, 0.7], task="binary"), {
        "y": NO_TARGETS, "prediction": NO_PREDICTIONS, "threshold": values.number()}),
    Target("comparison.judge", _own(comparison.judge), _same(y=[0.5, 1, 2], prediction=[0.2, 0.7, 3], task="regression"), {
        "y": NO_TARGETS.filter(lambda y: np.shape(y) != (3,) if not isinstance(y, list) else True),
        "prediction": NO_PREDICTIONS}),
    Target("comparison.calibration", _own(comparison.calibration), _same(y=Y, prediction=P), {
        "y": NO_TARGETS, "prediction": NO_PREDICTIONS, "bins": values.whole(1, 1_000_000)}),
    *(Target(f"comparison.{name}", _own(getattr(comparison, name)), _same(positive=[0, 1, 1], score=[0.1, 0.7, 0.3]), {
        "positive": st.one_of(values.no_number(), st.sampled_from([[0, 1], [0, 2, 1], [0, 0, 0], [], [None] * 3, ["a"] * 3])),
        "score": st.one_of(values.no_number(), st.sampled_from([[0.1, np.nan, 1], [1], [], ["a"] * 3, [None] * 3]))})
      for name in ("roc_curve", "precision_recall_curve")),
    Target("comparison.spread", _own(comparison.spread), _same(values=[[1, 2], [3, 4]]), {"values": st.one_of(
        values.no_number(), st.sampled_from([[[1, 2]], [[1], [2]], [[1, 2], [3]], [[1, np.nan], [1, 2]], 3, [1, 2, 3]]))}),
    Target("comparison.finite_differences", _own(comparison.finite_differences), _same(
        function=lambda x: (x**2).sum(), at=[1.0, 2.0]), {
        "function": values.odd(functions=False).filter(lambda value: not callable(value) or isinstance(value, values.Silent)),
        "at": st.one_of(values.odd(), values.texts(), st.sampled_from([None, "x", [[1], [2, 3]], [np.nan], [None], np.inf])),
        "width": values.number(above=0.0)}),
    Target("comparison.loss_table", _own(comparison.loss_table), _same(scores=(0.5,)), {"scores": st.one_of(
        values.no_number(), st.sampled_from([("a",), (None,), (np.nan,), (np.inf,), 3, (True,), ([1],)]))}),
    Target("comparison.losses_markdown", _own(comparison.losses_markdown), _same(scores=(0.5,)), {"scores": st.one_of(
        values.no_number(), st.sampled_from([("a",), (None,), (np.nan,), (np.inf,), 3]))}),
    Target("comparison.run_metrics", _own(comparison.run_metrics), _of("binary"), {
        "run": NO_RUN, "threshold": values.number()}),
    Target("comparison.compare", _own(comparison.compare), _runs("multiclass"), {
        "runs": NO_RUNS,
        "primary": st.one_of(values.odd(none=False), st.sampled_from([3, "abc", [3], [()], [("a",)], [("accuracy", "a", "b")], [(1, 2)],
                                    [("a", "b", "c", "d")], [(None, None)], [("digits", "digits")], ["ab"], [([], [])]])),
        "baselines": st.one_of(values.odd(none=False), st.sampled_from([3, "a", [3], [{}], [{"name": 3}], [None], [{"test": {}}]]))}),
    Target("comparison.sklearn_baseline", _own(comparison.sklearn_baseline), _same(), {"data": st.one_of(
        values.no_number(), FIT["data"].filter(lambda data: getattr(data, "class_names", ()) not in (("a",), ("a",) * 10)))}),
    Target("Comparison.difference", lambda world: _table(world).difference, _same(metric="accuracy", a="digits", b="digits"), {
        "metric": values.word(("accuracy", "loss")), "a": values.word(("digits",)), "b": values.word(("digits",))}),
    Target("Comparison.plot", lambda world: _table(world).plot, _same(path="x.png"), {"path": values.unwritable()}),
    Target("Comparison.save", lambda world: _table(world).save, _same(folder="x"), {"folder": st.one_of(
        values.no_path(), st.sampled_from(["/dev/null", "/dev/null/x", "/proc/x", "x" * 300]))}),
    Target("comparison.plot_bars", _own(comparison.plot_bars), lambda world: {"table": _table(world), "path": "x.png"}, {
        "table": NO_RUN, "path": values.unwritable(), "metric": values.word(("accuracy", "loss")).filter(
            lambda value: not isinstance(value, str) or value != "")}),
    Target("comparison.plot_confusion", _own(comparison.plot_confusion), _of("multiclass", path="x.png"), {
        "run": NO_RUN, "path": values.unwritable(), "split": SPLIT}),
    *(Target(f"comparison.{name}", _own(getattr(comparison, name)), _runs("binary", path="x.png"), {
        "runs": NO_RUNS, "path": values.unwritable(), "split": SPLIT}) for name in ("plot_calibration", "plot_ranking")),
    Target("comparison.plot_loss_and_metric", _own(comparison.plot_loss_and_metric), _of("multiclass", path="x.png"), {
        "run": NO_RUN, "path": values.unwritable(), "metric": values.word(("accuracy",)).filter(
            lambda value: not isinstance(value, str) or value)}),
    Target("comparison.worst_mistakes", _own(comparison.worst_mistakes), _of("multiclass"), {
        "run": NO_RUN, "count": COUNT, "split": SPLIT}),
    Target("comparison.plot_mistakes", _own(comparison.plot_mistakes), _of(
        "multiclass", data=lambda _: small("digits"), path="x.png"), {
        "run": NO_RUN, "data": FIT["data"].filter(lambda data: not isinstance(data, datasets.Dataset)),
        "path": values.unwritable(), "count": COUNT, "split": SPLIT}),
    Target("comparison.mistaken_texts", _own(comparison.mistaken_texts), _of("multiclass", data=lambda _: small("digits")), {
        "run": NO_RUN, "data": FIT["data"], "count": COUNT, "split": SPLIT}),
    Target("comparison.plot_forecasts", _own(comparison.plot_forecasts), _runs(
        "regression", data=lambda _: small("waves"), path="x.png"), {
        "runs": NO_RUNS, "data": FIT["data"], "path": values.unwritable(), "count": COUNT, "split": SPLIT}),
    Target("comparison.picture_grid", _own(comparison.picture_grid), _same(rows=[[np.zeros((3, 3))]], path="x.png"), {
        "rows": st.one_of(values.no_number(), st.sampled_from([[], [[]], [[None]], [[3]], ["ab"], [[np.zeros(3)]],
                          [[np.full((3, 3), np.nan)]], [[np.array([["a"]])]], [[np.zeros((0, 0))]]])),
        "path": values.unwritable()}),
    Target("comparison.print_columns", _own(comparison.print_columns), _same(header=["a"], rows=[["b"]]), {
        "header": st.sampled_from([3, None, {"a"}, values.Silent(), object()]),
        "rows": st.sampled_from([3, None, [3], [["a", "b"]], values.Silent(), [values.Silent()]])}),
]  # fmt: skip
CLAIMS = [
    Target("claims.check", _own(claims.check), _same(claim_id="x", value=1), {"claim_id": values.word(("a",))}),
    Target("claims.check", _own(claims.check), _same(claim_id="overfitting-dropout"), {"value": values.no_number(none=False)}),
    Target("claims.named", _own(claims.named), _same(claim_id="x"), {"claim_id": values.word(("a",))}),
    Target("claims.not_tested", _own(claims.not_tested), _same(claim_id="x", reason="y"), {"claim_id": values.word(("a",))}),
]  # fmt: skip
TARGETS = [*LOADING, *BUILDING, *TRAINING, *JUDGING, *CLAIMS]


def cases(world: World) -> list[Case]:
    """`SIZE` calls: every argument of every function in turn."""
    arguments = [(target, key) for target in TARGETS for key in target.bad]
    each, further = divmod(SIZE, len(arguments))
    found = []
    for number, (target, key) in enumerate(arguments):
        for value in drawn(target.bad[key], max(1, each + (number < further))):
            found.append(Case(f"{target.name}({key}={shown(value)})", partial(_call, world, target, key, value)))
    return found[:SIZE]


def _call(world: World, target: Target, key: str, value: Any, folder: Path) -> str:
    before = snapshot(world.folder)
    function, arguments = target.call(world), {**target.right(world), key: value}
    problem = refused(lambda: function(**arguments))
    left = sorted(snapshot(folder))
    if left and not problem:
        problem = f"written: {', '.join(left)}"
    return problem if snapshot(world.folder) == before else f"changed outside: the runs; {problem}"
