"""Memory of one training step against the batch size: measured in fresh processes, and computed from the layers.

TensorFlow keeps some memory of every training in a process, so each batch size has a process of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.memory import peak_memory
from runtime.processes import in_fresh_processes
from training.settings import Recipe

FLOAT = 4  # bytes of a float32


@dataclass(frozen=True)
class StepMemory:
    """Memory of one training step.

    Attributes:
        numbers: that are kept for each example, see `numbers_kept`.
        measured: batch size -> bytes, or None where the system does not tell (Windows).
    """

    numbers: int
    measured: Mapping[int, int | None]

    @property
    def computed(self) -> dict[int, int]:
        """Batch size -> bytes of the input and the layers' outputs alone."""
        return {size: size * self.numbers * FLOAT for size in self.measured}


def numbers_kept(model: keras.Model) -> int:
    """Numbers that stay in memory for each example until the backward pass: the input and every layer's outputs.

    Layers without weights (Flatten, Dropout in use) are not counted: they pass on what is there.
    """
    layers = [layer for layer in model.layers if layer.count_params()]
    return math.prod(model.input_shape[1:]) + sum(math.prod(layer.output.shape[1:]) for layer in layers)


def of_one_step(recipe: Recipe, input_shape: tuple[int, ...], outputs: int, task: str, batch_size: int) -> int | None:
    """Bytes by which the peak of this process rises in one training step on a batch of random numbers.

    Steps on one to three examples go before, so that what TensorFlow takes once (two of its graphs, weights,
    gradients, the optimizer's state) is there already. Only in a fresh process does it mean anything.

    Args:
        recipe: of a compiled network for classes.
        input_shape, outputs, task: as recipes take them.
        batch_size: examples of the step.

    Returns:
        Bytes, or None where the system does not tell (Windows).
    """
    model = recipe(input_shape, outputs, task)
    x = np.random.default_rng(0).random((max(3, batch_size), *input_shape), np.float32)
    y = np.zeros((len(x), 1), np.int32)
    for few in (1, 2, 3):
        model.train_on_batch(x[:few], y[:few])
    before = peak_memory()
    model.train_on_batch(x[:batch_size], y[:batch_size])
    after = peak_memory()
    return None if before is None or after is None else after - before


def weigh_steps(recipe: Recipe, data: Dataset, batch_sizes: Sequence[int]) -> StepMemory:
    """`of_one_step` for each batch size, each in a fresh process, two at a time.

    Raises:
        UserError: a process was killed.
    """
    shape = (recipe, data.input_shape, data.outputs, data.task)
    measured = in_fresh_processes(of_one_step, [(*shape, size) for size in batch_sizes], 2)
    numbers = numbers_kept(recipe(data.input_shape, data.outputs, data.task))
    return StepMemory(numbers, dict(zip(batch_sizes, measured, strict=True)))
