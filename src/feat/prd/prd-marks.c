/*
 * prd-marks.c - what symbols and tails say: "✅ FR-1", "Cart (done)", "Cart [P0]".
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/utf8.h"

static bool is_symbol(uint32_t c)
{
	return (c >= 0x2190 && c <= 0x2bff) || (c >= 0x1f000 && c <= 0x1faff) ||
	       c == 0xfe0f || c == 0x200d || c == 0x20e3 || c == 0x3030;
}

static enum prd_mark mark_of(uint32_t c)
{
	static const struct { uint32_t c; enum prd_mark mark; } marks[] = {
		{ 0x2705, MARK_DONE }, { 0x2611, MARK_DONE },
		{ 0x2714, MARK_DONE }, { 0x2713, MARK_DONE },
		{ 0x1f5f8, MARK_DONE },
		{ 0x1f504, MARK_DOING }, { 0x1f503, MARK_DOING },
		{ 0x1f6a7, MARK_DOING }, { 0x1f3d7, MARK_DOING },
		{ 0x23f3, MARK_DOING },
		{ 0x2b1c, MARK_OPEN }, { 0x1f532, MARK_OPEN },
		{ 0x2610, MARK_OPEN }, { 0x1f51c, MARK_OPEN },
		{ 0x1f4cb, MARK_OPEN }, { 0x1f195, MARK_OPEN },
		{ 0x274c, MARK_NO }, { 0x2717, MARK_NO }, { 0x2718, MARK_NO },
		{ 0x274e, MARK_NO },
		{ 0x26d4, MARK_BLOCKED }, { 0x1f6ab, MARK_BLOCKED },
		{ 0x23f8, MARK_BLOCKED },
	};
	size_t i;

	for (i = 0; c >= 0x2190 && i < ARRAY_SIZE(marks); i++)
		if (marks[i].c == c)
			return marks[i].mark;
	return MARK_NONE;
}

size_t prd_skip_marks(const char *s, enum prd_mark *mark)
{
	const char *at = s, *end, *p;

	if (mark)
		*mark = MARK_NONE;
	if ((unsigned char)*s < 0x80 && *s != ' ' && !(*s >= '0' && *s <= '9'))
		return 0;
	end = s + strnlen(s, 64);
	while (at < end) {
		uint32_t c;

		p = at;
		if (*at == ' ') {
			at++;
			continue;
		}
		/* a digit on a key cap */
		if (*at >= '0' && *at <= '9' && at + 1 < end &&
		    (!strncmp(at + 1, "\xef\xb8\x8f", 3) ||
		     !strncmp(at + 1, "\xe2\x83\xa3", 3))) {
			at++;
			continue;
		}
		c = utf8_next(&p, end);
		if (!is_symbol(c))
			break;
		if (mark && mark_of(c) != MARK_NONE)
			*mark = mark_of(c);
		at = p;
	}
	return (size_t)(at - s);
}

bool prd_mark_status(const struct reader *r, enum prd_mark mark, bool has_id,
		     enum status *status)
{
	bool legend = r->state_marks;

	switch (mark) {
	case MARK_DONE:
		*status = STATUS_COMPLETED;
		return has_id || legend;
	case MARK_DOING:
		*status = STATUS_IN_PROGRESS;
		return true;
	case MARK_OPEN:
		*status = STATUS_PENDING;
		return has_id || legend;
	case MARK_NO:
		*status = STATUS_PENDING;
		return (has_id || legend) && !r->cross_out;
	case MARK_BLOCKED:
		*status = STATUS_BLOCKED;
		return has_id || legend;
	default:
		return false;
	}
}

/* The piece at the end that may say something: a bracket, what follows a mark or
 * a dash.  Its start, or NULL. */
static const char *tail_of(const char *s, size_t len, size_t *inner)
{
	const char *at;
	size_t i;

	if (len < 3)
		return NULL;
	if (s[len - 1] == ')' || s[len - 1] == ']') {
		char open = s[len - 1] == ')' ? '(' : '[';

		for (i = len - 1; i-- > 0 && len - i < 60;)
			if (s[i] == open) {
				*inner = 1;
				return s + i;
			}
		return NULL;
	}
	for (i = len; i-- > 1 && len - i < 40;) {
		unsigned char b = (unsigned char)s[i];
		uint32_t c;

		/* a dash, or a symbol: nothing else is looked at */
		if (b < 0xe2 && b != '-')
			continue;
		at = s + i;
		c = utf8_next(&at, s + len);
		if (mark_of(c) != MARK_NONE) {
			*inner = 0;
			return s + i;
		}
		if (s[i - 1] == ' ' && (s[i] == '-' || c == 0x2013 ||
					c == 0x2014) && s + len > at &&
		    *at == ' ') {
			*inner = (size_t)(at - (s + i)) + 1;
			return s + i;
		}
	}
	return NULL;
}

bool prd_tail_state(struct reader *r, const char *s, size_t len, size_t *keep,
		    enum status *status, bool *removed)
{
	size_t inner = 0;
	const char *at = tail_of(s, len, &inner);
	enum prd_mark mark = MARK_NONE;
	const char *p, *end = s + len;

