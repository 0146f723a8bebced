import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from homework.__main__ import main
from runtime.errors import exit_code

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture
def check(begun, capsys):
    """Fill in functions, run the self-check, and get its exit code and text."""

    def run(*flags, **functions):
        text = begun.read_text(encoding="utf-8")
        begun.write_text(text + "\n\n" + "\n".join(functions.values()), encoding="utf-8")
        code = exit_code(main, ["check", str(begun), *flags])
        return code, capsys.readouterr().out

    return run


RIGHT = "def predict(x, weights, bias): return x @ weights + bias\n"


def test_an_untouched_template_is_not_written_yet(check):
    code, text = check()
    assert code == 1
    assert "0 of 27 points" in text
    assert text.count("not written yet") == 9


def test_points_by_function_a_mistake_and_hints(check):
    code, text = check(
        "--hint", predict=RIGHT.replace(" + bias", ""), cost="def cost(p, y): return ((p - y) ** 2).sum() / len(y)\n"
    )
    assert code == 1
    assert "cost                  2 of 2" in text
    assert "predict               1 of 2" in text
    assert "the bias is not added" in text
    assert text.count("hint:") == 2


def test_no_line_is_wider_than_a_terminal(check):
    _, text = check("--hint", "--hint", predict="def predict(x, weights, bias): raise ValueError('가' * 300)\n")
    assert max(map(cell_len, text.splitlines())) <= 80  # a Korean letter is two columns wide


def test_predictions_give_points_when_they_come_first(check, begun, capsys):
    answers = ["at-learning-rate=2", "probability-far-away=0.9", "certain-mistake=3"]
    check()  # nothing is written: this check does not count
    flags = [part for answer in answers for part in ("--answer", answer)]
    assert exit_code(main, ["predict", str(begun), *flags]) == 0
    capsys.readouterr()
    _, text = check(sigmoid="def sigmoid(z): return 1 / (1 + np.exp(-z))\n")
    assert "predictions           2 of 2" in text
    assert "you predicted 0.9" in text
    assert "ch02" in text


def test_predictions_after_the_first_check_give_none(check, begun, capsys):
    check(predict=RIGHT)
    exit_code(main, ["predict", str(begun), "--answer", "certain-mistake=3"])
    assert "give no points" in capsys.readouterr().out
    assert json.loads((begun.parent / "predictions.json").read_text(encoding="utf-8"))["checked"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere/hw01_linear_models.py"], "there is no file"),
        (["check", "x.py"], "add --assignment NAME"),
        (["predict", "nowhere/hw01_linear_models.py", "--answer", "certain-mistake=3"], "there is no folder"),
        (["check", "hw01_홍길동.py"], "add --assignment hw01"),
        (["check", "hw01_linear_models (1).py"], "add --assignment hw01"),
        (["start", "hw99"], "unknown"),
        (["predict", "hw01_linear_models.py", "--answer", "certain=3"], "did you mean certain-mistake?"),
        (["predict", "hw01_linear_models.py", "--answer", "certain-mistake=many"], "is no number"),
        (["predict", "hw01_linear_models.py", "--answer", "at-learning-rate=4"], "is no choice"),
        (["strat"], "did you mean start?"),
        (["list", "all"], "takes nothing"),
    ],
)
def test_bad_input_is_one_sentence(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert exit_code(main, arguments) == 2
    assert words in capsys.readouterr().err


def test_a_question_that_was_answered_is_kept_when_the_next_one_is_not(begun, capsys, monkeypatch):
    answers = iter(["2", "rubbish"])

    def typed(prompt):
        try:
            return next(answers)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("builtins.input", typed)
    assert exit_code(main, ["predict", str(begun)]) == 130
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
    kept = json.loads((begun.parent / "predictions.json").read_text(encoding="utf-8"))["answers"]
    assert list(kept) == ["at-learning-rate"]
    assert exit_code(main, ["predict", str(begun), "--answer", "at-learning-rate=3"]) == 0
    assert "at-learning-rate stays as it was answered first" in capsys.readouterr().out


def test_a_mistake_at_the_import_has_its_line(check, begun):
    lines = len(begun.read_text(encoding="utf-8").splitlines())
    code, text = check(last="helper()")
    assert code == 1
    assert f"NameError in line {lines + 3}: name 'helper' is not defined" in " ".join(text.split())


def test_what_the_file_prints_is_shown_on_request(check):
    shout = "def sigmoid(z):\n    print('z 모양', z.shape)\n    return 1 / (1 + np.exp(-z))\n"
    assert "모양" not in check(sigmoid=shout)[1]
    assert "  z 모양 (" in check("--printed")[1]


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_a_file_of_another_encoding_is_told_so(begun, encoding, capsys):
    begun.write_text("# 숙제\n", encoding=encoding)
    assert exit_code(main, ["check", str(begun)]) == 2
    assert "save it again with the encoding UTF-8" in capsys.readouterr().err


def test_line_endings_of_windows_and_a_byte_order_mark_do_no_harm(begun, capsys):
    begun.write_bytes(b"\xef\xbb\xbf" + begun.read_text(encoding="utf-8").replace("\n", "\r\n").encode())
    assert exit_code(main, ["check", str(begun)]) == 1
    assert "0 of 27 points" in capsys.readouterr().out


def test_a_notebook_is_told_what_to_do(begun, capsys):
    begun.with_suffix(".ipynb").write_text("{}", encoding="utf-8")
    assert exit_code(main, ["check", str(begun.with_suffix(".ipynb"))]) == 2
    assert "export a notebook as a Python file" in capsys.readouterr().err


def test_a_file_of_the_folder_hides_no_library(begun):
    (begun.parent / "numpy.py").write_text("1 / 0", encoding="utf-8")
    command = [sys.executable, "-m", "homework", "check", begun.name]
    done = subprocess.run(command, cwd=begun.parent, capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT)
    assert "0 of 27 points" in done.stdout


def test_a_damaged_file_of_predictions_is_named(begun, capsys):
    (begun.parent / "predictions.json").write_text("[" * 10_000, encoding="utf-8")
    assert exit_code(main, ["predict", str(begun), "--answer", "certain-mistake=3"]) == 2
    assert "predictions.json is damaged" in capsys.readouterr().err


def test_start_never_writes_over_a_file(begun, capsys):
    begun.write_text("mine", encoding="utf-8")
    assert exit_code(main, ["start", "hw01", str(begun.parent)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert begun.read_text(encoding="utf-8") == "mine"
