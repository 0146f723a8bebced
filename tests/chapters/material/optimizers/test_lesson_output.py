"""What chapter 16 prints of schedules: which rate they begin at, that it was not tuned, and when it was lowered."""

from types import SimpleNamespace

from chapters.material.optimizers.lesson_output import print_schedules


def row(name, loss, *rates):
    runs = [SimpleNamespace(history={"learning_rate": list(rates)})]
    return SimpleNamespace(label=name, runs=runs, interval=lambda split, metric: (loss, None))


def test_the_highest_rate_of_the_schedules_and_that_it_was_not_tuned(capsys):
    scheduled = [row("power", 0.6, 0.09, 0.02), row("performance", 0.65, 0.1, 0.1, 0.05)]
    print_schedules(scheduled, [row("momentum 0.025", 0.59, 0.025), row("adam 0.001", 0.5, 0.001)], 0.1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[3:6]] == ["momentum", "power", "performance"]
    said = " ".join(" ".join(lines).split())
    assert "The highest rate of every schedule, 0.1, was tuned for none of them" in said
    assert "This is one seed" in said
    assert '"performance" halved the rate after epoch 2' in said
    assert max(map(len, lines)) <= 80
