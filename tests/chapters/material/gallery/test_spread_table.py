"""The spread of accuracies told apart: graphs or seeds of the weights."""

import numpy as np
import pytest

from chapters.material.gallery.spread_table import print_spread, spread_rows, verdict_on_wiring

WEIGHTS = np.linspace(-0.01, 0.01, 5)
GRAPHS = np.array([[0.0], [0.05], [0.1]])


def test_the_spread_is_of_the_wiring_or_of_the_weights():
    of_wiring, of_weights = 0.8 + GRAPHS + WEIGHTS, 0.8 + 0 * GRAPHS + WEIGHTS
    (row,) = spread_rows({"WS": of_wiring})
    assert row[:4] == ("WS", "3", "5", "0.8500")
    assert float(row[4]) == pytest.approx(0.05, abs=0.001) and float(row[5]) == pytest.approx(0.0079, abs=1e-4)
    assert "some graphs of WS are more accurate" in verdict_on_wiring({"WS": of_wiring, "ER": of_weights})
    assert "No difference between graphs" in verdict_on_wiring({"ER": of_weights})


def test_one_seed_or_one_graph_tells_nothing_of_the_spread(capsys):
    for values in (np.full((1, 5), 0.8), np.full((3, 1), 0.8)):
        (row,) = spread_rows({"BA": values})
        assert row[3:] == ("0.8000", "-", "-", "-", "-")
        assert "--graphs 3 --seeds 3" in verdict_on_wiring({"BA": values})
        print_spread({"BA": values})
        assert "sd graphs" not in capsys.readouterr().out


def test_the_printed_table_is_narrow(capsys):
    random = np.random.default_rng(0)
    print_spread({name: 0.8 + GRAPHS + 0.01 * random.normal(size=(3, 5)) for name in ("WS", "BA", "ER")})
    lines = capsys.readouterr().out.splitlines()
    assert sum("graphs" in line for line in lines) > 2
    assert max(map(len, lines)) <= 80
