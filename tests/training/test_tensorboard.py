"""The event files, read back."""

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training.tensorboard import hyperparameters


def read(folder):
    events = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    events.Reload()
    return events


def scalar(events, tag):
    from tensorflow import make_ndarray

    return [(event.step, float(make_ndarray(event.tensor_proto))) for event in events.Tensors(tag)]


@pytest.fixture(scope="module")
def events(trained):
    return {name: read(trained.folder / name) for name in (".", "train", "validation")}


def test_curves_of_train_and_validation(events, trained):
    for split, prefix in (("train", ""), ("validation", "val_")):
        for metric in ("loss", "accuracy"):
            steps, values = zip(*scalar(events[split], f"epoch_{metric}"), strict=True)
            assert steps == (0, 1, 2)
            assert values == pytest.approx(trained.history[f"{prefix}{metric}"], rel=1e-6)
    assert "epoch_learning_rate" in events["train"].Tags()["tensors"]


def test_histograms_and_graph(events):
    tags = events["train"].Tags()["tensors"]
    assert "keras" in tags  # the network's graph
    assert any("kernel" in tag for tag in tags)


def test_settings_as_text_and_final_numbers(events, trained):
    tags = events["."].Tags()["tensors"]
    assert "settings" in tags
    for split in ("train", "validation", "test"):
        for metric in ("loss", "accuracy"):
            ((_, value),) = scalar(events["."], f"final_{split}_{metric}")
            assert value == pytest.approx(trained.metrics[split][metric], rel=1e-6)


def test_hyperparameters_for_the_hparams_tab(events, trained):
    assert events["."].SummaryMetadata("_hparams_/session_start_info").plugin_data.plugin_name == "hparams"
    values = hyperparameters(trained.settings)
    assert values["dropout"] == 0.1
    assert values["optimizer.learning_rate"] == 0.001
    assert values["hidden"] == "[8]"
    assert all(isinstance(value, bool | int | float | str) for value in values.values())


def test_the_confusion_matrix_is_an_image(events):
    assert "confusion_matrix" in events["validation"].Tags()["tensors"]
