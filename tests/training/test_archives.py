"""Archives that somebody made to take memory."""

import zipfile

import numpy as np
import pytest

from runtime.errors import UserError
from training.archives import read_arrays


def test_arrays_are_read(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, x=np.arange(6.0).reshape(2, 3))
    assert np.array_equal(read_arrays(path, "train again")["x"], [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize("said", [1_000, 3_000_000])
def test_a_member_of_another_size_than_the_file_says(tmp_path, said):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", bytes(2_000_000))
    path.write_bytes(path.read_bytes().replace((2_000_000).to_bytes(4, "little"), said.to_bytes(4, "little")))
    with pytest.raises(UserError, match=r"is damaged .*; train again"):
        read_arrays(path, "train again")
