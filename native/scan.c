/* Finds in one pass where the patterns of an automaton may begin; see automaton.py, which makes its table. */

#include "crosscut.h"

#define KINDS 64
#define GROUPS 4
#define UNKNOWN 65535
#define LONGEST_WALK 96 /* bytes behind a place that are looked at; what is still possible then is let through */

static const char magic[] = "crosscut-probes\x01";

typedef struct {
    char magic[16];
    uint32_t classes, contexts, states, first_found, probes, back;
} head;

typedef struct {
    head top;
    const uint64_t *third;         /* the kinds of bytes of the third byte, a bit for each: see filters.py */
    const uint64_t *found, *alive;  /* by state: the probes, a bit for each */
    const uint8_t *class_of, *kind_of, *group_of;
    const uint16_t *context_after, *begin, *after;
    const uint16_t *jump; /* the state behind the first byte, by class of the one before it and its own */
} automaton;

/* Takes the table apart; 0 where it is none, or is cut off. */
static int read_table(const uint8_t *table, size_t length, automaton *it)
{
    if (length < sizeof(head) || ((uintptr_t)table & 7))
        return 0;
    const head *top = (const head *)table;
    for (int i = 0; i < 16; i++)
        if (top->magic[i] != magic[i])
            return 0;
    uint64_t classes = top->classes, contexts = top->contexts, states = top->states;
    if (!classes || classes > 256 || !contexts || contexts > 65535 || !states || states > 65535 || top->back > 8)
        return 0;
    uint64_t wanted = sizeof(head) + GROUPS * KINDS * KINDS * 8 + 2 * states * 8 + 3 * 256 + 2 * (contexts * classes + contexts + classes * classes + states * classes);
    if (length != wanted)
        return 0;
    it->top = *top;
    const uint8_t *at = table + sizeof(head);
    it->third = (const uint64_t *)at;
    it->found = it->third + GROUPS * KINDS * KINDS;
    it->alive = it->found + states;
    it->class_of = (const uint8_t *)(it->alive + states);
    it->kind_of = it->class_of + 256;
    it->group_of = it->kind_of + 256;
    it->context_after = (const uint16_t *)(it->group_of + 256);
    it->begin = it->context_after + contexts * classes;
    it->jump = it->begin + contexts;
    it->after = it->jump + classes * classes;
    return 1;
}

/* Whether no number in the table leads out of it. */
EXPORT int32_t crosscut_table_is_sound(const uint8_t *table, size_t length)
{
    automaton it;
    if (!read_table(table, length, &it))
        return 0;
    size_t classes = it.top.classes;
    for (int c = 0; c < 256; c++)
        if (it.class_of[c] >= classes || it.kind_of[c] >= KINDS || it.group_of[c] >= GROUPS)
            return 0;
    for (size_t i = 0; i < it.top.contexts * classes; i++)
        if (it.context_after[i] >= it.top.contexts)
            return 0;
    for (size_t i = 0; i < it.top.contexts; i++)
        if (it.begin[i] >= it.top.states)
            return 0;
    for (size_t i = 0; i < classes * classes; i++)
        if (it.jump[i] >= it.top.states && it.jump[i] != UNKNOWN)
            return 0;
    for (size_t i = 0; i < it.top.states * classes; i++)
        if (it.after[i] >= it.top.states)
            return 0;
    return 1;
}

/* The state behind the first byte of a place. */
static size_t first_state(const automaton *it, const uint8_t *text, size_t place)
{
    size_t classes = it->top.classes, class = it->class_of[text[place]];
    if (place) {
        size_t state = it->jump[it->class_of[text[place - 1]] * classes + class];
        if (state != UNKNOWN)
            return state;
    }
    size_t context = 0;
    for (size_t i = it->top.back < place ? place - it->top.back : 0; i < place; i++)
        context = it->context_after[context * classes + it->class_of[text[i]]];
    return it->after[it->begin[context] * classes + class];
}

/* Which probes may begin here. */
static uint64_t probes_at(const automaton *it, const uint8_t *text, size_t length, size_t place)
{
    size_t state = first_state(it, text, place);
    size_t end = length - place > LONGEST_WALK ? place + LONGEST_WALK : length;
    uint64_t found = 0;
    for (size_t i = place + 1; state; i++) {
        if (state >= it->top.first_found)
            found |= it->found[state];
        if (i == end)
            return found | it->alive[state];
        state = it->after[state * it->top.classes + it->class_of[text[i]]];
    }
    return found;
}

