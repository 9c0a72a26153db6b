"""Names of people where `name` alone stands before them: told by what stands beside, and by how they are written."""

from __future__ import annotations

from crosscut.redaction.accounts import is_somebody
from crosscut.redaction.rule import Rule

# Two to five words, each with a capital; initials and particles among them.
_WORD = rb"[A-Z\xc3\xc5](?:[\w\x80-\xff\-]|'(?=\w)){1,30}+"
_BLANK = rb"(?:[ +]|%20)"
_PERSON = (
    _WORD
    + rb"(?:"
    + _BLANK
    + rb"(?:"
    + _WORD
    + rb"|[A-Z]\.?(?![\w])|van|von|der|den|de|da|dos|del|di|la|el|al|bin|ibn)){0,3}"
    + _BLANK
    + _WORD
    + rb"|(?<=[\"'])"  # the last one first, in quotes
    + _WORD
    + rb"(?:[ ]"
    + _WORD
    + rb")?,[ ]"
    + _WORD
    + rb"(?:[ ]"
    + _WORD
    + rb")?(?=\\{0,4}[\"'])"
)
_QUOTE = rb"(?:\\{0,4}[\"'])?"
_IS = rb"(?:\\?[\"'])?[ ]?(?:=>|[:=])[ \t]{0,4}" + _QUOTE
_NAME = rb"(?<![A-Za-z])(?i:name)" + _IS
_END = rb"(?=\\{0,4}[\"',;)}\]|<&]|[ \t]{0,4}(?:[,;|\r\n\x1e]|(?![\s\S]))|[ ][\w.\-]{1,40}[:=])"
# What only people have, and who they are to a business; a pseudonym's kind says neither.
_OF_PEOPLE = rb"(?i:e-?mail|phone|mobile|address|street|birth|dob\b|ssn\b|iban\b|passport|gender|postal|post_?code|zip\b|nationality|salary|card_?number|@[\w\-]{1,60}\.[a-z])(?!(?i:day)?:[a-z2-7]{8}>)"
_BESIDE = rb"(?:@[\w\-]{1,60}\.[A-Za-z][\w.\-]{1,60}|<(?:EMAIL|NATIONAL_ID):[a-z2-7]{8}>)"
_WHO = rb"(?i:customer|patient|employee|user|person|billing|shipping|contact|holder|applicant|member|student|recipient|sender|owner|driver|guest|buyer|seller|subscriber|beneficiary|passenger|citizen|author)(?!:[a-z2-7]{8}>)"
_WHOEVER = rb"(?i:recipient|sender|consignee|addressee|passenger|applicant|candidate|guest|customer|patient|employee|insured|policy_?holder|contact|buyer|seller|driver|student|teacher|doctor|physician|nominee|assignee|reviewer|signatory|client|member|tenant|owner|signed_?by|received_?by|delivered_?to|collected_?by|antragsteller|versicherter|mieter|besteller|solicitante|demandeur|richiedente|aanvrager|wnioskodawca)"
# Words of names that are none of people.
_THINGS = frozenset((
    "service", "server", "client", "error", "exception", "pool", "thread", "queue", "worker", "job", "task", "store", "shop", "order",
    "orders", "product", "inc", "inc.", "ltd", "llc", "gmbh", "corp", "team", "group", "project", "app", "api", "database", "cluster", "report", "page",
    "test", "default", "system", "manager", "handler", "controller", "gateway", "request", "response", "user", "admin", "account", "bank",
    "card", "payment", "cart", "ag", "kg", "se", "plc", "sarl", "srl", "spa", "bv", "nv", "oy", "ab", "limited", "holding", "holdings", "international", "insurance", "university", "hospital", "foundation", "services", "solutions", "systems", "technologies", "admins", "users", "checkout", "company", "department", "connection", "data", "file", "module", "node", "host", "event",
    "message", "policy", "role", "session", "token", "plan", "premium", "basic", "standard", "enterprise", "global", "internal", "external", "api.",
    "servizio", "servicio", "dienst", "kundendienst", "clienti", "clientes", "kunden", "pedidos", "ordini", "commandes", "projet", "proyecto", "projeto", "progetto", "projekt", "gruppo", "grupo", "groupe", "gruppe", "banca", "banco", "banque", "ufficio", "bureau", "oficina",
    "azienda", "empresa", "entreprise", "firma", "produto", "producto", "prodotto", "produkt", "sa", "s.a.", "sl", "s.l.", "srl", "s.r.l.", "sarl", "spa", "s.p.a.", "ltda", "ag", "kg", "se", "oy", "ab", "bv", "b.v.", "nv", "n.v.", "plc", "kk", "aps", "a/s", "admins", "users", "root", "ca",
))  # fmt: skip


