"""Lines in which languages and formats write fields in ways of their own: terms, nested names, changes, tables, bound values, markup."""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from typing import NamedTuple

from tests.benchmarks.redaction.connection_shapes import bare_password
from tests.benchmarks.redaction.marks import mark
from tests.benchmarks.redaction.people import People

# What none of these ways needs to escape.
_PLAIN = set("'\"\\<>&,;|()[]{}=:%\n\r\t`/")


class _Person(NamedTuple):
    """Marked values of one person."""

    first: str
    last: str
    full: str
    reversed: str  # the last name first
    email: str
    phone: str
    user: str
    street: str
    password: str


def somebody(rng: random.Random, people: People) -> _Person:
    """Return somebody whose values are written without escapes in every language."""
    while True:
        first, last = people.full_name()
        email, user, password = people.email().text, people.user(), bare_password(rng)
        phone = f"+1{rng.randint(201, 989)}55501{rng.randint(10, 99)}"
        street = f"{rng.randint(2, 240)} {last} {rng.choice(('Street', 'Avenue', 'Lane'))}"
        if (
            (set("".join((first, last, email, password))) & _PLAIN)
            or user.kind == "user/id"
            or password.isdecimal()
        ):
            continue
        return _Person(
            mark("name/first", first), mark("name/last", last), mark("name/full", f"{first} {last}"),
            mark("name/reversed", f"{last}, {first}"), mark("email/address", email), mark("phone/international", phone),
            mark("user/name", user.text), mark("address/street", street), mark("password/dump", password),
        )  # fmt: skip


def term(rng: random.Random, people: People) -> tuple[str, str]:
    """Erlang, Elixir, PHP, Kotlin, Scala, Go, protocol buffers."""
    p = somebody(rng, people)
    text, quoted = p.password, f'\\"{p.password}\\"'
    return "dump", rng.choice(
        (
            f'login #{{email => <<"{p.email}">>,ip => {{peer,tcp}},password => <<"{text}">>}}',
            f'crasher: [{{username,<<"{p.user}">>}},{{password,<<"{text}">>}},{{vhost,<<"/prod">>}}]',
            f'[{{first_name,"{p.first}"}},{{password,"{text}"}},{{retries,3}}]',
            f'[{{"username", "{p.user}"}}, {{"password", "{text}"}}]',
            f'{{:ok, [{{:password, "{text}"}}, {{:last_name, "{p.last}"}}]}}',
            f'{{<<"password">>,<<"{text}">>}}',
            f'#session{{username = <<"{p.user}">>,password = <<"{text}">>}}',
            f'a:3:{{s:8:"username";s:{rng.randint(4, 20)}:"{p.user}";s:8:"password";s:9:"{text}";s:4:"role";s:6:"editor";}}',
            f'{{"data":"a:1:{{s:9:\\"last_name\\";s:9:\\"{p.last}\\";}}"}}',
            f'O:4:"User":2:{{s:14:"*first_name";s:7:"{p.first}";s:14:"*password";s:7:"{text}";}}',
            f'object(User)#1 (2) {{ ["password":protected]=> string(7) "{text}" ["id"]=> int(7) }}',
            f"User Object ( [password:protected] => {text} [first_name:App:private] => {p.first} )",
            f"params=[(username, {p.user}), (password, {text}), (retries, 3)]",
            f"List((password,{text}), (region,eu))",
            f"&{{FirstName:{{String:{p.first} Valid:true}} Password:{{String:{text} Valid:true}}}}",
            f'first_name {{ value: "{p.first}" }} last_name {{ value: "{p.last}" }}',
            f'{{"FirstName":{{"String":"{p.first}","Valid":true}},"n":1}}',
            f"DEBUG auth: <User {p.user}> loaded",
            f"<User: {p.user}> has no permission",
            f"stdClass Object ( [name] => {p.full} [email] => {p.email} )",
            f'array(2) {{ ["name"]=> string(12) "{p.full}" ["email"]=> string(7) "{p.email}" }}',
            f'O:8:"App.User":2:{{s:4:"name";s:12:"{p.full}";s:5:"email";s:7:"{p.email}";}}',
            f'{{"body":"{{password: {quoted}, n: 1}}"}}',
            f"Session attributes {{lastAccess=1773430409, principalName={p.user}}}",
        )
    )


