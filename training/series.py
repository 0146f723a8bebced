"""What TensorBoard reads from a run's event files, as numbers."""

from __future__ import annotations

from pathlib import Path

from runtime.errors import UserError
from runtime.regular import is_regular, kind

Series = dict[str, list[tuple[int, float]]]


def scalars(folder: Path) -> Series:
    """Every scalar curve of a run, in the order in which the files have it.

    Args:
        folder: of the run.

    Returns:
        `<subfolder>/<tag>` -> (step, value) pairs.

    Raises:
        UserError: an event file is a link or no file.
    """
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    found: Series = {}
    files = sorted(folder.rglob("events.out.tfevents.*"))
    for path in files:  # TensorBoard's reader would follow a link out of the folder, and wait for a pipe
        if not is_regular(path):
            raise UserError(f"{path} is {kind(path)}, no regular file, and is not read; train the run again")
    for part in sorted({path.parent for path in files}):
        events = EventAccumulator(str(part), size_guidance={"tensors": 0})
        events.Reload()
        for tag in events.Tags()["tensors"]:
            if events.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
                points = [(event.step, float(make_ndarray(event.tensor_proto))) for event in events.Tensors(tag)]
                found[f"{part.relative_to(folder).as_posix()}/{tag}"] = points
    return found
