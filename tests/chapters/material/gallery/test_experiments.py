"""Which experiments a dataset and the settings can have."""

import datasets
from chapters.command_line import Settings
from chapters.material import gallery
from chapters.material.gallery import augmentation
from chapters.material.gallery.few_images import of_classes


def test_no_seeds_train_nothing(tmp_path):
    settings = Settings("ch06", runs_dir=tmp_path, sizes={"few_seeds": 0})
    assert gallery.train_on_few_images(datasets.load("fashion_mnist"), settings) == {}
    assert not list(tmp_path.iterdir())


def test_three_classes_have_augmentation_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(augmentation, "RATES", (0.003,))
    monkeypatch.setattr(augmentation, "EPOCHS", 1)
    settings = Settings("ch06", runs_dir=tmp_path, sizes={"few_seeds": 1})
    tables = gallery.train_on_few_images(of_classes(datasets.load("digits"), (0, 1, 2)), settings)
    assert list(tables) == ["Augmentation with few images"]
    assert "No transfer learning: digits has 3 classes, and it takes 4." in capsys.readouterr().out
