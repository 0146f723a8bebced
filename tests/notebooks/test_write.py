"""The notebooks are what the lessons make of them, and they run."""

import json
import runpy
import shutil

import nbformat
import pytest

from chapters.command_line.chapter_list import chapter_names

ALL = [*chapter_names(), "tour"]


@pytest.fixture(scope="module")
def write(root):
    return runpy.run_path(str(root / "notebooks" / "write.py"))


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_is_up_to_date(name, write, root):
    stored = (root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert stored == write["text_of"](name), "run python notebooks/write.py"
    assert json.loads(stored)["cells"][0]["cell_type"] == "markdown"


def test_there_is_no_further_notebook(root):
    assert {path.stem for path in (root / "notebooks").glob("*.ipynb")} == set(ALL)


def trainings(folder):
    """Where each training is, and what its record says."""
    return {path.parent: json.loads(path.read_text(encoding="utf-8")) for path in folder.rglob("run.json")}


@pytest.mark.notebooks
@pytest.mark.parametrize("name", ALL)
def test_a_notebook_runs(name, write, execute, quick, tmp_path):
    """With the trainings of the lesson, which it takes for its own: then it would train nothing else."""
    shutil.copytree(quick(name).folder, tmp_path / "runs" / name)
    before = trainings(tmp_path / "runs")
    assert before
    cells = write["notebook"](name).cells
    [flags] = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    flags.source = 'FLAGS = "--quick --resume"'
    outputs = execute(*cells)
    flat = [output for outputs_of_cell in outputs for output in outputs_of_cell]
    assert not [output for output in flat if output.output_type == "error" or output.get("name") == "stderr"]
    report = outputs[-2][-1].data["text/html"]  # the last cell is text
    assert "<table>" in report
    assert 'src="data:image/png;base64,' in report
    assert trainings(tmp_path / "runs") == before


@pytest.mark.notebooks
def test_a_notebook_trains_what_the_lesson_trains(write, execute, fresh, tmp_path):
    name = "ch01_linear_regression"
    cells = write["notebook"](name).cells
    next(cell for cell in cells if cell.source.startswith("FLAGS")).source = 'FLAGS = "--quick"'
    execute(*cells)
    done = fresh("-m", f"chapters.{name}", "--quick", "--json", "--runs-dir", str(tmp_path / "other"))
    assert done.returncode == 0, done.stderr
    for run in json.loads(done.stdout)["runs"]:
        folder = tmp_path / "runs" / name / run["folder"].replace("\\", "/").rsplit("/", 1)[-1]
        assert json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["test"] == run["test"]


def test_what_cannot_become_cells_is_refused(write):
    lesson = '"""Doc."""\nimport numpy as np\n\ndef run(settings):\n    """Do."""\n    {}\n    return 1\n'
    parts_of = write["parts_of"]
    assert parts_of(lesson.format("[np for np in ()]"), "ok").run.name == "run"
    with pytest.raises(ValueError, match="early: run returns before its end"):
        parts_of(lesson.format("if settings: return 2"), "early")
    with pytest.raises(ValueError, match="same: run gives a value to np"):
        parts_of(lesson.format("np = 3"), "same")


def test_a_function_stands_above_the_statement_that_needs_it_first(write):
    lesson = '''"""Doc."""
from math import pi, tau


# %% The lesson


def run(settings):
    """Do."""
    first = pi  # round
    # then
    second = outer(first)
    return second


def unused():
    pass


def outer(x):
    return inner(x)


# %% Inside


def inner(x):
    return x


def only_study():
    return tau


def study(settings):
    return only_study()
'''
    parts = write["parts_of"](lesson, "name")
    cells = [*write["definitions"](parts), *write["settings_cell"](parts), *write["after_settings"](parts)]
    assert cells[1][1].splitlines()[-1] == "from math import pi"
    assert [source for _, source in cells[2:]] == [
        "## The lesson\n\nDo.",
        'FLAGS = ""  # changes the settings, as on the command line: "--epochs 20 --seeds 5"',
        "from chapters.command_line import settings_of\n\nsettings = settings_of(SETTINGS, FLAGS)",
        "first = pi  # round",
        "def outer(x):\n    return inner(x)",
        "def inner(x):\n    return x",
        "# then\nsecond = outer(first)",
        "def unused():\n    pass",
        "report = second",
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_the_first_cell_finds_the_course_on_colab(packed, write, root, fresh, tmp_path):
    """Colab as far as it can be had here: its module is known, and another `datasets` is installed."""
    source = tmp_path / "source" / "course-main"
    for room in ("chapters", "comparison", "training", "models", "datasets", "runtime"):
        shutil.copytree(root / room, source / room, ignore=shutil.ignore_patterns("__pycache__", "samples", "*.npz"))
    if packed:
        shutil.make_archive(str(tmp_path / "course"), "zip", source.parent)
    else:
        shutil.copytree(source, tmp_path / "course")  # as from an earlier run of the cell
    other = tmp_path / "site" / "datasets"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("whose = 'Hugging Face'", encoding="utf-8")
    cell = write["first_cell"]("ch01_linear_regression")
    code = (
        f"import os, sys, types; os.chdir({str(tmp_path)!r}); sys.path.insert(0, {str(other.parent)!r})\n"
        "sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
        f"exec({cell!r})\nimport chapters\nimport datasets\nprint(chapters.__file__, datasets.__file__, sep='\\n')"
    )
    done = fresh("-c", code)
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(str(tmp_path / "course")) for line in done.stdout.splitlines())


def test_the_first_cell_does_nothing_elsewhere(write, fresh, tmp_path):
    cell = write["first_cell"]("ch16_optimizers")
    code = f"import sys; before = list(sys.path)\nexec({cell!r})\nassert sys.path == before"
    assert fresh("-c", code).returncode == 0


def test_a_notebook_holds_no_outputs(root):
    for path in (root / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, 4).cells
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
