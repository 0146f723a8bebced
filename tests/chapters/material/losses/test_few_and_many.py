"""The figure of few and many epochs: its title says what happened, and one epoch is drawn too."""

import datasets
import training
from chapters.ch15_losses import network
from chapters.material.losses.few_and_many import draw_few_and_many, went


def test_the_title_says_what_happened():
    assert (went(1.0, 0.5), went(0.5, 1.0), went(1.0, 1.0)) == ("falls", "rises", "is the same")


def test_two_trainings_of_one_epoch_are_drawn(tmp_path):
    recipes = {"few epochs": network, "many epochs": network}  # as with --epochs 1: both are one training
    runs = training.fit_all(recipes, datasets.load("iris"), epochs=1, folder=tmp_path)
    assert draw_few_and_many(runs, tmp_path / "few_and_many.png").exists()
