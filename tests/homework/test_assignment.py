from contextlib import suppress

import pytest
from rich.cells import cell_len

from chapters.command_line.chapter_list import find_chapter
from chapters.command_line.lesson_text import sections
from homework.__main__ import COMMANDS, main
from homework.assignment import find, names
from runtime.errors import UserError


@pytest.mark.parametrize("name", names())
def test_its_lessons_name_it(name):
    for lesson in find(name).lessons:
        assert name in sections(find_chapter(lesson).__doc__)["Homework"].replace("\n", " ").split(", ")


@pytest.mark.parametrize("name", names())
def test_it_says_what_a_student_needs(name):
    assignment = find(name)
    assert assignment.version_warning() == ""
    template = assignment.template.read_text(encoding="utf-8")
    assert "\nimport homework  # noqa" in template
    assert 3 <= len(assignment.questions) <= 5
    for question in assignment.questions:
        find_chapter(question.lesson)


def test_the_beginning_of_a_name_is_enough():
    assert find("hw01").name == "hw01_linear_models"
    with pytest.raises(UserError, match=r"unknown; (choose|did you mean)"):
        find("hw")


@pytest.mark.parametrize("arguments", [[], ["list"], ["--help"], *([command, "--help"] for command in COMMANDS)])
def test_what_it_prints_fits_a_terminal_of_80_columns(arguments, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with suppress(SystemExit, UserError):  # argparse stops after its help; `list` has none
        main(arguments)
    lines = capsys.readouterr().out.splitlines()
    assert lines or arguments == ["list", "--help"]
    assert [line for line in lines if cell_len(line) > 80] == []


def test_the_list_has_every_title_whole(capsys):
    main([])
    printed = " ".join(capsys.readouterr().out.split())
    assert all(f"{name} {find(name).title}" in printed for name in names())
