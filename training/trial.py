"""A loss and metrics on a few examples, before the first step: each gives one number, of each output and its target.

Targets of one class or value have the shape (n,), the outputs of a network (n, 1). Code of one's own that subtracts one
from the other compares every target with every output, and still gives one number. Keras gives functions that are
losses targets of (n, 1), and everything else the targets as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras, tf
from runtime.errors import UserError, one_line
from training.code_identity import from_library
from training.metric_pairing import as_columns, in_columns
from training.outputs import unchanged
from training.settings import name_of

EXAMPLES = 8
Judge = Callable[[np.ndarray, np.ndarray], Any]


def tried(model: keras.Model, loss: Any, metrics: Sequence[Any], data: Dataset, kind: str) -> Dataset:
    """The dataset, with its targets in the form that its loss and metrics need.

    Args:
        model: nothing of it changes.
        loss: made, or a function; None for a model that computes it itself.
        metrics: made, or functions; `"accuracy"` by name fits always.
        data: its targets.
        kind: what an output is, a key of `training.outputs.THRESHOLDS`.

    Raises:
        UserError: one of Keras' fails on such targets and outputs, a metric gives no single number, or code of one's
            own compares every target with every output.
    """
    data = in_columns(data, metrics)
    y, outputs = _examples(data, kind)
    judges = [] if loss is None else [(loss, f"loss {name_of(loss)}", _of_loss(loss))]
    judges += [(each, f"metric {_name(each)}", _of_metric(each)) for each in metrics if not isinstance(each, str)]
    for thing, name, judge in judges:
        if not _is_own(thing):
            is_function = thing is loss and not isinstance(loss, keras.Loss)
            form = y.reshape(len(y), -1) if is_function and data.outputs == 1 else y
            _check_library(name, judge, form, outputs)
    own = [(name, judge) for thing, name, judge in judges if _is_own(thing)]
    if not own:
        return data
    with unchanged(model):
        for name, judge in own:
            with suppress(_Failed):
                _check_single(name, _result(judge, y, outputs))
        return data if data.outputs > 1 else _in_form(own, data, y.reshape(-1), outputs, loss)


def _examples(data: Dataset, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """A few targets, in order where they are single numbers, and outputs that rise from one to the next."""
    y = data.train.y
    if data.outputs == 1:
        order = y.reshape(len(y), -1)[:, 0].argsort(kind="stable")
        y = y[order[np.linspace(0, len(y) - 1, EXAMPLES).astype(int)]]
    low, high = (0.1, 0.9) if kind in ("probability", "value") else (-2.0, 2.0)
    outputs = np.linspace(low, high, EXAMPLES * data.outputs, dtype=np.float32).reshape(-1, data.outputs)
    return y[: len(outputs)], outputs[: len(y)]


def _check_library(name: str, judge: Judge, y: np.ndarray, outputs: np.ndarray) -> None:
    try:
        result = judge(y, outputs)
    except Exception as error:  # what a loss or metric does with shapes that are not its own decides how it fails
        raise UserError(
            f"{name} cannot compare targets of shape {_shape(y)} with outputs of shape {_shape(outputs)} "
            f"({one_line(str(error), 120)}); choose another"
        ) from error
    _check_single(name, result)


def _check_single(name: str, result: Any) -> None:
    if isinstance(result, Mapping) or np.size(result) != 1:
        count = len(result) if isinstance(result, Mapping) else np.size(result)
        raise UserError(f"{name} gives {count} numbers, and a run keeps one of each metric; give one for each number")


def _in_form(own: Sequence[tuple[str, Judge]], data: Dataset, y: np.ndarray, outputs: np.ndarray, loss: Any) -> Dataset:
    """The data with targets (n,) or (n, 1), so that nothing of one's own compares every target with every output."""
    columns = isinstance(loss, keras.Loss) or loss is None
    wrong: dict[int, list[str]] = {1: [], 2: []}
    for name, judge in own:
        right = {1: _depends_on_order(judge, y, outputs), 2: _depends_on_order(judge, y[:, None], outputs)}
        for axes in wrong:
            gets = axes if columns or not name.startswith("loss ") else 2
            if not right[gets] and right[3 - gets]:
                wrong[axes].append(name)
    axes = data.train.y.ndim
    if not wrong[axes]:
        return data
    if axes == 1 and not wrong[2]:
        return as_columns(data)
    raise UserError(
        f"{wrong[axes][0]} compares every target with every output, as one of them has the shape (n,) and the other "
        "(n, 1); begin it with y_true = keras.ops.reshape(y_true, keras.ops.shape(y_pred)), and leave y_pred as it is"
    )


def _depends_on_order(judge: Judge, y: np.ndarray, outputs: np.ndarray) -> bool:
    """Whether it matters which target belongs to which output; a mean over all pairs of them stays the same."""
    try:
        one, other = (np.asarray(_result(judge, targets, outputs), np.float64) for targets in (y, y[::-1]))
    except (_Failed, TypeError, ValueError):
        return False
    return not np.allclose(one, other, rtol=1e-4, atol=1e-7, equal_nan=True)


class _Failed(Exception):
    """Somebody's own code failed on made-up outputs, which says nothing about the real ones."""


def _result(judge: Judge, y: np.ndarray, outputs: np.ndarray) -> Any:
    try:
        return judge(y, outputs)
    except Exception as error:
        raise _Failed from error


def _of_loss(loss: Any) -> Judge:
    def judge(y: np.ndarray, outputs: np.ndarray) -> Any:
        return np.mean(loss(tf.constant(y, tf.float32), tf.constant(outputs)))

    return judge


def _of_metric(metric: Any) -> Judge:
    made = metric if isinstance(metric, keras.Metric) else keras.metrics.MeanMetricWrapper(metric, name="tried")

    def judge(y: np.ndarray, outputs: np.ndarray) -> Any:
        made.reset_state()
        try:
            made.update_state(tf.constant(y), tf.constant(outputs))
            return keras.tree.map_structure(np.asarray, made.result())
        finally:
            made.reset_state()

    return judge


def _is_own(thing: Any) -> bool:
    return not from_library(getattr(thing, "fn", None) or getattr(thing, "_fn", None) or thing)


def _name(metric: Any) -> str:
    return getattr(metric, "name", None) or name_of(metric)


def _shape(values: np.ndarray) -> str:
    return "(n,)" if values.ndim == 1 else f"({', '.join(['n', *map(str, values.shape[1:])])})"
