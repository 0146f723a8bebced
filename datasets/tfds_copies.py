"""Prepared copies of tensorflow-datasets: found, made from original files, and decoded completely.

Nothing here touches the network: tensorflow-datasets gets its original files from a folder, and a copy is read from its
own description (`builder_from_directory`), so that neither its cloud bucket nor its registry is asked.

fashion_mnist was tested with the real files. The originals of mnist, cifar10, imdb_reviews and tiny_shakespeare were
out of reach: what was tested for them is the way of small stand-ins through tensorflow-datasets' own builders.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from datasets.folders import data_folder, downloads
from runtime.backend import tf
from runtime.errors import UserError
from runtime.files import make_folder, replace_folder

STALE = 3600
"""Seconds without a change after which an unfinished preparation of tensorflow-datasets counts as abandoned."""


@dataclass(frozen=True)
class Copy:
    """What a whole set has to hold.

    Attributes:
        examples: split -> number of examples.
        decode: examples of one split -> arrays by suffix (`"x"`, `"y"`, ...).
        config: the configuration's folder between name and version.
        content: SHA-256 of all arrays, where it is known.
    """

    examples: Mapping[str, int]
    decode: Callable[[Any, str, int], dict[str, np.ndarray]]
    config: str = ""
    content: str | None = None


def images(batches: Any, split: str, count: int) -> dict[str, np.ndarray]:
    """Images `x` of shape (n, height, width, channels) and labels `y`, uint8, in the order of the original files."""
    parts = list(batches)
    x = np.concatenate([part["image"] for part in parts])
    y = np.concatenate([part["label"] for part in parts]).astype(np.uint8)
    place = original_places(split, len(x))
    ordered_x, ordered_y = np.empty_like(x), np.empty_like(y)
    ordered_x[place], ordered_y[place] = x, y
    return {"x": ordered_x, "y": ordered_y}


def texts(batches: Any, split: str, count: int) -> dict[str, np.ndarray]:
    """Labelled texts: `x` all their bytes, `ends` where each one ends, and the labels `y`."""
    parts = list(batches)
    contents = [text for part in parts for text in part["text"]]
    return {
        "x": np.frombuffer(b"".join(contents), np.uint8),
        "ends": np.cumsum([len(text) for text in contents], dtype=np.int64),
        "y": np.concatenate([part["label"] for part in parts]).astype(np.uint8),
    }


def one_text(batches: Any, split: str, count: int) -> dict[str, np.ndarray]:
    """The bytes `x` of a split that is one text."""
    (part,) = batches
    return {"x": np.frombuffer(b"".join(part["text"]), np.uint8)}


COPIES = {
    "fashion_mnist": Copy(
        {"train": 60_000, "test": 10_000},
        images,
        content="32289f50bfba50a383c1711ffa8f364ea754e895ac99f61cf89198b46f9105b1",
    ),
    "mnist": Copy({"train": 60_000, "test": 10_000}, images),
    "cifar10": Copy({"train": 50_000, "test": 10_000}, images),
    "imdb_reviews": Copy({"train": 25_000, "test": 25_000}, texts, config="plain_text"),
    "tiny_shakespeare": Copy({"train": 1, "validation": 1, "test": 1}, one_text),
}


def original_places(split: str, count: int) -> np.ndarray:
    """Where each example of an image copy stood in the original files: indices of shape (count,).

    tensorflow-datasets sorts examples by the MD5 of the split's name and the example's key, which for these sets is its
    number in the original files. Undone, the first 5,000 are the book's first 5,000.
    """
    salted = hashlib.md5(split.encode("ascii"), usedforsecurity=False)

    def digest(key: int) -> bytes:
        keyed = salted.copy()
        keyed.update(str(key).encode("ascii"))
        return keyed.digest()

    return np.array(sorted(range(count), key=digest), np.int64)


def find(name: str) -> Path | None:
    """The folder of a prepared copy in the data folder, the newest version; None when there is none."""
    folder = data_folder() / name / COPIES[name].config
    versions = [path.parent for path in folder.glob("[0-9]*.[0-9]*.[0-9]*/dataset_info.json")]
    return max(versions, key=lambda path: [int(part) for part in path.name.split(".") if part.isdigit()], default=None)


def prepare(name: str) -> Path:
    """Make a copy from the original files in the downloads folder; it appears in one step, and is whole.

    What a preparation that was cut off left behind is removed first, our own at once, tensorflow-datasets' own
    ``incomplete.*`` folders after an hour.

    Returns:
        its folder, which a plain `tfds.load(name, data_dir=...)` reads.

    Raises:
        UserError: the preparation failed; the sentence has tensorflow-datasets' reason.
    """
    tfds = _tensorflow_datasets()
    staging = data_folder() / f".{name}.preparing"
    shutil.rmtree(staging, ignore_errors=True)
    for abandoned in (data_folder() / name).glob("**/incomplete.*"):
        if time.time() - abandoned.stat().st_mtime > STALE:
            shutil.rmtree(abandoned, ignore_errors=True)
    make_folder(staging)
    print(f"preparing {name}, once: about half a minute for 60,000 images", file=sys.stderr)
    if not sys.stderr.isatty():
        tfds.disable_progress_bar()
    try:
        # tensorflow-datasets talks on standard output, where a command's JSON may be; its bars are on standard error.
        with contextlib.redirect_stdout(io.StringIO()):
            builder = tfds.builder(name, data_dir=staging, try_gcs=False)
            builder.download_and_prepare(
                download_dir=staging / "downloads",
                download_config=tfds.download.DownloadConfig(
                    manual_dir=downloads(name), try_download_gcs=False, force_checksums_validation=True
                ),
            )
        made = Path(builder.data_dir)
        folder = data_folder() / made.relative_to(staging)
        make_folder(folder.parent)
        replace_folder(made, folder)
    except (UserError, MemoryError):
        raise
    except Exception as error:  # files, records and TensorFlow each have their own; none of them is the user's
        raise UserError(f"{name} could not be prepared ({_first_line(error)}); run {command(name)} again") from error
    finally:
        tfds.enable_progress_bar()
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def decode(name: str, folder: Path) -> dict[str, np.ndarray]:
    """Read every example of a prepared copy: checksums of all records, and the number of examples, are checked.

    Returns:
        `train_x`, `train_y`, ... as the set's `decode` gives them.

    Raises:
        UserError: the copy is damaged or does not hold what the set holds.
    """
    tfds = _tensorflow_datasets()
    copy = COPIES[name]
    arrays = {}
    try:
        builder = tfds.builder_from_directory(folder)
        one_by_one = tfds.ReadConfig(interleave_cycle_length=1, try_autocache=False)
        for split, count in copy.examples.items():
            stored = builder.info.splits[split].num_examples
            if stored != count:
                raise UserError(
                    f"{folder} holds {stored:,} {split} examples instead of {count:,}; {_again(name, folder)}"
                )
            batches = builder.as_dataset(split=split, batch_size=500, shuffle_files=False, read_config=one_by_one)
            decoded = copy.decode(tfds.as_numpy(batches), split, count)
            arrays |= {f"{split}_{part}": array for part, array in decoded.items()}
    except (UserError, MemoryError):
        raise
    except Exception as error:  # a damaged copy fails in any layer: JSON, protocol buffers, records, PNG
        raise UserError(f"{folder} is damaged ({_first_line(error)}); {_again(name, folder)}") from error
    return arrays


def _tensorflow_datasets() -> Any:
    """The package, with TensorFlow started quietly before it."""
    _ = tf.__version__
    import tensorflow_datasets

    return tensorflow_datasets


def command(name: str) -> str:
    """What to type to get a set onto this machine."""
    return f"python -m datasets fetch {name}"


def _again(name: str, folder: Path) -> str:
    return f"delete that folder and run {command(name)}"


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {next(iter(str(error).strip().splitlines()), '')[:200]}"
