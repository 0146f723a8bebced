"""Figures for slides are drawn without warnings (warnings are errors), and Korean falls back to English."""

import numpy as np
import pytest

import comparison
from comparison import (
    compare,
    plot_bars,
    plot_calibration,
    plot_confusion,
    plot_loss_and_metric,
    plot_mistakes,
    plot_ranking,
)
from comparison.figures import fonts
from runtime.errors import UserError


def is_png(path):
    return path.read_bytes().startswith(b"\x89PNG")


def test_figures_of_a_run(trained, tmp_path):
    table = comparison.compare([trained])
    assert is_png(comparison.plot_bars(table, tmp_path / "bars.png"))
    assert is_png(comparison.plot_bars(table, tmp_path / "loss.png", metric="loss"))
    assert is_png(comparison.plot_confusion(trained, tmp_path / "confusion.png"))
    assert is_png(comparison.plot_calibration([trained], tmp_path / "calibration.png"))
    assert is_png(comparison.plot_loss_and_metric(trained, tmp_path / "loss_and_metric.png"))


def test_bad_input_is_one_sentence(trained, tmp_path):
    with pytest.raises(UserError, match="need a binary one"):
        comparison.plot_ranking([trained], tmp_path / "no.png")
    with pytest.raises(UserError, match="metric 'beauty' is unknown"):
        comparison.plot_loss_and_metric(trained, tmp_path / "no.png", metric="beauty")
    assert not (tmp_path / "no.png").exists()


def made_up(trained, task, prediction, y):
    """The trained run with other predictions."""
    run = type(trained)(trained.folder, {**trained.record, "task": task, "class_names": ["no", "yes"]})
    vars(run)["predictions"] = {"test_y": y, "test_prediction": prediction}
    return run


def test_ranking_curves_and_scores(trained, tmp_path):
    draw = np.random.default_rng(0)
    y, p = draw.integers(0, 2, 50), draw.random((50, 1))
    assert is_png(comparison.plot_ranking([made_up(trained, "binary", p, y)], tmp_path / "ranking.png"))
    assert is_png(comparison.plot_confusion(made_up(trained, "binary", p, y), tmp_path / "confusion.png"))
    with pytest.raises(UserError, match="not probabilities"):
        comparison.plot_calibration([made_up(trained, "binary", 3 * p, y)], tmp_path / "no.png")
    with pytest.raises(UserError, match="is a regression"):
        comparison.plot_confusion(made_up(trained, "regression", p, y), tmp_path / "no.png")


def test_a_title_in_two_languages_is_not_cut(trained, monkeypatch):
    """As wide as with a font for Korean, which the machine need not have; and of two classes the figure is small."""
    monkeypatch.setattr("comparison.figures.judged.title", lambda english, korean: f"KOREAN WORDS ({english})")
    run = made_up(trained, "binary", np.full((4, 1), 0.8), np.array([0, 1, 1, 1]))
    run.record["settings"] = {**run.record["settings"], "name": "a detector of shirts, trained on 1 in 10"}
    for figure in (comparison.plot_confusion(run), comparison.plot_loss_and_metric(run)):
        figure.draw_without_rendering()
        words, shown = figure._suptitle.get_window_extent(), figure.bbox
        assert 0 <= words.x0 < words.x1 <= shown.width
        assert words.y1 <= shown.height


def test_korean_titles_only_where_a_font_is(monkeypatch):
    monkeypatch.setattr(fonts, "korean_font", lambda: None)
    assert fonts.title("calibration", "보정 곡선") == "calibration"
    monkeypatch.setattr(fonts, "korean_font", lambda: "NanumGothic")
    assert fonts.title("calibration", "보정 곡선") == "보정 곡선 (calibration)"


@pytest.mark.parametrize("call", [
    lambda run, path: plot_bars(run, path), lambda run, path: plot_bars(compare([run]), path, "acuracy"),
    lambda run, path: plot_confusion(run, path, "tset"), lambda run, path: plot_confusion("runs", path),
    lambda run, path: plot_calibration([], path), lambda run, path: plot_calibration(run, path),
    lambda run, path: plot_ranking([run, 3], path), lambda run, path: plot_loss_and_metric(run, path, "recall"),
    lambda run, path: plot_confusion(run, b"a.png"), lambda run, path: plot_mistakes(run, "data", path),
])  # fmt: skip
def test_arguments_that_are_something_else(trained, tmp_path, call):
    with pytest.raises(UserError):
        call(trained, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
