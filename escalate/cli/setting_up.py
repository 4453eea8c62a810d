"""Set-up: who uses this log, which policies, which nation, closures, contacts, whom to call."""

from escalate.cli.options import Blank, File, Json, Plain, how
from escalate.errors import BadSettings


def setup(answers: File = "", blank: Blank = False, as_json: Json = False, plain: Plain = False) -> None:
    """Say who uses this log, which policies and nation, closures, contacts, and whom to call first."""
    from escalate import runtime, settings
    from escalate.cli import ask, set_up_form
    from escalate.usecases.office import SettingsView

    office = runtime.office()
    questions = set_up_form.questions(office.policies.ids())
    if blank:
        runtime.say(ask.blank("Set-up", questions))
        return
    data = ask.document(answers)
    if data:
        try:
            before = office.settings
        except BadSettings:  # this is how they are mended
            before = settings.Settings()
        settings.save(office.home, set_up_form.changed(before, ask.answers(questions, data, office.now)))
    elif not office.settings.me:
        ask.answers(questions, {}, office.now)
    now = settings.load(office.home)
    view = SettingsView(
        file=settings.FILE,
        me=tuple(", ".join(filter(None, (one.name, one.role, one.team, one.agency))) for one in now.me),
        policies=now.policies,
        nation=now.nation,
        closures=tuple(f"{one.first} to {one.last}: {one.why}" for one in now.closures),
        contacts=tuple(f"{one.policy}, {one.role}: {one.name} {one.phone}".strip() for one in now.contacts),
        emergency=now.emergency,
    )
    runtime.show(view, how(as_json, plain))
