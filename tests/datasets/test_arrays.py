import numpy as np
import pytest

from datasets.arrays import content_sha256, keep, kept
from runtime.errors import UserError


def test_what_is_kept_comes_back(tmp_path):
    arrays = {"x": np.arange(6, dtype=np.uint8).reshape(2, 3), "y": np.array([1, 2])}
    assert kept(tmp_path / "a") is None
    keep(tmp_path / "a", arrays)
    back = kept(tmp_path / "a")
    assert all(np.array_equal(back[name], arrays[name]) for name in arrays)


def test_the_hash_sees_shape_type_and_name():
    x = np.zeros(6, np.uint8)
    variants = [{"x": x}, {"y": x}, {"x": x.reshape(2, 3)}, {"x": x.astype(np.int8)}]
    assert len({content_sha256(arrays) for arrays in variants}) == 4


@pytest.mark.parametrize("seed", range(30))
def test_any_damage_is_found(tmp_path, seed):
    rng = np.random.default_rng(seed)
    keep(tmp_path, {"x": rng.integers(0, 255, (20, 5), np.uint8), "y": np.arange(20)})
    path = tmp_path / ("x.npy" if seed % 2 else "y.npy")
    content = bytearray(path.read_bytes())
    if seed % 3:
        content[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
    else:
        content = content[: rng.integers(len(content))]
    path.write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        kept(tmp_path)
