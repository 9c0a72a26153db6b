/* Where groups of the matches of a pattern are, for those readings of a text that tell names from values:
 * crosscut/redaction/found.py. */

#include "search.h"

/* Writes where the last match has its parts, as below. Returns what is behind them. */
static int32_t *parts_of(const pattern *it, const uint32_t *groups, uint32_t parts, int32_t *found)
{
    for (uint32_t i = 0; i < parts; i++) {
        const uint32_t *end = groups + 1 + *groups;
        int32_t from = -1, to = -1;
        while (++groups < end && from < 0)
            if (it->spans[2 * *groups] != PCRE2_UNSET)
                from = (int32_t)it->spans[2 * *groups], to = (int32_t)it->spans[2 * *groups + 1];
        *found++ = from, *found++ = to;
        groups = end;
    }
    return found;
}

/*
 * Writes, for each match that a search from this place on finds, where it has its parts: `parts` of them, each given by as
 * many groups as stand before these, of which the first that took part is the one; -1 and -1 where none did. Returns how
 * many matches, at most `room`, with the place at which the search goes on, or below 0 where PCRE2 gave up.
 */
EXPORT int64_t crosscut_groups(pattern *it, const uint8_t *text, size_t length, size_t *place, const uint32_t *groups,
                               uint32_t parts, int32_t *found, size_t room)
{
    size_t at = *place, count = 0;
    while (count < room && at <= length) {
        int32_t rc = match_at(it, text, length, at);
        if (rc < 0)
            return rc;
        if (!rc) {
            at = length + 1;
            break;
        }
        found = parts_of(it, groups, parts, found);
        at = it->spans[1] > at ? it->spans[1] : at + 1;
        count++;
    }
    *place = at;
    return (int64_t)count;
}

/*
 * The same of a pattern that matches where its search begins, for these places, which are in order; from the one of number
 * `*next` on, where that is behind `*done`. Both are where the search goes on when there is more.
 */
EXPORT int64_t crosscut_groups_at(pattern *it, const uint8_t *text, size_t length, const uint32_t *places, size_t count,
                                  size_t *next, size_t *done, const uint32_t *groups, uint32_t parts, int32_t *found,
                                  size_t room)
{
    size_t some = 0;
    while (*next < count && some < room) {
        size_t place = places[(*next)++];
        int32_t rc = place < *done ? 0 : match_at(it, text, length, place);
        if (rc < 0)
            return rc;
        if (rc) {
            found = parts_of(it, groups, parts, found);
            *done = it->spans[1];
            some++;
        }
    }
    return (int64_t)some;
}
