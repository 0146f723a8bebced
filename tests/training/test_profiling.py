"""A recorded training: the files for the tab Profile, and equal numbers."""

import shutil
from importlib.util import find_spec

import pytest

import training
from runtime.errors import UserError
from training import contents, profiling
from training.sameness import first_difference


def test_without_the_package_nothing_is_trained(small, tiny_network, tmp_path, monkeypatch):
    monkeypatch.setattr(profiling, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="pip install tensorboard-plugin-profile"):
        training.fit(tiny_network, small, folder=tmp_path, profile=True)
    assert not list(tmp_path.iterdir())


def test_the_chapter_refuses_before_it_trains(fresh, tmp_path):
    if find_spec("tensorboard_plugin_profile"):
        pytest.skip("tensorboard-plugin-profile is installed")
    done = fresh("-m", "chapters", "tour", "--quick", "--profile", "--runs-dir", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.strip().endswith("pip install tensorboard-plugin-profile")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_recorded_training_has_equal_numbers(small, tiny_network, tmp_path, monkeypatch):
    monkeypatch.setattr(profiling, "find_spec", lambda name: object())  # recording itself needs TensorFlow only
    plain = training.fit(tiny_network, small, epochs=2, folder=tmp_path / "plain", verbose=0)
    profiled = training.fit(tiny_network, small, epochs=2, folder=tmp_path / "profiled", profile=True, verbose=0)
    assert first_difference(plain, profiled) is None
    [recorded] = profiled.folder.glob("plugins/profile/*/*.xplane.pb")
    assert recorded.stat().st_size > 1_000
    assert not contents.strangers(profiled.folder)
    again = training.fit(tiny_network, small, epochs=2, folder=tmp_path / "profiled", verbose=0)
    assert not (again.folder / "plugins").exists()


def test_own_files_beside_a_recording_stay(tmp_path):
    own = [tmp_path / "plugins" / "mine" / "a.txt", tmp_path / "plugins" / "profile" / "b.txt"]
    recorded = tmp_path / "plugins" / "profile" / "2026_01_02_03_04_05" / "host.xplane.pb"
    for path in (*own, recorded):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert contents.strangers(tmp_path) == sorted([own[0].parent, own[1]])
    assert not contents.remove(tmp_path)
    assert not recorded.parent.exists()
    new = tmp_path.with_name("new")
    new.mkdir()
    contents.move_strangers(tmp_path, new)
    assert (new / "plugins" / "mine" / "a.txt").exists()
    assert (new / "plugins" / "profile" / "b.txt").exists()
    shutil.rmtree(new)
