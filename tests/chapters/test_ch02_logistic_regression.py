"""Chapter 2: softmax regression against scikit-learn's, its straight boundaries, the cost, and the lesson's flags."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import PolynomialFeatures

import training
from chapters.__main__ import main
from chapters.ch02_logistic_regression import float32_sigmoid, logistic_regression, polynomial_terms, print_costs
from chapters.material.logistic_regression import petals
from runtime.errors import exit_code


@pytest.fixture(scope="module")
def flowers():
    return petals()


@pytest.fixture(scope="module")
def softmax(flowers, tmp_path_factory):
    recipe = partial(logistic_regression, learning_rate=0.1)
    return training.fit(
        recipe, flowers, name="softmax", epochs=80, folder=tmp_path_factory.mktemp("runs"), verbose=False
    )


def test_it_learns_what_scikit_learn_finds(flowers, softmax):
    oracle = LogisticRegression(C=np.inf, max_iter=5_000).fit(flowers.train.x, flowers.train.y)
    assert softmax.metrics["test"]["accuracy"] == pytest.approx(oracle.score(flowers.test.x, flowers.test.y), abs=0.05)


def test_the_boundary_between_two_classes_is_a_line(softmax):
    # on it the scores differ by nothing, whatever the place
    kernel, bias = softmax.model.layers[-1].get_weights()
    normal, offset = kernel[:, 1] - kernel[:, 2], bias[1] - bias[2]
    along = np.array([-normal[1], normal[0]]) / np.linalg.norm(normal)
    places = -offset * normal / (normal @ normal) + np.linspace(-3, 3, 7)[:, None] * along
    probabilities = softmax.model.predict(places.astype(np.float32), verbose=0)
    assert np.allclose(probabilities[:, 1], probabilities[:, 2], rtol=1e-3)


def test_parameters_by_hand():
    assert logistic_regression((30,), 1, "binary").count_params() == 31
    assert logistic_regression((28, 28, 1), 10, "multiclass").count_params() == 7_850


@pytest.mark.parametrize("regulariser", [{"l2": 0.05}, {"l1": 0.02}])
def test_the_printed_cost_is_what_keras_minimises(regulariser, flowers, tmp_path, capsys):
    recipe = partial(logistic_regression, **regulariser)
    trained = training.fit(recipe, flowers, name="penalty", epochs=2, folder=tmp_path, verbose=False)
    print_costs([trained])
    _, penalty, cross_entropy, cost, accuracy = capsys.readouterr().out.splitlines()[-1].rsplit(maxsplit=4)
    model = logistic_regression((2,), 3, "multiclass", **regulariser)
    model.set_weights(trained.model.get_weights())
    assert float(cost) == pytest.approx(model.evaluate(flowers.train.x, flowers.train.y, verbose=0)[0], abs=1e-4)
    assert float(penalty) > 0
    assert float(penalty) + float(cross_entropy) == pytest.approx(float(cost), abs=2e-4)
    assert float(accuracy) == pytest.approx(trained.metrics["test"]["accuracy"], abs=1e-3)


@pytest.mark.parametrize(("features", "degree"), [(1, 1), (2, 2), (3, 3), (4, 2), (2, 5)])
def test_terms_are_counted_as_scikit_learn_lists_them(features, degree):
    listed = PolynomialFeatures(degree, include_bias=False).fit(np.zeros((1, features)))
    assert polynomial_terms(features, degree) == listed.n_output_features_


def test_the_sigmoid_ends_in_float32():
    assert float32_sigmoid(np.array([-110.0, 0.0, 16.0, 17.0])).tolist() == [0.0, 0.5, pytest.approx(1 - 1.2e-7), 1.0]
    assert float32_sigmoid(np.array([16.0]))[0] < 1


@pytest.fixture(scope="module")
def on_images(tmp_path_factory):
    """The lesson on images, with a batch that is larger than the flowers' training split."""
    runs = tmp_path_factory.mktemp("runs")
    flags = ["--quick", "--dataset", "digits", "--batch-size", "128", "--learning-rate", "0.5", "--json"]
    assert exit_code(main, ["run", "ch02", *flags, "--runs-dir", str(runs)]) == 0
    return runs / "ch02_logistic_regression"


@pytest.mark.slow
def test_images_give_the_weights_as_pictures(on_images):
    assert len(list(on_images.glob("report*/weights.png"))) == 1


@pytest.mark.slow
def test_the_flags_reach_the_flowers_as_far_as_they_can(on_images):
    # iris has 108 training examples: the larger batch must not end the chapter after its main trainings
    settings = json.loads(next(on_images.glob("softmax-*/run.json")).read_text(encoding="utf-8"))["settings"]
    assert settings["batch_size"] == 108
    assert settings["recipe"]["hyperparameters"]["learning_rate"] == 0.5
    assert list(on_images.glob("report*/Softmax-regression-on-two-measurements-of-iris/comparison.json"))


@pytest.mark.slow
def test_two_features_give_a_boundary(tmp_path, capsys):
    assert exit_code(main, ["run", "ch02", "--quick", "--dataset", "xor", "--runs-dir", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "learning rate 0.1, batches of 32, one seed" in printed
    figures = [Path(line.strip()).name for line in printed.splitlines() if line.endswith(".png")]
    assert figures == ["comparison.png", "s_curve.png", "iris_boundary.png", "boundary.png"]


@pytest.mark.parametrize(("flag", "value"), [("--dataset", "diabetes"), ("--batch-size", "10000")])
def test_what_cannot_be_trained_is_refused_before_the_lesson_begins(flag, value, tmp_path, capsys):
    assert exit_code(main, ["run", "ch02", flag, value, "--quick", "--runs-dir", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("error: ")
    assert "The sigmoid 1 / (1 + e^-x)" not in printed.out
