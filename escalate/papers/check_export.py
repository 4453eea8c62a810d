"""Checks a file that `escalate export` made, by itself: python check_export.py FILE [--receipt CODE]

It needs Python 3.11 or newer and nothing else, so whoever is handed a dispute's file can check it without the program;
`escalate verify FILE` runs this very code. The whole file must be what its proof makes it: not one byte is left over.
"""

import argparse
import hashlib
import json
import re
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT, LARGEST = 1, 200_000_000  # the journal's format; bytes of a file
SCHEMA = "escalate.export/1"
BEFORE = b'<script type="application/json" id="escalate-proof">'  # between what is shown and the proof
AFTER = b"</script>\n</body>\n</html>\n"
SIGNS = (SCHEMA.encode(), b'"prev_in_dispute":')  # whatever was done to an export, one of them is still there
CHAINED = ("position", "dispute", "seq", "kind", "recorded_at", "digest", "prev", "prev_in_dispute")
PARTS = {"log", "format", "entries", "receipt", "shown", "recorded"}
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class NoExport(Exception):
    """It is no file that `escalate export` made as HTML or JSON, or it cannot be read."""


class NoReceipt(Exception):
    """What was given to compare the file with is no receipt."""


class Altered(Exception):
    """It is not in the form that was written."""


@dataclass
class Finding:
    """What is wrong with a file, nothing when all is well; and what it holds."""

    faults: list[str] = field(default_factory=list)
    entries: int = 0
    worded: int = 0  # entries whose words are here; of the others there is the digest alone
    recorded: bool = False  # whether the dispute's last entry seals the words shown
    receipt: str = ""
    compared: bool = False  # with a receipt that somebody kept
    uncompared: str = ""  # why it could not be


def check(file: str, receipt: str = "") -> Finding:
    """Check one file, and that it holds the entry of a receipt that somebody kept. Raises NoExport, NoReceipt."""
    kept = _receipt(receipt) if receipt else None
    found, read = Finding(), _read(file)
    try:
        shown, proof = _parts(read)
        _check_proof(proof, hashlib.sha256(shown).hexdigest(), "json" if read[:1] == b"{" else "html", found)
        if kept:
            _compare(*kept, proof["entries"], found)
    except Altered as fault:
        found.faults.append(str(fault))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):  # whose words could quote the file
        found.faults.append("The file was cut, or changed where it says how it is put together")
    return found


def _read(file: str) -> bytes:
    try:
        if not stat.S_ISREG(Path(file).stat().st_mode):
            raise NoExport("it is no plain file")
        with Path(file).open("rb") as opened:
            read = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise NoExport("there is no file of that name") from None
    except (OSError, ValueError):
        raise NoExport("it cannot be read") from None
    if len(read) > LARGEST:
        raise NoExport("it is larger than any export")
    if not any(sign in read.replace(b"\0", b"") for sign in SIGNS):
        raise NoExport("it is no HTML or JSON file made by escalate export")
    return read


def _parts(read: bytes) -> tuple[bytes, Any]:
    """What is shown, as it was hashed, and the proof. Nothing else may be in the file."""
    if read.startswith(b"\xef\xbb\xbf") or b"\0" in read:
        raise Altered("The file was saved anew in another encoding; ask for it as it was made")
    if b"\r" in read:
        raise Altered("The file was altered by a program that changes line ends; ask for it as it was made")
    if read[:1] == b"{":
        whole = _json(read)
        shown, proof = canonical(whole["data"]), whole["proof"]
        if json_file(shown, proof) != read:
            raise Altered("There is more in the file, or less, than the words shown and their proof")
        return shown.encode(), proof
    if read.count(BEFORE) != 1 or not read.endswith(AFTER):
        raise Altered("The file does not end with its one proof: it was cut, added to or put together")
    shown_bytes, text = read.removesuffix(AFTER).split(BEFORE)
    proof = _json(text)
    if html_file(shown_bytes, proof) != read:
        raise Altered("There is more in the proof than the proof")
    return shown_bytes, proof


