/*
 * from-taskwarrior.c - `task export` of Taskwarrior 2 and 3.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/strvec.h"
#include "feat/exchange/fill.h"

static bool is_taskwarrior(const struct foreign_in *in)
{
	const struct json *j = foreign_first(in);

	return json_get_str(j, "uuid") && json_get_str(j, "description") &&
	       (json_get_str(j, "entry") || json_get_str(j, "status"));
}

/* ["uuid", ...], or "uuid,uuid" before 2.6 and with json.depends.array=off. */
static void read_depends(struct json *rec, const struct json *j)
{
	struct strvec parts = STRVEC_INIT;
	const struct json *item;
	size_t i;

	json_each(item, json_is(j, JSON_ARR) ? j : NULL)
		if (json_str(item))
			fill_dep(rec, "taskwarrior:%s", json_str(item));
	if (json_str(j))
		strvec_split(&parts, json_str(j), ",");
	for (i = 0; i < parts.nr; i++)
		fill_dep(rec, "taskwarrior:%s", parts.v[i]);
	strvec_clear(&parts);
}

static void read_priority(struct json *rec, const char *p)
{
	if (!p || !*p)
		fill_priority(rec, PRIO_NONE);
	else if (!strcmp(p, "H"))
		fill_priority(rec, PRIO_HIGH);
	else if (!strcmp(p, "M"))
		fill_priority(rec, PRIO_MEDIUM);
	else if (!strcmp(p, "L"))
		fill_priority(rec, PRIO_LOW);
	else
		fill_field(rec, "priority", json_new_str(p));
}

static int read_status(struct json *rec, const struct json *j, size_t line,
		       struct err *err)
{
	const char *s = json_get_str(j, "status");
	const char *end = json_get_str(j, "end");

	if (!s || !strcmp(s, "pending") || !strcmp(s, "recurring")) {
		fill_status(rec, json_get_str(j, "start") ?
			    STATUS_IN_PROGRESS : STATUS_PENDING);
	} else if (!strcmp(s, "waiting")) {
		fill_status(rec, STATUS_PENDING);
	} else if (!strcmp(s, "completed")) {
		fill_status(rec, STATUS_COMPLETED);
		fill_time(rec, "completed_at", end);
	} else if (!strcmp(s, "deleted")) {
		fill_status(rec, STATUS_CANCELLED);
		fill_field(rec, "status", json_new_str("deleted"));
	} else {
		return err_set(err, ERR_INVALID, "line %zu: '%s' is no status "
			       "of Taskwarrior", line, s);
	}
	return 0;
}

/* Derived, or said elsewhere. */
static bool is_known(const char *name)
{
	static const char *const known[] = {
		"description", "uuid", "entry", "modified", "status", "start",
		"end", "due", "priority", "project", "tags", "depends",
		"annotations", "wait", "scheduled", "until"
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(known[i], name))
			return true;
	return false;
}

static void read_rest(struct records *out, struct json *rec,
		      const struct json *j)
{
	static const char *const derived[] = {
		"id", "urgency", "mask", "imask", "rtype", "parent"
	};
	const struct json *m;
	size_t i;

	json_each(m, j) {
		const char *name = json_key(m);

		if (is_known(name))
			continue;
		for (i = 0; i < ARRAY_SIZE(derived); i++)
			if (!strcmp(derived[i], name))
				break;
		if (i == ARRAY_SIZE(derived))
			fill_field(rec, name, json_copy(m));
		else if (i)
			records_left(out, name);
	}
}

static void read_dates(struct json *rec, const struct json *j)
{
	static const char *const dates[] = { "wait", "scheduled", "until" };
	size_t i;

	fill_time(rec, "created_at", json_get_str(j, "entry"));
	fill_time(rec, "started_at", json_get_str(j, "start"));
	fill_due_local(rec, json_get_str(j, "due"));
	for (i = 0; i < ARRAY_SIZE(dates); i++) {
		struct json *day = json_new_obj();

		fill_due_local(day, json_get_str(j, dates[i]));
		fill_field(rec, dates[i],
			   json_new_str(json_get_str(day, "deadline")));
		json_free(day);
	}
}

