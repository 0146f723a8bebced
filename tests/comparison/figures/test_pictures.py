import numpy as np
import pytest
from PIL import Image

from comparison import picture_grid
from runtime.errors import UserError


def test_a_grid_with_an_empty_place(tmp_path):
    grey, colour = np.zeros((4, 4)), np.ones((4, 4, 3))
    rows = [[grey, colour, grey[..., None]], [None, grey]]
    path = picture_grid(rows, tmp_path / "g.png", row_titles=["a", "b"], titles=[["x"]], signed=[True, False])
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_signed_row_has_no_colours_of_its_own(tmp_path):
    path = picture_grid([[np.full((4, 4, 3), 0.9)]], tmp_path / "g.png", signed=[True])
    with Image.open(path) as opened:
        red, _, blue = opened.convert("RGB").getpixel((opened.width // 2, opened.height // 2))
    assert blue > red + 50  # the blue end of the scale; as colours it would be a light grey


def test_titles_are_large_and_do_not_meet(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr("comparison.figures.pictures.save", lambda figure, path: drawn.append(figure))
    titles = [["T-shirt/top\nas Pullover", "Ankle boot\nas T-shirt/top"] * 4] * 2
    picture_grid([[np.eye(4)] * 8] * 2, tmp_path / "g.png", titles=titles, row_titles=["feature maps", "L2\nto 0.5"])
    figure = drawn[0]
    figure.draw_without_rendering()
    boxes = []
    for axes in figure.axes:
        assert axes.title.get_fontsize() >= 13
        assert axes.get_position().width * figure.get_figwidth() > 1
        boxes.append(axes.title.get_window_extent())
    for number, box in enumerate(boxes):
        assert not box.count_overlaps(boxes[number + 1 :])
        assert not box.count_overlaps([axes.get_window_extent() for axes in figure.axes])


@pytest.mark.parametrize("rows", [3, [], [[]], [[None]], [[np.zeros(3)]], [[np.full((2, 2), np.nan)]], [["ab"]]])
def test_what_are_no_pictures_is_one_sentence(tmp_path, rows):
    with pytest.raises(UserError):
        picture_grid(rows, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