def _check_proof(proof: Any, shown: str, form: str, found: Finding) -> None:  # noqa: ANN401  any JSON
    if set(proof) != PARTS or proof["format"] != FORMAT or type(proof["recorded"]) is not bool:
        raise Altered("The proof is not one of this version of the program")
    entries, last = proof["entries"], proof["entries"][-1]
    _check_chain(entries, {"format": proof["format"], "log": proof["log"]}, found)
    found.entries, found.worded = len(entries), sum(entry["body"] is not None for entry in entries)
    found.recorded, found.receipt = proof["recorded"], receipt_of(last["position"], last["hash"])
    if proof["receipt"] != found.receipt:
        found.faults.append(f"The receipt is not that of the last entry, which is {found.receipt}")
    if proof["shown"] != shown:
        found.faults.append("The words shown were altered: they are not those that the proof names")
    event = json.loads(last["body"])["event"] if last["kind"] == "Exported" and last["body"] else {}
    if (event.get("digest") == shown and event.get("format") == form) is not found.recorded:
        found.faults.append(f"The words shown are not those that entry {last['position']} sealed")
    lost = [one["position"] for one in entries if one["body"] is None and one["seq"] > event.get("after", 0)]
    if found.recorded and lost:
        found.faults.append(f"Entry {lost[0]}: its words are missing")


def _check_chain(entries: list[dict[str, Any]], of_log: dict[str, Any], found: Finding) -> None:
    """Every entry by itself, and that each names the one before it in the dispute."""
    seq, before, position, dispute = 0, None, 0, entries[0]["dispute"]
    for entry in entries:
        if type(entry["position"]) is not int or not 0 < entry["position"] < 10**12:  # nothing else is ever named
            raise Altered("An entry has no number, or none that was ever written")
        name = f"Entry {entry['position']}"
        if set(entry) != {*CHAINED, "hash", "salt", "body"} or (entry["salt"] is None) != (entry["body"] is None):
            raise Altered(f"{name} lacks a part, or has one too many")
        if entry["body"] is not None:
            salt = bytes.fromhex(entry["salt"])
            digest = hashlib.sha256(salt + entry["body"].encode()).hexdigest()
            if digest != entry["digest"] or salt.hex() != entry["salt"]:
                found.faults.append(f"{name}: its words were altered")
        header = canonical({key: entry[key] for key in CHAINED} | of_log)
        if hashlib.sha256(header.encode()).hexdigest() != entry["hash"]:
            found.faults.append(f"{name}: when it was written, what kind it is or where it stands was altered")
        if entry["seq"] != seq + 1 or entry["prev_in_dispute"] != before:
            found.faults.append(f"{name} does not follow the one before it: one is missing, added or out of order")
        if entry["position"] <= position or entry["dispute"] != dispute:
            found.faults.append(f"{name} stands in the wrong place, or belongs to another dispute")
        seq, before, position = entry["seq"], entry["hash"], entry["position"]


def _receipt(text: str) -> tuple[int, str]:
    """The entry of a receipt as somebody wrote it down, and its sixteen letters."""
    read = re.fullmatch(r"\D*([0-9]{1,12})[\s,:]+((?:[0-9A-Z][\s-]*){16})[\s.,;:\"']*", text.upper())
    letters = re.sub(r"[\s-]", "", read[2]).translate(str.maketrans("ILO", "110")) if read else ""
    if not read or not set(letters) <= set(LETTERS):
        raise NoReceipt
    return int(read[1]), letters


def _compare(position: int, letters: str, entries: list[dict[str, Any]], found: Finding) -> None:
    """Whether the entry of a receipt that somebody kept is as it was then. One that is not here proves nothing."""
    here = {entry["position"]: receipt_of(position, entry["hash"]) for entry in entries}
    if position not in here:
        found.uncompared = NOT_HERE.format(position)
        return
    found.compared = True
    if here[position].replace("-", "") != f"{position} {letters}":
        found.faults.append(f"Entry {position} is not the one of the receipt: it, or an entry before it, is another")


