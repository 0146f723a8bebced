"""What more padding does to a network's answers."""

from __future__ import annotations

import numpy as np

from datasets.dataset import Dataset
from training.runs import Run
from training.settings import Recipe


def moved_by_padding(trained: Run, data: Dataset, recipe: Recipe) -> tuple[float, float]:
    """Double the length of every test text by padding, and compare the answers.

    Returns:
        The largest change of a probability, and the share of answers that cross 1/2.
    """
    longer = np.pad(data.test.x, ((0, 0), (0, data.input_shape[0])))
    model = recipe(longer.shape[1:], data.outputs, data.task)
    model.set_weights(trained.model.get_weights())  # a recurrent layer's weights do not depend on the length
    before = trained.predictions["test_prediction"][:, 0]
    after = model.predict(longer, batch_size=256, verbose=0)[:, 0]
    return float(np.abs(after - before).max()), float(((after > 0.5) != (before > 0.5)).mean())
