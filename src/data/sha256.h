/*
 * sha256.h - SHA-256 (FIPS 180-4, section 6.2) of texts in memory, and HMAC with it
 * (RFC 2104): signatures of what is sent, keys that are the same everywhere.
 */
#ifndef DATA_SHA256_H
#define DATA_SHA256_H

#include "base/base.h"

#define SHA256_LEN 32

void sha256(unsigned char out[SHA256_LEN], const void *data, size_t len);
/* A key may have any length. */
void sha256_hmac(unsigned char out[SHA256_LEN], const void *key,
		 size_t key_len, const void *data, size_t len);
/* Lower-case hex digits of the first `bytes`, and NUL: out has 2 * bytes + 1. */
void sha256_hex(char *out, const unsigned char *sum, size_t bytes);
/* Section 6.2.2: one block into the state, for who pads by himself. */
void sha256_block(uint32_t h[8], const unsigned char *p);

#endif
