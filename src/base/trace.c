/*
 * trace.c - lines for whoever looks for a fault, to the place that two variables name.
 */
#include "base/base.h"
#include "base/trace.h"

#include <fcntl.h>
#include <time.h>

#include "base/mem.h"

#define LINE_MAX_BYTES 2000
#define ARG_MAX_BYTES 80

static const char *const levels[] = { "debug", "info", "warn", "error" };

static const char *env(const char *name)
{
	const char *s = getenv(name);

	return s && *s ? s : NULL;
}

static bool is_one_of(const char *s, const char *a, const char *b,
		      const char *c)
{
	return !strcasecmp(s, a) || !strcasecmp(s, b) || !strcasecmp(s, c);
}

/* -1: no level of that name. */
static int level_of(const char *name)
{
	int i;

	if (!strcasecmp(name, "warning"))
		return TRACE_WARN;
	for (i = 0; i < (int)ARRAY_SIZE(levels); i++)
		if (!strcasecmp(name, levels[i]))
			return i;
	return -1;
}

/* The least level that is written; -1: none is. */
static int least(void)
{
	const char *where = env(TRACE_WHERE), *name = env(TRACE_LEVEL);
	int level = name ? level_of(name) : -1;

	if (where && is_one_of(where, "0", "false", "no"))
		where = NULL;
	if (level >= 0)
		return level;
	return where ? TRACE_DEBUG : -1;
}

/* The descriptor, or -1 for a file (*path), -2 for what is neither. */
static int place(const char **path)
{
	const char *where = env(TRACE_WHERE);

	*path = NULL;
	if (!where || is_one_of(where, "0", "false", "no") ||
	    is_one_of(where, "1", "2", "true"))
		return STDERR_FILENO;
	if (where[0] >= '3' && where[0] <= '9' && !where[1])
		return where[0] - '0';
	*path = where;
	return *where == '/' ? -1 : -2;
}

bool trace_on(enum trace_level level)
{
	int from = least();
	const char *path;

	return from >= 0 && (int)level >= from && place(&path) != -2;
}

bool trace_elsewhere(enum trace_level level)
{
	const char *path;

	return trace_on(level) && place(&path) != STDERR_FILENO;
}

int64_t trace_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void add_head(struct strbuf *line, enum trace_level level,
		     const char *what)
{
	struct timespec ts;
	struct tm tm;
	char day[24] = "";

	clock_gettime(CLOCK_REALTIME, &ts);
	if (gmtime_r(&ts.tv_sec, &tm))
		strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	strbuf_addf(line, "%s.%03dZ %ld %s %s: ", day,
		    (int)(ts.tv_nsec / 1000000), (long)getpid(), levels[level],
		    what);
}

/* One write, so that lines of several processes do not mix. */
static void put(const struct strbuf *line)
{
	const char *path;
	int fd = place(&path);
	ssize_t n;

	if (fd == -1)
		fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
			  O_NOCTTY | O_NONBLOCK, 0600);
	if (fd < 0)
		return;
	do
		n = write(fd, line->buf, line->len);
	while (n < 0 && errno == EINTR);
	if (path)
		close(fd);
}

/* The last '@' of these bytes, or NULL. */
static const char *last_at(const char *s, size_t len)
{
	while (len-- > 0)
		if (s[len] == '@')
			return s + len;
	return NULL;
}

/* Of "https://ann:secret@host" the part between "//" and "@" is hidden. */
static void add_masked(struct strbuf *out, const char *text)
{
	const char *host;

	while ((host = strstr(text, "://"))) {
		size_t len = strcspn(host += 3, "/?# \t\n'\"");
		const char *at = last_at(host, len);

		strbuf_add(out, text, (size_t)(host - text));
		if (at)
			strbuf_addstr(out, "***");
		text = at ? at : host;
	}
	strbuf_addstr(out, text);
}

void trace_f(enum trace_level level, const char *what, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;
	int was = errno;
	va_list ap;
	char *p;

	if (!trace_on(level))
		return;
	add_head(&line, level, what);
	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	add_masked(&line, text.buf);
	strbuf_release(&text);
	if (line.len > LINE_MAX_BYTES) {
		strbuf_setlen(&line, LINE_MAX_BYTES);
		strbuf_addstr(&line, "...");
	}
	for (p = line.buf; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	strbuf_addch(&line, '\n');
	put(&line);
	strbuf_release(&line);
	errno = was;
}

static void add_arg(struct strbuf *out, const char *arg)
{
	size_t from = out->len;

	add_masked(out, arg);
	if (out->len - from > ARG_MAX_BYTES) {
		strbuf_setlen(out, from + ARG_MAX_BYTES);
		strbuf_addstr(out, "...");
	}
}

/* Is argv[i] the value in "git config <option>... <name> <value>"? */
static bool is_setting(const struct strvec *argv, size_t i)
{
	size_t k = i - 1;

	if (i < 2 || *argv->v[k] == '-' || !strchr(argv->v[k], '.'))
		return false;
	while (k && *argv->v[k - 1] == '-')
		k--;
	return k && !strcmp(argv->v[k - 1], "config");
}

void trace_said(enum trace_level level, const char *what, const char *text)
{
	static const char given[] = ", not '";
	const char *at = strstr(text, given), *end = strrchr(text, '\'');

	if (!at || end <= at + sizeof(given) - 2)
		trace_f(level, what, "%s", text);
	else
		trace_f(level, what, "%.*s...%s",
			(int)(at - text + (int)sizeof(given) - 1), text, end);
}

void trace_argv(struct strbuf *out, const struct strvec *argv)
{
	size_t i;

	for (i = 0; i < argv->nr; i++) {
		const char *arg = argv->v[i];

		if (i)
			strbuf_addch(out, ' ');
		if (i && !strcmp(argv->v[i - 1], "-c")) {
			strbuf_add(out, arg, strcspn(arg, "= \n"));
			strbuf_addstr(out, "=...");
		} else if (is_setting(argv, i)) {
			strbuf_addstr(out, "...");
		} else {
			add_arg(out, arg);
		}
	}
}

char *trace_problem(void)
{
	const char *name = env(TRACE_LEVEL), *path;

	if (name && level_of(name) < 0)
		return xasprintf(TRACE_LEVEL " is '%s': debug, info, warn or "
				 "error", name);
	if (place(&path) == -2)
		return xasprintf(TRACE_WHERE " is '%s': 1, a descriptor from 2 "
				 "to 9, or a path that begins with '/'", path);
	return NULL;
}
