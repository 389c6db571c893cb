/*
 * next.c - the ready tasks, scored part by part and sorted.
 */
#include "base/base.h"
#include "feat/plan/next.h"

#include "base/map.h"
#include "base/mem.h"
#include "data/due.h"
#include "db/index/attr.h"
#include "feat/plan/complexity.h"

#define DAY INT64_C(86400000)

static bool is_ready(struct db *db, const struct row *r, bool anyone,
		     int64_t now)
{
	if (r->deleted || r->status != STATUS_PENDING)
		return false;
	if (r->lease_until != WHEN_NONE && r->lease_until > now &&
	    !db_is_me(db, r->lease_owner))
		return false;
	return anyone || !*r->assignee || db_is_me(db, r->assignee);
}

/* Open tasks that wait for each row. */
static uint32_t *count_dependents(const struct view *v)
{
	uint32_t *nr = xcalloc(v->nr + 1, sizeof(*nr));
	size_t i;
	uint32_t k;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !status_is_open(r->stored))
			continue;
		for (k = 0; k < r->nr_deps; k++)
			if (r->deps[k] != NO_ROW)
				nr[r->deps[k]]++;
	}
	return nr;
}

static int deadline_points(int64_t deadline, int64_t now)
{
	if (deadline == WHEN_NONE)
		return 0;
	if (due_late(deadline, now))
		return 30;
	if (due_cmp(deadline, now + DAY) < 0)
		return 25;
	if (due_cmp(deadline, now + 3 * DAY) < 0)
		return 15;
	return due_cmp(deadline, now + 7 * DAY) < 0 ? 8 : 0;
}

/* "src/a.c:10:20" and "src/a.c" are one file. */
static size_t path_len(const char *ref)
{
	size_t len = strlen(ref);

	for (int i = 0; i < 2; i++) {
		size_t n = len;

		while (n && ref[n - 1] >= '0' && ref[n - 1] <= '9')
			n--;
		if (n == len || n < 2 || ref[n - 1] != ':')
			break;
		len = n - 1;
	}
	return len;
}

static bool same_file(const char *a, const char *b)
{
	size_t len = path_len(a);

	return len == path_len(b) && !memcmp(a, b, len);
}

/* What the one who asks is working on, or did last. */
struct context {
	struct map projects, tags, files;	/* used as sets */
};

static void add_strings(struct map *set, const char *strings, uint32_t nr)
{
	for (uint32_t i = 0; i < nr; i++) {
		map_put(set, strings, NULL);
		strings += strlen(strings) + 1;
	}
}

static void add_files(struct map *set, const struct row *r)
{
	const char *file = r->files;

	for (uint32_t i = 0; i < r->nr_files; i++) {
		char *path = xstrndup(file, path_len(file));

		map_put(set, path, NULL);
		free(path);
		file += strlen(file) + 1;
	}
}

static bool shares_file(const struct map *set, const struct row *r)
{
	const char *file = r->files;

	for (uint32_t i = 0; i < r->nr_files; i++) {
		for (size_t k = 0; k < set->nr; k++)
			if (same_file(set->items[k].key, file))
				return true;
		file += strlen(file) + 1;
	}
	return false;
}

static void add_context(struct context *c, const struct row *r)
{
	if (*r->project)
		map_put(&c->projects, r->project, NULL);
	add_strings(&c->tags, r->tags, r->nr_tags);
	add_files(&c->files, r);
}

static void find_context(struct context *c, struct db *db,
			 const struct view *v)
{
	const struct row *last = NULL;
	bool any = false;

	for (size_t i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];

		if (r->deleted || !*r->assignee ||
		    (r->stored != STATUS_IN_PROGRESS &&
		     r->stored != STATUS_COMPLETED) ||
		    !db_is_me(db, r->assignee))
			continue;
		if (r->stored == STATUS_IN_PROGRESS) {
			add_context(c, r);
			any = true;
		} else if (!last || r->completed > last->completed) {
			last = r;
		}
	}
	if (!any && last)
		add_context(c, last);
}

static void context_release(struct context *c)
{
	map_clear(&c->projects);
	map_clear(&c->tags);
	map_clear(&c->files);
}

static uint32_t shared(const struct map *set, const char *strings,
		       uint32_t nr)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < nr; i++) {
		n += map_has(set, strings);
		strings += strlen(strings) + 1;
	}
	return n;
}

static int context_points(const struct context *c, const struct row *r)
{
	uint32_t tags = shared(&c->tags, r->tags, r->nr_tags);
	int points = tags > 3 ? 6 : 2 * (int)tags;

	if (*r->project && map_has(&c->projects, r->project))
		points += 6;
	if (shares_file(&c->files, r))
		points += 4;
	return points;
}

static bool in_list(const struct strvec *list, const char *s)
{
	for (size_t i = 0; list && *s && i < list->nr; i++)
		if (str_ieq(list->v[i], s))
			return true;
	return false;
}

static bool has_excluded(const struct next_options *opt, const struct row *r)
{
	const char *tag = r->tags;

	for (uint32_t i = 0; i < r->nr_tags; i++) {
		if (in_list(opt->excluded, tag))
			return true;
		tag += strlen(tag) + 1;
	}
	return false;
}

