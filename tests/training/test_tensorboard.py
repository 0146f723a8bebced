"""The event files, read back."""

import re

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.custom_scalar import layout_pb2

import models
import training
from runtime.backend import keras
from training.hparams import hyperparameters
from training.tensorboard import PAIRS


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
            assert steps == (1, 2, 3)
            assert values == pytest.approx(trained.history[f"{prefix}{metric}"], rel=1e-6)
            assert scalar(events[split], f"{PAIRS}/dense-s0 {metric}") == list(zip(steps, values, strict=True))
    assert "epoch_learning_rate" in events["train"].Tags()["tensors"]


def test_every_step_is_an_epoch_from_1(events):
    for part in events.values():
        for tag in part.Tags()["tensors"]:
            if tag != "keras" and not tag.startswith("_hparams_"):
                assert {event.step for event in part.Tensors(tag)} <= {1, 2, 3}, tag


def test_histograms_and_both_graphs(events):
    tags = events["train"].Tags()["tensors"]
    assert "keras" in tags  # the graph of the layers
    assert {"MatMul", "Softmax"} <= {node.op for node in events["train"].Graph().node}  # that of the operations
    assert any("kernel" in tag for tag in tags)


def test_histograms_after_the_first_epoch_and_every_second(small, tmp_path):
    training.fit(
        models.logistic_regression, small, name="line", epochs=5, histogram_freq=2, folder=tmp_path, verbose=False
    )
    written = read(tmp_path / "line-s0" / "train")
    [tag] = [tag for tag in written.Tags()["tensors"] if "kernel" in tag and "histogram" in tag]
    assert [event.step for event in written.Tensors(tag)] == [1, 2, 4]


def test_one_chart_has_both_curves_of_one_run(events):
    [event] = events["train"].Tensors("custom_scalars__config__")
    layout = layout_pb2.Layout.FromString(event.tensor_proto.string_val[0])
    [category] = layout.category
    assert [chart.title for chart in category.chart] == ["dense-s0: accuracy", "dense-s0: loss"]
    for chart in category.chart:
        [pattern] = chart.multiline.tag
        for split in ("train", "validation"):
            assert len([tag for tag in events[split].Tags()["tensors"] if re.match(pattern, tag)]) == 1


def sequential(input_shape, outputs, task):
    layers = [keras.layers.Flatten(), keras.layers.Embedding(2, 3), keras.layers.GRU(4)]
    return keras.Sequential([keras.Input(input_shape), *layers, keras.layers.Dense(outputs, activation="softmax")])


def functional(input_shape, outputs, task):
    image = keras.Input(input_shape)
    branches = [keras.layers.Dense(4)(keras.layers.Flatten()(image)) for _ in range(2)]
    return keras.Model(image, keras.layers.Dense(outputs, activation="softmax")(keras.layers.Add()(branches)))


def eager(input_shape, outputs, task):
    model = functional(input_shape, outputs, task)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    return model


@pytest.mark.parametrize(
    ("recipe", "operations"), [(sequential, {"While", "GatherV2"}), (functional, {"AddV2"}), (eager, None)]
)
def test_networks_of_every_kind_have_graphs(small, tmp_path, recipe, operations):
    run = training.fit(recipe, small.take(32), epochs=1, folder=tmp_path, verbose=0)
    events = read(run.folder / "train")
    assert "keras" in events.Tags()["tensors"]
    assert events.Tags()["graph"] == (operations is not None)  # what runs eagerly has none
    if operations:
        graph = events.Graph()
        found = {node.op for part in (graph.node, *(one.node_def for one in graph.library.function)) for node in part}
        assert {name.removeprefix("Stateless") for name in found} >= operations


def test_settings_as_text_and_final_numbers(events, trained):
    tags = events["."].Tags()["tensors"]
    assert "settings" in tags
    for split in ("train", "validation", "test"):
        for metric in ("loss", "accuracy"):
            ((_, value),) = scalar(events["."], f"final/{split}_{metric}")
            assert value == pytest.approx(trained.metrics[split][metric], rel=1e-6)


def test_hyperparameters_for_the_hparams_tab(events, trained):
    assert events["."].SummaryMetadata("_hparams_/session_start_info").plugin_data.plugin_name == "hparams"
    values = hyperparameters(trained.settings)
    assert values["dropout"] == 0.1
    assert values["network"] == "dense"
    assert values["learning_rate"] == 0.001
    assert values["hidden"] == "8"
    assert all(value is None or isinstance(value, bool | int | float | str) for value in values.values())


def test_the_confusion_matrix_is_an_image(events):
    assert "confusion_matrix" in events["validation"].Tags()["tensors"]
