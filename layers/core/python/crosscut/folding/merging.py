"""Merges digests of one source: what was folded apart is as if it had been folded together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce

from crosscut.folding.families import general_keys, variable_positions
from crosscut.folding.fold import MAX_GROUPS
from crosscut.folding.group import MAX_ALIASES, MAX_ATTRIBUTES, MAX_EXEMPLARS, SIGNAL_TOP
from crosscut.folding.keys import Key, template_id
from crosscut.folding.parameters import TOP, merged, of_values
from crosscut.model import Digest, Exemplar, Ledger, ParameterStats, Template


def merge(digests: Sequence[Digest]) -> Digest:
    """Return the digest of all, in any order of them the same; they are of one source, at least one.

    Templates that are one template only when seen together are joined. Counts, times and minutes are exact.
    """
    apart = [template for digest in digests for template in digest.templates]
    templates = _joined(apart, general_keys({_key(template) for template in apart}))
    severities: dict[int, int] = defaultdict(int)
    for digest in digests:
        for number, count in digest.severities.items():
            severities[number] += count
    return Digest(
        source=digests[0].source,
        objects=tuple(dict.fromkeys(sorted(name for digest in digests for name in digest.objects))),
        first_seen=min((d.first_seen for d in digests if d.first_seen), default=None),
        last_seen=max((d.last_seen for d in digests if d.last_seen), default=None),
        severities=dict(sorted(severities.items())),
        templates=templates[:MAX_GROUPS],
        other_count=sum(d.other_count for d in digests) + sum(t.count for t in templates[MAX_GROUPS:]),
        problems=tuple(
            sorted((p for d in digests for p in d.problems), key=lambda p: (p.file, p.lines, p.reason))
        ),
        ledger=reduce(Ledger.__add__, (d.ledger for d in digests)),
    )


def align(digests: Sequence[Digest]) -> tuple[Digest, ...]:
    """Return the digests with templates that are comparable: joined where seeing all of them joins templates."""
    gone_to = general_keys({_key(template) for digest in digests for template in digest.templates})
    return tuple(d.model_copy(update={"templates": _joined(d.templates, gone_to)}) for d in digests)


def _joined(templates: Sequence[Template], gone_to: Mapping[Key, Key]) -> tuple[Template, ...]:
    families: dict[Key, list[Template]] = defaultdict(list)
    for template in templates:
        families[gone_to[_key(template)]].append(template)
    joined = [_one(general, members) for general, members in families.items()]
    return tuple(sorted(joined, key=lambda t: (-t.count, t.id)))


def _key(template: Template) -> Key:
    text = template.text.removesuffix(f" [{template.signal}]") if template.signal else template.text
    return Key(template.service, template.severity_number, template.signal, text)


def _one(general: Key, members: Sequence[Template]) -> Template:
    id_ = template_id(general)
    if len(members) == 1 and members[0].id == id_:
        return members[0]
    exemplars = sorted((e for t in members for e in t.exemplars), key=_order)[:MAX_EXEMPLARS]
    minutes: dict[int, int] = defaultdict(int)
    for member in members:
        for minute, count in member.minutes.items():
            minutes[minute] += count
    aliases = {alias for t in members for alias in (t.id, *t.aliases)} - {id_}
    first = min(members, key=lambda t: (-t.count, t.severity_text))
    return Template(
        id=id_,
        text=f"{general.text} [{general.signal}]" if general.signal else general.text,
        service=general.service,
        severity_number=general.severity_number,
        severity_text=first.severity_text,
        count=sum(t.count for t in members),
        first_seen=min((t.first_seen for t in members if t.first_seen), default=None),
        last_seen=max((t.last_seen for t in members if t.last_seen), default=None),
        signal=general.signal,
        minutes=dict(sorted(minutes.items())),
        exemplars=tuple(
            e if i == 0 else e.model_copy(update={"before": (), "after": ()}) for i, e in enumerate(exemplars)
        ),
        parameters=_parameters(general.text, members),
        attributes=_attributes(members, SIGNAL_TOP if general.signal else TOP),
        aliases=tuple(sorted(aliases)[:MAX_ALIASES]),
    )


def _order(exemplar: Exemplar) -> tuple[bool, float, str, int]:
    when = exemplar.time.timestamp() if exemplar.time else 0.0
    return exemplar.time is not None, when, exemplar.file, exemplar.line


def _parameters(general: str, members: Sequence[Template]) -> tuple[ParameterStats, ...]:
    columns: dict[int, list[ParameterStats]] = defaultdict(list)
    words: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for member in members:
        own = iter(member.parameters)
        for position, word in enumerate(variable_positions(_key(member).text, general)):
            if word is not None:
                words[position][word] += member.count
            elif (stats := next(own, None)) is not None:
                columns[position].append(stats)
    for position, values in words.items():
        columns[position].append(of_values(str(position), values))
    return tuple(
        reduce(merged, columns[position]).model_copy(update={"name": str(position)})
        for position in sorted(columns)
    )


def _attributes(members: Sequence[Template], most: int) -> tuple[ParameterStats, ...]:
    columns: dict[str, list[ParameterStats]] = defaultdict(list)
    for member in members:
        for stats in member.attributes:
            columns[stats.name].append(stats)
    names = sorted(columns)[:MAX_ATTRIBUTES]
    return tuple(reduce(lambda a, b: merged(a, b, most), columns[name]) for name in names)
