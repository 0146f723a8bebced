"""A lesson's page has all of its docstring and of its code."""

import json
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.lesson_text import SECTIONS, parts


@pytest.fixture
def maker(makers):
    return import_module("lesson_pages")


@pytest.mark.parametrize("name", ["tour", *chapter_names()])
def test_no_word_and_no_line_is_lost(maker, name, tmp_path):
    module = import_module(f"chapters.{name}")
    page = maker.lesson_page(name, maker.Site([], tmp_path, ""))[f"lessons/{name}.md"]
    words = Counter(page.replace("\\", "").replace("`", "").split())
    unquoted = re.compile(r'",?')  # titles of slides are links on the page
    texts = [unquoted.sub(" ", text) if section == "Slides" else text for section, text in parts(module.__doc__)]
    said = Counter(" ".join(texts).replace("`", "").replace("\\", "").split())
    assert said - words == Counter()
    code = Path(module.__file__).read_text(encoding="utf-8").split('"""', 2)[2]
    shown = Counter(line for line in page.splitlines() if line)
    assert Counter(line for line in code.splitlines() if line and not line.startswith("# %%")) - shown == Counter()
    titles = [line.removeprefix("# %% ") for line in code.splitlines() if line.startswith("# %%")]
    below = page.partition("## The code\n")[2].partition("## What it prints")[0].splitlines()
    assert [line.removeprefix("### ") for line in below if line.startswith("### ")][1:] == titles
    assert {f"## {section}" for section in SECTIONS[6:9]} & set(page.splitlines())


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        ("    a b    c d\n    e      f", [["a b", "c d"], ["e", "f"]]),
        (
            "    term     goes on\n             in the next line\n    other    ends",
            [["term", "goes on in the next line"], ["other", "ends"]],
        ),
        ("    H(x) = w x + b", []),
        ("    x = 1\n    y = 2", []),
        ("    a    b\n    c    d    e", []),
        ("a    b\nc    d", []),
    ],
)
def test_columns(maker, block, rows):
    assert maker.columns(block) == rows


def test_a_command_and_its_question(maker):
    text = "python -m chapters.ch01 --epochs 3\n    How far *is*\n    it?"
    assert maker.change_lines(text) == ["```bash\npython -m chapters.ch01 --epochs 3\n```", "How far \\*is\\* it?"]


def test_a_report_of_default_sizes_comes_before_a_quick_one(makers, monkeypatch, tmp_path):
    outputs = import_module("run_outputs")
    monkeypatch.setattr(outputs, "KEPT", tmp_path / "kept")
    for folder in ("report", "report-quick"):
        report = tmp_path / "ch01_linear_regression" / folder
        report.mkdir(parents=True)
        for kind in ("md", "csv"):
            (report / f"comparison.{kind}").write_text(f"table of {folder}\n", encoding="utf-8")
        (report / "line.png").write_bytes(b"a picture")
    lines, figures = outputs.output_lines("ch01_linear_regression", tmp_path)
    assert lines[0] == "Made by `python -m chapters.ch01_linear_regression`."
    assert lines[1:3] == ["### Figures", "`line.png`\n\n![line.png](../figures/ch01_linear_regression/ch01-line.png)"]
    assert lines[3:] == ["### Tables of this run", "#### Table", "table of report"]
    report = tmp_path / "ch01_linear_regression" / "report"
    assert figures == {
        "figures/ch01_linear_regression/ch01-line.png": report / "line.png",
        "tables/ch01_linear_regression/ch01.csv": report / "comparison.csv",
    }
    (report / "comparison.csv").unlink()
    lines, _ = outputs.output_lines("ch01_linear_regression", tmp_path)
    assert lines[0].startswith("Made by `python -m chapters.ch01_linear_regression --quick`: a short run")
    assert lines[-1] == "table of report-quick"
    (tmp_path / "ch01_linear_regression" / "report-quick" / "comparison.csv").unlink()
    assert outputs.output_lines("ch01_linear_regression", tmp_path)[0][0].startswith("This page was built without")


def test_what_a_lesson_is_made_of_decides_its_hash(makers, monkeypatch, tmp_path):
    sources = import_module("lesson_sources")
    names = [f"chapters/{file}" for file in ("ch01_a.py", "material/lines/b.py", "material/shared/c.py", "other.py")]
    texts = ["from chapters.material import lines", "from chapters.material.shared.c import f", "def f(): ...", ""]
    for name, text in zip(names, texts, strict=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(sources, "CHAPTERS", tmp_path / "chapters")
    before = sources.hash_of_sources("ch01_a")
    for name, counts in zip(names, [True, True, True, False], strict=True):
        (tmp_path / name).write_text("pass", encoding="utf-8")
        assert (sources.hash_of_sources("ch01_a") != before) == counts
        (tmp_path / name).write_text(texts[names.index(name)], encoding="utf-8")


def test_kept_outputs_say_when_they_were_made_and_what_has_changed(makers, monkeypatch, tmp_path):
    outputs = import_module("run_outputs")
    monkeypatch.setattr(outputs, "KEPT", tmp_path / "kept")
    kept = tmp_path / "kept" / "tour"
    kept.mkdir(parents=True)
    for name, text in {"comparison.csv": "", "Equal-steps/comparison.csv": "", "printed.txt": "epoch 1"}.items():
        (kept / name).parent.mkdir(exist_ok=True)
        (kept / name).write_text(text, encoding="utf-8")
    made = {"sources": "abc", "day": "2026-11-27", "seconds": 57, "machine": "2 cores", "versions": "keras 3"}
    (kept / "made.json").write_text(json.dumps(made), encoding="utf-8")
    said = "Made by `python -m chapters tour` on 2026-11-27 in 57 s on 2 cores. keras 3."
    lines, files = outputs.output_lines("tour", tmp_path / "runs", "abc")
    assert lines[0] == said
    assert lines[3:] == ["### Printed", "```text\nepoch 1\n```"]
    assert lines[1:3] == [
        "The tables with all their columns, as CSV:",
        "- {download}`tour.csv <../tables/tour/tour.csv>`\n"
        "- {download}`tour-Equal-steps.csv <../tables/tour/tour-Equal-steps.csv>`",
    ]
    assert files == {
        "tables/tour/tour.csv": kept / "comparison.csv",
        "tables/tour/tour-Equal-steps.csv": kept / "Equal-steps/comparison.csv",
    }
    assert outputs.output_lines("tour", tmp_path / "runs", "def")[0][0] == f"{said} The lesson was changed since."
    quick = tmp_path / "runs" / "tour" / "report-quick"
    quick.mkdir(parents=True)
    (quick / "comparison.csv").write_text("another table", encoding="utf-8")
    assert outputs.output_lines("tour", tmp_path / "runs", "abc") == (lines, files)
