import pytest

from chapters.command_line.chapter_list import find_chapter
from chapters.command_line.lesson_text import sections
from homework.assignment import find, names
from runtime.errors import UserError


@pytest.mark.parametrize("name", names())
def test_its_lessons_name_it(name):
    for lesson in find(name).lessons:
        assert name in sections(find_chapter(lesson).__doc__)["Homework"].replace("\n", " ").split(", ")


@pytest.mark.parametrize("name", names())
def test_it_says_what_a_student_needs(name):
    assignment = find(name)
    assert len(f"{name:26} {assignment.title}") <= 120
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
