"""The commands about policies: list, show, check, timeline."""

from typing import Annotated

import typer

from escalate.cli.options import Json, Plain, how

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="The policies: list, show, check, timeline.")
PolicyId = Annotated[str, typer.Argument(help="The policy's id.")]


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
def show(policy: PolicyId, as_json: Json = False, plain: Plain = False) -> None:
    """A whole policy: stages, who speaks to whom, limits, duties, forms."""
    from escalate import runtime
    from escalate.usecases.policies import policy_view

    runtime.show(policy_view(runtime.office().policies.load(policy).policy), how(as_json, plain))


@app.command("check")
def check(
    target: Annotated[str, typer.Argument(metavar="FILE", help="A policy file, or a policy's id.")],
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Check a policy file; every fault is named with file and key."""
    from escalate import runtime
    from escalate.usecases.policies import check_view

    runtime.show(check_view(runtime.office().policies.check(target).policy), how(as_json, plain))


@app.command("timeline")
def timeline(
    policy: PolicyId,
    raised: Annotated[str, typer.Option("--raised", metavar="DATE", help="When it was raised. Nothing: now.")] = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Every latest date of a policy, each stage running to its limit."""
    from escalate import runtime
    from escalate.cli.reading import day_given
    from escalate.usecases.timeline import timeline as view

    office = runtime.office()
    loaded = office.policies.load(policy).policy
    since = day_given(raised or "now", office.now)
    runtime.show(view(loaded, since, office.working_days(loaded)), how(as_json, plain))
