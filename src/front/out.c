/*
 * out.c - the two streams: buffering, colour, notes, progress.
 */
#include "base/base.h"
#include "front/out.h"

#include <sys/ioctl.h>
#include <termios.h>

#include "base/mem.h"
#include "base/trace.h"
#include "base/utf8.h"

#define FLUSH_AT ((size_t)64 << 10)
#define PROGRESS_DELAY_MS 400

static const char *const format_names[OUT_NR] = {
	[OUT_TEXT] = "text",
	[OUT_IDS] = "ids",
#define FORMAT_NAME(id, name) [OUT_##id] = #name,
	OUT_FORMATS(FORMAT_NAME)
#undef FORMAT_NAME
};

bool out_format_parse(enum out_format *f, const char *name)
{
	size_t i;

	if (!strcmp(name, "table"))
		name = "text";
	for (i = 0; i < OUT_NR; i++) {
		if (!format_names[i] || !str_eq(name, format_names[i]))
			continue;
		*f = (enum out_format)i;
		return true;
	}
	return false;
}

/* ---- life ---- */

void out_init_memory(struct out *o)
{
	memset(o, 0, sizeof(*o));
	strbuf_init(&o->text);
	strbuf_init(&o->notes);
	o->width = 80;
	o->prog = "git-task";
	o->progress = -1;
}

static size_t terminal_width(int fd)
{
	struct winsize ws;
	const char *s = getenv("COLUMNS");
	long n = s ? strtol(s, NULL, 10) : 0;

	if (n > 0 && n < 10000)
		return (size_t)n;
	if (!ioctl(fd, TIOCGWINSZ, &ws) && ws.ws_col)
		return ws.ws_col;
	return 80;
}

void out_init(struct out *o)
{
	out_init_memory(o);
	o->fd_out = stdout;
	o->fd_err = stderr;
	o->tty = isatty(STDOUT_FILENO);
	o->err_tty = isatty(STDERR_FILENO);
	o->width = terminal_width(o->tty ? STDOUT_FILENO : STDERR_FILENO);
}

void out_release(struct out *o)
{
	strbuf_release(&o->text);
	strbuf_release(&o->notes);
	json_free(o->value);
	o->value = NULL;
}

static int write_all(int fd, const char *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (!n)
				errno = ENOSPC;
			return -1;
		}
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int out_flush(struct out *o)
{
	if (!o->fd_out)
		return 0;
	if (!o->failed && o->text.len &&
	    write_all(fileno(o->fd_out), o->text.buf, o->text.len) < 0) {
		o->failed = true;
		o->error = errno;
	}
	strbuf_reset(&o->text);
	return o->failed ? -1 : 0;
}

/* ---- stdout ---- */

static void grown(struct out *o)
{
	if (o->fd_out && o->text.len >= FLUSH_AT)
		out_flush(o);
}

void out_raw(struct out *o, const char *data, size_t len)
{
	strbuf_add(&o->text, data, len);
	grown(o);
}

void out_f(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&o->text, fmt, ap);
	va_end(ap);
	grown(o);
}

void out_s(struct out *o, const char *foreign)
{
	utf8_add_clean_line(&o->text, foreign);
	grown(o);
}

void out_text(struct out *o, const char *foreign)
{
	utf8_add_clean(&o->text, foreign);
	grown(o);
}

const char *out_colour(const struct out *o, enum colour c)
{
	static const char *const codes[] = {
		[COLOUR_NONE] = "\033[m",
		[COLOUR_BOLD] = "\033[1m",
		[COLOUR_DIM] = "\033[2m",
		[COLOUR_RED] = "\033[31m",
		[COLOUR_GREEN] = "\033[32m",
		[COLOUR_YELLOW] = "\033[33m",
		[COLOUR_BLUE] = "\033[34m",
		[COLOUR_MAGENTA] = "\033[35m",
		[COLOUR_CYAN] = "\033[36m",
	};

	return o->colour ? codes[c] : "";
}

