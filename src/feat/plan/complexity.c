/*
 * complexity.c - the factors of a task's size, and their score.
 */
#include "base/base.h"
#include "feat/plan/complexity.h"

#include <math.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "feat/project/todo-lang.h"
#include "feat/project/todo.h"
#include "lang/stats.h"
#include "db/care/repolog.h"

#define FILE_SIZE_MAX ((size_t)8 << 20)

static const double default_weights[FACTOR_NR] = { 0.35, 0.25, 0.25, 0.15 };

static const char *const factor_names[FACTOR_NR] = {
	"code_volume", "dependencies", "technical_risk", "history",
};

/* Words of work that tends to be harder than it looks, and by how much. */
static const struct {
	const char *word;
	double score;
} risky[] = {
	{ "security", 2 }, { "encrypt", 2 }, { "crypto", 2 }, { "auth", 1.5 },
	{ "payment", 2 }, { "billing", 1.5 }, { "migrat", 2 },
	{ "concurren", 2 }, { "race condition", 2 }, { "deadlock", 2 },
	{ "thread", 1.5 }, { "distributed", 2 }, { "consisten", 1 },
	{ "legacy", 1.5 }, { "rewrite", 2 }, { "refactor", 1 },
	{ "performance", 1 }, { "scal", 1 }, { "real-time", 1.5 },
	{ "realtime", 1.5 }, { "protocol", 1 }, { "parser", 1 },
	{ "third-party", 1 }, { "integration", 1 }, { "compliance", 1.5 },
	{ "privacy", 1.5 }, { "machine learning", 2 }, { "experiment", 1 },
	{ "unknown", 1 }, { "investigat", 1 }, { "research", 1 },
	{ "breaking change", 2 }, { "backward", 1 }, { "schema", 1 },
};

struct work {
	struct db *db;
	const struct view *v;
	uint32_t row;
	const struct complexity_options *opt;
	struct complexity *out;
	struct task task;
	double lines;
	unsigned commits, authors, imports;
	size_t files, files_seen;
};

const char *factor_name(enum factor f)
{
	return factor_names[f];
}

void complexity_defaults(struct complexity_options *opt, struct db *db)
{
	static const char *const keys[FACTOR_NR] = {
		"task.complexity.weights.codevolume",
		"task.complexity.weights.dependencies",
		"task.complexity.weights.technicalrisk",
		"task.complexity.weights.history",
	};

	memset(opt, 0, sizeof(*opt));
	opt->code = opt->deps = opt->risk = opt->history = true;
	for (int f = 0; f < FACTOR_NR; f++) {
		const char *s = db_config(db, keys[f]);
		char *end = NULL;
		double w = s ? strtod(s, &end) : -1;

		opt->weights[f] = s && end != s && !*end && w >= 0 && w <= 1 ?
			w : default_weights[f];
	}
}

void complexity_release(struct complexity *c)
{
	for (int f = 0; f < FACTOR_NR; f++)
		strvec_clear(&c->factors[f].why);
	for (size_t i = 0; i < c->nr_pulled_in; i++) {
		free(c->pulled_in[i].file);
		free(c->pulled_in[i].target);
	}
	c->nr_pulled_in = 0;
}

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

/* What a line pulls in: between quotes or brackets, else its last word but "as x". */
static char *target_of(const char *line, size_t len)
{
	static const char *const quotes[] = { "\"\"", "''", "<>" };
	char *text = xstrndup(line, len), *from, *to = NULL, *out = NULL;
	struct strvec words = STRVEC_INIT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(quotes) && !out; i++) {
		from = strchr(text, quotes[i][0]);
		to = from ? strchr(from + 1, quotes[i][1]) : NULL;
		if (to)
			out = xstrndup(from + 1, (size_t)(to - from - 1));
	}
	strvec_split(&words, text, " \t;");
	/* "from x import y", "import x as y", "use x::y", "using x" */
	if (!out)
		out = xstrdup(words.nr > 1 ? words.v[1] : words.v[0]);
	strvec_clear(&words);
	free(text);
	return out;
}

static void add_target(struct complexity *c, const char *file,
		       const char *line, size_t len, unsigned long nr)
{
	struct pulled_in *p = &c->pulled_in[c->nr_pulled_in];

	if (c->nr_pulled_in == PULLED_IN_MAX || len > 400)
		return;
	p->file = xstrdup(file);
	p->target = target_of(line, len);
	p->line = nr;
	c->nr_pulled_in++;
}

static void count_debt(struct complexity *c, const char *path,
		       const struct strbuf *text)
{
	struct todo_list todo = TODO_LIST_INIT;

	if (todo_likely(text->buf, text->len))
		todo_scan(&todo, path, text->buf, text->len);
	c->debt = (c->debt < 0 ? 0 : c->debt) + (int)todo.nr;
	todo_list_release(&todo);
}

