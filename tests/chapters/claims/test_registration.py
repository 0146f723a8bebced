"""The history of the repository bears out what claims and results say of themselves.

An installed package has no history, and a shallow clone not all of it: then these tests are skipped. A commit that a
result names and that is not there is a failure.
"""

import json
import os
import shutil
import subprocess
from dataclasses import replace

import claim_history as history
import pytest

from chapters.claims import results
from chapters.claims.claim_list import lecture
from chapters.claims.commits import ROOT
from chapters.claims.list_faults import AFTER
from chapters.claims.pages import OLD

TUNED = {
    "recipe.hyperparameters.learning_rate",
    "optimizer.learning_rate",
    "optimizer.learning_rate.initial_learning_rate",  # of a schedule
}
"""Settings that were chosen for each side from one list: the same one may have come out."""

NO_SIDES = {
    "graph-damage-hurts-little": "one trained network, before and after an edge or a node is taken out",
    "loss-and-metric-correlate": "one number of each network: nothing is compared with anything",
}
"""Claims over seeds whose stored value is of no two trainings, and why."""
DATA_AND_BUDGET = ("data.", "epochs", "batch_size", "patience", "tuned.")


@pytest.fixture
def whole_history():
    if reason := history.why_unknown(ROOT):
        pytest.skip(reason)


def stored():
    """(claim, entry) of every stored verdict."""
    claims = lecture().claims.values()
    found = [(claim, results.stored(claim.chapter)["claims"].get(claim.id)) for claim in claims]
    return [(claim, entry) for claim, entry in found if entry]


def old(claim):
    """Whether the stored result of a claim is to be run again: then the claim may name more than its study compared."""
    content = results.stored(claim.chapter)
    return bool(results.stale(claim, content["claims"][claim.id], content["study"], look_at_data=False))


@pytest.mark.usefixtures("whole_history")
def test_a_result_has_the_definition_of_the_commit_that_it_names():
    assert stored()
    for claim, entry in stored():
        assert history.against_result(ROOT, claim.id, entry) == ""


def test_the_sides_of_a_stored_comparison_differ_in_what_the_claim_names_and_in_nothing_else():
    """A comparison without sides, or with none, passed unseen."""
    compared = [(claim, entry["values"]) for claim, entry in stored() if claim.kind != "exact"]
    assert {claim.id for claim, values in compared if not values["sides"]} == set(NO_SIDES)
    for claim, values in compared:
        if claim.id not in NO_SIDES:
            assert values["sides"]["equal"], claim.id
            assert set(values["sides"]["differs"]) <= set(claim.differs), claim.id
            assert set(claim.differs) - set(values["sides"]["differs"]) <= TUNED or old(claim), claim.id


def test_what_stands_beside_a_stored_verdict_has_sides_of_equal_data_and_budget():
    beside = [(claim.id, other) for claim, entry in stored() for other in entry["values"].get("beside", ())]
    assert beside
    for claim_id, other in beside:
        assert other["sides"]["differs"], claim_id
        assert not [key for key in other["sides"]["differs"] if key.startswith(DATA_AND_BUDGET)], claim_id


@pytest.mark.usefixtures("whole_history")
def test_a_registered_claim_was_defined_on_its_day_and_before_its_first_result():
    for claim in lecture().claims.values():
        if claim.registered != AFTER:
            assert history.was_registered(ROOT, claim), claim.id


@pytest.mark.usefixtures("whole_history")
def test_a_study_says_of_how_many_seeds_results_were_known_when_their_number_was_registered():
    words = {5: ("the first five", "these five"), 10: ("all ten",)}
    for study in lecture().studies.values():
        known = history.seeds_before(ROOT, study)
        assert known <= set(range(study.seeds))
        said = [f"results of {form} were known" in study.why for form in words.get(len(known), ())]
        assert any(said) or not known, study.chapter


