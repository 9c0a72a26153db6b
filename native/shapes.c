/*
 * Looks up lines by their shapes, a block at a time: what crosscut/folding/shapes.py does, which says what a shape is.
 *
 * A table is one piece of memory of the caller's: the head, the slots, and the shapes that are known, one after another.
 */

#include "crosscut.h"

#define LONGEST 2000 /* bytes of a line that is looked up */
#define WORD 1
#define HEXADECIMAL 2
#define DIGIT 4
#define ENDS 8 /* what may stand behind a hexadecimal number */

typedef struct {
    uint64_t seed, slots, count, most, used, room; /* slots: a power of two; the others of shapes, and of their words */
} head;

typedef struct {
    uint64_t hash;
    uint32_t at, code; /* at: where in the shapes its length stands, from 1; 0 is none */
} slot;

static const uint8_t kind[256] = {
    ['0' ... '9'] = WORD | HEXADECIMAL | DIGIT, ['a' ... 'f'] = WORD | HEXADECIMAL, ['g' ... 'z'] = WORD,
    ['A' ... 'Z'] = WORD, ['_'] = WORD, [' '] = ENDS, ['/'] = ENDS, [','] = ENDS, [';'] = ENDS, ['"'] = ENDS,
    ['\''] = ENDS, [')'] = ENDS, [']'] = ENDS, ['}'] = ENDS, ['\n'] = ENDS, [1] = ENDS,
};

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

static uint64_t eight_at(const uint8_t *at)
{
    uint64_t eight;
    __builtin_memcpy_inline(&eight, at, 8);
    return eight;
}

/* The highest bit of each byte that is the one given; and of some that are not, but only behind one that is. */
static uint64_t equal(uint64_t eight, uint8_t byte)
{
    eight ^= ONES * byte;
    return (eight - ONES) & ~eight & HIGHS;
}

static const uint8_t *line_end(const uint8_t *at, const uint8_t *end)
{
    while (end - at >= 8 && !equal(eight_at(at), '\n'))
        at += 8;
    while (at < end && *at != '\n')
        at++;
    return at;
}

static int is(const uint8_t *at, const uint8_t *end, uint8_t what)
{
    return at < end && kind[*at] & what;
}

/* Where the hexadecimal number or UUID that begins here ends; NULL where there is none. */
static const uint8_t *behind_number(const uint8_t *begin, const uint8_t *end)
{
    const uint8_t *at = begin;
    size_t digits = 0, length;
    for (; is(at, end, HEXADECIMAL); at++)
        digits += kind[*at] >> 2 & 1;
    length = (size_t)(at - begin);
    if (length < 8)
        return NULL;
    /* Digits and then a letter, or letters and two digits. */
    if ((at == end || kind[*at] & ENDS) && digits < length && digits > (kind[*begin] & DIGIT ? 0u : 1u))
        return at;
    if (length != 8 || end - begin < 36)
        return NULL;
    for (int i = 8; i < 36; i++) {
        int mark = i == 8 || i == 13 || i == 18 || i == 23;
        if (mark ? begin[i] != '-' : !(kind[begin[i]] & HEXADECIMAL))
            return NULL;
        digits += kind[begin[i]] >> 2 & 1;
    }
    at = begin + 36;
    return digits && (at == end || kind[*at] & ENDS) ? at : NULL;
}

/* Writes the shape of a line, which is no longer than it, and returns where it ends. */
static uint8_t *shape_of(const uint8_t *at, const uint8_t *end, uint8_t *shape)
{
    while (at < end) {
        for (; at < end && !(kind[*at] & WORD); at++)
            *shape++ = *at == 1 ? ' ' : *at;
        if (at == end)
            break;
        const uint8_t *behind = behind_number(at, end);
        if (behind) {
            for (int i = 0; i < 8; i++)
                *shape++ = i & 1 ? '2' : 'a';
            at = behind;
            continue;
        }
        for (; is(at, end, WORD); at++)
            *shape++ = kind[*at] & DIGIT ? '2' : *at;
    }
    return shape;
}

