"""Imports point one way, every module stands alone, and no package pulls in TensorFlow."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("runtime", "datasets", "models", "training", "comparison", "chapters")  # from the ground up
MAY_IMPORT = {
    "runtime": {"runtime"},
    "datasets": {"datasets", "runtime"},
    "models": {"models", "runtime"},
    "training": {"training", "models", "datasets", "runtime"},
    "comparison": {"comparison", "training", "models", "datasets", "runtime"},
    "chapters": set(ROOMS),
}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in FILES]


def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=MODULES)
def test_imports_point_down(path):
    room = path.relative_to(ROOT).parts[0]
    rooms = {module.split(".")[0] for module in imported(path)} & set(ROOMS)
    assert rooms <= MAY_IMPORT[room]
    if room == "models":
        assert not any(module.startswith("tensorflow") for module in imported(path))
        assert "tf" not in path.read_text(encoding="utf-8").split()
    if path.name != "__main__.py":
        assert not any(module.startswith("chapters.ch") and module[11:13].isdigit() for module in imported(path))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_imports_alone(module):
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in ROOMS}
    try:
        import_module(module)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] in ROOMS]:
            del sys.modules[name]
        sys.modules.update(before)


def test_no_package_pulls_in_tensorflow(fresh):
    code = "import sys, datasets, models, training, comparison; print(*sys.modules)"
    loaded = set(fresh("-c", code).stdout.split())
    assert {"datasets", "comparison"} <= loaded
    assert not {"tensorflow", "keras", "tensorflow_datasets"} & loaded


def test_no_module_bears_an_exported_name():
    for room in ("datasets", "models", "training", "comparison"):
        files = {path.stem for path in (ROOT / room).glob("*.py")}
        assert not files & set(import_module(room).__all__)


def test_every_export_exists():
    for room in ("datasets", "models", "training", "comparison"):
        package = import_module(room)
        for name in package.__all__:
            assert getattr(package, name).__doc__ or isinstance(getattr(package, name), dict)
        with pytest.raises(AttributeError, match="it exports"):
            package.nothing  # noqa: B018


def test_packages_import_from_any_folder(fresh, tmp_path):
    code = f"import os; os.chdir({str(tmp_path)!r}); import chapters, datasets; print(datasets.load.__name__)"
    assert fresh("-c", code).stdout.strip() == "load"
