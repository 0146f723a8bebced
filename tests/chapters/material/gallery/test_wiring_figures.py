"""The drawing of a wiring."""

import pytest
from matplotlib.figure import Figure

import models
from chapters.material.gallery.wiring_figures import draw, draw_wirings
from runtime.errors import UserError


def test_every_node_and_edge_is_drawn(tmp_path):
    wiring = models.draw_wiring("ws", nodes=10)
    axes = Figure().add_subplot()
    draw(axes, wiring)
    starts = sum(not wiring.predecessors(node) for node in range(10))
    assert len(axes.patches) == len(wiring.edges) + starts + len(wiring.outputs())  # one arrow an edge
    assert len(axes.collections[0].get_offsets()) == 12  # the extra input and output among them
    path = draw_wirings([wiring, wiring], tmp_path / "wiring.png")
    assert path.stat().st_size > 10_000


def test_nothing_to_draw_and_titles_of_another_number_are_refused(tmp_path):
    path = tmp_path / "wiring.png"
    with pytest.raises(UserError, match="give at least one"):
        draw_wirings([], path)
    with pytest.raises(UserError, match="2 wirings under 1 titles"):
        draw_wirings([models.draw_wiring(nodes=5)] * 2, path, titles=["one"])
    assert not path.exists()
