"""From which state of the sources a result comes: the commit of a checkout in which nothing else was changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from runtime.errors import UserError

ROOT = Path(__file__).parents[2]
WRITTEN = ("chapters/results/*.json", "CLAIMS.md", "docs/claims_by_slide.md")
"""What storing a result writes: a change there decides no result."""


def clean_commit() -> str:
    """The first ten digits of the commit that the sources are at.

    Raises:
        UserError: there is no git, the sources are no checkout of their own (a package that is installed in somebody
            else's project is none), or sources were changed and not committed.
    """
    if not Path(_git("rev-parse", "--show-toplevel")).samefile(ROOT):
        raise _no_checkout()
    apart = (f":(exclude,glob){path}" for path in WRITTEN)
    changed = _git("status", "--porcelain", "--untracked-files=all", "--", ".", *apart)
    if changed:
        first = changed.splitlines()[0][3:]
        raise UserError(
            f"a stored result names the commit it comes from, and {first} is not committed; commit it first"
        )
    return _git("rev-parse", "--short=10", "HEAD")


def _git(*arguments: str) -> str:
    """What git prints, without the spaces around it."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        raise _no_checkout() from None
    return done.stdout.rstrip()


def _no_checkout() -> UserError:
    return UserError(
        f"a stored result names the commit it comes from, and {ROOT} is no git checkout with a commit; "
        "clone the repository to store one"
    )