def is_person(value: str) -> bool:
    """Whether none of the words is one of things."""
    words = value.replace("+", " ").replace("%20", " ").replace(",", " ").split()
    return is_somebody(value) and not any(word.lower() in _THINGS for word in words)


# The sign first, for it is rarer than letters; then two words behind it, and how the words before it end.
_BEFORE = rb"(?:ame|ent|der|nee|see|ger|ant|ate|est|mer|yee|red|act|yer|ler|ver|her|tor|ian|wer|ory|ber|ner|dby|_by|_to|nte|eur|wca)"
_GATE = (
    rb"[:=](?=>?[ \t]{0,4}(?:\\{0,4}[\"'])?[a-z\xc3\xc5][\w'\-\x80-\xff]{1,30}+(?:,? |\+|%20)[a-z\xc3\xc5])(?:"
    + b"|".join(rb"(?<=" + _BEFORE + between + rb"[:=])" for between in (b"", b"[\"' ]", rb"\\[\"']", b"[\"'] ")) + rb")"
)  # fmt: skip
PERSON = Rule(
    kind="NAME",
    name="name-beside-what-people-have",
    pattern=(
        rb"(?i:name)" + _IS + rb"(" + _PERSON + rb")" + _END + rb"(?=[^\r\n\x1e]{0,160}?" + _OF_PEOPLE + rb")"
        rb"|(?<![A-Za-z])" + _WHOEVER + rb"(?:[._\- ]?[Nn]ame)?" + _IS + rb"(" + _PERSON + rb")" + _END
        + rb"|(?:" + _WHO + rb"|" + _BESIDE + rb")[^\r\n\x1e]{0,100}?" + _NAME + rb"(" + _PERSON + rb")" + _END
    ),
    gate=_GATE,
    accept=is_person,
    must_match=(
        '#<Customer id: 104, name: "Elif Example", plan: "x">', '{"name":"Anna van Example","email":"x"}', '"billing":{"name":"Anna M. Example"}',
        "[(a@host.example, name=Anna Example)]", "name=Anna+Example&street=x", 'signed_by="Anna Example" x', 'antragsteller.name="Anna Example"', 'ahvNr=<NATIONAL_ID:abcdefgh> Name="Anna Example"', 'name="Example, Anna" email=x',
    ),
    must_not_match=('{"name":"Order Service","email":"x"}', '{"name":"Anna Example"}', "name=web-1, address=x", "user: x, name: Connection Pool"),
)  # fmt: skip
DISPLAY_NAME = Rule(
    kind="NAME",
    name="display-name-before-an-address",
    literals=(b"@",),
    # RFC 5322 and RFC 3261: "Anna Example" <anna@example.com>, <sip:anna@example.com>.
    pattern=rb"(?<![\w\x80-\xff])(" + _PERSON + rb")\\{0,4}\"?[ ]?<(?:sips?:|mailto:)?[\w.+%\-]{1,64}@",
    gate=rb"<(?:sips?:|mailto:)?[\w.+%\-]{1,64}@",
    accept=is_person,
    must_match=(
        'From: "Anna Example" <sip:anna@host.example>;tag=1',
        "to Anna Example <anna@mail.example> sent",
    ),
    must_not_match=("reply to <anna@mail.example>", "Order Service <noreply@mail.example>"),
)
_WORDS = rb"([a-z\x80-\xff][a-z.'\x80-\xff\-]{0,30}+(?:[ ][a-z\x80-\xff][a-z.'\x80-\xff\-]{0,30}+){1,5}+)"
PLACED = Rule(
    kind="NAME",
    name="name-with-a-place-of-its-own",
    # RFC 4514: an entry below those of people. ISO 20022: a party that pays or is paid, which may be a company.
    pattern=(
        rb"(?<![a-z])cn=" + _WORDS + rb"(?=, ?ou=(?:people|users|employees|staff|personnel|accounts|customers|students|members)(?![a-z]))"
        rb"|<(?:\w{1,16}:)?(?:ultmt)?(?:cdtr|dbtr|ownr|prsn|pty|acctownr|benfcry|indvprsn|frstnm|brthnm)>\s{0,8}(?:<(?:\w{1,16}:)?pty>\s{0,8})?<(?:\w{1,16}:)?nm>" + _WORDS + rb"(?=</)"
        # RFC 5545: who is invited. DICOM: the patient.
        rb"|(?:attendee|organizer)[^:\r\n\x1e]{0,80}?;cn=\\{0,8}\"?" + _WORDS + rb"(?=\\{0,8}\"?[:;])|\(0010,0010\) pn \[([^\[\]\r\n\x1e]{2,64})\]"
    ),
    accept=is_person,
    lowered=True,
    must_match=("ATTENDEE;CN=Anna Example:mailto:", "(0010,0010) PN [EXAMPLE^ANNA]", "cn=Anna Example,ou=people,dc=example", "<Cdtr><Nm>Anna Example</Nm></Cdtr>"),
    must_not_match=("cn=admin,dc=example", "cn=Domain Admins,ou=groups,dc=x", "<Cdtr><Nm>Example GmbH</Nm></Cdtr>", "<FinInstnId><Nm>Anna Example</Nm></FinInstnId>"),
)  # fmt: skip

