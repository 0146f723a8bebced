"""No verdict is certain before it is computed: a planted fault flips every claim."""

import numpy as np
import pytest
from further_faults import FURTHER
from planted_faults import PLANTS

from chapters.claims import exact
from chapters.claims.claim_list import lecture
from chapters.claims.verdicts import judged

NOISE = np.array([-0.002, -0.001, 0.0, 0.001, 0.002])


def test_every_exact_claim_has_a_plant():
    assert set(PLANTS) == {claim.id for claim in lecture().claims.values() if claim.kind == "exact"}


@pytest.mark.parametrize(("claim_id", "plant"), [*PLANTS.items(), *FURTHER])
def test_a_planted_fault_flips_an_exact_claim(claim_id, plant, monkeypatch):
    before = exact.computed(claim_id).verdict
    plant(monkeypatch)
    assert {before, exact.computed(claim_id).verdict} == {"holds", "does not hold"}


@pytest.mark.parametrize(
    "claim", [claim for claim in lecture().claims.values() if claim.kind != "exact"], ids=lambda claim: claim.id
)
def test_a_difference_on_the_other_side_of_the_margin_flips_a_claim_over_seeds(claim):
    def verdict(mean):
        return judged(claim, list(mean + NOISE), lecture().comparisons(claim.chapter))

    inside, outside = claim.margin + 0.05, claim.margin - 0.05
    if claim.kind == "equivalence":
        inside, outside = 0.0, claim.margin + 0.05
    assert verdict(inside).verdict == "holds"
    assert verdict(outside).verdict == "does not hold"
    assert verdict(claim.margin).verdict == "within noise"
