"""Training examples a second against threads: each count in a fresh process, because TensorFlow asks only once.

Hardware is one reason on the slide "Deep Learning 이번엔 꺼지지 않는다!"; more helps as far as the work can be shared.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from models.tasks import row
from runtime.backend import tf
from runtime.processes import in_fresh_processes
from training.settings import Recipe


def with_threads(
    threads: int, recipe: Recipe, input_shape: tuple[int, ...], outputs: int, batch_size: int, seconds: float
) -> float:
    """Examples a second of training steps on random images; only in a fresh process, before TensorFlow has started.

    Args:
        threads: inside one operation; operations are run one after the other.
        recipe: of a network for several classes.
        input_shape, outputs: as recipes take them.
        batch_size: examples a step.
        seconds: to measure for, after the steps that build the graph.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model = recipe(input_shape, outputs, "multiclass")
    model.compile(optimizer="sgd", loss=row("multiclass").loss)
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
    """`with_threads` for each count of threads, one process after the other.

    Raises:
        UserError: a process was killed.
    """
    shape = (recipe, input_shape, outputs, batch_size, seconds)
    return dict(zip(counts, in_fresh_processes(with_threads, [(count, *shape) for count in counts], 1), strict=True))
