/* A pattern of PCRE2 in machine code. */

#ifndef CROSSCUT_SEARCH_H
#define CROSSCUT_SEARCH_H

#define PCRE2_CODE_UNIT_WIDTH 8

#include "pcre2.h"
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))

typedef struct {
    pcre2_code *code;
    pcre2_match_data *data; /* of the last match; one is enough, for Python's lock is held */
    size_t *spans;          /* in it */
    uint32_t count, *values;
} pattern;

int32_t match_at(pattern *it, const uint8_t *text, size_t length, size_t place);

#endif
