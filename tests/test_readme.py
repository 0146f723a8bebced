"""The README's generated parts are what the stored results say, and its commands exist."""

import re
import runpy

import pytest


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_up_to_date(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "benchmarks")
    script = runpy.run_path(str(root / "benchmarks" / "readme.py"))
    for file in script["parts"]():
        assert script["filled"](file) == (root / file).read_text(encoding="utf-8"), "run python benchmarks/readme.py"


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
    assert "19994 6535744" in printed  # parameters and multiply-adds of the small ResNet
