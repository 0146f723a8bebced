"""What a student sees in TensorBoard after the tour, looked at in a real browser."""

import json
import re
from functools import partial

import pytest

import training
from runtime.backend import keras

pytestmark = pytest.mark.browser

NETWORKS = ("cnn", "dense", "logistic", "lstm")
RUNS = [f"{name}-s0-quick" for name in NETWORKS]
TABS = {"custom_scalars", "graphs", "hparams", "images", "projector", "scalars", "text", "timeseries"}
BANNERS = (
    "failed", "Malformed", "No dashboards are active", "No scalar data", "No image data", "No graph definition",
    "No text data", "No hparams data", "not found", "Error",
)  # fmt: skip


def functional(input_shape, outputs, task):
    """Two branches that are added: no stack of layers."""
    image = keras.Input(input_shape)
    pixels = keras.layers.Flatten()(image)
    left, right = (keras.layers.Dense(8, activation="relu", name=name)(pixels) for name in ("left", "right"))
    answer = keras.layers.Dense(outputs, activation="softmax")(keras.layers.Add(name="sum")([left, right]))
    return keras.Model(image, answer)


def embedded(input_shape, outputs, task):
    """Pixels as token ids, so that there is an embedding to look at."""
    layers = [keras.layers.Flatten(), keras.layers.Embedding(2, 3), keras.layers.LSTM(4)]
    return keras.Sequential([keras.Input(input_shape), *layers, keras.layers.Dense(outputs, activation="softmax")])


@pytest.fixture(scope="module")
def tour(quick, small):
    """The folder of a quick tour, with a functional network and one with an embedding beside its four."""
    from training.hparams import write_columns
    from training.projector import write_embedding

    folder = quick("tour").folder
    fit = partial(training.fit, data=small, epochs=2, folder=folder, verbose=0)
    fit(functional, name="functional")
    write_embedding(fit(embedded, name="embedded"))
    write_columns(folder)
    return folder


@pytest.fixture(scope="module")
def seen(tour, root):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "benchmarks"))
        from browser import dashboards

        with dashboards(tour, width=2200) as opened:  # HParams fills only the columns that are in sight
            yield opened


def metrics(folder):
    return json.loads((folder / "metrics.json").read_text(encoding="utf-8"))


def assert_no_error(seen):
    text = seen.text()
    assert not [banner for banner in BANNERS if banner in text]
    assert not seen.errors()


def test_the_dashboards_that_have_something_to_show(seen):
    seen.until(lambda: set(seen.active) == TABS, TABS)  # the projector is looked for in the background


@pytest.mark.parametrize("tab", sorted(TABS - {"graphs", "hparams", "projector"}))
def test_every_dashboard_names_the_runs(seen, tab):
    seen.open(tab)
    seen.wait_for(*(f"{run}/validation" for run in RUNS) if tab != "text" else RUNS)
    assert_no_error(seen)


def test_curves_count_epochs_from_1(seen):
    for run in ("functional-s0/train", "functional-s0/validation"):
        tags = seen.data("plugin/scalars/tags")[run]
        assert "epoch_accuracy" in tags
        assert not [tag for tag in tags if "iterations" in tag]
        for tag in tags:
            points = seen.data("plugin/scalars/scalars", run=run, tag=tag)
            assert [step for _, step, _ in points] == [1, 2]


def test_one_chart_has_both_curves_of_one_network(seen):
    seen.open("custom_scalars")
    text = seen.wait_for(*(f"{run}: {metric}" for run in RUNS for metric in ("accuracy", "loss")))
    assert "cnn-s0-quick/train" in text
    layout = seen.data("plugin/custom_scalars/layout")
    for category in layout["category"]:
        for chart in category["chart"]:
            [pattern] = chart["multiline"]["tag"]
            matching = {
                run
                for run, tags in seen.data("plugin/scalars/tags").items()
                if any(re.match(pattern, tag) for tag in tags)
            }
            assert matching == {f"{category['title']}/train", f"{category['title']}/validation"}


def test_hparams_has_the_numbers_of_metrics_json(seen, tour):
    seen.open("hparams")
    text = seen.wait_for("test accuracy", "train loss", *NETWORKS)
    assert_no_error(seen)
    numbers = [float(word) for word in re.findall(r"\d+\.\d+(?:e-\d+)?", text)]
    for run in (*RUNS, "functional-s0"):
        found = metrics(tour / run)
        values = [found[split][name] for split in ("test", "validation", "train") for name in ("accuracy", "loss")]
        for value in values[:5]:  # so many columns of metrics are ticked at first
            assert any(number == pytest.approx(value, rel=1e-4, abs=1e-5) for number in numbers)
    shown = text.split("\n")
    assert shown.index("test accuracy") < shown.index("validation accuracy") < shown.index("train accuracy")
    for left_out in ("architecture", "kernel_size", "batch_size", "threads", "sha256"):  # hashes and constants
        assert left_out not in text


@pytest.mark.parametrize("tag", ["Default", "keras"])
@pytest.mark.parametrize("run", [*RUNS, "functional-s0", "embedded-s0"])
def test_both_graphs_draw_the_layers(seen, tour, run, tag):
    """Under the first tag is the graph of the operations, under the second that of the layers."""
    model = training.load(tour / run).model
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    if tag == "Default":  # dropout and other layers that do nothing in a forward pass have no operation
        layers = [layer for layer in layers if layer.weights]
    seen.open("graphs")
    seen.choose(0, f"{run}/train")
    seen.choose(1, tag)
    box = model.name if tag == "keras" else f"{model.name}_1"
    seen.until(lambda: box in seen.nodes(), box)
    inside = seen.inside(box)
    assert all(any(node.startswith(layer.name) for node in inside) for layer in layers)
    assert_no_error(seen)


def test_the_projector_has_the_embedding(seen):
    seen.open("projector")
    with seen.frames():
        text = seen.wait_for("1 tensor found", "Total variance described").split("\n")
    assert text[text.index("Points:") + 1] == "2"
    assert text[text.index("Dimension:") + 1] == "3"
    assert_no_error(seen)
