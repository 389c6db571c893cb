/*
 * words.c - the table of what options take.
 */
#include "base/base.h"
#include "front/words.h"

#define WORD_NAME_(id, name) name,
const char *const word_names[WORD_NR] = { WORD_KINDS(WORD_NAME_) };

/* Where a name means something else than elsewhere: those rows first. */
static const struct {
	const char *cmd;	/* the row, or the first word of several; NULL: all */
	const char *opt;
	enum word_kind kind;
} table[] = {
	{ "bridge add", "project", WORD_FREE },
	{ "bridge add", "name", WORD_FREE },
	{ "bridge", "name", WORD_BRIDGE },
	{ "notify add", "name", WORD_FREE },
	{ "notify add", "template", WORD_FREE },
	{ "notify", "name", WORD_RULE },
	{ "template create", "name", WORD_FREE },
	{ "template", "name", WORD_TEMPLATE },
	{ "expand", "template", WORD_TEMPLATE },
	{ "report", "template", WORD_REPORT },
	{ "prd", "name", WORD_FREE },
	{ "prd", "same", WORD_FREE },
	{ "session start", "session", WORD_FREE },
	{ "session", "session", WORD_SESSION },
	{ "session", "model", WORD_MODEL },
	{ "forget", "id", WORD_FACT }, { "remember", "instead", WORD_FACT },
	{ "config set", "value", WORD_VALUE },
	{ "session", "type", WORD_FREE },
	{ "session", "task", WORD_ID },
	{ "criteria add", "criterion", WORD_FREE },
	{ "criteria remove", "criterion", WORD_FREE },
	{ "criteria tick", "criterion", WORD_FREE },
	{ "conflicts take", "field", WORD_FIELD },
	{ "remember", "tag", WORD_FREE },
	{ "remember", "instead", WORD_FREE },
	{ "recall", "tag", WORD_FREE },
	{ "watch", "since", WORD_FREE },
	{ "undo", "commit", WORD_FREE },
	{ "link", "what", WORD_ID },
	{ "list", "status", WORD_STATES }, { "search", "status", WORD_STATES },
	{ "next", "status", WORD_STATES }, { "board", "status", WORD_STATES },
	{ "graph", "status", WORD_STATES }, { "export", "status", WORD_STATES },
	{ "remind", "status", WORD_STATES },
	{ NULL, "status", WORD_STATUS },
	{ NULL, "assignee", WORD_PERSON }, { NULL, "reviewer", WORD_PERSON },
	{ NULL, "who", WORD_PERSON }, { NULL, "author", WORD_PERSON },
	{ NULL, "tag", WORD_TAG }, { NULL, "tags", WORD_TAG },
	{ NULL, "remove-tag", WORD_TAG }, { NULL, "exclude-tag", WORD_TAG },
	{ NULL, "project", WORD_PROJECT },
	{ NULL, "type", WORD_TYPE }, { NULL, "prefer-type", WORD_TYPE },
	{ NULL, "phase", WORD_PHASE }, { NULL, "branch", WORD_REV },
	{ NULL, "code-language", WORD_LANGUAGE },
	{ NULL, "prefer-language", WORD_LANGUAGE },
	{ NULL, "execution-environment", WORD_ENVIRONMENT },
	{ NULL, "meta", WORD_OWN }, { NULL, "remove-meta", WORD_OWN },
	{ NULL, "external", WORD_EXTERNAL },
	{ NULL, "remove-external", WORD_EXTERNAL },
	{ NULL, "file", WORD_FILE }, { NULL, "remove-file", WORD_FILE },
	{ NULL, "priority", WORD_PRIORITY }, { NULL, "query", WORD_QUERY },
	{ NULL, "unset", WORD_UNSET }, { NULL, "columns", WORD_COLUMNS },
	{ NULL, "sort", WORD_KEYS }, { NULL, "by", WORD_GROUP },
	{ NULL, "period", WORD_PERIOD }, { NULL, "key", WORD_SETTING },
	{ NULL, "enable", WORD_FEATURE }, { NULL, "disable", WORD_FEATURE },
	{ NULL, "feature", WORD_FEATURE }, { NULL, "event", WORD_EVENT },
	{ NULL, "tools", WORD_TOOLS }, { NULL, "remote", WORD_REMOTE },
	{ NULL, "base", WORD_REV }, { NULL, "head", WORD_REV },
	{ NULL, "commit", WORD_REV },
	{ "help", "command", WORD_TOPIC },
	{ NULL, "memory", WORD_SIZE }, { NULL, "file-size", WORD_SIZE },
	{ NULL, "max-output", WORD_SIZE },
	{ NULL, "measurable", WORD_EXPRESSION },
	{ NULL, "require", WORD_EXPRESSION },
	{ NULL, "criteria", WORD_CRITERIA },
	{ NULL, "criterion", WORD_CRITERION },
	{ NULL, "lines", WORD_LINES }, { NULL, "what-if", WORD_SUPPOSED },
};

/* Texts that can be anything. */
static const char *const anything[] = {
	"agent", "agent-id", "arg", "before", "code", "command", "context", "default",
	"description", "digest", "host", "id", "issue-type", "json", "kind", "listen",
	"man", "message", "model", "name", "note", "package", "prefix", "quiet",
	"reason", "request", "room", "secret-env", "sendmail", "session",
	"shared", "source", "statements", "summary", "target", "text", "title",
	"token-env", "typed", "url", "url-env", "user-env", "value", "when", "word",
	"words",
};

/* Is it the row `name`, or one of that family? */
static bool row_is(const struct cmd *cmd, const char *name)
{
	size_t len = strlen(name);

	return cmd && !strncmp(cmd->name, name, len) &&
	       (!cmd->name[len] || cmd->name[len] == ' ');
}

enum word_kind word_kind(const struct cmd *cmd, const struct opt *o)
{
	size_t i;

	switch (o->type) {
	case OPT_ID: return WORD_ID;
	case OPT_PATH: return WORD_FILE;
	case OPT_TIME: return WORD_DATE;
	case OPT_INT: case OPT_NUM: case OPT_DUR: return WORD_FREE;
	case OPT_STR: case OPT_KV: break;
	default: return WORD_NR;
	}
	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (!strcmp(table[i].opt, o->name) &&
		    (!table[i].cmd || row_is(cmd, table[i].cmd)))
			return table[i].kind;
	for (i = 0; i < ARRAY_SIZE(anything); i++)
		if (!strcmp(anything[i], o->name))
			return WORD_FREE;
	return o->type == OPT_KV ? WORD_FREE : WORD_NR;
}

bool word_offered(enum word_kind kind)
{
	return kind != WORD_FREE && kind < WORD_SIZE;
}
