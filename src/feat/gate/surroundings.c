/*
 * surroundings.c - the variables in which CI systems say what they build.
 */
#include "base/base.h"
#include "feat/gate/surroundings.h"

#include <errno.h>
#include <fcntl.h>

#include "base/mem.h"
#include "data/id.h"

/* The variable, or NULL when it is unset or empty. */
static const char *env(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

static void take(char **out, const char *s)
{
	if (!*out && s && *s)
		*out = xstrdup(s);
}

/* A commit id; "0000..." is how hosts write that there was none. */
static void take_commit(char **out, const char *s)
{
	if (s && object_hex(s) == strlen(s) && strspn(s, "0") != strlen(s))
		take(out, s);
}

static void take_words(char **out, const char *title, const char *text)
{
	if (*out || (!title && !text))
		return;
	*out = xasprintf("%s\n\n%s", title ? title : "", text ? text : "");
}

static void github(struct surroundings *s, const struct json *event)
{
	const struct json *pr = json_get(event, "pull_request");
	const struct json *queue = json_get(event, "merge_group");
	const char *server = env("GITHUB_SERVER_URL");
	const char *repo = env("GITHUB_REPOSITORY"), *run = env("GITHUB_RUN_ID");
	const char *ref;

	take(&s->branch, env("GITHUB_HEAD_REF"));
	if (!pr && !str_eq(env("GITHUB_REF_TYPE"), "tag"))
		take(&s->branch, env("GITHUB_REF_NAME"));
	take(&s->base, env("GITHUB_BASE_REF"));
	take_words(&s->words, json_get_str(pr, "title"),
		   json_get_str(pr, "body"));
	ref = json_get_str(queue, "base_ref");
	if (ref && str_starts(ref, "refs/heads/"))
		take(&s->base, ref + strlen("refs/heads/"));
	take_commit(&s->since, json_get_str(queue, "base_sha"));
	if (!s->base)
		take_commit(&s->since, json_get_str(event, "before"));
	ref = json_str(json_get_path(event, "repository.default_branch"));
	if (!s->since)
		take(&s->base, ref);
	if (server && repo && run && !s->url)
		s->url = xasprintf("%s/%s/actions/runs/%s", server, repo, run);
}

static void gitlab(struct surroundings *s)
{
	take(&s->branch, env("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"));
	take(&s->branch, env("CI_COMMIT_BRANCH"));
	take(&s->base, env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"));
	take_commit(&s->since, env("CI_MERGE_REQUEST_DIFF_BASE_SHA"));
	if (!s->base)
		take_commit(&s->since, env("CI_COMMIT_BEFORE_SHA"));
	if (!s->since)
		take(&s->base, env("CI_DEFAULT_BRANCH"));
	take_words(&s->words, env("CI_MERGE_REQUEST_TITLE"),
		   env("CI_MERGE_REQUEST_DESCRIPTION"));
	take(&s->url, env("CI_JOB_URL"));
}

static void jenkins(struct surroundings *s)
{
	const char *branch = env("GIT_BRANCH");

	take(&s->branch, env("CHANGE_BRANCH"));
	if (!env("CHANGE_ID"))
		take(&s->branch, env("BRANCH_NAME"));
	if (branch && str_starts(branch, "origin/"))
		branch += strlen("origin/");
	take(&s->branch, branch);
	take(&s->base, env("CHANGE_TARGET"));
	if (!s->base) {
		take_commit(&s->since, env("GIT_PREVIOUS_SUCCESSFUL_COMMIT"));
		take_commit(&s->since, env("GIT_PREVIOUS_COMMIT"));
	}
	take_words(&s->words, env("CHANGE_TITLE"), NULL);
	take(&s->url, env("BUILD_URL"));
}

static void woodpecker(struct surroundings *s)
{
	/* of a pull request CI_COMMIT_BRANCH is the one it goes into */
	take(&s->branch, env("CI_COMMIT_SOURCE_BRANCH"));
	take(&s->branch, env("CI_COMMIT_BRANCH"));
	take(&s->base, env("CI_COMMIT_TARGET_BRANCH"));
	if (!s->base)
		take_commit(&s->since, env("CI_PREV_COMMIT_SHA"));
	if (!s->since)
		take(&s->base, env("CI_REPO_DEFAULT_BRANCH"));
	take(&s->url, env("CI_PIPELINE_URL"));
}

void surroundings_read(struct surroundings *out, const struct json *event)
{
	memset(out, 0, sizeof(*out));
	if (env("GITHUB_ACTIONS")) {
		out->host = "github";
		github(out, event);
	} else if (env("GITLAB_CI")) {
		out->host = "gitlab";
		gitlab(out);
	} else if (env("JENKINS_URL")) {
		out->host = "jenkins";
		jenkins(out);
	} else if (str_eq(env("CI"), "woodpecker")) {
		out->host = "woodpecker";
		woodpecker(out);
	}
}

void surroundings_release(struct surroundings *s)
{
	free(s->branch);
	free(s->base);
	free(s->since);
	free(s->words);
	free(s->url);
	memset(s, 0, sizeof(*s));
}

int surroundings_append(const char *variable, const struct strbuf *text,
			struct err *err)
{
	const char *path = env(variable);
	size_t done = 0;
	int fd, ret = 0;

	if (!path)
		return 0;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	while (fd >= 0 && done < text->len) {
		ssize_t n = write(fd, text->buf + done, text->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (fd < 0 || done < text->len)
		ret = err_set(err, ERR_FAILED, "can not write $%s: %s",
			      variable, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ret;
}
