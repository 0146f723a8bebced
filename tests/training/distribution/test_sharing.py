"""One training on several devices of this machine comes to what one device comes to."""

import pytest
from shared_trainings import CASES, furthest, train

from training.runs import read

DEVICES = 3
EQUAL = ("dense", "one-left", "lstm", "cnn", "embedded", "penalised", "normalised")
OTHER = ("dropout", "plain-normalised")
CLOSE = 1e-6


def on_devices(fresh, root, folder, names):
    script = root / "tests" / "generators" / "shared_trainings.py"
    done = fresh(str(script), str(folder), f"{DEVICES}", *names, PYTHONPATH=str(root))
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_equal(one, other):
    assert other.settings == {**one.settings, "devices": DEVICES}
    assert other.record["steps_per_call"] == f"one: on {DEVICES} CPUs"
    far = furthest(one, other)
    scale = 100 if one.name == "embedded" else 1  # its loss is a sum over the batch
    assert all(far[key] < CLOSE * scale for key in far), far
    assert one.record["fingerprints"]["first batches"] == other.record["fingerprints"]["first batches"]


def test_a_shared_training_is_that_of_one_device(fresh, root, tmp_path):
    names = EQUAL[:2]
    said = on_devices(fresh, root, tmp_path / "shared", names)
    assert "on 3 CPUs\n" in said and "otherwise" not in said
    for name in names:
        check_equal(train(name, tmp_path / "alone"), read(tmp_path / "shared" / f"{name}-s0"))
    assert read(tmp_path / "shared" / "dense-s0").epochs == 4 < CASES["dense"][2]["epochs"]  # stopped early


@pytest.mark.slow
def test_every_kind_of_network_can_be_shared(fresh, root, tmp_path):
    said = on_devices(fresh, root, tmp_path / "shared", EQUAL[2:] + OTHER)
    assert set(EQUAL + OTHER) == set(CASES)
    for name in EQUAL[2:]:
        check_equal(train(name, tmp_path / "alone"), read(tmp_path / "shared" / f"{name}-s0"))
    for name in OTHER:  # what is said to differ does
        far = furthest(train(name, tmp_path / "alone"), read(tmp_path / "shared" / f"{name}-s0"))
        assert far["loss"] > 1000 * CLOSE
    words = " ".join(said.split())
    assert words.count("each draws random numbers of its own") == 1
    assert words.count("batch normalization looks at each device's share") == 1
