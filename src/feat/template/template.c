/*
 * template.c - templates found, listed and read.
 */
#include "base/base.h"
#include "feat/template/template.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "data/embed.h"
#include "data/yaml.h"
#include "feat/template/internal.h"

#include <dirent.h>

static const char *const suffixes[] = { ".yaml", ".yml", ".json" };

void template_release(struct template *t)
{
	free(t->where);
	json_free(t->doc);
	json_free(t->lines);
	*t = (struct template)TEMPLATE_INIT;
}

/* ---- places ------------------------------------------------------------ */

struct place {
	char *dir;
	const char *source;
	const char *top;	/* a clone's own: nothing outside this is read */
};

#define PLACES_MAX 4

/* Where tm has them. */
#define TM_TEMPLATES ".task-orchestrator/templates"

static char *user_dir(void)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (xdg && *xdg == '/')
		return path_join(xdg, "git-task/templates");
	return home && *home ? path_join(home, ".config/git-task/templates") :
		NULL;
}

char *template_dir(struct db *db, bool user)
{
	const char *top = db ? db_worktree(db) : NULL;

	if (user)
		return user_dir();
	return top ? path_join(top, ".git-task/templates") : NULL;
}

static size_t places(struct place v[PLACES_MAX], struct db *db)
{
	const char *env = getenv("GIT_TASK_TEMPLATES");
	const char *top = db ? db_worktree(db) : NULL;
	size_t nr = 0;

	if (top) {
		v[nr++] = (struct place){ template_dir(db, false),
					  "repository", top };
		v[nr++] = (struct place){ path_join(top, TM_TEMPLATES),
					  "repository", top };
	}
	v[nr] = (struct place){ env && *env ? xstrdup(env) : NULL,
				"environment", NULL };
	nr += v[nr].dir != NULL;
	v[nr] = (struct place){ user_dir(), "user", NULL };
	nr += v[nr].dir != NULL;
	return nr;
}

static void places_release(struct place *v, size_t nr)
{
	while (nr)
		free(v[--nr].dir);
}

/* `path` was made of `top`. */
static const char *path_below(const char *top, const char *path)
{
	path += strlen(top);
	return path + strspn(path, "/");
}

static bool usable(const struct place *p, const char *path)
{
	struct stat st;

	if (!p->top)
		return !stat(path, &st) && S_ISREG(st.st_mode);
	return !lstat(path, &st) && S_ISREG(st.st_mode) &&
		!file_stays_inside(p->top, path_below(p->top, path), NULL);
}

/* The length of a file's name without a template's suffix, or 0. */
static size_t stem(const char *file)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++)
		if (str_ends(file, suffixes[i]))
			return strlen(file) - strlen(suffixes[i]);
	return 0;
}

/* ---- reading ----------------------------------------------------------- */

int template_parse(struct template *out, const char *text, size_t len,
		   const char *where, struct strvec *problems,
		   struct err *err)
{
	struct strvec own = STRVEC_INIT;
	struct err why = ERR_INIT;

	if (!problems)
		problems = &own;
	out->where = xstrdup(where);
	if (len > TEMPLATE_SIZE_MAX)
		strvec_pushf(problems, "%s: larger than 1 MiB", where);
	else if (yaml_parse(&out->doc, &out->lines, text, len, &why))
		strvec_pushf(problems, "%s: %s", where, why.msg);
	else
		template_check(out, problems);
	if (problems->nr == 1)
		err_set(err, ERR_INVALID, "%s", problems->v[0]);
	else if (problems->nr)
		err_set(err, ERR_INVALID, "%s (and %zu more)", problems->v[0],
			problems->nr - 1);
	if (problems->nr) {
		strvec_clear(&own);
		template_release(out);
		return -1;
	}
	return 0;
}

/* `top`: as in struct place. */
static int load(struct template *out, const char *path, const char *source,
		const char *top, struct strvec *problems, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	int ret = top ? file_read_inside(&text, top, path_below(top, path),
					 TEMPLATE_SIZE_MAX, err) :
		file_read(&text, path, TEMPLATE_SIZE_MAX, err);

	if (!ret)
		ret = template_parse(out, text.buf, text.len, path, problems,
				     err);
	else if (problems && err)
		strvec_push(problems, err->msg);
	if (!ret)
		out->source = source;
	strbuf_release(&text);
	return ret;
}

