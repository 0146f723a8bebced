"""What Ray is asked for; test_clusters.py has the real one."""

from types import SimpleNamespace

from training.engines.job import Job
from training.engines.ray import _OfRay


def test_a_training_that_has_begun_gets_no_second_ctrl_c_from_ray(tmp_path):
    """It looks for the driver's file, and Ray would press Ctrl-C beside: then no step is waited for."""
    begun, waits = (
        Job(
            folder=str(tmp_path), call="call", number=number, common="", tasks=(("a", number),), threads=1, main="",
            resume=False, token="",
        )
        for number in (0, 1)
    )  # fmt: skip
    begun.place.mkdir(parents=True)
    begun.events.touch()
    cancelled = []
    ray = SimpleNamespace(cancel=cancelled.append)
    for reference, job in (("begun", begun), ("waits", waits)):
        assert not _OfRay(ray, reference, [job]).cancel()
    assert cancelled == ["waits"]