	*removed = false;
	if (!at || at == s)
		return false;
	for (p = at; p < end && mark == MARK_NONE;)
		mark = mark_of(utf8_next(&p, end));
	if (mark == MARK_NONE && inner == 0)
		return false;
	if (!prd_is_state(&r->words, at + inner, (size_t)(end - at) - inner,
			  status, removed)) {
		if (mark == MARK_NONE)
			return false;
		if (!prd_state_of(&r->words, at, (size_t)(end - at), status,
				  removed) &&
		    !prd_mark_status(r, mark, true, status))
			return false;
		if (mark == MARK_NO && !*removed && *status == STATUS_PENDING &&
		    (size_t)(end - at) <= 4)
			*removed = true;
	}
	*keep = (size_t)(at - s);
	while (*keep && (s[*keep - 1] == ' ' || s[*keep - 1] == '-' ||
			 s[*keep - 1] == ':'))
		--*keep;
	return true;
}

static bool has_word(const char *f, const char *word)
{
	size_t n = strlen(word);
	const char *at = f;

	while ((at = strstr(at, word)) != NULL) {
		if ((at == f || at[-1] == ' ') && (!at[n] || at[n] == ' '))
			return true;
		at += n;
	}
	return false;
}

/*
 * "(mandatory)" and "(optional)" are what a template says about a section, no
 * priority of what stands in it.
 */
static bool is_template_mark(struct reader *r, const char *s, size_t len)
{
	static const char words[] =
		"mandatory|required|optional|recommended|include if relevant|"
		"obligatorio|obligatoria|opcional|obrigatório|obrigatória|"
		"obligatoire|optionnel|facultatif|pflicht|verpflichtend|"
		"必填|可选|必須|任意|必需|必选|선택|필수";
	const char *w = words;

	prd_fold(&r->tmp, s, len);
	while (*w) {
		size_t n = prd_word_len(w);

		if (r->tmp.len >= n && !memcmp(r->tmp.buf, w, n) &&
		    (r->tmp.len == n || r->tmp.buf[n] == ' '))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

/* Without the words that go with a priority: is anything left? */
static bool only_priority_words(struct reader *r, const char *s, size_t len)
{
	static const char with[] =
		"priority|priorities|prio|level|features|feature|requirements|"
		"requirement|items|item|tasks|stories|have|mvp|launch|p0|p1|p2|"
		"p3|p4|post|prioridad|prioridade|priorität|muss|"
		"soll|kann|wunsch|kriterien|anforderungen|priorité|alta|baja|"
		"media|must|should|could|wont|nice|to|for|and|the|core|v1|"
		"priorities|functionality|phase|优先级|優先度|"
		"1|2|3|4|5|wird|prioriteit|prioritas|priorità";
	size_t at = 0;

	prd_fold(&r->tmp, s, len);
	while (at < r->tmp.len) {
		char *word = r->tmp.buf + at;
		size_t n = strcspn(word, " ");
		bool more = at + n < r->tmp.len;

		if (!prd_in_words(with, word, n)) {
			word[n] = '\0';
			if (!map_has(&r->words.priorities.map, word))
				return false;
			if (more)
				word[n] = ' ';
		}
		at += n + 1;
	}
	return true;
}

enum prd_prio prd_head_priority(struct reader *r, const char *s,
				enum priority *prio, bool *wont)
{
	size_t len = strlen(s), inner = 0;
	const char *tail = tail_of(s, len, &inner);
	struct strbuf *f = &r->words.fold;

	*wont = false;
	if (tail && tail > s && inner &&
	    is_template_mark(r, tail + inner, (size_t)(s + len - tail) - inner)) {
		len = (size_t)(tail - s);
		tail = NULL;
	}
	if (len > 120 || !len)
		return PRD_PRIO_NONE;
	if (only_priority_words(r, s, len))
		return prd_priority_of(&r->words, s, len, prio, wont) ?
		       PRD_PRIO_ONLY : PRD_PRIO_NONE;
	if (tail && tail > s) {
		size_t n = (size_t)(s + len - tail) - inner;

		if (prd_priority_of(&r->words, tail + inner, n, prio, wont) &&
		    (only_priority_words(r, tail + inner, n) ||
		     strcasestr(tail, "priorit") || strcasestr(tail, "priorid")))
			return PRD_PRIO_TAIL;
	}
	prd_fold(f, s, len);
	if (has_word(f->buf, "p0") || has_word(f->buf, "p1") ||
	    has_word(f->buf, "p2") || has_word(f->buf, "p3") ||
	    has_word(f->buf, "priority") || has_word(f->buf, "must have") ||
	    has_word(f->buf, "should have") || has_word(f->buf, "could have") ||
	    has_word(f->buf, "nice to have") || has_word(f->buf, "won t have") ||
	    has_word(f->buf, "wont have"))
		return prd_priority_of(&r->words, s, len, prio, wont) ?
		       PRD_PRIO_SOME : PRD_PRIO_NONE;
	(void)prd_priority_of(&r->words, s, len, prio, wont);
	return PRD_PRIO_NONE;
}
