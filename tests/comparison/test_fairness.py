"""What both sides of a comparison have in common, and what differs: with a dropout that differs unseen until now."""

from functools import partial

import comparison
import datasets
import models
import training
from comparison.fairness import sides, sides_in_words


def test_a_dropout_that_differs_beside_the_width_is_named(tmp_path):
    """As in the first comparison of chapter 6, in which plain and residual networks had another dropout."""
    narrow, wide = partial(models.dense, hidden=(2,)), partial(models.dense, hidden=(4,), dropout=0.25)
    data = datasets.load("iris")
    table = comparison.compare(training.fit_all({"narrow": narrow, "wide": wide}, data, epochs=1, folder=tmp_path))
    found = sides(*table.rows)
    assert found["differs"] == {
        "recipe.hyperparameters.hidden": [[2], [4]],
        "recipe.hyperparameters.dropout": [0.0, 0.25],
        "parameters": [19, 35],  # 4 x 2 + 2 + 2 x 3 + 3 and 4 x 4 + 4 + 4 x 3 + 3
    }
    assert found["equal"]["epochs"] == 1
    assert found["equal"]["data.examples.train"] == len(data.train)
    assert table.difference("accuracy", "narrow", "wide").as_dict()["sides"] == found
    words = sides_in_words(found)
    assert "epochs 1" in words.split("Different:")[0]
    assert words.endswith("Different: hidden 2 against 4, dropout 0.0 against 0.25, parameters 19 against 35.")


def test_equal_settings_differ_in_nothing(run_of):
    row = comparison.compare([run_of("one", seed=seed) for seed in range(2)]).rows[0]
    assert sides(row, row)["differs"] == {}
    assert sides_in_words(sides(row, row)).endswith("No setting differs.")


def test_what_only_one_side_has_stands_as_none(run_of):
    a, b = run_of("a"), run_of("b")
    b.record["settings"]["patience"] = 3
    found = sides(*(comparison.compare([run]).rows[0] for run in (a, b)))
    assert found["differs"] == {"patience": [None, 3]}
    assert sides_in_words(found).endswith("Different: patience none against 3.")
