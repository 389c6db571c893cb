/*
 * tasks.h - tasks of a scratch repository at times that the test sets, for the unit
 * tests of feat/.
 */
#ifndef TASKS_H
#define TASKS_H

#include "unit.h"
#include "gitrepo.h"

#include "data/when.h"
#include "db/core/db.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
/* 2030-06-01T12:00:00Z */
#define NOON INT64_C(1906545600000)

/* The database at another time; closes `db`. */
static inline struct db *tasks_at(struct scratch *s, struct db *db,
				  int64_t now)
{
	struct clock clock = { now };
	struct db_options opt = { at(s, "r"), NULL, NULL, &clock };

	db_close(db);
	assert_int_equal(db_open(&db, &opt, NULL), 0);
	return db;
}

static inline struct db *tasks_db(struct scratch *s, int64_t now)
{
	run(s, "git init -q r; cd r; " IDENT "git config task.fsync false");
	return tasks_at(s, NULL, now);
}

/* Creates a task of 16 times `digit` with fields of a JSON object. */
static inline const char *task_make(struct db *db, char digit,
				    const char *fields)
{
	static char ids[16][ID_LEN + 1];
	char *id = ids[digit >= 'a' ? digit - 'a' + 10 : digit - '0'];
	struct json *all, *j, *el;
	struct change c;

	memset(id, digit, ID_LEN);
	assert_int_equal(json_parse(&all, fields, strlen(fields), NULL), 0);
	change_init(&c, id);
	c.create = true;
	if (!json_get(all, "title"))
		change_set_str(&c, F_TITLE, "a task");
	json_each(j, all) {
		enum field f = field_find(json_key(j));

		assert_int_not_equal(f, F_NR);
		if (field_defs[f].kind == KIND_SET) {
			json_each(el, j)
				change_add(&c, f, json_str(el));
		} else {
			change_set(&c, f, json_copy(j));
		}
	}
	assert_int_equal(db_apply(db, "add", &c, NULL, NULL), 0);
	change_release(&c);
	json_free(all);
	return id;
}

static inline void task_move(struct db *db, const char *id, enum status to)
{
	struct change c;

	change_init(&c, id);
	change_want(&c, to);
	assert_int_equal(db_apply(db, "update", &c, NULL, NULL), 0);
	change_release(&c);
}

#endif
