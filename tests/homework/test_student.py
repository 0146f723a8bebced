import sys
import time

import numpy as np
import pytest

from homework.checking.protocol import Held
from homework.checking.student import Failed, in_child_process

FILE = """
import os, sys, time
import numpy as np

print("hello from the import")

def double(x): print("a line"); return 2 * x
def unwritten(x): raise NotImplementedError
def wrong(x): raise ValueError("x is \\x1b[31mred")
def leaves(): sys.exit(0)
def exits(): os._exit(0)
def forever():
    while True:
        try: time.sleep(60)
        except BaseException: pass
def thing(): return object()
def same(thing): return type(thing).__name__
def large(): return np.zeros(20_000_000)
def rubbish():
    for number in range(3, 20):
        try: os.write(number, b"x" * 1000)
        except OSError: pass
    return 1
"""


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    file = tmp_path_factory.mktemp("파일 하나") / "hw.py"
    file.write_text(FILE, encoding="utf-8")
    student = in_child_process(file, None, seconds=5)
    yield student
    student.end()


def failed(call):
    with pytest.raises(Failed) as caught:
        call()
    return caught.value


def test_a_function_is_called_where_the_file_was_imported(student):
    assert student.double(np.array([1.0, 2.0])).tolist() == [2.0, 4.0]


def test_what_raises_is_told_with_its_line(student):
    assert failed(lambda: student.unwritten(1)).status == "missing"
    assert failed(lambda: student.nowhere(1)).status == "missing"
    assert str(failed(lambda: student.wrong(1))).startswith("ValueError in line 9: x is")
    assert failed(student.leaves).status == "error"


def test_what_does_not_cross_stays_there(student):
    thing = student.thing()
    assert thing == Held(thing.key, "object")
    assert student.same(thing) == "object"


def test_too_much_is_said_and_the_process_lives(student):
    assert "MiB" in str(failed(student.large))
    assert student.double(1) == 2


def test_the_random_numbers_are_those_of_the_seed(student):
    student.probe("seed", 3)
    assert "functions" not in student.probe("functions")
    assert "double" in student.probe("functions")


def test_an_exit_is_no_answer_and_the_next_call_has_a_new_process(student):
    deaths = student.deaths
    assert failed(student.exits).status == "crashed"
    assert student.deaths == deaths + 1
    assert student.double(2) == 4


def test_an_endless_loop_is_killed(tmp_path):
    file = tmp_path / "hw.py"
    file.write_text(FILE, encoding="utf-8")
    student = in_child_process(file, None, seconds=1)
    student.begin()
    started = time.monotonic()
    assert failed(student.forever).status == "timeout"
    assert time.monotonic() - started < 30
    student.end()


@pytest.mark.skipif(sys.platform == "win32", reason="writes to descriptors by their number")
def test_rubbish_on_the_answers_pipe_is_no_answer(student):
    assert failed(student.rubbish).status in ("protocol", "crashed")
    assert student.double(2) == 4


@pytest.mark.parametrize("text", ["def f(:\n", "import nowhere_at_all\n", "raise SystemExit\n", "x = 1 / 0\n", "\0"])
def test_a_file_that_cannot_be_imported(tmp_path, text):
    file = tmp_path / "hw.py"
    file.write_text(text, encoding="utf-8")
    student = in_child_process(file, None)
    assert failed(student.begin).status == "import"
    assert failed(lambda: student.double(1)).status == "import"


def test_neighbours_do_not_hide_what_the_file_imports(tmp_path):
    (tmp_path / "numpy.py").write_text("raise SystemExit", encoding="utf-8")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("", encoding="utf-8")
    file = tmp_path / "hw.py"
    file.write_text("import homework\nimport models, numpy\ndef where(): return models.__file__\n", encoding="utf-8")
    student = in_child_process(file, None)
    assert str(tmp_path) not in student.where()
    student.end()
