"""What redaction leaves it finds nothing in: also where a pseudonym shows a rule what the value hid, and without a second look elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut.redaction.blocks import STEPS, BlockRedactor
from crosscut.redaction.engine import RULES
from crosscut.redaction.pseudonyms import Pseudonyms
from crosscut.redaction.settling import Makeup, makeup
from tests.unit.redaction.redacting import KEY, redact
from tests.unit.redaction.writing import TEXTS

BLOCKS = BlockRedactor(Pseudonyms(KEY), RULES)
EXAMPLES = [example for rule in RULES for example in rule.must_match]


@settings(deadline=None)
@given(TEXTS)
def test_in_what_is_redacted_nothing_is_found(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@settings(deadline=None)
@given(st.sampled_from(EXAMPLES), st.sampled_from(EXAMPLES), st.data())
def test_nor_where_one_secret_stands_within_another(outer: str, inner: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(outer)))
    text = outer[:at] + inner + outer[at:]

    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        # what is percent-encoded is read anew without the address in it
        '\'","type":"signature</password>bob@example.com(\r%222001:db8::17--sid-\'',
        "%3D%3Ddb8::1{b@example.com",
        # a value that is read another way once it begins with a pseudonym
        '\'<PASSWORD:abcdefgh>\\npassphrasecurl -u  msg=requirepass:=Cookie:["sshpass","-p","\'',
        "enable secret 5 bearer\\=xxxxxxxxxxxxxxxxxxxxxxxx",
        "7--passwd 1:0,6://15",
        "token 'firstname: \"Anna",
        # one that goes on up to a pseudonym only
        "usr=Cookie: s=",
        "AccountName:utr: 345678=",
        "nom=Eriksson anna@example.com",
        "mrn:004from 203.0.113.66 port",
        'payername:"Anna Example<login>bob2</',
        "Name='UserName'>surname=lee",
        # what stands beside a value tells of it
        "assh://jroe@cs1Label=namebob@example.com",
        "apikey: ersion 4.9.1.5",
        ' USER: magareteersion":"7.27.89.148"',
        "+190079 35)bob@example.com",
        "ssn=219999(415)555-0123",
        "usr=abcdefgh> PASS c",
        # a value of words is one word then, and one of many letters is short
        'C: 1 LOGIN street":"1 Main" hunter',
        "Login incorrect (p): [Nm>Anna Example</",
        "removed group 'xY9kL2mQ7aB3xY9kL2mQ7aB3xY9kL2mQ7aB3xY9kL2mQ7aempuser' owned by 'r'",
        # quotes that a value had in it
        'givenname:me("N\\":\\"0\\",n',
        "fullname 't'r\\10\\\"}",
        # the name of a program that stood there, or seemed to
        "usr=sshpass -p\\u0040mysql -ps",
        # a word that shows what stands behind it
        "key=AKIAIOSFODNN7EXAMPLE AKIAIOSFODNN7EXAMPLE",
        # a rule that finds one value of some behind a word
        'Customer:name:"Ef Ex"name:An Ee',
    ],
)
def test_what_a_pseudonym_shows_is_found_at_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        '<EMAIL:abcdefgh>"nom:Eriksson',
        "was: <PASSWORD:abcdefgh> -> Ce3x9",
        "name:Anna Example,zipcode <ADDRESS:abcdefgh>",
        "<USER:abcdefgh> said name: Anna Example",
    ],
)
def test_the_kind_of_a_pseudonym_tells_nothing_of_what_stands_beside_it(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET /a?b=%20c HTTP/1.1" 200 17',
        "Failed password for root from 203.0.113.9 port 5022 ssh2",
        '{"level":"info","client":"203.0.113.9","msg":"login"}',
        '{"eventName": "Login", "userIdentity": {"arn": "arn:aws:iam::123456789012:user/anna"}, "sourceIPAddress": "203.0.113.9"}',
        "level=info user=anna client=203.0.113.9 status=200",
        "connect from [2001:db8::17], mail from <anna@example.com>",
        '<Data Name="IpAddress">203.0.113.9</Data>',
        '{"customer":{"address":"1 Main Street"},"ok":true}',
    ],
)
def test_lines_as_most_logs_have_them_are_not_looked_at_again(text: str) -> None:
    data, found = text.encode(), 0
    for number in range(STEPS):
        step = BLOCKS.step(data, number)
        found += len(step.found)
        assert not step.unsettled
        data = step.data
    assert found


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("hunter2", Makeup.WORD),
        ("203.0.113.9", Makeup.WORD),
        ("2001:db8::17", Makeup.WORD),
        ("02:42:ac:11:00:02", Makeup.WORD),
        ("anna@example.com", Makeup.ADDRESS),
        ("Anna Example", Makeup.WORDS),
        ("name:anna", Makeup.OTHER),
        ('a"b', Makeup.OTHER),
        ("a" * 41, Makeup.ADDRESS),
        ("a" * 65, Makeup.OTHER),
        ("x-sshpass", Makeup.OTHER),
    ],
)
def test_what_a_value_is_made_of(value: str, what: Makeup) -> None:
    assert makeup(value, frozenset({"sshpass"})) is what
