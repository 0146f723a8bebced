"""Studies drawn from the crossed model of seeds and test examples, for benchmarks/coverage.py.

A network has a score on every example: how easy the example is (the same for all networks), how much this recipe finds
it easier, how good the seed is, and what seed and example do together. Above a threshold the answer is right. The
spreads are those of 40 trainings each of two networks on Fashion-MNIST (benchmarks/results/false_winners.npz): the
seeds' skill 0.01 to 0.02 and the interaction 0.18 to 0.24 of the spread of the examples. `WILD` has several times both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri

STORED = Path(__file__).parent / "results" / "false_winners.npz"


@dataclass(frozen=True)
class Spreads:
    """Standard deviations; that of the examples' easiness, which all networks share, is 1."""

    recipe: float = 0.3
    skill: float = 0.03
    both: float = 0.3


USUAL = Spreads()
WILD = Spreads(recipe=0.5, skill=0.15, both=0.7)


def scores(draw: np.random.Generator, seeds: int, examples: int, spreads: Spreads, recipes: int) -> list[np.ndarray]:
    """Scores (seeds, examples) with standard deviation 1, of each of some recipes on the same examples."""
    normal = lambda *shape: draw.standard_normal(shape, np.float32)  # noqa: E731
    easy, total = normal(examples), (1 + spreads.recipe**2 + spreads.skill**2 + spreads.both**2) ** 0.5
    return [
        (
            easy
            + spreads.recipe * normal(examples)
            + spreads.skill * normal(seeds, 1)
            + spreads.both * normal(seeds, examples)
        )
        / total
        for _ in range(recipes)
    ]


def right(draw: np.random.Generator, seeds: int, examples: int, spreads: Spreads, *shares: float) -> list[np.ndarray]:
    """1.0 where a network is right, which it is with the given share, else 0.0; one table a share."""
    found = scores(draw, seeds, examples, spreads, len(shares))
    return [(score < ndtri(share)) * 1.0 for score, share in zip(found, shares, strict=True)]


def stored_right(draw: np.random.Generator, seeds: int, examples: int, network: str) -> list[np.ndarray]:
    """Seeds and examples drawn with replacement from 40 stored trainings, tested on 10,000 images each."""
    bits = _stored(network)
    chosen = bits[draw.integers(len(bits), size=seeds)]
    return [chosen[:, draw.integers(bits.shape[1], size=examples)]]


@cache
def _stored(network: str) -> np.ndarray:
    with np.load(STORED, allow_pickle=False) as stored:
        return np.unpackbits(stored[network], axis=1, count=int(stored["examples"])) * 1.0


def stored_share(network: str) -> float:
    """What is true where those 40 trainings and 10,000 images are all that there are."""
    return float(_stored(network).mean())


def shared_data(draw: np.random.Generator, seeds: int, examples: int, accuracy: float) -> list[np.ndarray]:
    """Networks that all learned from one training set, which is as good or bad a draw as a seed is."""
    score = scores(draw, seeds, examples, USUAL, 1)[0] + USUAL.skill * draw.standard_normal()
    return [(score < ndtri(accuracy) * (1 + USUAL.skill**2) ** 0.5) * 1.0]


def collapsing(tables: list[np.ndarray], draw: np.random.Generator, chance: float, of: float) -> list[np.ndarray]:
    """Each seed of the first table collapses with probability `of`: then it is right by chance."""
    first, *others = tables
    gone = draw.random(len(first)) < of
    return [np.where(gone[:, None], (draw.random(first.shape) < chance) * 1.0, first), *others]


@dataclass(frozen=True)
class Errors:
    """Errors of a regression: scaled from example to example with a log-normal factor, 0 for normal errors."""

    tails: float
    both: float = 0.3
    skill: float = 0.03

    def draw(self, draw: np.random.Generator, seeds: int, examples: int, *sizes: float) -> list[np.ndarray]:
        """Errors (seeds, examples) of one recipe for each size."""
        scale, shared = np.exp(self.tails * draw.standard_normal(examples)), draw.standard_normal(examples)
        return [
            size
            * scale
            * (shared + 0.3 * draw.standard_normal(examples) + self.both * draw.standard_normal((seeds, examples)))
            * (1 + self.skill * draw.standard_normal((seeds, 1)))
            for size in sizes
        ]

    def mean_absolute(self, size: float) -> float:
        """True mean of their absolute values."""
        return size * np.exp(self.tails**2 / 2) * (2 / np.pi * (1.09 + self.both**2)) ** 0.5

    def mean_squared(self, size: float) -> float:
        """True mean of their squares."""
        return size**2 * np.exp(2 * self.tails**2) * (1.09 + self.both**2) * (1 + self.skill**2)


