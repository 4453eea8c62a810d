"""A frozen class behaves as a frozen dataclass does."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

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
