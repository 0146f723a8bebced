"""Examples cut from one long record, a time series or a text: a window of it, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from datasets.dataset import Split
from runtime.arguments import LARGEST, whole_number
from runtime.errors import UserError


@dataclass(frozen=True)
class Windows:
    """How a record becomes examples. Each split is cut by itself, so that no window straddles two.

    Attributes:
        length: steps of the record in an example.
        steps_ahead: how many following steps are the target.
        stride: steps from the start of a window to the start of the next.
    """

    length: int
    steps_ahead: int = 1
    stride: int = 1

    def __post_init__(self) -> None:
        for option in ("length", "steps_ahead", "stride"):
            whole_number(option, getattr(self, option), 1, LARGEST)

    def cut(self, record: np.ndarray) -> Split:
        """Windows of a prepared record.

        Args:
            record: shape (time, features), or (time,) for characters.

        Returns:
            x of shape (n, length, features) or (n, length); y the first feature of the steps that follow, of shape
            (n, steps_ahead), or (n,) for characters.

        Raises:
            UserError: the record is shorter than one window and its target.
        """
        whole = self.length + self.steps_ahead
        if len(record) < whole:
            raise UserError(
                f"a part of {len(record):,} steps is shorter than one window of {self.length:,} and its target; "
                "give a smaller length"
            )
        starts = np.arange(0, len(record) - whole + 1, self.stride)
        x = record[starts[:, None] + np.arange(self.length)]
        after = record[starts[:, None] + self.length + np.arange(self.steps_ahead)]
        return Split(x, after[:, 0] if record.ndim == 1 else after[..., 0])
