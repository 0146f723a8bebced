"""What travels to another machine: code by value, each content once."""

import pytest

from runtime.errors import UserError
from training.engines.parcels import read_parcel, write_parcel

SCRIPT = """
import sys
from pathlib import Path
import beside
from runtime.backend import keras, tf
from training.engines.parcels import write_parcel

class Own(keras.layers.Layer):
    def call(self, x):
        return x * tf.constant(2.0)

def network(input_shape, outputs, task):
    return keras.Sequential([keras.Input(input_shape), Own(), *beside.layers(outputs)])

print(write_parcel(Path(sys.argv[1]), "it", {"a": network, "b": beside.other, "c": lambda *shape: network(*shape)}))
"""
BESIDE = """
from runtime.backend import keras

def layers(outputs):
    return [keras.layers.Dense(outputs)]

def other(input_shape, outputs, task):
    return keras.Sequential([keras.Input(input_shape), *layers(outputs)])
"""
READER = """
import sys
from pathlib import Path
from training.engines.parcels import read_parcel
for name, recipe in read_parcel(Path(sys.argv[1])).items():
    print(name, recipe((3,), 2, "multiclass").count_params())
"""


@pytest.mark.smoke
def test_recipes_of_a_script_and_of_a_file_beside_it_travel_with_their_code(fresh, tmp_path):
    source, runs = tmp_path / "source", tmp_path / "runs"
    source.mkdir()
    runs.mkdir()
    (source / "script.py").write_text(SCRIPT, encoding="utf-8")
    (source / "beside.py").write_text(BESIDE, encoding="utf-8")
    written = fresh(str(source / "script.py"), str(runs))
    assert written.returncode == 0, written.stderr
    for file in source.glob("*.py"):
        file.unlink()
    read = fresh("-c", READER, str(runs / written.stdout.strip()))
    assert read.returncode == 0, read.stderr
    assert read.stdout.split() == ["a", "8", "b", "8", "c", "8"]


def test_the_same_content_is_written_once(tmp_path, small):
    names = {write_parcel(tmp_path, "data", small), write_parcel(tmp_path, "data", small)}
    assert names == {path.name for path in tmp_path.iterdir()}
    (read,) = (read_parcel(path) for path in tmp_path.iterdir())
    assert (read.train.x == small.train.x).all()
    assert read.provenance == small.provenance


def test_a_damaged_parcel_is_named(tmp_path):
    path = tmp_path / write_parcel(tmp_path, "it", [1, 2])
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(UserError, match="is damaged; delete it"):
        read_parcel(path)
