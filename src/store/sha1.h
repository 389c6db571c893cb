/*
 * sha1.h - SHA-1 (FIPS 180-4, section 6.1), for names of objects and the
 * checksums of pack files.  Not meant for anything that needs secrecy.
 */
#ifndef STORE_SHA1_H
#define STORE_SHA1_H

#include "base/base.h"
#include "store/repo.h"

struct sha1 {
	uint32_t h[5];
	uint64_t len;		/* bytes so far */
	unsigned char block[64];
};

void sha1_init(struct sha1 *s);
void sha1_add(struct sha1 *s, const void *data, size_t len);
/* Ends the computation; the struct must be initialised again before reuse. */
void sha1_end(struct oid *out, struct sha1 *s);

#endif
