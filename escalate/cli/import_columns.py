"""The columns of a spreadsheet that can be imported, and the empty template for the policies in use.

One row is one dispute as it stands today: what somebody who keeps such a list knows without looking anything up.
"""

from collections.abc import Iterable, Iterator

from escalate.domain.choices import OUTCOMES
from escalate.domain.frozen import frozen
from escalate.domain.policy import SECTORS, Policy
from escalate.usecases.sheet import Cell, Sheet

NOTE = "# "  # a row whose first cell begins so is no dispute; "#15" can be somebody's number for one
_SECTORS = f"One of {', '.join(SECTORS)}, or of the policy's own."
_DAY = "A day, as 2026-11-05 or 05/11/2026"


@frozen
class Column:
    """One column: its heading, whether it must be filled in, what goes in it, and an example."""

    id: str
    head: str
    what: str
    example: str = ""
    needed: bool = False


COLUMNS = (
    Column("known_as", "Your reference", "Your own number for it, if it has one.", "2026/14"),
    Column("policy", "Policy", "The policy's id or title. Empty: the one that set-up names first."),
    Column("kind", "Child or adult", "child or adult. Empty: whichever the policy names first."),
    Column(
        *("subjects", "Reference of the child or adult"),
        "Initials or a case number, never a full name. Several: with ; between them.",
        *("AB", True),
    ),
    Column("grounds", "About", "The area of disagreement, by its id or title. Several: with ; between them.", "", True),
    Column(
        *("concern", "What was decided or not done"),
        "And why opinions differ. In a sentence or two.",
        *("The referral was closed without a visit.", True),
    ),
    Column("side", "Raised by", "us or them.", "us", True),
    Column("our_agency", "Our agency", "Empty: the agency of whoever imports.", "School"),
    Column("our_sector", "Our sector", f"{_SECTORS} Empty: that of whoever imports, or other.", "education"),
    Column("their_agency", "Their agency", "The agency on the other side.", "Children's Services", True),
    Column("their_sector", "Their sector", f"{_SECTORS} Empty: other.", "childrens-social-care"),
    Column("our_person", "Who acts for us", "The name, and after a comma the role.", "Ann Worker, safeguarding lead"),
    Column("their_person", "Who acts for them", "The name, and after a comma the role.", "Bo Colleague, manager"),
    Column("arose", "Arose on", f"{_DAY}: when the decision came. Empty: when it was raised.", "2026-11-03"),
    Column("raised", "Raised on", f"{_DAY}: when it was first put to the other side.", "2026-11-05", True),
    Column("stage", "Stage now", "By its id or name; of a resolved one the last it was at.", "", True),
    Column("since", "At this stage since", f"{_DAY}. Empty at the first stage: when it was raised.", "2026-11-12"),
    Column("talked", "Last discussion on", f"{_DAY}: when the two sides last spoke.", "2026-11-13"),
    Column("said", "What was said", "In that discussion.", "They will look at it again."),
    Column("resolved", "Resolved on", f"{_DAY}. Empty: it is open."),
    Column("outcome", "Outcome", f"Of a resolved one: {'; '.join(OUTCOMES.values())}. Or {', '.join(OUTCOMES)}."),
    Column("notes", "Notes", "Whatever else the list says of it."),
)


def template(policies: Iterable[Policy], *, apart: bool) -> tuple[Sheet, ...]:
    """An empty sheet and how to fill it in: on a sheet of its own (`apart`), or in rows that an import leaves out."""
    heads = tuple(column.head for column in COLUMNS)
    policies = tuple(policies)
    example = _example(policies[0])
    if not apart:
        first, *whats = (f"(needed) {column.what}" if column.needed else column.what for column in COLUMNS)
        whats = [f"{NOTE}{first}", *whats]
        examples = (f"{NOTE}Example: {example[0]}", *example[1:])
        rows = ((f"{NOTE}{line}", *[""] * (len(heads) - 1)) for line in _of_policies(policies))
        return (Sheet("Disputes", heads, (tuple(whats), examples, *rows), ()),)
    rows_apart: list[tuple[Cell, ...]] = [
        (column.head, "yes" if column.needed else "", column.what, shown)
        for column, shown in zip(COLUMNS, example, strict=True)
    ]
    rows_apart += [("", "", line, "") for line in _of_policies(policies)]
    how = Sheet("How to fill it in", ("Column", "Needed", "What to write", "Example"), tuple(rows_apart), ())
    return (Sheet("Disputes", heads, (), ()), how)


def _example(policy: Policy) -> tuple[str, ...]:
    """A row that can be imported, of a dispute at the second stage."""
    of_policy = {
        "policy": policy.id,
        "kind": policy.subjects[0],
        "grounds": policy.grounds[0].id,
        "stage": policy.stages[:2][-1].id,
    }
    return tuple(of_policy.get(column.id, column.example) for column in COLUMNS)


def _of_policies(policies: Iterable[Policy]) -> Iterator[str]:
    """What can be written for each policy."""
    for policy in policies:
        areas = "; ".join(f"{one.id} ({one.title})" for one in policy.grounds)
        stages = "; ".join(f"{one.id} ({one.name})" for one in policy.stages)
        yield f"Policy {policy.id} ({policy.title}, {policy.partnership}). About: {areas}. Stages: {stages}."
