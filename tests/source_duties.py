"""How a screen is found to keep what a policy file says of a duty: by its effect, never by its words alone.

A duty has its number, a due time that agrees with the one counted by hand, and a refusal that names it; it ends by its
own moment, and with another answer to its `when` it does not start.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalate.domain.policy import Duty, Policy
from tests.source_drive import AGREED, AROSE, RAISED, Setting
from tests.source_keys import counted
from tests.source_screens import Screens, Seen


class DutyProof:
    """A screen, and what it says of a duty."""

    def __init__(self, screens: Screens, screen: str, setting: Setting) -> None:
        self._screens, self._screen, self._setting = screens, screen, setting
        self.policy: Policy = screens.policy
        self.seen: Seen = screens.see(screen, setting)

    def _text(self, *texts: str) -> set[str]:
        for text in texts:
            assert text, "nothing to look for"
            assert text in self.seen.text, f"not on the screen: {text!r}"
        return {"shown", "asked"} if all(text in self.seen.asked for text in texts) else {"shown"}

    def _asks(self, ask_id: str, text: str) -> set[str]:
        assert f"# {ask_id} = " in self.seen.asked, f"{ask_id} is not asked"
        return self._text(text) | {"asked"}

    def _form(self, form_id: str, ask_id: str = "") -> set[str]:
        form = self.policy.form(form_id) or self.policy.form(f"{self.policy.id}:{form_id}")
        assert form
        if not ask_id:
            for ask in form.asks:
                self._asks(ask.id, ask.text)
            return {"asked"}
        return self._asks(ask_id, next(ask.text for ask in form.asks if ask.id == ask_id))

    # Duties

    def _duty(self, duty_id: str, key: str = "") -> set[str]:
        duty = self.policy.duty(duty_id)
        assert duty
        if self._screen.startswith("advance") and key in ("", "gate"):
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
        ended = {one["number"]: one["ended"] for one in drive.stands["ended_duties"]}
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
        asked = self._asks("dissent", "believes so, what and why") if "dissent" in duty.when else set()
        return asked | {"tracked"}

    def _with_another(self, question: str, listed: tuple[str, ...]) -> Seen:
        if question == "dissent":
            return self._screens.see("resolved", self._setting)
        other = next(option for option in self.policy.options_of(question) if option not in listed)
        if question == "ground":
            return self._screens.see(self._screen, replace(self._setting, ground=other))
        if question == "subject":
            return self._screens.see(self._screen, replace(self._setting, subject=other))
        decided, stage, duty_id, *_ = self._screen.split(":", 3)
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
