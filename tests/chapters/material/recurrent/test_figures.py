"""Figures of recurrent networks: they draw rows with and without intervals."""

from types import SimpleNamespace

import numpy as np
import pytest

from chapters.material.recurrent.figures import draw_memory, draw_orders
from chapters.material.recurrent.memory_task import Remembered


@pytest.mark.parametrize(("seeds", "interval"), [(1, None), (2, (0.09, 0.12))])
def test_the_orders_are_drawn_with_their_intervals(seeds, interval, tmp_path):
    runs = [SimpleNamespace(settings={"data": {"name": "waves"}})] * seeds
    rows = [
        SimpleNamespace(label=label, runs=runs, interval=lambda split, metric: (0.1, interval))
        for label in ("dense", "dense, permuted")
    ]
    assert draw_orders(SimpleNamespace(rows=rows, runs=runs), tmp_path / "o.png").exists()


def test_the_memory_has_a_panel_for_each_longest_delay(tmp_path):
    found = [
        Remembered(name, trained_to, {5: np.array([1.0, 0.9]), 10: np.array([0.5, 0.6])})
        for name in ("SimpleRNN", "LSTM", "GRU")
        for trained_to in (5, 10)
    ]
    assert draw_memory(found, tmp_path / "m.png").exists()
