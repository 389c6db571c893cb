/*
 * wordoffer.c - what a shell can offer in a place that takes words of one kind.
 */
#include "base/base.h"
#include "cmd/run/wordoffer.h"

#include "base/map.h"
#include "base/mem.h"
#include "cmd/kit/common.h"
#include "cmd/kit/names.h"
#include "cmd/kit/sessiondb.h"
#include "cmd/kit/settings.h"
#include "data/embed.h"
#include "data/json.h"
#include "db/index/attr.h"
#include "feat/agent/memory.h"
#include "feat/bridge/bridge.h"
#include "feat/project/hooks.h"
#include "feat/session/session.h"
#include "feat/tell/tell.h"
#include "feat/template/template.h"

/* Where words go: those that begin with what was typed, each once. */
struct offer {
	struct ctx *ctx;
	const char *typed, *front;	/* `front` is put before each word */
	const char *before;		/* the word in front, or NULL */
	struct map seen;
};

static void offer(struct offer *o, const char *word, const char *help)
{
	struct strbuf sb = STRBUF_INIT;

	if (!*word || !map_put(&o->seen, word, NULL))
		return;
	strbuf_addf(&sb, "%s%s", o->front, word);
	if (str_istarts(sb.buf, o->typed)) {
		out_s(o->ctx->out, sb.buf);
		out_f(o->ctx->out, "\t");
		out_s(o->ctx->out, help ? help : "");
		out_f(o->ctx->out, "\n");
	}
	strbuf_release(&sb);
}

/* "a|b|c" */
static void offer_list(struct offer *o, const char *words)
{
	struct strvec list = STRVEC_INIT;

	strvec_split(&list, words, "|");
	for (size_t i = 0; i < list.nr; i++)
		offer(o, list.v[i], NULL);
	strvec_clear(&list);
}

static const struct view *tasks(const struct offer *o)
{
	const struct view *v;

	return o->ctx->db && db_view(&v, o->ctx->db, NULL) == 0 ? v : NULL;
}

/* The values that tasks have in a field, those of open tasks or of any. */
static void offer_values(struct offer *o, const char *field)
{
	const struct view *v = tasks(o);
	struct attr_walk w = ATTR_WALK_INIT;
	struct attr attr = ATTR_INIT;
	const char *s;
	uint32_t i;

	if (v && attr_find(&attr, field, 0))
		for (i = 0; i < v->nr; i++)
			for (s = v->rows[i].deleted ? NULL :
				 attr_first(&w, v, i, &attr); s;
			     s = attr_next(&w, v, i, &attr))
				offer(o, s, NULL);
	attr_walk_release(&w);
	attr_release(&attr);
}

/* Short names of everybody whom a task names, and words for people. */
static void offer_people(struct offer *o)
{
	const struct view *v = tasks(o);
	struct strvec list = STRVEC_INIT;
	struct map all = MAP_INIT;
	struct names names;
	uint32_t i;

	offer(o, "me", "you");
	if (!v)
		return;
	names_init(&names, o->ctx->db);
	for (i = 0; i < v->nr; i++) {
		const char *who = v->rows[i].assignee;

		if (v->rows[i].deleted || !*who || !map_put(&all, who, NULL))
			continue;
		strvec_push(&list, who);
		names_add(&names, who);
	}
	for (i = 0; i < list.nr; i++)
		offer(o, names_short(&names, list.v[i]), list.v[i]);
	names_release(&names);
	strvec_clear(&list);
	map_clear(&all);
}

/* Keys of the map `fields` or `external`. */
static void offer_map_keys(struct offer *o, const char *map)
{
	const struct view *v = tasks(o);
	const size_t len = strlen(map);
	const char *at;
	uint32_t i;

	for (i = 0; v && i < v->nr; i++)
		for (at = v->rows[i].extra; *at;) {
			const char *value = at + strlen(at) + 1;

			if (str_starts(at, map) && at[len] == '.')
				offer(o, at + len + 1, NULL);
			at = value + strlen(value) + 1;
		}
}

/* Names of fields that have one of `flags`, as people call them. */
static void offer_fields(struct offer *o, unsigned flags, bool stored,
			 const char *end)
{
	char word[FIELD_WORD], text[FIELD_WORD + 4];
	int f;

	for (f = 0; f < F_NR; f++) {
		if (!(field_defs[f].flags & flags))
			continue;
		snprintf(text, sizeof(text), "%s%s", stored ?
			 field_defs[f].name : field_word(word, (enum field)f),
			 end);
		offer(o, text, field_defs[f].help);
	}
	snprintf(text, sizeof(text), FIELD_PHASE "%s", end);
	offer(o, text, NULL);
	if (!*end)
		offer_map_keys(o, "fields");
}

