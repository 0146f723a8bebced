"""The animation of the paths: its frames, its last one, and its file."""

import pytest
from PIL import Image

from chapters.ch16_optimizers import RULES
from chapters.material.optimizers.surface_paths import animate_paths, shown_steps


@pytest.mark.parametrize("steps", [1, 7, 60, 61, 400])
def test_the_animation_ends_with_the_last_step(steps):
    shown = shown_steps(steps, 50)
    assert (shown[0], shown[-1]) == (0, steps)
    assert len(shown) == len(set(shown)) <= 51


def test_the_animation_pauses_at_its_end(tmp_path):
    path = animate_paths(RULES, 20, 50, tmp_path / "paths.gif")
    with Image.open(path) as image:
        assert image.size[0] >= 1_000
        image.seek(image.n_frames - 1)
        assert image.info["duration"] >= 2_000
    assert path.stat().st_size < 2_000_000
    assert list(tmp_path.iterdir()) == [path]
