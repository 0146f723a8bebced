"""The figures of gradients and of moves have a line for every network that they are given."""

from types import SimpleNamespace

import numpy as np
import pytest

from chapters.material.activations import figures
from chapters.material.activations.curves import CURVES


@pytest.fixture
def drawn(monkeypatch):
    """The figures as they are saved."""
    found = []
    monkeypatch.setattr(figures, "save", lambda figure, path: found.append(figure) or path)
    return found


def test_nine_lines_can_be_told_apart(drawn, tmp_path):
    sizes = {name: 10.0 ** -np.arange(4.0) * (1 + place) for place, name in enumerate([*CURVES, "linear"])}
    assert len(sizes) == 9
    figures.draw_gradients(sizes, tmp_path / "gradients.png")
    looks = {line.get_label(): (line.get_color(), line.get_linestyle()) for line in drawn[0].axes[0].lines}
    assert set(looks) == set(sizes)
    assert len(set(looks.values())) == 9
    assert len({colour for colour, _ in looks.values()}) == 8
    assert drawn[0].axes[0].get_title().endswith("?"), "with two layers nothing vanishes: the title may not say so"


def test_moves_have_a_panel_for_each_optimizer(drawn, tmp_path):
    moves = {"relu SGD": np.array([0.3, 0.2]), "sigmoid SGD": np.array([0.0, 0.1]), "relu Adam": np.array([0.5, 0.4])}
    rates = {"relu SGD": 0.1, "sigmoid SGD": 0.01, "relu Adam": 0.001}
    tuned = {name: [SimpleNamespace(settings={"optimizer": {"learning_rate": rate}})] for name, rate in rates.items()}
    figures.draw_moves(moves, tuned, tmp_path / "moves.png")
    first, second = drawn[0].axes
    assert [line.get_label() for line in first.lines] == ["relu, rate 0.1", "sigmoid, rate 0.01"]
    assert second.lines[0].get_ydata().tolist() == [0.5, 0.4]


def test_the_titles_of_the_curves_have_the_true_range_of_the_derivative(drawn, tmp_path):
    figures.draw_curves(tmp_path / "curves.png")
    titles = [axes.get_title() for axes in drawn[0].axes]
    assert any("sigmoid" in title and "0 to 0.25" in title for title in titles)
    assert any("elu" in title and "0 to 1" in title for title in titles)
