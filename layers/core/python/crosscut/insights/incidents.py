"""How incidents come about, grow, fall silent and end. Pure: a board and an event in, a board out.

Two insights are of one incident when something ties them (`ties`), directly or through others; so the groups are
the same in whatever order insights arrive. Which of the merged incidents gives its id does hang on the order: the
one that was opened first, as people know it already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from crosscut.decisions import BY_CROSSCUT, is_false_alarm
from crosscut.incident import Board, Change, Incident, Member, Owed, Phase
from crosscut.insights.ties import joined, member_of, names, tie
from crosscut.model import Insight, Moment, Role, Severity, Status

OPENS_AT = Severity.MEDIUM  # what is less severe joins an incident, but opens none
QUIET_AFTER = timedelta(minutes=30)
RESOLVED_AFTER = timedelta(hours=4)
FORGOTTEN_AFTER = timedelta(hours=24)  # after it was resolved; what comes later is another incident
MEMBERS, CHANGES, NAMES = 40, 40, 20


def told_of(board: Board, insight: Insight, now: datetime) -> Board:
    """Return the board once an insight was stored. The same insight as before changes nothing."""
    member = member_of(insight)
    known = board.holding(insight.id)
    if known is not None:
        old = next(m for m in known.members if m.insight == insight.id)
        member = joined(old, member)
        if member == old:
            return board
    elif insight.status is Status.RESOLVED or is_false_alarm(insight):
        return board
    tied = {
        incident.id: reason
        for incident in board.living
        if (
            reason := next(
                filter(None, (tie(member, m) for m in incident.members if m.insight != member.insight)), ""
            )
        )
    }
    homes = [i for i in board.living if i.id in tied or i is known]
    if homes:
        return _grown(board, homes, member, tied, now)
    if member.severity.rank < OPENS_AT.rank:
        return board
    return _with(board, [_opened(insight, member, now)], moved=[member])


def silence(board: Board, now: datetime) -> Board:
    """Return the board after a look at the clock: what is quiet, what is over, and what can be forgotten."""
    kept = [i for i in board.incidents if i.resolved_at is None or now - i.resolved_at < FORGOTTEN_AFTER]
    board = board.model_copy(update={"incidents": tuple(kept)})
    for incident in kept:
        silent = now - incident.heard_at
        if incident.is_over or silent < QUIET_AFTER:
            continue
        if silent >= RESOLVED_AFTER:
            what = f"nothing was heard of it for {_hours(RESOLVED_AFTER)}"
            over = _changed(incident, Change(at=now, phase=Phase.RESOLVED, what=what), resolved_at=now)
            owed = [
                Owed(insight=m.insight, source=m.source, incident=over.id, resolved_at=now)
                for m in over.members
            ]
            board = _with(board, [over], owed=owed)
        elif incident.phase is not Phase.QUIET:
            what = f"nothing was heard of it for {QUIET_AFTER.total_seconds() / 60:.0f} minutes"
            board = _with(board, [_changed(incident, Change(at=now, phase=Phase.QUIET, what=what))])
    return board


def closed(board: Board, incident_id: str, *, by: str, note: str, now: datetime) -> Board:
    """Return the board once a person has resolved an incident; one that is over, or unknown, stays as it is."""
    for incident in board.incidents:
        if incident.id == incident_id and not incident.is_over:
            return _with(board, [_resolved(incident, by, note or "resolved", now)])
    return board


def settled(board: Board, *, owed: Iterable[Owed], announced: Iterable[Incident]) -> Board:
    """Return the board without what has been done. What was changed again since stays to be announced."""
    done = set(map(Owed.model_dump_json, owed))
    revisions = {incident.id: incident.revision for incident in announced}
    current = {incident.id: incident.revision for incident in board.incidents}
    return board.model_copy(
        update={
            "owed": tuple(o for o in board.owed if o.model_dump_json() not in done),
            "unannounced": tuple(
                i for i in board.unannounced if i not in revisions or current.get(i, 0) > revisions[i]
            ),
        }
    )


def _opened(insight: Insight, member: Member, now: datetime) -> Incident:
    # The same when a message is delivered again, another when the problem comes back another month.
    digest = insight.sightings[-1].digest if insight.sightings else ""
    name = hashlib.sha256(f"{insight.id}\0{digest}\0{member.began.isoformat()}".encode()).hexdigest()[:10]
    change = Change(at=now, phase=Phase.OPENED, what=member.title)
    return _of_members(f"inc-{name}", [member], [change], phase=Phase.OPENED, opened_at=now, heard_at=now)


def _grown(
    board: Board, homes: Sequence[Incident], member: Member, tied: dict[str, str], now: datetime
) -> Board:
    """Put the member into the oldest of its homes, and the others' members too."""
    first, *others = sorted(homes, key=lambda i: (i.opened_at, i.id))
    members = {m.insight: m for m in first.members}
    for incident in others:
        # Who was alone until now is tied to the others by this member.
        alone = {"because": tied.get(incident.id, "")}
        members |= {m.insight: m if m.because else m.model_copy(update=alone) for m in incident.members}
    old = members.get(member.insight)
    if old is None:
        member = member.model_copy(update={"because": tied[first.id]})
    members[member.insight] = member
    news = old is None or member.last > old.last or member.count > old.count
    worse = member.severity.rank > max(incident.severity.rank for incident in homes)
    grown = _of_members(
        first.id,
        list(members.values()),
        [change for incident in homes for change in incident.changes],
        phase=first.phase,
        opened_at=first.opened_at,
        heard_at=now if news else max(incident.heard_at for incident in homes),
        revision=max(incident.revision for incident in homes) + 1,
        resolved_at=first.resolved_at,
        merged=tuple(
            sorted({*first.merged, *(i.id for i in others), *(m for i in others for m in i.merged)})
        ),
    )
    if any(not incident.is_over for incident in others) and first.is_over:
        grown = _reopened(grown, "another incident turned out to be this one", now)
    if first.is_over and _is_news_to(first, member) and grown.phase is Phase.RESOLVED:
        grown = _reopened(grown, f"seen again: {member.title}", now)
    elif not grown.is_over and (what := _update(first, others, member, old, news=news, worse=worse)):
        grown = _noted(grown, Change(at=now, phase=Phase.UPDATED, what=what))
    if not grown.is_over and all(m.resolved_by for m in grown.members):
        grown = _noted(grown, _resolution(grown, now), resolved_at=now)
    merged = {
        "merged_into": first.id,
        "revision": grown.revision,
        "resolved_at": now,
        "members": (),
        "timeline": (),
    }
    gone = [incident.model_copy(update=merged) for incident in others]
    moved = [m for i in others for m in i.members if m.insight != member.insight]
    if old is None or not any(m.insight == member.insight for m in first.members):
        moved.append(member)
    return _with(board, [grown, *gone], moved=moved)


