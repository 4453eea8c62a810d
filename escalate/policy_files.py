"""TOML policy files to `Policy`, with every fault named by file and key.

What the log keeps of a policy is the text of its file and of each file whose forms it uses, so a policy reads
the same from a log of years ago as from its folder.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from escalate.domain.policy import Policy
from escalate.domain.policy_problems import problems
from escalate.errors import NoSuchPolicy, PolicyFaults
from escalate.policy_format import read_policy
from escalate.toml_tables import Fault, parse

_LARGEST = 1_000_000  # bytes; the longest policy seen has 40,000
Data = Mapping[str, object]


@dataclass(frozen=True)
class Loaded:
    """A usable policy, and the bytes to keep in the log (every file it draws on)."""

    policy: Policy
    kept: bytes


class PolicyFolders:
    """The shipped policies and those in the user's own folder."""

    def __init__(self, home: Path) -> None:
        self._folders = (shipped("policies"), home / "policies")

    def ids(self) -> tuple[str, ...]:
        """The ids of all policies, in order."""
        return tuple(sorted(self._by_id()))

    def load(self, policy_id: str) -> Loaded:
        """The policy of that id. Raises NoSuchPolicy, PolicyFaults."""
        found = self._by_id()
        if policy_id not in found:
            raise NoSuchPolicy(
                f"There is no policy {policy_id!r}.",
                hint=f"There are: {', '.join(sorted(found))}. See: escalate policy list",
            )
        same_id = found[policy_id]
        if len(same_id) > 1:
            raise PolicyFaults(
                f"Two policy files have the id {policy_id!r}.",
                details=tuple(f"{file.name}: policy.id: {policy_id!r} is used by another file" for file in same_id),
                hint="Change the id of one of them.",
            )
        return _load(same_id[0], found)

    def check(self, target: str) -> Loaded:
        """The policy in a file (a path) or of an id. Raises NoSuchPolicy, PolicyFaults."""
        path = Path(target)
        if not path.is_file():
            if path.suffix == ".toml":
                raise NoSuchPolicy(f"There is no file {path.name!r} there.", hint="Check its name and folder.")
            return self.load(target)
        return _load(path, self._by_id())

    def _by_id(self) -> dict[str, list[Traversable]]:
        found: dict[str, list[Traversable]] = {}
        for folder in self._folders:
            for file in _toml_files(folder):
                found.setdefault(_id_in(file), []).append(file)
        return found


def shipped(kind: str) -> Traversable:
    """The folder `migrations` or `policies`: inside the installed package, or beside it in a checkout."""
    inside = resources.files("escalate").joinpath(kind)
    return inside if inside.is_dir() else Path(__file__).resolve().parents[1] / kind


def from_kept(kept: bytes) -> Policy:
    """The policy as it was kept in the log, where it was stored after validation."""
    stored = json.loads(kept)
    texts: dict[str, str] = stored["files"]
    faults: list[Fault] = []
    return read_policy(stored["file"], {name: parse(text) for name, text in texts.items()}, faults)


def _load(file: Traversable, found: Mapping[str, list[Traversable]]) -> Loaded:
    texts = {file.name: _text(file)}
    data = {file.name: _data(file.name, texts[file.name])}
    for other in sorted(_other_policies(data[file.name])):
        for beside in found.get(other, ()):
            texts.setdefault(beside.name, _text(beside))
            data.setdefault(beside.name, _data(beside.name, texts[beside.name]))
    faults: list[Fault] = []
    policy = read_policy(file.name, data, faults)
    if not faults:
        faults = [(file.name, key, what) for key, what in problems(policy)]
    if faults:
        raise PolicyFaults(
            f"{file.name} has {len(faults)} {'fault' if len(faults) == 1 else 'faults'} and cannot be used.",
            details=tuple(f"{name}: {key}: {what}" for name, key, what in faults),
            hint="Mend what is named, then: escalate policy check",
        )
    kept = {"file": file.name, "files": texts}
    return Loaded(policy, json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _toml_files(folder: Traversable) -> list[Traversable]:
    try:
        return sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    except OSError:
        return []


def _text(file: Traversable) -> str:
    try:
        raw = file.read_bytes()
    except OSError:
        raise PolicyFaults(f"{file.name} cannot be read.", hint="Check who may read it.") from None
    if len(raw) > _LARGEST:
        raise PolicyFaults(f"{file.name} is larger than a policy can be.", hint="A policy file has at most 1 MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyFaults(f"{file.name} is not UTF-8 text.", hint="Save it as plain text in UTF-8.") from None


def _data(name: str, text: str) -> Data:
    try:
        return parse(text)
    except ValueError as fault:
        raise PolicyFaults(f"{name} is not TOML: {fault}.", hint="Mend that line and check again.") from None


def _id_in(file: Traversable) -> str:
    """The id in the file; its name where it cannot be read, so that only its own use is refused."""
    try:
        heading = _data(file.name, _text(file)).get("policy")
    except PolicyFaults:
        heading = None
    named = heading.get("id") if isinstance(heading, dict) else None
    return named if isinstance(named, str) else file.name.removesuffix(".toml")


def _other_policies(data: object) -> set[str]:
    """The policies whose forms are referred to, wherever a reference stands."""
    if isinstance(data, list):
        return set().union(*map(_other_policies, data))
    if not isinstance(data, Mapping):
        return set()
    found: set[str] = set()
    for key, value in data.items():
        refs = value if isinstance(value, list) else [value]
        if key in ("reflect", "form"):
            found |= {ref.split(":")[0] for ref in refs if isinstance(ref, str) and ":" in ref}
        found |= _other_policies(value)
    return found
