"""The history of the repository bears out what claims and results say of themselves.

An installed package has no history, and a shallow clone not all of it: then these tests are skipped.
"""

import json
import subprocess
import tomllib
from functools import cache

import pytest

from chapters.claims import results
from chapters.claims.claim_list import AFTER, fingerprint, lecture
from chapters.claims.commits import ROOT
from chapters.claims.pages import OLD

TUNED = {"recipe.hyperparameters.learning_rate", "optimizer.learning_rate"}
"""Settings that were chosen for each side from one list: the same one may have come out."""


def git(*arguments):
    """What git prints; the test is skipped where there is no history to ask."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    except OSError:
        pytest.skip("git is not installed")
    if done.returncode:
        pytest.skip(f"this checkout cannot answer git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


@pytest.fixture(autouse=True)
def whole_history():
    if git("rev-parse", "--is-shallow-repository").strip() == "true":
        pytest.skip("a shallow clone lacks the commits that the results name")


@cache
def entries_at(commit):
    """The list of claims of a commit."""
    return tomllib.loads(git("show", f"{commit}:chapters/claims.toml")).get("claims", ())


def claims_at(commit):
    """Claim id -> fingerprint of its definition, in the list of a commit."""
    return {entry["id"]: fingerprint(entry) for entry in entries_at(commit)}


@cache
def commits_of(day):
    """Those of one day that changed the list of claims."""
    lines = git("log", "--format=%H %cs", "--", "chapters/claims.toml").splitlines()
    return [line.split()[0] for line in lines if line.endswith(day)]


def is_ancestor(one, other):
    done = subprocess.run(["git", "merge-base", "--is-ancestor", one, other], cwd=ROOT, capture_output=True)
    return done.returncode == 0


def stored():
    """(claim, entry) of every stored verdict."""
    claims = lecture().claims.values()
    found = [(claim, results.stored(claim.chapter)["claims"].get(claim.id)) for claim in claims]
    return [(claim, entry) for claim, entry in found if entry]


def test_a_result_has_the_definition_of_the_commit_that_it_names():
    for claim, entry in stored():
        if "commit" in entry:
            assert claims_at(entry["commit"])[claim.id] == entry["fingerprint"], claim.id


def test_a_result_that_names_no_commit_was_stored_by_the_one_that_the_ledger_names():
    for claim, entry in stored():
        if "commit" not in entry:
            then = json.loads(git("show", f"{entry['stored_by']}:chapters/results/{claim.chapter}.json"))
            assert then["claims"][claim.id]["values"]["difference"] == entry["values"]["difference"], claim.id


def test_the_sides_of_a_stored_comparison_differ_in_what_the_claim_names_and_in_nothing_else():
    for claim, entry in stored():
        if sides := entry["values"].get("sides"):
            assert set(sides["differs"]) <= set(claim.differs), claim.id
            assert set(claim.differs) - set(sides["differs"]) <= TUNED, claim.id


def test_a_registered_claim_was_defined_on_its_day_and_before_its_result():
    for claim, entry in stored():
        if claim.registered != AFTER and entry["fingerprint"] == claim.fingerprint:
            defined = [one for one in commits_of(claim.registered) if claims_at(one).get(claim.id) == claim.fingerprint]
            judged = entry.get("commit") or entry["stored_by"]
            assert any(is_ancestor(one, judged) for one in defined), claim.id


def test_a_claim_that_was_redefined_says_so():
    """Kind, expected value and margin, that is; the words for what is measured were edited and then restored."""
    for commit in git("log", "--format=%H", "--", "chapters/claims.toml").split():
        for entry in entries_at(commit):
            claim = lecture().claims.get(entry["id"])
            if claim and not claim.changed:
                then = entry["kind"], entry.get("expected"), entry.get("margin", 0.0)
                assert then == (claim.kind, claim.expected, claim.margin), claim.id


def test_the_old_verdicts_are_those_of_their_commit():
    old = json.loads(OLD.read_text(encoding="utf-8"))
    entries, found = entries_at(old["commit"]), {}
    for chapter in {entry["chapter"] for entry in entries}:
        found |= json.loads(git("show", f"{old['commit']}:chapters/results/{chapter}.json"))["claims"]
    assert old["verdicts"] == {entry["id"]: found[entry["id"]]["verdict"] for entry in entries}
