"""`@frozen`: a frozen dataclass that starts quickly.

`dataclass(frozen=True)` compiles six methods for each class, half a millisecond every time the program starts, for
some hundred classes. Only `__init__` depends on the fields, so only that is compiled, when the first value is made; the
rest is shared. It fills the instance's dictionary at once, because a whole log is folded from some ten million values.
"""

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """A dataclass with value equality, a hash and a repr, whose fields are set once, by its `__init__`."""
    for shared in (_repr, _eq, _hash, _setattr, _delattr):
        setattr(cls, f"_{shared.__name__}__", shared)
    setattr(cls, "__init__", _Later())  # noqa: B010  mypy knows no other way
    return dataclass(init=False, repr=False, eq=False)(cls)


def replace(value: _T, **changed: Any) -> _T:  # noqa: ANN401  any field's value
    """The value with other fields; `dataclasses.replace` does the same in ten times the time."""
    kind, here = type(value), value.__dict__
    there = here | changed
    if len(there) != len(here):
        raise TypeError(f"{kind.__qualname__} has no such field")
    made = object.__new__(kind)
    object.__setattr__(made, "__dict__", there)
    return made


class _Later:
    """An `__init__` that is compiled when it is first looked at, and then stands in this one's place."""

    def __get__(self, instance: object, kind: Any) -> Any:  # noqa: ANN401
        kind.__init__ = made = _init(fields(kind))
        return made if instance is None else made.__get__(instance)


def _init(its: tuple[Field[Any], ...]) -> Any:  # noqa: ANN401  a function of as many parameters as there are fields
    """`def __init__(self, ref, since=<its default>): here = self.__dict__; here["ref"] = ref; ...`."""
    known: dict[str, Any] = {}
    parameters, body = "self", "here = self.__dict__"
    for one in its:
        name, default = one.name, f"_of_{one.name}"
        parameters += f", {name}" if one.default is one.default_factory is MISSING else f", {name}={default}"
        if one.default_factory is not MISSING:
            known[default] = one.default_factory
            body += f"; here[{name!r}] = {default}() if {name} is {default} else {name}"
        else:
            known[default] = one.default
            body += f"; here[{name!r}] = {name}"
    exec(f"def __init__({parameters}): {body}", known)  # noqa: S102  of our own field names, as dataclasses does
    return known["__init__"]


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
