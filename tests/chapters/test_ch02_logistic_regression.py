"""Chapter 2: softmax regression against scikit-learn's, its straight boundaries, and the two measurements of iris."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import datasets
import training
from chapters.__main__ import main
from chapters.ch02_logistic_regression import petals, print_sigmoid, print_terms, softmax_regression
from runtime.errors import exit_code


@pytest.fixture(scope="module")
def flowers():
    return petals(datasets.load("iris"))


def test_petals_are_the_last_two_measurements(flowers):
    whole = datasets.load("iris")
    assert flowers.input_shape == (2,)
    for name in ("train", "validation", "test"):
        assert np.array_equal(flowers.split(name).x, whole.split(name).x[:, [2, 3]])


def test_it_learns_what_scikit_learn_finds(flowers, tmp_path):
    trained = training.fit(
        softmax_regression, flowers, name="softmax", epochs=80, learning_rate=0.1, folder=tmp_path, verbose=False
    )
    oracle = LogisticRegression(C=np.inf, max_iter=5_000).fit(flowers.train.x, flowers.train.y)
    assert trained.metrics["test"]["accuracy"] == pytest.approx(oracle.score(flowers.test.x, flowers.test.y), abs=0.05)
    # the boundary between two classes is a line: on it the scores differ by nothing, whatever the place
    kernel, bias = trained.model.layers[-1].get_weights()
    normal, offset = kernel[:, 1] - kernel[:, 2], bias[1] - bias[2]
    along = np.array([-normal[1], normal[0]]) / np.linalg.norm(normal)
    places = -offset * normal / (normal @ normal) + np.linspace(-3, 3, 7)[:, None] * along
    probabilities = trained.model.predict(places.astype(np.float32), verbose=0)
    assert np.allclose(probabilities[:, 1], probabilities[:, 2], rtol=1e-3)


def test_parameters_by_hand():
    assert softmax_regression((30,), 1, "binary").count_params() == 31
    assert softmax_regression((28, 28, 1), 10, "multiclass").count_params() == 7_850


def test_the_printed_counts_and_the_end_of_float32(capsys):
    print_terms()
    print_sigmoid()
    lines = capsys.readouterr().out.splitlines()
    megapixel = next(line for line in lines if line.startswith("1024 x 1024"))
    assert megapixel.split()[-3:-1] == ["1,048,576", "549,757,386,752"]
    assert next(line for line in lines if line.startswith("x1, x2 ")).split()[-3:] == ["2", "5", "9"]
    reached = {float(line.split()[0]) for line in lines if "exactly" in line}
    assert reached == {-110.0, 17.0, 110.0}


def test_images_give_the_weights_as_pictures(tmp_path, capsys):
    command = ["run", "ch02", "--quick", "--dataset", "digits", "--runs-dir", str(tmp_path)]
    assert exit_code(main, command) == 0
    printed = capsys.readouterr().out
    assert "weights.png" in printed
    assert "learning rate 0.1, batches of 32, one seed" in printed


def test_the_flags_reach_the_flowers_as_far_as_they_can(tmp_path, capsys):
    # iris has 108 training examples: the larger batch must not end the chapter after its main trainings
    command = ["run", "ch02", "--quick", "--batch-size", "128", "--learning-rate", "0.5", "--runs-dir", str(tmp_path)]
    assert exit_code(main, command) == 0
    printed = capsys.readouterr().out
    assert "learning rate 0.5, batches of 108, one seed" in printed
    assert "Softmax on two measurements of iris" in printed


def test_two_features_give_a_boundary(tmp_path, capsys):
    assert exit_code(main, ["run", "ch02", "--quick", "--dataset", "xor", "--runs-dir", str(tmp_path)]) == 0
    figures = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Figure")]
    assert any(line.endswith("boundary.png") and "iris" not in Path(line).name for line in figures)
