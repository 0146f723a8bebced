"""Every network of the memory task is tuned by seeds of their own, and keeps its best epoch."""

from dataclasses import replace

from chapters.ch07_recurrent_networks import SETTINGS, networks
from chapters.material.recurrent.memory_task import make_memory
from chapters.material.recurrent.tuned_networks import train_tuned
from chapters.material.tuning import rate_of

DATA = make_memory(3, train=64, validation=50, test=20)


def trained(folder, rates):
    settings = replace(SETTINGS, epochs=2, seed=5, seeds=2, runs_dir=folder, values={"rates": rates})
    return train_tuned(networks(("SimpleRNN",), settings), DATA, settings, "delay=3")


def test_seeds_of_their_own_choose_the_rate(tmp_path):
    runs = trained(tmp_path, (1e-6, 0.01))
    assert [run.seed for run in runs] == [5, 6]
    assert len({rate_of(run) for run in runs}) == 1
    folders = {path.name for path in (tmp_path / SETTINGS.chapter).iterdir() if path.is_dir()}
    assert {f"SimpleRNN-s{seed}-rate={rate}-delay=3" for seed in (7, 8) for rate in ("1e-06", "0.01")} <= folders


def test_without_a_list_the_rate_is_the_chapters(tmp_path):
    runs = trained(tmp_path, ())
    assert [(run.seed, rate_of(run), run.settings["patience"]) for run in runs] == [(5, 0.005, 2), (6, 0.005, 2)]
