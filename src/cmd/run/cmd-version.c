/*
 * cmd-version.c - `version`: of the program, and how it was built.
 */
#include "base/base.h"
#include "cmd/kit/commands.h"

#include <sys/utsname.h>

#include "base/libraries.h"
#include "base/strvec.h"
#include "base/version.h"
#include "db/core/db.h"

#ifndef BUILD_LIBS
#define BUILD_LIBS "not recorded"
#endif
#ifndef BUILD_CFLAGS
#define BUILD_CFLAGS "not recorded"
#endif

/* Is `path` the file of the library: libz.so.1 of "libz", not libzstd.so.1? */
static bool is_library(const char *path, const char *name)
{
	const char *base = strrchr(path, '/');
	size_t len = strlen(name);

	base = base ? base + 1 : path;
	return !strncmp(base, name, len) &&
		(base[len] == '.' || (base[len] == '-' && base[len + 1] >= '0' &&
				      base[len + 1] <= '9'));
}

/* Where the shared libraries in use came from; null: linked in, or not used. */
static struct json *loaded_libraries(void)
{
	static const char *const names[] = {
		"libgit2", "libcjson", "libcmark", "libyaml", "libexpat", "libz"
	};
	struct strvec paths = STRVEC_INIT;
	struct json *j = json_new_obj();
	struct err err = ERR_INIT;
	size_t i, k;

	/* it is loaded when it is first needed: now */
	if (db_load_libraries(&err) < 0)
		json_set_str(j, "libgit2", err.msg);
	libraries_loaded(&paths);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		for (k = 0; k < paths.nr; k++)
			if (is_library(paths.v[k], names[i]))
				json_set_str(j, names[i], paths.v[k]);
		if (!json_get(j, names[i]))
			json_set(j, names[i], json_new_null());
	}
	strvec_clear(&paths);
	return j;
}

static void build_options(struct json *j)
{
	struct utsname u;

	json_set_str(j, "libraries", BUILD_LIBS);
	json_set_str(j, "cflags", BUILD_CFLAGS);
#if defined(__clang__)
	json_set_str(j, "compiler", "clang " __clang_version__);
#elif defined(__GNUC__)
	json_set_str(j, "compiler", "gcc " __VERSION__);
#endif
	json_set_int(j, "sizeof_size_t", (int64_t)sizeof(size_t));
	if (!uname(&u)) {
		json_set_str(j, "system", u.sysname);
		json_set_str(j, "machine", u.machine);
	}
	json_set(j, "loaded", loaded_libraries());
}

static void show_value(struct ctx *ctx, const char *name, const struct json *m)
{
	const struct json *c;

	if (json_is(m, JSON_OBJ)) {
		json_each(c, m)
			show_value(ctx, json_key(c), c);
		return;
	}
	out_f(ctx->out, "%s: ", name);
	if (json_str(m))
		out_s(ctx->out, json_str(m));
	else if (json_is(m, JSON_NUM))
		out_f(ctx->out, "%.0f", json_num(m));
	else
		out_s(ctx->out, "linked in, or not in use");
	out_f(ctx->out, "\n");
}

static int version_run(struct ctx *ctx, const struct args *args,
		       struct err *err)
{
	struct json *j = json_new_obj(), *m;

	(void)err;
	json_set_str(j, "version", git_task_version());
	json_set_int(j, "schema", 1);
	if (args_flag(args, "build-options"))
		build_options(j);
	if (out_data(ctx->out)) {
		out_json(ctx->out, j);
	} else {
		out_f(ctx->out, "git-task version %s\n", git_task_version());
		json_each(m, j) {
			if (!args_flag(args, "build-options") ||
			    !strcmp(json_key(m), "version"))
				continue;
			show_value(ctx, json_key(m), m);
		}
	}
	json_free(j);
	return 0;
}

static const struct opt version_opts[] = {
	{ "build-options", 0, OPT_FLAG, NULL, "also print how it was built",
	  0, NULL, 0, 0, NULL },
	OPT_FORMAT("text"),
	OPT_END
};

const struct cmd cmd_version = {
	.name = "version",
	.group = "care",
	.summary = "print the version, and how the program was built",
	.detail =
"The schema is the number in meta.json that this program writes; it reads "
"tasks of a newer schema as far as it can, and refuses to change them.\n"
"\n"
"--build-options also says from which files the shared libraries in use were "
"loaded: what to look at when two machines behave differently.\n",
	.opts = version_opts,
	.run = version_run,
};
