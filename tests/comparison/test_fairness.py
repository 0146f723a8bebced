"""What both sides of a comparison have in common, and what differs: with a dropout that differs unseen until now."""

from functools import partial

import pytest

import comparison
import datasets
import models
import training
from comparison.fairness import sides, sides_in_words
from training.settings import flat, plain


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


def told(equal, differs=None):
    return sides_in_words({"equal": equal, "differs": differs or {}})


@pytest.mark.parametrize(
    ("equal", "words"),
    [
        ({"recipe.hyperparameters.dropout": 0.0, "recipe.hyperparameters.l2": None}, "no dropout, no L2"),
        ({"recipe.hyperparameters.dropout": 0.5, "recipe.hyperparameters.l2": 0.001}, "dropout 0.5, L2 0.001"),
        ({"epochs": 10, "patience": 10}, "epochs 10, keeps the best epoch"),  # it can never stop early
        ({"epochs": 10, "patience": 2}, "epochs 10, patience 2"),
        ({"epochs": 10, "patience": None}, "epochs 10"),
        ({"patience": 10, "batch_size": 8}, "patience 10, batch_size 8"),  # epochs differ, or nobody knows
        ({"epochs": [4, 8], "patience": 8}, "epochs 4 and 8, patience 8"),
        (
            {
                "optimizer.learning_rate.name": "CosineDecay",
                "optimizer.learning_rate.initial_learning_rate": 0.003,
                "optimizer.learning_rate.decay_steps": 1752,
                "optimizer.learning_rate.alpha": 0.0,
                "optimizer.learning_rate.warmup_target": None,
            },
            "learning_rate CosineDecay (initial_learning_rate 0.003, decay_steps 1,752)",
        ),
        ({"data.examples.train": 9000, "epochs": 8}, "training examples 9,000, epochs 8"),
        (
            {"data.examples.train": 9000, "data.options.different_examples": 900},
            "examples read an epoch 9,000, different examples 900",
        ),
    ],
)
def test_equal_settings_in_words(equal, words):
    assert told(equal) == f"Equal on both sides: {words}. No setting differs."


def test_examples_that_come_again_are_read_and_not_different():
    """Chapter 9 said: training examples 9,000, different: different_examples 9,000 against 900."""
    found = told({"data.examples.train": 9000}, {"data.options.different_examples": [9000, 900]})
    assert found.startswith("Equal on both sides: examples read an epoch 9,000. Different: ")
    assert found.endswith(" Different: different examples 9,000 against 900.")


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ([[90336, 89356], 82237], "90,336 and 89,356 against 82,237"),  # was 90336-89356, which reads as a range
        ([[0, 1, 2], None], "0, 1 and 2 against none"),
        ([[0.003, 0.01, 0.03, 0.1], [0.003]], "0.003, 0.01, 0.03 and 0.1 against 0.003"),
        ([[300, 100], []], "300 and 100 against none"),
        ([[29] * 8, list(range(7))], "8 x 29 against 7 values"),
        ([["ws", "k", 4], ["er", "p", 0.5]], "ws-k-4 against er-p-0.5"),  # one value that has three parts
        ([True, None], "on against none"),  # was 1 against none
        ([False, True], "off against on"),
        (["Split", None], "a split of the data against none"),  # was the name of our class
    ],
)
def test_a_setting_that_differs_is_shown_as_a_reader_reads_it(sides, words):
    assert told({}, {"recipe.hyperparameters.x": sides}).endswith(f" Different: x {words}.")


def test_a_setting_that_differs_has_the_name_that_is_given_for_it():
    differs = {"recipe.hyperparameters.average": [False, None], "recipe.hyperparameters.pool_size": [2, None]}
    names = {"recipe.hyperparameters.average": "global average pooling"}
    found = sides_in_words({"equal": {}, "differs": differs}, names)
    assert found.endswith("Different: global average pooling off against none, pool_size 2 against none.")


def test_a_keyword_of_a_recipe_and_what_it_compiled_are_said_once():
    """Chapter 13 compared them as `recipe.hyperparameters.weight_decay 0.0 against 1.0, ..., weight_decay none ...`."""
    keyword, compiled = "recipe.hyperparameters.weight_decay", "optimizer.weight_decay"
    assert told({}, {keyword: [0.0, 1.0], compiled: [None, 1.0]}).endswith("Different: weight_decay none against 1.0.")
    assert told({keyword: 0.15, compiled: 0.15}).startswith("Equal on both sides: weight_decay 0.15. ")


def test_the_parts_of_the_data_that_a_recipe_was_given_are_no_class_name():
    """Chapter 3 binds the training split to its kernel; CLAIMS.md said: examples Split against none."""
    given = flat({"examples": plain(datasets.load("iris").train)})
    found = told({}, {f"recipe.hyperparameters.{key}": [value, None] for key, value in given.items()})
    assert found.endswith("Different: examples a split of the data against none.")


def test_tuning_is_told_between_what_is_equal_and_what_differs():
    equal = {"epochs": 6, "tuned.rates": [0.0003, 0.001, 0.01], "tuned.seeds": [10]}
    tuned = "The learning rate of each was tuned over 0.0003, 0.001, 0.01, on seed 10."
    differs = {"optimizer.learning_rate": [0.001, 0.01]}
    found = told(equal, differs)
    assert found == f"Equal on both sides: epochs 6. {tuned} Different: learning_rate 0.001 against 0.01."


def test_what_only_one_side_has_stands_as_none(run_of):
    a, b = run_of("a"), run_of("b")
    b.record["settings"]["patience"] = 3
    found = sides(*(comparison.compare([run]).rows[0] for run in (a, b)))
    assert found["differs"] == {"patience": [None, 3]}
    assert sides_in_words(found).endswith("Different: patience none against 3.")
