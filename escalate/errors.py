"""Every fault a person can meet: one class each, with a stable code, an exit code, what happened and what to do next.

Messages never quote what somebody wrote about a child: only references, stages, keys and dates.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program's exit status means; documented in the README."""

    DONE = 0
    """The command did what was asked, or stopped because somebody is in danger."""
    UNEXPECTED = 1
    """A fault of the program itself."""
    BAD_INPUT = 2
    """Usage, missing answers, a date, an answers file, a policy file, no set-up."""
    NOT_FOUND = 3
    """No such dispute, policy, stage, duty or entry."""
    REFUSED = 4
    """A rule of the policy or of the record does not allow it."""
    VERIFY_FAILED = 5
    """The log does not agree with itself."""
    LOG_UNUSABLE = 6
    """The log or its folder cannot be used."""
    SOMETHING_LATE = 7
    """`report --exit-code` found something late."""
    INTERRUPTED = 130
    """Stopped by the person at the keyboard."""


class EscalateError(Exception):
    """A fault with one clear sentence, optional lines of detail and a hint on what to do next."""

    code = "unexpected"
    exit_code = ExitCode.UNEXPECTED

    def __init__(self, message: str, *, hint: str = "", details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class BadInput(EscalateError):
    """Something typed or written in a file cannot be used."""

    code = "bad-input"
    exit_code = ExitCode.BAD_INPUT


class BadDate(BadInput):
    """A date is impossible, ambiguous, or on the wrong side of now."""

    code = "bad-date"


class MissingAnswers(BadInput):
    """Answers that must be given are not; `details` names every one."""

    code = "missing-answers"


class BadAnswers(BadInput):
    """An answers file has unknown, missing or mistyped keys; `details` names every one."""

    code = "bad-answers"


class BadSheet(BadInput):
    """A spreadsheet cannot be imported; `details` has a line for each fault, with row and column."""

    code = "bad-sheet"


class PolicyFaults(BadInput):
    """A policy file is faulty; `details` has a line for each fault, with file and key."""

    code = "policy-faults"


class BadSettings(BadInput):
    """The settings file cannot be used as it stands."""

    code = "bad-settings"


class NoSetUp(BadInput):
    """Nobody has said yet who uses this log."""

    code = "no-set-up"


class MissingParts(BadInput):
    """What was asked for needs an extra that is not installed."""

    code = "missing-parts"


class NotFound(EscalateError):
    """A reference names nothing; subclasses' codes say what was looked for."""

    code = "not-found"
    exit_code = ExitCode.NOT_FOUND


class NoSuchDispute(NotFound):
    """No dispute has that reference."""

    code = "no-such-dispute"


class NoSuchPolicy(NotFound):
    """No policy has that id."""

    code = "no-such-policy"


class NoSuchStage(NotFound):
    """The policy has no stage of that id."""

    code = "no-such-stage"


class NoSuchDuty(NotFound):
    """The dispute has no duty of that number, or it has ended."""

    code = "no-such-duty"


class NoSuchEntry(NotFound):
    """The dispute has no entry of that number."""

    code = "no-such-entry"


class NoSuchLetter(NotFound):
    """No letter is of that kind, or no open duty of that number asks for one."""

    code = "no-such-letter"


class NoSuchForm(NotFound):
    """The policy has no form of that name."""

    code = "no-such-form"


class Refused(EscalateError):
    """A rule does not allow it; nothing was written."""

    code = "not-allowed"
    exit_code = ExitCode.REFUSED


class MissingGate(Refused):
    """The stage cannot be left yet; `details` has each missing thing and the command for it."""

    code = "missing-gate"


class ResolvedAlready(Refused):
    """The dispute is resolved."""

    code = "resolved-already"


class StillAtRisk(Refused):
    """Somebody still believes the person is at risk of significant harm."""

    code = "still-at-risk"


class Erased(Refused):
    """The words of the dispute were destroyed; nothing more can be recorded on it."""

    code = "erased"


class ChangedMeanwhile(Refused):
    """Somebody else recorded something on this dispute in the meantime."""

    code = "changed-meanwhile"


class ImportedAlready(Refused):
    """The same spreadsheet was imported before."""

    code = "imported-already"

    def __init__(self) -> None:
        super().__init__(
            "Nothing was imported: this very file was imported before.",
            hint="Look at what it brought: escalate list --all. To import it once more all the same: --again",
        )


class LogUnusable(EscalateError):
    """The log file or its folder cannot be read or written, or is not ours."""

    code = "log-unusable"
    exit_code = ExitCode.LOG_UNUSABLE


class LogReadOnly(LogUnusable):
    """The log can be read and not written to."""


class LogDamaged(LogUnusable):
    """The log file is not as it was written, or is no log at all."""


class NotSound(EscalateError):
    """A log, or a backup of one, does not agree with itself; `details` says where."""

    code = "not-sound"
    exit_code = ExitCode.VERIFY_FAILED


class NobodyReads(EscalateError):
    """Whoever was to read the answer has gone (a closed pipe): nothing more to say, and no fault."""

    code = "nobody-reads"
    exit_code = ExitCode.DONE


class Interrupted(EscalateError):
    """The person at the keyboard stopped the command."""

    code = "interrupted"
    exit_code = ExitCode.INTERRUPTED
