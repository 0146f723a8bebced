"""What the history of a repository says of claims and of the results that name its commits.

Every function takes the folder of a checkout with its whole history.
"""

import json
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from chapters.claims.claim_list import fingerprint

LIST = "chapters/claims.toml"


class NotInHistory(LookupError):
    """Git cannot answer: a commit or a file of it does not exist."""


def git(root, *arguments):
    """What git prints; `NotInHistory` where it fails."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise NotInHistory(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def why_unknown(root):
    """Why the history cannot be asked: no git, no checkout of its own, or a shallow clone; empty if it can."""
    try:
        if not Path(git(root, "rev-parse", "--show-toplevel").strip()).samefile(root):
            return "these sources are no checkout of their own"
        shallow = git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    except (OSError, NotInHistory) as error:
        return f"there is no git checkout: {error}"
    return "a shallow clone lacks the commits that the results name" if shallow else ""


def is_ancestor(root, one, other):
    """Whether commit `one` is `other` or comes before it."""
    try:
        git(root, "merge-base", "--is-ancestor", one, other)
    except NotInHistory:
        return False
    return True


@cache
def before(root, commit):
    """The commits that come before one; all by their whole names. What comes before a commit never changes."""
    return frozenset(git(root, "rev-list", commit).split()) - {commit}


@cache
def list_at(root, commit):
    """The list of claims, slides and studies of a commit; `NotInHistory` if it has none."""
    return tomllib.loads(git(root, "show", f"{commit}:{LIST}"))


def entries_at(root, commit):
    """The claims of a commit."""
    return list_at(root, commit).get("claims", ())


@cache
def claims_at(root, commit):
    """Claim id -> fingerprint of its definition, in the list of a commit."""
    return {entry["id"]: fingerprint(entry) for entry in entries_at(root, commit)}


@cache
def results_at(root, commit, chapter):
    """The stored results of a chapter at a commit; without claims and study if it has no such file."""
    try:
        return json.loads(git(root, "show", f"{commit}:chapters/results/{chapter}.json"))
    except NotInHistory:
        return {"claims": {}, "study": None}


def commits_of(root, path):
    """(commit, day) of every commit that changed a file, the newest first."""
    return [tuple(line.split()) for line in git(root, "log", "--format=%H %cs", "HEAD", "--", path).splitlines()]


def against_result(root, claim_id, entry):
    """What the history says against a stored entry that names its commit; empty if nothing."""
    commit = entry["commit"]
    if not is_ancestor(root, commit, "HEAD"):
        return f"{claim_id} names the commit {commit}, which is not in the history of this one"
    if claims_at(root, commit).get(claim_id) != entry["fingerprint"]:
        return f"{claim_id} was defined otherwise at {commit}, which its result names"
    return ""


def first_result(root, claim):
    """The first commit whose results have the claim while its definition was that of today; None if none has."""
    for commit, _ in reversed(commits_of(root, f"chapters/results/{claim.chapter}.json")):
        same = claims_at(root, commit).get(claim.id) == claim.fingerprint
        if same and claim.id in results_at(root, commit, claim.chapter)["claims"]:
            return commit
    return None


def was_registered(root, claim):
    """Whether a commit of the claim's day has its definition of today, and comes before its first result."""
    first = first_result(root, claim)
    defined = [
        commit
        for commit, day in commits_of(root, LIST)
        if day == claim.registered and claims_at(root, commit).get(claim.id) == claim.fingerprint
    ]
    return any(first is None or commit in before(root, first) for commit in defined)


def seeds_before(root, study):
    """Seeds whose results were stored for a chapter before any commit had its study with that number of seeds."""
    with_it = [
        commit
        for commit, _ in commits_of(root, LIST)
        if any(
            (entry["chapter"], entry["seeds"]) == (study.chapter, study.seeds)
            for entry in list_at(root, commit).get("studies", ())
        )
    ]
    known = set()
    for commit, _ in commits_of(root, f"chapters/results/{study.chapter}.json"):
        if all(commit in before(root, one) for one in with_it):
            known |= set((results_at(root, commit, study.chapter).get("study") or {}).get("seeds", ()))
    return known
