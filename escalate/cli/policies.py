"""The commands about policies: list, show, compare, new, check, timeline."""

from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.completing import policy_ids
from escalate.cli.options import Blank, File, Json, Plain, Said, how

if TYPE_CHECKING:
    from escalate.policy_files import Loaded

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="The policies: list, show, compare, new, check, timeline."
)
PolicyId = Annotated[str, typer.Argument(help="The policy's id.", autocompletion=policy_ids)]
Usual = Annotated[str, typer.Argument(help="The policy's id. Nothing: your usual one.", autocompletion=policy_ids)]


@app.command("list")
def list_(as_json: Json = False, plain: Plain = False) -> None:
    """The policies that can be used."""
    from escalate import runtime
    from escalate.errors import PolicyFaults
    from escalate.usecases.policies import PolicyListView, policy_line

    office = runtime.office()
    usable, faulty = [], []
    for policy_id in office.policies.ids():
        try:
            usable.append(policy_line(office.policies.load(policy_id).policy))
        except PolicyFaults as fault:
            faulty.append(f"{fault.message} See: escalate policy check {policy_id}")
    runtime.show(PolicyListView(tuple(usable), tuple(faulty)), how(as_json, plain))


@app.command("show")
def show(policy: Usual = "", as_json: Json = False, plain: Plain = False) -> None:
    """A whole policy: stages, who speaks to whom, limits, duties, forms."""
    from escalate import runtime
    from escalate.usecases.policies import policy_view

    runtime.show(policy_view(_load(policy).policy), how(as_json, plain))


@app.command("compare")
def compare(policy: PolicyId, other: Usual = "", as_json: Json = False, plain: Plain = False) -> None:
    """Two policies side by side: what differs, and how many points do not."""
    from escalate import runtime
    from escalate.usecases.comparing import compare as view

    runtime.show(view(_load(policy).policy, _load(other).policy), how(as_json, plain))


@app.command("check")
def check(
    target: Annotated[
        str, typer.Argument(metavar="FILE", help="A policy file, or a policy's id.", autocompletion=policy_ids)
    ],
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Check a policy file; every fault is named with file and key."""
    from escalate import runtime
    from escalate.usecases.policies import check_view

    runtime.show(check_view(runtime.office().policies.check(target).policy), how(as_json, plain))


@app.command("new")
def new(
    policy: Annotated[str, typer.Argument(metavar="ID", help="A short name for it. Nothing: made from its name.")] = "",
    answers: File = "",
    blank: Blank = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Write a policy of your own: its stages, people, limits, whom to tell."""
    from escalate.cli.policy_new import DrawingUp

    DrawingUp(Said(answers, blank, "", how(as_json, plain))).run(policy)


@app.command("timeline")
def timeline(
    policy: Usual = "",
    raised: Annotated[str, typer.Option("--raised", metavar="DATE", help="When it was raised. Nothing: now.")] = "",
    worst: Annotated[
        str, typer.Option("--worst", metavar="MONTH", help="Raised on the day of a month or year that takes longest.")
    ] = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Every latest date of a policy, each stage running to its limit."""
    from escalate import runtime
    from escalate.cli import dates
    from escalate.errors import BadInput
    from escalate.usecases import timeline as use

    if raised and worst:
        raise BadInput("--raised and --worst cannot both be given.", hint="--worst finds the day raised by itself.")
    office = runtime.office()
    loaded = _load(policy).policy
    if worst:
        view = use.worst_timeline(loaded, dates.days_of(worst), office.working_days(loaded))
    else:
        view = use.timeline(loaded, dates.parse(raised or "now", office.now), office.working_days(loaded))
    runtime.show(view, how(as_json, plain))


def _load(policy: str) -> "Loaded":
    """The policy of that id, in capitals or not; without one the usual policy. Raises NoSuchPolicy, MissingAnswers."""
    from escalate import runtime
    from escalate.cli.usual_policy import usual

    office = runtime.office()
    return office.policies.load(policy.casefold() or usual(office, "Which policy?"))
