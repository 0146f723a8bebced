"""A rehearsal names what a study trains: another layer has other digits, more epochs or examples have not.

And it refuses a study in which two sides differ in what its claim does not name.
"""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

import training
from chapters import ch17_metrics as ch17
from chapters.claims import results
from chapters.command_line.rehearsal import refuse_unfair, rehearsed
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


def test_sides_that_differ_in_more_than_the_claim_is_about_are_refused():
    about = {"recipe.hyperparameters.dropout": [0.0, 0.5]}
    refuse_unfair("dropout-narrows-the-gap", {"differs": about})
    with pytest.raises(UserError, match="'dropout-narrows-the-gap' also differ in batch_size, epochs; make them equal"):
        refuse_unfair("dropout-narrows-the-gap", {"differs": {**about, "epochs": [5, 9], "batch_size": [32, 64]}})


def test_every_study_has_its_networks():
    today = results.networks_today()
    assert set(today) == set(results.lecture().studies)
    assert all(today.values())