void out_paint(struct out *o, enum colour c, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	if (c != COLOUR_NONE)
		strbuf_addstr(&o->text, out_colour(o, c));
	utf8_add_clean_line(&o->text, sb.buf);
	if (c != COLOUR_NONE)
		strbuf_addstr(&o->text, out_colour(o, COLOUR_NONE));
	strbuf_release(&sb);
	grown(o);
}

/* ---- stderr ---- */

/* What is on stdout so far goes first, so that a terminal shows the order. */
static void say(struct out *o, const char *prefix, const char *text)
{
	struct strbuf sb = STRBUF_INIT;

	out_progress_end(o);
	strbuf_addstr(&sb, prefix);
	utf8_add_clean(&sb, text);
	strbuf_addch(&sb, '\n');
	if (!o->fd_err) {
		strbuf_addbuf(&o->notes, &sb);
	} else {
		if (o->tty && o->err_tty)
			out_flush(o);
		/* nothing is left to tell when stderr can not take it */
		if (write_all(fileno(o->fd_err), sb.buf, sb.len) < 0)
			o->fd_err = NULL;
	}
	strbuf_release(&sb);
}

PRINTF_LIKE(3, 0)
static void vsay(struct out *o, const char *prefix, const char *fmt,
		 va_list ap)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_vaddf(&sb, fmt, ap);
	say(o, prefix, sb.buf);
	strbuf_release(&sb);
}

void out_note(struct out *o, const char *fmt, ...)
{
	va_list ap;

	if (o->quiet)
		return;
	va_start(ap, fmt);
	vsay(o, "", fmt, ap);
	va_end(ap);
}

void out_say(struct out *o, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	if (o->quiet)
		return;
	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	out_raw(o, sb.buf, sb.len);
	strbuf_release(&sb);
}

void out_warn(struct out *o, const char *fmt, ...)
{
	struct strbuf sb = STRBUF_INIT;
	va_list ap;

	if (trace_elsewhere(TRACE_WARN)) {
		va_start(ap, fmt);
		strbuf_vaddf(&sb, fmt, ap);
		va_end(ap);
		trace_said(TRACE_WARN, "warning", sb.buf);
		strbuf_release(&sb);
	}
	va_start(ap, fmt);
	vsay(o, "warning: ", fmt, ap);
	va_end(ap);
}

void out_error(struct out *o, const char *msg)
{
	struct strbuf sb = STRBUF_INIT;

	if (trace_elsewhere(TRACE_ERROR))
		trace_said(TRACE_ERROR, "error", msg);
	/* scripts that call tm look for the word */
	strbuf_addf(&sb, "%s: %s", o->prog, strcmp(o->prog, "tm") ? "" :
		    "Error: ");
	say(o, sb.buf, msg);
	strbuf_release(&sb);
}

/* ---- progress ---- */

static int64_t monotonic_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void out_progress(struct out *o, const char *what, size_t done, size_t total)
{
	struct strbuf sb = STRBUF_INIT;
	int percent;

	if (o->watch)
		o->watch(o->watch_data, what, done, total);
	if (!o->fd_err || !o->err_tty || o->quiet || !total)
		return;
	percent = (int)((double)done * 100 / (double)total);
	if (!o->progress_since)
		o->progress_since = monotonic_ms();
	if (percent == o->progress ||
	    (o->progress < 0 &&
	     monotonic_ms() - o->progress_since < PROGRESS_DELAY_MS))
		return;
	o->progress = percent;
	strbuf_addch(&sb, '\r');
	utf8_add_clean_line(&sb, what);
	strbuf_addf(&sb, ": %3d%% (%zu/%zu)", percent, done, total);
	if (write_all(fileno(o->fd_err), sb.buf, sb.len) < 0)
		o->fd_err = NULL;
	strbuf_release(&sb);
}

void out_progress_end(struct out *o)
{
	if (o->progress >= 0 && o->fd_err &&
	    write_all(fileno(o->fd_err), "\n", 1) < 0)
		o->fd_err = NULL;
	o->progress = -1;
	o->progress_since = 0;
}
