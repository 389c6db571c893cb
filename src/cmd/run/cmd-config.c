/*
 * cmd-config.c - `config`: Git's configuration and the shared settings.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <ctype.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/strvec.h"
#include "cmd/kit/settings.h"

static const char *const features[] = {
	"success-criteria", "feedback", "telemetry", "completion-summaries",
	"time-tracking", "deadlines",
};

/* ---- keys ---- */

/* "hooks.strict" -> "task.hooks.strict"; ERR_INVALID when Git takes no such
 * name. */
static int full_key(struct strbuf *out, const char *key, struct err *err)
{
	const char *last, *p;

	if (!str_istarts(key, "task."))
		strbuf_addstr(out, "task.");
	strbuf_addstr(out, key);
	last = strrchr(out->buf, '.') + 1;
	if (!isalpha((unsigned char)*last))
		goto bad;
	for (p = out->buf; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '-' && *p != '.')
			goto bad;
	if (strstr(out->buf, ".."))
		goto bad;
	return 0;
bad:
	return err_set(err, ERR_INVALID, "'%s' is not a valid setting name: "
		       "letters, digits, '-' and '.'", key);
}

static enum settings_where where(const struct args *args)
{
	if (args_flag(args, "shared"))
		return SETTINGS_SHARED;
	return args_flag(args, "global") ? SETTINGS_GLOBAL : SETTINGS_LOCAL;
}

static int check_where(const struct args *args, struct err *err)
{
	if (args_flag(args, "shared") && args_flag(args, "global"))
		return err_set(err, ERR_USAGE, "--shared and --global exclude "
			       "each other");
	return 0;
}

#define WHERE_OPTS							\
	{ "shared", 0, OPT_FLAG, NULL, "in .git-task.yaml of the work "	\
	  "tree, for everybody", 0, NULL, 0, 0, NULL },			\
	{ "global", 0, OPT_FLAG, NULL, "in your own Git configuration, "	\
	  "for all repositories", 0, NULL, 0, 0, NULL }

/* ---- get, set, unset, list ---- */

static int get_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	const char *value = NULL;
	int ret = full_key(&key, args_str(args, "key"), err);

	if (!ret) {
		value = db_config(ctx->db, key.buf);
		if (!value)
			value = args_str(args, "default");
		if (!value)
			ret = 1;
	}
	if (!ret && out_data(ctx->out)) {
		struct json *j = json_new_str(value);

		out_json(ctx->out, j);
		json_free(j);
	} else if (!ret) {
		out_text(ctx->out, value);
		out_f(ctx->out, "\n");
	}
	strbuf_release(&key);
	return ret;
}

/* A setting nobody reads may be a slip: said, but made. */
static int check_setting(struct ctx *ctx, const char *key, const char *value,
			 struct err *err)
{
	const struct setting *known = settings_find(key);
	const char *near;

	if (known)
		return settings_check(known, value, err);
	near = settings_closest(key);
	if (near)
		out_warn(ctx->out, "there is no setting '%s', did you mean "
			 "'%s'?", key, near);
	else
		out_warn(ctx->out, "there is no setting '%s'; 'git task "
			 "config list --all' shows all", key);
	return 0;
}

static int set_or_unset(struct ctx *ctx, const struct args *args,
			const char *value, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	int ret = check_where(args, err);

	if (!ret)
		ret = full_key(&key, args_str(args, "key"), err);
	if (!ret && value)
		ret = check_setting(ctx, key.buf, value, err);
	if (!ret)
		ret = settings_set(ctx->db, where(args), key.buf, value, err);
	if (!ret && value)
		out_note(ctx->out, "%s = %s", key.buf, value);
	else if (!ret)
		out_note(ctx->out, "%s is no longer set", key.buf);
	strbuf_release(&key);
	return ret;
}

static int set_run(struct ctx *ctx, const struct args *args, struct err *err)
{
	return set_or_unset(ctx, args, args_str(args, "value"), err);
}

static int unset_run(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	return set_or_unset(ctx, args, NULL, err);
}

