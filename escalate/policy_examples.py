"""What stands in the comments of a policy file: what a table means, and lines that say more once their `#` is gone.

Prose has a space after the `#`; an example has none. In the last examples `{first}` and `{last}` become stages.
"""

HEAD = """\
# A policy, to be edited in any text editor. Text stands in quotation marks, a list in square brackets.
# A line that begins with "# " explains. A line that begins with "#" alone is an example: take the "#" away, and
# it counts. Every key is listed under "The policy format" in the program's README. After each change:
#     escalate policy check FILE
# Use your own words, not the policy's, and name roles, never people.

"""
HEADING = """
# What the policy is, and whom it is about: child, adult, or both. nation says whose bank holidays count: ENG, WLS,
# SCT, NIR. day_ends is when a working day ends; few policies say, so it is shown as an assumption. bypass says when
# a stage may be gone past: risk (waiting means risk of harm; always allowed), agreed (also when those concerned
# agree), free (also at one's discretion, with a reason). reflect names the questions to think through before
# challenging: forms of this file by their id, of another policy as policy:form.
"""
WORDS = """
# What the partnership calls a dispute and a stage, as they stand inside a sentence.
"""
SECTORS = """
# Kinds of agency of your own, beside those that every policy has.
#[sectors]
#fire = "Fire and rescue"
"""
GROUNDS = """
# Areas of disagreement: a dispute is about at least one of them.
"""
ROLES = """
# Who acts, by role. A role may have another title in one kind of agency.
"""
EXCLUSIONS = """
# What the policy is not for, and what to use instead.
#[[exclusion]]
#text = "A complaint about a person."
#instead = "the complaints procedure"
"""
ASKS = """
# Questions asked when a dispute is opened. One with options must be answered then; one without, before the first
# stage is left.
#[[ask]]
#id = "aim"
#text = "What do you want to achieve?"
#[[ask]]
#id = "where"
#text = "Where does the person live?"
#options = ["inside the area", "outside it"]
"""
FORMS = """
# A form: questions to be filled in, named by a duty's form or by reflect above.
#[[form]]
#id = "request"
#title = "Request for a decision"
#[[form.ask]]
#id = "summary"
#part = "The case"
#text = "What happened, in short?"
#[[form.ask]]
#id = "heard"
#part = "The case"
#text = "Has everybody been heard?"
#options = ["yes", "no"]
"""
STAGES = """
# The stages, in order. raising and responding are the roles that speak on each side; without responding, it is a
# step inside the raising agency. next says where it leads: next = ["2", "3"] makes a fork, and the hint of each
# stage says when to take it. The first stage is a way in; start = true makes another one.
#
# A stage's [[stage.duty]] are what must be done there: what, by whom (raising, responding, both, each, or a role),
# how strongly (force: must, should, aim), from when (starts), until when (ends), within which time, and whom to
# tell. gate = true: needed before the next stage. Every stage needs one that ends "left" and has a time: its limit.
"""
BODY = """\
  # A panel that sits at this stage, and how many agencies it needs, those concerned among them.
  #[stage.body]
  #name = "Resolution panel"
  #members = ["The chair", "Two others"]
  #agencies = 3
  #parties = true
"""
QUORUM = """\
  # Who sits on it, how many agencies it needs, and whether those concerned must be among them.
  #members = ["The chair", "Two others"]
  #agencies = 3
  #parties = true
"""
STEP = """
  # One more thing to do at a stage: here, something that should be done before it is left.
  #[[stage.duty]]
  #id = "consult-first"
  #what = "Consult your own manager first"
  #by = "raising"
  #ends = "consultation"
  #gate = true
  #force = "should"
  #note = "How we read it."
  #source = "Section 1"
"""
DUTIES = """
# Duties of several stages (stages) or of all of them, and what follows when a dispute is resolved.
"""
TOGETHER = """
# One limit for several stages together; then take away the limits of those stages.
#[[duty]]
#id = "settle-together"
#what = "Settle it in the first stages"
#by = "both"
#stages = {first}
#starts = "raised"
#within = "10 working days"
#ends = "left"
"""
CHOICE = """
# A decision to be made, and what follows from one of its answers.
#[[duty]]
#id = "route"
#what = "Choose who is to decide"
#by = "both"
#stages = {last}
#options = ["the managers", "a panel"]
#[[duty]]
#id = "convene"
#what = "Convene the panel"
#by = "raising"
#stages = {last}
#starts = "done:route"
#within = "5 working days"
#when = {{ route = "a panel" }}
"""
FILL_IN = """
# A form to fill in: the id of a [[form]] above.
#[[duty]]
#id = "send-request"
#what = "Send the request for a decision"
#by = "raising"
#stages = {last}
#form = "request"
"""
DISSENT = """
# What is due when it is resolved and somebody still believes the person at risk of significant harm.
#[[duty]]
#id = "dissent"
#what = "Take the remaining concern to your own senior manager"
#by = "raising"
#starts = "resolved"
#within = "at once"
#when = {{ dissent = "yes" }}
"""
