"""Graphs of past trainings: TensorFlow would keep each for ever; here one goes when nobody uses it any more.

Keras' optimizers add gradients up over replicas, with a gradient of their own (`tf.custom_gradient`), also where there
is one replica. TensorFlow enters such a gradient into a table of the whole process and never takes it out. It holds the
graph in which it was traced, a training step of some 500 operations: 5 to 13 MiB for each training.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

from runtime.backend import tf

GRADIENTS = "_gradients_of_its_own"
"""Attribute of a graph: the gradient functions that live as long as it does."""


def let_go() -> None:
    """Let every graph hold its own gradients, in place of TensorFlow's table: both go together.

    As long as anything uses a graph, its gradients are found in the table as before. Nothing is done where TensorFlow
    has no such table: it has no public name in TensorFlow 2.21, and a training without this costs memory only.
    """
    from tensorflow.python.framework import ops

    table = getattr(getattr(ops, "gradient_registry", None), "_registry", {})
    for name, entry in list(table.items()):
        function = entry["type"]
        if name.startswith("CustomGradient-") and not isinstance(function, partial):
            graph = _graph(function)
            if graph is not None:
                setattr(graph, GRADIENTS, [*getattr(graph, GRADIENTS, []), function])
                weakref.finalize(graph, table.pop, name, None)
                entry["type"] = partial(_gradients, weakref.ref(function))


def _graph(function: Callable[..., Any]) -> Any:
    """The graph of a function that `tf.custom_gradient` entered; None if it is not one of those of TensorFlow 2.21."""
    inner = inspect.getclosurevars(function).nonlocals.get("tape_grad_fn")
    result = inspect.getclosurevars(inner).nonlocals.get("result") if inspect.isfunction(inner) else None
    return next((output.graph for output in tf.nest.flatten(result) if tf.is_symbolic_tensor(output)), None)


def _gradients(function: weakref.ref[Callable[..., Any]], *arguments: Any) -> Any:
    """The gradients of an operation; its graph lives, so its function does."""
    alive = function()
    assert alive is not None
    return alive(*arguments)
