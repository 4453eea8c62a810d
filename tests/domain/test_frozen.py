"""A frozen class behaves as a frozen dataclass does."""

from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from escalate.domain import frozen as ours
from escalate.domain.parts import Subject

CHILD = Subject("child", "AB")


def test_equal_values_are_equal_and_hash_alike() -> None:
    assert Subject("child", "AB") == CHILD
    assert hash(Subject("child", "AB")) == hash(CHILD)
    assert replace(CHILD, ref="CD") != CHILD


def test_it_says_what_it_holds() -> None:
    assert repr(CHILD) == "Subject(kind='child', ref='AB')"
    assert [field.name for field in fields(CHILD)] == ["kind", "ref"]


@pytest.mark.parametrize("name", ["ref", "nickname"])
def test_nothing_is_set_after_it_was_made(name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(CHILD, name, "XY")
    with pytest.raises(FrozenInstanceError):
        delattr(CHILD, name)
    assert Subject("child", "AB") == CHILD


@ours.frozen
class Holder:
    """A class with every kind of default."""

    name: str
    held: dict[str, int] = field(default_factory=dict)
    many: int = 3


def test_defaults_are_as_a_dataclass_has_them_and_each_instance_has_its_own() -> None:
    one, other = Holder("a"), Holder("b", many=4)
    assert (one.held, one.many, other.many) == ({}, 3, 4)
    assert one.held is not other.held
    with pytest.raises(TypeError):
        Holder()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Holder("a", number=1)  # type: ignore[call-arg]


def test_its_own_replace_does_what_that_of_a_dataclass_does() -> None:
    assert ours.replace(CHILD, ref="CD") == replace(CHILD, ref="CD")
    assert CHILD.ref == "AB"
    with pytest.raises(TypeError):
        ours.replace(CHILD, nickname="XY")
