/* query.c - any text as a query: parsed and run without a fault. */
#include "base/base.h"

#include "base/mem.h"
#include "db/query/query.h"
#include "db/index/rows.h"
#include "model/taskio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *const tasks[] = {
	"{\"id\": \"a000000000000001\", \"title\": \"Login\", \"status\": "
	"\"pending\", \"tags\": [\"api\"], \"description\": \"x \\\"y\\\"\"}",
	"{\"id\": \"a000000000000002\", \"dependencies\": "
	"[\"a000000000000001\"], \"parent\": \"a000000000000001\", "
	"\"deadline\": \"2026-11-20T10:00:00Z\", \"complexity\": 3}",
	"{\"id\": \"b000000000000003\", \"dependencies\": "
	"[\"b000000000000003\"], \"deleted\": true}",
};

static struct view *make_view(void)
{
	struct snap *snap = snap_new();
	struct view *v = view_new(snap, ARRAY_SIZE(tasks));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		struct task t = TASK_INIT;
		size_t n = strlen(tasks[i]);

		if (task_parse(&t, tasks[i], n, NULL) < 0)
			abort();
		row_from_task(&v->rows[i], &snap->arena, &t, tasks[i], n);
		task_release(&t);
	}
	snap_unref(snap);
	view_link(v);
	return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = xstrndup((const char *)data, len);
	struct view *v = make_view();
	struct query *q = query_new(INT64_C(1795262400000));
	uint32_t *rows;
	size_t nr;

	query_set_me(q, "ann", "ann@example.com");
	if (!query_add(q, text, NULL)) {
		if (len & 1)
			query_sort(q, "-due,title", NULL);
		if (!query_run(&rows, &nr, NULL, q, v, NULL))
			free(rows);
	}
	query_free(q);
	view_close(v);
	free(text);
	return 0;
}
