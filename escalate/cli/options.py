"""The options that many commands share, declared once. None of them takes words about a child."""

from typing import Annotated

import typer

from escalate.cli.completing import one_of, policy_ids
from escalate.domain.frozen import frozen
from escalate.runtime import How

Ref = Annotated[str, typer.Argument(help="The dispute: 7, or ESC-2026-0007. May be left out where only one is open.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print label: value lines, for screen readers and grep.")]
File = Annotated[str, typer.Option("--answers", metavar="FILE", help="Answers in TOML or JSON; - reads standard input")]
Blank = Annotated[bool, typer.Option("--blank", help="Print a form with every question, to fill in, and stop.")]
MeOption = Annotated[str, typer.Option("--me", metavar="NAME", help="Who writes, where several people use this log.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a file that is there already.")]
All = Annotated[bool, typer.Option("--all", help="Show everything, not only the first.")]
When = Annotated[str, typer.Option("--when", metavar="DATE", help="When it happened. Nothing: now.")]
Because = Annotated[
    str,
    typer.Option(
        "--because",
        help="Why a stage is gone past: risk, agreed or discretion.",
        autocompletion=one_of("risk", "agreed", "discretion"),
    ),
]
PolicyOption = Annotated[
    str,
    typer.Option("--policy", metavar="ID", help="Which policy. See: escalate policy list", autocompletion=policy_ids),
]
SheetFile = Annotated[
    str, typer.Option("--sheet", metavar="FILE", help="Write all of it to a spreadsheet: FILE.csv or FILE.xlsx.")
]


def how(as_json: bool, plain: bool) -> How:
    """Which of the three ways a command prints in."""
    return "json" if as_json else "plain" if plain else "human"


@frozen
class Said:
    """What was given on the command line: where the answers are, who writes, what to print."""

    answers: str = ""
    blank: bool = False
    me: str = ""
    how: How = "human"
