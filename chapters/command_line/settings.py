"""What a chapter is run with: its own defaults, changed by flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import datasets
from datasets.dataset import Dataset, Split
from runtime.errors import UserError
from training import engines
from training.settings import slug

QUICK_EXAMPLES = 500
"""Training examples of a quick run."""


@dataclass(frozen=True)
class Flag:
    """A flag of one chapter's own.

    Attributes:
        name: as typed, without dashes; read with `settings["name"]`.
        default: also gives the type.
        help: one line.
        choices: allowed values, if few.
        trains: whether it changes what is trained; one that does not is in no run folder's name.
    """

    name: str
    default: Any
    help: str
    choices: tuple[Any, ...] | None = None
    trains: bool = True


@dataclass(frozen=True)
class Settings:
    """The defaults of a chapter, or what a command line made of them.

    Attributes:
        chapter: the script's name, also the folder inside `runs_dir`.
        dataset: the chapter's dataset.
        epochs, batch_size: as `training.fit` takes them.
        learning_rate, patience: for a lesson to bind to its recipe and its callback, or to hand to `training.fit`. None
            in a lesson that sets none; `Any` in the type, because a lesson knows which it has set.
        validation: as `datasets.load` takes it.
        seed, seeds: the first seed, and how many.
        jobs: trainings at a time.
        engine: `"slurm"` or `"ray"`, if not this machine trains.
        quick: one epoch on few examples, to see that everything works.
        full: the whole dataset.
        runs_dir: where run folders go.
        resume: keep what is finished, go on with what is not.
        no_determinism: let TensorFlow choose operations that are faster and give other bits each time.
        projector: write the embeddings for TensorBoard's tab Projector.
        profile: record a few steps of every training for TensorBoard's tab Profile.
        verbose: TensorFlow's own messages.
        tasks: what a dataset may be for; another is refused.
        images: whether a dataset must be of images.
        text: whether the chapter reads token ids; elsewhere a network would take them for magnitudes.
        flags: those of the optional flags that the chapter can honour.
        own: the chapter's own flags.
        sizes: further values that decide how much is trained and are no flags; read with `settings["name"]`.
        when_full: fields, flags and sizes that `--full` changes for the chapter's own dataset.
        when_quick: those that `--quick` changes, beside one epoch on few examples. A typed flag outweighs both.
        changed: what the command line changed, for the names of run folders.
        values: of the chapter's own flags and sizes, where they are not the default.
    """

    chapter: str
    dataset: str = "fashion_mnist"
    epochs: int = 10
    batch_size: int = 32
    learning_rate: float | Any = None
    patience: int | Any = None
    validation: float | int = 0.1
    seed: int = 0
    seeds: int = 1
    jobs: int = 1
    engine: str | None = None
    quick: bool = False
    full: bool = False
    runs_dir: Path = Path("runs")
    resume: bool = False
    no_determinism: bool = False
    projector: bool = False
    profile: bool = False
    verbose: bool = False
    tasks: tuple[str, ...] = ("binary", "multiclass")
    images: bool = False
    text: bool = False
    flags: tuple[str, ...] = ("dataset", "epochs", "batch_size", "learning_rate", "patience", "seeds", "jobs")
    own: tuple[Flag, ...] = ()
    sizes: Mapping[str, Any] = field(default_factory=dict)
    when_full: Mapping[str, Any] = field(default_factory=dict)
    when_quick: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """The value of one of the chapter's own flags or sizes."""
        defaults = {flag.name: flag.default for flag in self.own}
        return {**self.sizes, **defaults, **self.values}[name]

    def with_flags(self, given: Mapping[str, Any]) -> Settings:
        """The settings after a command line.

        Args:
            given: flag -> value, only those that were typed.
        """
        preset: dict[str, Any] = {}
        if given.get("full") and given.get("dataset", self.dataset) == self.dataset:
            preset |= self.when_full
        if given.get("quick"):
            preset |= {"epochs": 1, **self.when_quick}
        chosen = {**preset, **given}
        own = {flag.name for flag in self.own} | set(self.sizes)
        values = {key: value for key, value in chosen.items() if key in own}
        fields = {key: value for key, value in chosen.items() if key not in own}
        silent = {"seed", "seeds", "jobs", "engine", "runs_dir", "resume", "projector", "profile", "verbose"}
        silent |= {flag.name for flag in self.own if not flag.trains}
        changed = {
            key: value
            for key, value in given.items()
            if key not in silent and value != (self[key] if key in own else getattr(self, key))
        }
        return replace(self, **fields, values=values, changed=changed)

    @property
    def folder(self) -> Path:
        """Where the chapter's run folders and figures go."""
        return self.runs_dir / self.chapter

    @property
    def variant(self) -> str:
        """What the flags changed, as part of the names of run folders: `learning_rate=0.01`."""
        return _joined(self.changed)

    @property
    def shown(self) -> str:
        """As `variant`, with the chapter's own flags that train nothing but change what is shown."""
        named = [flag for flag in self.own if not flag.trains and flag.default != ""]  # a path is no part of a name
        drawn = {flag.name: self[flag.name] for flag in named if self[flag.name] != flag.default}
        return _joined({**self.changed, **drawn})

    @property
    def report_folder(self) -> Path:
        """Folder of the chapter's tables and figures: one for each set of changed flags."""
        return self.folder / slug("-".join(filter(None, ("report", self.shown))))

    @property
    def training(self) -> dict[str, Any]:
        """Keywords of `training.fit_all`: epochs, batches, seeds and the run folders."""
        return {
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "seeds": range(self.seed, self.seed + self.seeds),
            "jobs": self.jobs,
            "engine": engines.named(self.engine, self.runs_dir) if self.engine else None,
            "folder": self.folder,
            "variant": self.variant,
            "resume": self.resume,
            "deterministic": not self.no_determinism,
            "profile": self.profile,
            "verbose": 2 if self.verbose else 1,
        }

    def training_of(self, part: str) -> dict[str, Any]:
        """As `training`, for one part of a chapter that trains on several datasets: `part` is in the folders' names."""
        return {**self.training, "variant": "-".join(filter(None, (part, self.variant)))}

    def load(self, **options: Any) -> Dataset:
        """The chapter's dataset; with `--quick` `QUICK_EXAMPLES` training and 1,000 test examples of it.

        Raises:
            UserError: the dataset is not of the chapter's kind, or `datasets.load` refuses it.
        """
        data = datasets.load(self.dataset, full=self.full, validation=self.validation, **options)
        if data.task not in self.tasks:
            wanted = " or ".join(self.tasks)
            raise UserError(f"{self.chapter} needs a {wanted} dataset and {data.name} is {data.task}; choose another")
        if data.vocabulary is not None and not self.text:
            raise UserError(f"{self.chapter} needs numbers and {data.name} is text; run ch08_text, or choose another")
        if self.images and len(data.input_shape) != 3:
            raise UserError(f"{self.chapter} needs images and {data.name} has none; choose fashion_mnist or digits")
        if not self.quick:
            return data
        test = Split(data.test.x[:1_000], data.test.y[:1_000])
        return replace(data.take(self.at_most(len(data.train))), test=test)

    def at_most(self, examples: int) -> int:
        """So many training examples; with `--quick` `QUICK_EXAMPLES` of them."""
        return min(QUICK_EXAMPLES, examples) if self.quick else examples

    def few(self, data: Dataset) -> Dataset:
        """As many of its training examples as the chapter's own flag `--examples` says; all with `--full`."""
        return data if self.full else data.take(min(self["examples"], len(data.train)))


def _joined(values: Mapping[str, Any]) -> str:
    return "-".join(key if value is True else f"{key}={value}" for key, value in values.items())
