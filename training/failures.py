"""How a training that fails is recorded, and which sentence its user reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from runtime.backend import tf
from runtime.errors import UserError
from runtime.files import explain, write_json
from training.runs import RECORD


@contextmanager
def recording_failure(folder: Path, record: dict[str, Any]) -> Iterator[None]:
    """Write into `run.json` how a training ended, if not well, and make one sentence of a folder that went away."""
    try:
        try:
            yield
        except OSError as error:
            raise explain(error, folder) from error
        except tf.errors.OpError as error:  # what TensorFlow's writer of event files makes of the same causes
            message = str(error.message)
            if sentence := re.search("UserError: (.+)", message):  # of examples that are read batch by batch
                raise UserError(sentence[1]) from error
            if memory := re.search("OOM when allocating [^;\n]*", message):
                raise UserError(
                    f"the training needs more memory than there is ({memory[0]}); choose a smaller batch_size or "
                    "network"
                ) from error
            if message.startswith("Graph execution error"):  # of a step, not of a file
                raise
            if not isinstance(error, tf.errors.ResourceExhaustedError | tf.errors.NotFoundError) and folder.is_dir():
                raise
            raise UserError(f"{folder} cannot be written ({_first_line(error)}); choose another folder") from error
    except BaseException as error:
        interrupted = isinstance(error, KeyboardInterrupt)
        state, reason = ("interrupted", "Ctrl-C") if interrupted else ("failed", f"{type(error).__name__}: {error}")
        with suppress(UserError):  # the folder may be what failed
            write_json(folder / RECORD, {**record, "state": state, "reason": reason})
        raise


def _first_line(error: tf.errors.OpError) -> str:
    return str(error.message).splitlines()[0]
