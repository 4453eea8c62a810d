"""TOML policy files to `Policy`, with every fault named by file and key.

What the log keeps of a policy is the text of its file and of each file whose forms it uses, so a policy reads
the same from a log of years ago as from its folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.domain.frozen import frozen
from escalate.domain.policy_problems import problems
from escalate.errors import BadInput, LogUnusable, NoSuchPolicy, PolicyFaults
from escalate.file_bytes import file_bytes
from escalate.policy_format import read_policy
from escalate.toml_tables import Fault, parse

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from escalate.domain.policy import Policy

_LARGEST = 1_000_000  # bytes; the longest policy seen has 40,000
_STRUCTURE = re.compile(r"policy|roles|ground|(stage|duty|ground)\.[^.]+\.id|stage|(.+\.)?duty")
Data = Mapping[str, object]


@frozen
class Loaded:
    """A usable policy, and the bytes to keep in the log (every file it draws on)."""

    policy: Policy
    kept: bytes


class PolicyFolders:
    """The shipped policies and those in the user's own folder."""

    def __init__(self, home: Path) -> None:
        self._own = home / "policies"
        self._folders = (shipped("policies"), self._own)

    def ids(self) -> tuple[str, ...]:
        """The ids of all policies, in order."""
        return tuple(sorted(self._by_id()))

    def load(self, policy_id: str) -> Loaded:
        """The policy of that id. Raises NoSuchPolicy, PolicyFaults."""
        found = self._by_id()
        if policy_id not in found:
            raise NoSuchPolicy(
                "There is no policy of that id.",
                hint=f"There are: {', '.join(sorted(found))}. See: escalate policy list",
            )
        return _load(_only(policy_id, found), found)

    def check(self, target: str) -> Loaded:
        """The policy in a file (a path) or of an id. Raises NoSuchPolicy, PolicyFaults."""
        path = Path(target)
        try:
            is_file = path.is_file()
            is_other = not is_file and path.exists() and (path.suffix or len(path.parts) > 1)  # no id in a folder
        except OSError:  # too long a name, or a folder that may not be entered
            raise NoSuchPolicy(f"{path.name!r} cannot be read.", hint="Check its name and folder.") from None
        if not is_file:
            if is_other:
                raise NoSuchPolicy(f"{path.name!r} is not a file.", hint="Name a policy's file, or its id.")
            if path.suffix == ".toml":
                raise NoSuchPolicy(f"There is no file {path.name!r} there.", hint="Check its name and folder.")
            return self.load(target)
        return _load(path, self._by_id())

    def add(self, policy: Policy) -> Path:
        """Write a new policy of one's own, whole and in order or not at all; where it is.

        Raises BadInput where its id is used, PolicyFaults, LogUnusable.
        """
        from escalate.policy_text import policy_text  # noqa: PLC0415  reading a policy needs no text of one

        target, new = self._own / f"{policy.id}.toml", self._own / f"{policy.id}.new"
        if policy.id in self.ids() or target.exists():
            raise BadInput(
                "Nothing was written: there is already a policy of that id.",
                hint="Choose another id, or edit that policy's file. See: escalate policy list",
            )
        try:
            for folder in (self._own.parent, self._own):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.unlink(missing_ok=True)  # of a run that was cut off
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(policy_text(policy).encode())
            self.check(str(new))
            new.replace(target)
        except OSError:
            raise LogUnusable(
                "The policy was not written: the folder for policies cannot be written.",
                hint="Check who may write there, or set ESCALATE_HOME to another folder.",
            ) from None
        finally:
            with suppress(OSError):
                new.unlink(missing_ok=True)
        return target

    def _by_id(self) -> dict[str, list[Traversable]]:
        found: dict[str, list[Traversable]] = {}
        for folder in self._folders:
            for file in _toml_files(folder):
                found.setdefault(_id_in(file), []).append(file)
        return found


def shipped(kind: str) -> Traversable:
    """The folder `migrations` or `policies`: inside the installed package, or beside it in a checkout."""
    from importlib import resources  # noqa: PLC0415  reading a kept policy needs no folder

    inside = resources.files("escalate").joinpath(kind)
    return inside if inside.is_dir() else Path(__file__).resolve().parents[1] / kind


