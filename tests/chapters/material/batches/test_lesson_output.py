"""The table of batch sizes: steps, rate, and the seconds of an epoch that did not build the graph."""

from types import SimpleNamespace

from chapters.material.batches import print_batch_sizes


def row(size, epochs, steps, rate, seconds):
    settings = {"batch_size": size, "data": {"name": "digits"}, "optimizer": {"learning_rate": rate}}
    run = SimpleNamespace(
        settings=settings,
        seed=0,
        epochs=epochs,
        record={"steps_per_epoch": steps},
        history={"seconds": seconds},
        metrics={"test": {"accuracy": 0.75}},
    )
    return SimpleNamespace(runs=[run])


def test_a_single_epoch_has_the_seconds_of_the_longer_training(capsys):
    tables = {
        "Equal epochs": SimpleNamespace(rows=[row(8, 3, 375, 0.0003, [9.0, 0.5, 0.5])]),
        "Equal steps": SimpleNamespace(rows=[row(128, 16, 24, 0.003, [9.0, 0.1]), row(8, 1, 375, 0.001, [9.0])]),
    }
    print_batch_sizes(tables)
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "One seed: small differences of accuracy are chance."
    assert max(map(len, lines)) <= 80
    assert "at the best of its learning rates" in lines[1], "another list may have a better one"
    found = [line.split() for line in lines if line.startswith("Equal")]
    assert found == [
        ["Equal", "epochs", "8", "1,125", "0.0003", "3", "0.750", "0.50", "1.5"],
        ["Equal", "steps", "8", "375", "0.001", "1", "0.750", "0.50", "0.5"],
        ["Equal", "steps", "128", "384", "0.003", "16", "0.750", "0.10", "1.6"],
    ]