def _update(
    first: Incident,
    others: Sequence[Incident],
    member: Member,
    old: Member | None,
    *,
    news: bool,
    worse: bool,
) -> str:
    """Return what is new about a living incident, in words; empty where it is only more of the same."""
    if others:
        return f"{', '.join(i.id for i in others)} turned out to be this one: {member.title}"
    if old is None:
        return f"joined: {member.title}"
    if worse:
        return f"now {member.severity}: {member.title}"
    return f"heard of again: {member.title}" if news and first.phase is Phase.QUIET else ""


def _resolution(incident: Incident, now: datetime) -> Change:
    by = sorted({m.resolved_by for m in incident.members} - {BY_CROSSCUT})
    return Change(at=now, phase=Phase.RESOLVED, what="each of its insights was resolved", by=", ".join(by))


def _is_news_to(over: Incident, member: Member) -> bool:
    """Whether a member was seen after the incident was over: later records, and after a person's word later than it."""
    if member.resolved_by:
        return False
    by_person = next((c.by for c in reversed(over.changes) if c.phase is Phase.RESOLVED), "")
    since = max(over.last_seen, over.resolved_at) if by_person and over.resolved_at else over.last_seen
    return member.last > since


def _reopened(incident: Incident, what: str, now: datetime) -> Incident:
    return _noted(incident, Change(at=now, phase=Phase.REOPENED, what=what), resolved_at=None)


