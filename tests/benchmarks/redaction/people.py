"""What points to a person, made with Faker and from the ranges that are set aside for documentation and fiction."""

from __future__ import annotations

import random

from faker import Faker

from tests.benchmarks.redaction.machines import Machines
from tests.benchmarks.redaction.national_ids import national_id
from tests.benchmarks.redaction.value import HEX, Value, some

_LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "pt_BR", "sv_SE", "nl_NL", "ja_JP")
_DOMAINS = (
    "example.com", "example.org", "example.net", "mail.example.com", "corp.example", "mueller-gmbh.example",
    "shop.example.co", "uni.example.edu", "sub.team.example.io", "example.museum",
)  # fmt: skip


class People(Machines):
    """Makes values of people, machines and places; the same for the same seed and version of Faker."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self._fakers = {locale: Faker(locale) for locale in _LOCALES}
        for faker in self._fakers.values():
            faker.seed_instance(rng.getrandbits(32))

    def _faker(self, *locales: str) -> Faker:
        return self._fakers[self._rng.choice(locales or _LOCALES)]

    def email(self) -> Value:
        rng, faker = self._rng, self._faker("en_US", "en_GB", "de_DE", "fr_FR", "es_ES")
        first, last = (_ascii(faker.first_name()), _ascii(faker.last_name()))
        local = rng.choice(
            (
                f"{first}.{last}",
                f"{first}{rng.randint(1, 99)}",
                f"{first[0]}{last}",
                f"{first}_{last}",
                f"{first}.{last}+{rng.choice(('news', 'aws', 'test1'))}",
                f"{first}-{last}",
                first.title(),
                f"{last}.{first}".title(),
                f"o'{last}",
            )
        )
        if "'" in local and rng.random() < 0.8:
            local = local.replace("'", "")
        domain = rng.choice(_DOMAINS)
        text = f"{local}@{domain.upper() if rng.random() < 0.03 else domain}"
        return Value(
            "email/address", text, ("email", "e_mail", "mail", "email_address", "recipient", "from", "to")
        )

    def phone(self) -> Value:
        rng = self._rng
        line = some(rng, "0123456789", 4)
        # Numbers of the ranges for fiction: +1 xxx 555 01xx, +44 7700 900xxx, and the like.
        obvious = (
            f"+1 {rng.randint(201, 989)} 555 01{line[:2]}",
            f"+1-{rng.randint(201, 989)}-555-01{line[:2]}",
            f"+1{rng.randint(201, 989)}55501{line[:2]}",
            f"({rng.randint(201, 989)}) 555-01{line[:2]}",
            f"+1 ({rng.randint(201, 989)}) 555-01{line[:2]}",
            f"+44 7700 900{line[:3]}",
            f"+447700900{line[:3]}",
            f"+44 20 7946 0{line[:3]}",
            f"+49 30 23125 {line[:3]}",
            f"+4930231{line}",
            f"+49 (0)30 231{line}",
            f"+33 1 99 00 {line[:2]} {line[2:]}",
            f"+48 22 {some(rng, '123456789', 3)} {line[:2]} {line[2:]}",
            f"+81-3-{some(rng, '123456789', 4)}-{line}",
            f"+55 11 9{some(rng, '0123456789', 4)}-{line}",
            f"+91 98{line[:3]} {some(rng, '123456789', 5)}",
            f"+353 1 555 {line}",
        )
        named = (
            f"{rng.randint(201, 989)}-555-01{line[:2]}",
            f"{rng.randint(201, 989)}.555.01{line[:2]}",
            f"{rng.randint(201, 989)}55501{line[:2]}",
            f"07700 900{line[:3]}",
            f"030 231{line}",
            f"030/231{line}",
            f"01 99 00 {line[:2]} {line[2:]}",
            f"0049 30 231{line}",
            f"+1-{rng.randint(201, 989)}-555-01{line[:2]}x{line[1:]}",
        )
        plain = rng.random() < 0.65
        text = rng.choice(obvious if plain else named)
        keys = (
            "phone",
            "phone_number",
            "mobile",
            "tel",
            "telephone",
            "msisdn",
            "fax",
            "cell_phone",
            "caller",
        )
        return Value(
            f"phone/{'international' if plain else 'national'}", text, keys[: 9 if plain else 7], plain
        )

    def card(self) -> Value:
        kind = self._rng.choice(("visa", "visa16", "mastercard", "amex", "discover", "jcb16", "diners"))
        text = self._fakers["en_US"].credit_card_number(card_type=kind)
        if self._rng.random() < 0.4 and len(text) == 16:
            text = self._rng.choice((" ", "-")).join(text[i : i + 4] for i in range(0, 16, 4))
        elif self._rng.random() < 0.4 and len(text) == 15:
            text = " ".join((text[:4], text[4:10], text[10:]))
        return Value(
            f"card/{kind}", text, ("card", "card_number", "pan", "credit_card", "cc_number", "number")
        )

    def iban(self) -> Value:
        locale = self._rng.choice(("en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "nl_NL"))
        text = self._fakers[locale].iban()
        if self._rng.random() < 0.35:
            text = " ".join(text[i : i + 4] for i in range(0, len(text), 4))
        return Value(
            f"iban/{locale[3:].lower()}", text, ("iban", "account", "bank_account", "creditor", "debtor_iban")
        )

    def national_id(self) -> Value:
        return national_id(self._rng)

    def name(self) -> Value:
        faker = self._faker()
        form = self._rng.choice(("full", "full", "first", "last"))
        if form == "first":
            return Value("name/first", faker.first_name(), ("first_name", "firstname", "given_name"), False)
        if form == "last":
            return Value(
                "name/last", faker.last_name(), ("last_name", "lastname", "surname", "family_name"), False
            )
        keys = ("full_name", "customer_name", "cardholder", "cardholder_name", "display_name", "real_name",
                "patient_name", "contact_name")  # fmt: skip
        return Value("name/full", f"{faker.first_name()} {faker.last_name()}", keys, False)

    def full_name(self) -> tuple[str, str]:
        """Return a first and a last name, each one word of Latin letters."""
        faker = self._faker("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "sv_SE")
        return faker.first_name().split()[0].split("-")[0], faker.last_name().split()[-1]

    def postal_address(self) -> Value:
        faker = self._faker()
        form = self._rng.choice(("street", "street", "whole", "postcode"))
        if form == "postcode":
            return Value(
                "address/postcode", faker.postcode(), ("postcode", "postal_code", "zip_code", "zip"), False
            )
        if form == "street":
            keys = ("street", "street_address", "address_line1", "address1", "street_name")
            return Value("address/street", faker.street_address().replace("\n", " "), keys, False)
        keys = ("shipping_address", "billing_address", "home_address", "address", "postal_address")
        return Value("address/whole", faker.address().replace("\n", ", "), keys, False)

    def user(self) -> Value:
        rng = self._rng
        first = _ascii(self._faker("en_US", "de_DE", "fr_FR", "es_ES").first_name())
        last = _ascii(self._faker("en_US", "de_DE", "fr_FR", "es_ES").last_name())
        if rng.random() < 0.25:
            text = rng.choice(
                (
                    str(rng.randint(10_000, 99_999_999)),
                    f"usr_{some(rng, HEX, 12)}",
                    f"u-{rng.randint(100, 99999)}",
                )
            )
            return Value("user/id", text, ("user_id", "userid", "customer_id", "user.id"), False)
        text = rng.choice(
            (
                first,
                f"{first}{rng.randint(1, 99)}",
                f"{first[0]}{last}",
                f"{first}.{last}",
                f"{last}_{first[0]}",
            )
        )
        return Value(
            "user/name", text, ("user", "username", "user_name", "login", "login_name", "user.name"), False
        )

    def login(self) -> Value:
        """Return the login of a person, of which nothing but its place tells that it is one."""
        rng, faker = self._rng, self._faker("en_US", "de_DE", "fr_FR", "es_ES", "pl_PL", "sv_SE")
        first, last = _ascii(faker.first_name()), _ascii(faker.last_name())
        forms = (
            first, last, f"{first}{rng.randint(1, 99)}", f"{first[0]}{last}", f"{first}.{last}", f"{last}{first[0]}",
            f"{first}_{last[0]}", f"{first}-{last}",
        )  # fmt: skip
        return Value("user/login", rng.choice(forms), ("user",), False)

    def card_number(self) -> str:
        return self._fakers["en_US"].credit_card_number(card_type="visa16")

    def western_name(self) -> Value:
        faker = self._faker("en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "sv_SE")
        return Value("name/full", f"{faker.first_name()} {faker.last_name()}", ("full_name",), False)

    def western_street(self) -> Value:
        faker = self._faker("en_US", "de_DE", "sv_SE", "pl_PL")
        street = faker.street_address().replace("\n", " ").replace(",", "").replace("'", "")
        return Value("address/street", street, ("street",), False)

    def city(self) -> Value:
        city = self._faker("en_US", "de_DE", "sv_SE", "fr_FR").city().replace("'", "")
        return Value("address/city", city, ("city",), False)


def _ascii(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalpha()) or "jo"
