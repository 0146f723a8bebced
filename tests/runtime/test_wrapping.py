"""Text in lines that fit the narrowest terminal."""

import pytest
from rich.cells import cell_len

from runtime.wrapping import WIDTH, wrapped


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
