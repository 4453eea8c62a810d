"""`@frozen`: a frozen dataclass that starts quickly.

`dataclass(frozen=True)` compiles six methods for each class, half a millisecond every time the program starts, for
some sixty classes. Only `__init__` depends on the fields, so only that is compiled; the rest is shared.
"""

from dataclasses import FrozenInstanceError, dataclass, field
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """A dataclass with value equality, a hash and a repr, whose fields are set once, by its `__init__`."""
    for shared in (_repr, _eq, _hash, _setattr, _delattr):
        setattr(cls, f"_{shared.__name__}__", shared)
    return dataclass(repr=False, eq=False)(cls)


def _repr(self: object) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


def _eq(self: object, other: object) -> bool:
    return vars(self) == vars(other) if type(self) is type(other) else NotImplemented


def _hash(self: object) -> int:
    return hash(tuple(vars(self).values()))


def _setattr(self: object, name: str, value: object) -> None:
    here = vars(self)
    if name in here or name not in type(self).__dataclass_fields__:  # type: ignore[attr-defined]
        raise FrozenInstanceError(name)
    here[name] = value


def _delattr(_: object, name: str) -> None:
    raise FrozenInstanceError(name)
