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
                temperature (온도), by which log p is divided before a letter is drawn: low, the writer repeats itself;
                high, it invents words.

The book trained on IMDb's reviews, 25,000 for training and 25,000 for test, and on forty thousand lines of Shakespeare,
which this repository does not hold: so there is no column "book" here. `--full` takes those sets once they are fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import comparison
import training
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.text.word_by_word import draw_reading, opposite_pair
from chapters.material.text.written_text import draw_writing, write
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
        Flag("part", "all", "what to train", ("all", "sentences", "reviews", "letters", "claims"), trains=False),
        Flag("units", 32, "of the recurrent layers that read words, and of the dense network beside them"),
        Flag("letter_units", 96, "of the recurrent layer that reads letters"),
    ),
)
STUDY = replace(SETTINGS, values={"part": "claims"})  # needs the reviews: python -m datasets fetch movie_reviews
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


@dataclass(frozen=True)
class Part:
    """What one part of the chapter found: a table under its title, figures, claims; no table if its data is missing."""

    title: str
    table: Comparison | None
    figures: tuple[Path, ...] = ()
    claims: tuple[dict[str, Any], ...] = ()


def run(settings: Settings) -> Report:
    """Sentences, reviews, letters: whichever `--part` says."""
    parts = [work(settings) for work in PARTS[settings["part"]]]
    trained = {part.title: part.table for part in parts if part.table}
    (_, table), *further = trained.items()
    return Report(
        settings,
        table,
        further=dict(further),
        figures=[figure for part in parts for figure in part.figures],
        claims=[claim for part in parts for claim in part.claims],
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


def load_or_say(settings: Settings, name: str, **options: int) -> Dataset | str:
    """A dataset; if it is not on this machine, the sentence with the command that gets it.

    Raises:
        UserError: that sentence, if `--part` asks for what needs it.
    """
    try:
        return replace(settings, dataset=name).load(**options)
    except UserError as error:
        if settings["part"] not in ("all", "claims"):
            raise
        print(f"\nNot tested: {error}")
        return str(error)


def not_tested(claim_id: str, reason: str) -> dict[str, Any]:
    """A claim whose data is not on this machine: not tested here, and why; the stored evidence stays beside it."""
    claim = claims.named(claim_id)
    stored = claims.stored_verdict(claim)
    evidence = f"this run: {reason}" + (f" Stored: {stored['verdict']}: {stored['evidence']}" if stored else "")
    this_run = {"verdict": "not tested", "evidence": reason}
    return {**claims.described(claim), "verdict": "not tested", "evidence": evidence, "values": {"this_run": this_run}}


def chosen(recipes: dict[str, partial], settings: Settings) -> dict[str, partial]:
    """All recipes; for the claims, and with `--quick`, only what they compare."""
    few = settings.quick or settings["part"] == "claims"
    return {name: recipes[name] for name in ("bag of words", "gru")} if few else recipes


def sentences(settings: Settings) -> Part:
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
    runs = training.fit_all(chosen(recipes, settings), data, **settings.training_of("sentences"))
    table = comparison.compare(runs, primary=[("accuracy", "gru", "bag of words")])
    first = {each.name: each for each in runs if each.seed == settings.seed}
    figure = draw_reading(first, data, opposite_pair(data), report_path(settings) / "reading_word_by_word.png")
    checked = claims.check("rnn-suits-text", table.difference("accuracy", "gru", "bag of words"))
    return Part("Sentences", table, (figure,), (checked,))


def reviews(settings: Settings) -> Part:
    """Real sentences: does order help there, and what does the mask do?"""
    data = load_or_say(settings, "movie_reviews")
    if isinstance(data, str):
        study = settings["part"] == "claims"  # what was stored stays
        return Part("Reviews", None, claims=() if study else (not_tested("rnn-suits-reviews", data),))
    size, units = len(data.vocabulary or ()), settings["units"]
    recipes = {
        "bag of words": partial(bag_of_words, vocabulary_size=size),
        "dense": partial(dense_on_window, vocabulary_size=size, units=units),
        "gru": partial(reader, vocabulary_size=size, units=units),
        "gru without mask": partial(reader, vocabulary_size=size, units=units, masked=False),
    }
    how = {**settings.training_of("reviews"), "batch_size": min(settings.batch_size, len(data.train))}
    runs = training.fit_all(chosen(recipes, settings), data, **how)
    table = comparison.compare(runs, primary=[("accuracy", "gru", "bag of words")])
    readers = [each for each in runs if each.name.startswith("gru") and each.seed == settings.seed]
    for trained in () if settings.quick else readers:  # a second network for each takes seconds
        most, turned = moved_by_padding(trained, data, recipes[trained.name])
        print(
            f"{trained.name}: {data.input_shape[0]} more padding after every test sentence of {data.name} moves an "
            f"answer by at most {most:.3f} and turns {turned:.1%} of the answers over (seed {trained.seed})"
        )
    print("The five worst mistakes of gru:")
    print("\n".join(f"  {each}" for each in comparison.mistaken_texts(readers[0], data, 5)))
    figure = comparison.plot_bars(table, report_path(settings) / "reviews.png")
    checked = claims.check("rnn-suits-reviews", table.difference("accuracy", "gru", "bag of words"))
    return Part("Reviews", table, (figure,), (checked,))


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


def letters(settings: Settings) -> Part:
    """A character model, and what it writes at several temperatures."""
    data = load_or_say(settings, "hamlet", length=20, stride=8)
    if isinstance(data, str):
        return Part("Letters", None)
    recipe = partial(
        reader, vocabulary_size=len(data.vocabulary or ()), embedding=16, units=settings["letter_units"], masked=False
    )
    how = {**settings.training_of("hamlet"), "batch_size": min(settings.batch_size, len(data.train))}
    table = comparison.compare(training.fit_all({"letters": recipe}, data, **how))
    trained = table.runs[0]
    count, texts = (30, 2) if settings.quick else (160, 8)
    written = write(trained.model, data, TEMPERATURES, count=count, texts=texts, seed=settings.seed)
    for temperature, lines in written.items():
        print(f"\nWritten at temperature {temperature:g} (seed {settings.seed}):\n{' '.join(lines[0].split())}")
    # cut without gaps, the windows are the text again, and no word is too long for one
    whole = replace(settings, dataset="hamlet", quick=False).load(length=20, stride=20)
    return Part("Letters", table, (draw_writing(written, whole, report_path(settings) / "temperatures.png"),))


PARTS = {
    "all": (sentences, reviews, letters),
    "sentences": (sentences,),
    "reviews": (reviews,),
    "letters": (letters,),
    "claims": (sentences, reviews),
}


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
