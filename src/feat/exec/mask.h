/*
 * mask.h - secrets in text that is kept and shared: *** takes their place.
 *
 * What a program prints is recorded in the task and pushed.  Masked are
 *
 * - the values of variables whose name says that they are secret, of our whole
 *   environment and of what the program was given besides (4 bytes or more, of fewer
 *   than 8 as a word only; each line of a value of several lines), of 8 bytes or more
 *   also where a line was wrapped within, and as Base64 or hexadecimal;
 * - tokens whose shape says what they are: of GitHub, GitLab, Slack, AWS, Google,
 *   Stripe, npm, PyPI, Docker, Hugging Face, SendGrid, Vault, Atlassian, Grafana,
 *   Databricks, ... and of language models, JSON web tokens, private keys in PEM,
 *   passwords in URLs;
 * - what stands behind a label: NAME=value and "name": "value" with a secret
 *   name, Authorization: ...
 *
 * It is a net for accidents.  A program that wants to tell a secret can: it has
 * only to print it in another form.
 */
#ifndef FEAT_EXEC_MASK_H
#define FEAT_EXEC_MASK_H

#include "base/base.h"
#include "base/strbuf.h"
#include "base/strvec.h"

#define MASK "***"

/* Does the name of a variable (up to '=', or `len` bytes) say that its value is
 * secret?  TOKEN, PASSWORD, SECRET, ... in it, or KEY, PASS, PAT, AUTH as one of
 * its words; upper or lower case. */
bool mask_is_secret(const char *name, size_t len);

/* The values of secret variables, the longest first. */
struct mask {
	struct strvec values;
};
void mask_init(struct mask *m);
void mask_release(struct mask *m);
/* Adds those of entries "NAME=value"; the list ends with NULL. */
void mask_add(struct mask *m, char *const *entries);

/* Masks in place. */
void mask_text(struct strbuf *text, const struct mask *m);
/* The same for text whose end (or begin) was cut away: what may be the first (or
 * last) part of a value is masked, too. */
void mask_cut(struct strbuf *text, const struct mask *m, bool end);

#endif