/* Counts lines, and those that pull in other files. */
static void scan_file(struct work *w, const char *path,
		      const struct strbuf *text, unsigned long *lines)
{
	static const char *const starts[] = {
		"#include", "import ", "from ", "use ", "require",
		"const ", "using ",
	};
	const char *p = text->buf;

	while (*p) {
		const char *end = p + strcspn(p, "\n");

		p += strspn(p, " \t");
		for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
			size_t n = strlen(starts[i]);

			if (strncmp(p, starts[i], n))
				continue;
			/* "const x = require(...)" but no other const */
			if (!strcmp(starts[i], "const ") &&
			    !memmem(p, (size_t)(end - p), "require(", 8))
				continue;
			w->imports++;
			add_target(w->out, path, p, (size_t)(end - p),
				   *lines + 1);
			break;
		}
		++*lines;
		p = *end ? end + 1 : end;
	}
}

/* "path:10:40" -> the path, and how many lines are meant (0: all). */
static char *split_ref(const char *ref, unsigned long *range)
{
	char *path = xstrdup(ref);
	char *colon = strrchr(path, ':'), *first;
	unsigned long a = 0, b = 0;

	*range = 0;
	if (!colon || !colon[1] || strspn(colon + 1, "0123456789") !=
	    strlen(colon + 1))
		return path;
	b = strtoul(colon + 1, NULL, 10);
	*colon = '\0';
	*range = 1;
	first = strrchr(path, ':');
	if (first && first[1] &&
	    strspn(first + 1, "0123456789") == strlen(first + 1)) {
		a = strtoul(first + 1, NULL, 10);
		*first = '\0';
		*range = b >= a ? b - a + 1 : 1;
	}
	return path;
}

static void look_at_file(struct work *w, const char *root, const char *ref)
{
	struct complexity_factor *code = &w->out->factors[FACTOR_CODE];
	struct path_history h = { 0 };
	struct strbuf text = STRBUF_INIT;
	struct err ignored = ERR_INIT;
	unsigned long range, lines = 0;
	char *path = split_ref(ref, &range);
	double touched;

	w->files++;
	if (!root || file_stays_inside(root, path, NULL) < 0) {
		strvec_pushf(&code->why, "%s: outside the project, not read",
			     path);
		goto out;
	}
	if (file_read_inside(&text, root, path, FILE_SIZE_MAX, &ignored) < 0) {
		strvec_pushf(&code->why, "%s: a new file", path);
		w->lines += range > 1 ? (double)range : 60;
		goto out;
	}
	scan_file(w, path, &text, &lines);
	count_debt(w->out, path, &text);
	touched = range > 1 ? (double)range :
		fmin((double)lines, 20 + (double)lines / 10);
	w->lines += touched;
	w->files_seen++;
	if (repo_path_history(&h, w->db, path, &ignored) == 0) {
		w->commits += h.commits;
		if (h.authors > w->authors)
			w->authors = h.authors;
	}
	strvec_pushf(&code->why, "%s: %lu lines, about %.0f to touch, "
		     "%u commit%s", path, lines, touched, h.commits,
		     h.commits == 1 ? "" : "s");
out:
	strbuf_release(&text);
	free(path);
}

static size_t words_in(const char *s)
{
	size_t nr = 0;

	while (s && *s) {
		s += strspn(s, " \t\n");
		nr += *s != '\0';
		s += strcspn(s, " \t\n");
	}
	return nr;
}

static void code_volume(struct work *w)
{
	struct complexity_factor *f = &w->out->factors[FACTOR_CODE];
	const char *root = w->opt->root ? w->opt->root : db_worktree(w->db);
	const struct json *refs = task_get(&w->task, F_FILE_REFS), *e;
	size_t criteria = json_nr(task_get(&w->task, F_SUCCESS_CRITERIA));
	size_t words = words_in(task_str(&w->task, F_DESCRIPTION));

	json_each(e, refs)
		look_at_file(w, root, json_str(e));
	if (!w->files) {
		w->lines = 20 + 25.0 * (double)criteria + (double)words;
		strvec_pushf(&f->why, "no file references: 20 lines, 25 for "
			     "each of %zu criteria, 1 for each of %zu words",
			     criteria, words);
	}
	f->score = clamp(10 * log2(1 + w->lines / 10) / log2(1 + 200.0), 0,
			 10);
	f->used = w->opt->code;
	w->out->lines = (unsigned)lrint(w->lines);
}

/* Longest way down the unfinished dependencies, bounded. */
static unsigned depth_of(const struct view *v, uint32_t row, unsigned bound)
{
	const struct row *r = &v->rows[row];
	unsigned deepest = 0;

	if (!bound || r->in_cycle)
		return 0;
	for (uint32_t i = 0; i < r->nr_deps && i < 32; i++) {
		uint32_t d = r->deps[i];
		unsigned n;

		if (d == NO_ROW || !status_is_open(v->rows[d].stored))
			continue;
		n = 1 + depth_of(v, d, bound - 1);
		deepest = n > deepest ? n : deepest;
	}
	return deepest;
}

