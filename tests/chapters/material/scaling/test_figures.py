"""The figures of data and threads, and of the known networks: what they draw is what they are given."""

import pytest

from chapters.material.scaling import figures as scaling_figures
from chapters.material.scaling.figures import FIRST, LAST, SIZES, draw_known_networks, draw_why_now
from chapters.material.scaling.known_networks import PUBLISHED, TRAININGS, Work

ACCURACY = {"dense": {60: (0.5, 0.1), 600: (0.7, 0.05)}, "cnn": {60: (0.4, 0.1), 600: (0.8, 0.02)}}
WORK = {"LeNet-5": Work(1998, 61_706, 400_000), "AlexNet": Work(2012, 6e7, 700_000_000, 4.7e17), **PUBLISHED}


@pytest.fixture
def figures(monkeypatch):
    drawn = []
    monkeypatch.setattr(scaling_figures, "save", lambda figure, path: drawn.append(figure) or path)
    return drawn


@pytest.mark.parametrize(("speeds", "panels"), [({}, 1), ({1: 100.0, 2: 150.0}, 2)])
def test_panels(speeds, panels, tmp_path, figures):
    draw_why_now(ACCURACY, speeds, tmp_path / "a.png", data="digits", seeds=1)
    axes = figures[0].axes
    assert len(axes) == panels
    assert [text.get_text() for text in axes[0].get_xticklabels()] == ["60", "600"]
    assert axes[0].get_xscale() == "log"
    heights = [bar.get_segments()[0][:, 1].tolist() for bar in axes[0].collections]
    assert heights == [pytest.approx([0.4, 0.6]), pytest.approx([0.3, 0.5])]  # the intervals of the first points


def test_every_network_is_drawn_and_named_where_its_size_is_known(tmp_path, figures):
    draw_known_networks(WORK, tmp_path / "a.png")
    parameters, training = figures[0].axes
    assert {text.get_text() for text in parameters.texts} == set(WORK)
    known = {name for name, work in WORK.items() if work.training}
    assert {text.get_text() for text in training.texts if "Moore" not in text.get_text()} == known
    points = {tuple(line.get_xydata()[0]) for line in parameters.lines if len(line.get_xdata()) == 1}
    assert points == {(work.year, work.parameters) for work in WORK.values()}


def test_nothing_lies_outside_the_panels():
    for what, values in (
        ("parameters", [work.parameters for work in WORK.values()]),
        ("training", [*TRAININGS.values(), *(work.training for work in PUBLISHED.values() if work.training)]),
    ):
        assert min(SIZES[what]) / 3 < min(values) and max(values) < max(SIZES[what]) * 6
    assert all(FIRST < work.year < LAST for work in WORK.values())


def test_a_picture(tmp_path):
    path = draw_why_now(ACCURACY, {}, tmp_path / "a.png", data="digits", seeds=5)
    assert path.read_bytes().startswith(b"\x89PNG")
