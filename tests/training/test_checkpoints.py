"""A checkpoint restores only what its own training wrote."""

import zipfile

import numpy as np
import pytest

from runtime.backend import keras
from runtime.errors import UserError
from training import checkpoints, tensorboard


class Remembers(keras.callbacks.Callback):
    limit = 3

    def __init__(self):
        super().__init__()
        self.seen, self.note, self.helper = [], "", object()

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(epoch)


STATE = {
    "epoch": 1, "step": 0, "seconds": 1.0, "stopped": False, "logs": None, "events": {}, "model": {}, "random": {},
    "callbacks": [],
}  # fmt: skip


def test_a_callback_gets_back_what_it_remembered():
    one, other = Remembers(), Remembers()
    one.seen, one.note, one.limit, one.later = [1, 2], "a", 5, 7
    checkpoints.restore_callback(other, checkpoints.callback_state(one))
    assert (other.seen, other.note, other.limit, other.later) == ([1, 2], "a", 5, 7)
    assert "helper" not in checkpoints.callback_state(one)


@pytest.mark.parametrize("name", ["on_epoch_end", "helper", "model", "_model", "params", "__class__", "a b"])
def test_methods_and_objects_are_not_set(name):
    callback = Remembers()
    before = dict(vars(callback))
    with pytest.raises(UserError, match=r"that callback Remembers never wrote; train without --resume"):
        checkpoints.restore_callback(callback, {"note": "x", name: "x"})
    assert vars(callback) == before


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda path: keras.callbacks.CSVLogger(path), "filename"),
        (lambda path: keras.callbacks.ModelCheckpoint(path + ".keras"), "filepath"),
        (lambda path: keras.callbacks.TensorBoard(path), "log_dir"),
        (lambda path: keras.callbacks.EarlyStopping(), "monitor"),
    ],
)
def test_no_setting_of_keras_own_callbacks_is_set(tmp_path, make, name):
    callback = make(str(tmp_path / "here"))
    with pytest.raises(UserError, match="never wrote"):
        checkpoints.restore_callback(callback, {name: str(tmp_path / "elsewhere")})
    assert "elsewhere" not in str(getattr(callback, name))
    checkpoints.restore_callback(callback, checkpoints.callback_state(callback))


@pytest.mark.parametrize(
    "changes",
    [{"epoch": -1}, {"epoch": 9}, {"epoch": "1"}, {"step": 7}, {"events": []}, {"events": {"a": "b"}}, {"model": None},
     {"callbacks": {}}, {"seconds": -1.0}, {"logs": 3}],
)  # fmt: skip
def test_what_cannot_be_of_this_training_is_refused(tmp_path, changes):
    path = tmp_path / checkpoints.FILE
    checkpoints.save(path, STATE)
    assert checkpoints.read_training(path, 3, 7) == STATE
    checkpoints.save(path, STATE | changes)
    with pytest.raises(UserError, match=r"damaged .* delete it"):
        checkpoints.read_training(path, 3, 7)
    assert checkpoints.read_training(tmp_path / "nothing", 3, 7) is None


def test_a_checkpoint_that_unpacks_to_more_is_refused(tmp_path):
    path = tmp_path / checkpoints.FILE
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("state.npy", bytes(2**24))
    with pytest.raises(UserError, match="it would unpack to 17 MB"):
        checkpoints.read(path)
    for text in (b"[" * 100_000, b"null", b'{"map": 3}', b'{"array": "b"}'):
        np.savez(path, state=np.frombuffer(text, np.uint8))
        with pytest.raises(UserError):
            checkpoints.read_training(path, 3, 7) or pytest.fail("read")


def test_random_numbers_that_are_none_are_refused():
    for state in ({}, {"python": [3, [], None]}, {"python": 3}):
        with pytest.raises(UserError, match="random numbers are damaged"):
            checkpoints.restore_random(state)


def test_event_files_that_are_links_or_somebodys_own_are_not_cut(tmp_path):
    run, outside = tmp_path / "run", tmp_path / "mine"
    for folder in (run / "train", run / "own"):
        folder.mkdir(parents=True)
    outside.write_bytes(b"0123456789")
    for name in ("train/events.out.tfevents.1", "train/events.out.tfevents.2", "own/events.out.tfevents.1"):
        (run / name).write_bytes(b"0123456789")
    try:
        (run / "train/events.out.tfevents.3").symlink_to(outside)
    except OSError:
        pytest.skip("no symbolic links here")
    tensorboard.cut(run, {"train/events.out.tfevents.1": 7, "train/events.out.tfevents.3": 7})
    assert outside.read_bytes() == b"0123456789"
    assert (run / "train/events.out.tfevents.1").read_bytes() == b"0123456"
    assert not (run / "train/events.out.tfevents.2").exists()
    assert (run / "own/events.out.tfevents.1").exists()