static void offer_unset(struct offer *o)
{
	for (int f = 0; f < F_NR; f++)
		if (field_defs[f].option &&
		    field_defs[f].flags & FIELD_OPTIONAL &&
		    field_defs[f].kind == KIND_REGISTER)
			offer(o, field_defs[f].option, field_defs[f].help);
}

static void offer_settings(struct offer *o, const char *prefix)
{
	const struct setting *s;

	for (s = settings_table; s->key; s++)
		if (str_starts(s->key, prefix))
			offer(o, s->key + strlen(prefix), s->help);
}

static void offer_topics(struct offer *o)
{
	const struct cmd *const *c;

	for (c = o->ctx->table; *c; c++)
		if (!((*c)->needs & HIDDEN))
			offer(o, (*c)->name, (*c)->summary);
}

static void offer_templates(struct offer *o)
{
	struct json *list = o->ctx->db ? template_list(o->ctx->db) : NULL, *j;

	json_each(j, list)
		offer(o, json_get_str(j, "name"), json_get_str(j, "description"));
	json_free(list);
}

static void offer_bridges(struct offer *o)
{
	struct bridge_configs c = BRIDGE_CONFIGS_INIT;

	if (!o->ctx->db)
		return;
	bridge_configs_load(&c, o->ctx->db);
	for (size_t i = 0; i < c.nr; i++)
		offer(o, c.v[i].name, c.v[i].project);
	bridge_configs_release(&c);
}

static void offer_rules(struct offer *o)
{
	struct tell_rules r = TELL_RULES_INIT;

	if (!o->ctx->db)
		return;
	tell_rules_load(&r, o->ctx->db);
	for (size_t i = 0; i < r.nr; i++)
		offer(o, r.v[i].name, NULL);
	tell_rules_release(&r);
}

/* Sessions by their ids, or the models that worked in them. */
static void offer_sessions(struct offer *o, bool models)
{
	struct session_list l;
	struct db *db;
	size_t i;

	if (!o->ctx->db || session_db(&db, o->ctx, NULL) < 0)
		return;
	if (session_all(&l, db, NULL) == 0) {
		for (i = 0; i < l.nr; i++)
			offer(o, models ? l.v[i].model : l.v[i].name,
			      models ? NULL : l.v[i].agent);
		session_list_release(&l);
	}
	db_close(db);
}

/* Those that worked here, then those whose prices are known. */
static void offer_models(struct offer *o)
{
	const struct embedded *e = embed_find("templates/model-prices.json");
	struct json *table = NULL, *j;

	offer_sessions(o, true);
	if (e && json_parse(&table, (const char *)e->data, e->len,
			     NULL) == 0)
		json_each(j, json_get(table, "models"))
			offer(o, json_key(j), NULL);
	json_free(table);
}

static void offer_facts(struct offer *o)
{
	struct memory_query q = { .words = NULL };
	struct memory_list l;
	struct db *db;
	char id[9];
	size_t i;

	if (!o->ctx->db || session_db(&db, o->ctx, NULL) < 0)
		return;
	if (memory_recall(&l, db, &q, NULL) == 0) {
		for (i = 0; i < l.nr; i++) {
			snprintf(id, sizeof(id), "%.8s", l.v[i].id);
			offer(o, id, l.v[i].text);
		}
		memory_list_release(&l);
	}
	db_close(db);
}

/* What the setting in front takes. */
static void offer_setting_values(struct offer *o)
{
	const struct setting *s = o->before ? settings_find(o->before) : NULL;

	if (s && s->type == OPT_FLAG)
		offer_list(o, "true|false");
	else if (s && s->type == OPT_ENUM)
		offer_list(o, s->values);
	if (s && *s->dflt)
		offer(o, s->dflt, "the default");
}

#define STATUS_WORDS "pending|in_progress|blocked|completed|cancelled"
#define STATE_WORDS STATUS_WORDS "|open|closed|ready|overdue|all"
#define DATE_WORDS "today|tomorrow|yesterday|monday|tuesday|wednesday|thursday|" \
	"friday|saturday|sunday|next week|in 2 weeks|end of week|end of month"

static void offer_kind(struct offer *o, enum word_kind kind);

