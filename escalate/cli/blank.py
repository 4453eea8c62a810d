"""A form to fill in: every question of a command as a comment in TOML. As it stands it answers nothing."""

from collections.abc import Iterable

from escalate.cli.ask import Question

_AHEAD = "for example: 18/12/2030, or tomorrow 2:30pm"
_DATES = "for example: 18/12/2026, or yesterday 2:30pm"


def blank(title: str, questions: Iterable[Question], advice: Iterable[str] = ()) -> str:
    """The form: first what stands alone, then the tables, as TOML wants it."""
    lines = [f"# {title}", '# Fill in what you know and remove the # before it. Text over several lines goes in """.']
    lines += [f"# Advice: {line}" for line in advice]
    asked = tuple(questions)
    lines += _each([one for one in asked if not one.inside], between=[""])
    for question in (one for one in asked if one.inside):
        heading = f"[[{question.id}]]" if question.kind == "rows" else f"[{question.id}]"
        lines += ["", *_said(question), f"# {heading}", *_each(question.inside)]
    return "\n".join(lines) + "\n"


def _each(questions: Iterable[Question], between: Iterable[str] = ()) -> list[str]:
    """The questions, with the title of each list to tick above its first."""
    lines, title = list[str](), ""
    for question in questions:
        lines += [*between, *([f"# {question.tick}"] if question.tick not in ("", title) else []), *_asked(question)]
        title = question.tick
    return lines


def _asked(question: Question) -> list[str]:
    options = [f"#   {value}: {words}" if words else f"#   {value}" for value, words in question.options.items()]
    example = question.example or ("[]" if question.kind in ("choices", "numbers") else '""')
    examples = {"happened": _DATES, "date": _AHEAD}
    hint = [f"#   {examples[question.kind]}"] if question.kind in examples else []
    return [*_said(question), *options, *hint, f"# {question.id} = {example}"]


def _said(question: Question) -> list[str]:
    must = "(must be answered) " if question.required else ""
    nothing = f" (nothing: {question.enter})" if question.enter and not (question.tick or question.required) else ""
    return [f"# {must}{question.text}{nothing}", *(f"#   {line}" for line in question.more)]
