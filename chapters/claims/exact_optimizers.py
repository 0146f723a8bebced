"""What the slide on optimizers says, computed in plain sight. One function a claim."""

from __future__ import annotations

from chapters.claims.registry import computes
from chapters.material.optimizers.update_rules import RULES, largest_difference


@computes("optimizers-update-as-written")
def optimizers_update_as_written() -> bool:
    """Each rule beside Keras' over 100 steps with the same gradients: apart by less than 0.001 of the way gone."""
    return all(largest_difference(name) < 1e-3 for name in RULES)
