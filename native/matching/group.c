/*
 * Rules that are looked for together: at each place the first of them, in their order, that has a value there which is
 * one. Whether it is one Python says, once for each value: until it has, the value is taken for one, and those that would
 * be found else stand behind it, if that is asked for.
 */

#include "memory.h"
#include "search.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_START 5
#define STARTS 16384 /* slots for beginnings of places, of which half are used at most */
#define MOST_PARTS 32
#define MOST_ORDERS 1024
#define TRUST 8 /* from the most to the least */
#define MOST_VALUES 65536
#define MOST_BYTES (8u << 20) /* of values that are remembered */

/* Of a value: more may be found at its place where it is none; the search went on behind it, as if it were one. */
enum { IS_CUT = 1, IS_TAKEN = 2 };

/* Why a search ended. */
enum { ALL = 0, PAUSED = 1, START_NEEDED = 2, REST_NEEDED = 3, GAVE_UP = -1, NO_MEMORY = -2, NO_VALUE = -3 };

typedef struct {
    pattern *pattern;
    uint32_t rules, flag; /* behind the groups of all rules an empty one for each says which it was; this is the first */
    const uint32_t *orders;
    uint32_t *values_end, *values; /* by rule, where its groups end in `values` */
    int32_t *rest; /* by rule, the parts of those behind it; -1 where Python has not said */
} part;

typedef struct {
    uint32_t count;
    uint32_t parts[MOST_PARTS];
} alternatives;

typedef struct {
    uint64_t bytes; /* the first ones of a place, behind how many there are */
    uint32_t alternatives, used;
} beginning;

typedef struct {
    part *parts;
    alternatives *alternatives;
    uint32_t part_count, alternatives_count;
    uint8_t classes[LONGEST_START][256]; /* for each byte one that stands for all that mean the same there */
    beginning starts[STARTS];
    uint32_t start_count;
    int8_t trust[MOST_ORDERS]; /* by rule: below 0 where its values were mostly none of late */
    memory memory;
} group;

typedef struct {
    uint32_t next; /* in: the number of the place at which to begin; out: at which to go on */
    uint32_t done; /* no value begins before here */
    uint32_t room; /* for values; at one place there may be as many more as there are rules */
    uint32_t limit; /* for values of which Python has to say whether they are some */
    uint32_t deep; /* whether to look for what is found at a place where such a value is none */
    uint32_t found, unknown; /* out: how many there are */
    uint32_t part, rule; /* out: of which the rest is needed */
} progress;

typedef struct {
    uint32_t order, start, end, place; /* the number of the rule, and of the place */
    uint32_t flags;
} value;

typedef struct {
    uint32_t which, order, start, end; /* the number of a value, and parts of it */
} question;

typedef struct {
    group *group;
    const uint8_t *subject, *block;
    size_t length;
    int is_ascii;
    progress *progress;
    value *values;
    question *unknown;
    int is_taken; /* whether the search goes on behind a value at this place */
} search;

EXPORT group *crosscut_group(const uint64_t seed[2], const uint8_t classes[LONGEST_START][256])
{
    group *made = calloc(1, sizeof(group));
    if (made && !memory_begin(&made->memory, seed)) {
        free(made);
        return NULL;
    }
    if (made)
        memcpy(made->classes, classes, sizeof(made->classes));
    return made;
}

EXPORT void crosscut_group_end(group *it)
{
    for (uint32_t i = 0; i < it->part_count; i++) {
        free((void *)it->parts[i].orders);
        free(it->parts[i].values_end);
        free(it->parts[i].values);
        free(it->parts[i].rest);
    }
    free(it->parts);
    free(it->alternatives);
    memory_end(&it->memory);
    free(it);
}

static void *copied(const void *from, size_t size)
{
    void *made = malloc(size ? size : 1);
    if (made)
        memcpy(made, from, size);
    return made;
}

/* Adds rules in one pattern; returns its number, or below 0. `values_end` says where each rule's groups end in `values`. */
EXPORT int32_t crosscut_group_part(group *it, pattern *searched, uint32_t rules, uint32_t flag, const uint32_t *orders,
                                   const uint32_t *values_end, const uint32_t *values)
{
    part *parts = realloc(it->parts, (it->part_count + 1) * sizeof(part));
    if (!parts)
        return NO_MEMORY;
    it->parts = parts;
    part *made = &parts[it->part_count];
    made->pattern = searched;
    made->rules = rules;
    made->flag = flag;
    made->orders = copied(orders, rules * sizeof(uint32_t));
    made->values_end = copied(values_end, rules * sizeof(uint32_t));
    made->values = copied(values, values_end[rules - 1] * sizeof(uint32_t));
    made->rest = malloc(rules * sizeof(int32_t));
    it->part_count++;
    if (!made->orders || !made->values_end || !made->values || !made->rest)
        return NO_MEMORY;
    for (uint32_t i = 0; i < rules; i++)
        made->rest[i] = -1;
    return (int32_t)it->part_count - 1;
}

