"""The ledger of every claim of the lecture: ``python -m chapters claims [--check NAME|all [--exact]] [--write]``.

Without flags it prints every claim with its stored verdict and says which are stale. ``--check`` computes the exact
claims of a chapter and trains its study over five seeds, after saying how long that takes, and stores both in
``chapters/results/<chapter>.json``; then it writes CLAIMS.md and docs/claims_by_slide.md, which ``--write`` does
alone. ``--exact`` with ``--check`` leaves out the trainings.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from chapters import claims, exact_claims, ledger
from chapters.claims import lecture
from chapters.ledger import Find
from runtime.backend import versions
from runtime.errors import Parser, UserError
from runtime.files import make_folder, write_json, write_text


def main(arguments: Sequence[str], find: Find | None = None) -> None:
    """Print, check or write.

    Args:
        arguments: what follows `claims` on the command line.
        find: a chapter's module by its name; that of `chapters.__main__` unless given.
    """
    if find is None:
        from chapters.__main__ import find
    flags = Parser(
        prog="python -m chapters claims", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    flags.add_argument("--check", metavar="NAME", help="a chapter (ch04 or its whole name), or all")
    flags.add_argument("--exact", action="store_true", help="with --check: only what needs no training")
    flags.add_argument("--write", action="store_true", help="write CLAIMS.md and docs/claims_by_slide.md")
    flags.add_argument("--json", action="store_true", help="one JSON list on standard output, the rest on error")
    flags.add_argument("--jobs", type=int, default=1, metavar="N", help="trainings at a time (default: 1)")
    given = flags.parse_args(list(arguments))
    if given.jobs < 1:
        raise UserError(f"--jobs {given.jobs} is no number of trainings; give 1 or more")
    if given.exact and given.check is None:
        raise UserError("--exact says what --check computes; give both, as in --check all --exact")
    with redirect_stdout(sys.stderr if given.json else sys.stdout):
        if given.check is not None:
            for chapter in wanted(given.check):
                check_chapter(chapter, find, given.jobs, exact_only=given.exact)
        if given.check is not None or given.write:
            write_pages(find)
        elif not given.json:
            ledger.print_ledger(find)
    if given.json:
        print(json.dumps(ledger.as_list(find), indent=2, ensure_ascii=False, allow_nan=False))


def wanted(name: str) -> list[str]:
    """The chapters of the ledger that a name stands for.

    Raises:
        UserError: none.
    """
    chapters = sorted({claim.chapter for claim in lecture().claims.values()})
    found = chapters if name == "all" else [chapter for chapter in chapters if name and chapter.startswith(name)]
    if len(found) != 1 and name != "all":
        raise UserError(f"chapter {name[:60]!r} has no claims; choose all or one of {', '.join(chapters)}")
    return found


def check_chapter(chapter: str, find: Find, jobs: int = 1, exact_only: bool = False) -> None:
    """Compute and store what a chapter's claims come to; what it gives no value for stays as it was stored."""
    content = ledger.stored(chapter)
    known = {claim.id: claim for claim in lecture().of_chapter(chapter)}
    # a claim that was renamed or taken out leaves no verdict behind
    content["claims"] = {key: entry for key, entry in content["claims"].items() if key in known}
    exact = [each for each in exact_claims.without_training() if each in known]
    for each in exact:
        result = exact_claims.computed(each)
        content["claims"][each] = {"fingerprint": known[each].fingerprint, "trained": False, **vars(result)}
    print(f"{chapter}: {len(exact)} exact claims computed.")
    trained = [each for each in known if each not in exact]
    if trained and not exact_only:
        study(chapter, trained, content, find, jobs)
    if content["claims"]:
        write_json(make_folder(claims.RESULTS) / f"{chapter}.json", content)


def study(chapter: str, ids: list[str], content: dict[str, Any], find: Find, jobs: int) -> None:
    """Run a chapter over seeds and put the verdicts of its claims into `content`."""
    try:
        module = find(chapter)
    except UserError as error:
        print(f"{chapter}: not tested: {', '.join(ids)} ({error})")
        return
    import datasets
    from chapters.estimate import estimate

    settings = ledger.study_settings(module)
    print(f"{chapter}: {estimate(settings)}", flush=True)
    started = time.perf_counter()
    report = module.run(replace(settings, runs_dir=Path("runs") / "claims", jobs=jobs))
    given = {entry["id"]: entry for entry in report.claims if entry["id"] in ids}
    for each, entry in given.items():
        values = dict(entry["values"])
        this_run = values.pop("this_run")  # never the verdict that was stored before
        fingerprint = claims.named(each).fingerprint
        content["claims"][each] = {"fingerprint": fingerprint, "trained": True, **this_run, "values": values}
    if given:
        content["study"] = {
            "settings": ledger.deciding(settings),
            "data": {
                run.settings["data"]["name"]: {
                    "sha256": run.provenance["sha256"],
                    "form": run.provenance["form"],
                }
                for run in report.runs
                if run.settings["data"]["name"] in datasets.names()  # not what a chapter makes itself
            },
            "seeds": sorted({run.seed for run in report.runs}),
            "seconds": round(time.perf_counter() - started),
            "versions": versions(),
        }
    missing = [each for each in ids if each not in given]
    if missing:
        print(f"{chapter}: it gave no value for {', '.join(missing)}")


def write_pages(find: Find) -> None:
    """Write CLAIMS.md and docs/claims_by_slide.md."""
    for path, text in ledger.pages(find).items():
        write_text(path, text)
        print(path)
