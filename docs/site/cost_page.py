"""The page of what the site shows and what it cost: seconds, seeds, machine, versions and day of every stored run."""

from __future__ import annotations

from importlib import import_module

from lesson_sources import hash_of_sources
from run_outputs import KEPT

from chapters.claims.results import stored
from chapters.command_line.chapter_list import chapter_names
from runtime.files import read_json

PAGE = "cost.md"


def cost_page() -> dict[str, str]:
    """Place in the site -> the page, made from `outputs/NAME/made.json` and `chapters/results`; nothing is run."""
    lines = [
        "# What this site cost to make",
        "Building the site trains nothing. It shows runs that were made before.",
        "## Lessons with their default sizes",
        "What each lesson prints and draws on its page was made by one run of it on the CPU, without a GPU.",
        kept_table(),
        "## Studies of the claims",
        "Verdicts over several seeds come from these longer runs. The page of a claim names the commit of its study.",
        study_table(),
    ]
    return {PAGE: "\n\n".join(lines) + "\n"}


def kept_table() -> str:
    """The kept outputs of the lessons, a row each, and their seconds in all."""
    rows, total = [], 0
    for name in ["tour", *chapter_names()]:
        if not (KEPT / name / "made.json").exists():
            continue
        made, seeds = read_json(KEPT / name / "made.json"), import_module(f"chapters.{name}").SETTINGS.seeds
        today = "yes" if made["sources"] == hash_of_sources(name) else "no, the lesson was changed since"
        about = (made["machine"], made["versions"].partition(", ")[2])
        rows.append([f"`{name}`", made["day"], f"{made['seconds']:,}", seeds, *(f"`{one}`" for one in about), today])
        total += made["seconds"]
    head = ["lesson", "day", "seconds", "seeds", "machine", "versions", "made from the lesson as it is now"]
    return _table(head, [*rows, ["in all", "", f"{total:,}", "", "", "", ""]])


def study_table() -> str:
    """The studies, a row each, and their seconds in all."""
    rows, total = [], 0
    for name in chapter_names():
        study = stored(name).get("study") or {}
        if "seconds" not in study:
            continue
        versions = ", ".join(f"{library} {version}" for library, version in study["versions"].items())
        rows.append([f"`{name}`", f"{study['seconds']:,}", len(study["seeds"]), f"`{versions}`"])
        total += study["seconds"]
    return _table(["lesson", "seconds", "seeds", "versions"], [*rows, ["in all", f"{total:,}", "", ""]])


def _table(head: list[str], rows: list[list]) -> str:
    return "\n".join("| " + " | ".join(map(str, cells)) + " |" for cells in (head, ["---"] * len(head), *rows))
