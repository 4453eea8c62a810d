"""A paper is written whole or not at all, for its owner alone, and in nobody's place."""

import errno
import os
from pathlib import Path

import pytest

from escalate.errors import BadInput
from escalate.papers import outfile

WORDS = b"What they said."


def names_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def test_a_paper_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        outfile.write(tmp_path / "record.html", WORDS)
    finally:
        os.umask(before)

    assert (tmp_path / "record.html").read_bytes() == WORDS
    assert (tmp_path / "record.html").stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["record.html"]


@pytest.mark.parametrize("links", [True, False])
def test_nothing_is_replaced_unless_told(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no links")))
    path = tmp_path / "record.html"
    outfile.write(path, b"before")

    with pytest.raises(BadInput, match="there already"):
        outfile.write(path, WORDS)
    assert path.read_bytes() == b"before"
    outfile.write(path, WORDS, replace=True)
    assert path.read_bytes() == WORDS
    assert names_in(tmp_path) == ["record.html"]


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"before")
    (tmp_path / "record.html").symlink_to(tmp_path / "other")

    for replace in (False, True):
        with pytest.raises(BadInput):
            outfile.write(tmp_path / "record.html", WORDS, replace=replace)
    assert (tmp_path / "other").read_bytes() == b"before"


@pytest.mark.parametrize("name", ["", "missing/record.html", "a\0b", "x" * 300])
def test_a_name_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Nothing was written"):
        outfile.write(Path(name) if not name else tmp_path / name, WORDS)
    assert names_in(tmp_path) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left")))

    with pytest.raises(BadInput, match="no space left"):
        outfile.write(tmp_path / "record.html", WORDS)
    assert names_in(tmp_path) == []
