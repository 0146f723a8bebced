"""Plain text as Markdown shows it unchanged."""

from runtime.markdown import escaped


def test_text_stays_text():
    assert escaped("a*b `c*d` x_0 _e_ |f| <g> $h$") == r"a\*b `c*d` x_0 \_e\_ \|f\| \<g> \$h\$"
