import gzip

import numpy as np
import pytest

from datasets.idx import read_images, read_labels
from runtime.errors import UserError

HEADER = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3])


def test_images(tmp_path):
    (tmp_path / "i.gz").write_bytes(gzip.compress(HEADER + bytes(range(12))))
    assert np.array_equal(read_images(tmp_path / "i.gz"), np.arange(12).reshape(2, 2, 3))


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(HEADER + bytes(11)), gzip.compress(HEADER)[:-9], gzip.compress(b"ab")],
    ids=["empty", "no gzip", "short", "cut", "no header"],  # gzip writes the time, and pytest -n wants equal names
)
def test_damaged_files(tmp_path, content):
    (tmp_path / "i.gz").write_bytes(content)
    with pytest.raises(UserError, match=r"i\.gz is"):
        read_images(tmp_path / "i.gz")


def test_labels_are_no_images(tmp_path):
    (tmp_path / "i.gz").write_bytes(gzip.compress(HEADER + bytes(12)))
    with pytest.raises(UserError, match="no IDX file of 1 dimensions"):
        read_labels(tmp_path / "i.gz")
    with pytest.raises(UserError, match="does not exist"):
        read_labels(tmp_path / "nothing.gz")
