/*
 * sha256.c - SHA-256 (FIPS 180-4, section 6.2) and HMAC with it (RFC 2104).
 */
#include "base/base.h"
#include "data/sha256.h"

/* Section 4.2.2: the fractions of the cube roots of the first 64 primes. */
static const uint32_t k256[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t ror(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

/* Section 6.2.2, step 1. */
static void schedule(uint32_t w[64], const unsigned char *p)
{
	uint32_t a, b;
	int t;

	for (t = 0; t < 16; t++, p += 4)
		w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
			(uint32_t)p[2] << 8 | p[3];
	for (; t < 64; t++) {
		a = w[t - 15];
		b = w[t - 2];
		w[t] = (ror(b, 17) ^ ror(b, 19) ^ b >> 10) + w[t - 7] +
			(ror(a, 7) ^ ror(a, 18) ^ a >> 3) + w[t - 16];
	}
}

void sha256_block(uint32_t h[8], const unsigned char *p)
{
	uint32_t w[64], s[8], t1, t2;
	int t, i;

	schedule(w, p);
	memcpy(s, h, sizeof(s));
	for (t = 0; t < 64; t++) {
		t1 = s[7] + (ror(s[4], 6) ^ ror(s[4], 11) ^ ror(s[4], 25)) +
			((s[4] & s[5]) ^ (~s[4] & s[6])) + k256[t] + w[t];
		t2 = (ror(s[0], 2) ^ ror(s[0], 13) ^ ror(s[0], 22)) +
			((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
		for (i = 7; i > 0; i--)
			s[i] = s[i - 1];
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (i = 0; i < 8; i++)
		h[i] += s[i];
}

/* ---- whole texts ---- */

struct text {
	uint32_t h[8];
	uint64_t len;
	unsigned char block[64];
};

static void begin(struct text *t)
{
	/* Section 5.3.3. */
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
	};

	memcpy(t->h, start, sizeof(start));
	t->len = 0;
}

static void add(struct text *t, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--) {
		t->block[t->len++ % 64] = *p++;
		if (t->len % 64 == 0)
			sha256_block(t->h, t->block);
	}
}

static void end(unsigned char out[SHA256_LEN], struct text *t)
{
	static const unsigned char one = 0x80, zero = 0;
	uint64_t bits = t->len * 8;
	unsigned char b;
	int i;

	add(t, &one, 1);
	while (t->len % 64 != 56)
		add(t, &zero, 1);
	for (i = 56; i >= 0; i -= 8) {
		b = (unsigned char)(bits >> i);
		add(t, &b, 1);
	}
	for (i = 0; i < SHA256_LEN; i++)
		out[i] = (unsigned char)(t->h[i / 4] >> (24 - i % 4 * 8));
}

void sha256(unsigned char out[SHA256_LEN], const void *data, size_t len)
{
	struct text t;

	begin(&t);
	add(&t, data, len);
	end(out, &t);
}

void sha256_hmac(unsigned char out[SHA256_LEN], const void *key,
		 size_t key_len, const void *data, size_t len)
{
	unsigned char k[64] = { 0 }, pad[64];
	struct text t;
	int i;

	if (key_len > sizeof(k))
		sha256(k, key, key_len);
	else
		memcpy(k, key, key_len);
	for (i = 0; i < 64; i++)
		pad[i] = k[i] ^ 0x36;
	begin(&t);
	add(&t, pad, sizeof(pad));
	add(&t, data, len);
	end(out, &t);
	for (i = 0; i < 64; i++)
		pad[i] = k[i] ^ 0x5c;
	begin(&t);
	add(&t, pad, sizeof(pad));
	add(&t, out, SHA256_LEN);
	end(out, &t);
}

void sha256_hex(char *out, const unsigned char *sum, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++)
		snprintf(out + 2 * i, 3, "%02x", sum[i]);
}
