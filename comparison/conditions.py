"""What the rows of a table were trained with in common: epochs, batches, optimizer, learning rate, examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from comparison.rows import Row


def alike(rows: Iterable[Row]) -> str:
    """The budget and the settings that all rows share, in words; what some row has otherwise is not said.

    `40 epochs at most, batches of 32, adam, learning rate 0.001, 1,000 training examples`. Epochs are those that were
    asked for: early stopping may end before.
    """
    said = [_said(row.runs[0].settings) for row in rows]
    shared = [part for part in said[0] if part and all(part in one for one in said)]
    return ", ".join(shared)


def _said(settings: Mapping[str, Any]) -> list[str]:
    optimizer = settings["optimizer"]
    name = optimizer if isinstance(optimizer, str) else str(optimizer.get("name", ""))
    rate = None if isinstance(optimizer, str) else optimizer.get("learning_rate")
    return [
        f"{settings['epochs']} epochs at most",
        f"batches of {settings['batch_size']}",
        name,
        f"learning rate {rate:g}" if isinstance(rate, int | float) else "",
        f"{settings['data']['examples']['train']:,} training examples",
    ]
