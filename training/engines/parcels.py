"""What all trainings of a call have in common: written once beside the runs, and not sent with each job.

A parcel is a file that is named for its content. It is read as pickle: who can write into a folder of runs can run code
where their trainings run.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from filelock import FileLock

from runtime.errors import UserError, one_line
from runtime.files import replacing
from runtime.names import NAMES
from runtime.regular import refuse_other
from training.engines.extras import installed_folders, needed

FOLDER = ".engine"
"""Beside the run folders: parcels, and a folder for each call of `fit_all` that is going on."""
BEGINS = ".begins.lock"
PATIENCE = 30.0
"""Seconds after which a file that another machine wrote is not seen late (NFS remembers what was not there)."""


@contextmanager
def beginning(shared: Path) -> Iterator[None]:
    """While a driver writes what its jobs need, nobody deletes what others left.

    Args:
        shared: the folder `.engine` beside the runs.
    """
    refuse_other(shared / BEGINS)
    with FileLock(shared / BEGINS):
        yield


def write_parcel(folder: Path, what: str, thing: Any) -> str:
    """Write a thing with the code of its functions and classes, as far as no installed package has it.

    So recipes of a script, a notebook and a file beside it travel to machines that cannot import them.

    Args:
        folder: for parcels; the file is written only if it is not there.
        what: it is, for the error.
        thing: a dataset, or recipes and settings.

    Returns:
        The file's name.

    Raises:
        UserError: something in it cannot travel, the folder cannot be written, or cloudpickle is missing.
    """
    cloudpickle, content = needed("cloudpickle", "cluster"), b""
    try:
        with suppress(Exception), _by_value(cloudpickle):
            content = cloudpickle.dumps(thing, protocol=5)
        if not content:  # a file of somebody's own holds what cannot travel: workers have to import it
            content = cloudpickle.dumps(thing, protocol=5)
    except UserError:
        raise
    except Exception as error:  # whatever it holds decides how this fails
        raise UserError(
            f"{what} cannot go to another machine ({type(error).__name__}: {one_line(str(error), 200)}); "
            "make what it holds inside the recipe or the callback, or train without an engine"
        ) from error
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.parcel"
    if not (folder / name).is_file():
        with replacing(folder / name) as file:
            file.write(content)
    return name


def read_parcel(path: Path) -> Any:
    """What a parcel holds.

    Raises:
        UserError: it has other content than its name says, or needs a module that this machine lacks.
    """
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest()[:32] != path.stem:
        raise UserError(f"{path} is damaged; delete it and run again")
    try:
        return pickle.loads(content)
    except ImportError as error:
        raise UserError(
            f"a worker cannot import what the trainings need ({error}); install it there, or put the file beside your "
            "script on the shared file system"
        ) from error


def seen(path: Path) -> bool:
    """Whether a file that another machine wrote can be seen here, perhaps after a while."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.5)
        if path.parent.is_dir():
            list(path.parent.iterdir())  # NFS looks anew
    return True


@contextmanager
def _by_value(cloudpickle: Any) -> Iterator[None]:
    """Let what is defined in files of somebody's own travel with its code (`__main__` does so anyway)."""
    own = [module for name, module in list(sys.modules.items()) if name != "__main__" and _is_own(name, module)]
    for module in own:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in own:
            cloudpickle.unregister_pickle_by_value(module)


def _is_own(name: str, module: Any) -> bool:
    """Whether a module comes neither with Python, nor from an installed package, nor from this one."""
    file = vars(module).get("__file__") if isinstance(module, ModuleType) else None
    if not isinstance(file, str) or name.split(".")[0] in NAMES or getattr(module, "__name__", "") != name:
        return False
    return not any(Path(file).is_relative_to(folder) for folder in installed_folders())
