"""The Korean README says what the English one says: the same commands, numbers, code, names and links."""

import re
from importlib import import_module

import pytest

BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
OTHER = re.compile(r"^\[\S+\]\(README(?:\.ko)?\.md\)$", re.MULTILINE)


@pytest.fixture(scope="module")
def readmes(root):
    return [(root / name).read_text(encoding="utf-8") for name in ("README.md", "README.ko.md")]


def test_each_leads_to_the_other_in_its_first_lines(readmes):
    assert [OTHER.findall(text[:200]) for text in readmes] == [["[한국어](README.ko.md)"], ["[English](README.md)"]]


def test_commands_are_the_same(readmes):
    english, korean = ([re.sub(r" +# .*", "", block) for block in BLOCK.findall(text)] for text in readmes)
    assert english == korean
    assert len(english) >= 8


def test_every_section_has_the_same_numbers_code_names_and_links(readmes, makers):
    entry, faults = import_module("catalogues").Entry, import_module("pairs").faults
    english, korean = (re.split(r"^#+ ", OTHER.sub("", BLOCK.sub("", text)), flags=re.MULTILINE) for text in readmes)
    assert len(english) == len(korean) > 8
    for pair in zip(english, korean, strict=True):
        assert faults(entry(*pair)) == [], pair[1]


def test_a_row_that_is_new_in_english_stays_english(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    made = import_module("korean_readme").with_todays_numbers(
        "| a | what | s |\n| --- | --- | --- |\n| `x` | Lines. | 13 |\n| `y` | New. | 1 |",
        "| 가 | 내용 | 초 |\n| --- | --- | --- |\n| `x` | 직선. | 5 |",
    )
    assert made == "| 가 | 내용 | 초 |\n| --- | --- | --- |\n| `x` | 직선. | 13 |\n| `y` | New. | 1 |"
