"""The figure of the losses."""

from chapters.material.losses.figures import draw_losses


def test_the_losses_are_drawn(tmp_path):
    assert draw_losses(tmp_path / "losses.png").read_bytes().startswith(b"\x89PNG")
