"""Recurrent networks for text (텍스트 데이터): classify sentences word by word, and write letter by letter.

Goal      See where the order of the words decides, where it is enough to count them, and how a network writes.
Before    ch07_recurrent_networks.
Minutes   1
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 16, "Generating Shakespearean Text Using a Character RNN", "Sentiment Analysis", "Masking"

The slide: "순서가 중요한 텍스트 데이터의 경우 RNN류의 모델을 쓰는게 적합". It says that recurrent networks suit text in
which the order (순서) matters.

A network needs numbers. So a text is cut into tokens (토큰), here words or characters, and every token has an id. The
list of all tokens is the vocabulary (어휘). An embedding (임베딩) is a layer that has a vector for each id; training
adjusts these vectors as it does weights. Texts differ in length: short ones are filled up with padding (패딩), id 0. A
mask (마스킹) makes the recurrent layer skip the padding. A bag of words (단어 가방) only counts how often each word
occurs, so the order is lost: "not bad but good" and "not good but bad" are the same bag.

What we build   Sentences in which only the order of the words decides between praise and blame: a bag of words, a dense
                network on the embedded words, a SimpleRNN and a GRU. Then sentences of real film reviews, also with a
                GRU that has no mask. Then a GRU that reads 20 characters of Hamlet, called letters here although spaces
                and commas are among them, and predicts the next. To write, we draw a letter from the predicted
                probabilities, append it, predict again, and so on. Reviews and Hamlet are downloaded once, by:
                python -m datasets fetch movie_reviews hamlet
What to look for  On the sentences the bag of words can only guess. The dense network can use the order too: it has
                weights for every place. On the reviews, is the bag of words worse than the GRU? For writing, log p of
                every letter is divided by a temperature (온도), and the softmax turns the results into probabilities
                again. At a low temperature the text repeats itself; at a high one it contains invented words.
In TensorBoard  Scalars, filter the runs by `sentences`: epoch_accuracy of the bag of words stays near 0.5. Filter by
                `reviews`: compare epoch_loss of train and validation. Which network overfits (과적합), and from which
                epoch on?
Now change      python -m chapters.ch08_text --part letters --epochs 20
                    Does the network spell better? (minutes)
                python -m chapters.ch08_text --part reviews --epochs 1
                    Which is more accurate after one epoch, the GRU or the bag of words?
                python -m chapters.ch08_text --part sentences --units 2
                    Are two numbers enough for the state of the SimpleRNN, and of the GRU?

The book trained on IMDb's 25,000 reviews and forty thousand lines of Shakespeare, so its accuracies cannot be compared
with those of the smaller sets here. With --full this chapter takes those sets, once they are fetched.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, draw_network, main, print_summary
from chapters.material import text as material
from datasets import Dataset
from runtime.backend import keras

COMPARED = {"sentences": ("bag of words", "GRU"), "reviews": ("bag of words", "GRU")}  # what the claims compare
SETTINGS = Settings(
    chapter="ch08_text",
    dataset="negation",
    text=True,
    epochs=4,
    batch_size=64,
    learning_rate=0.005,
    flags=("epochs", "batch_size", "learning_rate", "seeds", "jobs", "projector"),
    sizes={
        "sentences": ("bag of words", "dense", "SimpleRNN", "GRU"),
        "reviews": ("bag of words", "dense", "GRU", "GRU without mask"),
        "texts": 8,  # written at each temperature
        "letters": 160,  # of each text
    },
    when_quick={**COMPARED, "texts": 2, "letters": 30},
    own=(
        Flag("part", "all", "what to train", ("all", "sentences", "reviews", "letters"), trains=False),
        Flag("units", 32, "of the recurrent layers that read words, and of the dense network"),
        Flag("letter_units", 96, "of the recurrent layer that reads letters"),
    ),
)
STUDY = replace(SETTINGS, seeds=10, values=COMPARED)  # needs the reviews: python -m datasets fetch movie_reviews
TEMPERATURES = (0.2, 0.5, 1.0, 2.0)


# %% The networks


def bag_of_words(
    input_shape: tuple[int, ...], outputs: int, task: str, *, vocabulary_size: int, learning_rate: float = 0.005
) -> keras.Model:
    """A logistic regression on how often each word occurs: one weight a word, whatever its place."""
    tokens = keras.Input(input_shape, dtype="int32")
    counts = keras.layers.CategoryEncoding(vocabulary_size, output_mode="count")(tokens)[:, 1:]  # id 0 is padding
    answer = keras.layers.Dense(outputs, activation="sigmoid")(counts)
    return compiled(keras.Model(tokens, answer), task, learning_rate)


def dense(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, vocabulary_size: int, units: int = 32, learning_rate: float = 0.005,
) -> keras.Model:  # fmt: skip
    """A feed-forward network on all embedded words side by side: every place has weights of its own."""
    model = keras.Sequential([keras.Input(input_shape, dtype="int32")])
    model.add(keras.layers.Embedding(vocabulary_size, 16))  # a vector of 16 numbers for each word
    model.add(keras.layers.Flatten())  # all vectors side by side
    model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(outputs, activation="sigmoid"))
    return compiled(model, task, learning_rate)


def recurrent(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, vocabulary_size: int, cell: str = "GRU", units: int = 32, masked: bool = True, learning_rate: float = 0.005,
) -> keras.Model:  # fmt: skip
    """Reads token after token with the same weights; its output is computed from the state after the last one."""
    layer = {"SimpleRNN": keras.layers.SimpleRNN, "GRU": keras.layers.GRU}[cell]
    model = keras.Sequential([keras.Input(input_shape, dtype="int32")])
    model.add(keras.layers.Embedding(vocabulary_size, 16, mask_zero=masked))  # mask_zero: skip the id 0
    model.add(layer(units))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"))
    return compiled(model, task, learning_rate)


def compiled(model: keras.Model, task: str, learning_rate: float) -> keras.Model:
    """The model with the loss of its task: praise or blame is binary, the next letter is one of many classes."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def networks(names: tuple[str, ...], data: Dataset, settings: Settings) -> dict[str, partial]:
    """The networks with these names, for the words of a dataset."""
    keywords = {"vocabulary_size": len(data.vocabulary or ()), "learning_rate": settings.learning_rate}
    read_words = partial(recurrent, **keywords, units=settings["units"])
    recipes = {
        "bag of words": partial(bag_of_words, **keywords),
        "dense": partial(dense, **keywords, units=settings["units"]),
        "SimpleRNN": partial(read_words, cell="SimpleRNN"),
        "GRU": partial(read_words, cell="GRU"),
        "GRU without mask": partial(read_words, cell="GRU", masked=False),
    }
    return {name: recipes[name] for name in names}


