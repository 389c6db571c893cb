/*
 * prd-field.c - what is said of an item: its title and the marks in it, its fields.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include <math.h>

#include "base/mem.h"
#include "base/utf8.h"

#define TITLE_SHORT 120		/* longer bullets are cut at a sentence */

/* ---- marks inside a title ---- */

static bool only_priority(struct reader *r, const char *s, size_t len,
			  enum priority *p)
{
	char text[64];
	bool wont;

	if (!len || len >= sizeof(text))
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	return prd_head_priority(r, text, p, &wont) == PRD_PRIO_ONLY;
}

/* "[P]" of a task list, "[US1]": the story that the task is for. */
static bool story_mark(struct reader *r, size_t item, const char *s, size_t len)
{
	struct prd_id id;
	char tag[PRD_ID_MAX];
	size_t i;

	if ((len == 1 && *s == 'P') || (len == 2 && !strncmp(s, "P?", 2)))
		return true;
	if (!prd_id_at(&id, s, len) || id.len != len || s[-1] != '[' ||
	    (strncmp(id.canon, "US-", 3) && strncmp(id.canon, "STORY-", 6)))
		return false;
	if (!r->drafts[item].parent)
		r->drafts[item].parent = xstrndup(s, len);
	r->drafts[item].parent_mark = true;
	for (i = 0; i < len; i++)
		tag[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 32 : s[i]);
	tag[len] = '\0';
	if (!strvec_has(&r->doc->items[item].tags, tag))
		strvec_push(&r->doc->items[item].tags, tag);
	return true;
}

/* "(priority: high, depends on: RF1)": fields, when all of it is. */
static bool take_labels(struct reader *r, size_t item, const char *s, size_t len)
{
	struct strvec parts = STRVEC_INIT;
	char *text = xstrndup(s, len);
	double hours, points;
	const char *value;
	bool all;
	size_t i;

	if (memchr(s, ':', len))
		strvec_split(&parts, text, ",;");
	all = parts.nr > 0;
	for (i = 0; i < parts.nr && all; i++)
		switch (prd_line_label(r, parts.v[i], &value)) {
		case LAB_PRIORITY:
		case LAB_DEPS:
		case LAB_BLOCKS:
		case LAB_ESTIMATE:
		case LAB_POINTS:
		case LAB_OWNER:
		case LAB_STATUS:
			all = *value != '\0';
			break;
		case LAB_NONE:
			all = prd_estimate_of(&hours, &points, parts.v[i],
					      strlen(parts.v[i]), 0);
			break;
		default:
			all = false;
		}
	for (i = 0; i < parts.nr && all; i++) {
		enum prd_label l = prd_line_label(r, parts.v[i], &value);

		prd_set_field(r, item, l == LAB_NONE ? LAB_ESTIMATE : l,
			      l == LAB_NONE ? parts.v[i] : value,
			      r->doc->items[item].line);
	}
	strvec_clear(&parts);
	free(text);
	return all;
}

/* What stands in brackets: true when it is a mark and was taken. */
static bool take_mark(struct reader *r, size_t item, const char *s, size_t len)
{
	struct prd_item *it = &r->doc->items[item];
	static const char *const deps[] = {
		"depends on", "requires", "after", "blocked by", "needs",
		"dependency", "dependencies", "prerequisite", "builds on",
		"hängt ab von", "abhängig von", "benötigt", "nach", "depende de",
		"requiere", "requer", "después de", "depois de", "dépend de",
		"nécessite", "après", "依赖", "依赖于", "前置", "依存", "의존",
		"선행", "зависит от", "после",
	};
	double hours, points;
	enum priority p;
	struct prd_id id;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(deps); i++) {
		size_t n = strlen(deps[i]);

		if (len <= n || ((*s ^ *deps[i]) & ~32) ||
		    strncasecmp(s, deps[i], n) ||
		    (s[n] != ':' && s[n] != ' ' && (unsigned char)s[n] < 0x80))
			continue;
		n += strspn(s + n, ": ");
		if (len > n + 3 && !strncmp(s + n, "：", 3))
			n += 3;
		strbuf_reset(&r->tmp);
		strbuf_add(&r->tmp, s + n, len - n);
		prd_set_field(r, item, LAB_DEPS, r->tmp.buf, it->line);
		return true;
	}
	if (prd_take_group(r, item, s, len) || take_labels(r, item, s, len))
		return true;
	if (len > 40)
		return false;
	if (story_mark(r, item, s, len))
		return true;
	if (only_priority(r, s, len, &p)) {
		it->has_priority = true;
		it->priority = p;
		return true;
	}
	if (it->id && prd_id_at(&id, s, len) && id.len == len &&
	    str_eq(id.text, it->id))
		return true;
	if (len <= 24 && s[0] != '~' && s[0] >= '0' && s[0] <= '9' &&
	    !memchr(s, ',', len) &&
	    prd_estimate_of(&hours, &points, s, len, 0)) {
		/* "(2 hours)" is an estimate, "(10 minutes lock)" is text */
		const char *last = memrchr(s, ' ', len);

		if (last && (size_t)(last - s) + 1 < len &&
		    memchr(s, ' ', (size_t)(last - s)) && isnan(points))
			return false;
		it->hours = isnan(hours) ? it->hours : hours;
		it->points = isnan(points) ? it->points : points;
		return true;
	}
	return false;
}

