/*
 * foreign.h - what other programs write: exports, files and folders of theirs.
 *
 * A format is a row in a table: its name, how it is recognised and how it is
 * read.  A reader makes records (convert.h) with the names and values of the
 * public form, a "key" under which the task is known there ("gh:ann/shop#12",
 * "beads:bd-1f3") and counts what it could not carry (records_left).  What another
 * program calls its own and what it lists as dependencies are keys, never ids.
 *
 * Rules that hold for all of them:
 * - No value is invented: what is not there is left unset, but the priority, which is
 *   "none" where the program has priorities and the task has none.
 * - A status that says more than ours is kept in fields.status.
 * - Comments become entries of the log `progress` whose ids are made of their
 *   key, time and text, so that reading them again adds nothing.
 * - A priority, a status or a time that is not understood is an error with its line
 *   when it is wrong for the format, else it is kept in `fields` as it is.
 */
#ifndef FEAT_EXCHANGE_FOREIGN_H
#define FEAT_EXCHANGE_FOREIGN_H

#include "base/base.h"
#include "base/err.h"
#include "data/json.h"
#include "feat/exchange/convert.h"

/* The names of the table, for --from. */
#define FOREIGN_NAMES "github|gitlab|gitea|beads|taskwarrior|taskmaster|"	\
	"backlog.md|jira|linear|trello|ical|org|spec-kit|kiro|git-bug|tm"

struct foreign_place {
	const struct json *obj;
	size_t line;
};

struct foreign_in {
	const char *path;	/* as typed, "-": standard input */
	const char *text;	/* "" of a folder or a database */
	size_t len;
	/* the text as JSON: one value, or an array of the values of a stream
	 * (NDJSON, pages one after the other); NULL when it is none */
	struct json *root;
	struct foreign_place *places;	/* of its objects, by address */
	size_t nr_places;
};

struct foreign {
	const char *name;	/* for --from */
	const char *label;	/* "GitHub issues" */
	bool (*is)(const struct foreign_in *in);
	/* ERR_INVALID with "line N: ..." */
	int (*read)(struct records *out, const struct foreign_in *in,
		    struct err *err);
};

/* By --from's name; NULL: none of these. */
const struct foreign *foreign_find(const char *name);

/*
 * Takes a text (as convert_read does) for the format that it has the shape of,
 * or for `want`, and reads it.  Sets out->foreign; leaves it NULL and returns 0
 * when it is none of the table.  What is wrong is in `errors`, and -1 returned.
 */
int foreign_read(struct records *out, const struct foreign *want,
		 const char *path, const char *text, size_t len,
		 struct strvec *errors, struct err *err);
/*
 * The same for a folder (of Backlog.md, spec-kit, Kiro, or a .task-orchestrator) and
 * for a SQLite database; 1 when the path is neither, and nothing was done.
 */
int foreign_read_path(struct records *out, const char *path,
		      struct strvec *errors, struct err *err);

/* ---- for the readers ---- */

/* Fills in->root and in->places where the text is JSON, or several values of it; both are
 * the caller's to free. */
void foreign_parse(struct foreign_in *in);
/* The line on which an object of in->root begins. */
size_t foreign_line(const struct foreign_in *in, const struct json *obj);
/* The first object of a list, or the object itself; NULL: there is none. */
const struct json *foreign_first(const struct foreign_in *in);
/* Each object of in->root, that of arrays in it too; `fn` returns -1 to end. */
int foreign_each(struct records *out, const struct foreign_in *in,
		 int (*fn)(struct records *out, const struct foreign_in *in,
			   const struct json *obj, struct err *err),
		 struct err *err);

/* Takes out, and tells, dependencies and parents that close a circle (circle.c). */
void foreign_cut_circles(struct records *r);

extern const struct foreign foreign_github, foreign_gitlab, foreign_gitea,
	foreign_beads, foreign_taskwarrior, foreign_taskmaster,
	foreign_backlog, foreign_jira, foreign_linear, foreign_trello,
	foreign_ical, foreign_org, foreign_speckit, foreign_kiro,
	foreign_gitbug, foreign_tm;

/* Of other rooms of the same house: what foreign_read_path calls. */
int foreign_backlog_folder(struct records *out, const char *path,
			   struct err *err);
int foreign_tm_database(struct records *out, const char *path,
			struct err *err);

#endif
