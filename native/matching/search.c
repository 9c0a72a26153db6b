/*
 * Looks by PCRE2 where patterns may match, a call for a block of text instead of one for each place: see
 * crosscut/redaction/compiled.py. A pattern finds what it finds by the Python package of PCRE2, whose sources these are.
 */

#include "search.h"

#include <stdlib.h>

static const uint32_t options = PCRE2_NEVER_BACKSLASH_C | PCRE2_ALT_BSUX; /* those of the package for bytes */

EXPORT int32_t crosscut_matching_abi(void)
{
    return 3;
}

/* What it was built of, so that build.py sees whether it has to be built again. */
EXPORT const char *crosscut_matching_sources(void)
{
    return SOURCES;
}

/* The pattern in machine code, never given back; NULL where there is none. `values` are the groups of its value, of
 * which a match has one at most; without any the value is the whole match. */
EXPORT pattern *crosscut_compile(const uint8_t *text, size_t length, const uint32_t *values, uint32_t count)
{
    int error;
    size_t at;
    pattern *made = calloc(1, sizeof(pattern));
    if (!made)
        return NULL;
    made->code = pcre2_compile(text, length, options, &error, &at, NULL);
    made->data = made->code ? pcre2_match_data_create_from_pattern(made->code, NULL) : NULL;
    made->values = calloc(count + 1, sizeof(uint32_t));
    if (!made->data || !made->values || pcre2_jit_compile(made->code, PCRE2_JIT_COMPLETE)) {
        pcre2_match_data_free(made->data);
        pcre2_code_free(made->code);
        free(made->values);
        free(made);
        return NULL;
    }
    made->count = count;
    for (uint32_t i = 0; i < count; i++)
        made->values[i] = values[i];
    made->spans = pcre2_get_ovector_pointer(made->data);
    return made;
}

/* Whether the pattern matches from this place on: 1, 0, or below 0 where PCRE2 gave up. */
int32_t match_at(pattern *it, const uint8_t *text, size_t length, size_t place)
{
    int rc = pcre2_jit_match(it->code, text, length, place, 0, it->data, NULL);
    return rc == PCRE2_ERROR_NOMATCH ? 0 : rc < 0 ? rc : 1;
}

/* Where the value of the last match is; 0 where there is none. */
static int value_of(const pattern *it, size_t *start, size_t *end)
{
    for (uint32_t i = 0; i < it->count; i++)
        if (it->spans[2 * it->values[i]] != PCRE2_UNSET) {
            *start = it->spans[2 * it->values[i]], *end = it->spans[2 * it->values[i] + 1];
            return 1;
        }
    *start = it->spans[0], *end = it->spans[1];
    return !it->count;
}

/*
 * Writes the beginning and the end of each value that a pattern has from one of these places on, which are in order, as
 * a search from the first one on finds them. Returns how many there are, or below 0 where PCRE2 gave up.
 */
EXPORT int64_t crosscut_values_at(pattern *it, const uint8_t *text, size_t length, const uint32_t *places, size_t count,
                                  uint32_t *values)
{
    size_t done = 0, start, end;
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t rc = places[i] < done ? 0 : match_at(it, text, length, places[i]);
        if (rc < 0)
            return rc;
        if (!rc)
            continue;
        done = it->spans[1];
        if (value_of(it, &start, &end)) {
            *values++ = (uint32_t)start, *values++ = (uint32_t)end;
            found++;
        }
    }
    return found;
}

/* The line that this place is in. */
static void line_of(const uint8_t *text, size_t length, size_t place, size_t *start, size_t *end)
{
    for (*start = place; *start && text[*start - 1] != '\n';)
        --*start;
    for (*end = place; *end < length && text[*end] != '\n';)
        ++*end;
}

/* Writes the beginning and the end of each line that has a match from one of these places on; returns as above. */
EXPORT int64_t crosscut_lines_at(pattern *it, const uint8_t *text, size_t length, const uint32_t *places, size_t count,
                                 uint32_t *lines)
{
    size_t start, end = 0;
    int64_t found = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t rc = places[i] < end ? 0 : match_at(it, text, length, places[i]);
        if (rc < 0)
            return rc;
        if (!rc)
            continue;
        line_of(text, length, places[i], &start, &end);
        *lines++ = (uint32_t)start, *lines++ = (uint32_t)end;
        found++;
    }
    return found;
}

/*
 * Writes the beginning and the end of each value that a search for a pattern finds in these windows, from `from` on, of
 * which `windows` says where they begin and end. Returns how many there are, or below 0 where PCRE2 gave up; where there
 * is no room for more, `*next` is the window at which to go on, else `count`.
 */
EXPORT int64_t crosscut_values_within(pattern *it, const uint8_t *text, const uint32_t *windows, size_t count, size_t from,
                                      uint32_t *values, size_t room, size_t *next)
{
    size_t start, end;
    int64_t found = 0;
    for (*next = from; *next < count; ++*next) {
        int64_t before = found;
        size_t at = windows[2 * *next], last = windows[2 * *next + 1];
        while (at <= last) {
            int32_t rc = match_at(it, text, last, at);
            if (rc < 0)
                return rc;
            if (!rc)
                break;
            at = it->spans[1] > at ? it->spans[1] : at + 1;
            if (!value_of(it, &start, &end))
                continue;
            if ((size_t)found == room)
                return before;
            values[2 * found] = (uint32_t)start, values[2 * found + 1] = (uint32_t)end;
            found++;
        }
    }
    return found;
}

/* Writes those of these places that have a match in their line; returns how many, or below 0 where PCRE2 gave up. */
EXPORT int64_t crosscut_places_beside(pattern *it, const uint8_t *text, size_t length, const uint32_t *places, size_t count,
                                      uint32_t *beside)
{
    size_t start, end = 0;
    int64_t found = 0;
    int32_t is_there = 0;
    for (size_t i = 0; i < count; i++) {
        if (!i || places[i] >= end) {
            line_of(text, length, places[i], &start, &end);
            is_there = match_at(it, text, end, start);
            if (is_there < 0)
                return is_there;
        }
        if (is_there)
            beside[found++] = places[i];
    }
    return found;
}
