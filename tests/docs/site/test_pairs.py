"""English and Korean of every paragraph: what is wrong with a pair, and that none of the site's is wrong."""

import re
from importlib import import_module

import pytest

from chapters.claims.claim_list import lecture

ENGLISH = "**Goal:** Train 3 networks with `Dense` and batch_size 32 in two hours, see [the page](../a.md)."
KOREAN = "**목표:** `Dense`로 신경망 3개를 batch_size 32로 2시간 훈련하고 [페이지](../a.md)를 봅니다."


@pytest.fixture
def faults(makers):
    entry, found = import_module("catalogues").Entry, import_module("pairs").faults
    return lambda english, korean, before="": found(entry(english, korean, before))


def test_a_right_pair(faults):
    assert faults(ENGLISH, KOREAN) == []
    assert faults(ENGLISH, "") == []
    assert faults(ENGLISH, "옛 번역", before="Train 4 networks.") == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("3개를", "4개를", ["missing in Korean: 3", "only in Korean: 4"]),
        ("2시간", "두 시간", []),
        ("2시간", "5시간", ["only in Korean: 5"]),
        ("`Dense`", "Dense", ["missing in Korean: `Dense`"]),
        ("../a.md", "a.md", ["missing in Korean: ](../a.md)", "only in Korean: ](a.md)"]),
        ("batch_size", "배치 크기", ["missing in Korean: batch_size"]),
        ("**목표:** ", "목표: ", ["** stands more or less often than in English"]),
        ("**목표:** `", "**목표:**은 `", [":**은: leave a blank, or the mark out of the bold text"]),
        ("훈련하고", "손실함수로 훈련하고", ["손실함수: the glossary has 손실 함수"]),
        ("훈련하고", "미분값으로 훈련하고", ["미분값: the glossary has 미분"]),
    ],
)
def test_a_wrong_pair(faults, right, wrong, said):
    assert faults(ENGLISH, KOREAN.replace(right, wrong)) == said


def test_a_decade_may_become_a_number(faults):
    assert faults("proposed in the 1960s", "1960년대에 제안된") == []
    assert faults("proposed in the 1960s", "1970년대에 제안된") == ["only in Korean: 1970"]


def test_what_is_escaped_stays_escaped(faults):
    assert faults("a \\* b", "a \\* b입니다") == []
    assert faults("a \\* b", "a * b입니다") == [r"escaped in English: ['\\*'], in Korean: []"]


def test_a_word_of_the_slide_may_be_quoted(faults):
    assert faults("A loss (on the slide 손실함수)", "손실(슬라이드에서는 손실함수)") == []


def test_no_term_of_the_glossary_is_called_wrong(root, makers):
    pairs = import_module("pairs")
    lines = (root / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Slides")[0].splitlines()
    terms = [line.split("|")[1].partition("(slide")[0].strip() for line in lines if line.startswith("| ")]
    assert len(terms) > 90
    assert [(term, wrong) for term in terms for wrong in pairs.WRONG if wrong in term] == []
    others = ["업데이트"]
    assert [right for right in pairs.WRONG.values() if not any(right in term for term in [*terms, *others])] == []


def test_what_students_read_in_the_code_has_the_terms_of_the_glossary(root, makers):
    """Except where it quotes a slide; a homework once had 매개변수 where every other page has 파라미터."""
    wrong, titles = import_module("pairs").WRONG, [slide["title"] for slide in lecture().slides]
    folders = ("chapters", "comparison", "datasets", "homework", "models", "runtime", "staff", "training")
    paths = [path for folder in folders for name in ("*.py", "README.md") for path in (root / folder).rglob(name)]
    assert len(paths) > 100
    for path in paths:
        text = " ".join(path.read_text(encoding="utf-8").split())
        for title in titles:
            text = text.replace(title, "")
        text = re.sub(r"on the slide \S+", "", text)
        assert [word for word in wrong if word in text] == [], path


@pytest.mark.site
def test_every_pair_of_the_site_is_right(makers):
    catalogues, pairs = import_module("catalogues"), import_module("pairs")
    files = catalogues.read_folder(catalogues.LOCALES, ".po")
    assert sum(len(entries) for entries in files.values()) > 800
    assert [
        (name, entry.message, fault)
        for name, entries in files.items()
        for entry in entries
        for fault in pairs.faults(entry)
    ] == []
