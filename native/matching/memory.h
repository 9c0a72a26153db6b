/* What is known of values that rules found: whether they are such values. */

#ifndef CROSSCUT_MEMORY_H
#define CROSSCUT_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum { UNKNOWN, DECLINED, ACCEPTED };

typedef struct {
    uint64_t hash;
    uint64_t at; /* where its bytes are in `bytes` */
    uint32_t length;
    uint16_t rule;
    uint8_t verdict, used;
} entry;

typedef struct {
    uint64_t seed[2]; /* of the hashes, so that nobody can write values that all have the same one */
    entry *entries;
    size_t slots, count; /* a power of two; at most half of them are used */
    uint8_t *bytes;
    size_t size, room;
} memory;

int memory_begin(memory *it, const uint64_t seed[2]);
void memory_end(memory *it);
/* Forgets all. */
void memory_clear(memory *it);
/* The entry of this value, a new one with verdict UNKNOWN if need be; NULL where there is no memory left. */
entry *memory_of(memory *it, uint32_t rule, const uint8_t *value, size_t length);

#endif
