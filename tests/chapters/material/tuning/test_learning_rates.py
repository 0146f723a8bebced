"""Learning rates are chosen by the validation split, alike for every network, and never by the test split."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import comparison
import datasets
import training
from chapters.material.tuning import best_rate, rate_of, train_tuned
from comparison.fairness import sides_in_words
from datasets import Split
from runtime.backend import keras
from runtime.errors import UserError


def network(input_shape, outputs, task, *, learning_rate):
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs, activation="softmax")])
    model.compile(keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.fixture(scope="module")
def iris():
    return datasets.load("iris", validation=0.3)


def tuned(data, folder, rates, **keywords):
    given = {"seeds": [3], "epochs": 3, "folder": folder, "verbose": 0}
    return train_tuned("line", partial(network), data, rates, **{**given, **keywords})


def test_the_validation_split_chooses_and_the_other_seeds_follow(iris, tmp_path):
    runs = tuned(iris, tmp_path, (1e-9, 0.1), seeds=[3, 4])
    assert [(run.name, run.seed, rate_of(run)) for run in runs] == [
        ("line", 3, 0.1),
        ("line", 4, 0.1),
    ]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [
        "line-s3-rate=0.1",
        "line-s3-rate=1e-09",
        "line-s4-rate=0.1",
    ]


def test_the_test_split_does_not_choose(iris, tmp_path):
    """With validation targets that nothing learns from the test split, the choice is the validation's."""
    wrong = replace(iris, validation=Split(iris.validation.x, (iris.validation.y + 1) % 3))
    chosen = {rate_of(tuned(data, tmp_path / name, (1e-9, 0.1))[0]) for name, data in (("a", iris), ("b", wrong))}
    assert chosen == {0.1, 1e-9}


def test_tuning_seeds_choose_by_their_mean_and_are_left_out(iris, tmp_path):
    runs = tuned(iris, tmp_path, (1e-9, 0.1), seeds=[3, 4], tuning_seeds=[7, 8])
    assert [(run.seed, rate_of(run)) for run in runs] == [(3, 0.1), (4, 0.1)]
    tried = {path.name for path in tmp_path.iterdir() if path.is_dir()} - {run.folder.name for run in runs}
    assert tried == {f"line-s{seed}-rate={rate}" for seed in (7, 8) for rate in ("0.1", "1e-09")}


def test_a_run_keeps_from_which_list_and_on_which_seeds_its_rate_was_chosen(iris, tmp_path):
    """ "learning_rate 0.001 against 0.01" looked like a comparison of untuned networks."""
    (alone,) = tuned(iris, tmp_path / "alone", (0.1,))
    (chosen,) = tuned(iris, tmp_path / "tuned", (1e-9, 0.1), tuning_seeds=[7, 8])
    assert alone.record.get("tuned") is None  # nothing was chosen
    assert chosen.record["tuned"] == {"rates": [1e-9, 0.1], "seeds": [7, 8]}
    assert training.load(chosen.folder).record == chosen.record
    assert (chosen.settings, chosen.folder.name) == (alone.settings, alone.folder.name)
    assert chosen.record["fingerprints"] == alone.record["fingerprints"]
    (again,) = tuned(iris, tmp_path / "tuned", (1e-9, 0.1), tuning_seeds=[7, 8], resume=True)
    assert again.record == chosen.record
    assert np.array_equal(again.model.get_weights()[0], alone.model.get_weights()[0])
    row = comparison.compare([chosen]).rows[0]
    told = sides_in_words(comparison.sides(row, row))
    assert ". The learning rate of each was tuned over 1e-09, 0.1, on seeds 7, 8. No setting differs." in told
    untuned = comparison.compare([alone]).rows[0]
    differs = {"tuned.rates": [[1e-9, 0.1], None], "tuned.seeds": [[7, 8], None]}  # so that a study would be refused
    assert comparison.sides(row, untuned)["differs"] == differs


def test_the_best_rate_is_the_one_that_is_trained_with(iris, tmp_path, capsys):
    given = {"seeds": [7, 8], "epochs": 3, "folder": tmp_path, "verbose": 0}
    for rates in ((1e-9, 0.1, 1.0), (float(np.float32(1e38)), 1e-9)):
        best = best_rate("line", {"line": partial(network)}, iris, rates, **given)
        assert rate_of(tuned(iris, tmp_path, rates, tuning_seeds=[7, 8], resume=True)[0]) == pytest.approx(best)
    assert "line: 1e-09 is the end of the list" in capsys.readouterr().out
    with pytest.raises(UserError, match="at every learning rate of the list"):
        best_rate("line", {"line": partial(network)}, iris, rates[:1], **given)


def test_a_rate_that_diverges_is_left_out(iris, tmp_path, capsys):
    runs = tuned(iris, tmp_path, (0.1, float(np.float32(1e38))))
    assert [rate_of(run) for run in runs] == [0.1]
    assert "line diverged at the rate 1e+38" in capsys.readouterr().out
    with pytest.raises(UserError, match="at every learning rate of the list"):
        tuned(iris, tmp_path, (float(np.float32(1e38)),))


def test_a_rate_at_which_another_seed_diverges_has_lost_too(iris, tmp_path, capsys):
    """The first seed chose it, and the study ended with an error in a later one. Now all seeds take the next best."""

    def fragile(input_shape, outputs, task, *, learning_rate):
        model = network(input_shape, outputs, task, learning_rate=learning_rate)
        if learning_rate == 0.1 and model.layers[0].kernel[0, 0] > 0:  # differs from seed to seed
            model.optimizer.learning_rate = 1e38
        return model

    def positive(seed):
        keras.utils.set_random_seed(seed)
        return bool(network((4,), 3, "multiclass", learning_rate=0.1).layers[0].kernel[0, 0] > 0)

    well, ill = (next(seed for seed in range(50) if positive(seed) == wanted) for wanted in (False, True))
    rates = (1e-9, 0.1, 1e-3)
    given = {"seeds": [well, ill], "epochs": 3, "folder": tmp_path, "verbose": 0}
    runs = train_tuned("line", partial(fragile), iris, rates, **given)
    alone = {rate: tuned(iris, tmp_path / "alone", (rate,), seeds=[well])[0] for rate in rates}
    assert max(rates, key=lambda rate: alone[rate].metrics["validation"]["accuracy"]) == 0.1  # the first seed's choice
    assert {run.seed for run in runs} == {well, ill}
    assert len({rate_of(run) for run in runs} - {0.1}) == 1
    assert "line diverged at the rate 0.1" in capsys.readouterr().out
