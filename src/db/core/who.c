/*
 * who.c - who is who in this repository, and who is me.
 *
 * Names and addresses belong together by .mailmap, by the identity of the user,
 * and by the authors of commits.  Those are looked up in history only when
 * somebody typed a name that nothing else explains; what was found is kept in
 * <commondir>/git-task/people, one "Name <mail>" a line, which may go at any
 * time.
 */
#include "base/base.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/proc.h"
#include "db/core/db.h"
#include "db/core/internal.h"
#include "db/index/view.h"
#include "model/people.h"

#define FILE_MAX ((size_t)4 << 20)
#define COMMITS "-n20000"
#define FRESH_SECONDS 600

/* ---- what is at hand ---- */

static void mailmap_file(struct people *p, const char *path)
{
	struct strbuf sb = STRBUF_INIT;

	if (file_read_plain(&sb, path, FILE_MAX, NULL) == 0)
		people_mailmap(p, sb.buf);
	strbuf_release(&sb);
}

static void mailmap_blob(struct people *p, struct db *db, const char *name)
{
	struct proc proc;

	git_proc(&proc, &db->place, "cat-file", "blob", name, (char *)NULL);
	proc.out_max = FILE_MAX;
	if (proc_run(&proc, NULL) == 0 && !proc.status)
		people_mailmap(p, proc.out.buf);
	proc_release(&proc);
}

/* In Git's order: .mailmap, then mailmap.blob, then mailmap.file. */
static void read_mailmaps(struct people *p, struct db *db)
{
	const struct config *c = NULL;
	const char *file = NULL, *blob = NULL;
	struct stat st;
	char *path;

	if (db_git_conf(&c, db, NULL) == 0) {
		file = config_get(c, "mailmap.file");
		blob = config_get(c, "mailmap.blob");
	}
	if (db->place.worktree) {
		path = path_join(db->place.worktree, ".mailmap");
		/* as Git: never through a link that the project tracks */
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
			mailmap_file(p, path);
		free(path);
	} else if (!blob) {
		blob = "HEAD:.mailmap";
	}
	if (blob && *blob)
		mailmap_blob(p, db, blob);
	if (file && *file) {
		path = path_from("", file);
		mailmap_file(p, path);
		free(path);
	}
}

static void add_lines(struct people *p, const char *text)
{
	const char *end;

	for (; *text; text = *end ? end + 1 : end) {
		char *line;

		end = text + strcspn(text, "\n");
		line = xstrndup(text, (size_t)(end - text));
		if (strchr(line, '<'))
			people_add_text(p, line);
		free(line);
	}
}

const struct people *db_people(struct db *db)
{
	struct strbuf sb = STRBUF_INIT;
	const char *name, *email;
	char *path;

	if (db->people)
		return db->people;
	db->people = xcalloc(1, sizeof(*db->people));
	read_mailmaps(db->people, db);
	if (db_me(db, &name, &email, NULL) == 0)
		people_add(db->people, name, email);
	path = db_local_path(db, "people");
	if (file_read_plain(&sb, path, FILE_MAX, NULL) == 0)
		add_lines(db->people, sb.buf);
	free(path);
	strbuf_release(&sb);
	return db->people;
}

/* ---- what has to be looked for ---- */

static void add_view(struct db *db, const struct view *v)
{
	struct map seen = MAP_INIT;
	struct memo last = { 0 };
	size_t i;

	if (!v || db->people_viewed)
		return;
	db->people_viewed = true;
	for (i = 0; i < v->nr; i++) {
		const char *who = v->rows[i].assignee;

		if (!*who || memo_get(&last, who) != SIZE_MAX)
			continue;
		memo_put(&last, who, i);
		if (map_put(&seen, who, db))
			people_add_text(db->people, who);
	}
	map_clear(&seen);
	memo_clear(&last);
}

/* The authors of code and of tasks, and the note of them. */
static void add_authors(struct db *db)
{
	struct strbuf text = STRBUF_INIT;
	struct strvec lines = STRVEC_INIT;
	struct stat st;
	struct proc proc;
	char *path, *joined;

	if (db->people_deep)
		return;
	db->people_deep = true;
	path = db_local_path(db, "people");
	if (stat(path, &st) == 0 && st.st_mtime + FRESH_SECONDS >
	    clock_now(&(struct clock)CLOCK_SYSTEM) / 1000) {
		free(path);
		return;
	}
	git_proc(&proc, &db->place, "log", COMMITS, "--format=%an <%ae>",
		 "--all", (char *)NULL);
	if (proc_run(&proc, NULL) == 0 && !proc.status) {
		strvec_split(&lines, proc.out.buf, "\n");
		strvec_sort(&lines);
		strvec_uniq(&lines);
		joined = strvec_join(&lines, "\n");
		strbuf_addf(&text, "%s\n", joined);
		add_lines(db->people, text.buf);
		if (db_local_mkdir(db, NULL) == 0)
			file_write_atomic(path, text.buf, text.len, false,
					  NULL);
		free(joined);
	}
	proc_release(&proc);
	strvec_clear(&lines);
	strbuf_release(&text);
	free(path);
}

