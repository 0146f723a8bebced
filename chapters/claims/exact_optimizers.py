"""What the slide on optimizers says, computed in plain sight. One function a claim."""

from __future__ import annotations

from types import ModuleType

from chapters.claims.registry import computes
from chapters.material.optimizers.further_rules import FURTHER_RULES, further_optimizers
from chapters.material.optimizers.rule_checks import differences_from_keras


@computes("optimizers-update-as-written")
def optimizers_update_as_written(lesson: ModuleType) -> bool:
    """100 steps of each rule and of Keras' optimizer with equal gradients differ by less than 0.001 of the distance."""
    found = differences_from_keras({**lesson.RULES, **FURTHER_RULES}, {**lesson.optimizers(), **further_optimizers()})
    return all(difference < 1e-3 for difference in found.values())