static void dependencies(struct work *w)
{
	struct complexity_factor *f = &w->out->factors[FACTOR_DEPS];
	const struct row *r = &w->v->rows[w->row];
	uint32_t *waiting = NULL;
	size_t nr = view_dependents(&waiting, w->v, w->row);
	unsigned depth = depth_of(w->v, w->row, 6);
	double imports = fmin(4, 0.5 * w->imports);

	free(waiting);
	f->score = clamp(1.5 * r->nr_deps + 0.5 * (double)nr + 0.5 * depth +
			 imports, 0, 10);
	strvec_pushf(&f->why, "%u dependenc%s, %u level%s deep", r->nr_deps,
		     r->nr_deps == 1 ? "y" : "ies", depth,
		     depth == 1 ? "" : "s");
	strvec_pushf(&f->why, nr == 1 ? "%zu task waits for it" :
		     "%zu tasks wait for it", nr);
	if (w->imports)
		strvec_pushf(&f->why, "%u includes or imports in its files",
			     w->imports);
	f->used = w->opt->deps;
}

static void technical_risk(struct work *w)
{
	struct complexity_factor *f = &w->out->factors[FACTOR_RISK];
	const struct row *r = &w->v->rows[w->row];
	const char *text = task_str(&w->task, F_DESCRIPTION);
	struct strbuf all = STRBUF_INIT;
	const char *tag = r->tags;

	strbuf_addf(&all, "%s %s %s", r->title, r->type, text ? text : "");
	for (uint32_t i = 0; i < r->nr_tags; i++) {
		strbuf_addf(&all, " %s", tag);
		tag += strlen(tag) + 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(risky); i++) {
		if (!utf8_casefind(all.buf, risky[i].word))
			continue;
		f->score += risky[i].score;
		strvec_pushf(&f->why, "mentions '%s': +%g", risky[i].word,
			     risky[i].score);
	}
	if (!text) {
		f->score += 1;
		strvec_push(&f->why, "no description: +1");
	}
	if (!r->has_criteria) {
		f->score += 1;
		strvec_push(&f->why, "no success criteria: +1");
	}
	if (w->commits) {
		double churn = clamp(log2(1 + w->commits) / 2 +
				     0.5 * (w->authors - 1.0), 0, 4);

		f->score += churn;
		strvec_pushf(&f->why, "its files: %u commit%s, up to %u "
			     "author%s: +%.1f", w->commits,
			     w->commits == 1 ? "" : "s", w->authors,
			     w->authors == 1 ? "" : "s", churn);
	}
	f->score = clamp(f->score, 0, 10);
	f->used = w->opt->risk;
	strbuf_release(&all);
}

/* Hours on the scale of the score, and back. */
static double hours_of(double score)
{
	return 0.5 * pow(1.6, score - 1);
}

static double score_of(double hours)
{
	return clamp(1 + log(hours / 0.5) / log(1.6), 0, 10);
}

static void history(struct work *w, struct sample *hours, double *mean)
{
	struct complexity *c = w->out;
	struct complexity_factor *f = &c->factors[FACTOR_HISTORY];
	double sum = 0, weight = 0;

	if (!w->opt->history)
		return;
	c->nr_similar = similar_tasks(c->similar, SIMILAR_MAX, w->v, w->row,
				      true);
	for (size_t i = 0; i < c->nr_similar; i++) {
		const struct row *r = &w->v->rows[c->similar[i].row];

		sample_add(hours, r->actual);
		sum += r->actual * c->similar[i].likeness;
		weight += c->similar[i].likeness;
		strvec_pushf(&f->why, "%.8s took %.4g h (%.0f %% alike)",
			     r->id, r->actual, 100 * c->similar[i].likeness);
	}
	if (!c->nr_similar) {
		strvec_push(&f->why, "no similar finished task with hours");
		return;
	}
	*mean = sum / weight;
	f->score = score_of(fmax(*mean, 0.1));
	f->used = true;
}

static void weigh(struct complexity *c, const double *weights)
{
	double sum = 0, score = 0;

	for (int i = 0; i < FACTOR_NR; i++)
		if (c->factors[i].used)
			sum += weights[i];
	for (int i = 0; i < FACTOR_NR; i++) {
		struct complexity_factor *f = &c->factors[i];

		f->weight = f->used && sum > 0 ? weights[i] / sum : 0;
		score += f->weight * f->score;
	}
	c->score = round(clamp(score, 1, 10) * 10) / 10;
}

