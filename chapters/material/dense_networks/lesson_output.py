"""What the chapter on dense networks prints beside its trainings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comparison.generalisation import gap_of_row
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.wrapping import wrapped

BOOK = {"2019": 0.8857, "2020": 0.8781, "2021": 0.8837, "third edition": 0.8864}
"""Test accuracies of the book's network, from its public notebooks: one training each, without a seed interval."""


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


def print_generalisation(table: Comparison) -> None:
    """Print gap and accuracies of each row, what was equal, and whether the widest gap is the worst on test."""
    print(f"\nGeneralisation gap: accuracy on train minus on test\n{'':34} {'train':>7} {'test':>7} {'gap':>8}")
    found = {}
    for row in table.rows:
        train, test = (row.interval(split, "accuracy")[0] for split in ("train", "test"))
        found[row.label] = (gap_of_row(row, "accuracy")[0], test)
        print(f"  {row.label:32} {train:7.3f} {test:7.3f} {found[row.label][0]:+8.3f}")
    widest, worst = max(found, key=lambda name: found[name][0]), min(found, key=lambda name: found[name][1])
    print("Examples, epochs, batches, optimizer and learning rate are equal in all rows;")
    print("nothing was tuned, and there is no regularisation.")
    first_weights: dict[str, list[str]] = {}
    for row in table.rows:
        first_weights.setdefault(row.runs[0].settings["recipe"]["hyperparameters"]["kernel_initializer"], []).append(
            row.label
        )
    if len(first_weights) > 1:
        said = "; ".join(f"{name} for {', '.join(labels)}" for name, labels in first_weights.items())
        print(wrapped(f"The first weights are not drawn alike: {said}.", after=0))
    if widest == worst:
        print(f'"{widest}" has the widest gap and the lowest test accuracy.')
    else:
        print("A wider gap is not worse generalisation here:")
        print(f'  "{widest}" has the widest gap, test accuracy {found[widest][1]:.3f};')
        print(f'  "{worst}" has the lowest test accuracy, {found[worst][1]:.3f}.')


def print_features(tables: Mapping[str, Comparison]) -> None:
    """Print whether more parameters, and fewer features for as many parameters, widen the gap.

    Args:
        tables: of `compare_features`; without one nothing is printed.
    """
    for table in tables.values():
        print_generalisation(table)
        gaps = np.array([gap_of_row(row, "accuracy")[0] for row in table.rows]).reshape(-1, 2)
        few, many = gaps.T  # from the fewest features to the most
        print(f"With many parameters the gap is wider than with few for {np.sum(many > few)} of {len(gaps)} numbers of")
        print(f"features. With the fewest features it is {many[0]:.3f}, with the most {many[-1]:.3f} (both with")
        if many[0] > many[-1]:
            print("many parameters): fewer features for as many parameters widen it, as the slide says.")
        else:
            on_train = [table.rows[place].interval("train", "accuracy")[0] for place in (1, -1)]
            print("many parameters): fewer features for as many parameters do not widen it here;")
            print(f"the accuracy on train is {on_train[0]:.3f} with the fewest and {on_train[1]:.3f} with the most.")


def print_book(networks: Comparison) -> None:
    """Print the test accuracy of the book's network beside the book's."""
    row = next(row for row in networks.rows if row.label == "dense")
    here = row.interval("test", "accuracy")[0]
    print(f"\nTest accuracy of the 300-100 network, {row.runs[0].epochs} epochs, SGD, learning rate 0.01")
    for edition, book in BOOK.items():
        print(f"  book {f'({edition})':15} {book:.4f}   here {here:.4f}   difference {here - book:+.4f}")
