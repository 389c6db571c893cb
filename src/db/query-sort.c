/*
 * query-sort.c - the order of the answer.
 *
 * Each row gets a number for each of its first sort keys; only rows with equal
 * numbers are compared field by field.  A list that shows the first few keeps
 * only those in order, a heap of that size; one that shows everything is sorted
 * by the bytes of the numbers (radix sort, least significant byte first), of
 * which few differ: priorities are five, and dates share their upper bytes.
 */
#include "base/base.h"
#include <math.h>
#include "base/mem.h"
#include "data/when.h"
#include "db/query-int.h"

static const struct { const char *name, *alias; enum sort_key key; }
sort_names[] = {
	{ "id", NULL, SORT_ID }, { "title", NULL, SORT_TITLE },
	{ "status", NULL, SORT_STATUS },
	{ "priority", "prio", SORT_PRIORITY },
	{ "assignee", "owner", SORT_ASSIGNEE },
	{ "project", NULL, SORT_PROJECT }, { "type", NULL, SORT_TYPE },
	{ "due", "deadline", SORT_DUE }, { "created", "created_at",
	  SORT_CREATED },
	{ "updated", "updated_at", SORT_UPDATED },
	{ "started", "started_at", SORT_STARTED },
	{ "completed", "completed_at", SORT_COMPLETED },
	{ "estimate", "estimated_hours", SORT_ESTIMATE },
	{ "actual", "actual_hours", SORT_ACTUAL },
	{ "complexity", NULL, SORT_COMPLEXITY },
	{ "quality", NULL, SORT_QUALITY },
};

static int add_key(struct query *q, const char *word, struct err *err)
{
	bool down = *word == '-';
	size_t i;

	if (down || *word == '+')
		word++;
	for (i = 0; i < ARRAY_SIZE(sort_names); i++) {
		if (!str_ieq(word, sort_names[i].name) &&
		    !(sort_names[i].alias &&
		      str_ieq(word, sort_names[i].alias)))
			continue;
		if (q->nr_sort == MAX_SORT_KEYS)
			return err_set(err, ERR_INVALID, "too many sort keys "
				       "(max %d)", MAX_SORT_KEYS);
		q->sort[q->nr_sort].key = sort_names[i].key;
		q->sort[q->nr_sort++].down = down;
		return 0;
	}
	return err_set(err, ERR_INVALID, "unknown sort key '%s' (use id, "
		       "title, status, priority, assignee, project, type, due, "
		       "created, updated, started, completed, estimate, "
		       "actual, complexity or quality)", word);
}

int query_sort(struct query *q, const char *keys, struct err *err)
{
	struct strvec words = STRVEC_INIT;
	size_t i;
	int ret = 0;

	q->nr_sort = 0;
	strvec_split(&words, keys, ", \t");
	for (i = 0; !ret && i < words.nr; i++)
		ret = add_key(q, words.v[i], err);
	strvec_clear(&words);
	return ret;
}

/* ---- comparing two rows ---- */

static const char *text_of(const struct row *r, enum sort_key k)
{
	switch (k) {
	case SORT_TITLE: return r->title;
	case SORT_ASSIGNEE: return r->assignee;
	case SORT_PROJECT: return r->project;
	case SORT_TYPE: return r->type;
	case SORT_ID: return r->id;
	default: return NULL;
	}
}

static bool is_text(enum sort_key k)
{
	return k == SORT_TITLE || k == SORT_ASSIGNEE || k == SORT_PROJECT ||
		k == SORT_TYPE || k == SORT_ID;
}

/* What is at hand first: started work, then what can be started. */
static int status_rank(enum status s)
{
	static const int rank[STATUS_NR] = {
		[STATUS_IN_PROGRESS] = 0, [STATUS_PENDING] = 1,
		[STATUS_BLOCKED] = 2, [STATUS_COMPLETED] = 3,
		[STATUS_CANCELLED] = 4,
	};

	return rank[s];
}

static double time_number(int64_t t)
{
	return t == WHEN_NONE ? (double)NAN : (double)t;
}

/* NAN: unset. */
static double number_of(const struct row *r, enum sort_key k)
{
	switch (k) {
	case SORT_STATUS: return status_rank(r->status);
	case SORT_PRIORITY: return r->priority;
	case SORT_DUE: return time_number(r->deadline);
	case SORT_UPDATED: return time_number(r->updated);
	case SORT_STARTED: return time_number(r->started);
	case SORT_COMPLETED: return time_number(r->completed);
	case SORT_ESTIMATE: return r->estimated;
	case SORT_ACTUAL: return r->actual;
	case SORT_COMPLEXITY:
		return r->complexity > 0 ? (double)r->complexity :
			(double)NAN;
	default: return r->quality ? r->quality : (double)NAN;
	}
}

