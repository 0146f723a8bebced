"""HTML of what somebody else named. Kernels are in tests/notebooks."""

from html.parser import HTMLParser

import pytest

from runtime.notebook import Line, html_lines, html_table, in_html, in_notebook, shell

HOSTILE = ['<img src=x onerror="alert(1)">', "a</td></tr><tr>", "&amp;", "'\"", "\x1b[2J", "\u202eabc"]


class Tags(HTMLParser):
    """What a browser reads: tags, and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_a_name_is_text_in_a_table():
    read = Tags(html_table(["name", *HOSTILE[1:]], [HOSTILE]))
    assert read.tags == ["table", "thead", "tr", *["th"] * 6, "tbody", "tr", *["td"] * 6]
    assert read.texts[6:10] == HOSTILE[:4]
    assert read.texts[10:] == [r"\x1b[2J", r"\u202eabc"]


def test_lines_stay_lines():
    assert html_lines("a\nb<") == "<p>a<br>b&lt;</p>"
    assert in_html("a\nb") == r"a\nb"


def test_plain_python_is_no_notebook():
    assert shell() is None
    assert not in_notebook()


def test_a_line_below_a_cell_keeps_its_line_breaks_and_nothing_else_that_moves_a_cursor(monkeypatch):
    display = pytest.importorskip("IPython.display")
    shown = []
    monkeypatch.setattr(display, "display", lambda data, **_: shown.append(data["text/plain"]))
    Line().write("epoch 1/2: loss 1\n    and more \x1b[2J", last=True)
    assert shown == ["epoch 1/2: loss 1\n    and more \\x1b[2J"]
