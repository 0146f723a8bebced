"""Chapter 3: the maps against scikit-learn's, and what the SVM keeps."""

import numpy as np
import pytest
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import PolynomialFeatures

import datasets
from chapters.ch03_nonlinearity import kernel, line, network, plane, products, support_vector_machine
from runtime.backend import keras

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
    predict, kept, changed = support_vector_machine(data, 4.0)
    assert np.mean(predict(data.test.x) == data.test.y.reshape(-1)) > 0.95
    assert 0 < kept < 0.8
    assert changed < 0.01


def test_the_plane_covers_the_examples():
    data = datasets.load("moons").take(50)
    x, _, points = plane(data)
    assert x.shape == (120, 120)
    assert (points.min(axis=0) < data.train.x.min(axis=0)).all()
    assert (points.max(axis=0) > data.train.x.max(axis=0)).all()