static bool within(const struct next_options *opt, const struct row *r)
{
	if (opt->max_complexity > 0 && (double)r->complexity >
	    opt->max_complexity)
		return false;	/* unknown ones are rated later */
	if (opt->min_hours > 0 && r->estimated < opt->min_hours)
		return false;
	if (opt->max_hours > 0 && r->estimated > opt->max_hours)
		return false;
	return r->priority >= opt->threshold && !has_excluded(opt, r);
}

static double confidence(const struct row *r)
{
	return 0.4 + (r->estimated > 0 ? 0.15 : 0) +
		(r->has_criteria ? 0.15 : 0) +
		(r->complexity > 0 && r->complexity <= 5 ? 0.15 : 0) +
		(r->nr_deps ? 0 : 0.15);
}

static void score_fit(struct next_item *it, const struct row *r,
		      const struct next_options *opt, const struct context *c)
{
	it->fit = 6 * in_list(opt->types, r->type) +
		6 * in_list(opt->languages, attr_extra(r, F_CODE_LANGUAGE));
	it->context = opt->context ? context_points(c, r) : 0;
	it->hours = opt->hours_today > 0 && r->estimated > opt->hours_today ?
		-20 : 0;
	it->confidence = confidence(r);
	it->score += it->fit + it->context + it->hours;
}

static void score(struct next_item *it, struct db *db, const struct row *r,
		  int64_t now)
{
	int64_t days = r->created == WHEN_NONE || r->created > now ? 0 :
		       (now - r->created) / DAY;

	it->priority = 10 * (int)r->priority;
	it->deadline = deadline_points(r->deadline, now);
	it->unblocks = it->dependents > 5 ? 20 : 4 * (int)it->dependents;
	it->mine = *r->assignee && db_is_me(db, r->assignee) ? 10 : 0;
	it->age = days > 50 ? 5 : (int)(days / 10);
	it->score = it->priority + it->deadline + it->unblocks + it->mine +
		    it->age;
}

struct sort_item {
	struct next_item it;
	int64_t deadline, created;
	const char *id;
};

static int compare(const void *pa, const void *pb)
{
	const struct sort_item *a = pa, *b = pb;
	int64_t da = due_order(a->deadline);
	int64_t db_ = due_order(b->deadline);

	if (a->it.score != b->it.score)
		return a->it.score > b->it.score ? -1 : 1;
	if (da != db_)
		return da < db_ ? -1 : 1;
	if (a->created != b->created)
		return a->created < b->created ? -1 : 1;
	return strcmp(a->id, b->id);
}

const char *next_group(const struct row *r, bool in_project)
{
	return *r->project && !in_project ? r->project : r->nr_tags ? r->tags : "";
}

/* Can the two be worked on at the same time? */
static bool apart(const struct view *v, uint32_t a, uint32_t b)
{
	const struct row *x = &v->rows[a], *y = &v->rows[b];
	const char *file = x->files;

	if (x->parent_row == b || y->parent_row == a)
		return false;
	for (uint32_t i = 0; i < x->nr_files; i++) {
		const char *other = y->files;

		for (uint32_t k = 0; k < y->nr_files; k++) {
			if (same_file(file, other))
				return false;
			other += strlen(other) + 1;
		}
		file += strlen(file) + 1;
	}
	return true;
}

static bool fits_set(const struct view *v, const struct next_item *set,
		     size_t nr, uint32_t row)
{
	for (size_t i = 0; i < nr; i++)
		if (!apart(v, set[i].row, row))
			return false;
	return true;
}

static bool in_group(const struct view *v, const struct next_item *set,
		     size_t nr, uint32_t row, bool in_project)
{
	const char *group = next_group(&v->rows[row], in_project);

	for (size_t i = 0; i < nr && *group; i++)
		if (str_eq(next_group(&v->rows[set[i].row], in_project),
			   group))
			return true;
	return false;
}

/* Moves the tasks for the developers to the front; returns how many. */
static size_t choose_set(struct next_item *items, size_t nr,
			 const struct view *v,
			 const struct next_options *opt)
{
	size_t chosen = 0;

	while (chosen < opt->developers) {
		size_t best = nr;

		for (size_t i = chosen; i < nr; i++) {
			if (!fits_set(v, items, chosen, items[i].row))
				continue;
			if (best == nr) {
				best = i;
				if (!opt->grouping)
					break;
			}
			if (items[i].priority < items[best].priority)
				continue;
			if (in_group(v, items, chosen, items[i].row,
				     opt->in_project)) {
				best = i;
				break;
			}
		}
		if (best == nr)
			break;
		struct next_item it = items[best];

		memmove(&items[chosen + 1], &items[chosen],
			(best - chosen) * sizeof(it));
		items[chosen++] = it;
	}
	return chosen;
}

