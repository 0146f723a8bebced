"""Train at every learning rate of a list, and keep the one with the highest validation accuracy.

Two networks are compared fairly if both are tuned: from the same list, with the same budget, on the validation split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import training
from datasets.dataset import Dataset
from runtime.errors import UserError
from training.runs import Run, remember_tuning


def train_tuned(
    name: str, recipe: partial, data: Dataset, rates: Sequence[float],
    *, tuning_seeds: Sequence[int] = (), **keywords: Any,
) -> list[Run]:  # fmt: skip
    """The runs of a network at its best learning rate, one a seed.

    The first seed tries every rate; the others are trained at the one that it has chosen: the one with the highest
    validation accuracy, of equal ones that with the lowest validation loss. The test split decides nothing. A rate with
    which the loss of any seed becomes infinite or NaN has lost: this is printed, and the next best is taken for all
    seeds. The rate is in the name of a run's folder, and `run.json` keeps the list and the seeds that tried it, so that
    a comparison can say that both sides were tuned, and alike.

    Args:
        name: of the runs.
        recipe: with the keyword `learning_rate`.
        data: with a validation split.
        rates: the list.
        tuning_seeds: that try every rate in place of the first seed; the means over them choose. Their runs are not
            given back, so that no seed of the comparison has chosen.
        keywords: of `training.fit_all`; `seeds` are the seeds themselves.

    Raises:
        UserError: all rates diverge, or as `training.fit_all`.
    """
    seeds = [*keywords.pop("seeds")]
    trying, others = ([*tuning_seeds], seeds) if tuning_seeds else (seeds[:1], seeds[1:])
    recipes = {name: recipe}
    tried = _tried(name, recipes, data, rates, trying, keywords)
    for best in tried:
        if (runs := _train(recipes, data, best, others, keywords)) is not None:
            _say_if_at_an_end(name, best, rates)
            return remember_tuning(runs if tuning_seeds else tried[best] + runs, rates, trying)
    raise _diverges(name, rates)


def best_rate(
    kind: str, recipes: Mapping[str, partial], data: Dataset, rates: Sequence[float],
    *, seeds: Sequence[int], **keywords: Any,
) -> float:  # fmt: skip
    """The learning rate that `train_tuned` chooses with these seeds, where others than these runs are to have it.

    Args:
        kind: of network, as it is printed.
        recipes: networks of this kind: name of a run -> recipe with the keyword `learning_rate`. They take turns with
            the seeds, so that a kind of many networks is trained as often as a kind of one.
        data: with a validation split.
        rates: the list.
        seeds: that try every rate; the means over them choose.
        keywords: the others of `training.fit_all`.

    Raises:
        UserError: all rates diverge, or as `training.fit_all`.
    """
    for best in _tried(kind, recipes, data, rates, seeds, keywords):
        _say_if_at_an_end(kind, best, rates)
        return best
    raise _diverges(kind, rates)


def _tried(
    kind: str, recipes: Mapping[str, partial], data: Dataset, rates: Sequence[float], seeds: Sequence[int],
    keywords: dict[str, Any],
) -> dict[float, list[Run]]:  # fmt: skip
    """Rate -> its runs, the best on validation first; without rates that diverge."""
    print(f"\n{kind} at the learning rates {', '.join(f'{rate:g}' for rate in rates)}")
    tried = {rate: _train(recipes, data, rate, seeds, keywords) for rate in rates}
    finished = {rate: runs for rate, runs in tried.items() if runs is not None}
    return dict(sorted(finished.items(), key=lambda rate_and_runs: _on_validation(rate_and_runs[1]), reverse=True))


def _say_if_at_an_end(name: str, best: float, rates: Sequence[float]) -> None:
    if len(rates) > 1 and best in (min(rates), max(rates)):
        print(f"{name}: {best:g} is the end of the list; a rate beyond it may be better")


def _diverges(name: str, rates: Sequence[float]) -> UserError:
    return UserError(f"{name} diverges at every learning rate of the list; give a smaller one than {min(rates):g}")


def _train(
    recipes: Mapping[str, partial], data: Dataset, rate: float, seeds: Sequence[int], keywords: dict[str, Any]
) -> list[Run] | None:
    """The runs of these seeds at one rate, each of the next recipe; None if one diverges, which is printed."""
    keywords = {**keywords, "variant": "-".join(filter(None, (f"rate={rate:g}", keywords.get("variant", ""))))}
    runs = []
    for turn, (name, recipe) in enumerate(recipes.items()):
        if in_turn := seeds[turn :: len(recipes)]:
            tuned = {name: partial(recipe, learning_rate=rate)}
            try:
                runs += training.fit_all(tuned, data, seeds=in_turn, **keywords)
            except training.Diverged as error:
                print(f"{name} diverged at the rate {rate:g}: {error}")
                return None
    return runs


def _on_validation(runs: Sequence[Run]) -> tuple[float, float]:
    """Means over the runs: the higher, the better."""
    found = [run.metrics["validation"] for run in runs]
    accuracy, loss = (sum(values[metric] for values in found) / len(found) for metric in ("accuracy", "loss"))
    return accuracy, -loss


def rate_of(trained: Run) -> float:
    """The learning rate that a recipe bound."""
    return trained.settings["optimizer"]["learning_rate"]
