"""The overview of a comparison: no more colours in a panel than readers can tell apart."""

import pytest
from matplotlib.colors import to_hex

import comparison
from comparison.figures.overview import MOST_COLOURS, overview, split_evenly
from comparison.figures.style import COLOURS


@pytest.mark.parametrize(
    ("rows", "sizes"), [(1, [1]), (7, [7]), (8, [4, 4]), (14, [7, 7]), (15, [5, 5, 5]), (23, [6, 6, 5, 6])]
)
def test_rows_are_split_into_few_and_even_parts(rows, sizes):
    parts = split_evenly(list(range(rows)), MOST_COLOURS)
    assert [len(part) for part in parts] == sizes
    assert [row for part in parts for row in part] == list(range(rows))


@pytest.fixture
def nine(run_of):
    runs = [run_of(f"{number} units", right=0.1 * number) for number in range(1, 10)]
    for number, run in enumerate(runs):
        values = [number + 1.0, number + 0.5]
        vars(run)["history"] = dict.fromkeys(("loss", "val_loss", "accuracy", "val_accuracy"), values)
        run.record["epochs"], run.record["provenance"] = 2, {"form": "sample", "sha256": "0" * 64}
    return comparison.compare(runs)


def test_nine_rows_are_two_strips_with_one_scale(nine):
    figure = overview(nine)
    assert len(figure.axes) == 6
    for loss, accuracy, bars in (figure.axes[:3], figure.axes[3:]):
        names = [label.get_text() for label in bars.get_yticklabels()]
        drawn = {to_hex(patch.get_facecolor()).upper() for patch in bars.patches}
        assert len(drawn) == len(names) <= MOST_COLOURS
        assert drawn <= set(COLOURS)
        assert {to_hex(line.get_color()).upper() for line in accuracy.lines} == drawn
        assert loss.get_ylim() == figure.axes[0].get_ylim()
        assert accuracy.get_ylim() == figure.axes[1].get_ylim()
        assert bars.get_xlim() == figure.axes[2].get_xlim()
    shown = [label.get_text() for bars in figure.axes[2::3] for label in reversed(bars.get_yticklabels())]
    assert shown == [row.label for row in nine.rows]


def test_few_rows_are_one_strip(nine):
    assert len(overview(comparison.compare(nine.runs[:7])).axes) == 3


def test_the_best_baseline_is_drawn_and_named(nine):
    values = {"accuracy": 0.625}
    baseline = {"name": "a line", "validation": values, "test": values}
    table = comparison.compare(nine.runs[:7], baselines=[baseline])
    assert len(table.baselines) > 1
    bars = overview(table).axes[2]
    assert [set(line.get_xdata()) for line in bars.lines] == [{0.625}]
    assert bars.get_xlabel() == "accuracy; dotted: baseline a line"
    baseline["test"] = {"accuracy": 0.0}
    assert "a line" not in overview(comparison.compare(nine.runs[:7], baselines=[baseline])).axes[2].get_xlabel()
