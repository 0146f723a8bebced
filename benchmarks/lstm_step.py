"""What a training step of the LSTM of `benchmarks/speed.py` is made of: matrix products, or many small operations.

    python benchmarks/lstm_step.py

Measured in one process, fastest of many: the step as `training.fit` makes it, the network's forward pass alone, and the
matrix products of forward and backward pass alone, in a loop of their own. Counted: the operations inside TensorFlow's
loops over the 28 rows. Half a minute. Writes benchmarks/results/lstm_step.json.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from speed import machine
from speed_networks import NETWORKS

from runtime.backend import make_deterministic, tf
from runtime.files import write_json
from training.many_steps import ManySteps

RESULT = Path(__file__).parent / "results" / "lstm_step.json"
ROWS, INPUTS, UNITS = 28, 28, 128
REPEATS = 40


def fastest(call: Callable[[], Any], steps: int = 1) -> float:
    """Milliseconds of a step, the fastest of many calls."""
    call()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return 1000 * min(times) / steps


def products(batch_size: int) -> float:
    """Milliseconds of the matrix products of one training step, from those of one row, made a hundred times each."""
    x, h = tf.random.normal((batch_size, INPUTS)), tf.random.normal((batch_size, UNITS))
    kernel, recurrent = tf.random.normal((INPUTS, 4 * UNITS)), tf.random.normal((UNITS, 4 * UNITS))
    gates = tf.random.normal((batch_size, 4 * UNITS))
    of_a_row = [  # forward: inputs and state; backward: to the state, and to both matrices of weights
        (x, kernel), (h, recurrent), (gates, tf.transpose(recurrent)),
        (tf.transpose(x), gates), (tf.transpose(h), gates),
    ]  # fmt: skip
    per_row = sum(fastest(partial(_hundred, a, b), 100) for a, b in of_a_row)
    return ROWS * per_row


def _hundred(a: Any, b: Any) -> None:
    for _ in range(99):
        tf.matmul(a, b)
    tf.matmul(a, b).numpy()


def operations_in_loops(function: Any) -> int:
    """How many operations a row takes, forward and backward: those in the innermost loops, without what only passes."""
    passive = {"Placeholder", "Identity", "Const", "NoOp", "_Arg", "_Retval"}
    library = {one.signature.name: one for one in function.graph.as_graph_def(add_shapes=False).library.function}
    graph = [*function.graph.as_graph_def().node, *(node for one in library.values() for node in one.node_def)]
    bodies = {node.attr["body"].func.name for node in graph if node.op in ("While", "StatelessWhile")}
    return sum(node.op not in passive for name in bodies for node in library[name].node_def)


def main() -> None:
    """Measure and write."""
    make_deterministic(0)
    network = NETWORKS["lstm"]
    data = network.data()
    model = network.recipe(data)(data.input_shape, data.outputs, data.task)
    model.optimizer.build(model.trainable_variables)
    training = ManySteps(model.train_step, data.train, network.batch_size)
    at = 0

    def some_steps() -> None:
        nonlocal at
        at = training.run(0, 10).step

    for _ in range(2):  # the first two calls make one step each
        some_steps()
    batch = tf.constant(data.train.x[: network.batch_size])
    forward = tf.function(lambda x: model(x, training=True))
    step = tf.function(model.train_step, autograph=False).get_concrete_function(
        (tf.TensorSpec((None, *data.input_shape)), tf.TensorSpec((None,), data.train.y.dtype))
    )
    result = {
        "step, ms": fastest(some_steps, 10),
        "forward pass, ms": fastest(lambda: forward(batch).numpy()),
        "matrix products alone, ms": products(network.batch_size),
        "operations in one turn of the loops": operations_in_loops(step),
        **machine(),
    }
    print(result)
    write_json(RESULT, result)


if __name__ == "__main__":
    main()