/* The text without its bracketed marks, on one line. */
static void strip_marks(struct reader *r, size_t item, struct strbuf *out,
			const char *s)
{
	static const char *const wide[][2] = {
		{ "\xe3\x80\x90", "\xe3\x80\x91" },
		{ "\xef\xbc\x88", "\xef\xbc\x89" },
		{ "\xef\xbc\xbb", "\xef\xbc\xbd" },
	};
	size_t i = 0, k, len = strlen(s);

	strbuf_reset(out);
	if (!strpbrk(s, "([\n\t\xe3\xef") && !strstr(s, "  ")) {
		strbuf_add(out, s, len);
		strbuf_trim(out);
		return;
	}
	strbuf_grow(out, len + 1);
	while (i < len) {
		char c = s[i], close = c == '(' ? ')' : c == '[' ? ']' : 0;
		const char *end = close ? memchr(s + i, close,
						 len - i > 300 ? 300 : len - i)
					: NULL;

		if (end && take_mark(r, item, s + i + 1,
				     (size_t)(end - s) - i - 1)) {
			i = (size_t)(end - s) + 1;
			strbuf_rtrim(out);
			if (out->len && i < len && s[i] != ' ' &&
			    (s[i] | 32) >= 'a' && (s[i] | 32) <= 'z')
				strbuf_addch(out, ' ');
			continue;
		}
		for (k = 0; (unsigned char)c >= 0xe3 && k < ARRAY_SIZE(wide);
		     k++) {
			if (strncmp(s + i, wide[k][0], 3))
				continue;
			end = memmem(s + i, len - i > 300 ? 300 : len - i,
				     wide[k][1], 3);
			if (end && take_mark(r, item, s + i + 3,
					     (size_t)(end - s) - i - 3))
				break;
		}
		if ((unsigned char)c >= 0xe3 && k < ARRAY_SIZE(wide)) {
			i = (size_t)(end - s) + 3;
			strbuf_rtrim(out);
			continue;
		}
		if (c == '\n' || c == '\t')
			c = ' ';
		if (c != ' ' || !out->len || out->buf[out->len - 1] != ' ')
			strbuf_addch(out, c);
		i++;
	}
	strbuf_trim(out);
}

/* Marks in front: a state where the document has a legend of them; a cross says
 * no, a tick alone is decoration. */
static const char *skip_state_marks(struct reader *r, struct prd_item *it,
				    const char *s)
{
	enum prd_mark mark;
	size_t n = prd_skip_marks(s, &mark);
	enum status st;
	bool removed;

	if (prd_legend_status(r, s, &st, &removed)) {
		it->has_status = !removed;
		it->removed |= removed;
		it->status = st;
	} else if (prd_mark_status(r, mark, it->id != NULL, &st)) {
		it->has_status = true;
		it->status = st;
	} else if (mark == MARK_NO) {
		it->removed = true;
	}
	return s + n;
}

/* "Title ❌ REMOVED", "Title (removed)", "Title - ✅ Implemented": the last
 * words say a state. */
static void take_state_tail(struct reader *r, struct prd_item *it,
			    struct strbuf *t)
{
	enum status st;
	bool removed;
	size_t keep;

	if (!prd_tail_state(r, t->buf, t->len, &keep, &st, &removed))
		return;
	if (removed) {
		it->removed = true;
	} else {
		it->has_status = true;
		it->status = st;
	}
	strbuf_setlen(t, keep);
}

/* "Mirror (S)": a letter of MoSCoW, where the document has several. */
static void take_moscow(struct reader *r, struct prd_item *it, struct strbuf *t)
{
	enum priority prio;
	bool wont = false;
	size_t keep = prd_take_moscow(r, t->buf, t->len, &prio, &wont);

	if (keep == t->len)
		return;
	strbuf_setlen(t, keep);
	it->removed |= wont;
	it->has_priority |= !wont;
	if (!wont)
		it->priority = prio;
}

