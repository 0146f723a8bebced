"""A docstring's sections, as they are printed."""

from chapters.command_line.lesson_text import sections, title

DOC = """Lines (선): draw them.

Goal      Draw a line.
Minutes   1

A sentence that begins like none of them.

    a formula

What to look for  The line,
                and its end.
In TensorBoard  Nothing.
Now change      python -m chapters.lines --steps 2
                    Is it shorter?
                python -m chapters.lines --steps 4

Goal of another kind.
"""


def test_sections_end_at_the_next_one_or_at_a_blank_line():
    found = sections(DOC)
    assert found["Goal"] == "Draw a line."
    assert found["Minutes"] == "1"
    assert found["What to look for"].split() == ["The", "line,", "and", "its", "end."]
    assert found["Now change"].splitlines() == [
        "python -m chapters.lines --steps 2",
        "    Is it shorter?",
        "python -m chapters.lines --steps 4",
    ]


def test_the_title_is_the_first_line():
    assert title(DOC) == "Lines (선): draw them."
    assert title("") == ""
