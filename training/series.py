"""What TensorBoard reads from a run's event files, as numbers."""

from __future__ import annotations

from pathlib import Path

Series = dict[str, list[tuple[int, float]]]


def scalars(folder: Path) -> Series:
    """Every scalar curve of a run, in the order in which the files have it.

    Args:
        folder: of the run.

    Returns:
        `<subfolder>/<tag>` -> (step, value) pairs.
    """
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    found: Series = {}
    for part in sorted({path.parent for path in folder.rglob("events.out.tfevents.*")}):
        events = EventAccumulator(str(part), size_guidance={"tensors": 0})
        events.Reload()
        for tag in events.Tags()["tensors"]:
            if events.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
                points = [(event.step, float(make_ndarray(event.tensor_proto))) for event in events.Tensors(tag)]
                found[f"{part.relative_to(folder).as_posix()}/{tag}"] = points
    return found