/* End of the first sentence when it makes a title, else 0. */
static size_t first_sentence(const char *s, size_t len)
{
	size_t i;

	for (i = 8; i < len && i < 200; i++) {
		if ((s[i] == '.' || s[i] == ';') && s[i + 1] == ' ' &&
		    !(s[i - 1] >= '0' && s[i - 1] <= '9'))
			return i;
		if (!strncmp(s + i, "。", 3))
			return i;
	}
	return 0;
}

void prd_set_text(struct reader *r, size_t item, const char *label,
		  const char *rest, const char *text)
{
	struct prd_item *it;
	struct strbuf t = STRBUF_INIT;
	bool cut = false, label_title = label && *label && rest && *rest;
	size_t end;

	text = skip_state_marks(r, &r->doc->items[item], text);
	strip_marks(r, item, &t, text);
	prd_take_tokens(r, item, &t);
	it = &r->doc->items[item];
	take_moscow(r, it, &t);
	take_state_tail(r, it, &t);
	while (t.len > 1 && (t.buf[t.len - 1] == ':' || t.buf[t.len - 1] == ' '))
		strbuf_setlen(&t, t.len - 1);
	if (t.len > 2 && (*t.buf == ':' || *t.buf == '-') && t.buf[1] == ' ')
		strbuf_remove(&t, 0, 2);
	free(it->title);
	if (label && label_title && t.len > TITLE_SHORT &&
	    strlen(label) >= 3) {
		it->title = prd_cut_title(label, &cut);
		prd_add_detail(r, item, "", rest);
	} else {
		end = t.len > TITLE_SHORT ? first_sentence(t.buf, t.len) : 0;
		if (end) {
			char *first = xstrndup(t.buf, end);

			it->title = prd_cut_title(first, &cut);
			free(first);
			cut = true;
		} else {
			it->title = prd_cut_title(t.buf, &cut);
		}
		if (cut)
			prd_add_detail(r, item, "", t.buf);
	}
	strbuf_release(&t);
}

char *prd_sentence_case(const char *s)
{
	const char *rest = s;
	struct strbuf t = STRBUF_INIT;
	uint32_t c = *s ? utf8_next(&rest, s + strlen(s)) : 0;

	if ((c >= 'a' && c <= 'z') || (c >= 0x430 && c <= 0x44f) ||
	    (c >= 0xe0 && c <= 0xfe && c != 0xf7))
		c -= 32;
	if (c)
		utf8_add(&t, c);
	strbuf_addstr(&t, rest);
	return strbuf_detach(&t, NULL);
}

void prd_set_story(struct reader *r, size_t item, const struct prd_story *s,
		   const char *text)
{
	struct prd_item *it = &r->doc->items[item];
	struct strbuf t = STRBUF_INIT;
	const char *p;
	bool cut;

	if (it->story)
		return;
	for (p = text; *p; p++)
		strbuf_addch(&t, *p == '\n' ? ' ' : *p);
	strbuf_trim(&t);
	if (!it->title) {
		struct strbuf want = STRBUF_INIT;
		char *title = prd_sentence_case(s->want);

		strip_marks(r, item, &want, title);
		it = &r->doc->items[item];
		it->title = prd_cut_title(want.buf, &cut);
		free(title);
		strbuf_release(&want);
	}
	free(it->role);
	it->role = xstrdup(s->role);
	it->story = strbuf_detach(&t, NULL);
	r->drafts[item].strong = true;
}

/* ---- fields ---- */

static void set_priority(struct reader *r, size_t item, const char *v)
{
	struct prd_item *it = &r->doc->items[item];
	enum priority p;
	bool wont = false;

	if (r->drafts[item].again && it->has_priority)
		return;
	if (prd_priority_of(&r->words, v, strlen(v), &p, &wont)) {
		it->has_priority = true;
		it->priority = p;
	}
	it->removed |= wont;
}

static void set_status(struct reader *r, struct prd_item *it, const char *v)
{
	enum prd_mark mark = MARK_NONE;
	bool removed = false;
	enum status st;

	if (strchr(v, '|'))
		return;
	if (!prd_state_of(&r->words, v, strlen(v), &st, &removed)) {
		prd_skip_marks(v, &mark);
		if (!prd_mark_status(r, mark, true, &st))
			return;
	}
	it->removed |= removed;
	if (!removed) {
		it->has_status = true;
		it->status = st;
	}
}

