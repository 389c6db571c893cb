/*
 * doctor.c - the checks of `doctor`, and what to do about what they find.
 */
#include "base/base.h"
#include "cmd/run/doctor.h"

#include "base/mem.h"
#include "base/proc.h"
#include "cmd/kit/settings.h"
#include "data/when.h"
#include "db/care/care.h"
#include "db/share/offer.h"
#include "feat/project/hooks.h"

/* The oldest that this program is tested with. */
#define GIT_MAJOR 2
#define GIT_MINOR 30
#define FUTURE_MS ((int64_t)5 * 60 * 1000)
#define YEAR_2020 INT64_C(1577836800000)
/* Of fsck's findings; the rest is counted. */
#define SHOWN_MAX 5
#define REMOTES_MAX 20

const char *const health_names[] = { "ok", "note", "warning", "error" };

/* `remedy` NULL: nothing is to be done. */
PRINTF_LIKE(5, 6)
static struct finding *found(struct doctor *d, const char *check,
			     enum health health, const char *remedy,
			     const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	struct finding *f;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	ALLOC_GROW(d->v, d->nr + 1, d->alloc);
	f = &d->v[d->nr++];
	memset(f, 0, sizeof(*f));
	f->check = check;
	f->health = health;
	f->what = strbuf_detach(&sb, NULL);
	f->remedy = remedy ? xstrdup(remedy) : NULL;
	return f;
}

/* ---- programs and libraries ---- */

static void check_git(struct doctor *d)
{
	struct proc p;
	struct err err = ERR_INIT;
	int major = 0, minor = 0;
	char *end = NULL;

	proc_init(&p);
	strvec_pushl(&p.argv, "git", "--version", NULL);
	p.timeout_ms = 10000;
	p.out_max = 4096;
	if (proc_run(&p, &err) < 0 || p.status) {
		found(d, "git", HEALTH_ERROR, "install Git, and see that it is "
		      "on PATH", "git does not run: %s", *err.msg ? err.msg :
		      "it fails");
		proc_release(&p);
		return;
	}
	strbuf_trim(&p.out);
	if (str_starts(p.out.buf, "git version ")) {
		const char *s = p.out.buf + strlen("git version ");

		major = (int)strtol(s, &end, 10);
		if (*end == '.')
			minor = (int)strtol(end + 1, NULL, 10);
	}
	if (major > GIT_MAJOR || (major == GIT_MAJOR && minor >= GIT_MINOR))
		found(d, "git", HEALTH_OK, NULL, "%s", p.out.buf);
	else
		found(d, "git", HEALTH_WARNING, "use a newer Git",
		      "%s is older than what this program is tested with "
		      "(%d.%d)", p.out.buf, GIT_MAJOR, GIT_MINOR);
	proc_release(&p);
}

static void check_libraries(struct doctor *d)
{
	struct err err = ERR_INIT;

	if (db_load_libraries(&err) < 0)
		found(d, "libraries", HEALTH_ERROR, "install libgit2; 'git "
		      "task version --build-options' says which version it "
		      "was built with", "%s", err.msg);
	else
		found(d, "libraries", HEALTH_OK, NULL, "libgit2 can be loaded");
}

/* ---- who, and when ---- */

static void check_identity(struct doctor *d)
{
	const char *name, *email;
	struct err err = ERR_INIT;

	if (db_me(d->ctx->db, &name, &email, &err) < 0)
		found(d, "identity", HEALTH_ERROR, "git config --global "
		      "user.name \"Your Name\" and user.email you@example.com",
		      "%s", err.msg);
	else
		found(d, "identity", HEALTH_OK, NULL, "%s <%s>", name, email);
}

