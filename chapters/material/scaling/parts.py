"""How many training examples are in the parts of the data that networks are trained on."""

from __future__ import annotations

from collections.abc import Sequence


def part_sizes(examples: int, outputs: int, shares: Sequence[float], batch_size: int) -> list[int]:
    """Training examples of each share, in ascending order.

    All examples are always among them. A smaller part is left out if it has fewer than two examples a class, or fewer
    than one batch.
    """
    least = max(2 * outputs, batch_size)
    return sorted({examples, *(count for share in shares if (count := round(share * examples)) >= least)})
