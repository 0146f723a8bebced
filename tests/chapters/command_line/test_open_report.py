"""`chapters open NAME`: one page of a report's figures and tables, opened by the system's viewer."""

import os
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

import comparison
from chapters.command_line.open_report import last_report

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the viewer here is a script")


@pytest.fixture
def runs(trained, tmp_path):
    """A folder of runs with two reports of the tour; the second is newer."""
    table = comparison.compare([trained])
    for name, second in (("report", 1), ("report-quick", 2)):
        table.save(tmp_path / "tour" / name)
        table.plot(tmp_path / "tour" / name / "comparison.png")
        os.utime(tmp_path / "tour" / name / "comparison.csv", (time.time() + second,) * 2)
    table.save(tmp_path / "tour" / "report-quick" / "more")
    return tmp_path


@pytest.fixture
def viewer(tmp_path):
    """A browser that writes down what it is asked to open."""
    program = tmp_path / "viewer"
    program.write_text(
        f"#!{sys.executable}\n"
        f"import pathlib, sys\npathlib.Path({str(tmp_path / 'opened')!r}).write_text(sys.argv[1])\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return program


def test_the_last_report_is_shown(runs, viewer, fresh, tmp_path):
    done = fresh("-m", "chapters", "open", "tour", "--runs-dir", str(runs), BROWSER=f"{viewer} %s")
    assert done.returncode == 0, done.stderr
    page = Path(unquote(urlparse((tmp_path / "opened").read_text(encoding="utf-8")).path))
    assert page == runs / "tour" / "report-quick" / "report.html"
    assert str(page) in done.stdout
    cells, pictures = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "img":
                pictures.append(dict(attrs)["src"])

        def handle_data(self, data):
            cells.append(data)

    Reader().feed(page.read_text(encoding="utf-8"))
    assert [page.with_name(name).is_file() for name in pictures] == [True]
    assert cells.count("dense") == 2  # both tables


def test_without_a_viewer_the_paths_are_printed(runs, fresh):
    done = fresh("-m", "chapters", "open", "tour", "--runs-dir", str(runs), BROWSER="/no/such/program %s", PATH="")
    assert done.returncode == 1, done.stdout
    assert "this system has no browser" in done.stdout
    for name in ("report.html", "comparison.csv", "comparison.png"):
        assert str(runs / "tour" / "report-quick" / name) in done.stdout


def test_the_newest_report(runs):
    assert last_report(runs / "tour") == runs / "tour" / "report-quick"
    assert last_report(runs / "ch04_dense_networks") is None
