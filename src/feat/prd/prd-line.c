/*
 * prd-line.c - the pieces of a line: its indent, its number, its label, its id.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"

bool prd_is_named(struct reader *r, const char *text, const char *words)
{
	prd_fold(&r->tmp, text, strnlen(text, 60));
	return prd_in_words(words, r->tmp.buf, r->tmp.len);
}

size_t prd_indent(const struct reader *r, int line)
{
	const char *s;
	size_t n = 0;

	if (line < 1 || (size_t)line > r->nr_lines)
		return 0;
	for (s = r->buf + r->lines[line - 1]; *s == ' ' || *s == '\t'; s++)
		n += *s == '\t' ? 8 - n % 8 : 1;
	return n;
}

static const char cjk_digits[] = "一二三四五六七八九十";

/* "Part IV: ", "Chapter 2 - ", "第一部分：", "第1部 " in front of a name. */
static size_t skip_part(const char *s)
{
	static const char words[] =
		"part|section|chapter|teil|abschnitt|kapitel|parte|sección|"
		"seção|capítulo|partie|chapitre";
	static const char *const units[] = { "部分", "部", "章", "节", "節",
					     "篇" };
	size_t n = strcspn(s, " "), k, i;

	if (!strncmp(s, "第", 3)) {
		n = 3 + strspn(s + 3, "0123456789");
		while (n < 12 && s[n] && memmem(cjk_digits, sizeof(cjk_digits) - 1,
						s + n, strnlen(s + n, 3)))
			n += 3;
		for (i = 0; n > 3 && i < ARRAY_SIZE(units); i++)
			if (str_starts(s + n, units[i])) {
				n += strlen(units[i]);
				n += strspn(s + n, ": ");
				while (!strncmp(s + n, "：", 3) ||
				       !strncmp(s + n, "　", 3))
					n += 3;
				return s[n] ? n : 0;
			}
		return 0;
	}
	if (!s[n] || n > 12)
		return 0;
	for (i = 0; words[i]; i += k + (words[i + k] == '|')) {
		k = prd_word_len(words + i);
		if (k == n && !strncasecmp(words + i, s, n))
			break;
	}
	if (!words[i])
		return 0;
	k = strspn(s + n + 1, "0123456789IVX");
	if (!k)
		k = s[n + 1] >= 'A' && s[n + 1] <= 'Z';
	n += 1 + k;
	k = strspn(s + n, ".:- ");
	while (!strncmp(s + n + k, "\xe2\x80\x93", 3) ||
	       !strncmp(s + n + k, "\xe2\x80\x94", 3))
		k += 3 + strspn(s + n + k + 3, " ");
	return k > 1 && s[n + k] ? n + k : 0;
}

size_t prd_skip_number(const char *s)
{
	size_t n = skip_part(s), k;

	if (n)
		return n;
	n = strspn(s, "0123456789.");
	if (n && s[0] != '.') {
		if (s[n - 1] == '.' && s[n] == ' ')
			return n + strspn(s + n, " ");
		if (s[n] == ')' || s[n] == ' ') {
			/* "3.2 Title", "3) Title", but not "3 attempts" */
			if (s[n] == ' ' && !memchr(s, '.', n))
				return 0;
			n++;
			return n + strspn(s + n, " ");
		}
		if (!strncmp(s + n, "、", 3))
			return n + 3;
		return 0;
	}
	for (n = 0; n < 9 && s[n]; n += 3)
		if (!memmem(cjk_digits, sizeof(cjk_digits) - 1, s + n,
			    strnlen(s + n, 3)))
			break;
	if (n && (!strncmp(s + n, "、", 3) || !strncmp(s + n, "．", 3)))
		return n + 3 + strspn(s + n + 3, " ");
	k = strspn(s, "IVX");
	if (k && s[k] == '.' && s[k + 1] == ' ')
		return k + 2;
	/* "A. Pages", "b) Orders" */
	if (((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z')) &&
	    (s[1] == '.' || s[1] == ')') && s[2] == ' ')
		return 2 + strspn(s + 2, " ");
	return 0;
}

enum prd_label prd_line_label(struct reader *r, const char *s,
			      const char **value)
{
	enum prd_label label;
	size_t i;

	s += prd_skip_marks(s, NULL);
	for (i = 0; i < 60 && s[i] && s[i] != '\n'; i++) {
		size_t n = s[i] == ':' ? 1 : s[i] == '\xef' &&
			   !strncmp(s + i, "：", 3) ? 3 : 0;

		if (!n)
			continue;
		if (i && s[i - 1] == '*')
			return LAB_NONE;
		label = prd_label_of(&r->words, s, i);
		if (label == LAB_NONE)
			return LAB_NONE;
		*value = s + i + n;
		*value += strspn(*value, " \n");
		return label;
	}
	return LAB_NONE;
}

/* "/LF10/", "/F0110W/": the ids of German requirements books. */
static size_t slashed_id(struct prd_id *id, const char *s)
{
	const char *end = *s == '/' ? memchr(s + 1, '/', strnlen(s + 1, 24)) :
				      NULL;
	size_t n = end ? (size_t)(end - s) - 1 : 0;
	bool wish = n > 2 && s[n] >= 'A' && s[n] <= 'Z';

	if (!n || !prd_id_at(id, s + 1, n - wish) || id->len != n - wish)
		return 0;
	if (wish) {
		size_t k = strlen(id->canon);

		id->text[id->len++] = s[n];
		id->canon[k] = s[n];
		id->canon[k + 1] = '\0';
	}
	if (id->kind == PRD_ID_WEAK)
		id->kind = *id->text == 'T' ? PRD_ID_OTHER : PRD_ID_ITEM;
	return n + 2;
}

bool prd_lead_id(struct prd_id *id, const char *s, const char **rest)
{
	static const char *const seps[] = {
		":", "：", "—", "–", "-", ".", "|", ")", "]", "、", "·", "/",
	};
	size_t n, i;
	bool again = true;

	s += prd_skip_marks(s, NULL);
	n = slashed_id(id, s);
	if (n) {
		s += n;
	} else {
		n = strspn(s, "[(");
		if (n > 1 || !prd_id_at(id, s + n, strnlen(s + n, PRD_ID_MAX)))
			return false;
		s += n + id->len;
	}
	while (again) {
		again = false;
		s += strspn(s, " ");
		for (i = 0; i < ARRAY_SIZE(seps); i++)
			if (!strncmp(s, seps[i], strlen(seps[i]))) {
				s += strlen(seps[i]);
				again = true;
				break;
			}
	}
	*rest = s;
	return true;
}
