"""Other packages of our names: one sentence, and `import chapters` as the way out that renames nothing."""

import os
import sys

import pytest

# As after `pip install -e`: our packages are found by a finder that comes after the search path.
INSTALLED = """
import sys
from importlib.machinery import PathFinder
sys.path[:] = [entry for entry in sys.path if entry != {root!r}]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in getattr(finder, "__module__", "")]
class Last:
    def find_spec(self, name, path=None, target=None):
        return None if path else PathFinder.find_spec(name, [{root!r}])
sys.meta_path.append(Last())
"""


@pytest.fixture
def homework(tmp_path, root, fresh):
    """Run code in a homework folder that has others of our names."""
    (tmp_path / "models").mkdir()  # saved networks: no package at all
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__init__.py").write_text("WHOSE = 'theirs'", encoding="utf-8")
    (tmp_path / "training.py").write_text("", encoding="utf-8")

    def run(code):
        start = f"import os; os.chdir({str(tmp_path)!r})" + INSTALLED.format(root=str(root))
        return fresh("-c", f"{start}\n{code}")

    return run


def test_the_first_import_names_both_places(homework, tmp_path, root):
    done = homework("import comparison")
    said = done.stderr.splitlines()[-1]
    assert said.startswith("runtime.errors.UserError: ")
    for place in (tmp_path / "training.py", tmp_path / "models", tmp_path / "datasets", root):
        assert str(place) in said
    assert "training, models and datasets" in said
    assert "rename them, or write import chapters above every other import" in said


@pytest.mark.slow
def test_whoever_imports_chapters_first_gets_ours(homework):
    code = "import chapters, datasets, models, training, comparison\n"
    done = homework(f"{code}print(datasets.load.__name__, models.load_model.__name__, training.fit.__name__)")
    assert done.stdout == "load load_model fit\n", done.stderr


def test_other_processes_get_ours_too(homework):
    code = "import chapters, multiprocessing as m\nfrom runtime.processes import in_fresh_processes as run\n"
    done = homework(f"{code}from datasets.catalogue import names\nprint(len(run(names, [()], 1)[0]) > 5)")
    assert done.stdout == "True\n", done.stderr


def test_nobody_is_taken_from_who_does_not_ask(homework):
    assert homework("import datasets; print(datasets.WHOSE)").stdout == "theirs\n"


def test_what_was_imported_before_is_not_mixed(homework, tmp_path):
    said = homework("import datasets\nimport chapters").stderr.splitlines()[-1]
    assert f"datasets from {tmp_path / 'datasets'} was imported before the course's" in said
    assert "in a fresh process write import chapters above every other import" in said


def test_chapters_itself_can_only_be_renamed(homework, tmp_path):
    (tmp_path / "chapters").mkdir()
    said = homework("import comparison").stderr.splitlines()[-1]
    assert str(tmp_path / "chapters") in said
    assert said.endswith("; rename them")


def test_another_runtime(homework, tmp_path, root):
    (tmp_path / "runtime.py").write_text("", encoding="utf-8")
    said = homework("import comparison").stderr.splitlines()[-1]
    assert str(tmp_path / "runtime.py") in said
    assert str(root / "comparison") in said
    done = homework("import chapters, models; print(models.TASKS is not None)")
    assert done.stdout == "True\n", done.stderr
    assert "was imported before the course's" in homework("import runtime, chapters").stderr.splitlines()[-1]


def test_our_own_commands_take_the_names_and_doctor_tells(tmp_path, root, monkeypatch, fresh):
    (tmp_path / "training.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    path = os.pathsep.join(filter(None, [str(root), *sys.path[1:]]))
    assert fresh("-m", "comparison", "--help", PYTHONPATH=path).returncode == 0
    code = "import chapters; from chapters.command_line import doctor_of_installation as d; print(*d.names(), sep='; ')"
    said = fresh("-c", code, PYTHONPATH=path).stdout
    assert f"{tmp_path / 'training.py'} is found instead of the course's training" in said
    assert "rename it, or write import chapters" in said


def test_doctor_is_content_where_nothing_hides_ours():
    from chapters.command_line import doctor_of_installation

    assert doctor_of_installation.names().fix == ""