static void check_clock(struct doctor *d, const struct view *v)
{
	int64_t now = clock_now(d->ctx->clock), newest = WHEN_NONE;
	struct strbuf span = STRBUF_INIT;
	size_t i;

	for (i = 0; v && i < v->nr; i++)
		if (v->rows[i].updated != WHEN_NONE &&
		    (newest == WHEN_NONE || v->rows[i].updated > newest))
			newest = v->rows[i].updated;
	if (now < YEAR_2020) {
		found(d, "clock", HEALTH_ERROR, "set the clock of this machine",
		      "the clock is years behind");
	} else if (newest != WHEN_NONE && newest - now > FUTURE_MS) {
		when_span(&span, (double)(newest - now) / 1000);
		found(d, "clock", HEALTH_WARNING, "compare the clock of this "
		      "machine with others, and 'git task log' for who made "
		      "that edit", "the newest edit of a task lies %s in the "
		      "future: this clock is slow, or that one was fast",
		      span.buf);
	} else {
		found(d, "clock", HEALTH_OK, NULL, "not behind any edit");
	}
	strbuf_release(&span);
}

/* ---- what is stored ---- */

static bool is_index(const struct care_finding *f)
{
	return strstr(f->where, "index") != NULL;
}

static void report_store(struct doctor *d, const struct care_report *r)
{
	size_t i, refs = 0, index = 0;

	for (i = 0; i < r->nr; i++) {
		const struct care_finding *f = &r->v[i];
		enum health h = f->level == CARE_ERROR ? HEALTH_ERROR :
				f->level == CARE_WARNING ? HEALTH_NOTE :
				HEALTH_OK;
		struct finding *made;

		if (is_index(f) ? index++ >= SHOWN_MAX : refs++ >= SHOWN_MAX)
			continue;
		made = found(d, is_index(f) ? "index" : "refs", h,
			     f->level == CARE_FIXED ? NULL : is_index(f) ?
			     "git task doctor --fix" :
			     "git task fsck; earlier versions are in 'git log "
			     "refs/tasks/main'", "%s: %s", f->where, f->what);
		made->fixable = is_index(f);
		made->fixed = f->level == CARE_FIXED;
	}
	if (refs > SHOWN_MAX)
		found(d, "refs", HEALTH_NOTE, "git task fsck",
		      "and %zu more", refs - SHOWN_MAX);
	if (!refs)
		found(d, "refs", HEALTH_OK, NULL, "%zu task%s, %zu commit%s",
		      r->tasks, r->tasks == 1 ? "" : "s", r->commits,
		      r->commits == 1 ? "" : "s");
	if (!index)
		found(d, "index", HEALTH_OK, NULL, "says what the tasks say");
}

static void check_store(struct doctor *d)
{
	struct care_report r = CARE_REPORT_INIT;
	struct err err = ERR_INIT;

	if (!db_initialised(d->ctx->db))
		found(d, "refs", HEALTH_NOTE, "git task add makes the first "
		      "one; git task pull gets those of others",
		      "there are no tasks yet");
	else if (db_fsck(&r, d->ctx->db, d->fix, &err) < 0)
		found(d, "refs", HEALTH_ERROR, "git fsck", "%s", err.msg);
	else
		report_store(d, &r);
	care_report_release(&r);
}

/* The view is the index and the ref at once; NULL: it can not be read. */
static const struct view *check_view(struct doctor *d)
{
	const struct view *v;
	struct err err = ERR_INIT;

	if (db_view(&v, d->ctx->db, &err) < 0) {
		found(d, "refs", HEALTH_ERROR, "git task fsck", "the tasks can "
		      "not be read: %s", err.msg);
		return NULL;
	}
	if (d->quick)
		found(d, "refs", v->broken.nr ? HEALTH_ERROR : HEALTH_OK,
		      v->broken.nr ? "git task fsck" : NULL,
		      "%zu task%s, %zu that can not be read", v->nr,
		      v->nr == 1 ? "" : "s", v->broken.nr);
	return v;
}

/* ---- hooks ---- */

static void fix_hooks(struct finding *f, struct doctor *d, const char *event)
{
	struct strvec events = STRVEC_INIT, done = STRVEC_INIT;
	struct err err = ERR_INIT;

	f->fixable = true;
	if (d->fix) {
		strvec_push(&events, event);
		f->fixed = hooks_install(&done, d->ctx->db, &events, false,
					 false, &err) == 0;
		if (f->fixed)
			f->health = HEALTH_OK;
	}
	strvec_clear(&events);
	strvec_clear(&done);
}