/* Fields of queries, or behind a ':' what that field takes. */
static void offer_query(struct offer *o)
{
	static const struct { const char *field; enum word_kind kind; } of[] = {
		{ "status", WORD_STATES }, { "priority", WORD_PRIORITY },
		{ "assignee", WORD_PERSON }, { "reviewer", WORD_PERSON },
		{ "created-by", WORD_PERSON }, { "tag", WORD_TAG },
		{ "tags", WORD_TAG }, { "project", WORD_PROJECT },
		{ "type", WORD_TYPE }, { "phase", WORD_PHASE },
		{ "language", WORD_LANGUAGE }, { "due", WORD_DATE },
		{ "deadline", WORD_DATE },
	};
	const size_t n = strcspn(o->typed, ":=<>~");
	char *front;

	if (!o->typed[n]) {
		offer_fields(o, FIELD_QUERY, false, ":");
		offer_list(o, "is:ready|is:overdue|is:mine|has:deps|tag:|due:");
		return;
	}
	front = xstrndup(o->typed, n + strspn(o->typed + n, ":=<>~"));
	o->front = front;
	for (size_t i = 0; i < ARRAY_SIZE(of); i++)
		if (strlen(of[i].field) == n &&
		    !strncmp(of[i].field, o->typed, n))
			offer_kind(o, of[i].kind);
	o->front = "";
	free(front);
}

/* Lists with commas: what was typed before the last one stays. */
static void offer_several(struct offer *o, enum word_kind kind)
{
	const char *comma = strrchr(o->typed, ',');
	const char *at = comma ? comma + 1 : o->typed;
	char *front;

	at += kind == WORD_KEYS && (*at == '-' || *at == '+');
	front = xstrndup(o->typed, (size_t)(at - o->typed));
	o->front = front;
	if (kind == WORD_COLUMNS) {
		offer_fields(o, FIELD_QUERY, true, "");
		offer_list(o, "blocked_by|parts|percent|hours");
	} else if (kind == WORD_KEYS) {
		offer_fields(o, FIELD_SORT, false, "");
	} else {
		offer_list(o, "core|standard|monitor|all");
	}
	o->front = "";
	free(front);
}

/* The field whose values are offered, or NULL. */
static const char *field_of(enum word_kind kind)
{
	switch (kind) {
	case WORD_TAG: return "tags";
	case WORD_PROJECT: return "project";
	case WORD_TYPE: return "type";
	case WORD_PHASE: return "phase";
	case WORD_LANGUAGE: return "code_language";
	case WORD_ENVIRONMENT: return "execution_environment";
	default: return NULL;
	}
}

static void offer_kind(struct offer *o, enum word_kind kind)
{
	switch (kind) {
	case WORD_PERSON: offer_people(o); break;
	case WORD_OWN: offer_map_keys(o, "fields"); break;
	case WORD_EXTERNAL: offer_map_keys(o, "external"); break;
	case WORD_STATUS: offer_list(o, STATUS_WORDS); break;
	case WORD_STATES: offer_list(o, STATE_WORDS); break;
	case WORD_PRIORITY:
		offer_list(o, "critical|high|high+|medium|medium+|low|none");
		break;
	case WORD_QUERY: offer_query(o); break;
	case WORD_FIELD: offer_fields(o, ~0u, true, ""); break;
	case WORD_UNSET: offer_unset(o); break;
	case WORD_COLUMNS: case WORD_KEYS: case WORD_TOOLS:
		offer_several(o, kind);
		break;
	case WORD_GROUP: offer_fields(o, FIELD_QUERY, false, ""); break;
	case WORD_DATE: offer_list(o, DATE_WORDS); break;
	case WORD_PERIOD:
		offer_list(o, "today|yesterday|last-week|last-month|quarter|"
			   "year|all|14d");
		break;
	case WORD_SETTING:
		offer_settings(o, str_istarts(o->typed, "t") ? "" : "task.");
		break;
	case WORD_FEATURE: offer_settings(o, "task.feature."); break;
	case WORD_TOPIC: offer_topics(o); break;
	case WORD_TEMPLATE: offer_templates(o); break;
	case WORD_REPORT:
		offer_list(o, "weekly|burndown|flow|projects|calendar");
		break;
	case WORD_EVENT:
		for (size_t i = 0; hooks_events[i]; i++)
			offer(o, hooks_events[i], NULL);
		break;
	case WORD_BRIDGE: offer_bridges(o); break;
	case WORD_RULE: offer_rules(o); break;
	case WORD_SESSION: offer_sessions(o, false); break;
	case WORD_MODEL: offer_models(o); break;
	case WORD_FACT: offer_facts(o); break;
	case WORD_VALUE: offer_setting_values(o); break;
	default:
		if (field_of(kind))
			offer_values(o, field_of(kind));
	}
}

void words_offer(struct ctx *ctx, enum word_kind kind, const char *typed,
		 const char *before)
{
	struct offer o = { ctx, typed, "", before, MAP_INIT_FREE(NULL) };

	offer_kind(&o, kind);
	map_clear(&o.seen);
}
