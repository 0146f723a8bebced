"""Chapter 3: the maps against scikit-learn's, and the tables, folders and histograms of the lesson."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import PolynomialFeatures

import datasets
from chapters import ch03_nonlinearity
from chapters.ch03_nonlinearity import SETTINGS, STUDY, kernel, line, network, products, strategies
from datasets import Split
from runtime.backend import keras
from training.settings import describe_recipe

POINTS = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_products_are_scikit_learns(degree):
    model = products((2,), 1, "binary", degree=degree)
    mapped = keras.Model(model.input, model.get_layer("products").output).predict(POINTS, verbose=0)
    oracle = PolynomialFeatures(degree, include_bias=False).fit_transform(POINTS)
    assert np.allclose(mapped, oracle, rtol=1e-4, atol=1e-5)


def test_kernel_is_scikit_learns_and_is_not_trained():
    examples = Split(POINTS, np.zeros(len(POINTS)))
    model = kernel((2,), 1, "binary", examples=examples, landmarks=5, gamma=0.7)
    weights, bias = model.layers[-1].get_weights()
    score = rbf_kernel(POINTS, POINTS[:5], gamma=0.7) @ weights + bias
    assert np.allclose(model.predict(POINTS, verbose=0), 1 / (1 + np.exp(-score)), atol=1e-5)
    assert sum(int(np.prod(variable.shape)) for variable in model.trainable_variables) == 5 + 1


def test_parameters():
    assert line((2,), 1, "binary").count_params() == 3
    assert network((2,), 1, "binary").count_params() == 3 * 16 + 17 * 16 + 17


def test_a_recorded_kernel_is_a_few_words():
    recipe = strategies(datasets.load("circles"), SETTINGS)["kernel"]
    recorded = describe_recipe(recipe)["hyperparameters"]
    assert recorded.pop("examples")["name"] == "Split"  # and the digits of its arrays
    assert recorded == {"landmarks": 60, "gamma": 4.0, "learning_rate": 0.02}


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


def test_the_study_trains_on_circles_alone():
    assert STUDY["problems"] == ("circles",)
    assert SETTINGS.with_flags({"quick": True})["problems"] == ("circles",)
    assert SETTINGS["problems"][0] == "circles"  # its table is the main one


@pytest.mark.slow
def test_further_problems_have_tables_of_their_own_and_weights_have_histograms(quick, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    chapter = tmp_path / "ch03_nonlinearity"
    shutil.copytree(quick(chapter.name).folder, chapter)
    settings = SETTINGS.with_flags({"quick": True, "resume": True, "runs_dir": tmp_path})
    report = ch03_nonlinearity.run(replace(settings, values={"problems": ("circles", "moons")}))
    report.save()
    names = ["line", "products", "kernel", "network"]
    for folder in (chapter / "report-quick", chapter / "report-quick" / "Four-networks-on-moons"):
        table = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
        assert [row["name"] for row in table] == names
    assert [run.name for run in report.runs] == names * 2
    events = EventAccumulator(str(chapter / "network-s0-circles-quick" / "train"))
    events.Reload()
    assert any("hidden" in tag and "histogram" in tag for tag in events.Tags()["tensors"])