_DOERS = rb"(?:[aA]borted|[aA]pproved|[rR]ejected|[cC]ancell?ed|[sS]ubmitted|[rR]eviewed|[sS]igned off|[rR]etried|[rR]eplayed|[pP]romoted) by"
# What does things in the place of somebody.
_NOBODYS = frozenset((
    "board", "bot", "pipeline", "cloud", "automation", "scheduler", "workflow", "engine", "web", "auto", "actions", "github", "gitlab", "jenkins", "dependabot", "renovate", "agent", "build", "upstream", "downstream", "change", "timer", "trigger", "cron", "management", "security", "support",
))  # fmt: skip


def is_doer(value: str) -> bool:
    """Whether it is somebody rather than a program."""
    return is_person(value) and not any(word.lower() in _NOBODYS for word in value.split())


DOER = Rule(
    kind="NAME",
    name="name-of-who-did-it",
    # `Started by user Anna Example`, as Jenkins says it.
    pattern=(
        rb"(?<![A-Za-z])(?:(?:[bB]y|[fF]or|[aA]s|[fF]rom) (?:the )?user|" + _DOERS + rb")[ ]?:?[ ]\[?(" + _WORD + rb"(?:[ ](?:" + _WORD
        + rb"|[A-Z]\.?(?!\w)|van|von|der|den|de|da|dos|del|di|la|el|al|bin|ibn)){0,3}[ ]" + _WORD
        + rb")(?=\\{0,4}[\"',;.)}\]|<&]|[ \t]{0,4}(?:[\r\n\x1e]|(?![\s\S]))|[ ](?:on|at|in|from|for|to|with|via|and|is|was|has|logged|signed|-|\())"
    ),
    accept=is_doer,
    must_match=("Started by user Anna Example", "Approved by Anna van Example at 10:00", "for user Anna Example."),
    must_not_match=("Started by user anna", "Approved by Change Board", "Started by upstream project", "for user Order Service", "by user Anna"),
)  # fmt: skip
FIRST_RULES = (DOER,)  # before those of a login
RULES = (PERSON, DISPLAY_NAME, PLACED)
