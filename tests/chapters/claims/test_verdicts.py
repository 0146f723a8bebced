"""The list of claims is sound, every kind of checker flips its verdict, and exact claims are recomputed."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from chapters import claims
from chapters.claims import claim_list, exact, results, verdicts
from chapters.claims.claim_list import Claim, lecture, read
from chapters.claims.verdicts import check, judged, judged_anew
from comparison.crossed import Part
from comparison.differences import difference_of_seeds
from runtime.errors import UserError

NOISE = np.array([-0.02, -0.01, 0.0, 0.01, 0.02])
DIFFERENCE = Claim("d", "s", "ko", "en", "slide", "ch", "difference", "2026-11-23", value="accuracy, a - b")
EQUIVALENCE = replace(DIFFERENCE, id="e", kind="equivalence", margin=0.05)


def difference(shift, seeds=5, test_variance=0.0):
    noise = np.resize(NOISE, seeds)
    return difference_of_seeds(shift + noise, noise * 0, Part(test_variance, 1e6), paired=True, metric="accuracy")


@pytest.mark.parametrize(
    ("shift", "margin", "verdict"),
    [
        (0.1, 0.0, "holds"),
        (-0.1, 0.0, "does not hold"),
        (0.005, 0.0, "within noise"),
        (0.1, 0.05, "holds"),
        (0.05, 0.05, "within noise"),
        (0.01, 0.05, "does not hold"),  # perhaps a difference, but not the claimed one
    ],
)
def test_a_difference_flips(shift, margin, verdict):
    assert judged(replace(DIFFERENCE, margin=margin), difference(shift)).verdict == verdict


@pytest.mark.parametrize(
    ("shift", "verdict"),
    [(0.0, "holds"), (0.2, "does not hold"), (-0.2, "does not hold"), (0.05, "within noise"), (-0.04, "within noise")],
)
def test_an_equivalence_flips(shift, verdict):
    assert judged(EQUIVALENCE, difference(shift)).verdict == verdict


def test_not_finding_a_difference_is_not_equality():
    wide = difference(0.0, test_variance=0.1**2)
    assert judged(DIFFERENCE, wide).verdict == "within noise"
    assert judged(EQUIVALENCE, wide).verdict == "within noise"


@pytest.mark.parametrize("claim", [DIFFERENCE, EQUIVALENCE])
@pytest.mark.parametrize("seeds", [1, 2, 4])
def test_few_seeds_are_not_tested(claim, seeds):
    assert judged(claim, difference(1.0, seeds)).verdict == "not tested"


def test_correction_can_take_a_verdict_away():
    near = difference(0.022)
    assert judged(DIFFERENCE, near, comparisons=1).verdict == "holds"
    assert judged(DIFFERENCE, near, comparisons=3).verdict == "within noise"


def test_what_stands_beside_a_value_is_shown_and_changes_no_verdict():
    other = replace(difference(-0.5), a="none", b="AdamW")
    alone, with_other = judged(DIFFERENCE, difference(0.1)), judged(DIFFERENCE, difference(0.1), beside=[other])
    assert with_other.verdict == alone.verdict == "holds"
    low, high = other.interval()
    assert with_other.evidence == f"{alone.evidence} Beside it, without a verdict: {other.evidence}."
    assert f"{low:+.4f} to {high:+.4f}" in with_other.evidence
    entry = {"values": json.loads(json.dumps(with_other.values))}
    assert judged_anew(DIFFERENCE, entry).evidence == with_other.evidence


def test_one_number_a_seed_is_enough():
    claim = replace(DIFFERENCE, margin=0.7)
    assert judged(claim, [0.9, 0.91, 0.92, 0.93, 0.94]).verdict == "holds"
    assert judged(claim, [0.1, 0.11, 0.12, 0.13, 0.14]).verdict == "does not hold"
    assert judged(claim, [0.2, 0.9, 0.5, 0.99, 0.8]).verdict == "within noise"
    assert judged(claim, [0.9]).verdict == "not tested"
    for wrong in ("much", [float("nan")] * 5, [], [[1.0]]):
        with pytest.raises(UserError, match="one a seed"):
            judged(claim, wrong)


@pytest.mark.parametrize(
    ("expected", "margin", "right", "wrong", "not_of_its_kind"),
    [
        (8, 0.0, 8, 7, "8"),
        (50.0, 0.0, 50, 50.1, True),
        (1.0, 0.01, 1.009, 1.02, float("nan")),
        (True, 0.0, np.bool_(True), False, 1),
        ("exponential", 0.0, "exponential", "quadratic", 2),
        ([7, 104, 8], 0.0, (7, 104, 8), [7, 104, 7], 8),
    ],
)
def test_an_exact_claim_flips(expected, margin, right, wrong, not_of_its_kind):
    claim = replace(DIFFERENCE, kind="exact", value="", expected=expected, margin=margin)
    assert judged(claim, right).verdict == "holds"
    assert judged(claim, wrong).verdict == "does not hold"
    with pytest.raises(UserError, match="takes a value like"):
        judged(claim, not_of_its_kind)


def test_a_default_run_shows_the_stored_verdict_beside_its_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    claim = claims.named("cnn-beats-dense")
    assert check(claim.id, difference(0.1, 1))["verdict"] == "not tested"
    numbers = judged(claim, difference(0.2), 3).values
    entry = {"fingerprint": claim.fingerprint, "trained": True, "verdict": "never", "evidence": "", "values": numbers}
    entry["commit"] = "0123456789"
    study = {
        "settings": results.deciding(results.study_settings(results.lesson(claim.chapter))),
        "networks": {"cnn-s0": "12345678"},
        "data": {},
    }
    for name, content in (
        (claim.chapter, {"study": study, "claims": {claim.id: entry}}),
        ("networks", {claim.chapter: study["networks"]}),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    shown = check(claim.id, difference(-0.1, 1))
    assert shown["verdict"] == "holds"  # the stored numbers judged anew, not the stored verdict
    assert "stored: accuracy of a minus accuracy of b: +0.2000 on average over 5 seeds" in shown["evidence"]
    assert shown["values"]["difference"] == pytest.approx(-0.12)
    assert shown["values"]["this_run"]["verdict"] == "not tested"
    assert check(claim.id, difference(-0.1, 5))["verdict"] == "does not hold"  # its own five seeds speak
    assert set(shown) >= {"id", "slide", "ko", "statement", "verdict", "evidence", "values"}
    (tmp_path / "networks.json").write_text(json.dumps({claim.chapter: {"cnn-s0": "another"}}), encoding="utf-8")
    assert check(claim.id, difference(-0.1, 1))["verdict"] == "not tested"  # it is to be run again
    with pytest.raises(UserError, match="did you mean cnn-beats-dense"):
        check("cnn-beat-dense", 1)


@pytest.mark.parametrize("chapter", sorted(lecture().studies))
def test_the_stored_numbers_are_what_their_values_come_to(chapter):
    content = results.stored(chapter)
    for claim in lecture().of_chapter(chapter):
        entry = content["claims"].get(claim.id)
        if entry and entry["trained"] and not results.stale(claim, entry, content["study"], look_at_data=False):
            anew = judged_anew(claim, entry).values
            for key, value in entry["values"].items():
                of_floats = isinstance(value, float) or key.endswith("interval")
                assert anew[key] == (pytest.approx(value, rel=1e-6) if of_floats else value), (claim.id, key)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"difference": 0.9}, "difference = 0.9 where the values come to 0.1"),
        ({"seeds": 10}, "seeds = 10 where the values come to 5"),
        ({"held": 4}, "held = 4 where the values come to 5"),
        ({"values_a": [0.1, 0.1, 0.1, 0.11, 0.09]}, "an `uncertainty` of the seeds"),  # the same mean
        ({"uncertainty": {"seeds": [[1e-9, 4]], "examples": None, "interaction": []}}, "an `uncertainty` of the seeds"),
        ({"uncertainty": {"seeds": [], "examples": None, "interaction": []}}, "an `uncertainty` of the seeds"),
        ({"interval": [0.05, 0.06]}, "the interval [0.05, 0.06], which is not around"),
        ({"corrected_interval": [0.05, 0.06]}, "the corrected_interval"),
        ({"values_a": ["0.1"] * 5}, "an `uncertainty` of the seeds"),
        ({"values_a": None}, "no numbers to judge"),
        ({"uncertainty": None}, "no numbers to judge"),
        ({"interval": 5}, "no numbers to judge"),
    ],
)
def test_stored_numbers_that_contradict_each_other_are_refused(change, sentence):
    claim = claims.named("cnn-beats-dense")
    values = judged(claim, difference(0.1), 2).values
    assert judged_anew(claim, {"values": values}).verdict == "holds"
    with pytest.raises(UserError, match=re.escape(f"is damaged: it holds for cnn-beats-dense {sentence}")):
        judged_anew(claim, {"values": {**values, **change}})


@pytest.mark.parametrize("key", ["examples", "discordant", "uncertainty", "values_b", "held", "interval"])
def test_stored_numbers_that_lack_one_are_refused(key):
    claim = claims.named("cnn-beats-dense")
    values = judged(claim, difference(0.1), 2).values
    del values[key]
    with pytest.raises(UserError, match=r"is damaged: .* restore it from the repository, or delete it and run"):
        judged_anew(claim, {"values": values})
    with pytest.raises(UserError, match="is damaged"):
        judged_anew(claims.named("line-at-10"), {"values": {"expected": 5.0}, "evidence": ""})


def test_stored_numbers_are_judged_anew_for_the_comparisons_of_today():
    claim = claims.named("gates-remember")  # one of two
    entry = {"values": judged(claim, difference(0.03), comparisons=30).values}
    assert entry["values"]["comparisons"] == 30
    anew = judged_anew(claim, entry)
    assert judged(claim, difference(0.03), comparisons=30).verdict == "within noise"
    assert (anew.verdict, anew.values) == ("holds", judged(claim, difference(0.03), comparisons=2).values)


def test_a_claim_without_a_value_is_not_tested_and_shows_what_is_stored():
    entry = claims.not_tested("rnn-suits-reviews", "the reviews are missing")
    assert (entry["id"], entry["verdict"]) == ("rnn-suits-reviews", "not tested")
    stored = verdicts.stored_verdict(claims.named("rnn-suits-reviews"))
    if stored:
        assert entry["evidence"].startswith(f"the reviews are missing (stored: {stored['verdict']}: ")
    assert entry["values"]["this_run"] == {"verdict": "not tested", "evidence": "the reviews are missing"}


@pytest.mark.parametrize("claim_id", exact.without_training())
def test_exact_claims_are_recomputed(claim_id):
    claim = claims.named(claim_id)
    now, stored = exact.computed(claim_id), results.stored(claim.chapter)["claims"].get(claim_id)
    assert stored, "run python -m chapters claims --check all --exact"
    assert (stored["verdict"], stored["values"]) == (now.verdict, now.values)
    assert stored["evidence"] == now.evidence
    assert claim.correction or now.verdict == "holds", "a claim that does not hold needs its correction"


def test_every_function_belongs_to_an_exact_claim():
    exact_claims = {claim.id for claim in lecture().claims.values() if claim.kind == "exact"}
    assert set(exact.functions()) <= exact_claims


def test_every_sentence_has_the_slides_words():
    for entry in [*map(vars, lecture().claims.values()), *lecture().unchecked]:
        assert entry["ko"].strip()
        assert entry["statement"].endswith((".", "?"))
    for entry in lecture().unchecked:
        assert entry["slide"] in {slide["id"] for slide in lecture().slides}
        assert entry["reason"]
    for claim in lecture().claims.values():
        assert re.fullmatch(r"ch\d\d_[a-z_]+", claim.chapter)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id)


def test_every_slide_has_claims_or_a_reason():
    said = {claim.slide for claim in lecture().claims.values()} | {entry["slide"] for entry in lecture().unchecked}
    for slide in lecture().slides:
        assert (slide["id"] in said) != ("nothing" in slide)


GOOD = """
[[slides]]
id = "s"
title = "S"
[[claims]]
id = "x"
slide = "s"
ko = "ko"
statement = "en."
origin = "slide"
chapter = "ch01_x"
kind = "exact"
expected = 1
registered = "2026-11-23"
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("kind = ", "sort = "), "lacks kind"),
        (('kind = "exact"', 'kind = "sure"'), "has kind = 'sure'; make it one of exact, difference, equivalence"),
        (("expected = 1", ""), "needs `expected`"),
        (("expected = 1", 'expected = 1\nvalue = "v"'), "needs `value`"),
        (('slide = "s"', 'slide = "t"'), "unknown slide"),
        (('origin = "slide"', 'origin = "rumour"'), "has origin = 'rumour'; make it one of slide, paper, ours"),
        (('"2026-11-23"', '"yesterday"'), "make it a day as 2026-11-23, or after"),
        (('"2026-11-23"', '"after"'), "say in `changed`"),
        (("expected = 1", "expected = 1\nmargin = 0.1"), "needs `why`"),
        (('"exact"\nexpected = 1', '"difference"\nvalue = "v"'), "no [[studies]]"),
        (("expected = 1", "expected = 1\nhope = 2"), "unknown keys hope"),
        (("expected = 1", "expected = "), "cannot be read"),
        (('"exact"\nexpected = 1', '"equivalence"\nvalue = "v"'), "give it a margin"),
        (('2026-11-23"\n', '2026-11-23"\n' + GOOD[GOOD.index("[[claims]]") :]), "is there twice"),
        (('2026-11-23"\n', "2026-11-23\n"), "cannot be read"),
        (('"2026-11-23"', "2026-11-23"), "make it a day"),
        (("expected = 1", "expected = nan"), "has expected = nan; make it yes or no, a finite number"),
        (("expected = 1", "expected = [1, nan]"), "has expected = [1, nan]"),
        (("expected = 1", 'expected = 1\nwhy = "w"\nmargin = nan'), "has margin = nan; make it a finite number"),
        (("expected = 1", 'expected = 1\nwhy = "w"\nmargin = "0.1"'), "has margin = '0.1'"),
        (("expected = 1", 'expected = 1\nwhy = "w"\nmargin = true'), "has margin = True"),
        (('id = "x"', 'id = "A b|c`<x>"'), "make it lower case with hyphens"),
        (('id = "x"', "id = 5"), "claim 5 in claims.toml has id = 5"),
        (('id = "x"', 'id = ""'), "has id = ''"),
        (('id = "s"', ""), "slide (without id) in claims.toml lacks id"),
        (('id = "s"', 'id = "s"\ncolour = "red"'), "slide 's' in claims.toml has unknown keys colour"),
        (('title = "S"', 'title = "S"\n[[slides]]\nid = "s"\ntitle = "T"'), "slide 's' in claims.toml is there twice"),
        (('"ch01_x"', '"chapter 1"'), "has chapter = 'chapter 1'; make it a name as ch04_topic"),
        ((GOOD, "claims = 5"), "`claims` in claims.toml is 5; begin every entry with [[claims]]"),
        ((GOOD, "claims = [1]"), "claim (without id) in claims.toml is 1; make it a table"),
        ((GOOD, "studies = {}"), "`studies` in claims.toml is {}"),
        ((GOOD, '[[unchecked]]\nko = "k"'), "unchecked sentence 'k' in claims.toml lacks reason, slide, statement"),
    ],
)
def test_a_wrong_list_is_named(tmp_path, change, sentence):
    path = tmp_path / "claims.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert list(read(path).claims) == ["x"]
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(UserError, match=re.escape(sentence)):
        read(path)


