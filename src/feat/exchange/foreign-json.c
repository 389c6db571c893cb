/*
 * foreign-json.c - the JSON of other programs, and on which lines its objects stand.
 */
#include "base/base.h"
#include "feat/exchange/foreign.h"

#include "base/mem.h"

static int cmp_place(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct foreign_place *)a)->obj;
	uintptr_t y = (uintptr_t)((const struct foreign_place *)b)->obj;

	return x < y ? -1 : x > y;
}

size_t foreign_line(const struct foreign_in *in, const struct json *obj)
{
	struct foreign_place key = { obj, 0 }, *p = NULL;

	if (in->nr_places)
		p = bsearch(&key, in->places, in->nr_places,
			    sizeof(*in->places), cmp_place);
	return p ? p->line : 1;
}

/* Objects in the order in which their braces open. */
struct walk {
	struct foreign_place *v;
	size_t nr, alloc;
};

static void walk_objects(struct walk *w, const struct json *j)
{
	const struct json *child;

	if (json_is(j, JSON_OBJ)) {
		ALLOC_GROW(w->v, w->nr + 1, w->alloc);
		w->v[w->nr].obj = j;
		w->v[w->nr++].line = 1;
	}
	if (json_is(j, JSON_OBJ) || json_is(j, JSON_ARR))
		json_each(child, j)
			walk_objects(w, child);
}

static void find_places(struct foreign_in *in)
{
	struct walk w = { NULL, 0, 0 };
	size_t i, nr = 0, line = 1;
	bool quoted = false;

	walk_objects(&w, in->root);
	for (i = 0; i < in->len && nr < w.nr; i++) {
		char c = in->text[i];

		if (c == '\n')
			line++;
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == '{' && !quoted)
			w.v[nr++].line = line;
	}
	if (w.nr)
		qsort(w.v, w.nr, sizeof(*w.v), cmp_place);
	in->places = w.v;
	in->nr_places = w.nr;
}

/* The end of the value that begins at `i`; a value is an array or object. */
static size_t value_end(const char *s, size_t i, size_t len)
{
	size_t depth = 0;
	bool quoted = false;

	for (; i < len; i++) {
		if (quoted && s[i] == '\\') {
			i++;
		} else if (s[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && (s[i] == '{' || s[i] == '[')) {
			depth++;
		} else if (!quoted && (s[i] == '}' || s[i] == ']')) {
			if (depth <= 1)
				return i + 1;
			depth--;
		}
	}
	return len;
}

/* Several values, with nothing but blanks between them. */
static struct json *parse_stream(const char *s, size_t len, struct err *err)
{
	struct json *all = json_new_arr(), *j;
	size_t i = 0, end, line = 1;

	for (;;) {
		struct err e = ERR_INIT;

		for (; i < len && strchr(" \t\r\n", s[i]); i++)
			line += s[i] == '\n';
		if (i >= len)
			return all;
		if (s[i] != '{' && s[i] != '[') {
			err_set(err, ERR_INVALID, "line %zu: no JSON", line);
			break;
		}
		end = value_end(s, i, len);
		if (json_parse(&j, s + i, end - i, &e) < 0) {
			const char *why = strstr(e.msg, ": ");

			err_set(err, ERR_INVALID, "line %zu: %s", line,
				why ? why + 2 : e.msg);
			break;
		}
		json_push(all, j);
		for (; i < end; i++)
			line += s[i] == '\n';
	}
	json_free(all);
	return NULL;
}

void foreign_parse(struct foreign_in *in)
{
	const char *s = in->text + strspn(in->text, " \t\r\n");

	if (*s != '{' && *s != '[')
		return;
	if (json_parse(&in->root, in->text, in->len, NULL) < 0)
		in->root = parse_stream(in->text, in->len, NULL);
	if (in->root)
		find_places(in);
}

const struct json *foreign_first(const struct foreign_in *in)
{
	const struct json *j = in->root;
	int depth;

	for (depth = 0; depth < 3 && json_is(j, JSON_ARR); depth++) {
		const struct json *child = json_first(j);

		while (child && json_is(child, JSON_ARR) && !json_nr(child))
			child = json_next(child);
		j = child;
	}
	return json_is(j, JSON_OBJ) ? j : NULL;
}

static int each(struct records *out, const struct foreign_in *in,
		const struct json *j, int depth,
		int (*fn)(struct records *, const struct foreign_in *,
			  const struct json *, struct err *), struct err *err)
{
	const struct json *child;

	if (json_is(j, JSON_OBJ))
		return fn(out, in, j, err);
	if (!json_is(j, JSON_ARR) || depth > 2)
		return err_set(err, ERR_INVALID,
			       "element %zu: a task must be an object",
			       out->nr + 1);
	json_each(child, j)
		if (each(out, in, child, depth + 1, fn, err) < 0)
			return -1;
	return 0;
}

int foreign_each(struct records *out, const struct foreign_in *in,
		 int (*fn)(struct records *out, const struct foreign_in *in,
			   const struct json *obj, struct err *err),
		 struct err *err)
{
	if (!in->root)
		return err_set(err, ERR_INVALID, "line 1: no JSON");
	return each(out, in, in->root, 0, fn, err);
}