static void set_estimate(struct prd_item *it, const char *v, char bare)
{
	double hours, points;
	const char *size = prd_size_of(v);

	if (size)
		it->size = size;
	if (!prd_estimate_of(&hours, &points, v, strlen(v), bare))
		return;
	if (!isnan(hours))
		it->hours = hours;
	if (!isnan(points))
		it->points = points;
}

static void set_line(char **slot, const char *v, size_t max)
{
	size_t n = strcspn(v, "\n");

	if (*slot || !n || n > max || prd_is_nothing(v))
		return;
	*slot = xstrndup(v, n);
}

static void add_tags(struct prd_item *it, const char *v)
{
	struct strvec parts = STRVEC_INIT;
	struct strbuf slug = STRBUF_INIT;
	size_t i;

	strvec_split(&parts, v, ",;|\n");
	for (i = 0; i < parts.nr && it->tags.nr < 20; i++) {
		prd_slug(&slug, parts.v[i]);
		if (!strvec_has(&it->tags, slug.buf))
			strvec_push(&it->tags, slug.buf);
	}
	strvec_clear(&parts);
	strbuf_release(&slug);
}

/* How something is shown to be met, as "Verification: Test" says it. */
static bool is_method(const char *v)
{
	static const char *const methods[] = {
		"test", "tests", "testing", "inspection", "analysis", "review",
		"demonstration", "demo", "manual", "automated", "prueba",
		"inspección", "análisis", "análise", "teste", "inspeção",
		"essai", "analyse", "inspektion", "測試", "测试", "検査", "試験",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(methods); i++)
		if (str_ieq(v, methods[i]))
			return true;
	return prd_is_nothing(v);
}

/* A criteria cell or one-line value: several, when it says so. */
static void split_criteria(struct reader *r, size_t item, const char *v,
			   int line)
{
	struct strvec parts = STRVEC_INIT;
	struct strbuf plain = STRBUF_INIT;
	size_t i;

	strbuf_addreplace(&plain, v, "\xef\xbc\x9b", ";");
	if (is_method(v))
		prd_add_detail(r, item, "", v);
	else
		strvec_split(&parts, plain.buf,
			     strchr(v, '\n') ? "\n" : ";");
	strbuf_release(&plain);
	for (i = 0; i < parts.nr; i++) {
		char *p = parts.v[i];

		while (*p == '-' || *p == '*' || *p == ' ')
			p++;
		prd_add_criterion(r, item, p, line, MD_CHECK_NONE);
	}
	strvec_clear(&parts);
}

/* "is blocked by X, blocks Y, relates to Z" of a tracker, or only names. */
static void set_deps(struct reader *r, struct draft *d, const char *v,
		     char what)
{
	static const struct { const char *word; char what; } kinds[] = {
		{ "is blocked by ", 'd' }, { "blocked by ", 'd' },
		{ "depends on ", 'd' }, { "has to be done after ", 'd' },
		{ "blocks ", 'b' }, { "is blocking ", 'b' },
		{ "has to be done before ", 'b' }, { "relates to ", 0 },
		{ "is related to ", 0 }, { "duplicates ", 0 },
		{ "is duplicated by ", 0 }, { "clones ", 0 },
		{ "is cloned by ", 0 }, { "causes ", 0 },
	};
	struct strvec parts = STRVEC_INIT;
	size_t i, k;

	if (!r->opt.no_dependencies)
		strvec_split(&parts, v, ",;\n");
	for (i = 0; i < parts.nr; i++) {
		const char *s = parts.v[i] + strspn(parts.v[i], " ");

		for (k = 0; k < ARRAY_SIZE(kinds); k++)
			if (!strncasecmp(s, kinds[k].word,
					 strlen(kinds[k].word))) {
				what = kinds[k].what;
				s += strlen(kinds[k].word);
				break;
			}
		if (what)
			prd_split_names(what == 'd' ? &d->deps : &d->blocks, s);
	}
	strvec_clear(&parts);
}

/* "ID: FR-1" below a heading that has none. */
static void set_own_id(struct reader *r, size_t item, const char *v)
{
	struct prd_id id;
	const char *rest;

	if (!r->doc->items[item].id && prd_lead_id(&id, v, &rest) && !*rest &&
	    id.kind != PRD_ID_OTHER && !map_has(&r->ids, id.canon))
		prd_take_id(r, item, &id);
}