const struct people *db_everybody(struct db *db, const struct view *v)
{
	db_people(db);
	add_view(db, v);
	add_authors(db);
	return db->people;
}

static size_t me_of(struct db *db)
{
	const char *name, *email;

	if (db->me_known)
		return db->me_known - 1;
	if (db_me(db, &name, &email, NULL) < 0)
		return NOBODY;
	db->me_known = people_add((struct people *)db->people, name, email) + 1;
	return db->me_known - 1;
}

const struct person *db_person(struct db *db, const struct view *v,
			       const char *typed, bool *several)
{
	size_t who;
	bool many = false;

	db_people(db);
	if (str_ieq(typed, "me") || str_eq(typed, "@me")) {
		who = db->agent ? people_add(db->people, db->agent, NULL) :
		      me_of(db);
	} else {
		add_view(db, v);
		who = people_find(db->people, typed, true, &many);
		if (who == NOBODY && !many && strchr(typed, '<') &&
		    strchr(typed, '@'))
			who = people_add_text(db->people, typed);
		/* an address needs no explanation */
		if (who == NOBODY && !many && !strchr(typed, '@')) {
			add_authors(db);
			who = people_find(db->people, typed, true, &many);
		}
	}
	if (several)
		*several = many;
	return who == NOBODY ? NULL : &db->people->v[who];
}

/* ---- the form that is stored ---- */

static void warn_unknown(struct db *db, const char *typed, bool several)
{
	struct strvec near = STRVEC_INIT;
	char *list;

	if (several) {
		db_warn(db, "'%s' may be several people; taken as it is (use "
			"the address)", typed);
		return;
	}
	people_near(&near, db->people, typed);
	if (near.nr) {
		list = strvec_join(&near, " or ");
		db_warn(db, "nobody here is called '%s'; did you mean %s?",
			typed, list);
		free(list);
	}
	strvec_clear(&near);
}

const char *db_who(struct db *db, const struct view *v, const char *typed)
{
	const struct person *who;
	bool several;

	who = db_person(db, v, typed, &several);
	if (who)
		return person_stored(who);
	if (str_ieq(typed, "me") || str_eq(typed, "@me"))
		return "";
	warn_unknown(db, typed, several);
	return typed;
}

const char *db_who_data(struct db *db, const struct view *v,
			const char *stored)
{
	size_t who;

	if (str_ieq(stored, "me") || str_eq(stored, "@me"))
		return db_me_name(db);
	if (db->agent && str_eq(stored, db->agent))
		return stored;
	db_people(db);
	add_view(db, v);
	who = people_find(db->people, stored, false, NULL);
	if (who == NOBODY && strchr(stored, '<') && strchr(stored, '@'))
		who = people_add_text(db->people, stored);
	return who == NOBODY ? stored : person_stored(&db->people->v[who]);
}

void db_person_forms(struct strvec *forms, const char *typed, void *data)
{
	struct db *db = data;
	bool several = false;
	const struct person *who = db_person(db, db->view, typed, &several);

	if (who)
		strvec_pushv(forms, who->forms.v);
	else if (several)
		db_warn(db, "'%s' may be several people (use the address)",
			typed);
	else if (!strchr(typed, '@') && !str_ieq(typed, "me"))
		warn_unknown(db, typed, false);
}

/* ---- me ---- */

const char *db_me_name(struct db *db)
{
	const char *name, *email;

	if (db->agent)
		return db->agent;
	if (db_me(db, &name, &email, NULL) < 0)
		return "";
	people_proper(db_people(db), &name, &email);
	return email;
}

static bool is_me(struct db *db, const char *assignee)
{
	const char *name, *email;
	size_t who;

	if (db_me(db, &name, &email, NULL) < 0)
		return false;
	if (str_ieq(assignee, email) || str_ieq(assignee, name))
		return true;
	who = people_of(db_people(db), assignee);
	return who != NOBODY && who == me_of(db);
}

bool db_is_me(struct db *db, const char *assignee)
{
	size_t known;
	bool yes;

	if (!assignee || !*assignee)
		return false;
	if (db->agent && str_ieq(assignee, db->agent))
		return true;
	/* more may be known by now about who has which names */
	if (db->people && db->mine_version != db->people->version)
		memo_clear(&db->mine);
	known = memo_get(&db->mine, assignee);
	if (known != SIZE_MAX)
		return known;
	yes = is_me(db, assignee);
	db->mine_version = db->people ? db->people->version : 0;
	memo_put(&db->mine, assignee, yes);
	return yes;
}
