/*
 * forge.h - what GitHub, GitLab, Gitea and Forgejo have in common.
 */
#ifndef FEAT_BRIDGE_FORGE_H
#define FEAT_BRIDGE_FORGE_H

#include "base/base.h"
#include "base/err.h"
#include "feat/bridge/bridge.h"

#define FORGE_PAGES_MAX 10000

/* An issue and a comment, of what GitHub and Gitea say; the caller frees. */
struct json *forge_issue(const struct json *j);
struct json *forge_comment(const struct json *j);

typedef int (*forge_page_fn)(struct bridge *b, const struct json *j,
			     struct err *err);
/* Every object of a list in pages, by the Link header.  1: not changed (`etag`). */
int forge_pages(struct bridge *b, const char *path, const char *etag,
		forge_page_fn fn, struct err *err);
/* The ETag of the first page of a list, kept from one run to the next. */
const char *forge_etag(const struct bridge *b, const char *path);
void forge_keep_etag(struct bridge *b, const char *path, int ret);

/* The issue that `answer` (taken) is. */
int forge_take(struct json **out, struct json *answer,
	       struct json *(*make)(const struct json *j), struct err *err);
/* A member of a body: cut to so many characters; a text with its marker. */
void forge_cut(struct json *body, const char *name, const char *value,
	       size_t max);
void forge_text(struct json *body, const char *name, const char *value,
		const char *marker);
/* Posts a comment to `path` (taken), the comments of an issue; *out: what it became
 * there, caller frees. */
int forge_say(struct json **out, struct bridge *b, char *path,
	      const char *text, const char *marker, struct err *err);

#endif
