"""What one training runs on: this process' only device, several of them, or those of several processes."""

from __future__ import annotations

import functools
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from threading import current_thread, main_thread
from typing import Any

from runtime.backend import tf
from runtime.errors import UserError
from runtime.wrapping import wrapped
from training.distribution.cluster import VARIABLES, Cluster, cluster_here


@dataclass(frozen=True)
class Devices:
    """The devices of one training; each holds a copy of the network, a replica, and takes its share of each batch.

    Attributes:
        strategy: of `tf.distribute`.
        cluster: the processes that take part; None if it is this one alone.
    """

    strategy: Any
    cluster: Cluster | None

    @property
    def replicas(self) -> int:
        """How many devices there are, on all machines."""
        return self.strategy.num_replicas_in_sync

    @property
    def rank(self) -> int:
        """Which of the processes this is; number 0 writes the run."""
        return self.cluster.rank if self.cluster else 0

    @property
    def local(self) -> tuple[str, ...]:
        """The devices of this process."""
        return self.strategy.extended.worker_devices

    @property
    def described(self) -> dict[str, int]:
        """For the settings of a run: what decides its numbers."""
        return {"devices": self.replicas, **({"workers": len(self.cluster.addresses)} if self.cluster else {})}

    def __str__(self) -> str:
        kind = tf.DeviceSpec.from_string(self.local[0]).device_type
        if self.cluster is None:
            return f"{self.replicas} {kind}s"
        return f"{len(self.cluster.addresses)} workers with {len(self.local)} {kind} each"


def devices_here() -> Devices | None:
    """The devices of the next training; None for one device, as on most machines.

    In a process that `fit_all(jobs=2)` or an engine started, it is one device.

    Raises:
        UserError: the other workers cannot be met.
    """
    cluster = cluster_here()
    if cluster is not None:
        return _joined(cluster)
    if parent_process() is not None:
        return None
    names = tuple(one.name for one in tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU"))
    return _mirrored(names) if len(names) > 1 else None


@functools.cache
def _mirrored(names: tuple[str, ...]) -> Devices:
    # The sum of the gradients is needed on the first device only, where the weights are.
    strategy = tf.distribute.MirroredStrategy(names, tf.distribute.ReductionToOneDevice())
    return Devices(strategy, None)


@functools.cache
def _joined(cluster: Cluster) -> Devices:
    """Meet the other workers, once in a process: wait until all of them are there."""
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec({"worker": cluster.addresses}), task_type="worker", task_id=cluster.rank, rpc_layer="grpc"
    )
    options = tf.distribute.experimental.CommunicationOptions(
        implementation=tf.distribute.experimental.CommunicationImplementation.RING
    )
    try:
        with _meeting(cluster):
            return Devices(tf.distribute.MultiWorkerMirroredStrategy(resolver, options), cluster)
    except RuntimeError as error:  # "Collective ops must be configured at program startup"
        raise UserError(
            f"the workers have to meet before TensorFlow computes anything ({error}); call training.fit first"
        ) from error
    except tf.errors.OpError as error:
        why = str(error.message).splitlines()[0].partition(" [type.googleapis.com")[0]
        raise UserError(
            f"worker {cluster.rank} cannot meet the others at {', '.join(cluster.addresses)} "
            f"({why}); start all of them at about the same time, each with a number and a free port of its own"
        ) from error


@contextmanager
def _meeting(cluster: Cluster) -> Iterator[None]:
    """Say what may take long, and let Ctrl-C end it: while TensorFlow waits for other workers, no Python runs."""
    ours = current_thread() is main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    alone = f"unset {VARIABLES[cluster.source]} to train alone"
    print(wrapped(f"{cluster}; waits for the others ({alone})"), file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
