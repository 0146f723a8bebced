"""Docstrings in the house's form as reStructuredText."""

from importlib import import_module

import pytest


@pytest.fixture
def restructured(makers):
    return import_module("house_docstrings").restructured


def test_code_is_code_and_nothing_else_is_markup(restructured):
    assert (
        restructured("Of `a *b*` and c_ (batch, *shape) |w|.") == "Of ``a *b*`` and c\\_ (batch, \\*shape) \\|w\\|.\n"
    )
    assert (
        restructured("Like ``python -m chapters`` and `f(a,\n    b)`.")
        == "Like ``python -m chapters`` and ``f(a, b)``.\n"
    )


def test_indented_lines_stand_as_they_are(restructured):
    assert restructured("The cost:\n\n    mean * 2\n\nEnds.") == "The cost:\n\n::\n\n    mean * 2\n\nEnds.\n"


def test_what_is_returned_is_a_field_and_has_no_type(restructured):
    text = "Copy.\n\nArgs:\n    a: one\n\nReturns:\n    The copies: `a`,\n    and b.\n\nRaises:\n    UserError: no."
    field = ":returns: The copies: ``a``,\n    and b."
    assert restructured(text) == f"Copy.\n\nArgs:\n    a: one\n\n{field}\n\nRaises:\n    UserError: no.\n"
