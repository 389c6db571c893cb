/*
 * record.c - messages that stay with a task.
 */
#include "base/base.h"
#include "act/record.h"

#include "act/internal.h"
#include "base/strbuf.h"

static const struct message {
	const char *verb;
	enum field field;
	const char *kind;
	const char *said;		/* with the id for "@" */
} messages[] = {
	[ACT_PROGRESS] = { "progress", F_PROGRESS, NULL,
			   "Progress update added" },
	[ACT_CONTEXT] = { "context", F_CONTEXT, "shared",
			  "Context shared for task @" },
	[ACT_SHARE] = { "share", F_CONTEXT, "update",
			"Shared update for task @" },
	[ACT_DISCOVER] = { "discover", F_CONTEXT, "discovery",
			   "Discovery shared for task @" },
	[ACT_JOIN] = { "join", F_CONTEXT, "join", "Joined task: @" },
	[ACT_SYNC_POINT] = { "sync-point", F_CONTEXT, "sync",
			     "Sync point created for task @, "
			     "which others see at the next sync" },
};

/* Is the entry there already, from the same request sent before? */
static bool is_again(const struct task *t, const struct message *m,
		     const char *text, const char *request)
{
	struct json *e;

	json_each(e, task_get(t, m->field))
		if (str_eq(json_get_str(e, "request"), request) &&
		    str_eq(json_get_str(e, "kind"), m->kind) &&
		    str_eq(json_get_str(e, "text"), text))
			return true;
	return false;
}

int step_record(struct act_step *s, enum act_message kind, const char *typed,
		struct err *err)
{
	const struct message *m = &messages[kind];
	const char *request = getenv("TM_REQUEST_ID");
	struct strbuf text = STRBUF_INIT, said = STRBUF_INIT;
	struct json *entry;

	strbuf_addlf(&text, typed ? typed : "");
	strbuf_trim(&text);
	if (!text.len) {
		strbuf_release(&text);
		return err_set(err, ERR_INVALID, "the message cannot be "
			       "empty");
	}
	if (!request || !*request) {
		change_append(s->c, m->field, entry_new(text.buf, m->kind));
	} else if (!is_again(s->t, m, text.buf, request)) {
		entry = entry_new(text.buf, m->kind);
		json_set_str(entry, "request", request);
		change_append(s->c, m->field, entry);
	}
	strbuf_addreplace(&said, m->said, "@", s->item->shown);
	act_say(s, "%s", said.buf);
	strbuf_release(&said);
	strbuf_release(&text);
	return 0;
}

struct request {
	enum act_message kind;
	const char *text;
};

static int record_one(struct act_step *s, struct err *err)
{
	const struct request *r = s->args;

	return step_record(s, r->kind, r->text, err);
}

int act_record(struct act_result *res, struct db *db, const char *id,
	       enum act_message kind, const char *text, struct err *err)
{
	struct strvec ids = STRVEC_INIT;
	struct request r = { kind, kind == ACT_JOIN ? "joined" : text };
	struct act a = { db, messages[kind].verb, &ids, false, NULL,
			 record_one, &r };
	int ret;

	strvec_push(&ids, id);
	ret = act_run(res, &a, err);
	strvec_clear(&ids);
	return ret;
}