/* The score of a task that has none; 0: can not be told. */
static double computed_score(struct db *db, const struct view *v,
			     uint32_t row)
{
	struct complexity_options opt;
	struct complexity c;
	double score = 0;

	complexity_defaults(&opt, db);
	if (complexity_analyse(&c, db, v, row, &opt, NULL) == 0) {
		score = c.score;
		complexity_release(&c);
	}
	return score;
}

/* Leaves what is within the limit of complexity; returns how many. */
static size_t rate(struct next_item *items, size_t nr, struct db *db,
		   const struct view *v, const struct next_options *opt)
{
	size_t i, kept = 0;

	for (i = 0; i < nr; i++) {
		struct next_item it = items[i];

		it.complexity = (double)v->rows[it.row].complexity;
		if (opt->max_complexity > 0 && it.complexity <= 0 &&
		    (!opt->want || kept < opt->want)) {
			it.complexity = computed_score(db, v, it.row);
			it.computed = true;
		} else if (opt->max_complexity > 0 && it.complexity <= 0) {
			continue;
		}
		if (opt->max_complexity > 0 &&
		    it.complexity > opt->max_complexity)
			continue;
		items[kept++] = it;
	}
	return kept;
}

size_t next_rank(struct next_item **out, struct db *db, const struct view *v,
		 const uint32_t *rows, size_t nr,
		 const struct next_options *opt, int64_t now)
{
	struct context c = { MAP_INIT, MAP_INIT, MAP_INIT };
	uint32_t *dependents = count_dependents(v);
	struct sort_item *list = xcalloc(nr + 1, sizeof(*list));
	struct next_item *items;
	size_t i, n = 0;

	if (opt->context)
		find_context(&c, db, v);
	for (i = 0; i < nr; i++) {
		const struct row *r = &v->rows[rows[i]];

		if (!is_ready(db, r, opt->anyone, now) || !within(opt, r))
			continue;
		list[n].it.row = rows[i];
		list[n].it.dependents = dependents[rows[i]];
		list[n].deadline = r->deadline;
		list[n].created = r->created_order;
		list[n].id = r->id;
		score(&list[n].it, db, r, now);
		score_fit(&list[n].it, r, opt, &c);
		n++;
	}
	qsort(list, n, sizeof(*list), compare);
	items = xcalloc(n + 1, sizeof(*items));
	for (i = 0; i < n; i++)
		items[i] = list[i].it;
	free(list);
	free(dependents);
	context_release(&c);
	n = rate(items, n, db, v, opt);
	*out = items;
	return opt->developers ? choose_set(items, n, v, opt) : n;
}

double next_success(size_t *nr, const struct view *v,
		    const struct next_item *it)
{
	const struct row *me = &v->rows[it->row];
	size_t all[3] = { 0 }, good[3] = { 0 }, i;
	int k, use = 2;

	for (i = 0; i < v->nr; i++) {
		const struct row *r = &v->rows[i];
		bool type = str_eq(r->type, me->type);
		bool same[3] = { type && str_eq(r->project, me->project),
				 type, true };

		if (r->deleted || (r->stored != STATUS_COMPLETED &&
				   r->stored != STATUS_CANCELLED))
			continue;
		for (k = 0; k < 3; k++) {
			all[k] += same[k];
			good[k] += same[k] && r->stored == STATUS_COMPLETED;
		}
	}
	for (k = 2; k >= 0; k--)
		if (all[k] >= 5)
			use = k;
	*nr = all[use];
	return all[use] ? (double)(good[use] + 1) / (double)(all[use] + 2) :
		it->confidence;
}

bool next_part(const char **name, int *points, const struct next_item *it,
	       size_t i)
{
	static const char *const names[] = {
		"priority", "deadline", "unblocks", "mine", "age", "fit",
		"context", "hours",
	};
	const int values[] = {
		it->priority, it->deadline, it->unblocks, it->mine, it->age,
		it->fit, it->context, it->hours,
	};

	if (i >= ARRAY_SIZE(names))
		return false;
	*name = names[i];
	*points = values[i];
	return true;
}

static void reason(struct strbuf *out, size_t start, const char *text)
{
	if (out->len > start)
		strbuf_addstr(out, ", ");
	strbuf_addstr(out, text);
}

void next_reasons(struct strbuf *out, const struct view *v,
		  const struct next_item *it, int64_t now)
{
	const struct row *r = &v->rows[it->row];
	size_t start = out->len;

	strbuf_addf(out, "%s priority", priority_name(r->priority));
	if (due_late(r->deadline, now)) {
		reason(out, start, "");
		due_words(out, r->deadline, now, false);
	} else if (it->deadline) {
		reason(out, start, "due ");
		due_words(out, r->deadline, now, false);
	}
	if (it->dependents) {
		reason(out, start, "lets ");
		strbuf_addf(out, "%u task%s go on", it->dependents,
			    it->dependents == 1 ? "" : "s");
	}
	if (it->mine)
		reason(out, start, "assigned to you");
	if (it->fit)
		reason(out, start, "the kind of work you asked for");
	if (it->context)
		reason(out, start, "close to your last work");
	if (it->hours)
		reason(out, start, "more than the hours of today");
	if (it->age)
		reason(out, start, "waiting long");
}
