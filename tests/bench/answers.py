"""What the timed writes record: answers that hold for every open dispute of the bench."""

from textwrap import dedent

from tests.bench.disputes import ACTION

ANSWERS = {
    "log": dedent("""
        when = "now"
        how = "telephone"
        said = "They still do not see a risk. We do, because of what the child said on Friday."
        our_reasons = "Three absences, and what the child said."
        their_reasons = "The threshold is not met."
        [[people]]
        name = "Their worker"
        role = "Social worker"
        party = "them"
        [[actions]]
        who = "Their worker"
        party = "them"
        what = "Ask the health visitor"
        """),
    "advance": dedent("""
        [answers]
        difference = "Whether the threshold is met."
        so-far = "Two talks."
        aim = "An assessment."
        evidence = "Attendance, and the child's words."
        """),
    "done": f'duties = ["{ACTION}"]\n',
}