def _resolved(incident: Incident, by: str, what: str, now: datetime) -> Incident:
    return _changed(incident, Change(at=now, phase=Phase.RESOLVED, what=what, by=by), resolved_at=now)


def _changed(incident: Incident, change: Change, **more: object) -> Incident:
    return _noted(incident, change, revision=incident.revision + 1, **more)


def _noted(incident: Incident, change: Change, **more: object) -> Incident:
    changes = (*incident.changes, change)[-CHANGES:]
    return incident.model_copy(update={"phase": change.phase, "changes": changes, **more})


def _of_members(
    id_: str,
    members: Sequence[Member],
    changes: Sequence[Change],
    *,
    phase: Phase,
    opened_at: datetime,
    heard_at: datetime,
    revision: int = 1,
    resolved_at: datetime | None = None,
    merged: tuple[str, ...] = (),
) -> Incident:
    """Return the incident of these members: what it is called and how severe it is follows from them."""
    cause = _first_cause(members)
    others = sorted(
        (m for m in members if m is not cause), key=lambda m: (-m.severity.rank, m.began, m.insight)
    )
    kept = [cause, *sorted(others[: MEMBERS - 1], key=lambda m: (m.began, m.insight))]
    return Incident(
        id=id_,
        revision=revision,
        phase=phase,
        title=cause.title,
        severity=max((m.severity for m in members), key=lambda s: s.rank),
        sources=_named(m.source for m in kept),
        services=_named(s for m in kept for s in m.services),
        first_cause=cause.insight,
        members=tuple(kept),
        timeline=tuple(_moment(m, cause) for m in sorted(kept, key=lambda m: (m.began, m.insight))),
        changes=tuple(sorted(changes, key=lambda c: c.at)[-CHANGES:]),
        count=sum(m.count for m in members),
        began=min(m.began for m in members),
        last_seen=max(m.last for m in members),
        opened_at=opened_at,
        heard_at=heard_at,
        resolved_at=resolved_at,
        merged=merged,
    )


def _first_cause(members: Sequence[Member]) -> Member:
    """Return whom others name and who names nobody, else who began first."""
    named = [m for m in members if any(names(other, m) for other in members if other is not m)]
    silent = [m for m in named if not any(names(m, other) for other in members if other is not m)]
    return min(silent or members, key=lambda m: (m.began, -m.severity.rank, m.insight))


def _moment(member: Member, cause: Member) -> Moment:
    role = (
        Role.CAUSE if member is cause else Role.CONSEQUENCE if member.began >= cause.began else Role.CONTEXT
    )
    where = ", ".join(member.services[:3]) or member.source
    return Moment(time=member.began, service=where, what=member.title, role=role, because=member.because)


def _with(
    board: Board, changed: Sequence[Incident], *, moved: Iterable[Member] = (), owed: Iterable[Owed] = ()
) -> Board:
    """Return the board with these incidents, and what follows from them owed."""
    ids = {incident.id for incident in changed}
    home = next((incident for incident in changed if not incident.merged_into), None)
    assigned = [Owed(insight=m.insight, source=m.source, incident=home.id) for m in moved] if home else []
    newly = [*assigned, *owed]
    again = {(o.insight, o.resolved_at is None) for o in newly}
    return Board(
        incidents=(
            *(i for i in board.incidents if i.id not in ids),
            *changed,
        ),
        owed=(*(o for o in board.owed if (o.insight, o.resolved_at is None) not in again), *newly),
        unannounced=tuple(dict.fromkeys((*board.unannounced, *(i.id for i in changed)))),
    )


def _named(names_: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names_ if name}))[:NAMES]


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.0f} hours"
