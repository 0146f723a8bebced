"""The figure of data, threads and work: what it draws is what it is given."""

import pytest

from chapters.material.scaling import figures as scaling_figures
from chapters.material.scaling.figures import draw_why_now
from chapters.material.scaling.known_networks import Work

ACCURACY = {"dense": {60: (0.5, 0.1), 600: (0.7, 0.05)}, "cnn": {60: (0.4, 0.1), 600: (0.8, 0.02)}}
WORK = {"LeNet-5": Work(1998, 400_000), "VGG-16": Work(2014, 15_000_000_000)}


@pytest.mark.parametrize(("speeds", "panels"), [({}, 2), ({1: 100.0, 2: 150.0}, 3)])
def test_panels(speeds, panels, tmp_path, monkeypatch):
    figures = []
    monkeypatch.setattr(scaling_figures, "save", lambda figure, path: figures.append(figure) or path)
    draw_why_now(ACCURACY, speeds, WORK, tmp_path / "a.png", data="digits", seeds=1)
    axes = figures[0].axes
    assert len(axes) == panels
    assert [text.get_text() for text in axes[0].get_xticklabels()] == ["60", "600"]
    assert axes[0].get_xscale() == "log"
    heights = [bar.get_segments()[0][:, 1].tolist() for bar in axes[0].collections]
    assert heights == [pytest.approx([0.4, 0.6]), pytest.approx([0.3, 0.5])]  # the intervals of the first points
    assert {text.get_text() for text in axes[-1].texts} == set(WORK)


def test_a_picture(tmp_path):
    path = draw_why_now(ACCURACY, {}, WORK, tmp_path / "a.png", data="digits", seeds=5)
    assert path.read_bytes().startswith(b"\x89PNG")
