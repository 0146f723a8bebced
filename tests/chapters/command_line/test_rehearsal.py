"""A rehearsal names what a study trains: another layer has other digits, more epochs or examples have not."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import training
from chapters import ch17_metrics as ch17
from chapters.claims import results
from chapters.command_line.rehearsal import rehearsed


def test_a_changed_layer_and_a_changed_optimizer_are_noticed_and_moved_code_is_not():
    def study(recipe, settings):
        return training.fit_all({"dense": recipe}, settings.load(), **settings.training)

    def digits(recipe, settings=ch17.STUDY):
        module = SimpleNamespace(SETTINGS=settings, run=partial(study, recipe))
        return rehearsed(module, settings)["dense-s0"]

    def network(*shape, **keywords):  # the lesson's network, in other words and at another place
        return ch17.network(*shape, **{"units": (3,), **keywords})

    plain = digits(network)
    assert plain == digits(network, replace(ch17.STUDY, epochs=40, seeds=7, seed=0))
    assert digits(partial(network, units=(4,))) != plain
    assert digits(partial(network, learning_rate=0.01)) != plain


def test_every_study_has_its_networks():
    today = results.networks_today()
    assert set(today) == set(results.lecture().studies)
    assert all(today.values())
