"""Chapter 5: shuffled pixels, parameters counted by hand, and one's own picture."""

import numpy as np
import pytest
from PIL import Image

import datasets
import training
from chapters.__main__ import main
from chapters.ch05_convolutional_networks import count_parameters, shuffled, small_cnn, unshared_parameters
from chapters.image_file import print_prediction, read_image
from runtime.errors import UserError, exit_code


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


def test_every_image_is_moved_alike_and_nothing_is_lost(digits):
    moved = shuffled(digits)
    ramp = np.arange(64.0)
    numbered = shuffled(
        type(digits)(**{**vars(digits), "test": type(digits.test)(np.tile(ramp, (2, 1)).reshape(2, 8, 8, 1), [0, 1])})
    )
    order = numbered.test.x[0].reshape(-1).astype(int)
    assert sorted(order) == list(range(64))
    for name in ("train", "validation", "test"):
        before, after = digits.split(name), moved.split(name)
        assert np.array_equal(after.x.reshape(len(after), -1), before.x.reshape(len(before), -1)[:, order])
        assert np.array_equal(after.y, before.y)
    assert moved.options["pixels"] == "shuffled by seed 0"


def test_parameters_by_hand(digits):
    assert small_cnn((28, 28, 1), 10, "multiclass").count_params() == 160 + 4_640 + 100_416 + 650
    without = small_cnn((28, 28, 1), 10, "multiclass", pooling=False)
    assert without.count_params() == 160 + 4_640 + (28 * 28 * 32 + 1) * 64 + 650


def test_without_sharing_every_place_has_its_filters():
    model = small_cnn((28, 28, 1), 10, "multiclass")
    assert unshared_parameters(model) == 160 * 28 * 28 + 4_640 * 14 * 14 + 100_416 + 650


def test_the_convolutions_do_not_grow_with_the_image(digits):
    counts = count_parameters(digits, (8, 16, 32))
    assert len(set(counts["the convolutions of the cnn"])) == 1
    dense = np.diff(counts["dense 300-100"])
    assert dense[1] == 4 * dense[0]  # quadratic: what is added grows fourfold


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "1"])
def test_a_picture_of_any_kind_is_read(mode, tmp_path):
    file = tmp_path / "own picture.png"
    Image.new(mode, (50, 30)).save(file)
    assert read_image(str(file), (28, 28, 1)).shape == (1, 28, 28, 1)
    assert read_image(str(file), (32, 32, 3)).shape == (1, 32, 32, 3)


def test_dark_on_light_is_turned_round(tmp_path):
    drawn = np.full((28, 28), 255, np.uint8)
    drawn[10:18, 10:18] = 0
    for name, pixels in (("paper", drawn), ("screen", 255 - drawn)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    paper, screen = (read_image(str(tmp_path / f"{name}.png"), (28, 28, 1)) for name in ("paper", "screen"))
    assert np.array_equal(paper, screen)
    assert paper[0, 0, 0, 0] == 0
    assert paper[0, 14, 14, 0] == 1


def test_what_is_no_picture_is_one_sentence(tmp_path, capsys):
    (tmp_path / "text.png").write_text("not a picture", encoding="utf-8")
    with pytest.raises(UserError, match="is no picture"):
        read_image(str(tmp_path / "text.png"), (28, 28, 1))
    command = ["run", "ch05", "--quick", "--predict", str(tmp_path / "none.png"), "--runs-dir", str(tmp_path / "runs")]
    assert exit_code(main, command) == 2
    assert "there is no file" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()  # said before any training


def test_a_saved_network_judges_a_picture(tmp_path, capsys):
    Image.new("L", (28, 28)).save(tmp_path / "black.png")
    command = ["run", "ch05", "--quick", "--dataset", "digits", "--runs-dir", str(tmp_path / "runs")]
    assert exit_code(main, command) == 0
    before = {run: run.stat().st_mtime_ns for run in training.find(tmp_path / "runs")}
    capsys.readouterr()
    assert exit_code(main, [*command, "--resume", "--predict", str(tmp_path / "black.png")]) == 0
    printed = capsys.readouterr().out
    assert "epoch 1/1" not in printed
    assert printed.count("is finished") == len(before) == 4
    assert "Your picture, judged by cnn" in printed
    assert {run: run.stat().st_mtime_ns for run in training.find(tmp_path / "runs")} == before


def test_the_prediction_names_the_likeliest_class_first(digits, tmp_path, capsys):
    trained = training.fit(small_cnn, digits, name="cnn", epochs=6, folder=tmp_path)
    image = digits.test.x[:1]
    print_prediction(trained, image, digits.class_names)
    shares = [line.split() for line in capsys.readouterr().out.splitlines() if "%" in line]
    assert shares[0][1] == str(trained.model.predict(image, verbose=0).argmax())
    assert len(shares) == 3