/* Adds parts that are tried one after the other; returns their number, or below 0. */
EXPORT int32_t crosscut_group_alternatives(group *it, const uint32_t *parts, uint32_t count)
{
    alternatives *some = realloc(it->alternatives, (it->alternatives_count + 1) * sizeof(alternatives));
    if (!some || count > MOST_PARTS)
        return NO_MEMORY;
    it->alternatives = some;
    some[it->alternatives_count].count = count;
    memcpy(some[it->alternatives_count].parts, parts, count * sizeof(uint32_t));
    return (int32_t)it->alternatives_count++;
}

/* Says which parts are tried behind a rule of a part whose value was none. */
EXPORT void crosscut_group_rest(group *it, uint32_t part, uint32_t rule, uint32_t alternatives)
{
    it->parts[part].rest[rule] = (int32_t)alternatives;
}

static uint64_t bytes_at(const group *it, const uint8_t *text, size_t length, size_t place)
{
    size_t count = length - place < LONGEST_START ? length - place : LONGEST_START;
    uint64_t bytes = count;
    for (size_t i = 0; i < count; i++)
        bytes = bytes << 8 | it->classes[i][text[place + i]];
    return bytes;
}

static beginning *beginning_of(group *it, uint64_t bytes)
{
    size_t slot = (bytes * 0x9E3779B97F4A7C15u) >> 50; /* the upper 14 bits: STARTS of them */
    while (it->starts[slot].used && it->starts[slot].bytes != bytes)
        slot = (slot + 1) % STARTS;
    return &it->starts[slot];
}

/* Says which parts are tried at a place that begins as this one does. */
EXPORT void crosscut_group_start(group *it, const uint8_t *text, size_t length, size_t place, uint32_t alternatives)
{
    if (it->start_count >= STARTS / 2) {
        memset(it->starts, 0, sizeof(it->starts));
        it->start_count = 0;
    }
    uint64_t bytes = bytes_at(it, text, length, place);
    beginning *made = beginning_of(it, bytes);
    it->start_count += !made->used;
    *made = (beginning){.bytes = bytes, .alternatives = alternatives, .used = 1};
}

/* The span with all bytes of the characters at its ends, as `whole_characters` of rule.py gives it. */
static void whole_characters(const uint8_t *text, size_t length, size_t *start, size_t *end)
{
    while (*start && *start < length && (text[*start] & 0xC0) == 0x80 && text[*start - 1] >= 0x80)
        --*start;
    while (*end && *end < length && (text[*end] & 0xC0) == 0x80 && text[*end - 1] >= 0x80)
        ++*end;
}

/* Whether a pseudonym begins here: see pseudonyms.py. */
static int is_token(const uint8_t *text, size_t length, size_t place)
{
    size_t i = place + 1;
    if (text[place] != '<' || i >= length || text[i] < 'A' || text[i] > 'Z')
        return 0;
    while (i < length && ((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= '0' && text[i] <= '9') || text[i] == '_'))
        i++;
    if (length - i < 10 || text[i] != ':' || text[i + 9] != '>')
        return 0;
    for (size_t j = i + 1; j < i + 9; j++)
        if (!((text[j] >= 'a' && text[j] <= 'z') || (text[j] >= '2' && text[j] <= '7')))
            return 0;
    return 1;
}

/* Takes the first value here that is one, and those before it that may be: 1, 0 where there is none, else why it stopped. */
static int take(search *it, uint32_t number, size_t place, uint32_t index, size_t *done);

#define STOPPED(why) (-16 - (why))