static void check_hooks(struct doctor *d)
{
	struct hooks_place p;
	struct err err = ERR_INIT;
	const char *const *e;
	size_t ours = 0, bad = 0;

	if (!db_worktree(d->ctx->db)) {
		found(d, "hooks", HEALTH_OK, NULL, "a bare repository has "
		      "none");
		return;
	}
	if (hooks_place(&p, d->ctx->db, &err) < 0) {
		found(d, "hooks", HEALTH_WARNING, "git config core.hooksPath",
		      "%s", err.msg);
		return;
	}
	for (e = hooks_events; *e; e++) {
		enum hooks_state s = hooks_state(d->ctx->db, &p, *e);

		if (s == HOOKS_GONE) {
			bad++;
			fix_hooks(found(d, "hooks", HEALTH_WARNING,
					"git task hooks install, or "
					"git task doctor --fix", "%s leads to "
					"a program that is not there any more",
					*e), d, *e);
		}
		ours += s == HOOKS_FILE || s == HOOKS_CHAINED ||
			s == HOOKS_CONFIG;
	}
	if (ours && !p.ours && !p.config)
		found(d, "hooks", HEALTH_WARNING, "call 'git task hook' from "
		      "there, or unset core.hooksPath", "Git looks for hooks "
		      "in '%s', so that those in the git directory do not run",
		      p.dir);
	else if (!ours && !bad)
		found(d, "hooks", HEALTH_NOTE, "git task hooks install, if "
		      "commits are to move tasks", "none is installed");
	else if (!bad)
		found(d, "hooks", HEALTH_OK, NULL, "%zu installed", ours);
	hooks_place_release(&p);
}

/* ---- settings ---- */

/* "task.work.<name>.days" and the like: a name of the user's stands between. */
static bool has_section(const char *key)
{
	const char *s = strchr(key, '.');

	s = s ? strchr(s + 1, '.') : NULL;
	return s && strchr(s + 1, '.');
}

static size_t check_setting(struct doctor *d, const char *key,
			    const char *value)
{
	const struct setting *s = settings_find(key);
	const char *close;
	struct err err = ERR_INIT;
	char *remedy;

	if (s && settings_check(s, value, &err) == 0)
		return 0;
	if (s) {
		remedy = xasprintf("git task config unset %s, or a value that "
				   "fits", s->key);
		found(d, "settings", HEALTH_WARNING, remedy, "%s: %s", s->key,
		      err.msg);
	} else if (!has_section(key)) {
		close = settings_closest(key);
		remedy = close ? xasprintf("did you mean %s?", close) :
			 xstrdup("'git task config list --all' shows which "
				 "there are");
		found(d, "settings", HEALTH_WARNING, remedy, "there is no "
		      "setting '%s'", key);
	} else {
		return 0;
	}
	free(remedy);
	return 1;
}

static void check_settings(struct doctor *d)
{
	struct json *list = settings_list(d->ctx->db, false), *e;
	size_t bad = 0, nr = 0;

	json_each(e, list) {
		bad += check_setting(d, json_get_str(e, "key"),
				     json_get_str(e, "value"));
		nr++;
	}
	if (!bad && !nr)
		found(d, "settings", HEALTH_OK, NULL, "none is made");
	else if (!bad)
		found(d, "settings", HEALTH_OK, NULL, nr == 1 ? "%zu is made" :
		      "%zu are made", nr);
	json_free(list);
}

/* ---- remotes ---- */

