"""The closing page: what of a table does not fit is named with the place where it is."""

import comparison
from chapters.command_line import Report, Settings
from chapters.command_line.command import parser


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


def test_every_chapter_has_the_flag():
    assert parser(Settings(chapter="no_lesson"), "", "").parse_args(["--wide"]).wide
