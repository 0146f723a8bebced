"""Attacks beside controls: a wrong answer with an attack gets what the wrong answer gets, and no more."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from homework.grading import grading
from homework.grading.grading import grade
from homework.grading.isolation import Limits
from homework.grading.reports import earned, possible
from homework.grading.submissions import Submission

WRONG = "def predict(x, weights, bias):\n    return x @ weights\n"
ATTACKS = {
    "exit at the import": "import os; os._exit(0)\n",
    "system exit": "raise SystemExit(0)\n",
    "exit in a function": "def cost(p, y):\n    import os; os._exit(0)\n",
    "operators that lie": """
class Liar(np.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0 * np.asarray(other)
    def __array__(self, *a, **k): return np.zeros(1)
def cost(p, y): return np.zeros(1).view(Liar)
""",
    "an object that says it is an array": """
class Liar:
    dtype = np.dtype(float)
    def __array__(self, *a, **k): raise SystemExit
    def __float__(self): return 1.0
def cost(p, y): return Liar()
""",
    "patched numpy": """
np.allclose = np.isclose = lambda *a, **k: np.True_
np.testing.assert_allclose = lambda *a, **k: None
""",
    "frames": """
import sys, gc
def cost(p, y):
    frame = sys._getframe()
    while frame:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if callable(value) and 'mean_squared_error' in getattr(value, '__name__', ''):
                return value(y, p)
        frame = frame.f_back
    for thing in gc.get_objects():
        if getattr(thing, '__name__', '') == 'mean_squared_error' and callable(thing):
            return thing(y, p)
""",
    "forged answers": """
import os
def cost(p, y):
    for number in range(3, 32):
        try: os.write(number, b'\\x10\\0\\0\\0\\0\\0\\0\\0{"object": {"id"')
        except OSError: pass
    return 0.0
""",
    "a result file of its own": """
for name in ('results.json', '/autograder/results/results.json', '/tmp/results.json'):
    try: open(name, 'w').write('{"score": 1000}')
    except OSError: pass
""",
    "a huge answer": "def cost(p, y):\n    return np.zeros(20_000_000)\n",
    "hostile text": "def cost(p, y):\n    raise ValueError('\\x1b]52;c;aGk=\\x07\\n| a | =1+1 <script>' * 100)\n",
}


def handed_in(code, tmp_path, predictions=b""):
    return Submission("lee", tmp_path, "import numpy as np\n" + code, predictions)


@pytest.fixture
def points(course, tmp_path):
    return lambda code: earned(grade(handed_in(code, tmp_path), course, 0))


def test_the_solution_has_every_point_but_those_for_predicting(course, solution, tmp_path):
    result = grade(Submission("lee", tmp_path, solution), course, 0)
    assert result["extra_data"]["status"] == "graded"
    assert earned(result) == possible([result]) - course.assignment.points_for_predictions
    assert result["extra_data"]["isolation"] == course.level
    assert result == grade(Submission("lee", tmp_path, solution), course, 1)  # the same, in another slot


def test_predictions_in_time_count_and_damaged_ones_do_not(course, solution, tmp_path):
    at = "2026-03-02 10:00:00+00:00"
    answers = {"at-learning-rate": "it falls at both", "probability-far-away": 0.9, "certain-mistake": 3}
    content = {"answers": {key: {"answer": answer, "at": at} for key, answer in answers.items()}, "checked": at}
    result = grade(Submission("lee", tmp_path, solution, json.dumps(content).encode()), course, 0)
    assert earned(result) == possible([result])
    assert result["extra_data"]["outcomes"]["at-learning-rate"] == "it falls at 0.1 and rises at 2.5"
    damaged = grade(Submission("lee", tmp_path, solution, b"{"), course, 0)
    assert damaged["tests"][-1]["output"] == "predictions.json is damaged"


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gains_nothing(points, attack):
    assert points(WRONG + ATTACKS[attack]) <= points(WRONG)


@pytest.mark.slow
def test_an_endless_loop_and_too_much_memory_cost_their_tests_only(course, tmp_path):
    course = type(course)(course.assignment, course.hidden, course.level, course.limits, 8, course.seed)
    loop = "def predict(*a):\n    while True:\n        try:\n            while True: pass\n        except: pass\n"
    result = grade(handed_in(loop, tmp_path), course, 0)
    assert result["extra_data"]["status"] == "timeout"
    hungry = "def predict(*a):\n    return [0] * 10**9\ndef cost(p, y):\n    return np.mean((p - y) ** 2)\n"
    result = grade(handed_in(hungry, tmp_path), course, 0)
    assert result["extra_data"]["status"] == "memory"
    assert earned(result) == 3  # the public and the hidden test of cost


def test_hidden_tests_show_nothing_of_the_students_code(course, tmp_path):
    result = grade(handed_in("def cost(p, y):\n    raise ValueError(repr((p, y)))\n", tmp_path), course, 0)
    hidden = [
        test for test in result["tests"] if test["visibility"] == "after_published" and test["name"].startswith("cost")
    ]
    assert hidden
    assert not any("ValueError" in test["output"] for test in hidden)


@pytest.mark.slow
def test_a_sandbox_has_no_network_no_foreign_files_and_few_processes(course, tmp_path):
    if course.level != "bwrap":
        pytest.skip("an ordinary process has them")
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    code = f"""
import os, socket
def cost(p, y):
    found = []
    for path in ({str(secret)!r}, {str(Path(course.hidden))!r}, '/etc/shadow', '/root/.bashrc'):
        try: open(path); found.append(path)
        except OSError: pass
    try: socket.create_connection(('127.0.0.1', 22), 1); found.append('network')
    except OSError: pass
    if os.getuid() == 0: found.append('root')
    try: open('/usr/x', 'w'); found.append('writes')
    except OSError: pass
    count = 0
    try:
        while count < 300:
            if os.fork() == 0:
                import time; time.sleep(30); os._exit(0)
            count += 1
    except OSError: pass
    if count >= 300: found.append('forks')
    raise ValueError(str(found))
"""
    # Forks share their memory, which is counted for each; and a slot of its own, whose user has no other processes.
    result = grade(handed_in(code, tmp_path), replace(course, limits=Limits(memory=8 << 30)), 9)
    said = next(test["output"] for test in result["tests"] if test["name"].startswith("cost"))
    assert said.endswith("[]"), said


def test_another_grader_grades_again(course, tmp_path, monkeypatch):
    before = course.digits
    assert replace(course).digits == before
    (tmp_path / "checking").mkdir()
    (tmp_path / "checking" / "tests.py").write_text("changed = True", encoding="utf-8")
    monkeypatch.setattr(grading, "GRADER", tmp_path)
    assert replace(course).digits != before
    assert replace(course, seed=8).digits != replace(course).digits
