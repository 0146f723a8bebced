"""What is to be translated of a page, and how a translation outlives new numbers.

Sphinx' gettext finds a message for each paragraph, heading and cell. A **token** is a part of a message that stands in
its translation as it is: a number, a date, a commit, `code` (with its role), the address of a link, a picture. Two
messages that differ in their tokens only have the same **form**, and one translation serves both: the tokens of the one
are put in the places of the tokens of the other. So a study that is run again leaves every sentence translated.
"""

from __future__ import annotations

import re
from collections import Counter

TOKEN = re.compile(
    r"(?:\{\w+\})?`[^`]+`"  # code, or a role
    r"|!\[\w+\.\w+\]\([^()\s]*\)|^\w+\.(?:png|gif)$"  # a picture that has its file's name
    r"|\]\([^()\s]*\)"  # where a link leads
    r"|\d{4}-\d\d-\d\d"
    r"|(?<![A-Za-z0-9])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{10}(?![A-Za-z0-9])"  # a commit
    r"|(?<![A-Za-z0-9_.])(?:(?<![^\s(\[])[+-])?\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?(?![A-Za-z0-9_]|[.,]\d)"
)
CODE_OR_BAR = re.compile(r"`[^`]+`|(?<!\\)\|")
QUOTED = re.compile(r"^“[^”]*”(?: \(`[^`]+`\))?$")
"""A sentence of the slides: it is quoted as it is."""


def tokens(message: str) -> list[str]:
    """What stands in a translation as it stands in the message, in its order."""
    return TOKEN.findall(message)


def lines(message: str) -> list[str]:
    r"""The lines of a table's cell as paragraphs elsewhere have them, which are translated one by one.

    They stand between `<br>`; and a table has taken the backslash from `\|`. Another message is its only line.
    """
    return [
        CODE_OR_BAR.sub(lambda found: r"\|" if found[0] == "|" else found[0], line) for line in message.split("<br>")
    ]


def form(message: str) -> str:
    """The message with `{}` in the place of each token."""
    return TOKEN.sub("{}", message)


def has_words(message: str) -> bool:
    """Whether there is anything to translate: words beside tokens and quotations."""
    return QUOTED.match(message) is None and re.search("[A-Za-z]{2}", TOKEN.sub(" ", message)) is not None


def carried(message: str, translation: str, wanted: str) -> str | None:
    """The translation of a message as the translation of another message of the same form.

    Args:
        message: it has been translated.
        translation: of `message`.
        wanted: another message.

    Returns:
        the translation of `wanted`; None where the forms differ, or where it is open which token goes where.
    """
    if form(message) != form(wanted):
        return None
    replaced: dict[str, set[str]] = {}
    for before, after in zip(tokens(message), tokens(wanted), strict=True):
        replaced.setdefault(before, set()).add(after)
    counts, there = Counter(tokens(message)), Counter(tokens(translation))
    for before, after in replaced.items():
        if after != {before} and (len(after) > 1 or there[before] != counts[before]):
            return None
    return TOKEN.sub(lambda token: min(replaced.get(token[0], {token[0]})), translation)


def representatives(messages: list[str]) -> list[str]:
    """As few of the messages as serve all of them, in the order in which their forms first stand there."""
    groups: dict[str, list[str]] = {}
    for message in messages:
        groups.setdefault(form(message), []).append(message)
    chosen = []
    for group in groups.values():
        own: list[str] = []
        for message in sorted(group, key=lambda one: -len(set(tokens(one)))):
            if all(carried(other, other, message) is None for other in own):
                own.append(message)
        chosen += own
    return chosen
