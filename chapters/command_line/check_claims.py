"""The ledger of every claim of the lecture: ``python -m chapters claims [--check NAME] [--stale] [--write]``.

Without flags it prints every claim with its verdict, and which are to be run again. ``--check`` computes the exact
claims of a chapter and trains its study (the lesson's `study`, else its `run`) over its registered seeds, after saying
how long that takes, and stores both in ``chapters/results/<chapter>.json``, with the commit of the sources; then it
writes CLAIMS.md and docs/claims_by_slide.md, which ``--write`` does alone. With ``--check``, ``--exact`` leaves out the
trainings, and ``--resume`` keeps those that an interrupted study of the same commit has finished. ``--stale`` looks at
what every study would train today (minutes), and counts the verdicts that are to be run again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import datasets
from chapters.claims import exact, ledger, pages, results
from chapters.claims.claim_list import lecture, named
from chapters.claims.commits import clean_commit
from chapters.claims.results import Find
from chapters.command_line import chapter_list
from chapters.command_line.command import OPTIONAL, whole
from chapters.command_line.estimate import estimate
from chapters.command_line.lessons_of_slides import lessons_of
from chapters.command_line.rehearsal import rehearsed, remember, study_of
from runtime.backend import versions
from runtime.errors import Parser, UserError
from runtime.files import make_folder, write_json, write_text
from training.distribution.cluster import cluster_here
from training.runs import Run


def main(arguments: Sequence[str], find: Find = chapter_list.find_chapter) -> None:
    """Print, check or write.

    Args:
        arguments: what follows `claims` on the command line.
        find: a chapter's module by its name.
    """
    flags = Parser(
        prog="python -m chapters claims", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    flags.add_argument("--check", metavar="NAME", help="a chapter (ch04 or its whole name), or all")
    flags.add_argument("--exact", action="store_true", help="with --check: only what needs no training")
    flags.add_argument("--resume", action="store_true", help="with --check: go on with an interrupted study")
    flags.add_argument("--stale", action="store_true", help="look at what every study would train, count old verdicts")
    flags.add_argument("--write", action="store_true", help="write CLAIMS.md and docs/claims_by_slide.md")
    flags.add_argument("--json", action="store_true", help="one JSON list on standard output, the rest on error")
    flags.add_argument("--jobs", type=whole(1, 64), default=1, metavar="N", help="trainings at a time (default: 1)")
    flags.add_argument("--engine", **OPTIONAL["engine"])
    given = flags.parse_args(list(arguments))
    for flag in ("exact", "resume"):
        if getattr(given, flag) and given.check is None:
            raise UserError(f"--{flag} says how --check works; give both, as in --check all --{flag}")
    if given.check is not None or given.write or given.stale:
        pages.refuse_without_a_repository()  # before minutes are spent
    if given.check is not None and (cluster := cluster_here()):
        raise UserError(f"a verdict comes from trainings of one process, and here are {cluster}; start one")
    with redirect_stdout(sys.stderr if given.json else sys.stdout):
        if given.check is not None:
            chapters = wanted(given.check)
            how = {"jobs": given.jobs, "engine": given.engine, "resume": given.resume}
            for chapter in chapters:
                check_chapter(chapter, find, how, exact_only=given.exact)
            if not given.exact:
                print_seconds(chapters)
        if given.stale:
            rehearse_all(find)
        if given.check is not None or given.write or given.stale:
            write_pages(find)
        elif not given.json:
            ledger.print_ledger(find)
        if given.stale:
            print_stale(find)
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


def check_chapter(chapter: str, find: Find, how: Mapping[str, Any] | None = None, *, exact_only: bool = False) -> None:
    """Compute and store what a chapter's claims come to; what it gives no value for stays as it was stored.

    An exact claim that comes to what is stored keeps the commit that it was stored with.

    Args:
        chapter: its name.
        find: a chapter's module by its name.
        how: the study is trained, as fields of its settings that decide no number.
        exact_only: leave out the study.

    Raises:
        UserError: there is something to store, and the sources are not at a commit.
    """
    content = results.stored(chapter)
    known = {claim.id: claim for claim in lecture().of_chapter(chapter)}
    # a claim that was renamed or taken out leaves no verdict behind
    kept = {key: entry for key, entry in content["claims"].items() if key in known}
    computed = [claim_id for claim_id in exact.without_training() if claim_id in known]
    trained = [claim_id for claim_id in known if claim_id not in computed]
    commit = clean_commit() if trained and not exact_only else ""  # before minutes are spent
    for claim_id in computed:
        result = vars(exact.computed(claim_id))
        entry = {"fingerprint": known[claim_id].fingerprint, "trained": False, **result}
        old = kept.get(claim_id, {})
        if "commit" not in old or {**entry, "commit": old["commit"]} != old:
            commit = commit or clean_commit()
            kept[claim_id] = {**entry, "commit": commit}
    print(f"{chapter}: {len(computed)} exact claims computed.")
    content = {**content, "claims": kept}
    if trained and not exact_only:
        study(chapter, trained, content, commit, find, how or {})
    if content["claims"] and content != results.stored(chapter):
        write_json(make_folder(results.RESULTS) / f"{chapter}.json", content)


def study(
    chapter: str, ids: list[str], content: dict[str, Any], commit: str, find: Find, how: Mapping[str, Any]
) -> None:
    """Run a chapter over seeds and put the verdicts of its claims into `content`.

    The runs of each commit have a folder of their own, so that `resume` keeps no training of other sources.

    Raises:
        UserError: a run that was kept is one of other versions.
    """
    try:
        module = find(chapter)
    except UserError as error:
        print(f"{chapter}: not tested: {', '.join(ids)} ({error})")
        return
    settings = results.study_settings(module)
    networks = rehearsed(module, settings)
    print(f"{chapter}: {estimate(settings)}", flush=True)
    started = time.perf_counter()
    settings = replace(settings, runs_dir=results.runs_folder(commit), **how)
    report = study_of(module)(settings)
    if any(run.record["versions"] != versions() for run in report.runs):
        raise UserError(f"{chapter}: some runs are of other versions of the packages; check it without --resume")
    seconds = time.perf_counter() - started
    if settings.resume:  # the trainings before the interruption count, too
        seconds = max(seconds, sum(run.record["seconds"] for run in report.runs))
    given = {entry["id"]: entry for entry in report.claims if entry["id"] in ids}
    for claim_id, entry in given.items():
        values = dict(entry["values"])
        this_run = values.pop("this_run")  # never the verdict that was stored before
        deciding = {"fingerprint": named(claim_id).fingerprint, "trained": True}
        content["claims"][claim_id] = {**deciding, **this_run, "values": values, "commit": commit}
    if given:
        content["study"] = {
            "settings": results.deciding(settings),
            "data": data_of(report.runs),
            "networks": networks,
            "seeds": sorted({run.seed for run in report.runs}),
            "final_weights": {
                run.folder.relative_to(run.folder.parents[1]).as_posix(): run.record["fingerprints"]["final weights"]
                for run in report.runs
                if run.seed == settings.seed
            },
            "seconds": round(seconds),
            "jobs": settings.jobs,
            "versions": versions(),
        }
        remember(chapter, networks)
    missing = [claim_id for claim_id in ids if claim_id not in given]
    if missing:
        print(f"{chapter}: it gave no value for {', '.join(missing)}")


def print_seconds(chapters: Sequence[str]) -> None:
    """Print how long the stored studies of some chapters took, one a line; and in how many processes, if several."""
    studies = {chapter: results.stored(chapter)["study"] for chapter in chapters}
    seconds = {chapter: stored["seconds"] for chapter, stored in studies.items() if stored}
    for chapter, took in seconds.items():
        jobs = studies[chapter].get("jobs", 1)  # studies before it was stored do not say
        print(f"{chapter}: its study took {took:,} s{f' in {jobs} processes' if jobs > 1 else ''}.")
    if len(seconds) > 1:
        print(f"All studies took {sum(seconds.values()) / 60:.0f} minutes.")


def data_of(runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """Dataset -> its SHA-256, its form, and the options it was loaded with; not what a chapter makes itself."""
    found = {}
    for run in runs:
        data = run.settings["data"]
        if data["name"] in datasets.names():
            known = datasets.options(data["name"])
            options = {key: value for key, value in data["options"].items() if key in known}
            found[data["name"]] = {
                "sha256": run.provenance["sha256"], "form": run.provenance["form"], "options": options,
            }  # fmt: skip
    return found


def rehearse_all(find: Find) -> None:
    """Write what every study would train today into `results.NETWORKS`."""
    for chapter in lecture().studies:
        module = find(chapter)
        remember(chapter, rehearsed(module, results.study_settings(module)))


def print_stale(find: Find) -> None:
    """Print the verdicts that are to be run again, and how many there are."""
    rows = ledger.entries(find)
    for row in rows:
        if row["stale"]:
            print(f"{row['claim'].id}: {row['stale']}")
    stored = [row for row in rows if row["stored"]]
    print(f"{sum(not row['stale'] for row in stored)} of {len(stored)} stored verdicts are up to date.")


def write_pages(find: Find) -> None:
    """Write CLAIMS.md and docs/claims_by_slide.md."""
    for path, text in pages.pages(find, lessons_of()).items():
        write_text(path, text)
        print(path)
