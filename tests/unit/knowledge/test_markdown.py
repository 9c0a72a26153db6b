"""An entry is read as it stands, and one that is not as it must be is named with what is wrong."""

from __future__ import annotations

import pytest

from crosscut.knowledge import EntryError, SignKind
from crosscut.knowledge.markdown import entry_of
from crosscut.model import Risk

GOOD = """\
+++
title = "The queue is full"
rules = ["overload"]
references = ["https://example.test/queues"]
+++
## Symptoms

Work is dropped.

## Causes

### Work takes longer

Something behind is
slow.

- for: rule timeout, slow-queries
- for: words `took \\d+ s`
- against: course ended
- check: `uptime`

## Steps

1. Look at the rate in
   and out.
   - risk: none: it only reads
   - verify: `uptime`
   - undo: nothing to undo
2. Add workers.
   - risk: low: cost
   - verify: there is room: `free -m`
   - undo: `scale back`

## To be sure

- The rate in, over
  an hour.

## Prevention

- Bounds everywhere.
"""


def test_an_entry_is_read() -> None:
    entry = entry_of(GOOD, family="resources", name="overload")

    (cause,) = entry.causes
    assert (entry.id, entry.family, entry.rules) == ("overload", "resources", ("overload",))
    assert (cause.title, cause.why, cause.check) == (
        "Work takes longer",
        "Something behind is slow.",
        "uptime",
    )
    assert [(s.kind, s.speaks_for) for s in cause.signs] == [
        (SignKind.RULE, True),
        (SignKind.WORDS, True),
        (SignKind.COURSE, False),
    ]
    assert cause.signs[0].rules == {"timeout", "slow-queries"}
    assert cause.signs[1].pattern.search("it TOOK 12 s")
    assert entry.steps[0].action == "Look at the rate in and out."
    assert (entry.steps[1].risk, entry.steps[1].risk_reason) == (Risk.LOW, "cost")
    assert entry.steps[1].verify == "there is room: `free -m`"  # words with a command in them keep its marks
    assert entry.missing == ("The rate in, over an hour.",)


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ("+++\ntitle", "title", "does not begin with TOML"),
        ('title = "The queue is full"', "title = 7", "title: Input should be a valid string"),
        ('rules = ["overload"]', "rules = []", "rules: "),
        ('rules = ["overload"]', 'rules = ["overload"]\ncolour = "red"', "colour: Extra inputs"),
        ("https://example.test", "example.test", "a reference is an https address"),
        ('rules = ["overload"]', 'rules = ["overload"]\nwords = ["full"]', "words need an example"),
        (
            'rules = ["overload"]',
            'rules = ["overload"]\nwords = ["full"]\nexample = "empty"',
            "its example does not show its words",
        ),
        ("## Steps", "## Stepps", "its sections are"),
        ("- check: `uptime`\n", "", "needs one check, and has 0"),
        ("- against: course ended", "- maybe: course ended", "not 'maybe'"),
        ("course ended", "course sideways", "a course is ended or lasting"),
        ("rule timeout", "mood bad", "'mood' is not a valid SignKind"),
        ("`took \\d+ s`", "`took (`", "no regular expression"),
        ("   - undo: `scale back`\n", "", "'Add workers.' needs risk, verify and undo"),
        ("risk: low: cost", "risk: some: cost", "'some' is not a valid Risk"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(part: str, instead: str, said: str) -> None:
    with pytest.raises(EntryError) as error:
        entry_of(GOOD.replace(part, instead, 1), family="resources", name="overload")

    assert str(error.value).startswith("knowledge entry resources/overload: ")
    assert said in str(error.value)
