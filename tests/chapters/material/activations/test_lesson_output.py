"""What is printed: the ranges of output activations, and what layers and remedies came to."""

from types import SimpleNamespace

import numpy as np

from chapters.material.activations.curves import OUTPUTS
from chapters.material.activations.lesson_output import print_moves, print_outputs, print_remedies


def test_what_an_output_is_to_a_task(capsys):
    print_outputs()
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if " sum " in line}
    assert set(OUTPUTS) == set(lines)
    assert "1.00 to  1.00" in lines["softmax"]


def trained(accuracy, rate=0.01):
    settings = {"optimizer": {"learning_rate": rate}}
    return [SimpleNamespace(epochs=6, seed=0, settings=settings, metrics={"test": {"accuracy": accuracy}})]


def test_moves_are_compared_under_each_optimizer(capsys):
    moves = {"relu SGD": np.full(8, 0.2), "sigmoid SGD": np.linspace(0.0002, 0.1, 8), "relu Adam": np.full(8, 0.5)}
    print_moves(moves, {name: trained(0.7 if "relu" in name else 0.1) for name in moves})
    printed = capsys.readouterr().out
    assert "With SGD the first layer of the sigmoid network moves 0.001 times as far" in printed
    assert "0.100 against 0.700" in printed
    assert "With Adam" not in printed  # there is no sigmoid network beside it
    assert max(map(len, printed.splitlines())) <= 80
    assert "rates differ" not in printed
    print_moves(moves, {name: trained(0.7, 0.1 if "relu" in name else 0.01) for name in moves})
    printed = capsys.readouterr().out
    assert "Their rates differ, 0.01 against 0.1" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_a_remedy_stands_beside_the_network_without_it(capsys):
    print_remedies({"sigmoid SGD": trained(0.1), "sigmoid SGD, batch normalisation": trained(0.7)})
    printed = capsys.readouterr().out
    assert "alone 0.100, with batch normalisation 0.700" in printed
    assert "clipping" not in printed
    assert max(map(len, printed.splitlines())) <= 80
    print_remedies({"relu Adam": trained(0.8)})
    assert capsys.readouterr().out == ""
