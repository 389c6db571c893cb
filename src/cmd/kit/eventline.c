/*
 * eventline.c - one event as a line for people.
 */
#include "base/base.h"
#include "cmd/kit/eventline.h"

void eventline_print(struct ctx *ctx, const struct view *v,
		     const struct json *e)
{
	const struct json *data = json_get(e, "data");
	/* of an error of a session */
	const char *severity = json_get_str(data, "severity");
	const char *message = json_get_str(data, "message");
	const char *who = json_get_str(e, "agent");
	char id[ID_LEN + 1];

	if (!who)
		who = json_get_str(e, "by");
	view_short(id, v, json_get_str(e, "id"));
	out_f(ctx->out, "%s ", json_get_str(e, "at"));
	out_paint(ctx->out, COLOUR_YELLOW, "%s", id);
	out_f(ctx->out, " %-11s ", json_get_str(e, "event"));
	out_s(ctx->out, json_get_str(e, "title"));
	if (severity && message) {
		out_f(ctx->out, ": %s, ", severity);
		out_s(ctx->out, message);
	}
	if (who) {
		out_f(ctx->out, " (");
		out_s(ctx->out, who);
		out_f(ctx->out, ")");
	}
	out_f(ctx->out, "\n");
}