def receipt_of(position: int, digest: str) -> str:
    """An entry's receipt: where it stands, and the first 80 bits of its hash."""
    bits = int(digest[:20], 16)
    letters = "".join(LETTERS[bits >> shift & 31] for shift in range(75, -1, -5))
    return f"{position} {'-'.join(letters[at : at + 4] for at in range(0, 16, 4))}"


def canonical(value: Any) -> str:  # noqa: ANN401  any JSON value
    """JSON with sorted keys, no spaces, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def json_file(shown: str, proof: Any) -> bytes:  # noqa: ANN401
    """The whole file, of the canonical JSON of what is shown."""
    return f'{{"schema":"{SCHEMA}","data":{shown},"proof":{canonical(proof)}}}\n'.encode()


def html_file(shown: bytes, proof: Any) -> bytes:  # noqa: ANN401
    """The whole file, of all that stands before the proof; a "<" in that could end it."""
    return shown + BEFORE + canonical(proof).replace("<", "\\u003c").encode() + AFTER


def _json(read: bytes) -> Any:  # noqa: ANN401
    return json.loads(read.decode(), object_pairs_hook=_once, parse_constant=_no, parse_float=_no)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise Altered("The file says one thing twice")
    return read


def _no(_: str) -> None:
    raise Altered("The file has a number that was never written")


ALTERED = "This file is not as it was made"
SEALED = "This file is as it was made: the dispute's last entry seals the words shown"
UNSEALED = (
    "The entries fit together. No entry seals the words shown here: whoever had this file could have changed them"
)
NOT_HERE = (
    "This receipt cannot be compared: entry {} is not among this file's entries (it may belong to another dispute, or "
    "be later than the file). Of the file in itself:"
)
HOLDS = "It holds the entry of the receipt, as it was then."
HOLDS_ALONE = "It holds the entry of the receipt; that does not prove the words shown."
PROVES = (
    "It proves that no entry of this dispute was changed, left out, added or moved since the last one was sealed.",
    "It does not prove who made the file, nor that what was written is true: who made it could make all of it anew.",
    "So compare the receipt with one that somebody else kept.",
)


def verdict(found: Finding) -> str:
    """What was found, as one sentence; "as it was made" is said only where an entry seals what is shown."""
    return ALTERED if found.faults else SEALED if found.recorded else UNSEALED


def proves(found: Finding) -> tuple[str, ...]:
    """What that proves, and what not."""
    held = (HOLDS if found.recorded else HOLDS_ALONE,) if found.compared else ()
    return () if found.faults else (*held, *PROVES)


def said(found: Finding) -> list[str]:
    """What was found, a line each."""
    before = [found.uncompared] if found.uncompared else []
    if found.faults:
        return [*before, f"{verdict(found)}.", *found.faults]
    lines = [*before, f"{verdict(found)}.", f"Entries of the dispute: {found.entries}. Receipt: {found.receipt}"]
    if without := found.entries - found.worded:
        lines.append(f"Entries that are here without their words, by their digest alone: {without}")
    return [*lines, *proves(found)]


def exit_code(found: Finding) -> int:
    """0: no fault was found; 5: one was; 2: none was, but the receipt could not be compared."""
    return 5 if found.faults else 2 if found.uncompared else 0


def main(words: list[str]) -> int:
    """Check the file that the words name. 0: no fault was found; 5: one was; 2: no export, or nothing to compare."""
    parser = argparse.ArgumentParser(description="Checks a file that escalate export made, as HTML or JSON.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--receipt", metavar="CODE", default="", help="a receipt that somebody else kept, to compare")
    parser.add_argument("rest", metavar="CODE", nargs="*", default=[], help=argparse.SUPPRESS)  # unquoted
    given = parser.parse_intermixed_args(words)
    try:
        found = check(given.file, " ".join((given.receipt, *given.rest)).strip())
    except NoExport as fault:
        sys.stderr.write(f"Nothing was checked: {fault}.\n")
        return 2
    except NoReceipt:
        sys.stderr.write("Nothing was checked. That is not a receipt: a number, then sixteen letters and digits.\n")
        return 2
    for line in said(found):  # a file, or a receipt, must not drive the screen
        sys.stdout.write(line.encode("unicode_escape").decode() + "\n")
    return exit_code(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
