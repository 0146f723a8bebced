"""What the chapter on losses prints: the losses in numbers, and what models trained under them are worth."""

from __future__ import annotations

import numpy as np

from comparison.judging_input import answers_of
from comparison.losses import SCORES, loss_table
from comparison.metrics import run_metrics
from comparison.undefined import Undefined, number
from training.runs import Run


def print_losses() -> None:
    """Print every loss of an example of class 1 at a few scores."""
    print("\nThe loss of an example of class 1 (y = 1) at four scores")
    print(f"{'':24} {'targets':>10} {'output':>11}" + "".join(f"{score:8g}" for score in SCORES))
    for row in loss_table():
        values = "".join(f"{value:8.3f}" for value in row["values"])
        print(f"{row['name']:24} {row['targets']:>10} {row['output']:>11}{values}")
    print("Where the output is a probability, it is the sigmoid of the score.\n")


def judged(trained: Run) -> dict[str, float | None]:
    """Metrics on the test split at the run's own threshold; None for the log loss where the output is a score."""
    values = run_metrics(trained)["test"].values
    found = {name: number(values[name]) for name in ("accuracy", "f1", "roc_auc")}
    log_loss = values["log_loss"]
    return {**found, "log_loss": None if isinstance(log_loss, Undefined) else log_loss}


def print_judged(runs: list[Run]) -> None:
    """Print the test metrics of every run; a star where the metric is the loss that it was trained on."""
    settings = runs[0].settings
    examples, rate = settings["data"]["examples"]["test"], settings["optimizer"]["learning_rate"]
    print(f"\nMetrics on the {examples} test examples of {settings['data']['name']}. One example changes the")
    print(
        f"accuracy by {1 / examples:.3f}. Seed {settings['seed']} only, learning rate {rate:g}. *: trained on this loss"
    )
    print(f"{'trained as':24} {'accuracy':>9} {'F1':>7} {'ROC area':>9} {'log loss':>9}")
    for trained in runs:
        values = judged(trained)
        log_loss = "a score" if values["log_loss"] is None else f"{values['log_loss']:.3f}"
        star = "*" if trained.settings["loss"] == "binary_crossentropy" else ""
        numbers = f"{values['accuracy']:9.3f} {values['f1']:7.3f} {values['roc_auc']:9.3f}"
        print(f"{trained.name:24} {numbers} {log_loss:>9}{star}")
    if any(judged(trained)["log_loss"] is None for trained in runs):
        print("a score: the output is no probability, so it has no log loss")
    print_how_trained(runs)


def print_how_trained(runs: list[Run]) -> None:
    """Print which of the runs learn the classes as numbers, and which have a penalty of their weights."""
    if any(trained.name == "linear regression" for trained in runs):
        print("linear regression: the classes are its targets, the numbers 0 and 1")
    l2 = {trained.name: trained.settings["recipe"]["hyperparameters"]["l2"] for trained in runs}
    if penalised := [f"{name} ({value:g})" for name, value in l2.items() if value]:
        print(f"with an L2 penalty: {', '.join(penalised)}; the others have none")


def answers(trained: Run) -> np.ndarray:
    """Yes or no for every test example (examples,): whether the output is above the run's own threshold."""
    return answers_of(trained, "test").classes == 1


def print_agreement(runs: list[Run]) -> None:
    """Print for each pair of runs on which share of the test examples they give the same answer."""
    print("\nShare of the test examples on which two models give the same answer")
    print("(columns in the order of the rows)")
    found = [answers(trained) for trained in runs]
    for place, trained in enumerate(runs):
        shares = [f"{np.mean(found[place] == other):.3f}" for other in found[:place]]
        print(f"{trained.name:24} {' '.join(shares)}".rstrip())
