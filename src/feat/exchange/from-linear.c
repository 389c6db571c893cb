/*
 * from-linear.c - the CSV export of Linear.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"
#include "base/strvec.h"
#include "feat/exchange/fill.h"

static bool is_linear(const struct foreign_in *in)
{
	char *head = xstrndup(in->text, strcspn(in->text, "\n"));
	bool yes = !in->root && strstr(head, "ID") && strstr(head, "Team") &&
		   strstr(head, "Title") && strstr(head, "Status") &&
		   (strstr(head, "Cycle") || strstr(head, "Triaged") ||
		    strstr(head, "Canceled"));

	free(head);
	return yes;
}

static void each_key(struct json *rec, const char *list)
{
	struct strvec keys = STRVEC_INIT;
	size_t i;

	if (list)
		strvec_split(&keys, list, ",;");
	for (i = 0; i < keys.nr; i++)
		fill_dep(rec, "linear:%s", keys.v[i]);
	strvec_clear(&keys);
}

static void read_status(struct json *rec, const struct json *row)
{
	if (json_get_str(row, "Canceled"))
		fill_status(rec, STATUS_CANCELLED);
	else if (json_get_str(row, "Completed"))
		fill_status(rec, STATUS_COMPLETED);
	else
		fill_status_named(rec, json_get_str(row, "Status"));
}

static int read_row(struct records *out, const struct json *row,
		    struct err *err)
{
	const char *id = json_get_str(row, "ID");
	const char *up = json_get_str(row, "Parent issue");
	size_t line = (size_t)json_get_num(row, "", 1), i;
	struct strvec labels = STRVEC_INIT;
	struct json *rec;
	char *text;

	if (!id)
		return err_set(err, ERR_INVALID, "line %zu: no ID", line);
	rec = fill_new(out, line, "linear:%s", id);
	fill_external(rec, "linear", id);
	fill_title(rec, json_get_str(row, "Title"));
	fill_text(rec, "description", json_get_str(row, "Description"));
	fill_line(rec, "project", json_get_str(row, "Project"));
	fill_line(rec, "assignee", json_get_str(row, "Assignee"));
	fill_line(rec, "created_by", json_get_str(row, "Creator"));
	fill_priority_named(rec, json_get_str(row, "Priority"));
	if (json_get_str(row, "Labels"))
		strvec_split(&labels, json_get_str(row, "Labels"), ",");
	for (i = 0; i < labels.nr; i++)
		fill_tag(rec, labels.v[i]);
	strvec_clear(&labels);
	fill_time(rec, "created_at", json_get_str(row, "Created"));
	fill_time(rec, "started_at", json_get_str(row, "Started"));
	fill_time(rec, "completed_at", json_get_str(row, "Completed"));
	fill_due(rec, json_get_str(row, "Due Date"));
	read_status(rec, row);
	each_key(rec, json_get_str(row, "Blocked by"));
	if (up) {
		text = xasprintf("linear:%s", up);
		json_set_str(rec, "parent", text);
		free(text);
	}
	/* points, no hours */
	fill_field(rec, "estimate",
		   json_new_str(json_get_str(row, "Estimate")));
	fill_field(rec, "team", json_new_str(json_get_str(row, "Team")));
	fill_field(rec, "cycle",
		   json_new_str(json_get_str(row, "Cycle Name") ?
				json_get_str(row, "Cycle Name") :
				json_get_str(row, "Cycle Number")));
	fill_field(rec, "related",
		   json_new_str(json_get_str(row, "Related to")));
	fill_field(rec, "duplicate_of",
		   json_new_str(json_get_str(row, "Duplicate of")));
	return 0;
}

static int read_linear(struct records *out, const struct foreign_in *in,
		       struct err *err)
{
	struct json *rows, *row;
	int ret = convert_csv_table(&rows, in->text, in->len, err);

	if (ret < 0)
		return -1;
	json_each(row, rows)
		if (ret == 0)
			ret = read_row(out, row, err);
	json_free(rows);
	return ret;
}

const struct foreign foreign_linear = {
	"linear", "issues of Linear", is_linear, read_linear
};
