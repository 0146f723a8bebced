from homework.checking.marking import run_tests
from homework.checking.student import in_child_process
from homework.checking.tests import points

ends = points(1, of="ends")(lambda student: student.ends())
lives = points(1, of="lives")(lambda student: student.lives())


def test_a_function_that_ends_the_process_costs_no_other_function(tmp_path):
    file = tmp_path / "hw.py"
    file.write_text("import os\ndef ends(): os._exit(1)\ndef lives(): return 1\n", encoding="utf-8")
    student = in_child_process(file, None)
    found = list(run_tests([ends, ends, ends, ends, lives], student, 0))
    student.end()
    assert [result.status for result in found] == ["crashed"] * 4 + ["passed"]
    assert student.deaths == 2
