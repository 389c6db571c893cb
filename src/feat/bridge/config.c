/*
 * config.c - bridges from the configuration, and the maps in it.
 */
#include "base/base.h"
#include "feat/bridge/bridge.h"

#include "base/mem.h"

#define PREFIX "task.bridge."

static void add_setting(const char *key, const char *value, void *data)
{
	struct bridge_configs *all = data;
	const char *at = key + strlen(PREFIX), *dot = strrchr(at, '.');
	struct bridge_config *c;
	char *name;

	if (!dot || dot == at)
		return;
	name = xstrndup(at, (size_t)(dot - at));
	c = db_config_name_ok(name) ? bridge_config_find(all, name) : NULL;
	if (!c && db_config_name_ok(name)) {
		ALLOC_GROW(all->v, all->nr + 1, all->alloc);
		c = &all->v[all->nr++];
		memset(c, 0, sizeof(*c));
		c->name = xstrdup(name);
	}
	free(name);
	if (!c)
		return;
#define BRIDGE_SET(s)							\
	if (str_ieq(dot + 1, #s)) {					\
		free(c->s);						\
		c->s = *value ? xstrdup(value) : NULL;			\
	}
	BRIDGE_SETTINGS(BRIDGE_SET)
#undef BRIDGE_SET
}

void bridge_configs_load(struct bridge_configs *out, struct db *db)
{
	bridge_configs_release(out);
	db_config_each(db, PREFIX, add_setting, out);
}

void bridge_config_release(struct bridge_config *c)
{
	FREE_AND_NULL(c->name);
#define BRIDGE_FREE(s) FREE_AND_NULL(c->s);
	BRIDGE_SETTINGS(BRIDGE_FREE)
#undef BRIDGE_FREE
}

void bridge_configs_release(struct bridge_configs *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		bridge_config_release(&c->v[i]);
	FREE_AND_NULL(c->v);
	c->nr = c->alloc = 0;
}

struct bridge_config *bridge_config_find(const struct bridge_configs *c,
					 const char *name)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (!strcmp(c->v[i].name, name))
			return &c->v[i];
	return NULL;
}

/* ---- maps ---- */

/* Calls for each pair until `fn` is true; what it said. */
static const char *pair_find(struct strbuf *buf, const char *map,
			    const char *word, bool by_theirs)
{
	struct strvec pairs = STRVEC_INIT;
	const char *found = NULL;
	size_t i;

	strvec_split(&pairs, map && word ? map : "", ",");
	for (i = 0; i < pairs.nr && !found; i++) {
		char *eq = strrchr(pairs.v[i], '='), *a = pairs.v[i], *b;

		if (!eq)
			continue;
		b = eq + 1 + strspn(eq + 1, " ");
		while (eq > a && eq[-1] == ' ')
			eq--;
		*eq = '\0';
		if (str_ieq(by_theirs ? a : b, word)) {
			strbuf_reset(buf);
			strbuf_addstr(buf, by_theirs ? b : a);
			found = buf->buf;
		}
	}
	strvec_clear(&pairs);
	return found;
}

const char *bridge_map_ours(struct strbuf *buf, const char *map,
			    const char *theirs)
{
	return pair_find(buf, map, theirs, true);
}

const char *bridge_map_theirs(struct strbuf *buf, const char *map,
			      const char *ours)
{
	return pair_find(buf, map, ours, false);
}