static int take_of_part(search *it, uint32_t number, size_t place, uint32_t index, size_t *done)
{
    const part *tried = &it->group->parts[number];
    int32_t rc = match_at(tried->pattern, it->subject, it->length, place);
    if (rc <= 0)
        return rc < 0 ? GAVE_UP : 0;
    const size_t *spans = tried->pattern->spans;
    uint32_t rule = 0;
    while (rule < tried->rules && spans[2 * (tried->flag + rule)] == PCRE2_UNSET)
        rule++;
    if (rule == tried->rules)
        return NO_VALUE;
    uint32_t at = rule ? tried->values_end[rule - 1] : 0;
    while (at < tried->values_end[rule] && spans[2 * tried->values[at]] == PCRE2_UNSET)
        at++;
    if (at == tried->values_end[rule])
        return NO_VALUE;
    size_t start = spans[2 * tried->values[at]], end = spans[2 * tried->values[at] + 1];
    if (!it->is_ascii)
        whole_characters(it->block, it->length, &start, &end);
    if (end < start)
        end = start;
    entry *known = memory_of(&it->group->memory, tried->orders[rule], it->block + start, end - start);
    if (!known)
        return NO_MEMORY;
    progress *now = it->progress;
    int is_last = rule + 1 == tried->rules, was = known->verdict;
    if (was == DECLINED && !is_last && tried->rest[rule] < 0) {
        now->part = number, now->rule = rule;
        return STOPPED(REST_NEEDED);
    }
    if (was != DECLINED) {
        uint32_t order = tried->orders[rule], flags = 0;
        if (was == UNKNOWN && !(now->deep && (is_last || tried->rest[rule] >= 0)))
            flags |= IS_CUT;
        if (!it->is_taken && (was == ACCEPTED || flags || order >= MOST_ORDERS || it->group->trust[order] >= 0)) {
            flags |= IS_TAKEN;
            it->is_taken = 1;
            *done = end;
        }
        if (was == UNKNOWN)
            it->unknown[now->unknown++] = (question){now->found, order, (uint32_t)start, (uint32_t)end};
        it->values[now->found++] = (value){order, (uint32_t)start, (uint32_t)end, index, flags};
        if (was == ACCEPTED || flags & IS_CUT)
            return 1;
    }
    return is_last ? 0 : take(it, (uint32_t)tried->rest[rule], place, index, done);
}

static int take(search *it, uint32_t number, size_t place, uint32_t index, size_t *done)
{
    for (uint32_t i = 0; i < it->group->alternatives[number].count; i++) {
        int rc = take_of_part(it, it->group->alternatives[number].parts[i], place, index, done);
        if (rc)
            return rc;
    }
    return 0;
}

/*
 * Writes the values that the rules have from these places on, and which of them Python has to say of whether they are
 * some: it says so by `crosscut_group_learn`. Returns why it ended; at `next` the search goes on.
 */
EXPORT int32_t crosscut_group_find(group *it, const uint8_t *subject, const uint8_t *block, size_t length, int32_t is_ascii,
                                   const uint32_t *places, uint32_t count, progress *now, value *values, question *unknown)
{
    search search = {it, subject, block, length, is_ascii, now, values, unknown, 0};
    if (it->memory.count > MOST_VALUES || it->memory.size > MOST_BYTES)
        memory_clear(&it->memory);
    now->found = now->unknown = 0;
    for (; now->next < count; now->next++) {
        size_t place = places[now->next], done = now->done;
        if (place < done || (place && is_token(block, length, place - 1)))
            continue; /* no name is that of a pseudonym's kind */
        if (now->found >= now->room || now->unknown >= now->limit)
            return PAUSED;
        beginning *start = beginning_of(it, bytes_at(it, subject, length, place));
        if (!start->used)
            return START_NEEDED;
        uint32_t found = now->found, unsure = now->unknown;
        search.is_taken = 0;
        int rc = take(&search, start->alternatives, place, now->next, &done);
        if (rc < 0) {
            now->found = found, now->unknown = unsure;
            return rc <= STOPPED(0) ? -16 - rc : rc;
        }
        now->done = (uint32_t)done;
    }
    return ALL;
}

/* Says of values that were just found, in order, whether they are some. Returns below 0 where it could not be kept. */
EXPORT int32_t crosscut_group_learn(group *it, const uint8_t *block, const question *unknown, uint32_t count,
                                    const uint8_t *verdicts)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t order = unknown[i].order, start = unknown[i].start;
        entry *known = memory_of(&it->memory, order, block + start, unknown[i].end - start);
        if (!known)
            return NO_MEMORY;
        known->verdict = verdicts[i] ? ACCEPTED : DECLINED;
        int8_t *trust = order < MOST_ORDERS ? &it->trust[order] : NULL;
        if (trust && (verdicts[i] ? *trust < TRUST : *trust > -TRUST))
            *trust += verdicts[i] ? 1 : -1;
    }
    return 0;
}
