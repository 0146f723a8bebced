"""The page of what the runs cost that the site shows: seconds, seeds, day, machine and versions of each."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from lesson_sources import hash_of_sources
from run_outputs import made_of

from chapters.claims.results import stored
from chapters.command_line.chapter_list import chapter_names
from runtime.markdown import table_row

PAGE = "cost.md"


def cost_page() -> dict[str, str]:
    """Place in the site -> the page, made from `outputs/NAME/made.json` and `chapters/results`; nothing is run."""
    lines = [
        "# What this site cost to make",
        "Building the site trains nothing. It shows runs that were made before.",
        "## Lessons with their default sizes",
        "What each lesson prints and draws on its page was made by one run of it on the CPU, without a GPU.",
        *kept_lines(),
        "## Studies of the claims",
        "Verdicts over several seeds come from these longer runs. The page of a claim names the commit of its study.",
        *study_lines(),
    ]
    return {PAGE: "\n\n".join(lines) + "\n"}


def kept_lines() -> list[str]:
    """The kept outputs of the lessons, a row each, and what they were made on."""
    made = {name: one for name in ["tour", *chapter_names()] if (one := made_of(name))}
    rows = [
        [f"`{name}`", f"{one['seconds']:,}", import_module(f"chapters.{name}").SETTINGS.seeds, one["day"],
         "no" if one["sources"] == hash_of_sources(name) else "yes"]
        for name, one in made.items()
    ]  # fmt: skip
    rows.append(["in all", f"{sum(one['seconds'] for one in made.values()):,}", "", "", ""])
    on = (f"{one['machine']}; {one['versions']}" for one in made.values())
    return [_table(["lesson", "seconds", "seeds", "day", "changed since"], rows), *_made_with(on)]


def study_lines() -> list[str]:
    """The studies, a row each, and with what they were made."""
    found = {name: study for name in chapter_names() if "seconds" in (study := stored(name).get("study") or {})}
    rows = [[f"`{name}`", f"{study['seconds']:,}", len(study["seeds"])] for name, study in found.items()]
    rows.append(["in all", f"{sum(study['seconds'] for study in found.values()):,}", ""])
    versions = (", ".join(map(" ".join, study["versions"].items())) for study in found.values())
    return [_table(["lesson", "seconds", "seeds"], rows), *_made_with(versions)]


def _made_with(told: Iterable[str]) -> list[str]:
    """Machines and versions as a list, each once."""
    return ["Made with:", "\n".join(f"- `{one}`" for one in dict.fromkeys(told))]


def _table(head: list[str], rows: list[list]) -> str:
    return "\n".join(table_row(*map(str, cells)) for cells in (head, ["---"] * len(head), *rows))