def test_a_chapter_has_at_most_three_primary_comparisons(tmp_path):
    claim = GOOD[GOOD.index("[[claims]]") :].replace('"exact"\nexpected = 1', '"difference"\nvalue = "v"')
    path = tmp_path / "claims.toml"
    path.write_text(
        GOOD + "".join(claim.replace('"x"', f'"x{k}"').replace('"v"', f'"v{k}"') for k in range(4)), encoding="utf-8"
    )
    with pytest.raises(UserError, match="at most 3"):
        read(path)


STUDY = """
[[studies]]
chapter = "ch01_x"
seeds = 5
registered = "2026-11-23"
why = "five"
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("seeds = 5", "seeds = 4"), "study 'ch01_x' in claims.toml has seeds = 4; make it a number from 5 on"),
        (("seeds = 5", "seeds = true"), "has seeds = True"),
        (("seeds = 5", "seeds = 5.0"), "has seeds = 5.0"),
        (("seeds = 5", "seeds = 5\nhope = 1"), "has unknown keys hope; use chapter, registered, seeds, why"),
        (('why = "five"', ""), "lacks why"),
        (('"2026-11-23"', '"some day"'), "has registered = 'some day'; make it a day"),
        ((STUDY, 2 * STUDY), "is there twice"),
    ],
)
def test_a_wrong_study_is_named(tmp_path, change, sentence):
    path = tmp_path / "claims.toml"
    path.write_text(GOOD + STUDY, encoding="utf-8")
    assert read(path).studies["ch01_x"].seeds == 5
    path.write_text(GOOD + STUDY.replace(*change), encoding="utf-8")
    with pytest.raises(UserError, match=re.escape(sentence)):
        read(path)


def test_one_difference_has_one_verdict(tmp_path):
    one = GOOD[GOOD.index("[[claims]]") :].replace('"exact"\nexpected = 1', '"difference"\nvalue = "a - b"')
    other = one.replace('"x"', '"y"').replace('value = "a - b"', 'value = "a - b"\nmargin = 0.1\nwhy = "w"')
    path = tmp_path / "claims.toml"
    path.write_text(GOOD[: GOOD.index("[[claims]]")] + STUDY + one + other, encoding="utf-8")
    with pytest.raises(UserError, match=r"claim 'y' in .* has the value of 'x'; one difference has one margin"):
        read(path)


def test_the_fingerprint_is_of_what_is_claimed():
    claim = lecture().claims["batch-arithmetic"]
    assert replace(claim, correction="other words", origin="ours").fingerprint == claim.fingerprint
    assert replace(claim, kind="difference", value="a - b").fingerprint != claim.fingerprint
    assert replace(claim, expected=[7, 104, 9]).fingerprint != claim.fingerprint
    assert replace(claim, statement="The same in other words.").fingerprint == claim.fingerprint
    assert claim_list.LIST.name == "claims.toml"
