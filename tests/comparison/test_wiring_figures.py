"""The drawing of a wiring."""

from matplotlib.figure import Figure

import comparison
import models
from comparison.wiring_figures import draw


def test_every_node_and_edge_is_drawn(tmp_path):
    wiring = models.draw_wiring("ws", nodes=10)
    axes = Figure().add_subplot()
    draw(axes, wiring)
    starts = sum(not wiring.predecessors(node) for node in range(10))
    assert len(axes.patches) == len(wiring.edges) + starts + len(wiring.outputs())  # one arrow an edge
    assert len(axes.collections[0].get_offsets()) == 12  # the extra input and output among them
    path = comparison.plot_wirings([wiring, wiring], tmp_path / "wiring.png")
    assert path.stat().st_size > 10_000
