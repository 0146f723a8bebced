"""What the chapter on gradient descent prints: its parameters and costs beside those of Keras and of the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from chapters.material.gradient_descent.book_steps import BOOK, book_descents
from training.runs import Run


def print_by_hand(runs: Sequence[Run], thetas: Sequence[np.ndarray], costs: Sequence[float], lowest: float) -> None:
    """Print the cost after every training that was repeated by hand, and how far its weights are from Keras'.

    Args:
        runs: trainings of one Dense layer.
        thetas: the parameters by hand, the bias first.
        costs: on the training examples.
        lowest: the lowest possible cost.
    """
    about = runs[0].settings["data"]
    examples = about["examples"]["train"]
    print(f"\nThe same trainings by hand, on the {examples:,} training examples of {about['name']}")
    print(f"  {'':<24} {'steps':>7} {'cost with 1/m':>15} {'relative difference to Keras':>29}")
    for run, theta, cost in zip(runs, thetas, costs, strict=True):
        steps = run.epochs * -(-examples // run.settings["batch_size"])
        weights, bias = run.model.layers[-1].get_weights()
        apart = np.abs(theta - np.vstack([bias, weights])).max() / np.abs(theta).max()
        name = f"{run.name} (seed {run.seed})"
        print(f"  {name:<24} {steps:7,} {cost:15,.1f} {apart:29.0e}")
    print(f"  {'normal equation':<24} {'':>7} {lowest:15,.1f}   (the lowest cost)")


def print_book(descend: Callable[..., np.ndarray], solution: np.ndarray) -> None:
    """Repeat the book's descents on its line, and print the parameters beside the book's.

    Args:
        descend: takes the arguments of `book_descents` and gives theta after every step, the last one last.
        solution: theta (2, 1) by the normal equation.
    """
    here = {"normal equation": solution} | {name: descend(**how)[-1] for name, how in book_descents().items()}
    print("\nThe parameters (theta_0, theta_1) of a line through the book's 100 points")
    print(f"  {'':<28} {'in the book':>17} {'here':>18} {'difference':>11}")
    for name, theta in here.items():
        (first, second), found = BOOK[name], theta[:, 0]
        apart = np.abs(found - BOOK[name]).max()
        print(f"  {name:<28} {first:8.5f} {second:8.5f} {found[0]:9.5f} {found[1]:8.5f} {apart:11.0e}")


def print_likelihood(rows: Mapping[str, tuple[np.ndarray, float, float]], steps: int, examples: int) -> None:
    """Print parameters of a logistic regression, the likelihood of the targets, and the log loss.

    Args:
        rows: name -> theta (2, 1), likelihood, log loss.
        steps: that were made.
        examples: on which.
    """
    print(f"\nA logistic regression on {examples} examples of breast_cancer, {steps} steps")
    print(f"  {'':<22} {'theta_0':>8} {'theta_1':>8} {'likelihood L':>12} {'-1/m log L':>11} {'log loss J':>11}")
    for name, (theta, likelihood, loss) in rows.items():
        mean = -np.log(likelihood) / examples
        print(f"  {name:<22} {theta[0, 0]:8.4f} {theta[1, 0]:8.4f} {likelihood:12.0e} {mean:11.6f} {loss:11.6f}")