static uint64_t mixed(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const uint64_t *words, size_t count, uint64_t length, uint64_t seed)
{
    uint64_t one = seed ^ length, two = seed ^ 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i + 1 < count; i += 2) {
        one = mixed(one ^ words[i], 0xa0761d6478bd642fu);
        two = mixed(two ^ words[i + 1], 0xe7037ed1a0b428dbu);
    }
    if (count & 1)
        one = mixed(one ^ words[count - 1], 0x8ebc6af09c88c6e3u);
    return mixed(one ^ seed, two ^ 0x589965cc75374cc3u);
}

/* The slot of a shape, or the empty one where it belongs. */
static slot *find(const head *table, const uint64_t *words, size_t count, uint64_t length, uint64_t hash)
{
    slot *slots = (slot *)(table + 1);
    const uint64_t *shapes = (const uint64_t *)(slots + table->slots);
    for (uint64_t i = hash & (table->slots - 1);; i = (i + 1) & (table->slots - 1)) {
        if (!slots[i].at)
            return slots + i;
        const uint64_t *known = shapes + slots[i].at - 1;
        if (slots[i].hash != hash || *known != length)
            continue;
        size_t same = 0;
        while (same < count && known[1 + same] == words[same])
            same++;
        if (same == count)
            return slots + i;
    }
}

/* As whole words, with zeros behind it; returns how many these are. */
static size_t padded(uint64_t *words, size_t length)
{
    uint8_t *bytes = (uint8_t *)words;
    size_t count = (length + 7) / 8;
    for (size_t i = length; i < count * 8; i++)
        bytes[i] = 0;
    return count;
}

/* Bytes at a time, of which the compiler makes what the processor has, and a bit for each of them. */
typedef uint8_t bytes __attribute__((ext_vector_type(16)));
typedef _Bool bits __attribute__((ext_vector_type(16)));
#define BEHIND 64 /* bytes behind a line that are read */
#define MOST ((LONGEST + 63) / 64)

static uint64_t bits_of(bytes mask)
{
    bits each = __builtin_convertvector(mask, bits);
    uint16_t made;
    __builtin_memcpy_inline(&made, &each, 2);
    return made;
}

/* Whether somewhere eight bytes of a number follow each other, and there is a letter in them or a hyphen behind. */
static int has_number(const uint64_t *numbers, const uint64_t *letters, const uint64_t *hyphens, size_t count)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        __extension__ unsigned __int128 all = (unsigned __int128)numbers[i + 1] << 64 | numbers[i];
        __extension__ unsigned __int128 some = (unsigned __int128)letters[i + 1] << 64 | letters[i];
        all &= all >> 1, some |= some >> 1;
        all &= all >> 2, some |= some >> 2;
        all &= all >> 4, some |= some >> 4;
        seen |= (uint64_t)all & ((uint64_t)some | hyphens[i] >> 8 | hyphens[i + 1] << 56);
    }
    return seen != 0;
}

/*
 * Writes the shape of a line as whole words, and returns its length. There are `BEHIND` bytes more behind the line.
 * In most lines there is no hexadecimal number, and their digits are all that is to be done.
 */
static size_t written(const uint8_t *line, size_t length, uint64_t *words)
{
    uint64_t numbers[MOST + 1], letters[MOST + 1], hyphens[MOST + 1], control = 0;
    uint8_t *shape = (uint8_t *)words;
    size_t count = (length + 63) / 64;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = letters[i] = hyphens[i] = 0;
        for (int part = 0; part < 64; part += 16) {
            bytes some, made;
            __builtin_memcpy_inline(&some, line + 64 * i + part, 16);
            bytes digit = (bytes)(some - '0' < 10), letter = (bytes)(some - 'a' < 6);
            made = (some & ~digit) | (digit & '2');
            __builtin_memcpy_inline(shape + 64 * i + part, &made, 16);
            numbers[i] |= bits_of(digit | letter) << part;
            letters[i] |= bits_of(letter) << part;
            hyphens[i] |= bits_of((bytes)(some == '-')) << part;
            control |= bits_of((bytes)(some == 1));
        }
    }
    numbers[count] = letters[count] = hyphens[count] = 0;
    if (control || has_number(numbers, letters, hyphens, count))
        length = (size_t)(shape_of(line, line + length, shape) - shape);
    padded(words, length);
    return length;
}

