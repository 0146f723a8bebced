"""The generated parts of README.ko.md: its Korean is typed there, its numbers are those of README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def with_todays_numbers(english: str, korean: str) -> str:
    """A table with the words of the Korean one and the rows and numbers of the English one.

    Args:
        english: a table in Markdown; the first cell of a row names it in both languages.
        korean: the same table in Korean, with any numbers. A row that it lacks stays English.
    """
    (_, *rows), (header, *own) = (list(map(_cells, text.splitlines())) for text in (english, korean))
    by_name = {row[0]: row for row in own}
    made = [header]
    for row in rows:
        words = by_name.get(row[0], row)
        made.append([said if _is_text(cell) else cell for cell, said in zip(row, words, strict=True)])
    return "\n".join(f"| {' | '.join(row)} |" for row in made)


def measured_on(english: str) -> str:
    """The line below the table of the chapters."""
    found = re.search(r"Measured on (\d+) cores, (.+), without the start-up of TensorFlow\.", english)
    if found is None:
        raise ValueError(f"no machine in {english[-200:]!r}")
    return f"코어 {found[1]}개, {found[2]}에서 쟀으며, TensorFlow를 시작하는 시간은 뺐습니다."


def korean_systems(system: Mapping[str, str], others: Iterable[Mapping[str, Any]], packages: Sequence[str]) -> str:
    """Where the tests ran.

    Args:
        system: `benchmarks/results/system.json`.
        others: the values of `benchmarks/results/pythons.json`.
        packages: whose versions are told.
    """
    versions = ", ".join(f"{name} {system[name]}" for name in packages)
    passed = [f"Python {one['version']}" for one in others if not one["failed"]]
    return (
        f"{system['system']}, Python {system['python']}, CPU만 사용: {versions}.\n"
        f"기본 테스트는 같은 시스템의 {'과 '.join(passed)}에서도 실행했습니다. 다른 곳에서는 아직 실행하지 않았습니다."
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _is_text(cell: str) -> bool:
    """Whether a cell has words: these are typed in Korean."""
    return re.search("[A-Za-z]{2}", re.sub("`[^`]*`", "", cell)) is not None