static void list_line(struct ctx *ctx, const struct json *e, bool all)
{
	const char *origin = json_get_str(e, "origin");

	out_s(ctx->out, json_get_str(e, "key"));
	out_f(ctx->out, "=");
	out_s(ctx->out, json_get_str(e, "value"));
	if (!str_eq(origin, "git"))
		out_f(ctx->out, " (%s)", origin);
	out_f(ctx->out, "\n");
	if (all && json_get_str(e, "help"))
		out_f(ctx->out, "    %s\n", json_get_str(e, "help"));
}

static int list_run(struct ctx *ctx, const struct args *args,
		    struct err *err)
{
	bool all = args_flag(args, "all");
	struct json *list = settings_list(ctx->db, all), *e;

	(void)err;
	if (ctx->out->format != OUT_TEXT)
		out_list(ctx->out, "key|value|origin", list);
	else
		json_each(e, list)
			list_line(ctx, e, all);
	json_free(list);
	return 0;
}

/* ---- features ---- */

static int feature_key(struct strbuf *out, const char *name, struct err *err)
{
	struct strbuf list = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (!strcmp(features[i], name)) {
			strbuf_addf(out, "task.feature.%s", name);
			strbuf_release(&list);
			return 0;
		}
		strbuf_addf(&list, "%s%s", i ? ", " : "", features[i]);
	}
	err_set(err, ERR_INVALID, "Unknown feature '%s': use one of %s", name,
		list.buf);
	strbuf_release(&list);
	return -1;
}

static int switch_feature(struct ctx *ctx, const struct args *args,
			  const char *name, bool on, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	int ret = check_where(args, err);

	if (!ret)
		ret = feature_key(&key, name, err);
	if (!ret)
		ret = settings_set(ctx->db, where(args), key.buf,
				   on ? "true" : "false", err);
	if (!ret)
		out_note(ctx->out, "Feature '%s' %s", name,
			 on ? "enabled" : "disabled");
	strbuf_release(&key);
	return ret;
}

/* value NULL: back to the default. */
static int all_features(struct ctx *ctx, const struct args *args,
			const char *value, struct err *err)
{
	struct strbuf key = STRBUF_INIT;
	size_t i;
	int ret = check_where(args, err);

	for (i = 0; !ret && i < ARRAY_SIZE(features); i++) {
		strbuf_reset(&key);
		strbuf_addf(&key, "task.feature.%s", features[i]);
		ret = settings_set(ctx->db, where(args), key.buf, value, err);
	}
	strbuf_release(&key);
	return ret;
}

static int minimal(struct ctx *ctx, const struct args *args, struct err *err)
{
	if (all_features(ctx, args, "false", err) < 0)
		return -1;
	out_note(ctx->out, "Minimal mode enabled - all Core Loop features "
		 "disabled");
	return 0;
}

static int reset(struct ctx *ctx, const struct args *args, struct err *err)
{
	if (all_features(ctx, args, NULL, err) < 0)
		return -1;
	out_note(ctx->out, "Configuration reset to defaults");
	return 0;
}

static struct json *current(struct ctx *ctx)
{
	struct json *j = json_new_obj(), *all = settings_list(ctx->db, false), *e;
	struct strbuf key = STRBUF_INIT;
	bool any = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		bool on;

		strbuf_reset(&key);
		strbuf_addf(&key, "task.feature.%s", features[i]);
		on = db_config_bool(ctx->db, key.buf, true);
		any |= on;
		json_set_bool(j, features[i], on);
	}
	json_set_bool(j, "minimal-mode", !any);
	json_each(e, all)
		if (!str_istarts(json_get_str(e, "key"), "task.feature."))
			json_set_str(j, json_get_str(e, "key"),
				     json_get_str(e, "value"));
	json_free(all);
	strbuf_release(&key);
	return j;
}

static int show(struct ctx *ctx)
{
	struct json *j = current(ctx), *m;

	if (out_data(ctx->out)) {
		out_json(ctx->out, j);
	} else {
		out_f(ctx->out, "Current configuration:\n");
		json_each(m, j) {
			out_f(ctx->out, "  ");
			out_s(ctx->out, json_key(m));
			out_f(ctx->out, ": ");
			out_s(ctx->out, json_is(m, JSON_STR) ? json_str(m) :
			      json_bool(m) ? "enabled" : "disabled");
			out_f(ctx->out, "\n");
		}
	}
	json_free(j);
	return 0;
}

