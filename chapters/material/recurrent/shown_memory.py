"""All that the chapter on recurrent networks shows of its memory task: tables, figures, gradients."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from chapters.material.recurrent.figures import draw_gradients, draw_memory
from chapters.material.recurrent.gradients import gradients_of
from chapters.material.recurrent.lesson_output import (
    print_gradients,
    print_memory,
    print_memory_winner,
    print_not_gradient_alone,
)
from chapters.material.recurrent.memory_task import Remembered
from comparison.tables import Comparison
from training.settings import Recipe

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings


def show_memory(
    found: Mapping[int, Mapping[str, Remembered]], recipes: Mapping[str, Recipe], table: Comparison, settings: Settings
) -> list[Path]:
    """Print what networks still know after each delay, and draw it, and their gradients on the way back.

    Args:
        found: longest delay in training -> name of a network -> what it still knows.
        recipes: name of a network -> its recipe.
        table: of the networks that were trained on the longest of these delays.
        settings: of the lesson.
    """
    networks = [network for of_length in found.values() for network in of_length.values()]
    print_memory(networks, tuned=bool(settings["rates"]))
    print_memory_winner(table)
    gradients = gradients_of([*found[max(found)].values()], recipes)
    print_gradients(gradients)
    print_not_gradient_alone(gradients, table)
    folder = settings.report_folder
    return [draw_memory(networks, folder / "memory.png"), draw_gradients(gradients, folder / "gradients.png")]
