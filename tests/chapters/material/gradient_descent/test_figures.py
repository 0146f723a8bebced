"""Figures of descents: values on a grid, and files that are pictures."""

import numpy as np
from matplotlib.figure import Figure

from chapters.material.gradient_descent import figures as descent_figures
from chapters.material.gradient_descent.figures import (
    diverged,
    draw_convexity,
    draw_learning_rates,
    draw_paths,
    on_grid,
    shade,
)

PICTURE = b"\x89PNG\r\n\x1a\n"


def bowl(theta):
    return float(theta[0, 0] ** 2 + 3 * theta[1, 0])


def test_the_first_parameter_goes_across_the_second_up():
    assert on_grid(bowl, np.array([0.0, 2.0]), np.array([0.0, 1.0, 5.0])).tolist() == [[0, 4], [3, 7], [15, 19]]


def test_the_legend_names_a_region_only_where_there_is_one():
    axes = Figure().subplots()
    shade(axes, np.arange(3.0), np.zeros((3, 3), bool))
    assert not axes.get_legend_handles_labels()[1]
    shade(axes, np.arange(3.0), np.eye(3, dtype=bool))
    assert axes.get_legend_handles_labels()[1] == ["curves downwards"]


def test_a_path_that_explodes_is_drawn_and_named(tmp_path, monkeypatch, recwarn):
    drawn = []
    monkeypatch.setattr(descent_figures, "save", lambda figure, path: drawn.append(figure) or figure.savefig(path))
    there = np.array([[4.0], [3.0]])
    exploding = np.array([0 * there, 10.0 * there, 1e200 * there, np.nan * there])
    arriving = np.array([0 * there, 0.5 * there, there])

    def cost(theta):
        return float(((theta - there) ** 2).sum())

    assert diverged(cost, exploding)
    assert diverged(cost, exploding[:2])
    assert not diverged(cost, arriving)
    draw_paths(cost, {"stochastic": exploding, "batch": arriving}, there, tmp_path / "a.png")
    assert [axes.get_title().endswith("diverged") for axes in drawn[0].axes] == [True, False]
    assert "2 steps" in drawn[0].axes[1].get_title()
    assert not recwarn.list


def test_pictures(tmp_path):
    walked, x, y = np.zeros((5, 2, 1)), np.ones((3, 2)), np.ones((3, 1))
    figures = [
        draw_paths(bowl, {"one": walked, "two": walked}, np.ones((2, 1)), tmp_path / "a.png"),
        draw_learning_rates({0.1: [3.0, 1.0], 1.1: [3.0, 9.0]}, tmp_path / "b.png"),
        draw_convexity(
            {"squared error": lambda theta, x, y: bowl(theta)}, {"squared error": walked}, x, y, 5, tmp_path / "c.png"
        ),
    ]
    assert all(figure.read_bytes().startswith(PICTURE) for figure in figures)
