/*
 * task.c - whatever is in a blob: it is read, joined with a variation of
 * itself and written, and what was written is read back as the same.
 */
#include "base/base.h"

#include "base/mem.h"
#include "data/rand.h"
#include "model/change.h"
#include "model/join.h"
#include "model/taskio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must_be_same(const struct task *a, const struct task *b)
{
	if (!json_eq(a->doc, b->doc))
		BUG("two joins of the same tasks differ");
}

static void exercise(const struct task *t)
{
	struct rnd rnd = rnd_seed(1);
	struct edit edit = { 1700000000000, "0000000a", "fuzz", &rnd, NULL, NULL, NULL };
	struct task u, ab = TASK_INIT, ba = TASK_INIT, again = TASK_INIT;
	struct strbuf bytes = STRBUF_INIT;
	struct change c;
	struct json *pub;

	task_copy(&u, t);
	change_init(&c, t->id);
	change_set_str(&c, F_TITLE, "edited");
	change_add(&c, F_TAGS, "new");
	change_append(&c, F_PROGRESS, entry_new("text", NULL));
	change_put(&c, F_EXTERNAL, "key", json_new_num(1));
	if (change_apply(&u, &c, &edit, NULL, NULL) < 0)
		BUG("a plain edit is refused");
	join_tasks(&ab, t, &u, NULL, NULL);
	join_tasks(&ba, &u, t, NULL, NULL);
	must_be_same(&ab, &ba);
	task_release(&ba);
	join_tasks(&ba, &ab, t, NULL, NULL);
	must_be_same(&ab, &ba);
	task_write(&bytes, &ab);
	if (task_parse(&again, bytes.buf, bytes.len, NULL) < 0)
		BUG("what was written can not be read");
	must_be_same(&ab, &again);
	pub = task_public(t, task_status(t), NULL);
	json_free(pub);
	change_release(&c);
	task_release(&u);
	task_release(&ab);
	task_release(&ba);
	task_release(&again);
	strbuf_release(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct task t = TASK_INIT;

	if (task_parse(&t, (const char *)data, len, NULL) == 0) {
		exercise(&t);
		task_release(&t);
	}
	return 0;
}
