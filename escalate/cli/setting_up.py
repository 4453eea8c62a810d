"""Set-up: who uses this log, which policies, which nation, closures, contacts, whom to call."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from escalate.cli.options import Blank, File, Json, Plain, Said, how
from escalate.errors import BadAnswers, BadSettings, NoSuchPolicy, PolicyFaults

if TYPE_CHECKING:
    from escalate import runtime
    from escalate.cli.ask import Question
    from escalate.settings import Closure, Me, Settings


Show = Annotated[bool, typer.Option("--show", help="Show what is set up, and ask nothing.")]


def setup(
    answers: File = "", blank: Blank = False, show: Show = False, as_json: Json = False, plain: Plain = False
) -> None:
    """Say who uses this log, which policies and nation, closures, contacts, and whom to call first."""
    from escalate import runtime
    from escalate.cli import ask, prompting

    said = Said(answers, blank, "", how(as_json, plain))
    office = runtime.office()
    if blank:
        from escalate.cli.blank import blank as form

        runtime.say(form("Set-up", _questions(office, {})))
        return
    receipt = ""
    if show:
        pass
    elif prompting.wanted(said):
        receipt = set_up()
    elif data := ask.document(answers):
        receipt = _save(office, data)
    elif not office.settings.me:
        ask.answers(_questions(office, {}), {}, office.now)
    _show(said.how, receipt)


def set_up() -> str:
    """Ask at the keyboard, with the present settings in place, and save; the receipt, if an entry was written."""
    from escalate import runtime
    from escalate.cli.prompting import Session, stoppable
    from escalate.cli.set_up_form import answered

    office = runtime.office()
    session, receipts = Session("setup"), list[str]()
    with stoppable(session):
        session.asker.say("", "Set-up, asked once: who you are, and which policies you use.")
        session.resume()
        if os.environ.get("ESCALATE_ACCESSIBLE"):
            session.interview.give({"accessible": "yes"})
        if not session.interview.answers and _present(office).me:
            session.interview.give(answered(_present(office)))

        def save(data: Mapping[str, Any]) -> None:
            receipts.append(_save(office, data))
            office.drafts.discard(session.draft.number)
            session.asker.say("", "Set-up is saved. To change it: escalate setup")

        session.record(lambda so_far: _questions(office, so_far), "Set-up", save)
    return receipts[-1]


def _save(office: "runtime.Office", data: Mapping[str, Any]) -> str:
    from escalate import runtime, settings, warning
    from escalate.cli import ask, set_up_form

    values = ask.answers(_questions(office, data), data, office.now)
    new = set_up_form.changed(_present(office), values)
    if wrong := _wrong_contacts(office, new):
        raise BadAnswers("Nothing was recorded: a contact is for a role that is not there.", details=wrong)
    warning.of_place(office.home, runtime.LOG)
    receipt = _put_rule_on_record(office, new, values.get("set_by", ""))
    if settings.save(office.home, new):
        sys.stderr.write(f"The settings that could not be used are kept, in {settings.BEFORE}.\n")
    return receipt


def _put_rule_on_record(office: "runtime.Office", new: "Settings", set_by: str) -> str:
    """A changed rule is an entry of the log, written first: what holds is never without its entry. Its receipt."""
    from escalate.cli import set_up_form
    from escalate.domain.log_events import KeepRuleSet

    never = new.keep_years is None and _present(office).keep_years is None
    if not never and new.keep_years != office.reader.keep_rule():
        office.note(set_up_form.who_sets(new.me, set_by), KeepRuleSet(new.keep_years))
        ends = office.reader.ends()
        return ends.receipt if ends else ""
    return ""


def _wrong_contacts(office: "runtime.Office", settings: "Settings") -> tuple[str, ...]:
    from escalate.cli.set_up_form import wrong_contacts

    def roles(policy_id: str) -> tuple[str, ...] | None:
        try:
            return tuple(office.policies.load(policy_id).policy.roles)
        except (NoSuchPolicy, PolicyFaults):
            return None

    return wrong_contacts(settings.contacts, roles)


def _present(office: "runtime.Office") -> "Settings":
    from escalate.settings import Settings

    try:
        return office.settings
    except BadSettings:  # this is how they are mended
        return Settings()


def _questions(office: "runtime.Office", so_far: Mapping[str, Any]) -> "tuple[Question, ...]":
    from escalate.cli import set_up_form
    from escalate.cli.forms import rows_of
    from escalate.domain.policy import SECTORS

    given, policies = so_far.get("policies"), {}
    used = given if isinstance(given, (list, tuple, str)) else ()
    roles: dict[str, str] = {}
    sectors = dict(SECTORS)
    for policy_id in office.policies.ids():
        try:
            policy = office.policies.load(policy_id).policy
        except PolicyFaults:  # named by `policy list`; the others can be used
            continue
        policies[policy_id] = policy.partnership
        if policy_id in used:
            roles |= {role.id: role.title for role in policy.roles.values()}
            sectors |= policy.own_sectors
    names = {str(one["name"]): str(one.get("role", "")) for one in rows_of(so_far, "me") if one.get("name")}
    return set_up_form.questions(policies, roles, sectors, names)


def _show(said_how: "runtime.How", receipt: str) -> None:
    from escalate import runtime, settings
    from escalate.usecases.office import SettingsView

    office = runtime.office()
    now = office.settings
    if wrong := _wrong_contacts(office, now):  # as it can be where the file was edited, or a policy has changed
        raise BadSettings(
            "A contact is for a role that is not there.",
            details=tuple(f"{settings.FILE}: {line}" for line in wrong),
            hint="Mend what is named, or: escalate setup",
        )
    view = SettingsView(
        file=settings.FILE,
        me=tuple(map(_of_me, now.me)),
        policies=now.policies,
        nation=now.nation,
        closures=tuple(map(_of_closure, now.closures)),
        contacts=tuple(f"{one.policy}, {one.role}: {one.name} {one.phone}".strip() for one in now.contacts),
        emergency=now.emergency,
        keep_years=now.keep_years,
        receipt=receipt,
    )
    runtime.show(view, said_how)


def _of_me(one: "Me") -> str:
    from escalate.domain.policy import SECTORS

    sector = SECTORS.get(one.sector, one.sector)  # one of a policy's own is known by its id
    return f"{', '.join(filter(None, (one.name, one.role, one.team, one.agency)))} ({sector})"


def _of_closure(one: "Closure") -> str:
    from escalate.render.words import day

    days = day(one.first) if one.first == one.last else f"{day(one.first)} to {day(one.last)}"
    return f"{days}: {one.why}"
