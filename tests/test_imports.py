"""Imports point one way and in no circle, every export exists, and no package or lesson pulls in TensorFlow."""

import ast
from importlib import import_module
from pathlib import Path

import networkx as nx
import pytest

from runtime.lazy import listed

ROOT = Path(__file__).parents[1]
ROOMS = ("runtime", "datasets", "models", "training", "comparison", "chapters", "homework")  # from the ground up
INSIDE_CHAPTERS = ("material", "claims", "command_line", "lesson")  # likewise; a lesson lies at the top
MAY_IMPORT = {
    "runtime": {"runtime"},
    "datasets": {"datasets", "runtime"},
    "models": {"models", "runtime"},
    "training": {"training", "models", "datasets", "runtime"},
    "comparison": {"comparison", "training", "models", "datasets", "runtime"},
    "chapters": set(ROOMS) - {"homework"},
    "homework": set(ROOMS),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {module_of(path): path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))}
PACKAGES = sorted(module for module, path in FILES.items() if path.with_suffix(".pyi").exists())


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it but for type checkers only; `from a import b` names a.b too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    for_types = {id(node) for block in blocks for statement in block.body for node in ast.walk(statement)}
    found = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


IMPORTS = {module: imports_of(path) for module, path in FILES.items()}


def layer(module: str) -> int:
    part = module.split(".")[1]
    return INSIDE_CHAPTERS.index(part if part in INSIDE_CHAPTERS else "lesson")


def is_lesson(module: str) -> bool:
    return module.startswith("chapters.ch") and module[11:13].isdigit()


def test_imports_point_down():
    wrong = []
    for module, imports in IMPORTS.items():
        room = module.split(".")[0]
        wrong += [(module, name) for name in imports if name.split(".")[0] in set(ROOMS) - MAY_IMPORT[room]]
        wrong += [(module, name) for name in imports if is_lesson(name)]
        if room == "chapters" and module != "chapters":
            inside = [name for name in imports if name.startswith("chapters.")]
            wrong += [(module, name) for name in inside if layer(name) > layer(module)]
        if room == "models":
            wrong += [(module, name) for name in imports if name.startswith("tensorflow") or name.endswith(".tf")]
    assert not wrong


def test_no_import_is_part_of_a_circle():
    graph = nx.DiGraph((module, name) for module, imports in IMPORTS.items() for name in imports if name in FILES)
    assert not list(nx.simple_cycles(graph))


def test_every_module_is_imported():
    for module in FILES:
        if not module.endswith("__main__"):
            assert import_module(module).__doc__, module


@pytest.mark.smoke
def test_no_package_pulls_in_tensorflow(fresh):
    code = "import sys, datasets, models, training, comparison; print(*sys.modules)"
    loaded = set(fresh("-c", code).stdout.split())
    assert {"datasets", "comparison"} <= loaded
    assert not {"tensorflow", "keras", "tensorflow_datasets"} & loaded


def test_no_lesson_is_slow_to_answer_help(fresh):
    """What takes long to import is not needed before the training (the seconds: benchmarks/start_up.py)."""
    lessons = [module for module in FILES if is_lesson(module) or module == "chapters.tour"]
    done = fresh("-c", f"import sys, {', '.join(lessons)}; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert {"chapters.tour", "chapters.command_line.report"} <= loaded
    assert not {"tensorflow", "keras", "matplotlib", "sklearn", "scipy.stats", "networkx"} & loaded


def test_no_module_bears_an_exported_name():
    for package in PACKAGES:
        files = {path.stem for path in FILES[package].parent.glob("*.py")}
        assert not files & set(import_module(package).__all__), package


@pytest.mark.parametrize("package", PACKAGES)
def test_every_export_exists(package):
    names = listed(FILES[package].with_suffix(".pyi"))
    assert sorted(names) == import_module(package).__all__
    for name, module in names.items():
        assert module in FILES
        assert hasattr(import_module(package), name)


def test_a_misspelled_export_is_named():
    import comparison
    import models

    with pytest.raises(AttributeError, match="has no attribute 'desne'; did you mean dense"):
        models.desne  # noqa: B018
    with pytest.raises(AttributeError, match="it exports"):
        comparison.qqq  # noqa: B018


def test_packages_import_from_any_folder(fresh, tmp_path):
    code = f"import os; os.chdir({str(tmp_path)!r}); import chapters, datasets; print(datasets.load.__name__)"
    assert fresh("-c", code).stdout.strip() == "load"