static void ask_remote(struct doctor *d, const char *name, bool tasks_go_there)
{
	enum health bad = tasks_go_there ? HEALTH_WARNING : HEALTH_NOTE;
	struct proc p;
	struct err err = ERR_INIT;

	proc_init(&p);
	strvec_pushl(&p.argv, "git", "ls-remote", "--", name, "refs/tasks/*",
		     NULL);
	/* nobody is there to be asked for a password */
	strvec_pushl(&p.env, "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=true", NULL);
	if (!getenv("GIT_SSH_COMMAND") && !getenv("GIT_SSH"))
		strvec_push(&p.env, "GIT_SSH_COMMAND=ssh -oBatchMode=yes");
	p.timeout_ms = d->timeout_ms;
	p.out_max = (size_t)8 << 20;
	if (proc_run(&p, &err) < 0) {
		found(d, "remotes", bad, "install Git", "%s: %s", name,
		      err.msg);
	} else if (p.timed_out) {
		found(d, "remotes", bad, "look at the network, or give it more "
		      "time with --timeout", "%s does not answer within %d "
		      "seconds", name, d->timeout_ms / 1000);
	} else if (p.status) {
		strbuf_trim(&p.err_out);
		p.err_out.buf[strcspn(p.err_out.buf, "\n")] = '\0';
		found(d, "remotes", bad, "'git remote -v' shows the address",
		      "%s can not be asked: %s", name, p.err_out.buf);
	} else {
		found(d, "remotes", HEALTH_OK, NULL, "%s answers, %s%s", name,
		      p.out.len ? "has tasks" : "has no tasks",
		      tasks_go_there ? "; tasks are shared there" : "");
	}
	proc_release(&p);
}

static bool list_remotes(struct strvec *names)
{
	struct proc p;
	bool ok;

	proc_init(&p);
	strvec_pushl(&p.argv, "git", "remote", NULL);
	p.timeout_ms = 10000;
	ok = proc_run(&p, NULL) == 0 && !p.status;
	if (ok)
		strvec_split(names, p.out.buf, "\n");
	proc_release(&p);
	return ok;
}

static void check_remotes(struct doctor *d)
{
	struct strvec names = STRVEC_INIT;
	struct err err = ERR_INIT;
	char *shared = NULL;
	int ret = claims_place(&shared, d->ctx->db, NULL, &err);
	size_t i;

	if (ret < 0)
		found(d, "remotes", HEALTH_WARNING, "git config task.remote "
		      "<name>", "%s", err.msg);
	else if (ret)
		found(d, "remotes", HEALTH_NOTE, "git remote add origin <url>, "
		      "to share them", "tasks stay in this clone");
	if (!list_remotes(&names))
		found(d, "remotes", HEALTH_WARNING, "git remote -v",
		      "the remotes can not be listed");
	if (shared && !strvec_has(&names, shared))
		ask_remote(d, shared, true);
	for (i = 0; i < names.nr && i < REMOTES_MAX; i++)
		ask_remote(d, names.v[i], str_eq(shared, names.v[i]));
	if (names.nr > REMOTES_MAX)
		found(d, "remotes", HEALTH_NOTE, NULL, "%zu more were not "
		      "asked", names.nr - REMOTES_MAX);
	free(shared);
	strvec_clear(&names);
}

/* ---- all of it ---- */

void doctor_run(struct doctor *d)
{
	const struct view *v;

	check_git(d);
	check_libraries(d);
	if (!d->ctx->db) {
		found(d, "refs", HEALTH_ERROR, "git init", "this is no Git "
		      "repository");
		return;
	}
	/* first of all, since any other look at tasks mends the index */
	if (!d->quick)
		check_store(d);
	v = check_view(d);
	check_identity(d);
	check_clock(d, v);
	check_settings(d);
	check_hooks(d);
	if (!d->quick)
		check_remotes(d);
}

enum health doctor_health(const struct doctor *d)
{
	enum health worst = HEALTH_OK;
	size_t i;

	for (i = 0; i < d->nr; i++)
		if (d->v[i].health > worst)
			worst = d->v[i].health;
	return worst;
}

void doctor_release(struct doctor *d)
{
	size_t i;

	for (i = 0; i < d->nr; i++) {
		free(d->v[i].what);
		free(d->v[i].remedy);
	}
	FREE_AND_NULL(d->v);
	d->nr = d->alloc = 0;
}