/* Of each byte its kind, and above it the group that it is of as the byte before a place. */
static void read_codes(const automaton *it, uint32_t *codes)
{
    for (int c = 0; c < 256; c++)
        codes[c] = (uint32_t)it->group_of[c] * KINDS + it->kind_of[c];
}

/* The next place that the first look lets through, from this one on; the last two and the very first it lets through always. */
static inline size_t next_place(const automaton *it, const uint32_t *codes, const uint8_t *text, size_t length, size_t i)
{
    size_t last = length < 3 ? 0 : length - 2;
    if (i && i < last) {
        uint32_t before, a = codes[text[i - 1]], b = codes[text[i]], c = codes[text[i + 1]];
        do {
            before = a / KINDS * KINDS, a = b, b = c, c = codes[text[i + 2]];
        } while (!(it->third[(before + a % KINDS) * KINDS + b % KINDS] >> c % KINDS & 1) && ++i < last);
    }
    return i;
}

/*
 * Writes the places in the text, from `from` on, at which probes may begin, which probes these are, a bit for each, and
 * how often there is each of them. Returns how many places there are; where there is no room for more, `*next` is the
 * place at which to go on, else `length`. The table has to be sound and aligned to eight bytes.
 */
EXPORT size_t crosscut_scan(const uint8_t *table, size_t table_length, const uint8_t *text, size_t length, size_t from,
                            uint32_t *places, uint64_t *probes, size_t room, uint32_t *counts, size_t *next)
{
    automaton it;
    size_t count = 0;
    *next = length;
    if (!read_table(table, table_length, &it) || length > UINT32_MAX)
        return (size_t)-1;
    for (int p = 0; p < 64; p++)
        counts[p] = 0;
    uint32_t codes[256];
    read_codes(&it, codes);
    for (size_t i = from; i < length; i++) {
        i = next_place(&it, codes, text, length, i);
        uint64_t found = probes_at(&it, text, length, i);
        if (!found)
            continue;
        if (count == room) {
            *next = i;
            return count;
        }
        places[count] = (uint32_t)i;
        probes[count++] = found;
        for (uint64_t left = found; left; left &= left - 1)
            counts[__builtin_ctzll(left)]++;
    }
    return count;
}

/*
 * Writes of each part of the text which probes may begin in it, a bit for each, and how far into it the first one may.
 * `sizes` says how long the parts are; between two of them is one byte. Returns how many parts have any, or -1 where the
 * table is none or the parts are not the text. The table has to be sound and aligned to eight bytes.
 */
EXPORT int64_t crosscut_parts(const uint8_t *table, size_t table_length, const uint8_t *text, size_t length,
                              const uint32_t *sizes, size_t parts, uint64_t *found, uint32_t *first)
{
    automaton it;
    uint32_t codes[256];
    size_t all = 0, start = 0, place = 0;
    int64_t have = 0;
    if (!read_table(table, table_length, &it) || length > UINT32_MAX)
        return -1;
    for (size_t p = 0; p < parts; p++)
        all += (size_t)sizes[p] + 1;
    if (all != length + 1)
        return -1;
    read_codes(&it, codes);
    for (size_t p = 0; p < parts; p++) {
        size_t end = start + sizes[p];
        found[p] = 0;
        first[p] = 0;
        for (; place < end; place++) {
            place = next_place(&it, codes, text, length, place);
            uint64_t here = place < end ? probes_at(&it, text, length, place) : 0;
            if (here && !found[p]) {
                have++;
                first[p] = (uint32_t)(place - start);
            }
            found[p] |= here;
            if (place >= end)
                break;
        }
        start = end + 1;
        if (place < start)
            place = start;
    }
    return have;
}

/* Writes the places of each probe behind those of the one before, in order, as many as `counts` says. */
EXPORT void crosscut_sort(const uint32_t *places, const uint64_t *probes, size_t count, const uint32_t *counts, uint32_t *sorted)
{
    uint32_t *at[64];
    for (int p = 0; p < 64; p++) {
        at[p] = sorted;
        sorted += counts[p];
    }
    for (size_t i = 0; i < count; i++)
        for (uint64_t left = probes[i]; left; left &= left - 1)
            *at[__builtin_ctzll(left)]++ = places[i];
}

/* Writes the text with its letters of ASCII in lower case. */
EXPORT void crosscut_lower(const uint8_t *text, uint8_t *lowered, size_t length)
{
    for (size_t i = 0; i < length; i++)
        lowered[i] = text[i] + (((uint8_t)(text[i] - 'A') < 26) << 5);
}
