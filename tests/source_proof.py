"""How a screen is found to keep what a key of a policy file says.

`Proof.of` gives the ways in which it does (asked, shown, computed, demanded, tracked), or fails and names what is not
there.
"""

from collections.abc import Callable, Mapping
from typing import Any

from escalate.domain.policy import Stage
from tests.source_duties import DutyProof


class Proof(DutyProof):
    """One row's keys against one screen."""

    def of(self, key: str) -> set[str]:
        """How the screen keeps what `key` says. Raises AssertionError, naming what is not there."""
        kind, *rest = key.split(".")
        prove: Callable[..., set[str]] = getattr(self, f"_{kind}")
        return prove(*rest)

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
        """The form offers the reasons allowed and no other; a stage with open gates is left with one, never without."""
        reasons = {"risk": ["risk"], "agreed": ["risk", "agreed"]}[self.policy.bypass]
        offered = self.seen.asked.partition("# because = ")[0].rpartition("# May what is missing")[2]
        found = [line.removeprefix("#   ").split(":")[0] for line in offered.splitlines() if line.startswith("#   ")]
        assert found == reasons, found
        following = self.policy.first.next[0]
        assert (
            self._screens.fork(self.seen.drive).tried("advance", "1", "--to", following).error["code"] == "missing-gate"
        )
        for reason in reasons:
            answers = {"because": reason, "reason": "AB cannot wait.", "agreed_by": "Both managers"}
            moved = self._screens.fork(self.seen.drive).done("advance", "1", "--to", following, answers=answers)
            assert moved["stage"] == following
        return {"demanded", "asked"}

    def _ground(self, ground: str) -> set[str]:
        return self._text(
            f"{ground}: {self.policy.ground_title(ground)}" if self.seen.asked else self.policy.ground_title(ground)
        )

    def _ask(self, ask_id: str) -> set[str]:
        return self._asks(ask_id, next(ask.text for ask in self.policy.asks if ask.id == ask_id))

    def _exclusion(self, place: str) -> set[str]:
        return self._text(self.policy.exclusions[int(place) - 1].text)

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
        drive.done(
            "people", "1", answers={"parties": [{"id": "panel", "side": "partnership", "agency": "The partnership"}]}
        )
        sitting = {"name": "A Member", "role": "panel member", "party": "panel", "agency": "Somebody else"}
        said = drive.done("log", "1", answers={"when": "now", "how": "meeting", "said": "Words.", "people": [sitting]})
        wanted = f"{stage.body and stage.body.agencies} agencies" if key == "agencies" else "the agencies concerned"
        assert any(wanted in line for line in said["changed"]), f"no warning of {wanted}"
        return self._text(self.seen.data["quorum"])
