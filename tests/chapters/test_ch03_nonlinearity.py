"""Chapter 3: the maps against scikit-learn's, and what the SVM keeps."""

import json

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import PolynomialFeatures

import datasets
from chapters import ch03_nonlinearity
from chapters.__main__ import main
from chapters.ch03_nonlinearity import kernel, line, network, plane, products, support_vector_machine
from runtime.backend import keras
from runtime.errors import exit_code

POINTS = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_products_are_scikit_learns(degree):
    model = products((2,), 1, "binary", degree=degree)
    mapped = keras.Model(model.input, model.get_layer("products").output).predict(POINTS, verbose=0)
    oracle = PolynomialFeatures(degree, include_bias=False).fit_transform(POINTS)
    assert np.allclose(mapped, oracle, rtol=1e-4, atol=1e-5)


def test_kernel_is_scikit_learns_and_is_not_trained():
    landmarks = POINTS[:5]
    model = kernel((2,), 1, "binary", landmarks=tuple(map(tuple, landmarks.tolist())), gamma=0.7)
    weights, bias = model.layers[-1].get_weights()
    score = rbf_kernel(POINTS, landmarks, gamma=0.7) @ weights + bias
    assert np.allclose(model.predict(POINTS, verbose=0), 1 / (1 + np.exp(-score)), atol=1e-5)
    assert sum(int(np.prod(each.shape)) for each in model.trainable_variables) == 5 + 1


def test_parameters():
    assert line((2,), 1, "binary").count_params() == 3
    assert network((2,), 1, "binary").count_params() == 3 * 16 + 17 * 16 + 17


def test_an_svm_on_its_support_vectors_alone_is_the_same():
    data = datasets.load("circles").take(300)
    machine = support_vector_machine(data, 4.0)
    assert np.mean(machine.predict(data.test.x) == data.test.y.reshape(-1)) > 0.95
    assert 0 < machine.kept < 0.8
    assert machine.changed < 0.01


def test_a_conic_section_solves_circles_and_xor_but_not_moons():
    lost = {}
    for name in ("circles", "xor", "moons"):
        data = datasets.load(name)
        accuracies = []
        for degree in (2, 3):
            mapped = PolynomialFeatures(degree)
            fitted = LogisticRegression(C=100, max_iter=5_000)
            fitted.fit(mapped.fit_transform(data.train.x), data.train.y.reshape(-1))
            accuracies.append(fitted.score(mapped.transform(data.test.x), data.test.y.reshape(-1)))
        lost[name] = accuracies[1] - accuracies[0]
    assert lost["circles"] < 0.02
    assert lost["xor"] < 0.02
    assert lost["moons"] > 0.05


def test_further_problems_have_tables_of_their_own_and_weights_have_histograms(tmp_path, capsys, monkeypatch):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    monkeypatch.setattr(ch03_nonlinearity, "PROBLEMS", ("circles", "moons"))
    assert exit_code(main, ["run", "ch03", "--epochs", "1", "--json", "--runs-dir", str(tmp_path)]) == 0
    report = json.loads(capsys.readouterr().out)
    chapter = tmp_path / "ch03_nonlinearity"
    names = ["line", "products", "kernel", "network"]
    for folder in (chapter / "report-epochs=1", chapter / "report-epochs=1" / "The-same-strategies-on-moons"):
        table = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
        assert [row["name"] for row in table] == names
    assert [row["name"] for row in report["runs"]] == names * 2
    events = EventAccumulator(str(chapter / "network-s0-circles-epochs=1" / "train"))
    events.Reload()
    assert any("hidden" in tag and "histogram" in tag for tag in events.Tags()["tensors"])


def test_the_plane_covers_the_examples():
    data = datasets.load("moons").take(50)
    x, _, points = plane(data)
    assert x.shape == (120, 120)
    assert (points.min(axis=0) < data.train.x.min(axis=0)).all()
    assert (points.max(axis=0) > data.train.x.max(axis=0)).all()
