"""The closing page: what of a table does not fit is named with the place where it is."""

from dataclasses import replace

import comparison
from chapters import claims
from chapters.command_line import Report, Settings
from chapters.command_line.command import parser
from comparison.crossed import Crossed, Part
from comparison.differences import Difference


def test_columns_that_do_not_fit_are_named_unless_all_are_wanted(trained, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    settings = Settings(chapter="no_lesson", runs_dir=tmp_path)
    report = Report(settings, {"Main": comparison.compare([trained]), "Another one": comparison.compare([trained])})
    report.save()
    report.print()
    printed = " ".join(capsys.readouterr().out.split())
    for title in report.tables:
        path = report.place_of(title) / "comparison.md"
        assert path.is_file()
        assert f"More: --wide, {path}" in printed
    report.print(wide=True)
    printed = capsys.readouterr().out
    assert "Not shown" not in printed
    assert "examples/s" in printed


def test_what_stands_beside_a_claim_says_what_is_equal_and_what_differs(trained, tmp_path, capsys):
    one = Difference("accuracy", "a", "b", (0.1,) * 5, (0.0,) * 5, Crossed((Part(0.1, 4),)), paired=True)
    beside = replace(one, b="c", sides={"equal": {"epochs": 30}, "differs": {"optimizer.name": ["adam", "adam_w"]}})
    entry = claims.check("cnn-beats-dense", one, beside=[beside, one])
    settings = Settings(chapter="no_lesson", runs_dir=tmp_path)
    Report(settings, {"Main": comparison.compare([trained])}, claims=[entry]).print()
    printed = " ".join(capsys.readouterr().out.split())
    assert "Beside it, a and c: Equal on both sides: epochs 30. Different: optimizer adam against adam_w." in printed
    assert "Beside it, a and b:" not in printed  # nobody looked


def test_every_chapter_has_the_flag():
    assert parser(Settings(chapter="no_lesson"), "", "").parse_args(["--wide"]).wide
