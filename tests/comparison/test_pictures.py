import numpy as np

from comparison import picture_grid


def test_a_grid_with_an_empty_place(tmp_path):
    grey, colour = np.zeros((4, 4)), np.ones((4, 4, 3))
    rows = [[grey, colour, grey[..., None]], [None, grey]]
    path = picture_grid(rows, tmp_path / "g.png", row_titles=["a", "b"], titles=[["x"]], signed=[True, False])
    assert path.read_bytes().startswith(b"\x89PNG")