@cache
def from_kept(kept: bytes) -> Policy:
    """The policy as it was kept in the log, where it was stored after validation."""
    stored = json.loads(kept)
    texts: dict[str, str] = stored["files"]
    faults: list[Fault] = []
    return read_policy(stored["file"], {name: parse(text) for name, text in texts.items()}, faults)


def _load(file: Traversable, found: Mapping[str, list[Traversable]]) -> Loaded:
    texts = {file.name: _text(file)}
    data = {file.name: _data(file.name, texts[file.name])}
    for other in sorted(_other_policies(data[file.name]) & set(found)):
        beside = _only(other, found)
        kept_as = f"{other}/{beside.name}"  # a copy of a shipped file may have kept its name
        texts[kept_as] = _text(beside)
        data[kept_as] = _data(beside.name, texts[kept_as])
    faults: list[Fault] = []
    policy = read_policy(file.name, data, faults)
    faults += _meaning(file.name, policy, tuple(faults))
    if faults:
        raise PolicyFaults(
            f"{file.name} has {len(faults)} {'fault' if len(faults) == 1 else 'faults'} and cannot be used.",
            details=tuple(f"{name}: {key}: {what}" for name, key, what in faults),
            hint="Mend what is named, then check it again: escalate policy check FILE",
        )
    kept = {"file": file.name, "files": texts}
    return Loaded(policy, json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _only(policy_id: str, found: Mapping[str, list[Traversable]]) -> Traversable:
    """The one file of that id. Raises PolicyFaults for two."""
    same_id = found[policy_id]
    if len(same_id) > 1:
        raise PolicyFaults(
            f"Two policy files have the id {policy_id!r}.",
            details=tuple(f"{file.name}: policy.id: {policy_id!r} is used by another file" for file in same_id),
            hint="Change the id of one of them.",
        )
    return same_id[0]


def _toml_files(folder: Traversable) -> list[Traversable]:
    try:
        return sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    except OSError:
        return []


def _text(file: Traversable) -> str:
    try:
        raw = file_bytes(file, _LARGEST) if isinstance(file, Path) else file.read_bytes()  # one of the package's
    except OSError:
        raise PolicyFaults(f"{file.name} cannot be read.", hint="Check who may read it.") from None
    if len(raw) > _LARGEST:
        raise PolicyFaults(f"{file.name} is larger than a policy can be.", hint="A policy file has at most 1 MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyFaults(f"{file.name} is not UTF-8 text.", hint="Save it as plain text in UTF-8.") from None


@lru_cache(maxsize=32)  # the id of each file is looked for more than once; nobody changes what was read
def _data(name: str, text: str) -> Data:
    try:
        return parse(text)
    except ValueError as fault:
        raise PolicyFaults(f"{name} is not TOML: {fault}.", hint="Mend that line and check again.") from None


def _id_in(file: Traversable) -> str:
    """The id in the file; its name where it cannot be read, so that only its own use is refused."""
    try:
        named = _named(_data(file.name, _text(file)))
    except PolicyFaults:
        named = ""
    return named or file.name.removesuffix(".toml")


def _named(data: Data) -> str:
    """The id that the file gives itself; empty where it gives none."""
    heading = data.get("policy")
    named = heading.get("id") if isinstance(heading, dict) else None
    return named if isinstance(named, str) else ""


def _other_policies(data: Data) -> set[str]:
    """The other policies whose forms are referred to, wherever a reference stands."""
    found: set[str] = set()
    left: list[object] = [data]  # not by recursion: tables may be nested deeply
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, Mapping):
            left += value.values()
            for key in ("reflect", "form"):
                refs = value.get(key)
                listed = refs if isinstance(refs, list) else [refs]
                found |= {ref.split(":")[0] for ref in listed if isinstance(ref, str) and ":" in ref}
    return found - {_named(data)}


def _meaning(file: str, policy: Policy, unread: tuple[Fault, ...]) -> Iterator[Fault]:
    """What is wrong with the parts together, less what only follows from those that could not be read."""
    keys = [key for _, key, _ in unread]
    if any(_STRUCTURE.fullmatch(key) for key in keys):
        return  # nothing can be said of the whole without these
    whole = {f"stage.{stage.id}" for stage in policy.stages} if keys else set()
    for key, what in problems(policy):
        if key not in whole and not any(one.endswith(key) for one in keys):
            yield file, key, what
