"""The view of trainings that run elsewhere: read line by line from what they write."""

import json
from dataclasses import asdict

from training.engines.job import Job
from training.engines.view import View
from training.progress import Counted, Standing


def job(folder, number, *tasks):
    return Job(str(folder), "call", number, "", tasks, 2, "", False, "")


def tell(place, *events):
    with place.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


def test_what_jobs_tell_is_shown_once_and_counted(tmp_path, capsys):
    together = Counted(5, elsewhere=True)
    first, second = job(tmp_path, 0, ("a", 0), ("b", 0)), job(tmp_path, 1, ("c", 0))
    first.place.mkdir(parents=True)
    view = View(first.place, together, quiet=False)
    begin = [("begin", asdict(Standing(one, f"{one} s0", epochs=3, steps=10))) for one in "abc"]
    tell(first.events, begin[0], ("say", "arithmetic"), ("move", "a s0", 7, ["loss 1"]))
    with second.events.open("a", encoding="utf-8") as file:
        file.write(json.dumps(begin[2])[:9])  # a line that is being written
    view.looked = 0.0
    view.look()
    assert (list(view.running), view.far(first), view.far(second)) == (["a s0"], 7, 0)
    assert together.words(view.running) == "5 trainings: 4 waiting, 1 running, 0 done"
    with second.events.open("a", encoding="utf-8") as file:
        file.write(json.dumps(begin[2])[9:] + "\n")
    tell(first.events, ("end", "a s0"), begin[1], ("move", "b s0", 2, []))
    together.finish("a")
    together.failed += 1
    view.looked = 0.0
    view.look()
    assert (sorted(view.running), view.far(first)) == (["b s0", "c s0"], 9)
    assert together.words(view.running) == "5 trainings: 1 waiting, 2 running, 1 done, 1 failed"
    view.leave(first)
    assert list(view.running) == ["c s0"]
    view.leave(second)  # else the next test of this process has it on its screen
    assert not view.running
    assert capsys.readouterr().out == "arithmetic\n"
