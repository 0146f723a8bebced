"""What the chapter on dense networks prints beside its trainings."""

from __future__ import annotations

import numpy as np

from comparison.generalisation import gap_of_row
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras

BOOK = {"2019": 0.8837, "2021": 0.8857, "third edition": 0.8864}
"""Test accuracies of the book's network, from its public notebooks."""


def unit_as_logistic_regression(network: keras.Model, unit: int) -> keras.Model:
    """A logistic regression with the weights of one unit of the network's first hidden layer."""
    kernel, bias = next(layer for layer in network.layers if layer.get_weights()).get_weights()
    logistic = keras.Sequential(
        [
            keras.Input(network.input_shape[1:]),
            keras.layers.Flatten(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    logistic.layers[-1].set_weights([kernel[:, [unit]], bias[[unit]]])
    return logistic


def print_unit(data: Dataset, seed: int) -> None:
    """Print how far every hidden sigmoid unit of a network is from a logistic regression with its weights."""
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(data.input_shape)
    hidden = keras.layers.Dense(4, activation="sigmoid")(keras.layers.Flatten()(inputs))
    network = keras.Model(inputs, hidden)
    x = data.test.x[:200]
    outputs = network.predict(x, verbose=0)
    differences = [
        np.abs(unit_as_logistic_regression(network, unit).predict(x, verbose=0)[:, 0] - outputs[:, unit]).max()
        for unit in range(outputs.shape[1])
    ]
    print(
        f"\nFour hidden sigmoid units, and four logistic regressions with the same weights,\n"
        f"  on {len(x)} examples of {data.name}: the outputs differ by {max(differences):.0e} at most"
    )


def print_generalisation_gaps(shapes: Comparison) -> None:
    """Print for each width and depth how much higher its accuracy is on train than on test."""
    print("\nGeneralisation gap (accuracy on train minus on test) of each width and depth")
    for row in shapes.rows:
        print(f"  {row.label:12} {gap_of_row(row, 'accuracy')[0]:+.3f}")


def print_book(networks: Comparison) -> None:
    """Print the test accuracy of the book's network beside the book's."""
    row = next(row for row in networks.rows if row.label == "dense")
    here = row.interval("test", "accuracy")[0]
    print(f"\nTest accuracy of the 300-100 network, {row.runs[0].epochs} epochs, SGD, learning rate 0.01")
    for edition, book in BOOK.items():
        print(f"  book ({edition}) {book:.4f}   here {here:.4f}   difference {here - book:+.4f}")
