/*
 * surroundings.h - what a CI system says about the run: which branch is to be merged
 * where, under which words.
 *
 * Read from the environment of GitHub Actions (Forgejo and Gitea speak the same),
 * GitLab, Jenkins and Woodpecker.  All of it is foreign text: names of branches and the
 * words of whoever opened the request.
 */
#ifndef FEAT_GATE_SURROUNDINGS_H
#define FEAT_GATE_SURROUNDINGS_H

#include "base/base.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "data/json.h"

struct surroundings {
	const char *host;	/* "github", "gitlab", "jenkins", "woodpecker" or NULL */
	char *branch;		/* the one that is built, NULL: not said */
	char *base;		/* branch that it is to be merged into, or NULL */
	char *since;		/* commit to begin behind, all digits, or NULL */
	char *words;		/* title and text of the merge request, or NULL */
	char *url;		/* of the run, or NULL */
};

#define SURROUNDINGS_INIT { NULL, NULL, NULL, NULL, NULL, NULL }

/*
 * From the environment; `event` is the parsed file that GITHUB_EVENT_PATH names, NULL
 * when there is none.  Empty variables count as not set, and a commit of zeros (a new
 * branch) as none.
 */
void surroundings_read(struct surroundings *out, const struct json *event);
void surroundings_release(struct surroundings *s);
/*
 * Adds to the file that a variable names (GITHUB_OUTPUT), behind what other steps of
 * the job have written there; nothing where it is not set.  ERR_FAILED.
 */
int surroundings_append(const char *variable, const struct strbuf *text,
			struct err *err);

#endif
