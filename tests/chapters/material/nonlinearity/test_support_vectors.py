"""The SVM of chapter 3: it separates circles, and its support vectors alone give the same classes."""

import numpy as np
import pytest

import datasets
from chapters.material.nonlinearity.support_vectors import fit_support_vector_machine, print_support_vectors


@pytest.fixture(scope="module")
def data():
    return datasets.load("circles").take(300)


@pytest.fixture(scope="module")
def machine(data):
    return fit_support_vector_machine(data, 4.0)


def test_an_svm_on_its_support_vectors_alone_is_the_same(data, machine):
    assert np.mean(machine.predict(data.test.x) == data.test.y.reshape(-1)) > 0.95
    assert 0 < machine.kept < 0.8
    assert machine.changed < 0.01


def test_what_is_printed_fits_a_terminal(data, machine, capsys):
    print_support_vectors(machine, data)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("SVM on circles: test accuracy 0.9")
    assert max(map(len, lines)) <= 80