@pytest.mark.usefixtures("whole_history")
def test_a_claim_that_was_redefined_says_so():
    """Kind, expected value and margin, that is; the words for what is measured were edited and then restored."""
    for commit, _ in history.commits_of(ROOT, history.LIST):
        for entry in history.entries_at(ROOT, commit):
            claim = lecture().claims.get(entry["id"])
            if claim and not claim.changed:
                then = entry["kind"], entry.get("expected"), entry.get("margin", 0.0)
                assert then == (claim.kind, claim.expected, claim.margin), claim.id


@pytest.mark.usefixtures("whole_history")
def test_the_old_verdicts_are_those_of_their_commit():
    old = json.loads(OLD.read_text(encoding="utf-8"))
    entries, found = history.entries_at(ROOT, old["commit"]), {}
    for chapter in {entry["chapter"] for entry in entries}:
        found |= history.results_at(ROOT, old["commit"], chapter)["claims"]
    assert old["verdicts"] == {entry["id"]: found[entry["id"]]["verdict"] for entry in entries}


CLAIM = replace(lecture().claims["line-at-10"], id="x", chapter="ch01_x", registered="2026-01-02")
ENTRY = """[[claims]]
id = "x"
chapter = "ch01_x"
kind = "exact"
expected = {}
"""


@pytest.fixture
def repository(tmp_path):
    """A checkout, and a function that commits a file on a day and gives the commit."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    (tmp_path / "chapters" / "results").mkdir(parents=True)

    def git(*arguments, day="2026-01-01"):
        who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
        at = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        done = subprocess.run(["git", *who, *arguments], cwd=tmp_path, env=at, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(day, path, text):
        (tmp_path / path).write_text(text, encoding="utf-8")
        git("add", ".")
        git("commit", "--quiet", "--message", path, day=day)
        return git("rev-parse", "HEAD")

    git("init", "--quiet")
    return tmp_path, git, commit


def test_a_result_that_names_no_commit_of_this_history_is_found(repository):
    root, git, commit = repository
    defined = commit("2026-01-02", history.LIST, ENTRY.format(5.0))
    entry = {"fingerprint": CLAIM.fingerprint, "commit": defined[:10]}
    assert history.against_result(root, "x", entry) == ""
    assert "not in the history" in history.against_result(root, "x", {**entry, "commit": "deadbeef00"})
    git("checkout", "--quiet", "-b", "elsewhere")
    beside = commit("2026-01-02", history.LIST, ENTRY.format("5.0 # the same, on another branch"))
    git("checkout", "--quiet", "-")
    assert "not in the history" in history.against_result(root, "x", {**entry, "commit": beside[:10]})
    otherwise = commit("2026-01-03", history.LIST, ENTRY.format(6.0))
    assert "defined otherwise" in history.against_result(root, "x", {**entry, "commit": otherwise[:10]})


def test_a_claim_that_was_written_after_its_first_result_is_not_registered_by_running_it_again(repository):
    root, _, commit = repository
    results_file = f"chapters/results/{CLAIM.chapter}.json"
    commit("2026-01-02", history.LIST, ENTRY.format(5.0))
    assert history.first_result(root, CLAIM) is None
    assert history.was_registered(root, CLAIM)
    first = commit("2026-01-03", results_file, '{"claims": {"x": {}}}')
    assert history.first_result(root, CLAIM) == first
    assert history.was_registered(root, CLAIM)
    assert not history.was_registered(root, replace(CLAIM, registered="2026-01-01"))

    changed = replace(CLAIM, expected=6.0, registered="2026-01-04")  # when the result was known
    (root / results_file).write_text('{"claims": {"x": {}}, "run": 2}', encoding="utf-8")
    both = commit("2026-01-04", history.LIST, ENTRY.format(6.0))  # with its definition, in one commit
    commit("2026-01-05", results_file, '{"claims": {"x": {}}, "run": 3}')
    assert history.first_result(root, changed) == both
    assert not history.was_registered(root, changed)
