"""Slides and lessons lead to each other: by a title in the line "Slides", or by a claim."""

import pytest

from chapters.claims.claim_list import lecture
from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.lessons_of_slides import lessons_of, slides_with


@pytest.mark.parametrize(
    ("title", "lesson", "slides"),
    [
        ("Linear Regression", "ch01_linear_regression", ["linear-regression"]),
        ("How it works", "ch10_gradient_descent", ["how-linear", "how-descent", "how-logistic"]),
        ("How it works", "ch11_backpropagation", ["how-networks"]),
        ("Convolutional Neural Networks (CNNs)", "ch05_convolutional_networks", ["cnn"]),
        ("Convolutional Neural Networks (CNNs)", "ch06_cnn_architectures", ["cnn", "cnn-gallery"]),
        ("How it worked", "ch10_gradient_descent", []),
    ],
)
def test_of_slides_with_one_title_a_lesson_has_those_whose_claims_it_tests(title, lesson, slides):
    assert slides_with(title, lesson) == slides


def test_every_slide_that_says_something_has_its_lessons():
    lessons = lessons_of()
    assert [slide["id"] for slide in lecture().slides if not lessons[slide["id"]]] == [
        slide["id"] for slide in lecture().slides if "nothing" in slide
    ]
    assert {name for names in lessons.values() for name in names} == {*chapter_names(), "tour"}
    for claim in lecture().claims.values():
        assert claim.chapter in lessons[claim.slide]
    assert lessons["non-linearity"] == ["ch02_logistic_regression", "ch03_nonlinearity"]
