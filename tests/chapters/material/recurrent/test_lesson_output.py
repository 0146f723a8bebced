"""What chapter 7 prints: means over seeds, and who has the lower error."""

from types import SimpleNamespace

import numpy as np

from chapters.material.recurrent.gradients import Gradients
from chapters.material.recurrent.lesson_output import (
    lower_error,
    print_gradients,
    print_memory,
    print_memory_winner,
    print_not_gradient_alone,
    print_temperatures,
)
from chapters.material.recurrent.memory_task import Remembered

RUN = SimpleNamespace(settings={"optimizer": {"learning_rate": 0.005}})


def found(name, trained_to, *shares):
    right = np.array([np.arange(100) < 100 * share for share in shares])
    delays = (5, 10, 20, 40, 80)
    return Remembered(SimpleNamespace(label=name, runs=[RUN] * len(shares)), trained_to, dict.fromkeys(delays, right))


def test_the_memory_is_printed_with_rates_and_means_over_seeds(capsys):
    networks = [found("SimpleRNN, 41 units", 10, 0.5, 0.75), found("LSTM", 10, 1, 0.5), found("LSTM", 40, 0, 0)]
    print_memory(networks, tuned=True)
    tuned = capsys.readouterr().out
    print_memory(networks, tuned=False)
    lines = capsys.readouterr().out.splitlines()
    assert "one learning rate" in lines[-2] and "one learning rate" not in tuned
    assert max(map(len, lines)) <= 80
    cells = [line.split() for line in lines if line.startswith(("SimpleRNN", "LSTM"))]
    assert [line[-6:-4] for line in cells] == [["0.005", "0.625"], ["0.005", "0.750"], ["0.005", "0.000"]]


def test_the_lower_error_is_named_first():
    assert lower_error("GRU", 0.2, "ridge", 0.1) == "ridge (0.10000) has a lower error than GRU (0.20000)."
    assert lower_error("GRU", 0.1, "ridge", 0.2).startswith("GRU (0.10000) has a lower error than ridge")


def table_of(errors, baselines, metric):
    rows = [SimpleNamespace(label=name, values=lambda split, _, value=value: [value]) for name, value in errors.items()]
    named = [{"name": name, "test": {metric: value}} for name, value in baselines.items()]
    return SimpleNamespace(rows=rows, baselines=named)


def test_the_temperatures_name_the_best_of_both_kinds(capsys):
    print_temperatures(table_of({"GRU": 0.3, "LSTM": 0.2}, {"last value": 0.4, "ridge": 0.1}, "loss"))
    assert "ridge (0.10000) has a lower error than LSTM (0.20000)." in capsys.readouterr().out


def test_the_memory_task_names_the_winner(capsys):
    name = "SimpleRNN, 41 units"
    for accuracy, said in ((0.9, f"{name} is more accurate (0.900)"), (0.5, f"{name} is not more accurate (0.500)")):
        print_memory_winner(table_of({name: accuracy}, {"guess": 0.9, "logistic regression": 0.55}, "accuracy"))
        out = capsys.readouterr().out
        assert said in out and "(0.550)" in out
        assert max(map(len, out.splitlines())) <= 80


def test_the_gradients_are_those_at_the_last_distance(capsys):
    print_gradients([Gradients("LSTM", np.array([1, 0.1, 0.01]), np.array([1, 0.5, 0.25]))])
    out = capsys.readouterr().out
    assert "2 steps earlier" in out
    assert out.splitlines()[1].split() == ["LSTM", "1.0e-02", "2.5e-01"]
    assert out.rstrip().endswith("?"), "what the numbers say depends on the run"


def test_the_memory_task_names_its_test(capsys):
    print_memory_winner(table_of({"GRU": 0.9}, {"logistic regression": 0.55}, "accuracy"))
    assert capsys.readouterr().out.startswith("On the test split of the long delays\n")


def test_a_network_that_lets_more_gradient_pass_and_knows_less_is_named(capsys):
    shares = {"SimpleRNN": 7e-3, "LSTM": 4e-3, "GRU": 0.4}
    passed = [Gradients(name, np.ones(3), np.array([1, 0.1, share])) for name, share in shares.items()]
    print_not_gradient_alone(passed, table_of({"SimpleRNN": 0.57, "LSTM": 0.998, "GRU": 1.0}, {}, "accuracy"))
    said = capsys.readouterr().out
    one_line = " ".join(said.split())
    assert "SimpleRNN lets more of it pass than LSTM" in one_line and "0.570 against 0.998" in one_line
    assert max(map(len, said.splitlines())) <= 80
    print_not_gradient_alone(passed, table_of({"SimpleRNN": 0.95, "LSTM": 0.998, "GRU": 1.0}, {}, "accuracy"))
    assert capsys.readouterr().out == "", "a small difference may be chance"
