"""What cannot go to another process is said before one starts, with the line to change."""

import subprocess
import sys
from functools import partial
from types import ModuleType

import pytest

import models
import training
from runtime.errors import UserError
from training.handing_over import why_not_elsewhere


def test_what_can_go_elsewhere():
    assert why_not_elsewhere({"a": partial(models.dense, hidden=(8,)), "epochs": 3, "callbacks": []}) is None


@pytest.mark.parametrize("thing", [lambda epoch: 0.1, (number for number in "12"), [lambda: 0]])
def test_what_cannot_be_pickled_is_named(thing):
    assert why_not_elsewhere({"optimizer": thing}).startswith("optimizer cannot go to another process (")


def test_a_function_of_a_notebook(monkeypatch):
    def recipe(input_shape, outputs, task):
        raise AssertionError

    notebook = ModuleType("__main__")
    recipe.__module__, recipe.__qualname__ = "__main__", "recipe"
    notebook.recipe = recipe
    monkeypatch.setitem(sys.modules, "__main__", notebook)
    assert "mine is defined in a notebook" in why_not_elsewhere({"mine": partial(recipe, 1)})
    assert why_not_elsewhere({"dense": models.dense, "epochs": 3, "folder": "runs"}) is None


PROGRAM = """
import sys
import datasets, models, training
from runtime.errors import exit_code

def command(_):
    recipes = [models.dense, models.logistic_regression]
    training.fit_all(recipes, datasets.load("iris"), jobs=2, epochs=1, folder=sys.argv[1])

"""


@pytest.mark.slow
@pytest.mark.parametrize("last", ["raise SystemExit(exit_code(command))", "for _ in range(1): exit_code(command)"])
def test_a_script_without_a_main_guard(root, tmp_path, last):
    script = tmp_path / "script.py"
    script.write_text(PROGRAM + last, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "runs")],
        capture_output=True, encoding="utf-8", env={"PYTHONPATH": str(root)}, check=False,
    )  # fmt: skip
    assert len(run.stderr.splitlines()) == 1
    assert 'put its last lines under if __name__ == "__main__":' in run.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"recipes": models.dense}, "takes a list of recipes"),
        ({"recipes": []}, "give at least one"),
        ({"recipes": {}}, "give at least one"),
        ({"recipes": "dense"}, "takes a list of recipes"),
        ({"jobs": 0}, "jobs=0 is no whole number of at least 1"),
        ({"jobs": True}, "jobs=True is no whole number"),
        ({"jobs": 1.5}, "jobs=1.5 is no whole number"),
        ({"seeds": 0}, "seeds=0 is neither"),
        ({"seeds": True}, "seeds=True is neither"),
        ({"seeds": 2.5}, "seeds=2.5 is neither"),
        ({"seeds": "12"}, "seeds='12' is neither"),
        ({"seeds": []}, "seeds is empty"),
        ({"epoch": 3}, "no keyword 'epoch'; did you mean epochs"),
        ({"name": "a"}, "no keyword 'name'"),
    ],
)
def test_bad_arguments_are_one_sentence(small, tmp_path, given, sentence):
    arguments = {"recipes": [models.dense], "folder": tmp_path, "epochs": 1, "verbose": 0, **given}
    with pytest.raises(UserError, match=sentence):
        training.fit_all(arguments.pop("recipes"), small, **arguments)
    assert not list(tmp_path.iterdir())
