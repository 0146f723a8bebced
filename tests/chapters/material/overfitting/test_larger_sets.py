"""Larger training sets: nested, and what is missing is said."""

import datasets
from chapters.material.overfitting.larger_sets import more_data


def test_more_data_is_nested_and_what_is_missing_is_said(capsys):
    everything = datasets.load("iris")
    few = everything.take(len(everything.train) // 3)
    found = more_data(few, everything, (2, 4))
    assert {name: len(data.train) for name, data in found.items()} == {"2 x data": 2 * len(few.train)}
    smaller, larger = ({tuple(x) for x in data.train.x.tolist()} for data in (few, found["2 x data"]))
    assert smaller <= larger
    assert "No row 4 x data: iris has" in capsys.readouterr().out
    assert more_data(everything, everything, (2, 4)) == {}  # as with --full
    assert "No row 2 x data" in capsys.readouterr().out
