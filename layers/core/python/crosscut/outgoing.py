"""The last look at what leaves for a model or for people: a scan of other origin than redaction.

Redaction's own rules would miss again what they have missed. These are detect-secrets' plugins, which look at one
text and ask nobody, and three patterns written apart for mail addresses, card numbers and what the plugins take for
an address and is none. High entropy alone is not looked for: ids and hashes have it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from crosscut.config import Source
from crosscut.model import Hypothesis, Insight, Step

# By detect-secrets' names, the kind that a policy turns off; the others are tokens.
_KINDS = {
    "AWSKeyDetector": "AWS_KEY",
    "BasicAuthDetector": "PASSWORD",
    "IPPublicDetector": "IP",
    "JwtTokenDetector": "JWT",
    "KeywordDetector": "PASSWORD",
    "PrivateKeyDetector": "PRIVATE_KEY",
}
_MODULES = (
    "artifactory", "aws", "azure_storage_key", "basic_auth", "cloudant", "discord", "github_token", "gitlab_token",
    "ibm_cloud_iam", "ibm_cos_hmac", "ip_public", "jwt", "keyword", "mailchimp", "npm", "openai", "private_key",
    "pypi_token", "sendgrid", "slack", "softlayer", "square_oauth", "stripe", "telegram_token", "twilio",
)  # fmt: skip
_REDACTED = (
    "\N{SECTION SIGN}"  # in place of what is redacted: no letter, so that no pattern takes it for a value
)
# A pseudonym, and what a template has in its place; a private key's header without a body behind it.
_TOKEN = re.compile(r"<(?:[A-Z][A-Z0-9_]*(?::[a-z2-7]{8})?|\*)>")
_EMPTY_KEY = re.compile(r"-+BEGIN[A-Z0-9 ]{1,60}-++(?!(?:\\+[nr]|\s)*[A-Za-z0-9+/]{16})")
_VERSION = re.compile(
    r"(?<=\w)/v?\d+(?:\.\d+){3}|(?i:version)\W{0,4}\d+(?:\.\d+){3}|\b\d+(?:\.0){3}\b|\b255(?:\.\d+){3}"
)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}"
    r"(?!(?:service|socket|target|timer|mount|slice|scope|swap|device|png|jpe?g|svg|webp|js|css)\b)[A-Za-z]{2,24}(?![\w-])"
)
_CARD = re.compile(r"(?<![\w.-])(?:4\d{3}|5[1-5]\d\d|3[47]\d\d|6011)(?:[ -]?\d){11,12}(?![\w-]|\.\d)")
_RANDOM = re.compile(r"(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])[^\s/.:,;<>{}()*$%§]{8,}")
_WITHHELD = "[withheld: it looks like {}]"


class _Detector(NamedTuple):
    name: str
    kind: str
    find: Callable[[str], Iterable[str]]


def leaks(text: str, *, source: Source) -> tuple[str, ...]:
    """Return the names of what `text` seems to hold, for example `AWS Access Key`; none where all is well.

    What the source's redaction policy lets through is passed over. A detector that fails counts as one that found.
    """
    found: set[str] = set()
    off = _off(source)
    for piece in _pieces(text):
        for detector in _detectors():
            if detector.kind in off or detector.name in found:
                continue
            try:
                values = list(detector.find(piece))
            except Exception as error:  # noqa: BLE001 - fail closed; the error's text may hold the value
                found.add(f"{detector.name} (the check failed: {type(error).__name__})")
                continue
            if any(not _allowed(value, source) for value in values):
                found.add(detector.name)
    return tuple(sorted(found))


def withhold(insight: Insight, *, source: Source) -> tuple[Insight, tuple[str, ...]]:
    """Return the insight without the texts that seem to hold a secret, and what they seemed to hold."""
    found: set[str] = set()

    @cache  # objects are named by sightings too
    def safe(text: str) -> str:
        names = leaks(text, source=source)
        found.update(names)
        return _WITHHELD.format(", ".join(names)) if names else text

    changed = insight.model_copy(
        update={
            "title": safe(insight.title),
            "summary": safe(insight.summary),
            "root_cause": safe(insight.root_cause),
            "evidence": tuple(
                each.model_copy(update={"text": safe(each.text), "file": safe(each.file)})
                for each in insight.evidence
            ),
            "hypotheses": tuple(
                Hypothesis(
                    cause=safe(each.cause),
                    speaks_for=tuple(map(safe, each.speaks_for)),
                    speaks_against=tuple(map(safe, each.speaks_against)),
                    check=safe(each.check),
                )
                for each in insight.hypotheses
            ),
            "timeline": tuple(
                each.model_copy(
                    update={
                        "service": safe(each.service),
                        "what": safe(each.what),
                        "because": safe(each.because),
                    }
                )
                for each in insight.timeline
            ),
            "confidence_reason": safe(insight.confidence_reason),
            "missing": tuple(map(safe, insight.missing)),
            "remediation": tuple(
                Step(
                    action=safe(each.action),
                    risk=each.risk,
                    risk_reason=safe(each.risk_reason),
                    verify=safe(each.verify),
                    undo=safe(each.undo),
                )
                for each in insight.remediation
            ),
            "services": tuple(map(safe, insight.services)),
            "notes": tuple(map(safe, insight.notes)),
            "objects": tuple(map(safe, insight.objects)),
            "sightings": tuple(
                each.model_copy(update={"object": safe(each.object)}) for each in insight.sightings
            ),
            "decisions": tuple(
                each.model_copy(update={"by": safe(each.by), "note": safe(each.note)})
                for each in insight.decisions
            ),
        }
    )
    return (changed, tuple(sorted(found))) if found else (insight, ())


def _off(source: Source) -> frozenset[str]:
    kinds = source.redaction.get("kinds")
    return (
        frozenset(kind for kind, on in kinds.items() if on is False)
        if isinstance(kinds, dict)
        else frozenset()
    )


def _allowed(value: str, source: Source) -> bool:
    """Whether it is a pseudonym, or the policy lets it stay. A pattern that is none was told of at load."""
    if not value.strip(_REDACTED):
        return True
    values, patterns = source.redaction.get("allow"), source.redaction.get("allow_patterns")
    if isinstance(values, list) and value in values:
        return True
    try:
        return isinstance(patterns, list) and any(re.fullmatch(str(each), value) for each in patterns)
    except re.error:
        return False


def _pieces(text: str) -> Iterator[str]:
    """Yield the text and, of JSON, each string in it; also without escapes."""
    text = _EMPTY_KEY.sub("", _TOKEN.sub(_REDACTED, text))
    text = _VERSION.sub("", text)
    pieces = dict.fromkeys(line for line in text.splitlines() if line.strip())
    for match in _STRING.finditer(text):
        try:
            pieces.update(dict.fromkeys(str(json.loads(match[0], strict=False)).splitlines()))
        except ValueError:
            continue
    for piece in pieces:
        yield piece
        if "\\" in piece:
            yield re.sub(r"\\+([\"'/])", r"\1", piece)
        if "%" in piece:
            yield unquote(piece)


@cache
def _detectors() -> tuple[_Detector, ...]:
    # A quarter of a second, most of it for an HTTP client that only verifying needs, which is not done here.
    import importlib
    import inspect

    from detect_secrets.plugins.base import BasePlugin
    from detect_secrets.plugins.keyword import KeywordDetector

    found: list[_Detector] = []
    for module in _MODULES:
        loaded = importlib.import_module(f"detect_secrets.plugins.{module}")
        for name, plugin in inspect.getmembers(loaded, inspect.isclass):
            if plugin.__module__ == loaded.__name__ and issubclass(plugin, BasePlugin):
                find: Callable[[str], Iterable[str]] = plugin().analyze_string
                if plugin is KeywordDetector:
                    find = _keyword_values(find)
                found.append(_Detector(str(plugin.secret_type), _KINDS.get(name, "TOKEN"), find))
    found.append(_Detector("Mail Address", "EMAIL", _EMAIL.findall))
    found.append(_Detector("Payment Card", "CARD", lambda text: filter(_passes_check, _CARD.findall(text))))
    return tuple(found)


def _keyword_values(find: Callable[..., Iterable[str]]) -> Callable[[str], Iterator[str]]:
    """Return the detector of `password: "..."` and `password=...`, for values that look random."""
    from detect_secrets.plugins.keyword import CONFIG_DENYLIST_REGEX_TO_GROUP

    def values(text: str) -> Iterator[str]:
        for bare in (None, CONFIG_DENYLIST_REGEX_TO_GROUP):
            for value in find(text, bare):
                word = value.split()[0] if value.split() else ""
                if _RANDOM.fullmatch(word):
                    yield word

    return values


def _passes_check(number: str) -> bool:
    """Whether the last digit is the check digit (Luhn, ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(int(c) for c in reversed(number) if c.isdigit()):
        total += sum(divmod(digit * 2, 10)) if place % 2 else digit
    return total % 10 == 0