def nested(rng: random.Random, people: People) -> tuple[str, str]:
    """Names whose parts stand in brackets of their own, and whose they are outside of these."""
    p = somebody(rng, people)
    return "nested", rng.choice(
        (
            f"user {{ id: 7, name: {{ first: '{p.first}', last: '{p.last}' }}, admin: false }}",
            f'{{"id":7,"name":{{"first":"{p.first}","last":"{p.last}"}}}}',
            f'{{"body":"{{\\"name\\":{{\\"given\\":\\"{p.first}\\",\\"family\\":\\"{p.last}\\"}}}}"}}',
            f"Customer(id=7, name=FullName(first={p.first}, last={p.last}))",
            f'{{:name=>{{:first=>"{p.first}", :last=>"{p.last}"}}}}',
            f'{{"pusher":{{"name":"{p.user}","email":"{p.email}"}},"ref":"refs/heads/main"}}',
            f'{{"head_commit":{{"author":{{"name":"{p.full}","email":"{p.email}"}}}}}}',
            f'{{"customer":{{"id":7,"name":"{p.full}"}}}}',
            f"<Payment><Debtor><Name>{p.full}</Name></Debtor></Payment>",
            f"<Cdtr><Nm>{p.full}</Nm><PstlAdr><StrtNm>{p.street}</StrtNm></PstlAdr></Cdtr>",
            f"<Person><Name><First>{p.first}</First><Last>{p.last}</Last></Name></Person>",
            f"contacts=[({p.email}, name={p.full})]",
            f'imported: name="{p.reversed}" email={p.email} grade=5',
            f"user.name={p.full};user.email={p.email}",
        )
    )


def change(rng: random.Random, people: People) -> tuple[str, str]:
    """Old and new values."""
    a, b = somebody(rng, people), somebody(rng, people)
    return "change", rng.choice(
        (
            f'{{"changes":{{"last_name":["{a.last}","{b.last}"]}}}}',
            f'{{"changes":{{"phone":["{a.phone}","{b.phone}"],"first_name":[null,"{b.first}"]}}}}',
            f'{{"last_name":{{"old":"{a.last}","new":"{b.last}"}}}}',
            f'{{"diff":{{"password":{{"from":"{a.password}","to":"{b.password}"}}}}}}',
            f"{{'last_name': ('{a.last}', '{b.last}')}}",
            f'{{"last_name"=>["{a.last}", "{b.last}"], "updated_at"=>[nil, 1]}}',
            f'[{{"op":"replace","path":"/user/last_name","value":"{b.last}"}}]',
            f'{{"field":"last_name","fieldtype":"text","from":"{a.last}","to":"{b.last}"}}',
            f"field=first_name old={a.first} new={b.first}",
            f'last_name: "{a.last}" -> "{b.last}"',
            f"last_name: {a.last} -> {b.last}; state: open",
            f"first_name changed from '{a.first}' to '{b.first}'",
            f'{{"street":{{"before":"{a.street}","after":"{b.street}"}}}}',
        )
    )


def bound(rng: random.Random, people: People) -> tuple[str, str]:
    """Values of a statement of SQL beside it."""
    p = somebody(rng, people)
    return "bound values", rng.choice(
        (
            f'UPDATE "auth_user" SET "email" = %s, "last_name" = %s WHERE "auth_user"."id" = %s; args=(\'{p.email}\', \'{p.last}\', 42)',
            f'UPDATE "auth_user" SET "last_name" = \'{p.last}\' WHERE "auth_user"."id" = 42; args=(\'{p.last}\', 42); alias=default',
            f"INSERT INTO users (id, email, first_name) VALUES (?, ?, ?) [parameters: (7, '{p.email}', '{p.first}')]",
            f'INSERT INTO "user"("id", "email", "last_name") VALUES (DEFAULT, $1, $2) -- PARAMETERS: ["{p.email}","{p.last}"]',
            f"[Parameters=[@p0='{p.email}' (Size = 400), @p1='{p.last}'], CommandTimeout='30'] INSERT INTO [Users] ([Email], [LastName]) VALUES (@p0, @p1);",
            f'User Load (0.4ms)  SELECT "users".* FROM "users" WHERE "users"."last_name" = $1 LIMIT $2  [["last_name", "{p.last}"], ["LIMIT", 1]]',
            f'UPDATE users SET password = $1, last_name = $2 WHERE id = $3 Params: ["{p.password}","{p.last}",4]',
            f"SELECT id FROM users WHERE last_name LIKE %s; args=('{p.last}',)",
        )
    )  # fmt: skip