static void hours_and_confidence(struct work *w, struct sample *hours,
				 double mean)
{
	struct complexity *c = w->out;
	const struct row *r = &w->v->rows[w->row];
	double base = hours_of(c->score);

	c->hours = base;
	c->hours_low = base / 2;
	c->hours_high = base * 2;
	if (hours->nr >= 2) {
		double trust = (double)hours->nr / (double)(hours->nr + 1);

		c->hours_from_history = true;
		c->hours = trust * mean + (1 - trust) * base;
		c->hours_low = fmin(sample_quantile(hours, 0.1), c->hours);
		c->hours_high = fmax(sample_quantile(hours, 0.9), c->hours);
	}
	c->hours = round(c->hours * 100) / 100;
	c->hours_low = round(c->hours_low * 100) / 100;
	c->hours_high = round(c->hours_high * 100) / 100;
	c->confidence = 0.3 + (w->files_seen ? 0.2 : 0) +
		(task_str(&w->task, F_DESCRIPTION) ? 0.1 : 0) +
		(r->has_criteria ? 0.1 : 0) + 0.06 * (double)hours->nr;
	c->confidence = round(clamp(c->confidence, 0, 1) * 100) / 100;
}

int complexity_analyse(struct complexity *out, struct db *db,
		       const struct view *v, uint32_t row,
		       const struct complexity_options *opt, struct err *err)
{
	struct work w = { .db = db, .v = v, .row = row, .opt = opt,
			  .out = out, .task = TASK_INIT };
	struct sample hours = SAMPLE_INIT;
	double mean = 0, weights = 0, risk;

	memset(out, 0, sizeof(*out));
	out->debt = -1;
	for (int f = 0; f < FACTOR_NR; f++)
		strvec_init(&out->factors[f].why);
	if (view_task(&w.task, v, row, err) < 0)
		return -1;
	for (int f = 0; f < FACTOR_NR; f++)
		weights += opt->weights[f];
	code_volume(&w);
	dependencies(&w);
	technical_risk(&w);
	history(&w, &hours, &mean);
	weigh(out, weights > 0 ? opt->weights : default_weights);
	hours_and_confidence(&w, &hours, mean);
	risk = fmax(out->factors[FACTOR_RISK].score, out->score);
	out->risk = risk >= 7 ? "high" : risk >= 4 ? "medium" : "low";
	sample_release(&hours);
	task_release(&w.task);
	return 0;
}

struct json *complexity_json(const struct complexity *c, const struct view *v)
{
	struct json *j = json_new_obj(), *factors = json_new_obj();
	struct json *like = json_new_arr();

	json_set_num(j, "score", c->score);
	json_set_num(j, "confidence", c->confidence);
	json_set_str(j, "risk_level", c->risk);
	json_set_int(j, "estimated_lines_of_code", c->lines);
	json_set_num(j, "estimated_hours", c->hours);
	json_set_num(j, "hours_low", c->hours_low);
	json_set_num(j, "hours_high", c->hours_high);
	json_set_bool(j, "hours_from_history", c->hours_from_history);
	for (int i = 0; i < FACTOR_NR; i++) {
		const struct complexity_factor *f = &c->factors[i];
		struct json *o = json_new_obj(), *why = json_new_arr();

		/* of what nothing is known there is no score */
		if (f->used)
			json_set_num(o, "score", round(f->score * 100) / 100);
		else
			json_set(o, "score", json_new_null());
		json_set_num(o, "weight", round(f->weight * 1000) / 1000);
		json_set_bool(o, "used", f->used);
		for (size_t k = 0; k < f->why.nr; k++)
			json_push_str(why, f->why.v[k]);
		json_set(o, "why", why);
		json_set(factors, factor_names[i], o);
	}
	json_set(j, "factors", factors);
	for (size_t i = 0; i < c->nr_similar; i++) {
		struct json *o = json_new_obj();

		json_set_str(o, "id", v->rows[c->similar[i].row].id);
		json_set_str(o, "title", v->rows[c->similar[i].row].title);
		json_set_num(o, "actual_hours",
			     v->rows[c->similar[i].row].actual);
		json_set_num(o, "likeness",
			     round(c->similar[i].likeness * 100) / 100);
		json_push(like, o);
	}
	json_set(j, "similar", like);
	like = json_new_arr();
	for (size_t i = 0; i < c->nr_pulled_in; i++) {
		struct json *o = json_new_obj();

		json_set_str(o, "file", c->pulled_in[i].file);
		json_set_str(o, "target", c->pulled_in[i].target);
		json_set_int(o, "line", (int64_t)c->pulled_in[i].line);
		json_push(like, o);
	}
	json_set(j, "file_dependencies", like);
	json_set(j, "todo_comments", c->debt < 0 ? json_new_null() :
		 json_new_int(c->debt));
	return j;
}