static int read_task(struct records *out, const struct foreign_in *in,
		     const struct json *j, struct err *err)
{
	const char *uuid = json_get_str(j, "uuid");
	size_t line = foreign_line(in, j);
	const struct json *item;
	struct json *rec;

	if (!uuid || !*uuid)
		return err_set(err, ERR_INVALID,
			       "line %zu: no uuid, as Taskwarrior's tasks have",
			       line);
	if (str_eq(json_get_str(j, "status"), "recurring")) {
		records_left(out, "the pattern of a recurring task (its "
			     "instances are tasks)");
		return 0;
	}
	rec = fill_new(out, line, "taskwarrior:%s", uuid);
	fill_title(rec, json_get_str(j, "description"));
	fill_external(rec, "taskwarrior", uuid);
	fill_line(rec, "project", json_get_str(j, "project"));
	json_each(item, json_get(j, "tags"))
		fill_tag(rec, json_str(item));
	read_dates(rec, j);
	read_priority(rec, json_get_str(j, "priority"));
	read_depends(rec, json_get(j, "depends"));
	json_each(item, json_get(j, "annotations"))
		fill_note(rec, json_get_str(item, "entry"), NULL,
			  json_get_str(item, "description"));
	read_rest(out, rec, j);
	return read_status(rec, j, line, err);
}

/* ---- what waits for a recurring task waits for its instances ---- */

static void free_list(void *p)
{
	json_free(p);
}

/* More instances than anybody keeps open; each of them becomes a dependency of each
 * task that waits. */
#define INSTANCES_MAX 64

/* The instances that are completed, or those that are not; completed ones, for which
 * nobody waits, only as long as there is room. */
static void find_instances(struct map *out, const struct foreign_in *in,
			   bool completed)
{
	size_t i;

	for (i = 0; out->nr && i < in->nr_places; i++) {
		const struct json *j = in->places[i].obj;
		const char *of = json_get_str(j, "parent");
		const char *uuid = json_get_str(j, "uuid");
		const char *status = json_get_str(j, "status");
		struct json *list = of && uuid ? map_get(out, of) : NULL;

		if (list && !str_eq(status, "deleted") &&
		    str_eq(status, "completed") == completed &&
		    (!completed || json_nr(list) < INSTANCES_MAX))
			json_push_str(list, uuid);
	}
}

/* Keys of patterns -> the keys of their instances that are not deleted. */
static void find_patterns(struct map *out, const struct foreign_in *in)
{
	size_t i;

	for (i = 0; i < in->nr_places; i++) {
		const struct json *j = in->places[i].obj;

		if (str_eq(json_get_str(j, "status"), "recurring") &&
		    json_get_str(j, "uuid"))
			map_put(out, json_get_str(j, "uuid"), json_new_arr());
	}
	find_instances(out, in, false);
	find_instances(out, in, true);
}

static void spread_deps(struct records *out, struct json *rec,
			const struct map *patterns)
{
	const struct json *deps = json_get(rec, "dependencies"), *dep, *one;
	struct json *old = NULL;

	json_each(dep, deps)
		if (!old && map_has(patterns, json_str(dep) +
				    strlen("taskwarrior:")))
			old = json_copy(deps);
	if (!old)
		return;
	json_del(rec, "dependencies");
	json_each(dep, old) {
		const char *uuid = json_str(dep) + strlen("taskwarrior:");
		const struct json *list = map_get(patterns, uuid);

		if (!list)
			fill_dep(rec, "taskwarrior:%s", uuid);
		else if (!json_nr(list))
			records_left(out, "a dependency on a recurring task "
				     "without instances");
		else if (json_nr(list) > INSTANCES_MAX)
			records_left(out, "a dependency on a recurring task "
				     "with more than 64 open instances");
		if (json_nr(list) > INSTANCES_MAX)
			continue;
		json_each(one, list)
			if (!str_eq(json_str(one), json_get_str(
					json_get(rec, "external"),
					"taskwarrior")))
				fill_dep(rec, "taskwarrior:%s", json_str(one));
	}
	json_free(old);
}

static int read_taskwarrior(struct records *out, const struct foreign_in *in,
			    struct err *err)
{
	struct map patterns = MAP_INIT_FREE(free_list);
	int ret = foreign_each(out, in, read_task, err);
	size_t i;

	find_patterns(&patterns, in);
	for (i = 0; patterns.nr && i < out->nr; i++)
		spread_deps(out, out->v[i].obj, &patterns);
	map_clear(&patterns);
	return ret;
}

const struct foreign foreign_taskwarrior = {
	"taskwarrior", "tasks of Taskwarrior", is_taskwarrior,
	read_taskwarrior
};
