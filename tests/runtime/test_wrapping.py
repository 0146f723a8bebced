"""Text in lines that fit the narrowest terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from runtime.wrapping import WIDTH, fitted, wrapped


@pytest.mark.parametrize(("indent", "after"), [("", 2), ("    ", 0), ("  ", 16)])
def test_no_line_is_wider_than_the_narrowest_terminal_and_no_word_is_cut(indent, after):
    words = [f"{'word' * (1 + place % 3)}" if place % 2 else "합성곱" * (1 + place % 4) for place in range(60)]
    lines = wrapped(" ".join(words), indent, after).splitlines()
    assert [word for line in lines for word in line.split()] == words
    assert max(map(cell_len, lines)) <= WIDTH
    assert {len(line) - len(line.lstrip()) for line in lines[1:]} == {len(indent) + after}
    assert len(lines[0]) - len(lines[0].lstrip()) == len(indent)


def test_a_column_at_the_beginning_stays():
    assert wrapped(f"{'name':10} what it is").startswith("name       what")


TEXT = """A line of prose that is as wide as a file of source may be, and so wider than a terminal, which is less,
and goes on here. A short line ends it.
This one stands for itself.

    Goal            What a reader is to know, said in so many words that they do not fit behind it, 합성곱 신경망
                    and go on below themselves.
    Now change      python -m one --flag
                        What happens?
    a = b * c       stays    as it is
    h = tanh(x W + h U + b) * sigmoid(x W + h U + b) + something_more    a column too far to the right, so it goes below
"""


def test_a_docstring_is_fitted_and_what_fits_stays():
    lines = fitted(TEXT).splitlines()
    assert max(map(cell_len, lines)) <= WIDTH
    assert " ".join(fitted(TEXT).split()) == " ".join(TEXT.split())
    assert {"This one stands for itself.", "    a = b * c       stays    as it is"} <= {*lines}
    assert lines[0].endswith("wider than a")
    below = lines.index("    Now change      python -m one --flag")
    assert lines[below + 1] == " " * 24 + "What happens?"
    goal = next(place for place, line in enumerate(lines) if line.startswith("    Goal            What a reader"))
    assert all(line.startswith(" " * 20 + line.strip()[0]) for line in lines[goal + 1 : below])


WORDS = st.lists(st.text("ab합, ", min_size=1, max_size=30), max_size=8)


@given(
    st.lists(st.builds(lambda blanks, words: " " * blanks + "  ".join(words), st.integers(0, 70), WORDS), max_size=9)
)
def test_any_text_fits_and_no_letter_is_lost(lines):
    text = "\n".join(line.rstrip() for line in lines)
    assert all(cell_len(line) <= WIDTH for line in fitted(text).split("\n"))
    assert "".join(fitted(text).split()) == "".join(text.split())
