/*
 * tls.c - keeps libgit2 from reading the system's certificates at start.
 *
 * git_libgit2_init() of a libgit2 built with mbedTLS (Debian's is) parses
 * all of /etc/ssl/certs before anything else: 3 of the 6 milliseconds that a
 * command takes to start.  We never let libgit2 open a connection (fetch and
 * push are the git executable's), so there is nothing to verify.
 *
 * The function below has the name and type of mbedTLS's own.  Exported by the
 * executable (-Wl,--export-dynamic-symbol), it is found before the library's
 * and answers "parsed, no certificate failed".  A libgit2 built with OpenSSL,
 * or with no TLS, never calls it.  Should libgit2 ever open a TLS connection
 * against our intention, it would have no trusted certificate at all and
 * refuse: the failure is safe.
 */
#include "base/base.h"

struct mbedtls_x509_crt;
int mbedtls_x509_crt_parse_file(struct mbedtls_x509_crt *chain,
				const char *path);

int mbedtls_x509_crt_parse_file(struct mbedtls_x509_crt *chain,
				const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}
