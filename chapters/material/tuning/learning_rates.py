"""Train at every learning rate of a list, and keep the one with the highest validation accuracy.

Two networks are compared fairly if both are tuned: from the same list, with the same budget, on the validation split.
All trainings that try a rate are handed over together, and then all that use the chosen ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import training
from datasets.dataset import Dataset
from runtime.errors import UserError
from runtime.wrapping import wrapped
from training.runs import Run, remember_tuning

Trained = dict[tuple[str, float], list[Run]]
"""Network and learning rate -> a run for each seed; a rate with which one of them diverged is left out."""


def train_tuned(
    recipes: Mapping[str, partial], data: Dataset, rates: Sequence[float] | Mapping[str, Sequence[float]],
    *, seeds: Iterable[int], tuning_seeds: Sequence[int] = (), **keywords: Any,
) -> list[Run]:  # fmt: skip
    """The runs of each network at its best learning rate, one a seed, network by network.

    The first seed tries every rate; the others are trained at the one that it has chosen: the one with the highest
    validation accuracy, of equal ones that with the lowest validation loss. The test split decides nothing. A rate with
    which the loss of any seed becomes infinite or NaN has lost: this is printed, and the next best is taken for all
    seeds. The rate is in the name of a run's folder, and `run.json` keeps the list and the seeds that tried it, so that
    a comparison can say that both sides were tuned, and alike.

    Args:
        recipes: name of the runs -> recipe with the keyword `learning_rate`.
        data: with a validation split.
        rates: the list; or of each network its own.
        seeds: themselves, not their number.
        tuning_seeds: that try every rate in place of the first seed; the means over them choose. Their runs are not
            given back, so that no seed of the comparison has chosen.
        keywords: the others of `training.fit_all`.

    Raises:
        UserError: all rates diverge, or as `training.fit_all`.
    """
    lists = rates if isinstance(rates, Mapping) else dict.fromkeys(recipes, rates)
    seeds = [*seeds]
    trying, others = ([*tuning_seeds], seeds) if tuning_seeds else (seeds[:1], seeds[1:])
    tried = _train(recipes, data, lists, trying, keywords)
    ranked = {name: _ranked([name], lists[name], tried, len(trying)) for name in recipes}
    chosen: dict[str, list[Run]] = {}
    while left := [name for name in recipes if name not in chosen]:
        best = {name: _best(name, ranked[name], lists[name]) for name in left}
        trained = _train(recipes, data, {name: [rate] for name, rate in best.items()}, others, keywords)
        for name, rate in best.items():
            if (name, rate) in trained:
                runs = ([] if tuning_seeds else tried[name, rate]) + trained[name, rate]
                chosen[name] = remember_tuning(runs, lists[name], trying)
            ranked[name].remove(rate)
    return [run for name in recipes for run in chosen[name]]


def best_rates(
    recipes: Mapping[str, partial], data: Dataset, rates: Sequence[float],
    *, seeds: Iterable[int], kind_of: Callable[[str], str] = str, **keywords: Any,
) -> dict[str, float]:  # fmt: skip
    """The learning rate of each kind of network that `train_tuned` chooses with these seeds, for others to train with.

    Args:
        recipes: name of the runs -> recipe with the keyword `learning_rate`.
        data: with a validation split.
        rates: the list.
        seeds: that try every rate; the means over them choose. The networks of a kind take turns with them, so that a
            kind of many networks is trained as often as a kind of one.
        kind_of: gives the kind of a network by its name; else each is its own.
        keywords: the others of `training.fit_all`.

    Returns:
        Kind -> rate.

    Raises:
        UserError: all rates of a kind diverge, or as `training.fit_all`.
    """
    kinds: dict[str, list[str]] = {}
    for name in recipes:
        kinds.setdefault(kind_of(name), []).append(name)
    tried: Trained = {}
    for turn, seed in enumerate(seeds := [*seeds]):
        in_turn = [names[turn % len(names)] for names in kinds.values()]
        for pair, runs in _train(recipes, data, dict.fromkeys(in_turn, rates), [seed], keywords).items():
            tried.setdefault(pair, []).extend(runs)
    return {kind: _best(kind, _ranked(names, rates, tried, len(seeds)), rates) for kind, names in kinds.items()}


def _train(
    recipes: Mapping[str, partial], data: Dataset, lists: Mapping[str, Sequence[float]], seeds: Sequence[int],
    keywords: dict[str, Any],
) -> Trained:  # fmt: skip
    """Train each network at every rate of its list, all together."""
    found: Trained = {(name, rate): [] for name, rates in lists.items() for rate in rates}
    if not seeds:
        return found
    print()
    for name, rates in lists.items():
        listed = ", ".join(f"{rate:g}" for rate in rates)
        print(wrapped(f"{name} at the learning rate{'s' * (len(rates) > 1)} {listed}"))
    at_rate, each = {}, {}
    for name, rate in found:
        variant = "-".join(filter(None, (f"rate={rate:g}", keywords.get("variant", ""))))
        at_rate[f"{name} rate={rate}"] = partial(recipes[name], learning_rate=rate)
        each[f"{name} rate={rate}"] = {"name": name, "variant": variant}
    for run in training.fit_all(at_rate, data, seeds=seeds, each=each, leave_out_diverged=True, **keywords):
        found[run.name, run.settings["recipe"]["hyperparameters"]["learning_rate"]].append(run)
    return {pair: runs for pair, runs in found.items() if runs}


def _ranked(names: Sequence[str], rates: Sequence[float], tried: Trained, count: int) -> list[float]:
    """The rates with which all these runs of these networks have finished, the best on validation first."""
    runs = {rate: [run for name in names for run in tried.get((name, rate), ())] for rate in rates}
    finished = [rate for rate in rates if len(runs[rate]) == count]
    return sorted(finished, key=lambda rate: _on_validation(runs[rate]), reverse=True)


def _best(name: str, ranked: Sequence[float], rates: Sequence[float]) -> float:
    """The first, if there is one; that it is an end of the list is printed."""
    if not ranked:
        raise UserError(f"{name} diverges at every learning rate of the list; give a smaller one than {min(rates):g}")
    if len(rates) > 1 and ranked[0] in (min(rates), max(rates)):
        print(wrapped(f"{name}: {ranked[0]:g} is the end of the list; a rate beyond it may be better"))
    return ranked[0]


def _on_validation(runs: Sequence[Run]) -> tuple[float, float]:
    """Means over the runs: the higher, the better."""
    found = [run.metrics["validation"] for run in runs]
    accuracy, loss = (sum(values[metric] for values in found) / len(found) for metric in ("accuracy", "loss"))
    return accuracy, -loss


def rate_of(trained: Run) -> float:
    """The learning rate that a recipe bound."""
    return trained.settings["optimizer"]["learning_rate"]
