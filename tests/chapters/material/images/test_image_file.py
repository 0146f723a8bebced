"""One's own picture: turned upright, on white, in its proportions, whatever its kind; and what a network says of it."""

import numpy as np
import pytest
from PIL import Image

import datasets
import training
from chapters.__main__ import main
from chapters.ch05_convolutional_networks import small_cnn
from chapters.material.images.image_file import print_prediction, read_image
from runtime.errors import UserError, exit_code

GREY, COLOUR = (28, 28, 1), (32, 32, 3)


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


def test_the_camera_s_note_turns_the_picture_upright(tmp_path):
    drawn = np.zeros((28, 28), np.uint8)
    drawn[:8, 10:18] = 255  # at the top, as it should be seen
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: the camera lay on its side, turn clockwise to see it
    sideways = Image.fromarray(drawn).transpose(Image.Transpose.ROTATE_90)
    sideways.save(tmp_path / "camera.png", exif=exif)
    Image.fromarray(drawn).save(tmp_path / "plain.png")
    assert np.array_equal(read_image(str(tmp_path / "camera.png"), GREY), read_image(str(tmp_path / "plain.png"), GREY))


def test_what_is_transparent_lies_on_white(tmp_path):
    pixels = np.zeros((28, 28, 4), np.uint8)  # black, and transparent but for a square
    pixels[10:18, 10:18, 3] = 255
    Image.fromarray(pixels).save(tmp_path / "cut out.png")
    grey = read_image(str(tmp_path / "cut out.png"), GREY)[0, :, :, 0]
    assert grey[0, 0] == 0  # white paper, turned into its negative
    assert grey[14, 14] == 1
    colour = read_image(str(tmp_path / "cut out.png"), COLOUR)[0]
    assert (colour[0, 0] == 1).all()
    assert (colour[16, 16] == 0).all()


def test_sixteen_bits_a_pixel_are_scaled(tmp_path):
    ramp = np.linspace(0, 65_535, 28).astype(np.uint16)
    Image.fromarray(np.tile(ramp, (28, 1))).save(tmp_path / "deep.png")
    Image.fromarray((np.tile(ramp, (28, 1)) // 257).astype(np.uint8)).save(tmp_path / "plain.png")
    with Image.open(tmp_path / "deep.png") as opened:
        assert opened.mode.startswith("I")
    deep, plain = (read_image(str(tmp_path / name), GREY) for name in ("deep.png", "plain.png"))
    assert np.array_equal(deep, plain)
    assert len(np.unique(deep)) == 28


def test_the_proportions_are_kept_and_the_border_goes_on(tmp_path):
    drawn = np.full((100, 300, 3), (200, 30, 30), np.uint8)
    drawn[25:75, 125:175] = 0  # a square
    Image.fromarray(drawn).save(tmp_path / "wide.png")
    image = read_image(str(tmp_path / "wide.png"), (60, 60, 3))[0]
    dark = image[..., 0] < 0.4
    assert dark.any(axis=0).sum() == dark.any(axis=1).sum() == 10  # still a square
    assert np.allclose(image[[0, -1]], np.array([200, 30, 30]) / 255, atol=0.01)


def test_what_is_no_picture_is_one_sentence(tmp_path, capsys):
    (tmp_path / "text.png").write_text("not a picture", encoding="utf-8")
    with pytest.raises(UserError, match="is no picture that can be read"):
        read_image(str(tmp_path / "text.png"), (28, 28, 1))
    command = ["run", "ch05", "--quick", "--predict", str(tmp_path / "none.png"), "--runs-dir", str(tmp_path / "runs")]
    assert exit_code(main, command) == 2
    assert "there is no file" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()  # said before any training


def test_the_prediction_names_the_likeliest_class_first(tmp_path, capsys):
    digits = datasets.load("digits")
    trained = training.fit(small_cnn, digits, name="cnn", epochs=6, folder=tmp_path)
    image = digits.test.x[:1]
    print_prediction(trained, image, digits.class_names)
    shares = [line.split() for line in capsys.readouterr().out.splitlines() if "%" in line]
    assert shares[0][1] == str(trained.model.predict(image, verbose=0).argmax())
    assert len(shares) == 3


def test_a_picture_of_decimal_numbers_is_refused(tmp_path):
    Image.fromarray(np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)).save(tmp_path / "float.tif")
    with pytest.raises(UserError, match="decimal numbers instead of grey"):
        read_image(str(tmp_path / "float.tif"), GREY)


def test_a_picture_that_is_too_large_is_refused(tmp_path):
    for side in (10_000, 20_000):  # Pillow warns of the first and refuses the second
        Image.new("1", (side, side)).save(tmp_path / "large.png")
        with pytest.raises(UserError, match="more than 80 million pixels; make it smaller"):
            read_image(str(tmp_path / "large.png"), GREY)


def test_damaged_notes_of_a_camera_are_one_sentence(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    for cut in range(4, len(exif.tobytes()), 3):
        broken = exif.tobytes()[:cut] + b"\xff" * 7
        Image.new("RGB", (30, 30)).save(tmp_path / "camera.jpg", exif=broken)
        try:
            assert read_image(str(tmp_path / "camera.jpg"), GREY).shape == (1, *GREY)
        except UserError as error:
            assert "no picture that can be read" in str(error)


def test_a_nul_in_a_name_is_one_sentence():
    with pytest.raises(UserError, match="there is no file"):
        read_image("a\0b", GREY)
