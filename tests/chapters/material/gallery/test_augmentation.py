"""Augmentation: both rows see the same few images in as many steps, judged on images as they are."""

import datasets
from chapters.command_line import Settings
from chapters.material.gallery import augmentation


def test_the_rows_differ_in_the_augmentation_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(augmentation, "RATES", (0.003,))
    monkeypatch.setattr(augmentation, "EPOCHS", 2)
    settings = Settings("ch06", runs_dir=tmp_path, sizes={"few_seeds": 1})
    table = augmentation.train_augmentation(datasets.load("fashion_mnist").take(1_000), settings)
    plain, augmented = table.runs
    assert plain.settings["data"] == augmented.settings["data"]
    assert plain.settings["data"]["examples"]["train"] == 200
    assert (plain.epochs, plain.record["steps_per_epoch"]) == (augmented.epochs, augmented.record["steps_per_epoch"])
    bound = [run.settings["recipe"]["hyperparameters"] for run in (plain, augmented)]
    assert bound[0] | {"augmentation": True} == bound[1] and not bound[0]["augmentation"]
    assert "is not tested: one seed" in " ".join(capsys.readouterr().out.split())