/* Unset comes last, whatever the direction. */
static int compare_key(const struct row *a, const struct row *b,
		       enum sort_key k, bool down)
{
	const char *s = text_of(a, k), *t = text_of(b, k);
	double x, y;
	int cmp;

	if (s) {
		if (!*s || !*t)
			return !*s - !*t;
		cmp = strcasecmp(s, t);
		if (!cmp)
			cmp = strcmp(s, t);
		return down ? -cmp : cmp;
	}
	if (k == SORT_CREATED) {	/* more digits than a double has */
		cmp = (a->created_order > b->created_order) -
		      (a->created_order < b->created_order);
		return down ? -cmp : cmp;
	}
	x = number_of(a, k);
	y = number_of(b, k);
	if (isnan(x) || isnan(y))
		return isnan(x) - isnan(y);
	cmp = (x > y) - (x < y);
	return down ? -cmp : cmp;
}

/* ---- ordering ---- */

#define RANKED 3

struct ranked {
	uint64_t number[RANKED];	/* of the first keys */
	uint32_t row;
};

struct order {
	const struct query *q;
	const struct view *v;
	struct { enum sort_key key; bool down; } keys[MAX_SORT_KEYS];
	size_t nr;
	bool exact;		/* the numbers say everything */
};

static const struct { enum sort_key key; bool down; } default_keys[] = {
	{ SORT_PRIORITY, true }, { SORT_DUE, false }, { SORT_CREATED, false },
};

static void order_init(struct order *o, const struct query *q,
		       const struct view *v)
{
	size_t i;

	o->q = q;
	o->v = v;
	o->nr = q->nr_sort ? q->nr_sort : ARRAY_SIZE(default_keys);
	o->exact = true;
	for (i = 0; i < o->nr; i++) {
		o->keys[i].key = q->nr_sort ? q->sort[i].key :
			default_keys[i].key;
		o->keys[i].down = q->nr_sort ? q->sort[i].down :
			default_keys[i].down;
		o->exact &= i < RANKED && !is_text(o->keys[i].key);
	}
}

/*
 * A number whose order is that of a key, or coarser: then *exact is cleared, and
 * the keys after it say nothing about rows with equal numbers.
 */
static uint64_t key_number(const struct row *r, enum sort_key k, bool down,
			   bool *exact)
{
	const char *s = text_of(r, k);
	uint64_t bits = 0;
	double x;
	int i;

	if (s) {
		*exact = false;
		if (!*s)
			return UINT64_MAX;
		for (i = 0; i < 7; i++) {
			int ch = (unsigned char)*s;

			if (ch >= 'A' && ch <= 'Z')
				ch += 32;
			bits = bits << 8 | (uint64_t)ch;
			s += *s != '\0';
		}
		return down ? (UINT64_C(1) << 56) - bits : bits;
	}
	if (k == SORT_CREATED) {
		bits = (uint64_t)r->created_order;	/* never negative */
		return down ? ~bits : bits;
	}
	x = number_of(r, k);
	if (isnan(x))
		return UINT64_MAX;
	if (down)
		x = -x;
	/* IEEE 754 numbers in the order of unsigned integers. */
	memcpy(&bits, &x, sizeof(bits));
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static void rank_row(struct ranked *out, const struct order *o, uint32_t row)
{
	bool exact = true;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->row = row;
	for (i = 0; i < RANKED && i < o->nr && exact; i++)
		out->number[i] = key_number(&o->v->rows[row], o->keys[i].key,
					    o->keys[i].down, &exact);
}

static int compare(const struct order *o, const struct ranked *a,
		   const struct ranked *b)
{
	const struct row *x, *y;
	size_t i;
	int cmp;

	for (i = 0; i < RANKED; i++)
		if (a->number[i] != b->number[i])
			return a->number[i] < b->number[i] ? -1 : 1;
	if (o->exact)
		return (a->row > b->row) - (a->row < b->row);	/* by id */
	x = &o->v->rows[a->row];
	y = &o->v->rows[b->row];
	for (i = 0; i < o->nr; i++) {
		cmp = compare_key(x, y, o->keys[i].key, o->keys[i].down);
		if (cmp)
			return cmp;
	}
	return (a->row > b->row) - (a->row < b->row);
}

/* Sifts the item at `i` down in a heap with the last in order on top. */
static void sift(const struct order *o, struct ranked *heap, size_t nr,
		 size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1;
		struct ranked tmp;

		if (child >= nr)
			return;
		if (child + 1 < nr &&
		    compare(o, &heap[child], &heap[child + 1]) < 0)
			child++;
		if (compare(o, &heap[i], &heap[child]) >= 0)
			return;
		tmp = heap[i];
		heap[i] = heap[child];
		heap[child] = tmp;
		i = child;
	}
}

