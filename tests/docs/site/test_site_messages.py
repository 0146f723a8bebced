"""What of a message stays in its translation, and a translation that gets the numbers of another message."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def messages(makers):
    return import_module("messages")


def test_the_parts_that_stay(messages):
    text = (
        "On 2026-11-24, 23793acb36: `Dense` in [it](../a.md) gave +0.0242 (-1.5 to 5,000), 95% of 3 x 3, 1e-3, F1, x1."
    )
    found = ["2026-11-24", "23793acb36", "`Dense`", "](../a.md)", "+0.0242", "-1.5", "5,000", "95", "3", "3", "1e-3"]
    assert messages.tokens(text) == found
    assert messages.tokens("{download}`a.py <../a.py>`은 커밋 2c22c10251에서 0.5만큼, 4장의 +3과 300-100") == [
        "{download}`a.py <../a.py>`", "2c22c10251", "0.5", "4", "+3", "300", "100",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_text"),
    [
        ("`python -m chapters tour`", False),
        ("0.8268", False),
        ("{download}`hw.py <files/hw.py>`", False),
        ("“기존 FNNs의 한계를 보완함” (`cnn-beats-dense`)", False),
        ("“Exploring Randomly Wired Neural Networks” (`random-wiring`)", False),
        ("![feature_maps.png](../figures/ch05/feature_maps.png)", False),
        ("feature_maps.png", False),
        ("![A curve](../curve.png)", True),
        ("선형 회귀", False),
        ("H(x) = w x + b", False),
        ("1 to 2", True),
        ("선형 회귀 (slide: 선형회귀)", True),
        ("“x” is said.", True),
    ],
)
def test_what_has_words(messages, text, is_text):
    assert messages.has_words(text) == is_text


def test_a_cell_is_translated_line_by_line(messages):
    assert messages.lines("`a`<br>E[y|x] and `b|c`<br>“선”") == ["`a`", r"E[y\|x] and `b|c`", "“선”"]
    assert messages.lines(r"no cell: \|x\|") == [r"no cell: \|x\|"]


def test_new_numbers_go_into_the_old_translation(messages):
    old = "accuracy: +0.0242 over 10 seeds (95% interval +0.0181 to +0.0304), see `a-b`."
    translation = "시드 10개의 정확도: +0.0242 (95% 구간 +0.0181부터 +0.0304까지), `a-b`를 보십시오."
    new = "accuracy: -0.0100 over 5 seeds (95% interval -0.0200 to +0.0001), see `c-d`."
    expected = "시드 5개의 정확도: -0.0100 (95% 구간 -0.0200부터 +0.0001까지), `c-d`를 보십시오."
    assert messages.carried(old, translation, new) == expected
    assert messages.carried(old, translation, old) == translation
    assert messages.carried(old, translation, new.replace("over", "for")) is None


def test_where_it_is_open_which_number_goes_where_there_is_no_translation(messages):
    assert messages.carried("2 of 2 seeds", "시드 2개 중 2개", "3 of 4 seeds") is None
    assert messages.carried("2 of 2 seeds", "시드 2개 중 2개", "4 of 4 seeds") == "시드 4개 중 4개"
    assert messages.carried("two tests, 2 seeds", "테스트 2개, 시드 2개", "two tests, 5 seeds") is None


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=5), st.data())
def test_a_translation_that_is_its_message_becomes_the_other_message(makers, numbers, data):
    messages = import_module("messages")
    others = data.draw(st.lists(st.integers(0, 99_999), min_size=len(numbers), max_size=len(numbers)))
    old, new = (" und ".join(f"{number:,}" for number in row) for row in (numbers, others))
    found = messages.carried(old, old, new)
    assert found == new or (found is None and len(set(numbers)) < len(numbers))


def test_few_messages_serve_all(messages):
    texts = ["2 of 2", "`a`: b", "3 of 4", "`c`: b", "5 of 6", "c"]
    assert messages.representatives(texts) == ["3 of 4", "`a`: b", "c"]
    for text in texts:
        assert any(messages.carried(one, one, text) == text for one in ("3 of 4", "`a`: b", "c"))
