"""What a lesson printed and drew is kept for its page by one command, with small figures."""

import json
from importlib import import_module

import numpy as np
import pytest
from PIL import Image

from chapters.command_line.open_report import pictures
from comparison.figures.style import COLOURS, Figure
from runtime.errors import UserError


@pytest.fixture
def outputs(makers):
    return import_module("outputs")


def test_a_kept_figure_is_smaller_and_looks_the_same(outputs, tmp_path):
    figure = Figure(figsize=(6, 4))
    axes = figure.subplots()
    for place, colour in enumerate(COLOURS):
        axes.plot([0, 1], [place, place + 1], color=colour, label=f"row {place}")
    axes.imshow(np.random.default_rng(0).random((8, 8)), cmap="gray", extent=(0, 1, 0, 3))
    axes.legend()
    figure.savefig(tmp_path / "drawn.png")
    outputs.keep_picture(tmp_path / "drawn.png", tmp_path / "kept.png")
    assert (tmp_path / "kept.png").stat().st_size < 0.6 * (tmp_path / "drawn.png").stat().st_size
    drawn, kept = (np.asarray(Image.open(tmp_path / name).convert("RGB"), float) for name in ("drawn.png", "kept.png"))
    assert drawn.shape == kept.shape
    assert np.abs(drawn - kept).mean() < 1  # of 255


@pytest.mark.parametrize("given", [["--help"], ["ch01", "ch99"], ["--all"]])
def test_nothing_runs_for_help_or_a_wrong_name(outputs, monkeypatch, given, capsys):
    monkeypatch.setattr(outputs, "keep", lambda name, kept: pytest.fail(f"ran {name}"))
    with pytest.raises((SystemExit, UserError)) as ended:
        outputs.main(given)
    assert isinstance(ended.value, UserError) or (ended.value.code == 0) == (given == ["--help"])
    assert ("default: all" in capsys.readouterr().out) == (given == ["--help"])


@pytest.mark.slow
def test_what_a_lesson_made_is_kept(outputs, tmp_path):
    outputs.keep("ch01_linear_regression", tmp_path)
    folder = tmp_path / "ch01_linear_regression"
    made = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    assert made["sources"] == outputs.hash_of_sources("ch01_linear_regression")
    assert {path.name for path in pictures(folder)} == {
        "comparison.png", "line.png", "line_as_classifier.png", "range_of_a_line.png"
    }  # fmt: skip
    assert (folder / "comparison.csv").is_file()
    printed = (folder / "printed.txt").read_text(encoding="utf-8")
    assert "least squares" in printed
    assert max(map(len, printed.splitlines())) <= 80
