"""What is withheld is gone: from every event, whatever its kind, and from all that is made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.domain import events as e
from escalate.domain import parts as p
from escalate.domain.calendar import Happened
from escalate.usecases.redacting import WITHHELD, Listed, said_otherwise, saying

CANARY = "ZEBRAFISH"
ACTS = [kind for kind in get_args(e.Act) if kind is not e.Erased]
FRAME = {  # the fields whose text is an id, a choice or the policy's own: no word of anybody's
    *("reference", "side", "policy", "policy_title", "policy_digest", "grounds", "ground_title", "stage", "stage_name"),
    *("gone_past", "kind", "how", "no_reply", "sides", "spoke", "from_stage", "to_stage", "duty", "moment", "role"),
    *("format", "digest", "id", "sector", "party", "by", "starts", "ends", "force", "within", "stages", "form"),
    *("what", "tell", "options", "note", "source", "rule", "since_what", "closed_then", "because", "why"),
}
KEPT_WHERE: Mapping[type, set[str]] = {  # of the fields above, those that are words in other events
    e.Discussed: {"kind", "how", "stage", "no_reply", "sides", "spoke"},
    e.DutyDone: {"duty", "how"},
    e.Approved: {"role"},
    e.Corrected: {"moment"},
    e.KeepSet: set(),
    e.Attached: set(),
    e.Advanced: {"from_stage", "to_stage", "stage_name", "gone_past"},
    e.Resolved: set(),
    p.Person: {"party"},
    p.Action: {"party"},
    p.ByPass: {"because"},
    p.DutyEnded: {"how"},
}


def filled(kind: Any) -> Any:
    """A value of that type with the canary in every text."""
    name, args = getattr(kind, "__origin__", kind), get_args(kind)
    if kind is str:
        return CANARY
    if name is tuple:
        return (filled(args[0]),)
    if name in (dict, Mapping) or "Mapping" in str(kind):
        return {"question": CANARY}
    if type(None) in args:
        return filled(next(one for one in args if one is not type(None)))
    if kind is Happened:
        return Happened.instant(datetime(2026, 12, 18, tzinfo=UTC))
    if kind is bool:
        return True
    if kind is int:
        return 1
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: filled(hints[field.name]) for field in fields(kind)})  # type: ignore[operator]
    return datetime(2026, 12, 18, tzinfo=UTC) if kind is datetime else datetime(2026, 12, 18, tzinfo=UTC).date()


def left(value: Any, where: str = "", kind: type | None = None) -> Iterator[tuple[type | None, str]]:
    """Where the canary still is."""
    if value == CANARY:
        yield kind, where
    elif isinstance(value, tuple):
        for one in value:
            yield from left(one, where, kind)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from left(one, where, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from left(getattr(value, field.name), field.name, type(value))


@pytest.mark.parametrize("kind", ACTS, ids=lambda kind: kind.__name__)
def test_of_a_withheld_entry_only_ids_and_choices_are_left(kind: type) -> None:
    found = list(left(said_otherwise(filled(kind), lambda _: WITHHELD)))
    assert {name for _, name in found} <= FRAME
    for of, name in found:
        assert of is None or of not in KEPT_WHERE or name in KEPT_WHERE[of], (of, name)


def test_an_agreed_action_is_words_and_a_duty_of_the_policy_is_not() -> None:
    duty = filled(p.DutyStarted)
    assert said_otherwise(duty, lambda _: WITHHELD).what == CANARY
    action = said_otherwise(p.DutyStarted(**{**vars(duty), "duty": e.ACTION}), lambda _: WITHHELD)
    assert (action.what, action.holder, action.note) == (WITHHELD, WITHHELD, WITHHELD)


BO = Listed("person 2", "Bo Sample-Łukasz, Social worker", "Sergeant Bo Sample-Łukasz", ("bsample",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sergeant Bo Sample-Łukasz came.", "[person 2, withheld] came."),
        ("sergeant bo sample-łukasz came.", "[person 2, withheld] came."),
        ("SERGEANT BO\nSAMPLE ŁUKASZ came.", "[person 2, withheld] came."),
        ("Bo's view; and SAMPLE's.", "[person 2, withheld]'s view; and [person 2, withheld]'s."),
        ("Łukasz, bo, sample", "[person 2, withheld], [person 2, withheld], [person 2, withheld]"),
        ("A bone was sampled by Sergeant Other.", "A bone was sampled by Sergeant Other."),
        ("bsample", "bsample"),
        ("", ""),
    ],
)
def test_a_name_goes_wherever_it_stands_as_words_of_its_own(text: str, expected: str) -> None:
    assert saying((BO,))(text) == expected


def test_a_letter_and_its_accent_are_one_however_they_are_stored() -> None:
    say = saying((Listed("person 1", "", "Si\u00f4n"),))
    assert say("Sio\u0302n came; Si\u00f4n went.") == "[person 1, withheld] came; [person 1, withheld] went."


@pytest.mark.parametrize("text", ["Frau WEISS came", "Frau Weiß came", "Frau weiss came"])
@pytest.mark.parametrize("name", ["Jan Weiß", "Jan Weiss"])
def test_a_letter_that_is_two_in_capitals_is_found_in_both_ways(name: str, text: str) -> None:
    assert saying((Listed("person 1", "", name),))(text) == "Frau [person 1, withheld] came"


def test_the_computer_account_goes_from_the_proof_alone_since_several_can_share_it() -> None:
    assert saying((BO,), accounts=True)("bsample") == "[person 2, withheld]"


REFERENCE = Listed("subject 1", "child CSC-4471", "CSC-4471")


@pytest.mark.parametrize(
    "text", ["CSC-4471", "csc-4471", "CSC4471", "Csc 4471", "CSC_4471", "CSC\u20114471", "c\u00adsc-4471"]
)
@pytest.mark.parametrize("around", ["{}", "notes_{}.pdf", "({})", "老师{}说"])
def test_a_reference_goes_however_it_is_written(text: str, around: str) -> None:
    assert saying((REFERENCE,))(around.format(text)) == around.format("[subject 1, withheld]")


@pytest.mark.parametrize("text", ["CSC-44711", "9CSC-4471", "XCSC-4471", "CSC-4471b", "CSC 447"])
def test_another_reference_stays(text: str) -> None:
    assert saying((REFERENCE,))(text) == text


def test_initials_as_a_reference_go_in_small_letters_too() -> None:
    say = saying((Listed("subject 1", "child AB", "AB"),))
    assert (
        say("ab said so; AB's bed; about a cab")
        == "[subject 1, withheld] said so; [subject 1, withheld]'s bed; about a cab"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Bo Sample", "minutes_Bo_Sample_2027.txt"),
        ("Bo Sample", "Sample2 BO2 2sample x_Sample_y"),
        ("Bo Sample", "Sam\u00adple, B\u200bo, Bo\u200dSample, S\u2060a\u200fmple"),
        ("Bo Sam\u00adple", "Sample, Bo Sample"),
        ("kim sample", "Kim came; SAMPLE went; kim too"),
        ("ann Sample", "Ann said; ann, and Sample"),
        ("Al Sample", "al went, Al came"),
        ("Bo van der Sample", "Sample, Bo van der Sample"),
        ("王小明", "王小明说,老师王小明来"),
        ("王 小明", "老师小明来"),
        ("علي", "قالعليهنا"),
        ("प्रिया", "प्रिया ने"),
        ("Sample", "老师Sample说"),
    ],
)
def test_a_name_goes_in_any_letters_and_whatever_stands_beside_it(name: str, text: str) -> None:
    said = saying((Listed("person 1", "", name),))(text)
    assert "[person 1, withheld]" in said
    rest = "".join(one for one in said.replace("[person 1, withheld]", " ") if one.isalpha() or one == " ").casefold()
    for word in ("sample", "bo", "kim", "ann", "al", "王小明", "小明", "علي", "प्रय"):
        assert word not in rest.split(), said
        assert len(word) < 3 or word not in rest, said


def test_the_small_words_of_a_name_and_titles_stay_where_they_stand_alone() -> None:
    say = saying((Listed("person 1", "", "Sergeant Bo van der Sample"),))
    assert say("The van der Valk van; la casa, Dr Other.") == "The van der Valk van; la casa, Dr Other."


def test_two_people_with_a_name_in_common_are_told_apart_where_the_name_is_whole() -> None:
    say = saying((Listed("person 1", "", "Ann Sample"), Listed("person 2", "", "Bo Sample")))
    assert say("Ann Sample and Bo Sample") == "[person 1, withheld] and [person 2, withheld]"


UNSEEN = "\u00ad\u200b\u200c\u200d\u2060"


@given(
    word=st.text(st.sampled_from("aBcdÉŴłŁω"), min_size=3, max_size=8),
    beside=st.tuples(*[st.text(st.sampled_from("_0-9.,'() \n王م"), max_size=4)] * 2),
    data=st.data(),
)
def test_no_word_of_a_name_is_left_in_other_letters_with_what_is_unseen_in_it(
    word: str, beside: tuple[str, str], data: st.DataObject
) -> None:
    """Small or capital, with soft hyphens, beside a number, an underscore or a script without spaces."""
    written = "".join(
        data.draw(st.sampled_from((one, one.lower(), one.upper()))) + data.draw(st.sampled_from(("", *UNSEEN)))
        for one in word[:-1]
    )
    text = f"{beside[0]}{written}{word[-1]}{beside[1]}"
    assert saying((Listed("person 1", "", f"Ann {word}"),))(text) == f"{beside[0]}[person 1, withheld]{beside[1]}"


@given(
    first=st.text(st.sampled_from("ABCÉŴŁΩ"), min_size=1, max_size=3),
    rest=st.text(st.sampled_from("abcéŵłω"), min_size=1, max_size=8),
    around=st.tuples(st.text(max_size=20), st.text(max_size=20)),
)
def test_no_text_keeps_the_name(first: str, rest: str, around: tuple[str, str]) -> None:
    name = f"Ann {first}{rest}"
    text = f"{around[0]} {name} {around[1]}"
    assert name not in saying((Listed("person 1", "", name),))(text)
