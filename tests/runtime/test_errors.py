import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.errors import Parser, UserError, exit_code

pytestmark = pytest.mark.smoke


def raising(error):
    def command(arguments):
        raise error

    return command


def test_a_user_error_is_one_sentence_and_exit_code_2(capsys):
    assert exit_code(raising(UserError("x is wrong; do y")), []) == 2
    assert capsys.readouterr().err == "error: x is wrong; do y\n"


def test_ctrl_c_is_130(capsys):
    assert exit_code(raising(KeyboardInterrupt()), []) == 130


def test_other_errors_are_not_hidden():
    with pytest.raises(ZeroDivisionError):
        exit_code(raising(ZeroDivisionError()), [])


def test_the_parser_complains_in_one_line(capsys):
    parser = Parser(prog="p")
    parser.add_argument("--n", type=int)
    assert exit_code(lambda arguments: parser.parse_args(arguments) and 0, ["--n", "x"]) == 2
    assert capsys.readouterr().err == "error: p: argument --n: invalid int value: 'x'; p --help lists what it takes\n"


def test_letters_that_a_console_lacks_do_not_end_a_program(fresh):
    code = "from runtime.errors import exit_code; exit_code(lambda a: print('G\\u00e9ron \\uacfc\\uc801\\ud569'), [])"
    done = fresh("-c", code, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (0, "G?ron ???\n")


def test_a_sentence_is_one_line_and_not_endless(capsys):
    def command(arguments):
        raise UserError("a\r\nb\u2028c " + "x" * 10_000 + " the fix")

    assert exit_code(command, []) == 2
    text = capsys.readouterr().err
    assert text.startswith("error: a b c x")
    assert text.endswith("x the fix\n")
    assert len(text.splitlines()) == 1
    assert len(text) < 1000


@pytest.mark.skipif(sys.platform == "win32", reason="the shell and the devices of Unix")
@pytest.mark.parametrize(
    ("redirected", "said", "codes"),
    [
        ("| head -1", "", (0,)),
        (
            "> /dev/full",
            "error: the output or a file cannot be written (No space left on device); make room on the disk\n",
            (2,),
        ),
        (">&-", "", (0,)),
        (">&- 2>&-", "", (0,)),
        ("2> /dev/full", "", (0,)),
    ],
)
def test_an_output_that_cannot_be_written(redirected, said, codes, root):
    if "/dev/full" in redirected and not Path("/dev/full").exists():
        pytest.skip("no such device")
    code = (
        "from runtime.errors import exit_code; exit(exit_code(lambda _: [print('x' * 99) for _ in range(9999)] and 0))"
    )
    done = subprocess.run(
        f'"{sys.executable}" -c "{code}" {redirected}', shell=True, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert (done.stderr, done.returncode in codes) == (said, True)


def test_too_little_memory_is_one_sentence(capsys):
    assert exit_code(raising(MemoryError()), []) == 2
    assert exit_code(raising(type("ResourceExhaustedError", (Exception,), {})("OOM")), []) == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: the memory is not enough for this; take fewer units, or a smaller batch"
    ] * 2  # fmt: skip


def test_two_dashes_are_no_value(capsys):
    parser = Parser(prog="p")
    parser.add_argument("--n", type=int)
    assert exit_code(lambda arguments: parser.parse_args(arguments) and 0, ["--n=--"]) == 2
    assert "argument --n: '--' is no value" in capsys.readouterr().err


def test_whatever_is_in_it_a_sentence_is_one_line_that_can_be_printed():
    text = str(UserError("the name 'a\nerror: b\x1b]52;c;aGk=\x07\ud800' is no name; give another"))
    assert text.isprintable()
    assert text == r"the name 'a error: b\x1b]52;c;aGk=\x07\ud800' is no name; give another"
    assert pickle.loads(pickle.dumps(UserError(text))).args == (text,)  # as from another process
