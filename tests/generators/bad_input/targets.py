"""A public function, arguments that are right for it, and what is bad for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from bad_input.run_folders import World
from bad_input.values import Values


@dataclass(frozen=True)
class Later:
    """A right argument, or a function, that is made from the runs when it is needed."""

    make: Callable[[World], Any]


@dataclass(frozen=True)
class Target:
    """A function and its arguments.

    Attributes:
        name: as a user writes it.
        function: what is called, or `Later`.
        right: the arguments of a call that would be accepted, each a value or `Later`.
        bad: argument -> its bad values.
    """

    name: str
    function: Any
    right: Mapping[str, Any]
    bad: Mapping[str, Values]

    def call(self, world: World, key: str, value: Any) -> Callable[[], Any]:
        """The call with one argument replaced."""
        function = made(self.function, world)
        arguments = {**{name: made(right, world) for name, right in self.right.items()}, key: value}
        return lambda: function(**arguments)


def made(value: Any, world: World) -> Any:
    """The value, made now if it is `Later`."""
    return value.make(world) if isinstance(value, Later) else value


def public(module: ModuleType, name: str, right: Mapping[str, Any], /, **bad: Values) -> Target:
    """A function that a package exports."""
    return Target(f"{module.__name__}.{name}", getattr(module, name), right, bad)
