"""What flags, `--quick` and `--full` make of a chapter's settings."""

from dataclasses import replace

from chapters.command_line import Flag, Settings

LESSON = Settings(
    chapter="lesson",
    epochs=7,
    sizes={"depths": (1, 2), "grid": 61},
    when_quick={"depths": (), "grid": 5, "examples": 10},
    when_full={"epochs": 30, "grid": 99},
    own=(Flag("examples", 100, "training examples"), Flag("show", 3, "what is drawn", trains=False)),
)


def test_sizes_and_flags_are_read_by_name():
    assert (LESSON["depths"], LESSON["grid"], LESSON["examples"]) == ((1, 2), 61, 100)
    assert replace(LESSON, values={"grid": 7})["grid"] == 7


def test_quick_and_full_change_sizes_and_fields_and_a_typed_flag_outweighs_them():
    quick = LESSON.with_flags({"quick": True})
    assert (quick.epochs, quick["depths"], quick["grid"], quick["examples"]) == (1, (), 5, 10)
    assert LESSON.with_flags({"quick": True, "examples": 50})["examples"] == 50
    full = LESSON.with_flags({"full": True})
    assert (full.epochs, full["grid"], full["depths"]) == (30, 99, (1, 2))
    assert LESSON.with_flags({"full": True, "epochs": 2}).epochs == 2
    assert LESSON.with_flags({"full": True, "dataset": "digits"}).epochs == 7  # another dataset is not the book's


def test_only_what_was_typed_is_in_the_names_of_folders():
    changed = LESSON.with_flags({"quick": True, "examples": 50, "show": 4, "seed": 3})
    assert changed.variant == "quick-examples=50"
    assert changed.report_folder.name == "report-quick-examples=50-show=4"
    assert changed.training["variant"] == "quick-examples=50"
    assert changed.training_of("part")["variant"] == "part-quick-examples=50"
    assert LESSON.with_flags({"verbose": True}).training["verbose"] == 2
