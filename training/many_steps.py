"""The fast way through a training: many steps in one call of TensorFlow, with the bits of `model.fit`.

`model.fit` comes back to Python after each step. For a small network that takes longer than the arithmetic of a step.
Here a loop inside TensorFlow takes each batch from the arrays in memory and calls the compiled model's `train_step`.
How many steps a call makes follows the clock, and changes no bit. A training in which someone has to see every step
goes through `model.fit`: `training/single_steps.py` says when. If that shows only after the training has begun, then
every call makes one step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np

from datasets.dataset import Split
from runtime.backend import keras, tf
from runtime.errors import UserError

SECONDS = 0.2
"""Of one call, about: Ctrl-C waits for its end, and the progress line moves as often."""
PYTHON = ("PyFunc", "PyFuncStateless", "EagerPyFunc")
"""Operations that call Python, where anything may happen: the end of the training, for example."""


def fit(
    model: keras.Model,
    callbacks: keras.callbacks.CallbackList,
    training: Steps,
    validation: Steps,
    order: Callable[[int], np.ndarray],
    single: Callable[[], str] = lambda: "",
    *,
    epochs: int,
    first_epoch: int = 0,
    first_step: int = 0,
) -> str:
    """Do what `model.fit` does, and tell the callbacks the same, except that a batch for them is a call.

    As with `model.fit`, they are told the steps since the beginning of the epoch or of this `fit`, whichever is later.

    Args:
        model: compiled.
        callbacks: told of the training and of each validation.
        training: of `model.train_step` and the training split.
        validation: of `model.test_step` and the validation split.
        order: epoch -> the order of its training examples.
        single: asked in every epoch, after its callbacks: why a call has to make one step; empty if it need not.
        epochs: at most so many.
        first_epoch: so many are done.
        first_step: so many steps of the next one are done.

    Returns:
        Why calls made one step, from some step on; empty if they made many.
    """
    model.stop_training = False
    model.make_train_function()
    callbacks.on_train_begin()
    logs: dict[str, Any] | None = None
    for epoch in range(first_epoch, epochs):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        if why := single():
            training.most, validation.most, training.why = 1, 1, why
        done = Done(first_step, {})
        training.begin(order(epoch))
        while done.step < training.steps:
            callbacks.on_train_batch_begin(done.step - first_step)
            done = training.run(done.step, 1 if model.stop_training else None)
            callbacks.on_train_batch_end(done.step - 1 - first_step, done.logs)
            if model.stop_training:
                break
        # Keras 3.15 has no public name for: the metrics of the epoch, or what an own `train_step` gave at its end.
        logs = dict(model._get_metrics_result_or_logs(done.logs))
        logs |= {f"val_{name}": value for name, value in _validate(model, callbacks, validation).items()}
        callbacks.on_epoch_end(epoch, logs)
        first_step = 0
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    callbacks.on_train_end(logs)
    return training.why or validation.why


def _validate(model: keras.Model, callbacks: keras.callbacks.CallbackList, validation: Steps) -> dict[str, float]:
    """What `model.evaluate` does."""
    model.make_test_function()
    model.stop_evaluating = False
    callbacks.on_test_begin()
    model.reset_metrics()
    done = Done(0, {})
    while done.step < validation.steps:
        callbacks.on_test_batch_begin(done.step)
        done = validation.run(done.step, 1 if model.stop_evaluating else None)
        callbacks.on_test_batch_end(done.step - 1, done.logs)
        if model.stop_evaluating:
            break
    logs = numbers(model._get_metrics_result_or_logs(done.logs))
    callbacks.on_test_end(logs)
    return logs


def numbers(logs: Mapping[str, Any] | None) -> dict[str, float]:
    """Logs in one level: the metrics that a model was compiled with may be a dictionary in it."""
    result: dict[str, float] = {}
    for key, value in (logs or {}).items():
        result |= numbers(value) if isinstance(value, Mapping) else {key: float(value)}
    return result


class Done(NamedTuple):
    """What a call has come to.

    Attributes:
        step: so many steps of the epoch are done.
        logs: of the last of them, as `train_step` or `test_step` gave them.
    """

    step: int
    logs: dict[str, Any]


class Steps(Protocol):
    """What makes the steps of a pass: `ManySteps`, or `distribution.steps.SharedSteps`."""

    steps: int
    most: int | None
    why: str

    def begin(self, order: np.ndarray) -> None:
        """Set the order of the examples."""
        ...

    def run(self, first: int, most: int | None = None) -> Done:
        """Make some steps."""
        ...


class ManySteps:
    """One pass after the other over the examples of a split, in calls of many steps.

    As in Keras, the model's step is traced when it is first called, after the callbacks have heard of the beginning,
    and again after `model.make_train_function(force=True)`.

    Args:
        model: compiled.
        kind: `"train"` or `"test"`, for `model.train_step` or `model.test_step`.
        split: its arrays; they are copied into TensorFlow's memory once.
        batch_size: examples a step; the last batch of a pass may be short.
        stop_at_nan: end a call after a step whose loss is NaN or infinite.
        most: steps of one call; None lets the clock decide.

    Attributes:
        why: a reason for one step a call that was found later; empty if there is none.
    """

    def __init__(
        self,
        model: keras.Model,
        kind: Literal["train", "test"],
        split: Split,
        batch_size: int,
        *,
        stop_at_nan: bool = False,
        most: int | None = None,
    ) -> None:
        self.steps, self.most, self.why = -(-len(split) // batch_size), most, ""
        self._model, self._kind, self._batch_size, self._stop_at_nan = model, kind, batch_size, stop_at_nan
        self._arrays = tf.convert_to_tensor(split.x), tf.convert_to_tensor(split.y)
        self.begin(np.arange(len(split)))
        self._traced_for: Any = self  # for nothing yet
        self._calls, self._seconds_a_step = 0, 0.0

    def begin(self, order: np.ndarray) -> None:
        """Set the order of the examples: indices of shape (n,), int64. Before that it is the order of the split."""
        self._order = tf.constant(order, tf.int64)

    def run(self, first: int, most: int | None = None) -> Done:
        """Make some steps, at least one.

        Args:
            first: how many steps of the pass are done.
            most: no more than so many.
        """
        if self._traced_for is not self._of_keras:
            self._trace()
        started = time.perf_counter()
        last = min(first + self._how_many(most), self.steps)
        step, logs = self._call(*self._arrays, self._order, tf.constant(first), tf.constant(last))
        step = int(step)  # waits for the end
        self._calls += 1
        self._seconds_a_step = (time.perf_counter() - started) / (step - first)
        return Done(step, logs)

    @property
    def _of_keras(self) -> Any:
        """What `model.fit` would call. It is another one after `make_train_function(force=True)`."""
        return getattr(self._model, f"{self._kind}_function")

    def _trace(self) -> None:
        step, self._traced_for, self._calls = getattr(self._model, f"{self._kind}_step"), self._of_keras, 0
        self._call, calls_python = _call(step, *self._arrays, self._batch_size, self._stop_at_nan)
        if calls_python:
            self.most, self.why = 1, f"{type(self._model).__name__}.{self._kind}_step calls Python (py_function)"

    def _how_many(self, most: int | None) -> int:
        """As many as `SECONDS` allow: one in the first call, which is slower, and one to see how long a step takes."""
        if self._calls < 2:
            return 1
        by_clock = max(int(SECONDS / self._seconds_a_step), 1)
        return min(number for number in (by_clock, self.most, most) if number is not None)


def _call(
    step: Callable[[Any], dict[str, Any]], x: Any, y: Any, batch_size: int, stop_at_nan: bool
) -> tuple[Callable[..., Any], bool]:
    """A function of TensorFlow, `(x, y, order, first, last) -> (steps done, logs of the last)`; does it call Python?"""
    # As in `Dataset.batches`: the number of examples in a batch is unknown, unless all batches are whole.
    size = None if len(x) % batch_size else batch_size
    batch = tuple(tf.TensorSpec((size, *array.shape[1:]), array.dtype) for array in (x, y))
    traced = tf.function(step, autograph=False).get_concrete_function(batch)
    if not isinstance(traced.structured_outputs, Mapping):
        raise UserError(f"{step.__qualname__} gives no dictionary; let it return one, with a number for each metric")
    shapes = tf.nest.map_structure(lambda output: output.shape, traced.structured_outputs)
    nothing = tf.nest.map_structure(
        lambda output: tf.zeros([dimension or 0 for dimension in output.shape], output.dtype),
        traced.structured_outputs,
    )

    @tf.function(autograph=False)
    def call(x: Any, y: Any, order: Any, first: Any, last: Any) -> Any:
        def goes_on(at: Any, logs: Any) -> Any:
            floating = stop_at_nan and "loss" in logs and logs["loss"].dtype.is_floating
            finite = tf.reduce_all(tf.math.is_finite(logs["loss"])) if floating else True
            return tf.logical_and(at < last, finite)

        def one_step(at: Any, logs: Any) -> Any:
            rows = order[at * batch_size : (at + 1) * batch_size]
            taken = [
                tf.ensure_shape(tf.gather(array, rows), one.shape) for array, one in zip((x, y), batch, strict=True)
            ]
            return at + 1, traced(tuple(taken))

        # One step after the other: each changes the weights that the next one reads.
        return tf.while_loop(goes_on, one_step, (first, nothing), (tf.TensorShape(()), shapes), parallel_iterations=1)

    return call, _calls_python(traced.graph)


def _calls_python(graph: Any) -> bool:
    whole = graph.as_graph_def()
    nodes = chain(whole.node, *(function.node_def for function in whole.library.function))
    return any(node.op in PYTHON for node in nodes)
