"""The chain of a problem: what failed first, what followed, by time and by what the records share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from crosscut.analysis.texts import Texts
from crosscut.model import Category, Detection, Digest, Moment, Role, Template
from crosscut.template_text import filled

SHOWN = 10  # moments besides the cause and the end
_TEXT = 110
_BEFORE = timedelta(minutes=30)  # in which a change may have set it off
_SAME_TIME = timedelta(seconds=1)  # clocks of two hosts differ by as much
_CHANGES_SHOWN = 3
_NEVER = datetime.min.replace(tzinfo=UTC)


def timeline_of(detection: Detection, digest: Digest, texts: Texts | None = None) -> tuple[Moment, ...]:
    """Return when each part of the problem began, in order of time, the changes before it, and how it ended.

    The detection's first template is its cause; of attacks no part is the cause of another.
    """
    texts = texts or Texts(digest)
    parts = [texts.by_id[i] for i in dict.fromkeys(detection.template_ids) if i in texts.by_id]
    if not parts:
        return ()
    if detection.category is Category.SECURITY:
        moments = [_moment(part, Role.CONTEXT, "") for part in parts[: SHOWN + 1]]
    else:
        cause, *others = parts
        moments = [_moment(cause, Role.CAUSE, "")]
        known = [cause]
        for other in sorted(others[:SHOWN], key=lambda t: (t.first_seen is None, t.first_seen or _NEVER)):
            moments.append(_follower(other, known, detection))
            known.append(other)
        moments += _changes(cause, parts, texts)
    moments.sort(key=lambda m: (m.time is None, m.time or _NEVER, m.role is not Role.CAUSE))
    return (*moments, *_end(detection, digest))


def said(template: Template) -> str:
    """Return the template's message as people read it, cut to fit a line or two."""
    text = filled(template)
    return f"{text[:_TEXT]}…" if len(text) > _TEXT else text


def ids_of(template: Template) -> frozenset[str]:
    """Return the most frequent trace and request ids of its records."""
    return frozenset(
        value for a in template.attributes if a.name in ("trace.id", "request.id") for value, _ in a.top
    )


def _moment(template: Template, role: Role, because: str) -> Moment:
    what = f"“{said(template)}”" + (f" ({template.count:,} times)" if template.count > 1 else "")
    return Moment(time=template.first_seen, service=template.service, what=what, role=role, because=because)


def _follower(template: Template, known: Sequence[Template], detection: Detection) -> Moment:
    cause = known[0]
    after = template.first_seen - cause.first_seen if template.first_seen and cause.first_seen else None
    before_it = after is not None and after < -_SAME_TIME
    role = Role.PRECURSOR if before_it else Role.CONSEQUENCE
    return _moment(template, role, "; ".join(_reasons(template, known, detection, after)))


def _reasons(
    template: Template, known: Sequence[Template], detection: Detection, after: timedelta | None
) -> Iterator[str]:
    """What ties a part to the cause, or to a part that began before it; the time alone is the weakest."""
    text = filled(template).lower()
    target = without_port(detection.entity)
    ids = ids_of(template)
    if ids & ids_of(known[0]):
        yield "shares ids with the cause"
    elif other := next((k for k in known[1:] if ids & ids_of(k) and k.service != template.service), None):
        yield f"shares ids with {other.service or 'one of the others'}"
    if target and _names(text, target):
        yield f"names {detection.entity}"
    elif named := next(
        (k for k in known if k.service and k.service != template.service and _names(text, k.service)), None
    ):
        yield f"names {named.service}"
    if after is None:
        yield "no times to compare"
    elif after >= timedelta(0):
        yield f"{length(after)} after the cause"
    else:
        yield f"{length(-after)} before the cause"


def without_port(name: str) -> str:
    """Return a host without its port; a pseudonym keeps its colon."""
    return re.sub(r":\d+$", "", name)


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.\-]){re.escape(name.lower())}(?![\w\-]|\.\w)", text) is not None


def _changes(cause: Template, parts: Sequence[Template], texts: Texts) -> list[Moment]:
    """What was changed in the half hour before: the question that everybody on call asks first."""
    if cause.first_seen is None:
        return []
    own = {part.id for part in parts}
    found: list[Moment] = []
    for template in texts.changes:
        if template.id in own:
            continue
        times = [e.time for e in template.exemplars] or [template.first_seen]
        near = [t for t in times if t and timedelta(0) <= cause.first_seen - t <= _BEFORE]
        if near:
            because = f"a change, {length(cause.first_seen - max(near))} before the cause"
            moment = _moment(template, Role.CONTEXT, because)
            found.append(moment.model_copy(update={"time": max(near)}))
    return sorted(found, key=lambda m: m.time or _NEVER)[-_CHANGES_SHOWN:]


def course_of(detection: Detection, digest: Digest) -> tuple[str, str]:
    """Return whether it "ended" before the log did or was "lasting" to its end, and the words for it.

    Both are empty where the log gives no times or shows one record only.
    """
    last, end = detection.last_seen, digest.last_seen
    if last is None or end is None or digest.first_seen is None or detection.first_seen == last:
        return "", ""
    quiet = end - last
    if quiet >= max(timedelta(minutes=2), (end - digest.first_seen) / 20):
        return "ended", f"its last record; the log goes on for {length(quiet)} without it"
    return "lasting", "its last record, near the end of the log: it may go on"


def _end(detection: Detection, digest: Digest) -> tuple[Moment, ...]:
    _, words = course_of(detection, digest)
    return (Moment(time=detection.last_seen, service="", what=words),) if words else ()


def length(span: timedelta) -> str:
    """Return a span in words, for example `7.4 s` or `12 min`."""
    seconds = span.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} s" if seconds else "0 s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7_200 else f"{seconds / 3_600:.0f} h"