/*
 * tm refused to work with others in a shell without TM_AGENT_ID until a script
 * had turned that off.  Nothing is refused here, so there is nothing to set.
 */
static bool enforcement(struct ctx *ctx, const struct args *args)
{
	if (args_flag(args, "show-enforcement")) {
		out_f(ctx->out, "Enforcement level: advisory\n");
		return true;
	}
	if (!args_has(args, "enforcement-level") &&
	    !args_has(args, "enforce-usage") &&
	    !args_has(args, "enforce-orchestration"))
		return false;
	out_note(ctx->out, "nothing to set: no command is refused for want of "
		 "an agent id");
	return true;
}

static int config_run(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	static const char *const verbs[] = {
		"enable", "disable", "minimal-mode", "reset", "show"
	};
	size_t i, nr = 0;

	if (enforcement(ctx, args))
		return 0;
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		nr += args_has(args, verbs[i]);
	if (nr > 1)
		return err_set(err, ERR_USAGE, "--enable, --disable, "
			       "--minimal-mode, --reset and --show exclude "
			       "each other");
	if (args_has(args, "enable"))
		return switch_feature(ctx, args, args_str(args, "enable"),
				      true, err);
	if (args_has(args, "disable"))
		return switch_feature(ctx, args, args_str(args, "disable"),
				      false, err);
	if (args_flag(args, "minimal-mode"))
		return minimal(ctx, args, err);
	if (args_flag(args, "reset"))
		return reset(ctx, args, err);
	if (where(args) != SETTINGS_LOCAL)
		return err_set(err, ERR_USAGE, "--shared and --global say "
			       "where to write; the settings shown are those "
			       "in effect");
	return show(ctx);
}

static int enable_run(struct ctx *ctx, const struct args *args,
		      struct err *err)
{
	return switch_feature(ctx, args, args_str(args, "feature"), true, err);
}

static int disable_run(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	return switch_feature(ctx, args, args_str(args, "feature"), false,
			      err);
}

/* ---- the rows ---- */

