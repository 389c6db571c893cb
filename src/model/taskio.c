/*
 * taskio.c - the bytes and the path of a stored task, and its JSON for people.
 */
#include "base/base.h"
#include "model/taskio.h"

#include "model/critset.h"

#include <math.h>

int schema_parse(const char *buf, size_t len)
{
	double schema = SCHEMA_VERSION;
	struct json *j = NULL;

	if (!json_parse(&j, buf, len, NULL))
		schema = ceil(json_get_num(j, "schema", SCHEMA_VERSION));
	json_free(j);
	if (!(schema >= 0))
		return 0;
	return schema < INT_MAX ? (int)schema : INT_MAX;
}

int task_parse(struct task *out, const char *buf, size_t len, struct err *err)
{
	struct json *doc = NULL;
	const char *id;

	if (json_parse(&doc, buf, len, err) < 0)
		return -1;
	id = json_get_str(doc, "id");
	if (!json_is(doc, JSON_OBJ) || !id || !id_valid(id)) {
		json_free(doc);
		return err_set(err, ERR_INVALID,
			       "must be an object with an \"id\" "
			       "of %d hex digits", ID_LEN);
	}
	memcpy(out->id, id, ID_LEN + 1);
	out->doc = doc;
	return 0;
}

void task_write(struct strbuf *out, const struct task *t)
{
	json_canon(out, t->doc);
}

void task_path(char out[TASK_PATH_LEN + 1], const char *id)
{
	snprintf(out, TASK_PATH_LEN + 1, "%.2s/%s.json", id, id);
}

bool task_path_id(char out[ID_LEN + 1], const char *path)
{
	if (strlen(path) != TASK_PATH_LEN || path[2] != '/' ||
	    strcmp(path + 3 + ID_LEN, ".json") != 0 ||
	    strncmp(path, path + 3, 2) != 0)
		return false;
	memcpy(out, path + 3, ID_LEN);
	out[ID_LEN] = '\0';
	return id_valid(out);
}

/* The value as people and scripts get it; null when unset or ill-typed. */
static struct json *public_value(const struct task *t, enum field f,
				 enum status effective)
{
	const struct json *v = task_get(t, f);

	if (f == F_STATUS)
		return json_new_str(status_name(effective));
	if (f == F_PRIORITY)
		return json_new_str(priority_name(task_priority(t)));
	if (f == F_SUCCESS_CRITERIA && v)
		return criteria_bare(v);
	if (v)
		return json_copy(v);
	switch (field_defs[f].kind) {
	case KIND_SET: case KIND_LOG:
		return json_new_arr();
	case KIND_MAP:
		return json_new_obj();
	case KIND_REGISTER:
		break;
	}
	return f == F_DELETED ? json_new_bool(false) : json_new_null();
}

struct json *task_public(const struct task *t, enum status effective,
			 const struct strvec *blocked_by)
{
	struct json *obj = json_new_obj();
	struct json *ids = json_new_arr();
	const struct json *v;
	const char *key;
	size_t i;
	int f;

	for (f = 0; f < F_NR; f++) {
		json_set(obj, field_defs[f].name,
			 public_value(t, (enum field)f, effective));
		if (f != F_STATUS)
			continue;
		if (effective != task_status(t))
			json_set_str(obj, "stored_status",
				     status_name(task_status(t)));
		for (i = 0; blocked_by && i < blocked_by->nr; i++)
			json_push_str(ids, blocked_by->v[i]);
		json_set(obj, "blocked_by", ids);
	}
	v = task_get(t, F_FEEDBACK_QUALITY);
	json_set(obj, "quality_score", v ? json_copy(v) : json_new_null());
	json_each(v, t->doc) {
		key = json_key(v);
		if (strcmp(key, "stamps") != 0 && field_find(key) == F_NR &&
		    !json_get(obj, key))
			json_set(obj, key, json_copy(v));
	}
	return obj;
}
