"""Every assignment's tests: the solution has all points, the template none, each mutant is found and named."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def staff_module(name):
    spec = spec_from_file_location(f"staff_{name}", ROOT / "staff" / f"{name}.py")
    module = module_from_spec(spec)
    import sys

    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


mutation, make_templates = staff_module("mutation"), staff_module("make_templates")
NAMES = mutation.assignments()
KERAS = [name for name in NAMES if mutation.find(name).probes is not None]
"""Assignments whose answers build and train networks: their tests take seconds each."""


def default_or(mark, is_default):
    return [] if is_default else [mark]


MUTANTS = [
    pytest.param(name, mutant.name, marks=default_or(pytest.mark.full, number % (15 if name in KERAS else 5) == 0))
    for name in NAMES
    for number, mutant in enumerate(mutation.mutants(name))
]
RIGHT = [
    pytest.param(name, style, marks=default_or(pytest.mark.slow, name not in KERAS))
    for name in NAMES
    for style in mutation.right_answers(name)
]
SOLUTIONS = [
    pytest.param(name, seed, marks=default_or(pytest.mark.slow, seed == 0 or name not in KERAS))
    for name in NAMES
    for seed in (0, 1, 2)
]
HIDDEN = [name for name in NAMES if (mutation.STAFF / name / "hidden.py").exists()]


def template_of(name):
    return mutation.find(name).template.read_text(encoding="utf-8")


def in_words(test):
    return test.__name__.removeprefix("test_").replace("_", " ")


@pytest.mark.parametrize(("name", "seed"), SOLUTIONS)
def test_the_solution_has_all_points(name, seed):
    results = mutation.results_of(mutation.solution(name), name, seed=seed)
    assert [(result.name, result.mistake, result.seen) for result in results if result.status != "passed"] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_template_is_made_from_the_solution_and_has_no_points(name):
    assert template_of(name) == make_templates.template(mutation.solution(name))
    assert {result.status for result in mutation.results_of(template_of(name), name)} == {"missing"}


@pytest.mark.parametrize(("name", "mutant"), MUTANTS)
def test_a_mutant_is_found_and_named(name, mutant):
    (wrong,) = [one for one in mutation.mutants(name) if one.name == mutant]
    tests = [test for test in mutation.all_tests(mutation.find(name)) if in_words(test) == wrong.loses]
    (told,) = mutation.results_of(wrong.text, name, tests)
    assert told.status != "passed"
    assert wrong.says in f"{told.mistake} {told.seen} {' '.join(told.marks.hints)}"


@pytest.mark.parametrize(("name", "style"), RIGHT)
def test_a_right_answer_in_another_style_has_all_points(name, style):
    results = mutation.results_of(mutation.right_answers(name)[style], name)
    assert [(result.name, result.mistake, result.seen) for result in results if result.status != "passed"] == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_enough_of_them(name):
    assert len(mutation.mutants(name)) >= 10
    assert len(mutation.right_answers(name)) >= 5


@pytest.mark.full
@pytest.mark.parametrize("name", HIDDEN)
def test_every_hidden_test_is_failed_by_a_mutant(name):
    hidden, _ = mutation.tests_in(mutation.STAFF / name / "hidden.py")
    names = {in_words(test) for test in hidden}
    lost = set()
    for wrong in mutation.mutants(name):
        lost |= {result.name for result in mutation.results_of(wrong.text, name, hidden) if result.status != "passed"}
    assert names <= lost


def test_no_line_of_a_solution_is_shipped():
    shipped = [path for path in (ROOT / "homework").rglob("*") if path.suffix in (".py", ".md", ".toml", ".ipynb")]
    for name in NAMES:
        lines = {line for line in make_templates.solution_lines(mutation.solution(name)) if len(line) >= 25}
        for path in shipped:
            own = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
            assert lines & own == set(), path.relative_to(ROOT)


@pytest.mark.parametrize("name", NAMES)
def test_points_in_the_readme_are_those_of_the_tests(name):
    assignment = mutation.find(name)
    said = dict(
        re.findall(r"^\| `(\w+)` \| ([\d.]+) \|$", (assignment.folder / "README.md").read_text(encoding="utf-8"), re.M)
    )
    counted: dict[str, float] = {}
    for test in mutation.tests_in(assignment.tests)[0]:
        counted[test.marks.of] = counted.get(test.marks.of, 0) + test.marks.points
    assert {name: float(points) for name, points in said.items()} == counted


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_an_outcome(name):
    assignment = mutation.find(name)
    _, outcomes = mutation.tests_in(assignment.tests)
    assert 3 <= len(assignment.questions) <= 5
    assert set(outcomes) == {question.key for question in assignment.questions}
