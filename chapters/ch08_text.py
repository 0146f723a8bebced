"""Recurrent networks for text (텍스트 데이터): classify sentences word by word, and write letter by letter.

Goal      See where the order of the words decides, where it is enough to count them, and how a network writes.
Before    ch07_recurrent_networks.
Minutes   1
Slides    "Recurrent Neural Networks (RNNs)"
Book      Géron 2019, chapter 16, "Generating Shakespearean Text Using a Character RNN", "Sentiment Analysis", "Masking"

The slide: "순서가 중요한 텍스트 데이터의 경우 RNN류의 모델을 쓰는게 적합". It says that recurrent networks suit text
in which the order (순서) matters. Text is cut into tokens (토큰), here words or characters; each has an id, and all are
the vocabulary (어휘). An embedding (임베딩) is a layer that has a vector for each id; training adjusts it as it does
weights. Short texts are filled up with padding (패딩), id 0; a mask (마스킹) makes the recurrent layer skip it. A bag
of words (단어 가방) counts how often each word occurs: "not bad but good" and "not good but bad" are the same bag. A
bag of bigrams (바이그램) counts pairs of neighbouring words: it knows "not good", but not "not, in truth, good".

What we build   Sentences in which only the order of the words tells praise from blame, with asides of up to 3 words:
                both bags, a dense network on the embedded words, a SimpleRNN and a GRU. Then real film reviews, also
                with a GRU without a mask. All keep the weights of the epoch with the lowest validation loss and have
                no other regularisation. Then a GRU that reads 20 characters of Hamlet (we call them letters) and
                predicts the next; to write, we draw a letter from its probabilities, append it, and predict again.
                Reviews and Hamlet are downloaded once, by: python -m datasets fetch movie_reviews hamlet
What to look for  On the sentences the bag of words can only guess. How far do pairs of words lead? The dense network
                knows the order and has no recurrence: is the GRU better? And is it, on the reviews, better than the bag
                of words? Do words with a high cosine similarity (코사인 유사도), the cosine of the angle between their
                vectors, mean the same? For writing, log p of every letter is divided by a temperature (온도), and the
                softmax makes probabilities of it. A low temperature repeats words, a high one invents some.
In TensorBoard  Scalars, filter the runs by `sentences`: epoch_accuracy of the GRU stays near 0.5 at first, then jumps.
                Projector, run GRU-s0-reviews: search for a word. `--projector` writes the other embeddings too.
Now change      python -m chapters.ch08_text --part sentences --reach 1
                    With asides of at most one word: what can the bag of bigrams do now?
                python -m chapters.ch08_text --part reviews --patience 10
                    Nothing stops early. Which network's validation loss rises most, and does its accuracy fall?

What came after: a recurrent network carries all it has read in one state, step by step. Attention (어텐션; Bahdanau,
Cho and Bengio 2014) looks back at the states of all words and weighs them. The transformer (트랜스포머; Vaswani et al.
2017) has attention and no recurrence: in training it reads all words of a text at once, which suits GPUs. Today's
large language models are transformers. known_networks.png of chapter 9 has their sizes; no code here builds one.
The book and --full have 25,000 long reviews and 40,000 lines of Shakespeare: their accuracies are not comparable.
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

COMPARED = {"sentences": ("bag of bigrams", "dense", "GRU"), "reviews": ("bag of words", "GRU")}  # for the claims
SETTINGS = Settings(
    chapter="ch08_text", dataset="negation", text=True,
    epochs=10,  # at most; a third of them for the letters
    patience=2,  # on the reviews; all epochs on the sentences, where a recurrent network's loss may fall late
    batch_size=64, learning_rate=0.01,
    flags=("epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs", "projector"),
    sizes={
        "sentences": ("bag of words", "bag of bigrams", "dense", "SimpleRNN", "GRU"),
        "reviews": ("bag of words", "dense", "GRU", "GRU without mask"),
        "rates": (), "tuning_seeds": (),  # to choose from on validation, and who chooses; else --learning-rate
        "texts": 8, "letters": 160,  # texts written at each temperature, letters of each
    },
    when_quick={**COMPARED, "texts": 2, "letters": 15},
    own=(
        Flag("part", "all", "what to train", ("all", "sentences", "reviews", "letters"), trains=False),
        Flag("reach", 3, "of the sentences: words of an aside at most", (1, 2, 3, 4, 5, 6)),
        Flag("units", 32, "of the recurrent layers that read words, and of the dense network"),
    ),
)  # fmt: skip
TUNING = {"rates": (0.001, 0.003, 0.01, 0.03, 0.1), "tuning_seeds": (100, 101)}
STUDY = replace(SETTINGS, seeds=8, values={**COMPARED, **TUNING})


# %% The networks


def bag_of_words(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, vocabulary_size: int, bigrams: bool = False, learning_rate: float = 0.01,
) -> keras.Model:  # fmt: skip
    """A logistic regression on how often each word, or pair of neighbours, occurs: one weight each, no embedding."""
    tokens = keras.Input(input_shape, dtype="int32")
    counted, kinds = tokens, vocabulary_size
    if bigrams:  # the ids i, j make the pair i x vocabulary_size + j; a pair with padding is 0
        first, second = tokens[:, :-1], tokens[:, 1:]
        counted, kinds = keras.ops.where(second > 0, first * vocabulary_size + second, 0), vocabulary_size**2
    counts = keras.layers.CategoryEncoding(kinds, output_mode="count")(counted)[:, 1:]  # 0 is padding
    answer = keras.layers.Dense(outputs, activation="sigmoid")(counts)
    return compiled(keras.Model(tokens, answer), task, learning_rate)


def dense(
    input_shape: tuple[int, ...], outputs: int, task: str,
    *, vocabulary_size: int, units: int = 32, learning_rate: float = 0.01,
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
    *, vocabulary_size: int, cell: str = "GRU", units: int = 32, masked: bool = True, learning_rate: float = 0.01,
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
        "bag of bigrams": partial(bag_of_words, **keywords, bigrams=True),
        "dense": partial(dense, **keywords, units=settings["units"]),
        "SimpleRNN": partial(read_words, cell="SimpleRNN"),
        "GRU": partial(read_words, cell="GRU"),
        "GRU without mask": partial(read_words, cell="GRU", masked=False),
        "letters": partial(recurrent, **keywords, units=96, masked=False),
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
    data = settings.load(reach=settings["reach"])
    recipes = networks(settings["sentences"], data, settings)
    print_summary(recipes["GRU"], data)
    report.figures += draw_network(recipes["GRU"], data, settings.report_folder / "network.png")
    print("\nThe sentences")
    runs = material.train_tuned(recipes, data, settings, "sentences", patience=settings.epochs)
    table = report.tables["Sentences"] = comparison.compare(runs, primary=[("accuracy", "GRU", "bag of bigrams")])
    material.print_order(table, data)
    report.figures.append(material.draw_reading(table, data, settings.report_folder / "reading_word_by_word.png"))
    to_bigrams, to_dense = (table.difference("accuracy", "GRU", other) for other in ("bag of bigrams", "dense"))
    report.claims.append(claims.check("rnn-suits-text", to_bigrams, beside=[to_dense]))  # dense: order, no recurrence


def classify_reviews(report: Report, data: Dataset) -> None:
    """Real sentences, fresh (praise) or rotten (blame): does the order help, and what does the mask change?"""
    settings = report.settings
    recipes = networks(settings["reviews"], data, settings)
    print("\nThe film reviews")
    runs = material.train_tuned(recipes, data, settings, "reviews", patience=settings.patience)
    table = report.tables["Reviews"] = comparison.compare(runs, primary=[("accuracy", "GRU", "bag of words")])
    material.print_reviews(table, recipes, data)
    material.print_nearest(table.row("GRU").runs[0], ("funny", "dull", "best", "director"))
    training.write_embedding(table.row("GRU").runs[0])  # for TensorBoard's tab Projector
    report.figures.append(comparison.plot_bars(table, settings.report_folder / "reviews.png"))
    report.claims.append(claims.check("rnn-suits-reviews", table.difference("accuracy", "GRU", "bag of words")))


# %% Letters


def write_hamlet(report: Report, data: Dataset) -> None:
    """Train a network to predict the next letter of Hamlet; then let it write at several temperatures."""
    settings = report.settings
    budget = {**settings.training_of("hamlet"), "epochs": max(1, settings.epochs // 3)}
    print("\nThe letters of Hamlet")
    runs = training.fit_all(networks(("letters",), data, settings), data, **budget)
    report.tables["Letters"] = comparison.compare(runs)
    written = {temperature: write(runs[0].model, data, temperature, settings) for temperature in (0.2, 0.5, 1.0, 2.0)}
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
    """What the stored verdicts stand on: `COMPARED` over several seeds, all at tuned learning rates."""
    report = Report(settings)
    classify_sentences(report)
    if data := material.load_fetched(settings, "movie_reviews"):  # else the stored verdict stays
        classify_reviews(report, data)
    return report


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