/* "Story", "Bug", "Non-functional": the kind of an item, where it is one. */
static void set_type(struct reader *r, struct prd_item *it, const char *v)
{
	static const struct { const char *words; enum prd_kind kind; } types[] = {
		{ "story|user story|historia|historia de usuario|história|"
		  "récit|用户故事|ストーリー|스토리", PRD_STORY },
		{ "epic|épica|épico|史诗|エピック|에픽", PRD_EPIC },
		{ "feature|new feature|improvement|enhancement|funktion|"
		  "funcionalidad|funcionalidade|fonctionnalité|功能|機能",
		  PRD_FEATURE },
		{ "task|sub task|subtask|bug|defect|chore|spike|technical task|"
		  "aufgabe|fehler|tarea|tarefa|tâche|任务|缺陷|タスク|バグ|不具合",
		  PRD_TASK },
		{ "requirement|functional|functional requirement|funktional|"
		  "funcional|fonctionnel|anforderung|requisito|需求|功能需求|要件|"
		  "機能要件", PRD_REQUIREMENT },
	};
	size_t i;

	prd_fold(&r->tmp, v, strnlen(v, 60));
	if (str_starts(r->tmp.buf, "non functional") ||
	    str_starts(r->tmp.buf, "nichtfunktional") ||
	    str_starts(r->tmp.buf, "nicht funktional") ||
	    str_starts(r->tmp.buf, "no funcional") ||
	    str_starts(r->tmp.buf, "não funcional")) {
		it->kind = PRD_REQUIREMENT;
		it->nonfunctional = true;
		return;
	}
	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (prd_in_words(types[i].words, r->tmp.buf, r->tmp.len)) {
			it->kind = types[i].kind;
			return;
		}
}

static void set_role_parts(struct reader *r, size_t item, const char *v,
			   enum prd_label label)
{
	struct prd_item *it = &r->doc->items[item];

	if (label == LAB_ROLE)
		set_line(&it->role, v, 200);
	else if (label == LAB_WANT && !it->title)
		prd_set_text(r, item, NULL, NULL, v);
	else
		prd_add_detail(r, item, "", v);
}

/* "High. Depends on A2.": another sentence behind the value. */
static void deps_behind(struct reader *r, struct draft *d, enum prd_label label,
			const char *v)
{
	const char *at = label == LAB_PRIORITY || label == LAB_ESTIMATE ||
			 label == LAB_STATUS || label == LAB_POINTS ?
			 utf8_casefind(v, "depends on ") : NULL;
	size_t n = at ? strcspn(at, "\n") : 0;
	char *said;

	if (!at || at == v || !strchr(" .;,(", at[-1]))
		return;
	while (n && strchr(" .;)", at[n - 1]))
		n--;
	said = xstrndup(at, n);
	set_deps(r, d, said, 'd');
	free(said);
}

void prd_set_field(struct reader *r, size_t item, enum prd_label label,
		   const char *v, int line)
{
	struct prd_item *it = &r->doc->items[item];
	struct draft *d = &r->drafts[item];
	struct prd_story st;

	while (*v == '@' && label == LAB_OWNER)
		v++;
	if (!*v)
		return;
	deps_behind(r, d, label, v);
	switch (label) {
	case LAB_PRIORITY:
		set_priority(r, item, v);
		break;
	case LAB_DEPS:
		set_deps(r, d, v, 'd');
		break;
	case LAB_BLOCKS:
		set_deps(r, d, v, 'b');
		break;
	case LAB_ESTIMATE:
		if (d->again && (!isnan(it->hours) || !isnan(it->points)))
			break;
		set_estimate(it, v, 0);
		break;
	case LAB_POINTS:
		set_estimate(it, v, 'p');
		break;
	case LAB_OWNER:
		set_line(&it->owner, v, 200);
		break;
	case LAB_DEADLINE:
		set_line(&it->deadline, v, 100);
		break;
	case LAB_STATUS:
		if (!d->again || (!it->has_status && !it->removed))
			set_status(r, it, v);
		break;
	case LAB_CRITERIA:
		split_criteria(r, item, v, line);
		break;
	case LAB_TAGS:
		add_tags(it, v);
		break;
	case LAB_PHASE:
		set_line(&it->phase, v, 100);
		break;
	case LAB_STORY:
		if (!r->opt.no_stories && prd_story_parse(&st, v)) {
			prd_set_story(r, item, &st, v);
			prd_story_release(&st);
			break;
		}
		prd_add_detail(r, item, "", v);
		break;
	case LAB_ROLE:
	case LAB_WANT:
	case LAB_BENEFIT:
		set_role_parts(r, item, v, label);
		break;
	case LAB_PARENT:
		if (!d->parent)
			d->parent = xstrdup(v);
		break;
	case LAB_TYPE:
		set_type(r, it, v);
		break;
	case LAB_ID:
		set_own_id(r, item, v);
		break;
	case LAB_IGNORE: case LAB_NONE: case LAB_NR:
		break;
	default:
		prd_add_detail(r, item, "", v);
		break;
	}
}
