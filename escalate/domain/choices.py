"""The fixed choices of the record: how a talk was held, what else it can hold, how a dispute ends."""

from collections.abc import Mapping

HOWS: Mapping[str, str] = {
    "meeting": "face to face",
    "telephone": "by telephone or video",
    "email": "by e-mail",
    "letter": "in writing",
    "other": "in another way",
}
EXTRAS: Mapping[str, str] = {
    "facts": "facts and their sources",
    "opinion": "what is opinion, marked as opinion",
    "own_words": "the child's or adult's own words",
    "decision": "the decision and its reason",
    "review": "when the actions are reviewed",
    "confirmed": "confirmed in writing",
}
KINDS: Mapping[str, str] = {
    "discussion": "discussion",
    "consultation": "consultation on one side",
    "unanswered": "attempt without reply",
}
ENDINGS: Mapping[str, str] = {"done": "done", "lapsed": "fell away", "not needed": "not needed"}
OUTCOMES: Mapping[str, str] = {
    "decision-changed": "the decision was changed",
    "agreed-plan": "a plan was agreed",
    "decision-stands": "the decision stands, with reasons",
    "withdrawn": "it was withdrawn",
    "overtaken": "it was overtaken by events",
    "wrong-policy": "this was the wrong policy or process",
}