/* The path of a template in a place, or NULL; caller frees. */
static char *path_in(const struct place *p, const char *name)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		strbuf_reset(&sb);
		strbuf_addf(&sb, "%s/%s%s", p->dir, name, suffixes[i]);
		if (usable(p, sb.buf))
			return strbuf_detach(&sb, NULL);
	}
	strbuf_release(&sb);
	return NULL;
}

static const struct embedded *built_in(const char *name)
{
	struct strbuf sb = STRBUF_INIT;
	const struct embedded *e;

	strbuf_addf(&sb, "templates/%s.yaml", name);
	e = embed_find(sb.buf);
	strbuf_release(&sb);
	return e;
}

static int not_found(struct db *db, const char *name, struct strvec *problems,
		     struct err *err)
{
	struct json *all = template_list(db);
	const struct json *t;
	const char *best = NULL;
	size_t least = 4, d;

	json_each(t, all) {
		d = str_distance(name, json_get_str(t, "name"));
		if (d < least) {
			least = d;
			best = json_get_str(t, "name");
		}
	}
	if (best)
		err_set(err, ERR_FAILED, "Template not found: '%s'; did you "
			"mean '%s'?", name, best);
	else
		err_set(err, ERR_FAILED, "Template not found: '%s'; "
			"'git task template list' shows what there is", name);
	if (problems && err)
		strvec_push(problems, err->msg);
	json_free(all);
	return -1;
}

bool template_is_path(const char *name)
{
	return strchr(name, '/') || stem(name);
}

int template_find(struct template *out, struct db *db, const char *name,
		  struct strvec *problems, struct err *err)
{
	struct place v[PLACES_MAX];
	const struct embedded *e;
	const char *source = NULL, *top = NULL;
	char *path = NULL;
	size_t nr, i;
	int ret;

	*out = (struct template)TEMPLATE_INIT;
	if (template_is_path(name))
		return load(out, name, "file", NULL, problems, err);
	if (!template_name_ok(name))
		return not_found(db, name, problems, err);
	nr = places(v, db);
	for (i = 0; i < nr && !path; i++) {
		path = path_in(&v[i], name);
		source = v[i].source;
		top = v[i].top;
	}
	places_release(v, nr);
	e = path ? NULL : built_in(name);
	if (path) {
		ret = load(out, path, source, top, problems, err);
	} else if (e) {
		ret = template_parse(out, (const char *)e->data, e->len,
				     e->path, problems, err);
		if (!ret)
			out->source = "built-in";
	} else {
		ret = not_found(db, name, problems, err);
	}
	free(path);
	return ret;
}

/* ---- listing ----------------------------------------------------------- */

static void list_add(struct map *found, const char *file, size_t len,
		     const char *path, const char *source)
{
	char *name = xstrndup(file, len);
	struct json *j;

	if (template_name_ok(name) && !map_has(found, name)) {
		j = json_new_obj();
		json_set_str(j, "name", name);
		json_set_str(j, "source", source);
		json_set_str(j, "path", path);
		map_put(found, name, j);
	}
	free(name);
}

static void list_place(struct map *found, const struct place *p)
{
	struct dirent *e;
	bool ours = !p->top ||
		!file_stays_inside(p->top, path_below(p->top, p->dir), NULL);
	DIR *d = ours ? opendir(p->dir) : NULL;
	char *path;

	while (d && (e = readdir(d))) {
		path = path_join(p->dir, e->d_name);
		if (stem(e->d_name) && usable(p, path))
			list_add(found, e->d_name, stem(e->d_name), path,
				 p->source);
		free(path);
	}
	if (d)
		closedir(d);
}

struct json *template_list(struct db *db)
{
	static const char dir[] = "templates/";
	struct map found = MAP_INIT;
	struct place v[PLACES_MAX];
	struct json *out = json_new_arr();
	const struct embedded *e;
	const char *file;
	size_t nr = places(v, db), i;

	for (i = 0; i < nr; i++)
		list_place(&found, &v[i]);
	places_release(v, nr);
	for (e = embedded_files; e->path; e++) {
		file = e->path + sizeof(dir) - 1;
		if (str_starts(e->path, dir) && str_ends(file, ".yaml"))
			list_add(&found, file, stem(file), e->path,
				 "built-in");
	}
	map_sort(&found);
	for (i = 0; i < found.nr; i++)
		json_push(out, found.items[i].value);
	map_clear(&found);
	return out;
}
