/* A hash table with open addressing; see memory.h. */

#include "memory.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024

static uint64_t mix(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const memory *it, uint32_t rule, const uint8_t *value, size_t length)
{
    uint64_t hash = it->seed[0] ^ rule;
    for (; length > 8; value += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, value, 8);
        hash = mix(hash ^ word, it->seed[1]);
    }
    uint64_t last = 0;
    memcpy(&last, value, length);
    return mix(mix(hash ^ last, it->seed[1]) ^ length, it->seed[1]);
}

int memory_begin(memory *it, const uint64_t seed[2])
{
    memset(it, 0, sizeof(*it));
    it->seed[0] = seed[0];
    it->seed[1] = seed[1] | 1;
    it->slots = FIRST_SLOTS;
    it->entries = calloc(it->slots, sizeof(entry));
    return it->entries != NULL;
}

void memory_end(memory *it)
{
    free(it->entries);
    free(it->bytes);
}

void memory_clear(memory *it)
{
    memset(it->entries, 0, it->slots * sizeof(entry));
    it->count = it->size = 0;
}

static entry *slot_of(entry *entries, size_t slots, uint64_t hash)
{
    return &entries[hash & (slots - 1)];
}

static int grow(memory *it)
{
    size_t slots = it->slots * 2;
    entry *entries = calloc(slots, sizeof(entry));
    if (!entries)
        return 0;
    for (size_t i = 0; i < it->slots; i++) {
        if (!it->entries[i].used)
            continue;
        entry *at = slot_of(entries, slots, it->entries[i].hash);
        while (at->used)
            at = at + 1 == entries + slots ? entries : at + 1;
        *at = it->entries[i];
    }
    free(it->entries);
    it->entries = entries;
    it->slots = slots;
    return 1;
}

static int keep(memory *it, const uint8_t *value, size_t length, uint64_t *at)
{
    if (it->size + length > it->room) {
        size_t room = 2 * (it->size + length) + 4096;
        uint8_t *bytes = realloc(it->bytes, room);
        if (!bytes)
            return 0;
        it->bytes = bytes;
        it->room = room;
    }
    memcpy(it->bytes + it->size, value, length);
    *at = it->size;
    it->size += length;
    return 1;
}

entry *memory_of(memory *it, uint32_t rule, const uint8_t *value, size_t length)
{
    uint64_t hash = hash_of(it, rule, value, length);
    entry *at = slot_of(it->entries, it->slots, hash);
    for (; at->used; at = at + 1 == it->entries + it->slots ? it->entries : at + 1)
        if (at->hash == hash && at->rule == rule && at->length == length && !memcmp(it->bytes + at->at, value, length))
            return at;
    uint64_t kept;
    if (!keep(it, value, length, &kept))
        return NULL;
    if (2 * (it->count + 1) > it->slots) {
        if (!grow(it))
            return NULL;
        for (at = slot_of(it->entries, it->slots, hash); at->used;)
            at = at + 1 == it->entries + it->slots ? it->entries : at + 1;
    }
    it->count++;
    *at = (entry){.hash = hash, .at = kept, .length = (uint32_t)length, .rule = (uint16_t)rule, .used = 1};
    return at;
}
