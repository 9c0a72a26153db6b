/* HMAC-SHA256 (RFC 2104, FIPS 180-4) of many values in one call: the pseudonyms of redaction, see pseudonyms.py. */

#include "crosscut.h"

#define BLOCK 64
#define TOKEN 8 /* characters of base 32, RFC 4648, in lower case: five bits each */

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

static const uint32_t first[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint32_t k[BLOCK] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

typedef struct {
    uint32_t state[8];
    uint8_t block[BLOCK];
    size_t length; /* bytes that were read */
} hash;

static uint32_t turned(uint32_t x, int bits)
{
    return x >> bits | x << (32 - bits);
}

static void read_block(hash *it)
{
    uint32_t w[BLOCK], s[8];
    for (int i = 0; i < 16; i++) {
        const uint8_t *at = it->block + 4 * i;
        w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (int i = 16; i < BLOCK; i++) {
        uint32_t a = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t b = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    for (int i = 0; i < 8; i++)
        s[i] = it->state[i];
    for (int i = 0; i < BLOCK; i++) {
        uint32_t e = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25);
        uint32_t one = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
        uint32_t a = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22);
        uint32_t two = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + one;
        s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        it->state[i] += s[i];
}

static void begin(hash *it)
{
    for (int i = 0; i < 8; i++)
        it->state[i] = first[i];
    it->length = 0;
}

static void add(hash *it, const uint8_t *bytes, size_t count)
{
    size_t at = it->length % BLOCK;
    it->length += count;
    for (size_t i = 0; i < count; i++) {
        it->block[at++] = bytes[i];
        if (at == BLOCK) {
            read_block(it);
            at = 0;
        }
    }
}

static void end(hash *it, uint8_t digest[32])
{
    uint64_t bits = (uint64_t)it->length * 8;
    size_t at = it->length % BLOCK;
    it->block[at++] = 0x80;
    if (at > BLOCK - 8) {
        while (at < BLOCK)
            it->block[at++] = 0;
        read_block(it);
        at = 0;
    }
    while (at < BLOCK - 8)
        it->block[at++] = 0;
    for (int i = 0; i < 8; i++)
        it->block[at++] = (uint8_t)(bits >> (56 - 8 * i));
    read_block(it);
    for (int i = 0; i < 32; i++)
        digest[i] = (uint8_t)(it->state[i / 4] >> (24 - 8 * (i % 4)));
}

/* The hash of a key of one block, each byte of which is changed so. */
static void begin_with_key(hash *it, const uint8_t key[BLOCK], uint8_t change)
{
    uint8_t changed[BLOCK];
    for (int i = 0; i < BLOCK; i++)
        changed[i] = key[i] ^ change;
    begin(it);
    add(it, changed, BLOCK);
}

/*
 * Writes eight characters for each value, behind each other: the first 40 bits, in base 32, of the HMAC of what stands
 * before all values and the value. The values stand behind each other in `text`; `ends` says where each ends.
 */
EXPORT void crosscut_tokens(const uint8_t key[BLOCK], const uint8_t *before, size_t before_length, const uint8_t *text,
                            const uint32_t *ends, size_t count, char *written)
{
    hash inner, outer;
    begin_with_key(&inner, key, 0x36);
    add(&inner, before, before_length);
    begin_with_key(&outer, key, 0x5c);
    size_t start = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t digest[32];
        hash one = inner, other = outer;
        add(&one, text + start, ends[i] - start);
        end(&one, digest);
        add(&other, digest, sizeof(digest));
        end(&other, digest);
        uint64_t bits = 0;
        for (int j = 0; j < 5; j++)
            bits = bits << 8 | digest[j];
        for (int j = 0; j < TOKEN; j++)
            written[TOKEN * i + j] = letters[bits >> (35 - 5 * j) & 31];
        start = ends[i];
    }
}
