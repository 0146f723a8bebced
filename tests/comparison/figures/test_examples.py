"""Worst mistakes and forecasts."""

from dataclasses import replace

import numpy as np
import pytest

import comparison
from datasets import Split
from runtime.errors import UserError


def with_predictions(trained, task, y, prediction, names=()):
    run = type(trained)(trained.folder, {**trained.record, "task": task, "class_names": list(names)})
    vars(run)["predictions"] = {"test_y": y, "test_prediction": prediction}
    return run


def test_the_worst_come_first_and_are_mistakes(trained, small, tmp_path):
    found = comparison.worst_mistakes(trained, 7)
    assert 0 < len(found) <= 7
    assert [each.badness for each in found] == sorted((each.badness for each in found), reverse=True)
    for each in found:
        assert each.truth != each.predicted
        assert each.truth == small.class_names[small.test.y[each.index]]
        assert "taken for" in str(each)
    path = comparison.plot_mistakes(trained, small, tmp_path / "mistakes.png", 7)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_binary_and_regression(trained):
    binary = with_predictions(
        trained, "binary", np.array([0, 1, 1]), np.array([[0.9], [0.4], [0.8]]), ("negative", "positive")
    )
    assert [(each.index, each.truth) for each in comparison.worst_mistakes(binary)] == [
        (0, "negative"),
        (1, "positive"),
    ]
    regression = with_predictions(trained, "regression", np.array([[1.0], [2.0]]), np.array([[1.1], [5.0]]))
    assert [each.index for each in comparison.worst_mistakes(regression)] == [1, 0]


def test_other_data_is_named(trained, small, tmp_path):
    other = replace(small, test=Split(small.test.x, small.test.y[::-1].copy()))
    with pytest.raises(UserError, match="other test examples"):
        comparison.plot_mistakes(trained, other, tmp_path / "no.png")
    with pytest.raises(UserError, match="no forecast"):
        comparison.plot_forecasts([trained], small, tmp_path / "no.png")
    with pytest.raises(UserError, match="no vocabulary"):
        comparison.mistaken_texts(trained, small)


def test_texts_and_forecasts(trained, small, tmp_path):
    words = replace(
        small, test=Split(np.array([[1, 2, 0], [2, 1, 0]], np.int32), np.array([0, 1])), vocabulary=("", "not", "good")
    )
    run = with_predictions(trained, "binary", words.test.y, np.array([[0.9], [0.9]]), ("bad", "fine"))
    assert comparison.mistaken_texts(run, words) == ["bad, taken for fine (0.80): not good"]
    waves = Split(np.zeros((4, 20, 1), np.float32), np.ones((4, 3), np.float32))
    series = replace(small, task="regression", train=waves, test=waves)
    forecast = with_predictions(trained, "regression", waves.y, waves.y * 0.9)
    path = comparison.plot_forecasts([forecast], series, tmp_path / "forecasts.png")
    assert path.read_bytes().startswith(b"\x89PNG")