def table(rng: random.Random, people: People) -> tuple[str, str]:
    """A header and rows below it in one record."""
    p, q = somebody(rng, people), somebody(rng, people)
    return "table", rng.choice(
        (
            f"preview: id,first_name,last_name,email\\n32,{p.first},{p.last},{p.email}\\n33,{q.first},{q.last},{q.email}",
            f"Zeile 1: nr;name;telefon;betrag | Zeile 2: 57;{p.full};{p.phone};54.73",
            f'row rejected header="email","full_name","state" row="{p.email}","{p.full}","new" reason=dup',
            f'header="id,email,last_name" row="1,{p.email},{p.last}"',
            f'{{"columns":["id","email","full_name"],"rows":[[1,"{p.email}","{p.full}"],[2,"{q.email}","{q.full}"]]}}',
            f"columns=['full_name', 'email', 'state'] values=['{p.full}', '{p.email}', 'new']",
            f"| id | email | full_name |\\n+----+-------+------+\\n| 1 | {p.email} | {p.full} |",
            f"id|password|last_name\\n1|{p.password}|{p.last}",
        )
    )


def markup(rng: random.Random, people: People) -> tuple[str, str]:
    """XML in entities, SAML, LDIF, vCards."""
    p = somebody(rng, people)
    element = f"<user><email>{p.email}</email><password>{p.password}</password></user>"
    return "markup", rng.choice(
        (
            html.escape(element),
            html.escape(html.escape(element)),
            html.escape(f'{{"password":"{p.password}","firstName":"{p.first}"}}'),
            f'<saml2:Attribute Name="urn:oid:2.5.4.42" FriendlyName="givenName"><saml2:AttributeValue>{p.first}</saml2:AttributeValue></saml2:Attribute>',
            f'<Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"><AttributeValue>{p.last}</AttributeValue></Attribute>',
            f'<saml:Attribute Name="urn:oid:2.5.4.4"><saml:AttributeValue xsi:type="xs:string">{p.last}</saml:AttributeValue></saml:Attribute>',
            f"dn: uid={p.user},ou=people,dc=example,dc=com; mail: {p.email}; sn: {p.last}; cn: {p.full}; objectClass: person",
            f":50K:/12345678\\n{p.full}\\n{p.street}\\n:71A:SHA",
            f"NAD+BY+12345++{p.full}+{p.street}+Exampleton++80331+DE'",
            f"BEGIN:VCARD\\nVERSION:3.0\\nFN:{p.full}\\nTEL;TYPE=CELL:{p.phone}\\nEMAIL:{p.email}\\nEND:VCARD",
        )
    )


_WORDS = (
    "fornavn", "etternavn", "efternamn", "förnamn", "jméno", "příjmení", "etunimi", "sukunimi", "prenume", "prezime", "soyadi", "primeiro_nome",
    "nom_de_famille", "familienname", "imię", "prénom", "nombre_completo", "nome_completo", "фамилия", "氏名",
)  # fmt: skip
_WHOLE = ("nome", "nom", "nombre", "naam", "debtor", "creditor_name", "payer", "navn")


def abroad(rng: random.Random, people: People) -> tuple[str, str]:
    """Names of people under the words of other languages."""
    p = somebody(rng, people)
    if rng.random() < 0.5:
        key, value = rng.choice(_WORDS), p.last
    else:
        key, value = rng.choice(_WHOLE), p.full
    phone = mark("phone/other", f"0{rng.randint(160, 179)} {rng.randint(1000000, 9999999)}")
    return "other languages", rng.choice(
        (
            f'"{rng.choice(("telefono", "telefon", "telefoonnummer", "celular", "mobilnummer", "téléphone"))}": "{phone}"',
            f'"{rng.choice(("straße", "strasse", "calle", "ulica", "dirección", "endereço"))}": "{p.street}"',
            f'{{"id":7,"{key}":"{value}"}}',
            f'{key}="{value}" status=ok',
            f"<{key}>{value}</{key}>",
            f"Cliente({key}='{value}', id=7)",
        )
    )


SHAPES: dict[Callable[[random.Random, People], tuple[str, str]], int] = {
    term: 6, nested: 4, change: 4, bound: 3, table: 3, markup: 3, abroad: 4,
}  # fmt: skip
