"""Letters in figures."""

from matplotlib.figure import Figure

from comparison.figures import fonts
from comparison.figures.style import save


def test_a_korean_name_is_drawn_without_a_warning_also_where_no_font_has_it(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "korean_font", lambda: None)
    with fonts.fonts():
        figure = Figure()
        figure.text(0.5, 0.5, "과적합")
        assert save(figure, tmp_path / "a.png").stat().st_size > 0
