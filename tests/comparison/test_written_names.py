"""A name is a name in every medium: no control sequence, no forged row, no formula, no mathematics."""

import csv
import io
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

import comparison
from comparison.columns import print_columns
from comparison.figures.judged import plot_bars
from comparison.written_names import csv_table, in_csv, in_figure, in_markdown, markdown_table
from runtime.errors import UserError, one_line
from runtime.plain_text import plain

EVIL = "\x1b]52;c;ZXZpbA==\x07 a\n| forged | 1 |\r\u2028\u202e<b>\ud800\x9b31m"


def test_what_people_write_is_unchanged():
    for text in ("과적합 (learning_rate 0.01)", "Géron – dense", "a  b", "👩\u200d🔬", "x\u3000y"):
        assert plain(text) == text


def test_controls_and_halves_are_shown():
    assert plain(EVIL).isprintable()
    assert plain("a\x1b\n\ud800") == "a\\x1b\\n\\ud800"
    plain(EVIL).encode("utf-8")
    assert one_line(EVIL).isprintable()


def test_the_terminal_gets_one_line_a_row(capsys):
    print_columns(["run"], [[EVIL], ["b"]])
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert len(text.splitlines()) == 3


def test_markdown_gets_text():
    table = markdown_table([["run", "loss"], [EVIL + "![x](http://y) `c` a|b <script>", "1"]])
    lines = table.splitlines()
    assert len(lines) == 3
    assert "<" not in table
    assert in_markdown("a|b [c] $x^$ & <i>") == "a\\|b \\[c\\] \\$x^\\$ &amp; &lt;i&gt;"
    assert in_markdown("a (learning_rate 0.01) +- 0.1") == "a (learning_rate 0.01) +- 0.1"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1", "＝1", "-0.2 +- 0.1", "3-4", "1/2", "2024-01-02"]
)
def test_a_spreadsheet_gets_text(cell):
    assert in_csv(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["dense", "-0.25", "-", "", "7,850", "0.9000 +- 0.0100", "과적합", "+3"])
def test_numbers_and_words_stay_in_csv(cell):
    assert in_csv(cell) == cell


def test_csv_begins_with_a_byte_order_mark():
    text = csv_table([["run"], ["과적합\n=1"]])
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text[1:]))) == [["run"], ["과적합\\n=1"]]


def test_a_figure_draws_dollars_and_every_name():
    figure = Figure()
    axes = figure.subplots()
    for name in ("$x^$", "_hidden", "a $ b", "\ud800"):
        axes.plot([0, 1], label=in_figure(name))
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    assert len(axes.get_legend().get_texts()) == 4
    assert in_figure("two\nlines") == "two\nlines"


def test_a_table_with_such_names_is_saved(trained, tmp_path):
    renamed = {**trained.record, "settings": {**trained.settings, "name": EVIL}}
    table = comparison.compare([replace(trained, record=renamed)])
    for path in table.save(tmp_path):
        assert "\x1b" not in path.read_text(encoding="utf-8")
    table.plot(tmp_path / "figure.png")
    plot_bars(table, tmp_path / "bars.png")
    table.print()


@pytest.mark.parametrize(
    ("header", "rows"), [(3, [["a"]]), (["a"], 3), (["a"], [3]), (["a"], [["a", "b"]]), (["a"], [[]])]
)
def test_what_is_no_table_is_refused(header, rows):
    with pytest.raises(UserError):
        print_columns(header, rows)
