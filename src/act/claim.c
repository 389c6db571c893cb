/*
 * claim.c - what is asked for when a task is claimed or given back.
 */
#include "base/base.h"
#include "act/claim.h"

#include "data/when.h"
#include "db/share/share.h"

static void result_init(struct claim_result *out)
{
	memset(out, 0, sizeof(*out));
	strvec_init(&out->ids);
	out->until = WHEN_NONE;
}

/* In seconds; 0 when nobody sets one. */
static int lease_of(double *out, struct db *db, const char *typed,
		    struct err *err)
{
	const char *text = typed ? typed : db_config(db, "task.lease");

	*out = 0;
	if (!text || !*text)
		return 0;
	if (when_parse_duration(out, text, false, err) < 0)
		return -1;
	if (*out < 1)
		return err_set(err, ERR_INVALID, "a lease of '%s' is shorter "
			       "than a second", text);
	return 0;
}

/* What is not here may be at the remote that is asked anyway. */
static int pull(struct db *db, const char *remote, struct err *err)
{
	struct share_report rep = SHARE_REPORT_INIT;
	int ret;

	err_clear(err);
	ret = db_share(db, remote, SHARE_PULL, &rep, err);
	share_report_release(&rep);
	return ret;
}

static int find(char id[ID_LEN + 1], struct db *db, const struct claim *c,
		const char *typed, struct err *err)
{
	struct err own = ERR_INIT;
	const struct view *v;
	uint32_t row;
	int ret;

	if (db_view(&v, db, err) < 0)
		return -1;
	ret = view_resolve(&row, v, typed, false, &own);
	if (ret < 0 && c->sync && own.code == ERR_NOT_FOUND) {
		if (pull(db, c->remote, &own) == 0 &&
		    db_view(&v, db, &own) == 0)
			ret = view_resolve(&row, v, typed, false, &own);
	}
	if (ret < 0) {
		if (err)
			*err = own;
		return -1;
	}
	memcpy(id, v->rows[row].id, ID_LEN + 1);
	return 0;
}

/* The request of the layer below; `id` is where the full id goes. */
static int request(struct claim *c, char id[ID_LEN + 1], struct db *db,
		   const struct act_claim *args, struct err *err)
{
	memset(c, 0, sizeof(*c));
	c->pick = args->pick;
	c->pick_data = args->pick_data;
	c->count = args->count;
	c->sync = args->sync || args->remote;
	c->remote = args->remote;
	c->force = args->force;
	if (!args->id)
		return 0;
	c->id = id;
	return find(id, db, c, args->id, err);
}

int act_claim(struct claim_result *out, struct db *db,
	      const struct act_claim *args, struct err *err)
{
	char id[ID_LEN + 1];
	struct claim c;

	result_init(out);
	if (request(&c, id, db, args, err) < 0 ||
	    lease_of(&c.lease, db, args->lease, err) < 0)
		return -1;
	return db_claim(out, db, &c, err);
}

int act_release(struct claim_result *out, struct db *db,
		const struct act_claim *args, struct err *err)
{
	char id[ID_LEN + 1];
	struct claim c;

	result_init(out);
	if (request(&c, id, db, args, err) < 0)
		return -1;
	return db_release(out, db, &c, err);
}
