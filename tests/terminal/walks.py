"""The main path of each command at the keyboard, the same in both ways of asking; each ends before the last screen."""

from collections.abc import Callable, Mapping

from tests.terminal.driver import ENTER, Terminal

Step = Callable[[Terminal], None]
RECORD = "To change an answer, pick it"


def pick(question: str, option: str) -> Step:
    return lambda terminal: terminal.pick(question, option)


def tick(question: str, *options: str) -> Step:
    return lambda terminal: terminal.tick(question, *options)


def line(question: str, text: str) -> Step:
    return lambda terminal: terminal.line(question, text)


def long(question: str, text: str) -> Step:
    return lambda terminal: terminal.long(question, text)


def enter(question: str) -> Step:
    """What stands there already is right, or there is nothing to answer."""

    def press(terminal: Terminal) -> None:
        terminal.asks(question)
        terminal.press(ENTER)

    return press


OPENING: tuple[Step, ...] = (
    pick("Is anyone in immediate danger", "nobody is"),
    pick("Do you raise it", "we raise it"),
    tick("What it is about", "Levels of need"),
    line("A local reference", "AB"),
    line("Another: a local reference", ""),
    long("why opinions differ", "The referral was closed without a visit."),
    long("what exactly do you disagree about", "d"),
    long("What has been done already", "s"),
    long("What do you want to achieve", "a"),
    long("What evidence", "e"),
    tick("Is any of this affecting judgement"),
    *(enter("Stage 1 checklist") for _ in range(5)),
    line("Agency", "Children's Services"),
    enter("Team"),
    pick("Sector", "Children's social care"),
    enter("Another: agency"),
    line("Name", "Bo Colleague"),
    line("Role", "Social worker"),
    enter("Another: name"),
    line("first put to the other side", "18/12/2026 10am"),
    enter("At which stage"),
)
OPENED: Mapping[str, object] = {
    "danger": "no",
    "side": "raising",
    "grounds": ["levels-of-need"],
    "subjects": [{"ref": "AB"}],
    "concern": "The referral was closed without a visit.",
    "answers": {"difference": "d", "so-far": "s", "aim": "a", "evidence": "e"},
    "reflection": {"later": []},  # asked, and nothing of it known yet
    "parties": [{"agency": "Children's Services", "sector": "childrens-social-care"}],
    "people": [{"name": "Bo Colleague", "role": "Social worker", "party": "childrens-services"}],
    "raised": "18/12/2026 10am",
}
_MET: tuple[Step, ...] = (line("When it happened", "18/12/2026 10:30am"), pick("How", "by telephone"))
_TALKED: tuple[Step, ...] = (
    long("What was said", "They will think again."),
    long("Our reasons", "Three bruises in a month."),
    long("Their reasons", "Explained by the parent."),
    line("How it ended", "They visit first."),
    pick("Was anything agreed", "yes"),
    pick("Who does it", "Bo Colleague"),
    line("What", "Visit at home"),
    line("By when", "23/12/2026"),
    enter("Another: who does it"),
    tick("Was any of this part of it"),
)
LOGGING: tuple[Step, ...] = (*_MET, tick("Who was there beside you", "Bo Colleague"), *_TALKED)
AGAIN: tuple[Step, ...] = (*_MET, enter("Who was there beside you"), *_TALKED)  # with those of last time
LOGGED: Mapping[str, object] = {
    "when": "18/12/2026 10:30am",
    "how": "telephone",
    "people": [{"name": "Bo Colleague", "role": "Social worker", "party": "childrens-services"}],
    "said": "They will think again.",
    "our_reasons": "Three bruises in a month.",
    "their_reasons": "Explained by the parent.",
    "outcome": "They visit first.",
    "agreed": "yes",
    "actions": [{"who": "Bo Colleague", "party": "childrens-services", "what": "Visit at home", "by": "23/12/2026"}],
}

SET_UP: tuple[Step, ...] = (
    pick("Do you use a screen reader", "no"),
    line("Name", "Ann Worker"),
    line("Role", "Designated safeguarding lead"),
    line("Agency", "School"),
    pick("Sector", "Education"),
    enter("Another: name"),
    tick("Policies used", "Torbay Safeguarding Children Partnership"),
    enter("Whom to call first"),
    enter("First day"),
)
# Each from a dispute opened under Torbay's policy, with a consultation and a discussion recorded.
ACTS: Mapping[str, tuple[Step, ...]] = {
    "log": (*AGAIN, enter("Duties whose date the other side agrees to")),
    "advance": (),
    "done": (tick("Which duties", "D4 Visit at home"), enter("When it happened")),
    "extend": (
        pick("Which duty", "D3 Settle it"),
        line("The new date", "30/12/2026"),
        long("Why", "Holidays\rand illness"),
        line("Who agreed to it", "Both managers"),
        pick("Does the other side agree", "yes"),
    ),
    "people": (
        line("Name", "Di New"),
        line("Role", "Team manager"),
        pick("Which party they act for", "Children's Services"),
        enter("Another: name"),
        tick("Who leaves", "Bo Colleague"),
    ),
    "danger": (
        pick("Have you told somebody", "yes"),
        long("Whom you told", "The police"),
        line("When it happened", "10:45am"),
    ),
    "reflect": (
        tick("Is any of this affecting judgement", "Strong feelings"),
        line("Strong feelings", "yes"),
        long("Why we differ", "We weigh the bruises differently."),
        long("Where we differ", "later"),
        *(enter("Stage 1 checklist") for _ in range(3)),
    ),
    "resolve": (
        pick("How it ends", "it was withdrawn"),
        line("Who decided", "Both managers"),
        pick("Does anyone still believe", "no"),
    ),
    "reopen": (long("Why it is opened again", "It happened again."), pick("At which stage", "Manager to manager")),
}


def walk(terminal: Terminal, steps: tuple[Step, ...]) -> None:
    """Take every step and record; the program must end well."""
    for step in steps:
        step(terminal)
    terminal.pick(RECORD, "Record it")
    terminal.ends()