static const struct opt config_opts[] = {
	{ "show", 0, OPT_FLAG, NULL, "print the settings in effect (default)",
	  0, NULL, 0, 0, NULL },
	{ "enable", 0, OPT_STR, "<feature>", "switch a feature on", 0, NULL,
	  0, 0, NULL },
	{ "disable", 0, OPT_STR, "<feature>", "switch a feature off", 0, NULL,
	  0, 0, NULL },
	{ "minimal-mode", 0, OPT_FLAG, NULL, "switch all features off", 0,
	  NULL, 0, 0, NULL },
	{ "reset", 0, OPT_FLAG, NULL, "all features to their default", 0, NULL,
	  0, 0, NULL },
	{ "enforcement-level", 0, OPT_ENUM, NULL, "accepted from scripts for "
	  "tm; nothing is enforced", 0, "strict|standard|advisory", 0, 0,
	  NULL },
	{ "enforce-usage", 0, OPT_ENUM, NULL, "the same", 0, "true|false", 0,
	  0, NULL },
	{ "enforce-orchestration", 0, OPT_ENUM, NULL, "the same", 0,
	  "true|false", 0, 0, NULL },
	{ "show-enforcement", 0, OPT_FLAG, NULL, "print that level: always "
	  "advisory", 0, NULL, 0, 0, NULL },
	WHERE_OPTS,
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_config = {
	.name = "config",
	.group = "start",
	.summary = "show or change settings and feature switches",
	.detail =
"Settings are read from Git's configuration (task.*), then from .git-task.yaml "
"at the top of the work tree, which a team can commit. What you set for "
"yourself wins. The file can not make every setting: none that names a "
"command, a remote or a person.\n"
"\n"
"Features, all on by default: success-criteria, feedback, telemetry, "
"completion-summaries, time-tracking, deadlines. They are kept as "
"task.feature.<name>. In minimal mode all are off: their options are "
"accepted, ignored and reported.\n"
"\n"
"'git task config list --all' shows every setting with its meaning.\n"
"\n"
"\tgit task config\n"
"\tgit task config set hooks.strict true\n"
"\tgit task config set --shared prd.path 'docs/*.prd.md'\n"
"\tgit task config disable deadlines\n",
	.opts = config_opts,
	.needs = NEEDS_REPO,
	.run = config_run,
};

static const struct opt get_opts[] = {
	{ "key", 0, OPT_STR, NULL, "the setting, with or without 'task.'",
	  OPT_POS | OPT_REQUIRED, NULL, 0, 0, NULL },
	{ "default", 0, OPT_STR, "<value>", "print this when it is not set",
	  OPT_EMPTY, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_config_get = {
	.name = "config get",
	.group = "start",
	.summary = "print the value of a setting",
	.detail = "Exits with 1 when the setting is set nowhere.\n",
	.opts = get_opts,
	.needs = NEEDS_REPO,
	.run = get_run,
};

static const struct opt set_opts[] = {
	{ "key", 0, OPT_STR, NULL, "the setting, with or without 'task.'",
	  OPT_POS | OPT_REQUIRED, NULL, 0, 0, NULL },
	{ "value", 0, OPT_STR, NULL, "its value", OPT_POS | OPT_REQUIRED |
	  OPT_EMPTY, NULL, 0, 0, NULL },
	WHERE_OPTS,
	OPT_END
};

const struct cmd cmd_config_set = {
	.name = "config set",
	.group = "start",
	.summary = "change a setting",
	.detail =
"Without --shared or --global the setting goes into the configuration of this "
"repository.\n",
	.opts = set_opts,
	.needs = NEEDS_REPO,
	.run = set_run,
};

static const struct opt unset_opts[] = {
	{ "key", 0, OPT_STR, NULL, "the setting, with or without 'task.'",
	  OPT_POS | OPT_REQUIRED, NULL, 0, 0, NULL },
	WHERE_OPTS,
	OPT_END
};

const struct cmd cmd_config_unset = {
	.name = "config unset",
	.group = "start",
	.summary = "remove a setting",
	.opts = unset_opts,
	.needs = NEEDS_REPO,
	.run = unset_run,
};

static const struct opt list_opts[] = {
	{ "all", 'a', OPT_FLAG, NULL, "also those not made, with their "
	  "default and meaning", 0, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_config_list = {
	.name = "config list",
	.group = "start",
	.summary = "print the settings that are in effect",
	.opts = list_opts,
	.needs = NEEDS_REPO,
	.run = list_run,
};

static const struct opt feature_opts[] = {
	{ "feature", 0, OPT_STR, NULL, "its name", OPT_POS | OPT_REQUIRED,
	  NULL, 0, 0, NULL },
	WHERE_OPTS,
	OPT_END
};

const struct cmd cmd_config_enable = {
	.name = "config enable",
	.group = "start",
	.summary = "switch a feature on",
	.opts = feature_opts,
	.needs = NEEDS_REPO,
	.run = enable_run,
};

const struct cmd cmd_config_disable = {
	.name = "config disable",
	.group = "start",
	.summary = "switch a feature off",
	.opts = feature_opts,
	.needs = NEEDS_REPO,
	.run = disable_run,
};

static const struct opt where_opts[] = {
	WHERE_OPTS,
	OPT_END
};

static int minimal_run(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	return minimal(ctx, args, err);
}

static int reset_run(struct ctx *ctx, const struct args *args,
		     struct err *err)
{
	return reset(ctx, args, err);
}

const struct cmd cmd_config_minimal_mode = {
	.name = "config minimal-mode",
	.group = "start",
	.summary = "switch all features off",
	.opts = where_opts,
	.needs = NEEDS_REPO,
	.run = minimal_run,
};

const struct cmd cmd_config_reset = {
	.name = "config reset",
	.group = "start",
	.summary = "set all features back to their default",
	.opts = where_opts,
	.needs = NEEDS_REPO,
	.run = reset_run,
};
