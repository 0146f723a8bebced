"""The turn of the validation loss is said as it is, also where there is none."""

from types import SimpleNamespace

import numpy as np

import datasets
from chapters.material.overfitting.lesson_output import print_monte_carlo, print_turn
from comparison.metrics import judge


def test_the_turn_is_said_as_it_is(capsys):
    turning = {"loss": [1.0, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05], "val_loss": [1.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]}
    print_turn(SimpleNamespace(name="none", history=turning))
    printed = capsys.readouterr().out
    assert "0.50 in epoch 2, its lowest; 0.80 over the last 5 epochs" in printed
    assert "no overfitting turn" not in printed
    print_turn(SimpleNamespace(name="none", history={"loss": [1.0, 0.9], "val_loss": [1.1, 1.0]}))
    printed = capsys.readouterr().out
    assert "no overfitting turn is seen" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_a_mean_of_predictions_is_judged(capsys):
    data = datasets.load("iris")
    drawn = np.random.default_rng(0).dirichlet(np.ones(3), (25, len(data.test)))
    once = np.full((len(data.test), 3), 1 / 3)
    run = SimpleNamespace(name="dropout 0.5", model=None, predictions={"test_prediction": once})
    print_monte_carlo(run, data, lambda model, x, times: drawn[:times])
    printed = capsys.readouterr().out.splitlines()
    expected = judge(data.test.y, drawn.mean(axis=0), data.task).values
    assert f"{expected['accuracy']:.4f}" in printed[-1]
    assert f"{expected['log_loss']:.4f}" in printed[-1]
    assert f"{np.log(3):.4f}" in printed[-4]
