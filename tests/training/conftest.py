"""A Slurm of this machine, which the tests of many trainings and of one training on several nodes share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from clusters import open_to_others, slurm


@pytest.fixture(scope="session")
def slurm_here() -> Iterator[dict[str, str]]:
    """The environment in which Slurm's commands find it."""
    before = open_to_others()
    with tempfile.TemporaryDirectory(prefix="slurm", dir="/tmp") as folder, slurm(Path(folder)) as environment:
        os.environ.update(environment)
        assert open_to_others() <= before
        yield environment
        assert open_to_others() <= before
        del os.environ["SLURM_CONF"]
