"""The lecture as a command: ``python -m chapters [COMMAND] [flags]``.

python -m chapters                list the chapters
python -m chapters tour           four networks on the same images, side by side
python -m chapters run ch04 ch05  run chapters, or all; flags as of one chapter
python -m chapters claims         what the lecture claims, with verdicts
python -m chapters open ch04      show figures and tables of its last run
python -m chapters audit ch04     run a chapter twice: what differs, if anything
python -m chapters doctor         what to paste into a question when it fails
python -m chapters prune          how much runs/ holds; can delete old runs
python -m chapters --version      versions of the course and of what it needs
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import ModuleType

from chapters.command_line.chapter_list import chapter_names, find_chapter, matching
from chapters.command_line.command import report
from chapters.command_line.lesson_text import title
from runtime.errors import UserError, exit_code
from runtime.installed import version_line
from runtime.nearest import hint
from runtime.wrapping import wrapped

COMMANDS = ("list", "tour", "run", "claims", "open", "audit", "doctor", "prune")


def list_chapters() -> None:
    """Print name and first line of every chapter."""
    for name in chapter_names():
        print(wrapped(f"{name:32} {title(find_chapter(name).__doc__ or '')}"))
    print("\npython -m chapters tour       runs four networks side by side")
    print("python -m chapters run ch04   runs a chapter")


def run(arguments: Sequence[str]) -> None:
    """Run chapters one after the other; the flags go to each."""
    wanted = list(_until_flag(arguments))
    if not wanted:
        raise UserError("run needs a chapter; python -m chapters lists them, all runs every one")
    flags = list(arguments[len(wanted) :])
    modules = [find_chapter(name) for name in (chapter_names() if wanted == ["all"] else wanted)]
    reports = []
    for module in modules:
        print_json = _chapter(module, flags, reports)
    if print_json:
        print(json.dumps(reports if len(reports) > 1 else reports[0], indent=2, ensure_ascii=False, allow_nan=False))


def _chapter(module: ModuleType, flags: Sequence[str], reports: list[dict]) -> bool:
    result, as_json = report(module.run, module.SETTINGS, flags, module.SETTINGS.chapter)
    reports.append(result.as_dict())
    return as_json


def _until_flag(arguments: Sequence[str]) -> Sequence[str]:
    flags = [index for index, argument in enumerate(arguments) if argument.startswith("-")]
    return arguments[: flags[0]] if flags else arguments


def main(arguments: list[str]) -> int | None:
    """Dispatch."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("list", [])
    if command in ("-h", "--help"):
        print(__doc__)
    elif command == "--version":
        print(version_line())
    elif command == "list":
        if rest:
            raise UserError(f"list takes nothing, not {rest[0][:60]!r}; leave it out")
        list_chapters()
    elif command == "run":
        run(rest)
    elif command == "tour":
        from chapters import tour

        reports: list[dict] = []
        if _chapter(tour, rest, reports):
            print(json.dumps(reports[0], indent=2, ensure_ascii=False, allow_nan=False))
    elif command == "claims":
        from chapters.command_line import check_claims

        check_claims.main(rest)
    elif command == "open":
        from chapters.command_line.open_report import open_report

        return open_report(rest, [*chapter_names(), "tour"])
    elif command == "audit":
        from chapters.command_line.audit import audit

        return audit(rest, [*chapter_names(), "tour"])
    elif command == "doctor":
        from chapters.command_line.doctor import doctor

        return doctor(rest)
    elif command == "prune":
        from chapters.command_line.prune import prune

        prune(rest)
    else:
        chapters = matching(command)
        if len(chapters) == 1:
            raise UserError(f"{command[:60]!r} is a chapter, no command; type python -m chapters run {chapters[0][:4]}")
        known = [*COMMANDS, *(f"run {name}" for name in chapter_names())]
        nearest = hint(command, known, f"choose one of {', '.join(COMMANDS)}")
        raise UserError(f"command {command[:60]!r} is unknown; {nearest}")
    return None


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
