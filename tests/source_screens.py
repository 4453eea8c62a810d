"""The screens on which the sentences of the sources are met, each reached once and then shared by its rows.

A screen is text, as `--plain`, a blank form or a refusal prints it (the human screens may cut what does not fit),
and the same as data where the program gives it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from escalate.domain.policy import DONE_OF, Duty, Policy
from tests.office import Office
from tests.source_drive import OPENED, RAISED, Drive, Setting


@dataclass(frozen=True)
class Seen:
    """A screen as met, and the dispute behind it, to be forked by whoever wants to go on from there."""

    text: str
    drive: Drive
    data: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""  # the part of the text that is a blank form
    refused: tuple[str, ...] = ()  # the details of the refusal shown

    def duty(self, duty_id: str) -> Mapping[str, Any] | None:
        """The newest open instance of a duty."""
        return next((duty for duty in reversed(self.data.get("open_duties", ())) if duty["id"] == duty_id), None)


class Screens:
    """The screens of one policy."""

    def __init__(self, policy: Policy, folder: Path) -> None:
        self.policy = policy
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self._homes: dict[tuple[Setting, str], Drive] = {}
        self._seen: dict[tuple[str, Setting], Seen] = {}
        self._count = 0

    def see(self, screen: str, setting: Setting) -> Seen:
        """A screen by its name, such as `status:3` or `decided:4:route-4:convene a panel`."""
        if (screen, setting) not in self._seen:
            name, *rest = screen.split(":", 1)
            reach = getattr(self, f"_{name}", None)
            assert reach, f"there is no screen {screen!r}"
            self._seen[screen, setting] = reach(setting, *rest)
        return self._seen[screen, setting]

    def fork(self, drive: Drive) -> Drive:
        """A copy of a dispute, to do something else with."""
        self._count += 1
        return drive.fork(self.folder / f"{self.policy.id}-{self._count}")

    def empty(self, setting: Setting) -> Drive:
        """An office where nothing is recorded yet."""
        self._count += 1
        home = self.folder / f"{self.policy.id}-{self._count}"
        me = {"name": "Ann Worker", "role": "Safeguarding lead", "agency": "Our office", "sector": setting.ours}
        Office(home, OPENED.isoformat()).must("setup", answers={"me": [me]})
        return Drive(self.policy, home, setting)

    def at(self, stage: str, setting: Setting) -> Drive:
        """A dispute freshly at a stage, come there by plain `advance` from the first."""
        if (setting, stage) not in self._homes:
            if stage == self.policy.first.id:
                drive = self.empty(setting)
                drive.open()
            else:
                drive = self.fork(self.at(self._before(stage), setting))
                drive.pass_gates()
                drive.advance(stage)
            self._homes[setting, stage] = drive
        return self._homes[setting, stage]

    def duty(self, duty_id: str, setting: Setting, stage: str = "") -> Drive:
        """A dispute in which a duty is open, at that stage or the duty's first."""
        duty = self.policy.duty(duty_id)
        assert duty, f"the policy has no duty {duty_id!r}"
        drive = self.fork(self.at(stage or duty.stages[0], setting))
        drive.ensure(duty)
        return drive

    def _before(self, stage: str) -> str:
        found = next((one.id for one in self.policy.stages if stage in one.next), None)
        assert found, f"no stage leads to {stage!r}"
        return found

    def _status(self, setting: Setting, stage: str) -> Seen:
        return shown(self.at(stage, setting))

    def _recorded(self, setting: Setting, stage: str) -> Seen:
        drive = self.fork(self.at(stage, setting))
        drive.talk("agreement")
        return shown(drive)

    def _decided(self, setting: Setting, where: str) -> Seen:
        stage, duty_id, *option = where.split(":", 2)
        drive = self.duty(duty_id, setting, stage)
        drive.do(drive.known(duty_id), *option)
        return shown(drive)

    def _done(self, setting: Setting, duty_id: str) -> Seen:
        drive = self.duty(duty_id, setting)
        words = ("done", "1", f"D{drive.number(duty_id)}")
        before = shown(drive)
        blank, refused = drive.run(*words, "--blank"), drive.run(*words, "--json")
        details = tuple(refused.error["details"]) if refused.code else ()
        return replace(before, text=before.text + blank.out + "\n".join(details), asked=blank.out, refused=details)

    def _advance(self, setting: Setting, stage: str) -> Seen:
        drive = self.at(stage, setting)
        found = self.policy.stage(stage)
        assert found
        said = self.fork(drive).run("advance", "1", *(("--to", found.next[0]) if found.next else ()), "--json")
        assert said.code == 4, "leaving was not refused"
        at, details = shown(drive), tuple(said.error["details"])
        return replace(
            at, text="\n".join((said.error["message"], *details, said.error["hint"], at.text)), refused=details
        )

    def _open(self, setting: Setting) -> Seen:
        blank = self.empty(setting).run("open", "--policy", self.policy.id, "--blank").out
        after = shown(self.at(self.policy.first.id, setting))
        return replace(after, text=blank + after.text, asked=blank)

    def _reflect(self, setting: Setting) -> Seen:
        drive = self.at(self.policy.first.id, setting)
        blank = drive.run("reflect", "1", "--blank").out
        return Seen(blank, drive, asked=drive.run("reflect", "1", "--each", "--blank").out)

    def _bypass(self, setting: Setting) -> Seen:
        drive = self.at(self.policy.first.id, setting)
        blank = drive.run("advance", "1", "--blank").out
        return Seen(blank, drive, asked=blank)

    def _resolve(self, setting: Setting) -> Seen:
        drive = self.at(self.policy.first.id, setting)
        blank = drive.run("resolve", "1", "--blank").out
        return Seen(blank, drive, asked=blank)

    def _resolved(self, setting: Setting) -> Seen:
        drive = self.fork(self.at(self.policy.first.id, setting))
        drive.resolve(at_risk=False)
        return shown(drive)

    def _dissent(self, setting: Setting) -> Seen:
        """Resolving while somebody is still worried: the form, the refusal without the dissent, and what follows."""
        drive = self.fork(self.at(self.policy.first.id, setting))
        form = self._resolve(setting)
        refused = drive.tried("resolve", "1", answers={"outcome": "agreed-plan", "decided_by": "Both", "at_risk": True})
        assert refused.code == 4, "a dispute was closed over somebody's worry"
        drive.resolve(at_risk=True)
        after, details = shown(drive), tuple(refused.error["details"])
        return replace(after, text=form.text + "\n".join(details) + after.text, asked=form.text, refused=details)

    def _policy(self, setting: Setting) -> Seen:
        drive = self.empty(setting)
        return Seen(drive.run("policy", "show", self.policy.id, "--plain").out, drive)

    def _timeline(self, setting: Setting) -> Seen:
        drive = self.empty(setting)
        words = ("policy", "timeline", self.policy.id, "--raised", RAISED.isoformat())
        return Seen(drive.run(*words, "--plain").out, drive, data=drive.run(*words, "--json").data)


def shown(drive: Drive) -> Seen:
    """The status of a dispute."""
    return Seen(drive.run("status", "1", "--plain").out, drive, data=drive.run("status", "1", "--json").data)


def chain(policy: Policy, duty: Duty) -> Iterator[Duty]:
    """A duty and those that must be done before it starts."""
    yield duty
    before = policy.duty(duty.starts.removeprefix(DONE_OF)) if duty.starts.startswith(DONE_OF) else None
    if before:
        yield from chain(policy, before)
