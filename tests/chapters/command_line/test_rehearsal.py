"""A rehearsal names what a study trains: another layer has other digits, more epochs or examples have not.

And it refuses a study in which two sides differ in what its claim does not name.
"""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

import training
from chapters import ch17_metrics as ch17
from chapters.claims import results
from chapters.command_line.rehearsal import digits_of_claim, refuse_unfair, rehearsed
from comparison.differences import difference_of_seeds
from datasets import Split
from runtime.errors import UserError


def test_a_changed_layer_and_a_changed_optimizer_are_noticed_and_moved_code_is_not():
    def study(recipe, settings):
        training.fit_all({"dense": recipe}, settings.load(), **settings.training)
        return SimpleNamespace(claims=[])

    def digits(recipe, settings=ch17.STUDY):
        module = SimpleNamespace(SETTINGS=settings, run=partial(study, recipe))
        return rehearsed(module, settings)["dense-s0"]

    def network(*shape, **keywords):  # the lesson's network, in other words and at another place
        return ch17.network(*shape, **{"units": (3,), **keywords})

    plain = digits(network)
    assert plain == digits(network, replace(ch17.STUDY, epochs=40, seeds=7, seed=0))
    assert digits(partial(network, units=(4,))) != plain
    assert digits(partial(network, learning_rate=0.01)) != plain


def scaled(data, factor):
    return replace(data, train=Split(data.train.x * np.float32(factor), data.train.y))


def reordered(data):
    return replace(data, train=Split(data.train.x[::-1].copy(), data.train.y[::-1].copy()))


def test_data_that_a_lesson_makes_otherwise_are_noticed():
    def digits(change):
        def study(settings):
            training.fit_all({"dense": partial(ch17.network, units=(3,))}, change(settings.load()), **settings.training)
            return SimpleNamespace(claims=[])

        return rehearsed(SimpleNamespace(SETTINGS=ch17.STUDY, run=study), ch17.STUDY)["dense-s0"]

    plain = digits(lambda data: data)
    assert plain == digits(lambda data: scaled(data, 1))
    assert plain != digits(lambda data: scaled(data, 0.1))
    assert plain != digits(reordered)


def test_what_is_compared_for_a_claim_is_noticed():
    def digits(metric="accuracy", a="dense", b="softmax", shift=0.0, **more):
        values = difference_of_seeds([0.5 + shift], [0.4], paired=True, metric=metric, a=a, b=b).as_dict() | more
        return digits_of_claim(values)

    plain = digits()
    assert plain == digits(shift=0.3)  # another number is none
    assert len({plain, digits("accuracy gap"), digits(a="softmax", b="dense"), digits(b="dropout")}) == 4
    assert plain != digits(sides={"differs": {"parameters": [1, 2]}})
    assert plain == digits(sides={"differs": {"optimizer.learning_rate": [0.1, 0.01]}})  # tuned, perhaps to the same
    assert plain != digits(parts={"dense": [0.1]})


def test_sides_that_differ_in_more_than_the_claim_is_about_are_refused():
    about = {"recipe.hyperparameters.dropout": [0.0, 0.5]}
    refuse_unfair("dropout-narrows-the-gap", {"differs": about})
    with pytest.raises(UserError, match="'dropout-narrows-the-gap' also differ in batch_size, epochs; make them equal"):
        refuse_unfair("dropout-narrows-the-gap", {"differs": {**about, "epochs": [5, 9], "batch_size": [32, 64]}})


def test_every_study_has_its_networks():
    today = results.networks_today()
    assert set(today) == set(results.lecture().studies)
    assert all(today.values())
    for claim in results.lecture().claims.values():
        assert (results.claim_key(claim.id) in today.get(claim.chapter, {})) == (claim.kind != "exact"), claim.id