/* Makes an empty table of memory that is aligned to eight bytes; returns 0 where it is too little. */
EXPORT int32_t crosscut_shapes_begin(uint64_t *memory, size_t size, uint64_t slots, uint64_t seed)
{
    head *table = (head *)memory;
    if (!slots || slots & (slots - 1) || slots > 1u << 24 || size / sizeof(slot) <= slots + sizeof(head))
        return 0;
    table->seed = seed;
    table->slots = slots;
    table->count = table->used = 0;
    table->most = slots / 2;
    table->room = (size - sizeof(head) - slots * sizeof(slot)) / 8;
    if (table->room > UINT32_MAX)
        table->room = UINT32_MAX;
    slot *at = (slot *)(table + 1);
    for (uint64_t i = 0; i < slots; i++)
        at[i].at = 0;
    return 1;
}

/* Writes the code of each line of the block, all of which end, `unknown` where its shape is not. Returns how many. */
EXPORT size_t crosscut_shapes_look_up(const uint64_t *memory, const uint8_t *block, size_t size, uint32_t *codes,
                                      size_t room, uint32_t unknown)
{
    const head *table = (const head *)memory;
    const uint8_t *end = block + size;
    uint64_t words[MOST * 8];
    uint8_t last[LONGEST + BEHIND];
    size_t lines = 0;
    while (block < end && lines < room) {
        const uint8_t *stop = line_end(block, end);
        uint32_t code = unknown;
        if (stop - block <= LONGEST) {
            const uint8_t *line = block;
            size_t length = (size_t)(stop - block);
            if (end - stop < BEHIND) {
                for (size_t i = 0; i < length + BEHIND; i++)
                    last[i] = i < length ? block[i] : 0;
                line = last;
            }
            length = written(line, length, words);
            size_t count = (length + 7) / 8;
            const slot *known = find(table, words, count, length, hash_of(words, count, length, table->seed));
            if (known->at)
                code = known->code;
        }
        codes[lines++] = code;
        block = stop + 1;
    }
    return block < end ? room + 1 : lines;
}

/* Remembers the shapes of a block, each with its end, and their codes. Returns 0 where the table has no more room. */
EXPORT int32_t crosscut_shapes_remember(uint64_t *memory, const uint8_t *block, size_t length, const uint32_t *codes,
                                        size_t room)
{
    head *table = (head *)memory;
    uint64_t *shapes = (uint64_t *)((slot *)(table + 1) + table->slots);
    const uint8_t *end = block + length;
    uint64_t words[MOST * 8];
    for (size_t line = 0; block < end && line < room; line++) {
        size_t size = (size_t)(line_end(block, end) - block);
        if (size <= LONGEST) {
            for (size_t i = 0; i < size; i++)
                ((uint8_t *)words)[i] = block[i];
            size_t count = padded(words, size);
            uint64_t hash = hash_of(words, count, size, table->seed);
            slot *known = find(table, words, count, size, hash);
            if (!known->at) {
                if (table->count >= table->most || table->room - table->used < count + 1)
                    return 0;
                known->hash = hash;
                known->at = (uint32_t)table->used + 1;
                shapes[table->used++] = size;
                for (size_t i = 0; i < count; i++)
                    shapes[table->used++] = words[i];
                table->count++;
            }
            known->code = codes[line];
        }
        block += size + 1;
    }
    return 1;
}