static void heap_sort(const struct order *o, struct ranked *items, size_t nr)
{
	size_t i;

	for (i = nr / 2; i-- > 0;)
		sift(o, items, nr, i);
	for (i = nr; i-- > 1;) {
		struct ranked tmp = items[0];

		items[0] = items[i];
		items[i] = tmp;
		sift(o, items, i, 0);
	}
}

/* Sorts a run into order by merging halves; `tmp` has room for half. */
static void merge_sort(const struct order *o, struct ranked *items,
		       size_t nr, struct ranked *tmp)
{
	size_t half = nr / 2, i = 0, k = half, n = 0;

	if (nr < 2)
		return;
	merge_sort(o, items, half, tmp);
	merge_sort(o, items + half, nr - half, tmp);
	memcpy(tmp, items, half * sizeof(*tmp));
	while (i < half) {
		if (k < nr && compare(o, &items[k], &tmp[i]) < 0)
			items[n++] = items[k++];
		else
			items[n++] = tmp[i++];
	}
}

/* Which bits of the numbers are not the same everywhere. */
static void differing(uint64_t diff[RANKED], const struct ranked *items,
		      size_t nr)
{
	size_t i, k;

	memset(diff, 0, RANKED * sizeof(*diff));
	for (i = 1; i < nr; i++)
		for (k = 0; k < RANKED; k++)
			diff[k] |= items[i].number[k] ^ items[0].number[k];
}

/* One stable pass: `from` to `to`, by a byte of a number. */
static void pass(struct ranked *to, const struct ranked *from, size_t nr,
		 size_t number, unsigned shift)
{
	size_t at[256] = { 0 }, i, sum = 0;

	for (i = 0; i < nr; i++)
		at[from[i].number[number] >> shift & 0xff]++;
	for (i = 0; i < 256; i++) {
		size_t n = at[i];

		at[i] = sum;
		sum += n;
	}
	for (i = 0; i < nr; i++)
		to[at[from[i].number[number] >> shift & 0xff]++] = from[i];
}

/*
 * Sorts by the numbers; rows with equal numbers stay in id order, as they came.
 * Returns the one of the two arrays that holds the result.
 */
static struct ranked *radix_sort(struct ranked *items, struct ranked *other,
				 size_t nr)
{
	uint64_t diff[RANKED];
	unsigned shift;
	size_t k;

	differing(diff, items, nr);
	for (k = RANKED; k-- > 0;) {
		for (shift = 0; shift < 64; shift += 8) {
			struct ranked *tmp = items;

			if (!(diff[k] >> shift & 0xff))
				continue;
			pass(other, items, nr, k, shift);
			items = other;
			other = tmp;
		}
	}
	return items;
}

static bool same_numbers(const struct ranked *a, const struct ranked *b)
{
	return !memcmp(a->number, b->number, sizeof(a->number));
}

/* Everything in order; where the numbers leave it open, fields decide. */
static struct ranked *sort_all(const struct order *o, struct ranked *items,
			       struct ranked *other, size_t nr)
{
	struct ranked *sorted = radix_sort(items, other, nr);
	struct ranked *tmp = sorted == items ? other : items;
	size_t i, end;

	for (i = 0; i < nr && !o->exact; i = end) {
		for (end = i + 1; end < nr &&
		     same_numbers(&sorted[i], &sorted[end]);)
			end++;
		merge_sort(o, sorted + i, end - i, tmp);
	}
	return sorted;
}

static void keep_first(const struct order *o, struct ranked *items,
		       size_t nr, size_t want)
{
	size_t i;

	for (i = want / 2; i-- > 0;)
		sift(o, items, want, i);
	for (i = want; i < nr; i++) {
		if (compare(o, &items[i], &items[0]) >= 0)
			continue;
		items[0] = items[i];
		sift(o, items, want, 0);
	}
	heap_sort(o, items, want);
}

void query_order(const struct query *q, const struct view *v, uint32_t *rows,
		 size_t nr, size_t want)
{
	struct ranked *items = xmalloc(st_mul(nr, sizeof(*items)));
	struct ranked *other = NULL, *sorted = items;
	struct order o;
	size_t i;

	order_init(&o, q, v);
	for (i = 0; i < nr; i++)
		rank_row(&items[i], &o, rows[i]);
	if (want && want < nr) {
		keep_first(&o, items, nr, want);
		nr = want;
	} else {
		other = xmalloc(st_mul(nr, sizeof(*other)));
		sorted = sort_all(&o, items, other, nr);
	}
	for (i = 0; i < nr; i++)
		rows[i] = sorted[i].row;
	free(other);
	free(items);
}
