"""What the workers of one training tell each other: which run it is, that they agree, that one was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from runtime.backend import keras, tf
from runtime.errors import UserError
from training.distribution.devices import Devices
from training.fingerprints import fingerprint

DIGITS = 7
"""Hexadecimal digits in a number that is exchanged."""


@contextmanager
def others(devices: Devices) -> Iterator[None]:
    """Make one sentence of what TensorFlow says when another worker is gone.

    Raises:
        UserError: one is.
    """
    try:
        yield
    except (
        tf.errors.UnavailableError,
        tf.errors.AbortedError,
        tf.errors.CancelledError,
        tf.errors.DeadlineExceededError,  # the network between them is cut
    ) as error:
        if devices.cluster is None:
            raise
        raise UserError(
            f"worker {devices.rank} lost another one; look at what that one said, then start all again with resume"
        ) from error


def everyones(devices: Devices, numbers: Sequence[int]) -> np.ndarray:
    """The numbers of all workers, of which each has equally many: (workers, n), int64. It waits for all of them.

    Raises:
        UserError: a worker is gone.
    """
    assert devices.cluster is not None
    table = np.zeros((len(devices.cluster.addresses), len(numbers)), np.int64)
    table[devices.rank] = numbers

    def replica() -> Any:
        context = tf.distribute.get_replica_context()
        first = int(context.replica_id_in_sync_group) % len(devices.local) == 0  # of this worker
        return context.all_reduce("SUM", tf.constant(table if first else np.zeros_like(table)))

    with others(devices):
        return devices.strategy.experimental_local_results(devices.strategy.run(replica))[0].numpy()


def of_the_chief(devices: Devices, text: str) -> str:
    """The text that the chief gives, on every worker.

    Raises:
        UserError: a worker is gone.
    """
    given = np.frombuffer(text.encode(), np.uint8) if devices.rank == 0 else np.zeros(0, np.uint8)
    size = int(everyones(devices, [len(given)])[0, 0])
    sent = np.zeros(size, np.uint8)
    sent[: len(given)] = given
    return everyones(devices, sent.tolist())[0].astype(np.uint8).tobytes().decode()


class SameEnd(keras.callbacks.Callback):
    """After every epoch: the workers' weights have to be equal. And all stop when the chief does.

    It comes after all that may stop a training: what one of them reads from a clock or a file would part the workers,
    and then a step of one would meet another call of the next.

    Args:
        devices: of the training.
        each_step: a callback sees every step, and may stop after it.
    """

    def __init__(self, devices: Devices, each_step: bool) -> None:
        super().__init__()
        self._devices, self._each_step = devices, each_step

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Ask the chief."""
        self._agree()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Ask the chief, if need be."""
        if self._each_step:
            self._agree()

    def _agree(self) -> None:
        self.model.stop_training = bool(everyones(self._devices, [int(self.model.stop_training)])[0, 0])

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the others.

        Raises:
            UserError: the weights differ, or a worker is gone.
        """
        digits = fingerprint(self.model.get_weights())
        parts = [int(digits[at : at + DIGITS], 16) for at in range(0, len(digits), DIGITS)]
        found = everyones(self._devices, [int(self.model.stop_training), *parts])
        if (found[:, 1:] != found[0, 1:]).any():
            raise UserError(
                f"the workers' weights differ after epoch {epoch + 1}: a callback or a layer did not do the same on "
                "all of them, or their machines compute differently; train on one machine"
            )
        self.model.stop_training = bool(found[0, 0])
