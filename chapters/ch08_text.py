"""Recurrent networks for text (텍스트 데이터): where the order of the words is the meaning.

Goal      See a task that no count of words can solve and a recurrent network can, one where counting does well, and a
          network that writes.
Before    ch07_recurrent_networks.
Minutes   1
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 16, "Generating Shakespearean Text Using a Character RNN", "Sentiment Analysis", "Masking"

The slide: "순서가 중요한 텍스트 데이터의 경우 RNN류의 모델을 쓰는게 적합".
In text order (순서) matters, and RNNs suit it.
A bag of words (단어 가방) has forgotten the order: "not bad but good" and "not good but bad" are one bag. A text is
first made into numbers: a token (토큰) has an id, and an embedding (임베딩) gives each id a vector that is learned.
Short texts are filled up with padding (패딩, id 0), and a mask (마스킹) tells the recurrent layer to skip it.

What we build   Sentences in which order alone decides: a bag of words, a dense network on the window of embedded words,
                a simple RNN and a GRU. The same on real film reviews, once more without the mask. Then a GRU that
                reads Hamlet letter by letter and guesses the next: drawn again and again, its guesses are a text.
                Reviews and Hamlet are fetched once: `python -m datasets fetch movie_reviews hamlet`.
What to look for  On the sentences the bag of words can only guess, but not every network that sees order is recurrent:
                the dense network has weights for every place. On the reviews, is a bag of words so bad? And the
                temperature (온도): low, the writer repeats itself; high, it invents words.

Keras 3 and the book of 2019: where the book draws letters with `tf.random.categorical`, this chapter divides log p by
the temperature in NumPy. The book trained on 50,000 reviews and on forty thousand lines of Shakespeare, which this
repository does not hold: so there is no column "book" here. `--full` takes those sets once they are fetched.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Flag, Settings
from chapters.written_text import draw_writing, write
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.errors import UserError
from training.runs import Run

SETTINGS = Settings(
    chapter="ch08_text",
    dataset="negation",
    text=True,
    epochs=4,
    batch_size=64,
    learning_rate=0.005,
    flags=("epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs"),
    own=(
        Flag("part", "all", "what to train", ("all", "sentences", "reviews", "letters")),
        Flag("units", 32, "of the recurrent layers that read words"),
        Flag("letter_units", 96, "of the recurrent layer that reads letters"),
    ),
)
STUDY = replace(SETTINGS, values={"part": "sentences"})
TEMPERATURES = (0.2, 0.5, 1.0, 2.0)


def bag_of_words(input_shape: tuple[int, ...], outputs: int, task: str, *, vocabulary_size: int) -> keras.Model:
    """Logistic regression on how often each token occurs: one weight a token, whatever its place."""
    tokens = keras.Input(input_shape, dtype="int32")
    counts = keras.layers.CategoryEncoding(vocabulary_size, output_mode="count")(tokens)
    counts = counts[:, 1:]  # padding is no word
    return keras.Model(tokens, keras.layers.Dense(outputs, activation="sigmoid")(counts))


def dense_on_window(
    input_shape: tuple[int, ...], outputs: int, task: str, *, vocabulary_size: int, embedding: int = 16, units: int = 32
) -> keras.Model:
    """A feed-forward network on all embedded words side by side: every place has weights of its own."""
    return keras.Sequential(
        [
            keras.Input(input_shape, dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding),
            keras.layers.Flatten(),  # length x embedding numbers
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(outputs, activation="sigmoid"),
        ]
    )


def reader(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    vocabulary_size: int,
    cell: str = "GRU",
    embedding: int = 16,
    units: int = 32,
    masked: bool = True,
) -> keras.Model:
    """Reads one token after the other with the same weights, and answers after the last."""
    recurrent_layer = {"LSTM": keras.layers.LSTM, "GRU": keras.layers.GRU, "SimpleRNN": keras.layers.SimpleRNN}[cell]
    return keras.Sequential(
        [
            keras.Input(input_shape, dtype="int32"),
            keras.layers.Embedding(vocabulary_size, embedding, mask_zero=masked),  # id 0 is skipped
            recurrent_layer(units),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def run(settings: Settings) -> Report:
    """Sentences, reviews, letters: whichever `--part` says."""
    tables: list[Comparison] = []
    figures: list[Path] = []
    checked = []
    if settings["part"] in ("all", "sentences"):
        tables.append(sentences(settings, figures))
        gap = tables[0].gap("accuracy", "gru", "bag of words")
        checked = [claims.check("rnn-suits-text", gap)]
    if settings["part"] in ("all", "reviews"):
        tables += reviews(settings, figures)
    if settings["part"] in ("all", "letters"):
        tables += letters(settings, figures)
    for table in tables[1:]:
        print(f"\nData: {table.runs[0].settings['data']['name']}")
        table.print()
    return Report(
        settings,
        tables[0],
        figures=figures,
        claims=checked,
        look_for=(
            "Scalars: on the sentences, epoch_accuracy of the bag of words stays near one half while the others learn. "
            "On the reviews, compare epoch_loss of train and validation: which network knows its training sentences by "
            "heart, and from which epoch on?"
        ),
        now_change=(
            "python -m chapters.ch08_text --part letters --epochs 20    does it spell better? (minutes)",
            "python -m chapters.ch08_text --part reviews --patience 1   stopped early, which network is ahead?",
            "python -m chapters.ch08_text --part sentences --units 2    how little memory is enough?",
        ),
    )


def load_if_there(settings: Settings, name: str, **options: int) -> Dataset | None:
    """A dataset; None if it is not on this machine: its part is then named, with the command, and not tested."""
    try:
        return replace(settings, dataset=name).load(**options)
    except UserError as error:
        if settings["part"] != "all":
            raise
        print(f"\nNot tested: {error}")
        return None


def chosen(recipes: dict[str, partial], settings: Settings, quick: tuple[str, ...]) -> dict[str, partial]:
    """All recipes; with `--quick` only the few that are named."""
    return {name: recipe for name, recipe in recipes.items() if name in quick or not settings.quick}


def sentences(settings: Settings, figures: list[Path]) -> Comparison:
    """Same words, other order, other label."""
    data = settings.load()
    size, units = len(data.vocabulary or ()), settings["units"]
    readers = partial(reader, vocabulary_size=size, units=units)
    print_summary(readers, data)
    recipes = {
        "bag of words": partial(bag_of_words, vocabulary_size=size),
        "dense": partial(dense_on_window, vocabulary_size=size, units=units),
        "simple rnn": partial(readers, cell="SimpleRNN"),
        "gru": readers,
    }
    table = comparison.compare(
        training.fit_all(chosen(recipes, settings, ("gru", "bag of words")), data, **settings.training_of("sentences")),
        primary=[("accuracy", "gru", "bag of words")],
    )
    runs = {each.name: each for each in reversed(table.runs)}
    pair = opposite_pair(data)
    if pair is not None:
        figures.append(
            draw_reading(runs, data, pair, report_path(settings) / "reading_word_by_word.png"),
        )
    return table


def opposite_pair(data: Dataset) -> tuple[int, int] | None:
    """The first two test sentences side by side that have the same words and opposite labels."""
    x, y = np.sort(data.test.x, axis=1), data.test.y
    for index in range(len(x) - 1):
        if (x[index] == x[index + 1]).all() and y[index] != y[index + 1]:
            return (index, index + 1) if y[index] else (index + 1, index)
    return None


def read_word_by_word(model: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """The answer after one word, after two, ...: probabilities (words,) for token ids (length,)."""
    count = int((tokens != 0).sum())
    beginnings = np.where(np.arange(len(tokens)) <= np.arange(count)[:, None], tokens, 0).astype(np.int32)
    return np.asarray(model.predict_on_batch(beginnings))[:, 0]


def reviews(settings: Settings, figures: list[Path]) -> list[Comparison]:
    """Real sentences: does order help there, and what does the mask do?"""
    data = load_if_there(settings, "movie_reviews")
    if data is None:
        return []
    size, units = len(data.vocabulary or ()), settings["units"]
    recipes = {
        "bag of words": partial(bag_of_words, vocabulary_size=size),
        "dense": partial(dense_on_window, vocabulary_size=size, units=units),
        "gru": partial(reader, vocabulary_size=size, units=units),
        "gru without mask": partial(reader, vocabulary_size=size, units=units, masked=False),
    }
    runs = training.fit_all(chosen(recipes, settings, ("gru",)), data, **settings.training_of("reviews"))
    table = comparison.compare(runs)
    readers = [each for each in runs if each.name.startswith("gru") and each.seed == settings.seed]
    for trained in readers:
        most, turned = moved_by_padding(trained, data, recipes[trained.name])
        print(
            f"{trained.name}: {data.input_shape[0]} more padding after every test sentence of {data.name} moves an "
            f"answer by at most {most:.3f} and turns {turned:.1%} of the answers over (seed {trained.seed})"
        )
    figures.append(comparison.plot_bars(table, report_path(settings) / "reviews.png"))
    print("The five worst mistakes of gru:")
    print("\n".join(f"  {each}" for each in comparison.mistaken_texts(readers[0], data, 5)))
    return [table]


def moved_by_padding(trained: Run, data: Dataset, recipe: partial) -> tuple[float, float]:
    """What as much padding again does to a network's answers on the test split.

    Returns:
        The largest change of a probability, and the share of answers that cross 1/2.
    """
    longer = np.pad(data.test.x, ((0, 0), (0, data.input_shape[0])))
    model = recipe(longer.shape[1:], data.outputs, data.task)
    model.set_weights(trained.model.get_weights())  # a recurrent layer's weights do not depend on the length
    before = trained.predictions["test_prediction"][:, 0]
    after = model.predict(longer, batch_size=256, verbose=0)[:, 0]
    return float(np.abs(after - before).max()), float(((after > 0.5) != (before > 0.5)).mean())


def letters(settings: Settings, figures: list[Path]) -> list[Comparison]:
    """A character model, and what it writes at several temperatures."""
    data = load_if_there(replace(settings, tasks=("multiclass",)), "hamlet", length=20, stride=8)
    if data is None:
        return []
    recipe = partial(
        reader, vocabulary_size=len(data.vocabulary or ()), embedding=16, units=settings["letter_units"], masked=False
    )
    table = comparison.compare(training.fit_all({"letters": recipe}, data, **settings.training_of("hamlet")))
    trained = table.runs[0]
    count, texts = (30, 2) if settings.quick else (160, 8)
    written = write(trained.model, data, TEMPERATURES, count=count, texts=texts, seed=settings.seed)
    for temperature, lines in written.items():
        print(f"\nWritten at temperature {temperature:g} (seed {settings.seed}):\n{' '.join(lines[0].split())}")
    figures.append(draw_writing(written, data, report_path(settings) / "temperatures.png"))
    return [table]


def draw_reading(runs: dict[str, Run], data: Dataset, pair: tuple[int, int], path: Path) -> Path:
    """The probability of praise after each word of two sentences with the same words."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    names = data.vocabulary or ()
    figure = Figure(figsize=(13, 5.6), layout="constrained")
    for axes, index in zip(figure.subplots(1, 2, sharey=True), pair, strict=True):
        tokens = data.test.x[index]
        words = [names[token] for token in tokens if token]
        for name, colour, style in (("gru", COLOURS[0], "o-"), ("bag of words", COLOURS[1], "s--")):
            after = read_word_by_word(runs[name].model, tokens)
            axes.plot(range(len(words)), after, style, color=colour, linewidth=3, markersize=9, label=name)
        axes.axhline(0.5, color="0.6", linestyle=":")
        axes.set_xticks(range(len(words)), words, rotation=55, ha="right", fontsize=15)
        axes.set_ylim(-0.03, 1.03)
        axes.set_title(f"truth: {data.class_names[int(data.test.y[index])]}", fontsize=16)
        axes.tick_params(axis="y", labelsize=13)
        axes.spines[["top", "right"]].set_visible(False)
    figure.axes[0].set_ylabel(f"probability of {data.class_names[1]}", fontsize=15)
    figure.axes[1].legend(fontsize=14)
    figure.suptitle("The same words in two orders: what is believed after each word", fontsize=18)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
