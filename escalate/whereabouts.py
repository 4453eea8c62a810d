"""Where the log lies: who else can get at its folder, and whether the folder leaves this computer.

What others may do there is read from the rights of the files; a network drive from the system's list of mounts; a
folder kept in step with others from the names that the programs which do so give it, and the files they leave in it.
"""

import os
import re
import stat
import sys
from os.path import isdir, isfile
from pathlib import Path
from typing import NamedTuple

OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NETWORK = re.compile(
    r"(fuse\.)?(9p|afpfs|afs|beegfs|ceph|cifs|davfs2?|glusterfs|gcsfuse|lustre|ncpfs|nfs4?|rclone|s3fs|smb[23]?|smbfs"
    r"|sshfs|vboxsf|vmhgfs(-fuse)?|webdav|gvfsd-fuse)"
)
_IN_STEP = re.compile(
    r"Box( Sync)?|Sync|(?i:(onedrive|dropbox|google ?drive|my drive|icloud ?drive|mobile documents|cloudstorage"
    r"|nextcloud|owncloud|pcloud ?drive|mega(sync)?|proton ?drive)([ -].*)?)"
)
_MARKS = (".dropbox", ".nextcloudsync.log", ".owncloudsync.log", ".stfolder")  # beside the files kept in step
_REMOTE = 4  # DRIVE_REMOTE of Windows


class Place(NamedTuple):
    """What is wrong with where the log lies; nothing is, where all of it is empty."""

    open: tuple[str, ...]  # what others can get at: "" is the folder, else a file's name
    network: str  # which kind of file system
    in_step: str  # the folder that is kept in step with others


def place(folder: Path, files: tuple[str, ...]) -> Place:
    """What is wrong with that folder, and with those of its files that are there."""
    try:
        real = folder.resolve()
    except (OSError, RuntimeError):  # whoever opens the log says what is wrong
        return Place((), "", "")
    paths = dict.fromkeys((folder.absolute(), real))  # the name of a link can tell as much as what it leads to
    found = (in_step(path) for path in paths)
    return Place(_open(real, files), _network(real), next(filter(None, found), ""))


def in_step(path: Path) -> str:
    """Which part of a path is the folder of a program that copies it elsewhere; "" for none."""
    for part in reversed(path.parts):
        if _IN_STEP.fullmatch(part):
            return part
    for folder in (path, *path.parents):
        file, last = any(isfile(folder / mark) for mark in _MARKS[:-1]), folder / _MARKS[-1]  # noqa: PTH113  as below
        if file or isdir(last):  # noqa: PTH112  which says no of what cannot be reached
            return folder.name
    return ""


def network_among(mounts: str, path: Path) -> str:
    """The kind of file system that holds a path, where it is on a network; `mounts` is as in /proc/mounts."""
    kind, longest = "", -1
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004  the device, where it is mounted, its kind
            continue
        top = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[1]))
        if len(top.parts) >= longest and path.is_relative_to(top):  # the later one lies over the earlier
            kind, longest = fields[2], len(top.parts)
    return kind if _NETWORK.fullmatch(kind) else ""


def _open(folder: Path, files: tuple[str, ...]) -> tuple[str, ...]:
    if os.name != "posix":
        return ()  # there the user's own folder is closed to others, and rights are not seen in a mode
    return tuple(name for name in ("", *files) if _mode(folder / name) & OPEN_TO_OTHERS)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _network(path: Path) -> str:
    if sys.platform == "win32":
        return _drive(path)
    if sys.platform == "darwin":
        return network_among(_mounted(), path)
    try:
        return network_among(Path("/proc/mounts").read_text(encoding="utf-8", errors="replace"), path)
    except OSError:
        return ""


def _drive(path: Path) -> str:
    import ctypes  # noqa: PLC0415  on this system alone

    remote = ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE  # type: ignore[attr-defined,unused-ignore]
    return "a shared drive" if remote or path.anchor.startswith("\\\\") else ""


def _mounted() -> str:
    import subprocess  # noqa: PLC0415  on this system alone

    try:
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, timeout=5).stdout
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return as_mounts(said)


def as_mounts(said: str) -> str:
    """The lines of macOS's `mount`, "//server/share on /Volumes/x (smbfs, nodev)", as /proc/mounts has them."""
    found = re.findall(r"^.* on (/.*) \((\w+)", said, re.MULTILINE)
    return "\n".join(f"- {_escaped(top)} {kind}" for top, kind in found)


def _escaped(top: str) -> str:
    return top.replace(" ", "\\040")
