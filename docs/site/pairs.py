"""What can be wrong with a Korean paragraph beside its English: numbers, code, links, names and terms."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from messages import TOKEN, tokens

if TYPE_CHECKING:
    from translations import Entry

WORDS = {
    word: str(number)
    for number, words in {
        0: "zero no none", 1: "one once a an first single each every", 2: "two twice second both half pair double",
        3: "three third", 4: "four fourth quarter", 5: "five fifth", 6: "six sixth", 7: "seven seventh",
        8: "eight eighth", 9: "nine ninth", 10: "ten tenth", 11: "eleven", 12: "twelve dozen", 15: "fifteen",
        16: "sixteen",
        20: "twenty", 30: "thirty", 50: "fifty", 80: "eighty", 100: "hundred", 1000: "thousand",
    }.items()
    for word in words.split()
}  # fmt: skip
"""English words that may become a digit in Korean."""
NAME = re.compile(r"(?<![A-Za-z0-9_.])[A-Za-z]\w*(?:[._]\w+)+(?![A-Za-z0-9_])", re.ASCII)
"""A name of code that stands without backquotes: `batch_size`, `keras.layers`."""
WRONG = {
    "미분값": "미분", "도함수": "미분", "구배": "기울기", "경사도": "기울기", "수치적 미분": "수치 미분",
    "유한차분": "유한 차분", "차분법": "유한 차분", "가중치 감소": "가중치 감쇠", "중량 감쇠": "가중치 감쇠",
    "드랍 아웃": "드롭아웃", "드롭 아웃": "드롭아웃", "활성 함수": "활성화 함수", "심층신경망": "심층 신경망",
    "인공신경망": "인공 신경망", "합성곱신경망": "합성곱 신경망", "순환신경망": "순환 신경망",
    "시험": "테스트",
    "선형회귀": "선형 회귀", "로지스틱회귀": "로지스틱 회귀", "손실함수": "손실 함수",
    "비용함수": "비용 함수", "활성함수": "활성화 함수", "경사 하강법": "경사하강법",
    "교차엔트로피": "교차 엔트로피", "크로스 엔트로피": "교차 엔트로피", "과대적합": "과적합",
    "과대 적합": "과적합", "과소 적합": "과소적합", "에폭": "에포크", "에폭크": "에포크", "학습율": "학습률",
    "갱신": "업데이트", "매개변수": "파라미터", "컨볼루션": "합성곱", "최적화기": "옵티마이저",
    "조기종료": "조기 종료", "전이학습": "전이 학습", "배치정규화": "배치 정규화", "데이터증강": "데이터 증강",
    "혼동행렬": "혼동 행렬", "혼돈 행렬": "혼동 행렬", "평가지표": "평가 지표",
    "수치미분": "수치 미분", "가중치감쇠": "가중치 감쇠", "가중치규제": "가중치 규제", "기울기소실": "기울기 소실",
    "이동평균": "이동 평균", "미세조정": "미세 조정", "임계값": "임곗값", "그래디언트": "그레이디언트",
    "오류 역전파": "오차 역전파", "단어 주머니": "단어 가방", "본페로니 교정": "보정",
}  # fmt: skip
"""Korean that the glossary writes otherwise, and how it does."""


def faults(entry: Entry) -> list[str]:
    """What is wrong with a pair, one sentence each; none if it has no Korean, or Korean that is out of date."""
    if not entry.translation or entry.before:
        return []
    return [*_tokens(entry), *_names(entry), *_bold(entry), *_escapes(entry), *_terms(entry)]


def _tokens(entry: Entry) -> list[str]:
    """Numbers, code and links: none is missing, and a number is added for a number in words only."""
    english, korean = Counter(tokens(entry.message)), Counter(tokens(entry.translation))
    said = Counter(WORDS[word] for word in re.findall("[a-z]+", entry.message.lower()) if word in WORDS)
    said += Counter(re.findall(r"\b(\d+)s\b", entry.message))  # the 1960s
    missing, added = english - korean, korean - english - said
    return [f"missing in Korean: {token}" for token in missing] + [f"only in Korean: {token}" for token in added]


def _names(entry: Entry) -> list[str]:
    english, korean = (set(NAME.findall(TOKEN.sub(" ", text))) for text in (entry.message, entry.translation))
    return [f"missing in Korean: {name}" for name in sorted(english - korean)]


def _bold(entry: Entry) -> list[str]:
    """Bold text is bold: Markdown does not end it between a mark and a letter, as in `**목표:**은`."""
    if entry.message.count("**") != entry.translation.count("**"):
        return ["** stands more or less often than in English"]
    glued = re.findall(r"[^\w\s*]\*\*\w", TOKEN.sub("x", entry.translation))
    return [f"{found}: leave a blank, or the mark out of the bold text" for found in glued]


def _escapes(entry: Entry) -> list[str]:
    """What Markdown must not read as markup is escaped in both."""
    english, korean = (Counter(re.findall(r"\\.", TOKEN.sub("x", text))) for text in (entry.message, entry.translation))
    return [] if english == korean else [f"escaped in English: {sorted(english)}, in Korean: {sorted(korean)}"]


def _terms(entry: Entry) -> list[str]:
    """Terms that the glossary writes otherwise, unless the English has them too, as a word of the slides."""
    return [
        f"{wrong}: the glossary has {right}"
        for wrong, right in WRONG.items()
        if wrong in entry.translation and wrong not in entry.message
    ]
