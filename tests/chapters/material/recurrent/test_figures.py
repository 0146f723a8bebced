"""Figures of recurrent networks: they draw rows with and without intervals."""

from types import SimpleNamespace

import numpy as np
import pytest

from chapters.material.recurrent.figures import draw_gradients, draw_memory, draw_orders
from chapters.material.recurrent.gradients import Gradients
from chapters.material.recurrent.memory_task import Remembered


@pytest.mark.parametrize(("seeds", "interval"), [(1, None), (2, (0.09, 0.12))])
def test_the_orders_are_drawn_with_their_intervals(seeds, interval, tmp_path):
    runs = [SimpleNamespace(settings={"data": {"name": "waves"}})] * seeds
    rows = [
        SimpleNamespace(label=label, runs=runs, interval=lambda split, metric: (0.1, interval))
        for label in ("dense", "dense, permuted")
    ]
    assert draw_orders(SimpleNamespace(rows=rows, runs=runs), tmp_path / "o.png").exists()


NAMES = ("SimpleRNN", "SimpleRNN, 41 units", "LSTM", "GRU")


def test_the_memory_has_a_panel_for_each_longest_delay(tmp_path):
    found = [
        Remembered(SimpleNamespace(label=name, runs=[0, 0]), trained_to, {5: np.eye(2), 10: np.ones((2, 2))})
        for name in NAMES
        for trained_to in (5, 10)
    ]
    assert draw_memory(found, tmp_path / "m.png").exists()


def test_the_gradients_are_drawn_also_where_they_are_zero(tmp_path):
    found = [Gradients(name, np.array([1, 0.1, 0]), np.array([1, 2, 3])) for name in NAMES]
    assert draw_gradients(found, tmp_path / "g.png").exists()
