/*
 * routes.c - the table of addresses below /api/v1, and what one of them means.
 */
#include "base/base.h"
#include "serve/http/routes.h"
#include "serve/http/internal.h"

static const struct route routes[] = {
	{ "GET", "", NULL, "index", 0 },
	{ "GET", "openapi.json", NULL, "describe", 0 },
	{ "GET", "events", NULL, "listen", 0 },
	{ "GET", "tasks", "list", "listTasks", R_LIST | R_TAGGED | R_FIELDS },
	{ "POST", "tasks", "add", "createTask", R_WRITES | R_MADE },
	{ "PATCH", "tasks", "update", "updateTasks", R_WRITES },
	{ "GET", "tasks/{id}", "show", "getTask", R_TAGGED | R_FIELDS },
	{ "PATCH", "tasks/{id}", "update", "updateTask", R_WRITES },
	{ "DELETE", "tasks/{id}", "delete", "deleteTask", R_WRITES },
	{ "GET", "tasks/{id}/log", "log", "getTaskLog", R_TAGGED },
	{ "POST", "tasks/{id}/start", "start", "startTask", R_WRITES },
	{ "POST", "tasks/{id}/block", "block", "blockTask", R_WRITES },
	{ "POST", "tasks/{id}/unblock", "unblock", "unblockTask", R_WRITES },
	{ "POST", "tasks/{id}/complete", "complete", "completeTask", R_WRITES },
	{ "POST", "tasks/{id}/reopen", "reopen", "reopenTask", R_WRITES },
	{ "POST", "tasks/{id}/cancel", "cancel", "cancelTask", R_WRITES },
	{ "POST", "tasks/{id}/restore", "restore", "restoreTask", R_WRITES },
	{ "POST", "tasks/{id}/assign", "assign", "assignTask", R_WRITES },
	{ "POST", "tasks/{id}/claim", "claim", "claimTask", R_WRITES },
	{ "POST", "tasks/{id}/release", "release", "releaseTask", R_WRITES },
	{ "POST", "tasks/{id}/comments", "progress", "addComment", R_WRITES },
	{ "POST", "tasks/{id}/discoveries", "discover", "addDiscovery",
	  R_WRITES },
	{ "POST", "tasks/{id}/feedback", "feedback", "giveFeedback",
	  R_WRITES },
	{ "POST", "tasks/{id}/criteria", "criteria add", "addCriterion",
	  R_WRITES },
	{ "POST", "tasks/{id}/criteria/tick", "criteria tick",
	  "tickCriterion", R_WRITES },
	{ "GET", "tasks/{id}/criteria", "criteria list", "listCriteria",
	  R_TAGGED },
	{ "POST", "tasks/{id}/criteria/remove", "criteria remove",
	  "removeCriterion", R_WRITES },
	{ "POST", "tasks/{id}/dependencies", "dep add", "addDependency",
	  R_WRITES },
	{ "POST", "tasks/{id}/dependencies/remove", "dep rm",
	  "removeDependency", R_WRITES },
	{ "POST", "undo", "undo", "undo", R_WRITES },
	{ "GET", "search", "search", "searchTasks", R_TAGGED },
	{ "GET", "next", "next", "nextTasks", 0 },
	{ "GET", "board", "board", "getBoard", 0 },
	{ "GET", "graph", "graph", "getGraph", R_SLOW },
	{ "GET", "graph.svg", "graph", "drawGraph", R_PICTURE | R_TAGGED |
	  R_SLOW },
	{ "GET", "plan", "plan", "getPlan", R_SLOW },
	{ "GET", "report", "report", "getReport", R_SLOW },
	{ "GET", "metrics", "metrics", "getMetrics", R_SLOW },
	{ "GET", "status", "status", "getStatus", 0 },
	{ "GET", "log", "log", "getLog", 0 },
	{ "GET", "conflicts", "conflicts", "listConflicts", 0 },
	{ "POST", "conflicts/take", "conflicts take", "takeConflict",
	  R_WRITES },
	{ "GET", "people", "people", "listPeople", 0 },
	{ "GET", "milestones", NULL, "listMilestones", 0 },
	{ "GET", "prd", "prd trace", "tracePRD", R_TAGGED },
	{ "POST", "prd", "prd parse", "parsePRD", R_WRITES | R_TEXT },
	{ "POST", "prd/check", "prd check", "checkPRD", R_TEXT | R_SLOW },
	{ "POST", "prd/preview", "prd show", "previewPRD", R_TEXT | R_SLOW },
	{ "GET", "templates", "template list", "listTemplates", 0 },
	{ "GET", "templates/{id}", "template show", "getTemplate", R_NAME },
	{ "POST", "templates/{id}/apply", "template apply", "applyTemplate",
	  R_WRITES | R_NAME },
	{ "GET", "sessions", "session list", "listSessions", 0 },
	{ "GET", "sessions/{id}", "session show", "getSession", 0 },
	{ "GET", "session-stats", "session stats", "getSessionStats",
	  R_SLOW },
	{ "POST", "markdown", NULL, "renderMarkdown", 0 },
};

const char *route_subject(const struct cmd *cmd)
{
	const struct opt *o = cmd->opts;

	while (o->name && !(o->flags & OPT_POS))
		o++;
	return o->name ? o->name : "";
}

const struct route *route_table(size_t *nr)
{
	*nr = ARRAY_SIZE(routes);
	return routes;
}

bool route_takes(const struct route *route, const struct cmd *cmd,
	       const struct opt *o)
{
	if (strstr(route->path, "{id}") && !strcmp(o->name, route_subject(cmd)))
		return false;
	return opt_for_servers(o, route->flags & R_WRITES);
}

/* ---- finding the route ---- */

static bool matches(const struct route *route, const struct target *t)
{
	const char *s = route->path;
	size_t i;

	for (i = 2; i < t->path.nr; i++) {
		size_t len = strcspn(s, "/");

		if (!len)
			return false;
		if (strncmp(s, "{id}", 4) &&
		    (strlen(t->path.v[i]) != len ||
		     strncmp(s, t->path.v[i], len)))
			return false;
		s += len + (s[len] == '/');
	}
	return !*s;
}

const struct route *route_find(const struct target *t, const char *method,
			      struct strbuf *allow)
{
	const char *asked = strcmp(method, "HEAD") ? method : "GET";
	size_t i;

	if (t->path.nr < 2 || strcmp(t->path.v[0], "api") ||
	    strcmp(t->path.v[1], "v1"))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(routes); i++) {
		if (!matches(&routes[i], t))
			continue;
		if (!strcmp(routes[i].method, asked))
			return &routes[i];
		strbuf_addf(allow, "%s%s", allow->len ? ", " : "",
			    routes[i].method);
	}
	return NULL;
}

bool route_writes(const struct route *route)
{
	return route->flags & R_WRITES;
}
