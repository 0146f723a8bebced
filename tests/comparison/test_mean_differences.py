"""The mean of several rows minus that of others: against NumPy, and against the difference of two rows."""

import numpy as np
import pytest

import comparison
from comparison.crossed import crossed
from runtime.errors import UserError

pytestmark = pytest.mark.smoke

SHARES = {"WS 0": 0.8, "WS 1": 0.85, "WS 2": 0.75, "ResNet": 0.9}


@pytest.fixture(scope="module")
def table(run_of):
    return comparison.compare([run_of(name, seed=seed, right=SHARES[name] + seed / 500)
                               for name in SHARES for seed in range(5)])  # fmt: skip


def right(row):
    """Ones and zeros by NumPy alone, (seeds, examples)."""
    return np.array([run.predictions["test_prediction"].argmax(1) == run.predictions["test_y"] for run in row.runs])


def test_it_is_the_difference_of_the_mean_tables(table):
    *random, resnet = table.rows
    found = comparison.mean_difference(random, [resnet], "accuracy")
    by_hand = np.mean([right(row) * 1.0 for row in random], axis=0) - right(resnet)
    assert found.difference == pytest.approx(by_hand.mean())
    assert found.values_a == pytest.approx(np.mean([row.values("test", "accuracy") for row in random], axis=0))
    seeds, examples = by_hand.shape
    rows, columns = by_hand.mean(axis=1, keepdims=True), by_hand.mean(axis=0)
    squares = [
        examples * ((rows - by_hand.mean()) ** 2).sum() / (seeds - 1),
        seeds * ((columns - by_hand.mean()) ** 2).sum() / (examples - 1),
        ((by_hand - rows - columns + by_hand.mean()) ** 2).sum() / (seeds - 1) / (examples - 1),
    ]
    variance = max(max(squares[0] - squares[2], 0) + squares[1], squares[0]) / by_hand.size
    assert found.standard_error**2 == pytest.approx(variance)
    assert found.freedom == pytest.approx(crossed(by_hand).freedom)
    assert (found.a, found.b) == ("the mean of WS 0, WS 1, WS 2", "ResNet")
    assert found.discordant == (int((columns > 0).sum()), int((columns < 0).sum()))
    assert (found.verdict, found.winner) == ("best", "ResNet")
    assert "over seeds alone" not in str(found)


def test_of_single_rows_it_is_their_difference(table):
    a, b = table.rows[:2]
    assert comparison.mean_difference([a], [b], "log_loss").as_dict() == a.difference(b, "log_loss").as_dict()


def test_a_row_more_often_changes_nothing_and_the_sides_turn_the_sign(table):
    *random, resnet = table.rows
    found = comparison.mean_difference(random, [resnet], "accuracy")
    twice = comparison.mean_difference(random * 2, [resnet], "accuracy")
    assert twice.interval() == pytest.approx(found.interval())
    low, high = comparison.mean_difference([resnet], random, "accuracy").interval()
    assert (-high, -low) == pytest.approx(found.interval())


def test_sides_name_what_the_rows_of_a_side_differ_in(run_of):
    runs = [run_of(name, seed=seed) for name in "abc" for seed in range(5)]
    for run in runs:
        run.record["settings"]["patience"] = {"a": 1, "b": 2, "c": 1}[run.name]
    a, b, c = comparison.compare(runs).rows
    assert comparison.mean_difference([a, b], [c], "accuracy").sides["differs"] == {"patience": [[1, 2], 1]}
    assert comparison.mean_difference([a, c], [a], "accuracy").sides["differs"] == {}


def test_what_cannot_be_averaged_is_refused(run_of, table):
    own = comparison.compare([run_of("own", seed=seed) for seed in range(5, 10)]).rows[0]
    with pytest.raises(UserError, match="'WS 0' and 'own' have different seeds"):
        comparison.mean_difference([table.rows[0], own], [table.rows[1]], "accuracy")
    with pytest.raises(UserError, match="rows_b has no row"):
        comparison.mean_difference(table.rows, [], "accuracy")
    assert not comparison.mean_difference([table.rows[0]], [own], "accuracy").paired


def test_rows_of_other_test_examples_or_losses_are_not_tested(run_of, table):
    other = comparison.compare([run_of("o", seed=seed, examples=200) for seed in range(5)]).rows[0]
    found = comparison.mean_difference(table.rows[:2], [other], "accuracy")
    assert "different test examples" in found.reason
    hinge = comparison.compare([run_of("h", seed=seed, loss="hinge") for seed in range(5)]).rows[0]
    found = comparison.mean_difference([table.rows[0], hinge], [table.rows[1]], "loss")
    assert "without a common scale" in found.reason
