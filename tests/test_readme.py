"""The README's generated parts are what the stored results say, and its commands exist."""

import re
import runpy
from importlib import import_module

import pytest

from homework.assignment import find, names
from runtime.files import read_json


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_up_to_date(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "benchmarks")
    script = runpy.run_path(str(root / "benchmarks" / "readme.py"))
    for file in script["parts"]():
        assert script["filled"](file) == (root / file).read_text(encoding="utf-8"), "run python benchmarks/readme.py"


def test_a_lesson_in_the_table_of_speeds_has_its_own_batches_or_the_title_says_so(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "benchmarks")
    measured = runpy.run_path(str(root / "benchmarks" / "speed_networks.py"))["NETWORKS"]
    lessons = {name: network for name, network in measured.items() if network.lesson}
    assert lessons
    for network in lessons.values():
        own = import_module(f"chapters.{network.lesson}").SETTINGS.batch_size
        assert network.batch_size == own or f"here batch {network.batch_size}" in network.title, network.title


def test_every_link_leads_to_a_file(root):
    for page in (root / "README.md", root / "CONTRIBUTING.md", root / "ARCHITECTURE.md", *(root / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_of_the_readme_exists(readme, capsys):
    from chapters.command_line.chapter_list import find_chapter

    for name in re.findall(r"python -m chapters\.(ch\d\d_\w+)", readme):
        assert find_chapter(name)


@pytest.mark.slow
def test_the_python_examples_run(root, tmp_path, monkeypatch, capsys):
    text = (root / "docs" / "using.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    for code in blocks:
        exec(compile(code.replace('load("fashion_mnist")', 'load("fashion_mnist").take(100)'), "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert len(blocks) == 4
    assert "dropout" in printed  # the table of the homework example
    assert {path.name for path in tmp_path.glob("*.png")} == {"curves.png", "mistakes.png"}
    assert "19994 6535744" in printed  # parameters and multiply-adds of the small ResNet


@pytest.mark.parametrize("name", names())
def test_an_assignment_says_its_limits(name):
    assignment = find(name)
    text = " ".join((assignment.folder / "README.md").read_text(encoding="utf-8").split())
    least, _, most = assignment.about["hours"].partition(" to ")
    words = {"1": "One", "2": "two", "3": "three"}
    assert f"{words[least].capitalize()} to {words[most]} hours." in text
    assert f"A call may take {assignment.seconds:g} seconds" in text


def test_limits_that_docs_name_are_those_of_the_code(root, monkeypatch):
    """Numbers in prose that somebody chose; measured ones stand in generated parts."""
    from training import resuming

    monkeypatch.syspath_prepend(root / "benchmarks")
    bad_inputs = runpy.run_path(str(root / "benchmarks" / "bad_inputs.py"))
    text = " ".join((root / "docs" / "trust.md").read_text(encoding="utf-8").split())
    for said, holds in {
        "a checkpoint is saved every ten seconds": resuming.SECONDS == 10,
        "if the last one is more than a second old": resuming.SECONDS / 10 == 1,
        "at least fifty times as long as saving it took": resuming.SHARE == 50,
        "about two percent of the time at most": 1 / resuming.SHARE == 0.02,
        "less than a gibibyte of memory": bad_inputs["MEMORY"] == 2**30,
        "less than ten seconds": bad_inputs["SLOW"] == 10,
    }.items():
        assert said in text
        assert holds, said
    versions = read_json(root / "benchmarks" / "results" / "system.json")
    assert f"TensorFlow {versions['tensorflow'].rpartition('.')[0]} has packages" in (root / "README.md").read_text(
        encoding="utf-8"
    )


UNITS = "s|seconds|minutes|GiB|MiB|%"
MEASURED = re.compile(rf"\b(took|takes?|needs?|covers?|miss(es)?)\b[^.|]*?\d[\d.,]*( to \d[\d.]*)? ?({UNITS})(?!\w)")
PAGES = ("README.md", "docs/statistics.md", "docs/trust.md", "docs/homework.md", "docs/using.md")


@pytest.mark.parametrize("file", PAGES)
def test_no_measured_number_is_typed(root, file):
    """Sentences with what something took or covers: outside of the generated parts they go without a number."""
    text = (root / file).read_text(encoding="utf-8")
    typed = re.sub(r"<!-- generated: .*?<!-- /generated -->|```.*?```", "", text, flags=re.DOTALL)
    assert [found[0] for found in MEASURED.finditer(" ".join(typed.split()))] == []
