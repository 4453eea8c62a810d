"""A file that somebody names is read whole and at once, or what stands in the way is said without its name."""

import os
import socket
import sys
from pathlib import Path

import pytest

from escalate.errors import BadInput
from escalate.papers.infile import read

MOST = 1_000


def said(path: Path) -> str:
    with pytest.raises(BadInput) as fault:
        read(path, MOST)
    assert "Zebrafish" not in f"{fault.value.message} {fault.value.hint}"
    assert fault.value.hint
    return fault.value.message


def test_a_file_of_at_most_that_size_is_read(tmp_path: Path) -> None:
    for data in (b"x", b"x" * MOST):
        (tmp_path / "Zebrafish.pdf").write_bytes(data)
        assert read(tmp_path / "Zebrafish.pdf", MOST) == data


def test_a_link_to_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert read(tmp_path / "b", MOST) == b"x"


@pytest.mark.parametrize("size", [MOST + 1, 5_000_000_000])
def test_a_larger_one_is_refused_with_both_sizes_before_it_is_read(size: int, tmp_path: Path) -> None:
    with (tmp_path / "Zebrafish.pdf").open("wb") as file:
        file.truncate(size)
    shown = "2 kB" if size < MOST * 2 else "5000 MB"
    assert (
        said(tmp_path / "Zebrafish.pdf") == f"Nothing was recorded: the file has {shown}, and at most 1 kB can be kept."
    )


def test_an_empty_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Zebrafish.pdf").touch()
    assert said(tmp_path / "Zebrafish.pdf") == "Nothing was recorded: the file you named is empty."


@pytest.mark.parametrize(
    "name", ["Zebrafish.pdf", "none/Zebrafish.pdf", "Zebra\0fish", "file/Zebrafish", "Zebrafish" * 40]
)
def test_what_is_not_there_is_said_to_be_not_there(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "the file you named is not there" in said(tmp_path / name) or len(name) > 255


@pytest.mark.skipif(os.name != "posix", reason="POSIX alone")
def test_nothing_but_a_plain_file_is_read_and_nobody_waits(tmp_path: Path) -> None:
    pipe = tmp_path / "Zebrafish"
    os.mkfifo(pipe)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.fspath(tmp_path / "s"))
    for path in (pipe, tmp_path, tmp_path / "s", Path("/dev/null"), Path("/dev/zero"), Path("/dev/stdin")):
        if not (path.is_file()):
            assert said(path) == "Nothing was recorded: what you named is no plain file."
    listening.close()


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() == 0, reason="root reads everything")
def test_one_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Zebrafish.pdf").write_bytes(b"x")
    (tmp_path / "Zebrafish.pdf").chmod(0)
    assert "cannot be read" in said(tmp_path / "Zebrafish.pdf")


def test_one_whose_size_is_not_known_beforehand_is_read_no_further_than_allowed() -> None:
    if not Path("/proc/kallsyms").exists():
        pytest.skip("Linux alone")
    assert "at most 1 kB" in said(Path("/proc/kallsyms"))