# %% The lesson


def run(settings: Settings) -> Report:
    """Sentences, reviews, letters; `--part` chooses one of them."""
    report, part = Report(settings), settings["part"]
    if part in ("all", "sentences"):
        classify_sentences(report)
    if part in ("all", "reviews"):
        data = material.load_fetched(settings, "movie_reviews")  # not on this machine: prints how to get it, gives None
        if data:
            classify_reviews(report, data)
        else:
            report.claims.append(claims.not_tested("rnn-suits-reviews", "needs python -m datasets fetch movie_reviews"))
    if part in ("all", "letters"):
        data = material.load_fetched(settings, "hamlet", length=20, stride=8)  # 20 letters, from every eighth place
        if data:
            write_hamlet(report, data)
    return report


# %% Sentences and reviews


def classify_sentences(report: Report) -> None:
    """Praise or blame, where both have the same words in another order."""
    settings = report.settings
    data = settings.load()
    recipes = networks(settings["sentences"], data, settings)
    print_summary(recipes["GRU"], data)
    report.figures += draw_network(recipes["GRU"], data, settings.report_folder / "network.png")
    runs = training.fit_all(recipes, data, **settings.training_of("sentences"))
    table = report.tables["Sentences"] = comparison.compare(runs, primary=[("accuracy", "GRU", "bag of words")])
    report.figures.append(material.draw_reading(table, data, settings.report_folder / "reading_word_by_word.png"))
    report.claims.append(claims.check("rnn-suits-text", table.difference("accuracy", "GRU", "bag of words")))


def classify_reviews(report: Report, data: Dataset) -> None:
    """Real sentences, fresh (praise) or rotten (blame): does the order help, and what does the mask change?"""
    settings = report.settings
    recipes = networks(settings["reviews"], data, settings)
    runs = training.fit_all(recipes, data, **settings.training_of("reviews"))
    table = report.tables["Reviews"] = comparison.compare(runs, primary=[("accuracy", "GRU", "bag of words")])
    material.print_padding(table, recipes, data)
    material.print_mistakes(table, data)
    report.figures.append(comparison.plot_bars(table, settings.report_folder / "reviews.png"))
    report.claims.append(claims.check("rnn-suits-reviews", table.difference("accuracy", "GRU", "bag of words")))


# %% Letters


def write_hamlet(report: Report, data: Dataset) -> None:
    """Train a network to predict the next letter of Hamlet; then let it write at several temperatures."""
    settings = report.settings
    keywords = {"vocabulary_size": len(data.vocabulary or ()), "learning_rate": settings.learning_rate}
    recipe = partial(recurrent, **keywords, units=settings["letter_units"], masked=False)
    runs = training.fit_all({"letters": recipe}, data, **settings.training_of("hamlet"))
    report.tables["Letters"] = comparison.compare(runs)
    written = {temperature: write(runs[0].model, data, temperature, settings) for temperature in TEMPERATURES}
    material.print_writing(written)
    report.figures.append(material.draw_writing(written, settings.full, settings.report_folder / "temperatures.png"))


def write(model: keras.Model, data: Dataset, temperature: float, settings: Settings) -> list[str]:
    """Texts that go on after 20 letters of the test split: draw a letter, append it, predict the next one."""
    random = np.random.default_rng(settings.seed)
    last_letters = data.test.x[random.choice(len(data.test), settings["texts"], replace=False)]  # (texts, 20)
    written = []
    for _ in range(settings["letters"]):
        probabilities = np.array(model.predict_on_batch(last_letters))
        probabilities[:, :2] = 0  # never draw the ids 0 and 1: padding and unknown letters
        drawn = [random.choice(len(row), p=row) for row in with_temperature(probabilities, temperature)]
        last_letters = np.column_stack([last_letters[:, 1:], drawn]).astype(np.int32)  # always 20: drop the oldest
        written.append(drawn)
    return ["".join(letters) for letters in np.array(data.vocabulary)[np.transpose(written)]]


def with_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """softmax(log p / temperature), for each row: below 1 it makes likely letters likelier, above 1 less likely."""
    logits = np.log(np.maximum(np.asarray(probabilities, np.float64), 1e-30)) / temperature  # not log 0
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))  # the largest is exp(0): no overflow
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def study(settings: Settings) -> Report:
    """What the stored verdicts stand on: the GRU beside the bag of words, over several seeds."""
    report = Report(settings)
    classify_sentences(report)
    data = material.load_fetched(settings, "movie_reviews")
    if data:  # else the stored verdict stays
        classify_reviews(report, data)
    return report


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
