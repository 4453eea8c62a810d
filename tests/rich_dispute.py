"""A dispute with everything in it, made by the real commands: a story of the demonstration, and what came later."""

import tomllib
from pathlib import Path
from typing import Any

from tests.office import Office

STORIES = Path(__file__).resolve().parents[1] / "policies" / "stories"
FOREIGN = "Welsh ŵ ŷ, Polish Ł, Arabic مرحبا, curly “quotes” and 'straight' ones, <b>&amp;</b>"
LATER: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "2027-01-20T10:00:00+00:00",
        "log 1",
        {
            "when": "12/01/2027 3pm",
            "how": "telephone",
            "said": f"Dee Drift and I spoke again.\n\n{FOREIGN}\n=1+1 ../../etc/passwd \u202egnp",
            "our_reasons": "The notes. " * 60,
            "their_reasons": "None were given.",
            "people": [{"name": "Bo Sample", "role": "Social worker", "party": "services"}],
            "actions": [{"who": "Bo Sample", "party": "services", "what": "Send the date", "by": "25/01/2027"}],
            "extras": {"own_words": 'AB: "Nobody asked me."'},
        },
    ),
    (
        "2027-01-21T10:00:00+00:00",
        "correct 1 3",
        {
            "what": "The second bruise.",
            "right": "It was on 3 December.",
            "why": "Read again in the notes of Bo Sample.",
        },
    ),
    ("2027-01-22T10:00:00+00:00", "approve 1 3", {"role": "manager", "by": "Cy Pattern", "when": "22/01/2027 9am"}),
    (
        "2027-01-23T10:00:00+00:00",
        "people 1",
        {"people": [{"name": "Eve O'Neil-Łukasz", "role": "Head of service", "party": "services"}]},
    ),
    (
        "2027-01-25T10:00:00+00:00",
        "correct 1 2",
        {
            "what": "The hour.",
            "right": "It was at 9am.",
            "why": "Telephone log.",
            "when": "18/12/2026 9am",
            "moment": "happened",
        },
    ),
)


def rich(home: Path) -> Office:
    """The office with that dispute, as entry 1 of its list."""
    office = Office(home)
    frame = tomllib.loads((STORIES / "frame.toml").read_text("utf-8"))
    story = tomllib.loads((STORIES / "torbay.toml").read_text("utf-8"))
    for step in (*frame["before"][:1], *story["step"]):
        office.clock = step["clock"]
        words = step["run"].format(ref=1).split()
        result = office.run(*words, answers=step.get("answers"))
        assert result.code == step.get("exit", 0), (words, result.err)
    for clock, typed, answers in LATER:
        office.clock = clock
        office.must(*typed.split(), answers=answers)
    minutes = home.parent / "minutes ŵ.txt"
    minutes.write_text("What was said.", "utf-8")
    office.clock = "2027-01-25T11:00:00+00:00"
    office.must("attach", "1", answers={"file": str(minutes), "paper": "Minutes", "from_whom": "Cy Pattern"})
    office.clock = "2027-01-26T10:00:00+00:00"
    return office
