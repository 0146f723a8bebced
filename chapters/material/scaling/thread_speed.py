"""Training examples a second against threads. Each number of threads has a fresh process: TensorFlow reads it once."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from runtime.backend import tf
from runtime.cores import granted_cores
from runtime.processes import in_fresh_processes
from training.settings import Recipe


def with_threads(
    threads: int, recipe: Recipe, input_shape: tuple[int, ...], outputs: int, batch_size: int, seconds: float
) -> float:
    """Examples a second of training steps on random images; only in a fresh process, before TensorFlow has started.

    Args:
        threads: inside one operation; operations are run one after the other.
        recipe: of a compiled network for several classes.
        input_shape, outputs: as recipes take them.
        batch_size: examples a step.
        seconds: to measure for, after the steps that build the graph.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model = recipe(input_shape, outputs, "multiclass")
    random = np.random.default_rng(0)
    x = tf.constant(random.random((batch_size, *input_shape), np.float32))
    y = tf.constant(random.integers(outputs, size=batch_size))
    for _ in range(3):
        model.train_on_batch(x, y)
    steps, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        model.train_on_batch(x, y)
        steps += 1
    return steps * batch_size / (time.perf_counter() - started)


def examples_a_second(
    counts: Sequence[int],
    recipe: Recipe,
    input_shape: tuple[int, ...],
    outputs: int,
    *,
    batch_size: int = 128,
    seconds: float = 1.5,
) -> dict[int, float]:
    """`with_threads` for each number of threads, one process after the other: threads -> examples a second.

    Numbers above the number of cores that this process may use are left out.

    Raises:
        UserError: a process was killed.
    """
    possible = [count for count in counts if count <= granted_cores()]
    shape = (recipe, input_shape, outputs, batch_size, seconds)
    speeds = in_fresh_processes(with_threads, [(count, *shape) for count in possible], 1)
    return dict(zip(possible, speeds, strict=True))
