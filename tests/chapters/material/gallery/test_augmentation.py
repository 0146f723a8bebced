"""Augmentation: both rows see the same few images in as many steps, judged on images as they are."""

import numpy as np

import datasets
from chapters.command_line import Settings
from chapters.material.gallery import augmentation
from chapters.material.gallery.few_images import few_images
from chapters.material.images.shifts import accuracies_when_moved


def test_the_rows_differ_in_the_augmentation_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(augmentation, "RATES", (0.003,))
    monkeypatch.setattr(augmentation, "EPOCHS", 2)
    settings = Settings("ch06", runs_dir=tmp_path, sizes={"few_seeds": 1})
    data = datasets.load("fashion_mnist")
    table = augmentation.train_augmentation(data, settings)
    plain, augmented = table.runs
    assert plain.settings["data"] == augmented.settings["data"]
    assert plain.settings["data"]["examples"]["train"] == 200
    assert (plain.epochs, plain.record["steps_per_epoch"]) == (augmented.epochs, augmented.record["steps_per_epoch"])
    bound = [run.settings["recipe"]["hyperparameters"] for run in (plain, augmented)]
    assert bound[0] | {"augmentation": True} == bound[1] and not bound[0]["augmentation"]
    printed = " ".join(capsys.readouterr().out.split())
    moved = np.mean([accuracies_when_moved(plain, few_images(data, 20), most=500)[1:]])
    assert "500 test images as they are, and moved by two pixels (seeds: 1)" in printed
    assert f"{moved:.3f} shifted images" in printed
    assert "is not tested: one seed" in printed
