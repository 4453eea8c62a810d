"""What each key of a policy file promises, and how a screen is found to keep it.

`prove` gives the ways in which the screen keeps the promise (asked, shown, computed, demanded, tracked), or fails.
A duty is proved by its effect: its number, its due time worked out by hand, the refusal that names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from escalate.domain.policy import Duty, Policy, Stage
from tests.source_drive import AGREED, AROSE, RAISED, Setting
from tests.source_screens import Screens, Seen

HOWS = {"asked", "shown", "computed", "demanded", "tracked"}
DEFAULTS = {"force": "must", "starts": "entered", "ends": "done"}
LONDON = ZoneInfo("Europe/London")
CLOSED = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}  # weekends apart, all bank holidays of these tests


def value(file: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401  whatever the file holds
    """What a dotted key names in a policy file as read from TOML. Raises LookupError."""
    kind, *rest = key.split(".")
    if kind == "duty":
        here: Any = next((duty for duty in _duties(file) if duty["id"] == rest[0]), None)
        here = here if here is None else {**DEFAULTS, **here}
        rest = rest[1:]
    else:
        here = file.get(kind)
    for step in rest:
        if isinstance(here, list) and here and isinstance(here[0], dict) and "id" in here[0]:
            here = next((one for one in here if one["id"] == step), None)
        elif isinstance(here, list):
            here = here[int(step) - 1] if step.isdecimal() and 0 < int(step) <= len(here) else None
        elif isinstance(here, dict):
            here = here.get(step, next((one for one in here.get("ask", ()) if one["id"] == step), None))
        else:
            here = None
    if here is None:
        raise LookupError(f"the policy file has no {key}")
    return here


def _duties(file: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*file.get("duty", ()), *(duty for stage in file["stage"] for duty in stage.get("duty", ()))]


def counted(within: str, since: datetime) -> datetime:
    """When a limit ends, by hand: 5pm of the last day, or so many hours later."""
    number = int(within.split()[0])
    if "hour" in within:
        return since + timedelta(hours=number)
    day = since.astimezone(LONDON).date()
    if "working" in within:
        while number:
            day += timedelta(days=1)
            number -= day.weekday() < 5 and day not in CLOSED
    else:
        day += timedelta(days=number * (7 if "week" in within else 1))
    return datetime.combine(day, datetime.min.time(), LONDON).replace(hour=17)


class Proof:
    """One row's keys against one screen."""

    def __init__(self, screens: Screens, screen: str, setting: Setting) -> None:
        self._screens, self._screen, self._setting = screens, screen, setting
        self.policy: Policy = screens.policy
        self.seen: Seen = screens.see(screen, setting)

    def of(self, key: str) -> set[str]:
        """How the screen keeps what `key` says. Raises AssertionError, naming what is not there."""
        kind, *rest = key.split(".")
        prove: Callable[..., set[str]] = getattr(self, f"_{kind}")
        return prove(*rest)

    def _text(self, *texts: str) -> set[str]:
        for text in texts:
            assert text, "nothing to look for"
            assert text in self.seen.text, f"not on the screen: {text!r}"
        return {"shown", "asked"} if all(text in self.seen.asked for text in texts) else {"shown"}

    def _asks(self, ask_id: str, text: str) -> set[str]:
        assert f"# {ask_id} = " in self.seen.asked, f"{ask_id} is not asked"
        return self._text(text) | {"asked"}

    # The policy itself

    def _policy(self, key: str, place: str = "") -> set[str]:
        match key:
            case "advice":
                return self._text(self.policy.advice[int(place) - 1])
            case "bypass":
                return self._bypass()
            case "reflect":
                titles = (form.title for ref in self.policy.reflect if (form := self.policy.form(ref)))
                return self._text(*titles)
            case "subjects":
                return self._text(*self.policy.subjects)
            case _:
                return self._text(getattr(self.policy, key))

    def _bypass(self) -> set[str]:
        """The form offers exactly the reasons allowed; without one a stage with open gates is not left, with one it is."""
        reasons = {"risk": ["risk"], "agreed": ["risk", "agreed"]}[self.policy.bypass]
        offered = self.seen.asked.partition("# because = ")[0].rpartition("# To go past")[2]
        found = [line.removeprefix("#   ").split(":")[0] for line in offered.splitlines() if line.startswith("#   ")]
        assert found == reasons, found
        following = self.policy.first.next[0]
        assert self._screens.fork(self.seen.drive).tried("advance", "1", "--to", following).data["code"] == "missing-gate"
        for reason in reasons:
            answers = {"because": reason, "reason": "AB cannot wait.", "agreed_by": "Both managers"}
            moved = self._screens.fork(self.seen.drive).done("advance", "1", "--to", following, answers=answers)
            assert moved["stage"] == following
        return {"demanded", "asked"}

    def _ground(self, ground: str) -> set[str]:
        return self._text(f"{ground}: {self.policy.ground_title(ground)}" if self.seen.asked else self.policy.ground_title(ground))

    def _ask(self, ask_id: str) -> set[str]:
        return self._asks(ask_id, next(ask.text for ask in self.policy.asks if ask.id == ask_id))

    def _exclusion(self, place: str) -> set[str]:
        return self._text(self.policy.exclusions[int(place) - 1].text)

    def _form(self, form_id: str, ask_id: str = "") -> set[str]:
        form = self.policy.form(form_id) or self.policy.form(f"{self.policy.id}:{form_id}")
        assert form
        if not ask_id:
            for ask in form.asks:
                self._asks(ask.id, ask.text)
            return {"asked"}
        return self._asks(ask_id, next(ask.text for ask in form.asks if ask.id == ask_id))

    def _roles(self, role: str, sector: str = "") -> set[str]:
        title = self.policy.role_title(role, sector)
        if sector and self._screen.startswith("status"):
            assert title in {speaker["role"] for speaker in self.seen.data["speakers"]}, f"nobody is called {title!r}"
        return self._text(title)

    # Stages

    def _stage(self, stage_id: str, key: str = "", *place: str) -> set[str]:
        stage = self.policy.stage(stage_id)
        assert stage
        match key:
            case "":
                return self._text(stage.name)
            case "raising" | "responding":
                return self._speaks(key, getattr(stage, key))
            case "next":
                return self._leads_to(stage)
            case "start":
                return self._begins_at(stage)
            case "advice":
                return self._text(stage.advice[int(place[0]) - 1])
            case "body":
                return self._body(stage, *place)
            case _:
                return self._text(getattr(stage, key))

    def _speaks(self, side: str, role: str) -> set[str]:
        sectors = (self._setting.ours,) if side == "raising" else self._setting.theirs
        titles = {self.policy.role_title(role, sector) for sector in sectors}
        found = {speaker["role"] for speaker in self.seen.data["speakers"] if speaker["side"] in (side, "partnership")}
        assert titles <= found, f"{titles} do not speak, but {found}"
        return self._text(*titles)

    def _leads_to(self, stage: Stage) -> set[str]:
        """Here: the stages that follow are named. At one of them: it was come to by plain `advance`."""
        at = self._screen.split(":")[1]
        if at == stage.id:
            for target in stage.next:
                following = self.policy.stage(target)
                assert following
                line = f"{target} {following.name}" + (f": {following.hint}" if following.hint else "")
                assert line in self.seen.data.get("next_stages", ()), f"stage {target} is not offered"
            return {"shown"}
        assert at in stage.next, f"stage {at} does not follow stage {stage.id}"
        assert {one["id"]: one["state"] for one in self._at(at)["stages"]}[stage.id] == "past"
        return {"shown", "tracked"}

    def _at(self, stage: str) -> Mapping[str, Any]:
        return self._screens.see(f"status:{stage}", self._setting).data

    def _begins_at(self, stage: Stage) -> set[str]:
        """The form offers it as a way in, and opening there needs no by-pass."""
        assert f"#   {stage.id}: {stage.name}" in self.seen.asked
        line = self.seen.asked.partition(f"#   {stage.id}: {stage.name}")[2].splitlines()[0]
        assert "not a way in" not in line
        assert self._screens.empty(self._setting).open(stage.id)["stage"] == stage.id
        return {"asked"}

    def _body(self, stage: Stage, key: str, place: str = "") -> set[str]:
        body = stage.body
        assert body
        match key:
            case "name":
                assert self.seen.data["body"] == body.name
                return self._text(body.name)
            case "members":
                members = (body.members[int(place) - 1],) if place else body.members
                return self._text(*(self.policy.role_title(member) for member in members))
            case _:
                return self._quorum(stage, key)

    def _quorum(self, stage: Stage, key: str) -> set[str]:
        """A panel of one agency that is not concerned is recorded, with a warning of what it lacks."""
        drive = self._screens.fork(self.seen.drive)
        drive.done("people", "1", answers={"parties": [{"id": "panel", "side": "partnership", "agency": "The partnership"}]})
        sitting = {"name": "A Member", "role": "panel member", "party": "panel", "agency": "Somebody else"}
        said = drive.done("log", "1", answers={"when": "now", "how": "meeting", "said": "Words.", "people": [sitting]})
        wanted = f"{stage.body and stage.body.agencies} agencies" if key == "agencies" else "the agencies concerned"
        assert any(wanted in line for line in said["changed"]), f"no warning of {wanted}"
        return self._text(self.seen.data["quorum"])

    # Duties

    def _duty(self, duty_id: str, key: str = "") -> set[str]:
        duty = self.policy.duty(duty_id)
        assert duty
        if self._screen.startswith("advance"):
            return self._demanded(duty)
        if self._screen == "timeline":
            return self._on_timeline(duty)
        if not self.seen.data:
            return self._text(getattr(duty, key or "what"))
        found = self.seen.duty(duty_id)
        assert found, f"{duty_id} is not open"
        assert found["number"] > 0
        proved = self._text(duty.what) | {"tracked"}
        return proved | (self._part(duty, key, found) if key else self._due(duty, found) if duty.within else set())

    def _part(self, duty: Duty, key: str, found: Mapping[str, Any]) -> set[str]:
        match key:
            case "within":
                return self._due(duty, found)
            case "starts":
                return self._since(duty, found)
            case "ends":
                return self._ends(duty)
            case "stages":
                return self._one_instance(duty)
            case "when":
                return self._only_when(duty)
            case "gate":
                assert found["gate"]
                return {"shown"}
            case "options":
                assert tuple(found["options"]) == duty.options
                return self._options(duty) if self.seen.asked else self._text(*duty.options)
            case "tell":
                assert tuple(found["tell"]) == tuple(self.policy.role_title(role) for role in duty.tell)
                return self._text(*found["tell"])
            case "form":
                return self._form(duty.form)
            case _:
                assert found[key] == getattr(duty, key)
                return self._text(found[key])

    def _demanded(self, duty: Duty) -> set[str]:
        assert duty.gate, f"{duty.id} is no gate"
        named = [line for line in self.seen.refused if line.startswith("D") and duty.what in line]
        assert named, f"the refusal does not name {duty.id}"
        return {"demanded", "shown"}

    def _due(self, duty: Duty, found: Mapping[str, Any]) -> set[str]:
        assert found["due"], f"{duty.id} has no due time"
        due = datetime.fromisoformat(found["due"])
        if duty.within == "agreed":
            assert f"dates.{duty.id}" in self.seen.drive.demanded, f"no date was demanded for {duty.id}"
            assert due == datetime.fromisoformat(f"{AGREED}T17:00+00:00"), due
        elif duty.within == "at once":
            assert due == datetime.fromisoformat(found["since"])
            assert not found["late"]
        else:
            assert due == counted(duty.within, datetime.fromisoformat(found["since"])), due
            assert found["since_what"]
            self._since(duty, found)
        return {"computed"}

    def _since(self, duty: Duty, found: Mapping[str, Any]) -> set[str]:
        """It counts from its own moment: each of these tests' moments has another hour."""
        entered = next((one["since"] for one in self.seen.data["stages"] if one["state"] == "now"), None)
        moments = {"arose": AROSE, "raised": RAISED, "entered": entered and datetime.fromisoformat(entered)}
        since = datetime.fromisoformat(found["since"])
        if duty.starts in moments:
            assert since == moments[duty.starts], f"counted from {since}"
        else:
            assert since == self.seen.drive.now, f"counted from {since}"
        return {"computed"}

    def _ends(self, duty: Duty) -> set[str]:
        drive = self._screens.fork(self.seen.drive)
        number = drive.number(duty.id)
        drive.end(duty)
        ended = {one["number"]: one["ended"] for one in drive.status()["ended_duties"]}
        assert ended.get(number) == "done", f"{duty.id} does not end by {duty.ends}"
        return {"tracked"}

    def _one_instance(self, duty: Duty) -> set[str]:
        """At every one of its stages come to so far it is the same one."""
        data = self.seen.data
        assert data["stage"] in duty.stages
        assert sum(one["id"] == duty.id for one in (*data["open_duties"], *data["ended_duties"])) == 1
        return {"computed"}

    def _only_when(self, duty: Duty) -> set[str]:
        """For each question of `when`, another answer, all else equal: the duty does not start."""
        for question, listed in duty.when.items():
            seen = self._with_another(question, listed)
            assert not seen.duty(duty.id), f"{duty.id} starts whatever the answer to {question}"
        return {"tracked", "asked"} if "dissent" not in duty.when else self._asks("dissent", "who, what and why") | {"tracked"}

    def _with_another(self, question: str, listed: tuple[str, ...]) -> Seen:
        if question == "dissent":
            return self._screens.see("resolved", self._setting)
        other = next(option for option in self.policy.options_of(question) if option not in listed)
        if question in ("ground", "subject"):
            return self._screens.see(self._screen, replace(self._setting, **{question: other}))
        decided, stage, duty_id, *_ = self._screen.split(":")
        assert (decided, duty_id) == ("decided", question), f"{self._screen} does not decide {question}"
        return self._screens.see(f"decided:{stage}:{question}:{other}", self._setting)

    def _options(self, duty: Duty) -> set[str]:
        """The form lists each decision, and without one the duty is not done."""
        for option in duty.options:
            assert f"#   {option}: {duty.what}" in self.seen.asked, f"{option!r} is not offered"
        assert f"option: {' / '.join(duty.options)}" in self.seen.refused
        return {"asked"}

    def _on_timeline(self, duty: Duty) -> set[str]:
        steps = [step for step in self.seen.data["steps"] if step["stage"] in duty.stages]
        lines = [line for step in steps for line in step["dues"] if line["what"] == duty.what]
        assert lines, f"{duty.id} is not on the timeline"
        assert duty.starts == "raised"
        assert {datetime.fromisoformat(line["due"]) for line in lines} == {counted(duty.within, RAISED)}
        return self._text(duty.what) | {"computed"}
