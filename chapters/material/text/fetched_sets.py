"""Datasets that have to be fetched: the lesson goes on without them, and says how to get them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datasets.dataset import Dataset
from runtime.errors import UserError

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings


def load_fetched(settings: Settings, name: str, **options: int) -> Dataset | None:
    """A dataset; None if it is not on this machine, after printing the sentence with the command that fetches it.

    Args:
        settings: of the lesson.
        name: of the dataset.
        options: as `datasets.load` takes them.

    Raises:
        UserError: that sentence, if `--part` asks for what needs the dataset.
    """
    try:
        return replace(settings, dataset=name).load(**options)
    except UserError as error:
        if settings["part"] != "all":
            raise
        print(f"\nNot trained: {error}\n")
        return None
