"""Korean titles in figures, where a font for them is installed; English ones where none is, without warnings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from warnings import catch_warnings, filterwarnings

from matplotlib import font_manager, rc_context

KOREAN = (
    "Malgun Gothic",  # Windows
    "Apple SD Gothic Neo",  # macOS
    "AppleGothic",
    "NanumGothic",
    "NanumBarunGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Noto Sans CJK JP",  # Debian's collection registers its first face; it has the Korean letters too
    "Source Han Sans K",
    "UnDotum",
    "Baekmuk Gulim",
)
"""Fonts with Hangul, the first that is installed is used."""


@cache
def korean_font() -> str | None:
    """The name of an installed font with Korean letters, or None."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in KOREAN if name in installed), None)


def title(english: str, korean: str) -> str:
    """`korean (english)` where it can be drawn, else `english`."""
    return f"{korean} ({english})" if korean_font() else english


@contextmanager
def fonts() -> Iterator[None]:
    """A context in which figures are made and saved: letters to be read when projected, and Korean ones, if any.

    Where none is installed, a name that somebody gave in Korean is drawn as boxes; `python -m chapters doctor` says
    what to install.
    """
    families = ["DejaVu Sans", *([korean_font()] if korean_font() else [])]
    with rc_context({"font.family": families, "font.size": 12, "axes.unicode_minus": False}), catch_warnings():
        filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield
