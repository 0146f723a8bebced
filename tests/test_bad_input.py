"""A few of the generated bad inputs of every kind; `python benchmarks/bad_inputs.py` runs all of them.

A case that fails is named with its number: `python benchmarks/bad_inputs.py api_calls --number 417` runs it alone.
"""

from importlib import import_module

import pytest
from bad_input import api_calls, cases, command_lines, damaged_folders, hostile_folders, run_folders

FEW = {"api_calls": (0, 50), "command_lines": (2, 5), "damaged_folders": (0, 12), "hostile_folders": (2, 12)}
"""Which cases the default tests run: the first, and one in so many."""


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """Runs to be damaged."""
    return run_folders.make(tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("kind", FEW)
def test_a_few(kind, tmp_path, request):
    world = None if kind == "command_lines" else request.getfixturevalue("world")
    found = import_module(f"bad_input.{kind}").cases(world)
    start, step = FEW[kind]
    wrong = []
    for number in range(start, len(found), step):
        if problem := cases.run(found[number], tmp_path / str(number)):
            wrong.append(f"{kind} {number}: {found[number].name}: {problem}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("module", "size"), [(api_calls, 1_000), (command_lines, 500), (damaged_folders, 300), (hostile_folders, 60)]
)
def test_there_are_as_many_as_promised(module, size, world):
    names = [case.name for case in module.cases(world)]
    assert len(names) == module.SIZE == size
    assert names == [case.name for case in module.cases(world)]


def test_what_is_wrong_is_seen(tmp_path):
    def writes(folder):
        (folder.parent / "outside" / "thesis" / "thesis.txt").write_text("", encoding="utf-8")
        return ""

    def fails(folder):
        raise KeyError("a")

    assert cases.run(cases.Case("a", writes), tmp_path / "a").startswith("changed outside: thesis/thesis.txt")
    assert cases.run(cases.Case("b", fails), tmp_path / "b").startswith("raw error: KeyError")
    assert cases.run(cases.Case("c", lambda _: ""), tmp_path / "c") == ""
    assert cases.refused(lambda: 3) == "silent: it was accepted and gave 3"
    assert cases.wrong_sentence("a\nb").startswith("no sentence: 2 lines")
