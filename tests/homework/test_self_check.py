import json

import pytest

from homework.__main__ import main
from runtime.errors import exit_code


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
    assert max(map(len, text.splitlines())) <= 80


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
        (["check", "x.py"], "assignment 'x' is unknown"),
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


def test_a_damaged_file_of_predictions_is_named(begun, capsys):
    (begun.parent / "predictions.json").write_text("[" * 10_000, encoding="utf-8")
    assert exit_code(main, ["predict", str(begun), "--answer", "certain-mistake=3"]) == 2
    assert "predictions.json is damaged" in capsys.readouterr().err


def test_start_never_writes_over_a_file(begun, capsys):
    begun.write_text("mine", encoding="utf-8")
    assert exit_code(main, ["start", "hw01", str(begun.parent)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert begun.read_text(encoding="utf-8") == "mine"
