"""The evidence of a verdict says what its numbers leave open, and its words may change without a new study."""

import re
from dataclasses import replace

import numpy as np
import pytest

from chapters import claims
from chapters.claims import results
from chapters.claims.claim_list import Claim
from chapters.claims.evidence import both_sides, evidence_of
from chapters.claims.verdicts import judged
from comparison.crossed import Part
from comparison.differences import difference_of_seeds

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
NOISE = np.array([-0.02, -0.01, 0.0, 0.01, 0.02])
DIFFERENCE = Claim("d", "s", "ko", "en", "slide", "ch", "difference", "2026-11-23", value="accuracy, a - b")
EQUIVALENCE = replace(DIFFERENCE, id="e", kind="equivalence", margin=0.05)


def difference(shift, test_variance=0.0):
    return difference_of_seeds(shift + NOISE, NOISE * 0, Part(test_variance, 1e6), paired=True, metric="accuracy")


@pytest.mark.parametrize(
    ("claim", "shift", "side", "margin"),
    [
        (replace(DIFFERENCE, margin=-0.05), -0.05, "below", "0.05"),  # as of a randomly wired network
        (replace(DIFFERENCE, margin=0.05), 0.05, "above", "0.05"),
        (EQUIVALENCE, 0.05, "above", "0.05"),
        (EQUIVALENCE, -0.05, "below", "0.05"),
    ],
)
def test_an_interval_that_contains_the_margin_and_not_zero_is_no_missing_difference(claim, shift, side, margin):
    found = judged(claim, difference(shift))
    assert found.verdict == "within noise"
    sentence = f" It lies {side} zero: only whether by more than the margin, {margin}, is open."
    assert found.evidence.endswith(sentence)
    assert judged(claim, difference(0.0, test_variance=0.1**2)).verdict == "within noise"
    on_the_other_side = replace(DIFFERENCE, margin=float(np.copysign(claim.margin, -shift)))  # it holds, or does not
    assert "is open" not in judged(on_the_other_side, difference(shift)).evidence
    for shift_of_another in (0.0, 0.005, 0.2, -0.2):  # zero is inside, or the verdict is another
        assert "is open" not in judged(claim, difference(shift_of_another)).evidence


def test_the_parts_of_a_mean_are_told_and_which_is_the_lowest():
    parts = {"dense": [0.3, 0.4, 0.3, 0.4, 0.35], "dropout": [0.9, 1.0, 0.9, 1.0, 0.95]}
    told = judged(DIFFERENCE, np.mean(list(parts.values()), axis=0), parts=parts).evidence
    each = "dense +0.35, dropout +0.95; the lowest is +0.35 (dense)."
    assert told.endswith(f" It is the mean of 2. Each on average: {each}")
    assert "It is the mean" not in judged(DIFFERENCE, difference(0.1)).evidence


@pytest.mark.parametrize("chapter", sorted(path.stem for path in results.RESULTS.glob("ch*.json")))
def test_the_stored_evidence_has_the_numbers_that_today_s_has(chapter):
    """The words of the evidence may become better without a new study. Every number in them is of the stored ones."""
    for claim_id, entry in results.stored(chapter)["claims"].items():
        if entry["trained"] and entry["fingerprint"] == claims.named(claim_id).fingerprint:
            told = evidence_of(claims.named(claim_id), entry["values"])
            assert set(NUMBER.findall(entry["evidence"])) <= set(NUMBER.findall(told)), claim_id
            assert len(NUMBER.findall(entry["evidence"])) >= 5, claim_id


def test_what_differs_is_said_in_words_for_every_stored_comparison():
    """CLAIMS.md said: examples Split against none; average 0 against none; parameters 90336-89356 against 82,237."""
    chapters = sorted(path.stem for path in results.RESULTS.glob("ch*.json"))
    values = [entry["values"] for chapter in chapters for entry in results.stored(chapter)["claims"].values()]
    said = [words for one in values for words in both_sides(one.get("sides"), one.get("beside", ()))]
    differences = [words.split(" Different: ")[1] for words in said if " Different: " in words]
    assert len(differences) >= 20
    assert any("global average pooling off against none" in words for words in differences)
    for words in differences:
        assert not re.search(r"Split|\d{3}-\d|\b(masked|bigrams) [01]\b", words), words