def log_losses(score: np.ndarray, mean: float, spread: float) -> np.ndarray:
    """Cross-entropy where the logit of the right class is spread around a mean, as the scores are."""
    return np.logaddexp(0.0, -(mean + spread * score))


LOSSES = {
    "log loss": lambda logit: np.clip(np.logaddexp(0.0, -logit), 1e-7, -np.log(1e-7)),  # as Keras clips
    "Brier score": lambda logit: (1 / (1 + np.exp(logit))) ** 2,
}
"""From the logit of the right class."""


def mean_loss(loss: str, mean: float, spread: float) -> float:
    """True mean of one of `LOSSES`, where the logit of the right class is spread around a mean, as the scores are."""
    at = np.linspace(-9, 9, 20_001)
    return float(np.trapezoid(LOSSES[loss](mean + spread * at) * np.exp(-(at**2) / 2) / (2 * np.pi) ** 0.5, at))


def cautious_spread(loss: str, accuracy: float, wanted: float) -> float:
    """The small spread of logits with which a network of this accuracy has the wanted mean loss."""
    level = float(ndtri(accuracy))
    spreads = np.geomspace(0.01, 8, 300)
    losses = np.array([mean_loss(loss, level * spread, spread) for spread in spreads])
    return float(
        brentq(lambda spread: mean_loss(loss, level * spread, spread) - wanted, 0.01, spreads[losses.argmin()])
    )


def mean_log_loss(mean: float, spread: float) -> float:
    """True mean of `log_losses`."""
    at = np.linspace(-9, 9, 20_001)
    return float(np.trapezoid(log_losses(at, mean, spread) * np.exp(-(at**2) / 2) / (2 * np.pi) ** 0.5, at))


def sparse_errors(draw: np.random.Generator, seeds: int, examples: int, some: float, *sizes: float) -> list[np.ndarray]:
    """Absolute errors that are 0 but on some of the examples (rain); there log-normal, of mean exp(0.5) times size."""
    errors = (draw.random(examples) < some) * np.exp(draw.standard_normal(examples))
    return [size * errors * np.abs(1 + 0.2 * draw.standard_normal((seeds, examples))) for size in sizes]


def skewed_seeds(draw: np.random.Generator, seeds: int, examples: int, error: float) -> np.ndarray:
    """Right or wrong, where the error rate of a seed is log-normal with this mean: few seeds are far worse."""
    rates = error * np.exp(draw.standard_normal((seeds, 1)) - 0.5)
    return (draw.random((seeds, examples)) >= np.minimum(rates, 1)) * 1.0


def four_and_one(draw: np.random.Generator, seeds: int, examples: int, four: float, one: float) -> list[np.ndarray]:
    """The mean of four networks of one architecture, and one of another; some examples are hard for one only."""
    architecture, rest = 0.2**0.5, 0.05**0.5
    easy, hard = draw.standard_normal(examples), draw.standard_normal((2, examples)) * architecture
    total = (1 + architecture**2 + rest**2 + 0.01**2) ** 0.5

    def network(place: int, share: float) -> np.ndarray:
        own = rest * draw.standard_normal((seeds, examples)) + 0.01 * draw.standard_normal((seeds, 1))
        return ((easy + hard[place] + own) / total < ndtri(share)) * 1.0

    return [np.mean([network(0, four) for _ in range(4)], axis=0), network(1, one)]


def classes(
    draw: np.random.Generator, seeds: int, examples: int, positives: float, *rates: tuple[float, float]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """A binary test set (examples,) and the classes that networks call, one table for each (recall, specificity)."""
    y = draw.random(examples) < positives
    found = scores(draw, seeds, examples, USUAL, len(rates))
    called = [
        np.where(y, score < ndtri(recall), score > ndtri(specificity))
        for score, (recall, specificity) in zip(found, rates, strict=True)
    ]
    return y, called
