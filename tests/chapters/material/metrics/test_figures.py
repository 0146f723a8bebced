"""Figures of detectors and of a network with several classes: from real runs; printed tables fit the terminal."""

from functools import partial

import pytest

import datasets
import training
from chapters.ch17_metrics import SETTINGS, classification_metrics, judge_detectors, network
from chapters.material import metrics as material

PICTURE = b"\x89PNG"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Three detectors of the digit 8, and a network for all digits."""
    folder, data = tmp_path_factory.mktemp("runs"), datasets.load("digits")
    recipe = partial(network, units=(16,))
    keywords = {"epochs": 12, "folder": folder, "verbose": 0}
    detectors = [
        training.fit(recipe, material.detector(data, 8, 1 / at), name=f"1 in {at}", **keywords) for at in (2, 10, 50)
    ]
    return detectors, training.fit(recipe, data, name="dense", **keywords)


def test_only_one_share_changes_at_a_time(runs, tmp_path, capsys):
    detectors, _ = runs
    judged = judge_detectors(detectors, SETTINGS)
    assert list(judged) == [(one, other) for one in (2, 10, 50) for other in (2, 10, 50)]
    targets = [{judged[one, other][0].tobytes() for one in (2, 10, 50)} for other in (2, 10, 50)]
    assert [len(same) for same in targets] == [1, 1, 1]  # every detector is judged on the same examples
    for (_, tested), (y, *_) in judged.items():
        assert abs(y.mean() - 1 / tested) <= 1 / len(y)
    material.print_detectors(judged, "8 (digits)", 0.5)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert material.draw_imbalance(judged, "8 (digits)", tmp_path / "a.png").read_bytes().startswith(PICTURE)


def test_figures_and_areas(runs, tmp_path, capsys):
    detectors, dense = runs
    figures = [
        material.draw_thresholds(detectors[0], classification_metrics, 0.5, tmp_path / "a.png"),
        material.draw_one_against_rest(dense, tmp_path / "b.png"),
    ]
    assert all(figure.read_bytes().startswith(PICTURE) for figure in figures)
    material.print_ranking([dense, *detectors])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    areas = [float(line[30:40]) for line in lines[4:]]
    assert len(areas) == 4
    assert min(areas[:2]) > 0.9
