"""The family: parents are older, every optimizer of Keras is inside, and a new one finds its place."""

from dataclasses import replace

from chapters.ch16_optimizers import RULES, optimizers
from chapters.material.optimizers.family_tree import FAMILY, draw_family
from chapters.material.optimizers.further_rules import FURTHER_RULES, further_optimizers
from runtime.backend import keras


def test_parents_are_older():
    for member in FAMILY.values():
        assert all(FAMILY[parent].year <= member.year for parent in member.parents)


def test_every_rule_and_every_optimizer_of_keras_is_in_the_family():
    made = {**optimizers(), **further_optimizers()}
    assert set(made) == {*RULES, *FURTHER_RULES} <= set(FAMILY)
    inside = {type(optimizer()).__name__ for optimizer in made.values()} | {"Ftrl", "Muon"}
    wrappers = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer", "OptimizerMap"}
    assert {name for name in dir(keras.optimizers) if name[0].isupper()} - wrappers <= inside
    assert {"ftrl", "muon"} <= set(FAMILY)


def test_a_new_optimizer_finds_its_place_in_the_picture(monkeypatch, tmp_path):
    monkeypatch.setitem(FAMILY, "newest", replace(FAMILY["lion"], year=2030, height=5.0))
    assert draw_family(RULES, tmp_path / "family.png").exists()
