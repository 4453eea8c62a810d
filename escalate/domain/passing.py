"""Going past what a policy demands: who may, for which reasons, and what must be said.

`risk` is always allowed; `agreed` also where the policy allows it by agreement; `discretion` where it is free.
"""

from escalate.domain.case import Case
from escalate.domain.parts import ByPass
from escalate.domain.policy import RESPONDING
from escalate.errors import MissingAnswers, MissingGate, Refused

REASONS = {
    "risk": "waiting means risk of harm",
    "agreed": "those concerned agree to go past it",
    "discretion": "at our discretion",
}
DANGER = ByPass("danger", "danger was reported")
_ALLOWED = {"risk": ("risk",), "agreed": ("risk", "agreed"), "free": ("risk", "agreed", "discretion")}


def reasons_allowed(bypass: str) -> tuple[str, ...]:
    """The reasons that a policy of that `bypass` allows."""
    return _ALLOWED[bypass]


def allowed(
    wanted: ByPass | None, case: Case, side: str, otherwise: str, missing: tuple[str, ...] = (), *, named: bool = True
) -> ByPass | None:
    """The by-pass, if our side may use it; whatever was given for the responding side, which is never refused.

    After danger any stage may be entered, if it was `named`: what is missing is not passed over by accident.

    Raises MissingGate (`otherwise`, and what is missing) without one, Refused for a reason the policy does not
    allow, MissingAnswers without the words.
    """
    if case.dispute and case.dispute.dangers and wanted is None and named:
        return DANGER
    if side == RESPONDING:
        return wanted
    reasons = reasons_allowed(case.policy.bypass)
    if wanted is None:
        ways = "; ".join(f"--because {reason} ({REASONS[reason]})" for reason in reasons)
        raise MissingGate(
            f"Nothing was recorded. {otherwise}",
            details=missing,
            hint=f"The clock still runs. If waiting means harm: {ways}; danger now: escalate danger.",
        )
    if wanted.because not in reasons:
        raise Refused(
            f"Nothing was recorded: {case.policy.title} cannot be gone past for that reason.",
            hint=f"It can for: {', '.join(reasons)}.",
        )
    if not wanted.reason.strip():
        raise MissingAnswers("Nothing was recorded: going past needs its reason.", details=("reason: why",))
    if wanted.because == "agreed" and not wanted.agreed_by.strip():
        raise MissingAnswers(
            "Nothing was recorded: say who agreed.", details=("agreed_by: who, on both sides, agreed to it",)
        )
    return wanted
