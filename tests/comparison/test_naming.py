"""What differs, in words: short, without hashes, and each row under a label of its own."""

import comparison
from comparison.naming import differing, in_words, labels, spoken, unusual
from runtime.backend import keras
from training.settings import describe


def test_a_callback_that_differs_is_its_name_and_what_is_not_the_default():
    stopping = describe(keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True))
    assert stopping == {"name": "EarlyStopping", "patience": 3, "restore_best_weights": True}
    said = spoken({"recipe.hyperparameters.units": [300, 100], "callbacks": [stopping]})
    assert said == "units 300-100, callbacks EarlyStopping patience 3 restore_best_weights True"
    assert spoken({"callbacks": []}) == "callbacks none"


def test_a_keyword_and_what_the_recipe_compiled_with_it_are_said_once():
    both = {"recipe.hyperparameters.learning_rate": 0.01, "optimizer.learning_rate": 0.01}
    assert spoken(both) == "learning_rate 0.01"
    assert spoken({**both, "optimizer.learning_rate": 0.1}) == (
        "recipe.hyperparameters.learning_rate 0.01, optimizer.learning_rate 0.1"
    )


def test_a_keyword_that_was_left_out_is_not_said_beside_what_the_recipe_compiled():
    assert spoken({"recipe.hyperparameters.loss": None, "loss": "mean_squared_error"}) == "loss mean_squared_error"
    assert spoken({"recipe.hyperparameters.patience": None, "loss": "hinge"}) == "patience None, loss hinge"


def test_a_hash_is_said_only_where_nothing_else_differs():
    array = {"recipe.hyperparameters.landmarks.shape": [60, 2], "recipe.hyperparameters.landmarks.content": "0a" * 8}
    assert spoken(array) == "landmarks shape 60-2"
    assert spoken({"recipe.hyperparameters.landmarks.content": "0a" * 8}) == "landmarks content 0a0a0a0a"
    assert spoken({"loss.name": "own", "loss.code": "abcdef01"}) == "loss own"
    assert spoken({"callbacks": [{"name": "Mine", "patience": 2, "code": "abcdef01"}]}) == "callbacks Mine patience 2"


def test_long_lists_are_counted():
    assert in_words([29] * 8) == "8 x 29"
    assert in_words(list(range(7))) == "7 values"
    assert in_words([[0.5, 1.0], [2.0, 3.0]]) == "2 lists"
    assert in_words([300, 100]) == "300-100"
    assert in_words([5, 5]) == "5-5"
    assert in_words(12345678901234567890) == "12345678901234567890"  # a number is no hash


def test_rows_of_one_name_have_labels_of_their_own():
    firsts = [{"name": "a", "data.sha256": digits * 64} for digits in "abc"]
    assert labels(["a", "a", "b"], firsts) == ["a (sha256 aaaaaaaa)", "a (sha256 bbbbbbbb)", "b"]
    lists = [{"x": list(range(start, start + 9))} for start in (0, 1)]
    assert labels(["a", "a"], lists) == ["a (x 9 values)", "a (x 9 values), 2"]
    assert differing(firsts) == []


def test_beside_a_label_only_what_is_unusual_is_said(run_of):
    rates = {"none": {}, "L2 0.01": {"l2": 0.01}, "wide": {"units": 512}, "cell": {"cell": "LSTM"}}
    runs = [run_of(name) for name in rates]
    for run, changed in zip(runs, rates.values(), strict=True):
        run.settings["recipe"] = {"hyperparameters": {"l2": 0.0, "units": 64, "cell": "GRU", **changed}}
    assert unusual(comparison.compare(runs).rows) == ["", "", "units 512", "cell LSTM"]
    assert unusual(comparison.compare(runs[::2]).rows) == ["units 64", "units 512"]  # of two, neither is the usual one
