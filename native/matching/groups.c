/* Where groups of the matches of a pattern are, for those readings of a text that tell names from values:
 * crosscut/redaction/found.py. */

#include "search.h"

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
        const uint32_t *next = groups;
        for (uint32_t i = 0; i < parts; i++) {
            const uint32_t *end = next + 1 + *next;
            int32_t from = -1, to = -1;
            while (++next < end && from < 0)
                if (it->spans[2 * *next] != PCRE2_UNSET)
                    from = (int32_t)it->spans[2 * *next], to = (int32_t)it->spans[2 * *next + 1];
            *found++ = from, *found++ = to;
            next = end;
        }
        at = it->spans[1] > at ? it->spans[1] : at + 1;
        count++;
    }
    *place = at;
    return (int64_t)count;
}
