/*
 * prd-text.c - ids, stories, estimates and dates in a line of text.
 */
#include "base/base.h"
#include "feat/prd/prd-text.h"

#include <math.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "model/task.h"
#include "feat/prd/prd-words.h"

#define RANGE_MAX 500
#define STORY_MAX 4000		/* bytes of a text that are looked at */

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_upper(c) || is_digit(c) || (c >= 'a' && c <= 'z');
}

/* ---- ids ---- */

/* Is the word one of "|a|b|c|"? */
static bool in_list(const char *list, const char *word, size_t len)
{
	char needle[PRD_ID_MAX + 3];

	if (len > PRD_ID_MAX)
		return false;
	needle[0] = '|';
	memcpy(needle + 1, word, len);
	needle[len + 1] = '|';
	needle[len + 2] = '\0';
	return strstr(list, needle) != NULL;
}

static enum prd_id_kind prefix_kind(const char *s, size_t len, bool dash)
{
	static const char never[] =
		"|UTF|SHA|AES|ISO|RFC|HTTP|HTTPS|GPT|IPV|TLS|SSL|MP|V|Q|H|P|"
		"WCAG|COVID|SOC|PKCS|ES|RSA|MD|ARM|IE|OAUTH|USB|EC|PHP|CSS|"
		"HTML|WIN|IOS|X|K|B|I|CO|PM|AM|N|LLAMA|CLAUDE|GB|MB|CVE|CWE|"
		"PCI|IEC|EN|DIN|GDPR|CC|BY|OWASP|RS|HS|ED|TOP|MVP|RC|BETA|";
	static const char other[] =
		"|RISK|RSK|KPI|AC|CA|AK|TC|TEST|OQ|ADR|ASM|ASSUMPTION|G|GOAL|OBJ|"
		"KR|DEC|D|METRIC|SM|SC|PRD|DOC|APP|FIG|TABLE|ISSUE|BUG|PR|PP|"
		"NG|Z|O|RI|NAC|SLO|SLA|DOD|KI|";
	static const char item[] =
		"|FR|NFR|REQ|SR|UR|BR|TR|US|UC|HU|HDU|RF|RNF|RFN|EF|ENF|FEAT|"
		"FEATURE|NF|UX|UI|TECH|SEC|PERF|DATA|API|INT|OPS|EPIC|STORY|"
		"ST|TASK|CR|IR|OR|AR|SYS|SRS|FA|NFA|ANF|COLLAB|E|U|F|T|FN|PRF|"
		"AUTH|BUS|FUNC|FUN|BE|FE|STK|MR|REL|QA|INF|INFRA|CORE|RN|RG|"
		"LF|LD|LL|GR|";

	if (in_list(never, s, len))
		return PRD_ID_NONE;
	if (in_list(other, s, len))
		return PRD_ID_OTHER;
	if (in_list(item, s, len))
		return len > 1 ? PRD_ID_ITEM : PRD_ID_WEAK;
	return dash && len > 1 ? PRD_ID_ITEM : PRD_ID_WEAK;
}

/* "FR-044" -> "FR-44": one dash before the number, no leading zeros. */
static void canonical(char *out, const char *s, size_t len)
{
	size_t i = 0, o = 0;

	while (i < len && o + 2 < PRD_ID_MAX) {
		char c = s[i];

		if (c == '_')
			c = '-';
		if (is_digit(c) && i && !is_digit(s[i - 1]) &&
		    s[i - 1] != '.') {
			if (o && out[o - 1] != '-')
				out[o++] = '-';
			while (i + 1 < len && s[i] == '0' && is_digit(s[i + 1]))
				i++;
			c = s[i];
		}
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		out[o++] = c;
		i++;
	}
	out[o] = '\0';
}

/* "N71." of "FR-N71.1": a letter or two and a number that others follow. */
static size_t middle_number(const char *s, size_t len)
{
	size_t i = 0, k;

	while (i < len && i < 3 && is_upper(s[i]))
		i++;
	for (k = i; k < len && is_digit(s[k]); k++)
		;
	return i && i < 3 && k > i && k + 1 < len &&
	       (s[k] == '.' || s[k] == '-') && is_digit(s[k + 1]) ? k + 1 : 0;
}

bool prd_id_at(struct prd_id *out, const char *s, size_t len)
{
	size_t i = 0, prefix, digits;
	bool dash;

	memset(out, 0, sizeof(*out));
	while (i < len && i < 12 && is_upper(s[i]))
		i++;
	prefix = i;
	if (!prefix || i == len)
		return false;
	dash = s[i] == '-' || s[i] == '_';
	for (;;) {	/* middle parts: FR-CORE-1 */
		size_t j = i + 1;

		if (i >= len || (s[i] != '-' && s[i] != '_'))
			break;
		while (j < len && is_upper(s[j]))
			j++;
		if (j == i + 1 || j >= len ||
		    (s[j] != '-' && s[j] != '_' && !is_digit(s[j])))
			break;
		i = j;
	}
	if (i < len && (s[i] == '-' || s[i] == '_'))
		i++;
	i += middle_number(s + i, len - i);
	for (digits = 0; i < len && is_digit(s[i]) && digits < 6; digits++)
		i++;
	if (!digits)
		return false;
	while (i + 1 < len && (s[i] == '.' || s[i] == '-') && is_digit(s[i + 1])) {
		i += 2;
		while (i < len && is_digit(s[i]))
			i++;
	}
	if (i < len && s[i] >= 'a' && s[i] <= 'f' &&
	    (i + 1 >= len || !is_alnum(s[i + 1])))
		i++;
	if (i >= PRD_ID_MAX - 2 || (i < len && (is_alnum(s[i]) || s[i] == '_' ||
						s[i] == '-' || s[i] == '%')))
		return false;
	out->kind = prefix_kind(s, prefix, dash);
	if (out->kind == PRD_ID_NONE)
		return false;
	out->len = i;
	memcpy(out->text, s, i);
	canonical(out->canon, s, i);
	return true;
}

void prd_id_canon(char out[PRD_ID_MAX], const char *s)
{
	struct prd_id id;

	out[0] = '\0';
	if (prd_id_at(&id, s, strlen(s)) && id.len == strlen(s))
		memcpy(out, id.canon, sizeof(id.canon));
}

/* Bytes of a range word: "to", "through", an en dash, two dots ... */
static size_t range_word(const char *s)
{
	static const char *const words[] = {
		"through", "thru", "to", "bis", "hasta", "jusqu", "\xe2\x80\x93",
		"\xe2\x80\x94", "..", "-", "~", "\xef\xbd\x9e", "\xe8\x87\xb3",
		"\xe3\x81\x8b\xe3\x82\x89", "\xe3\x80\x9c",
	};
	size_t i, n = strspn(s, " ");

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (!strncasecmp(s + n, words[i], strlen(words[i]))) {
			n += strlen(words[i]);
			return n + strspn(s + n, " .");
		}
	return 0;
}

static void push_range(struct strvec *out, const struct prd_id *a,
		       const struct prd_id *b)
{
	size_t n = strlen(a->canon), m = strlen(b->canon);
	unsigned long from, to;

	while (n && is_digit(a->canon[n - 1]))
		n--;
	while (m && is_digit(b->canon[m - 1]))
		m--;
	from = strtoul(a->canon + n, NULL, 10);
	to = strtoul(b->canon + m, NULL, 10);
	if (n != m || memcmp(a->canon, b->canon, n) || to <= from ||
	    to - from >= RANGE_MAX) {
		strvec_push(out, b->canon);
		return;
	}
	while (++from <= to)
		strvec_pushf(out, "%.*s%lu", (int)n, a->canon, from);
}

void prd_ids_in(struct strvec *out, const char *s, bool *range)
{
	struct prd_id id, second;
	size_t len = strlen(s), i = 0, n;

	if (range)
		*range = false;
	while (i < len) {
		if ((i && (is_alnum(s[i - 1]) || s[i - 1] == '_')) ||
		    !prd_id_at(&id, s + i, len - i)) {
			i++;
			continue;
		}
		strvec_push(out, id.canon);
		if (range && !i) {
			n = range_word(s + id.len);
			*range = n && prd_id_at(&second, s + id.len + n,
						len - id.len - n);
		}
		i += id.len;
		n = range_word(s + i);
		if (n && prd_id_at(&second, s + i + n, len - i - n)) {
			push_range(out, &id, &second);
			i += n + second.len;
		}
	}
}

/* ---- user stories ---- */

struct story_form {
	const char *start;	/* how it begins, or "" when `mid` rules */
	const char *mid;	/* what ends the role when the role comes first */
	const char *wants;	/* the first that is found */
	const char *benefits;
};

static const struct story_form story_forms[] = {
	{ "as a |as an |as the |as our |as any ", NULL,
	  "i want to be able to |i want to |i want |i'd like to |"
	  "i would like to |i wish to |i should be able to |"
	  "i must be able to |i need to be able to |i need to |i need |"
	  "i can |we want to |we need to ",
	  "so that |so i can |in order to |because |so " },
	{ "als ", NULL,
	  "m\xc3\xb6""chte ich |will ich |kann ich |brauche ich |muss ich ",
	  "damit |um |so dass |sodass " },
	{ "como ", NULL,
	  "es deseable que |debo poder |deseo poder |necesito poder |"
	  "quiero poder |quiero |deseo |necesito |puedo |"
	  "me gustar\xc3\xad""a |eu quero poder |eu quero |quero poder |quero |"
	  "desejo |eu desejo |preciso |posso |gostaria de ",
	  "para que |de modo que |con el fin de |a fim de |para " },
	{ "en tant que |en tant qu'|en tant qu\xe2\x80\x99", NULL,
	  "je veux pouvoir |je veux |je souhaite pouvoir |je souhaite |"
	  "je peux |je voudrais |j'aimerais |j\xe2\x80\x99" "aimerais |je dois |"
	  "j'ai besoin de ",
	  "afin de |afin que |pour que |pour " },
	{ "sebagai seorang |sebagai ", NULL,
	  "saya ingin dapat |saya ingin bisa |saya ingin |saya mau |"
	  "saya dapat |saya bisa |saya harus dapat |saya perlu |"
	  "saya membutuhkan ",
	  "agar |sehingga |supaya |untuk " },
	{ "come ", NULL, "voglio |vorrei |desidero |posso ",
	  "in modo da |affinch\xc3\xa9 |cos\xc3\xac che |per " },
	{ "\xd0\xba\xd0\xb0\xd0\xba ", NULL,
	  "\xd1\x8f \xd1\x85\xd0\xbe\xd1\x87\xd1\x83 |"
	  "\xd1\x85\xd0\xbe\xd1\x87\xd1\x83 |"
	  "\xd1\x8f \xd0\xbc\xd0\xbe\xd0\xb3\xd1\x83 |"
	  "\xd0\xbc\xd0\xbd\xd0\xb5 \xd0\xbd\xd1\x83\xd0\xb6\xd0\xbd\xd0\xbe ",
	  "\xd1\x87\xd1\x82\xd0\xbe\xd0\xb1\xd1\x8b " },
	{ "\xe4\xbd\x9c\xe4\xb8\xba|\xe4\xbd\x9c\xe7\x82\xba|"
	  "\xe8\xba\xab\xe4\xb8\xba", NULL,
	  "我希望能够|我想要能够|我希望可以|我想能够|"
	  "\xe6\x88\x91\xe5\xb8\x8c\xe6\x9c\x9b\xe8\x83\xbd|"
	  "\xe6\x88\x91\xe5\xb8\x8c\xe6\x9c\x9b|"
	  "\xe6\x88\x91\xe6\x83\xb3\xe8\xa6\x81|\xe6\x88\x91\xe6\x83\xb3|"
	  "\xe6\x88\x91\xe8\xa6\x81|\xe6\x88\x91\xe5\x8f\xaf\xe4\xbb\xa5|"
	  "\xe6\x88\x91\xe8\x83\xbd|\xe6\x88\x91\xe9\x9c\x80\xe8\xa6\x81|"
	  "\xe5\xb8\x8c\xe6\x9c\x9b|\xe6\x83\xb3\xe8\xa6\x81",
	  "\xe4\xbb\xa5\xe4\xbe\xbf\xe4\xba\x8e|\xe4\xbb\xa5\xe4\xbe\xbf|"
	  "\xe4\xbb\x8e\xe8\x80\x8c|\xe8\xbf\x99\xe6\xa0\xb7|"
	  "\xe4\xb8\xba\xe4\xba\x86" },
	/* role first: Japanese "toshite", Korean "roseo" */
	{ "", "\xe3\x81\xa8\xe3\x81\x97\xe3\x81\xa6",
	  "\xe3\x81\x9f\xe3\x81\x84|\xe6\xac\xb2\xe3\x81\x97\xe3\x81\x84|"
	  "\xe3\x81\xbb\xe3\x81\x97\xe3\x81\x84|\xe3\x81\xa7\xe3\x81\x8d\xe3\x82\x8b|"
	  "\xe5\xbf\x85\xe8\xa6\x81", NULL },
	{ "", "\xec\x9c\xbc\xeb\xa1\x9c\xec\x84\x9c|\xeb\xa1\x9c\xec\x84\x9c",
	  "싶어요|싶습니다|싶음|"
	  "\xec\x8b\xb6\xeb\x8b\xa4|\xec\x8b\xb6\xec\x8a\xb5\xeb\x8b\x88\xeb\x8b\xa4|"
	  "\xec\x9b\x90\xed\x95\x9c\xeb\x8b\xa4|\xec\x88\x98 \xec\x9e\x88\xeb\x8b\xa4|"
	  "\xec\x88\x98 \xec\x9e\x88\xec\x96\xb4\xec\x95\xbc", NULL },
};

/*
 * Earliest place of one of the phrases; *n is the length that matched.  `hay` is
 * in lower case, as the phrases are.
 */
static const char *find_any(const char *hay, const char *phrases, size_t *n)
{
	size_t rest = strlen(hay);
	const char *best = NULL;

	while (*phrases) {
		size_t len = prd_word_len(phrases);
		const char *at = memmem(hay, rest, phrases, len);

		if (at && (!best || at < best)) {
			best = at;
			*n = len;
			rest = (size_t)(at - hay) + len;
		}
		phrases += len + (phrases[len] == '|');
	}
	return best;
}

/* A lower-case copy with the same offsets, line ends as spaces. */
static char *lower_copy(const char *s, size_t len)
{
	struct strbuf out = STRBUF_INIT;
	const char *p = s, *end = s + len;

	strbuf_grow(&out, len + 1);
	while (p < end) {
		const char *at = p;
		struct strbuf one = STRBUF_INIT;
		uint32_t c;

		if ((unsigned char)*p < 0x80) {
			strbuf_addch(&out, *p == '\n' ? ' ' : *p >= 'A' &&
				     *p <= 'Z' ? (char)(*p | 32) : *p);
			p++;
			continue;
		}
		c = utf8_next(&p, end);
		if (c < 0x500)
			utf8_add(&one, utf8_fold(c));
		if (one.len == (size_t)(p - at))
			strbuf_addbuf(&out, &one);
		else
			strbuf_add(&out, at, (size_t)(p - at));
		strbuf_release(&one);
	}
	return strbuf_detach(&out, NULL);
}

static size_t starts_any(const char *s, const char *phrases)
{
	while (*phrases) {
		size_t len = prd_word_len(phrases);

		if (*s == *phrases && !strncmp(s, phrases, len))
			return len;
		phrases += len + (phrases[len] == '|');
	}
	return 0;
}

/* A copy without surrounding space, punctuation and "...". */
static char *clean_part(const char *s, size_t len)
{
	static const char *const ends[] = {
		",", ";", ".", ":", " ", "\xef\xbc\x8c", "\xe3\x80\x82",
		"\xe3\x80\x81", "\xe2\x80\xa6", "\n", "-", "\xe2\x80\x94",
	};
	size_t i;
	bool again = true;

	for (;;) {
		if (len && (*s == ' ' || *s == ',' || *s == '\n' || *s == ':'))
			s++, len--;
		else if (len >= 3 && (!memcmp(s, "、", 3) ||
				      !memcmp(s, "，", 3)))
			s += 3, len -= 3;
		else
			break;
	}
	while (len && again) {
		again = false;
		for (i = 0; i < ARRAY_SIZE(ends); i++) {
			size_t n = strlen(ends[i]);

			if (len >= n && !memcmp(s + len - n, ends[i], n)) {
				len -= n;
				again = true;
			}
		}
	}
	return xstrndup(s, len);
}

static bool role_first(struct prd_story *out, const char *s, const char *low,
		       const struct story_form *f)
{
	size_t n, m;
	const char *mid = find_any(low, f->mid, &n);

	if (!mid || mid == low || mid - low > 90 || !find_any(mid, f->wants, &m))
		return false;
	out->role = clean_part(s, (size_t)(mid - low));
	s += (size_t)(mid - low) + n;
	out->want = clean_part(s, strlen(s));
	out->classic = true;
	return *out->role && *out->want;
}

static bool role_after(struct prd_story *out, const char *s, const char *low,
		       const struct story_form *f, size_t start)
{
	const char *role = low + start, *want, *why, *goal;
	size_t n = 0, m = 0;

	want = find_any(role, f->wants, &n);
	out->classic = want && strncmp(want, "i can ", 6);
	goal = want ? want + n : NULL;
	if (f == &story_forms[0]) {	/* "As a user, I receive ..." */
		const char *says = strstr(role, ", i ");

		if (!says && !want)
			says = strstr(role, " i ");
		if (says && (!want || says + 2 < want)) {
			want = says;
			goal = says + 3 + (*says == ',');
			out->classic = false;
		}
	}
	if (!want || want - role > 200 || want == role)
		return false;
	why = find_any(goal, f->benefits, &m);
	if (why && why != goal && why[-1] != ' ' && why[-1] != ',' &&
	    (unsigned char)why[-1] < 0x80)
		why = NULL;
	out->role = clean_part(s + (role - low), (size_t)(want - role));
	out->want = clean_part(s + (goal - low), why ? (size_t)(why - goal)
						     : strlen(goal));
	if (why)
		out->benefit = clean_part(s + (why - low) + m, strlen(why + m));
	return *out->role && *out->want;
}

bool prd_story_parse(struct prd_story *out, const char *text)
{
	size_t i, len;
	bool ok = false;
	char *low;

	memset(out, 0, sizeof(*out));
	/* no story starts with another letter, East Asian ones aside */
	if ((unsigned char)*text < 0x80 && !strchr("aAcCeEsS", *text) &&
	    !strpbrk(text, "\xe3\xeb\xec"))
		return false;
	len = strnlen(text, STORY_MAX);
	low = lower_copy(text, len);
	for (i = 0; i < ARRAY_SIZE(story_forms) && !ok; i++) {
		const struct story_form *f = &story_forms[i];
		size_t start = *f->start ? starts_any(low, f->start) : 0;
		char *s;

		if (*f->start && !start)
			continue;
		if (!*f->start && (unsigned char)*low < 0x80 &&
		    !strpbrk(low, "\xe3\xeb\xec"))
			continue;
		s = xstrndup(text, len);
		for (char *p = s; *p; p++)
			if (*p == '\n')
				*p = ' ';
		prd_story_release(out);
		ok = *f->start ? role_after(out, s, low, f, start)
			       : role_first(out, s, low, f);
		free(s);
	}
	free(low);
	if (!ok)
		prd_story_release(out);
	return ok;
}

void prd_story_release(struct prd_story *s)
{
	FREE_AND_NULL(s->role);
	FREE_AND_NULL(s->want);
	FREE_AND_NULL(s->benefit);
}

/* ---- estimates ---- */

struct unit {
	const char *names;
	double hours;		/* 0: points */
};

static const struct unit units[] = {
	{ "story points|story point|points|point|pts|pt|sp|puntos|punto|pontos|"
	  "\xe7\x82\xb9|\xe3\x83\x9d\xe3\x82\xa4\xe3\x83\xb3\xe3\x83\x88|"
	  "\xed\x8f\xac\xec\x9d\xb8\xed\x8a\xb8|punkte|storypoints", 0 },
	{ "hours|hour|hrs|hr|h|stunden|stunde|std|horas|hora|heures|heure|ore|"
	  "\xe5\xb0\x8f\xe6\x97\xb6|\xe6\x99\x82\xe9\x96\x93|"
	  "\xec\x8b\x9c\xea\xb0\x84|\xd1\x87\xd0\xb0\xd1\x81|\xd1\x87", 1 },
	{ "person days|person day|person-days|days|day|d|tage|tag|personentage|j|jrs|"
	  "pt\xc3\xb6|d\xc3\xad""as|d\xc3\xad""a|dias|dia|jours|jour|giorni|"
	  "\xe4\xba\xba\xe6\x97\xa5|\xe4\xba\xba\xe5\xa4\xa9|\xe5\xa4\xa9|"
	  "\xe6\x97\xa5|\xec\x9d\xbc|\xd0\xb4\xd0\xbd\xd0\xb5\xd0\xb9|"
	  "\xd0\xb4\xd0\xbd\xd1\x8f|\xd0\xb4\xd0\xb5\xd0\xbd\xd1\x8c", 8 },
	{ "weeks|week|wks|wk|w|wochen|woche|semanas|semana|semaines|semaine|"
	  "\xe5\x91\xa8|\xe9\x80\xb1\xe9\x96\x93|\xe9\x80\xb1|\xec\xa3\xbc|"
	  "\xd0\xbd\xd0\xb5\xd0\xb4\xd0\xb5\xd0\xbb", 40 },
	{ "minutes|minute|mins|min|minuten|minutos|\xe5\x88\x86\xe9\x92\x9f|"
	  "\xe5\x88\x86|\xeb\xb6\x84", 1.0 / 60 },
	{ "months|month|monate|monat|meses|mes|mois|\xe4\xb8\xaa\xe6\x9c\x88|"
	  "\xe3\x83\xb6\xe6\x9c\x88", 160 },
};

static const struct unit *unit_at(const char *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		const char *names = units[i].names;

		while (*names) {
			size_t n = prd_word_len(names);

			if (!((*s ^ *names) & ~32) &&
			    !strncasecmp(s, names, n) &&
			    ((unsigned char)names[0] >= 0x80 || !is_alnum(s[n])))
				return &units[i];
			names += n + (names[n] == '|');
		}
	}
	return NULL;
}

/* A number with '.' or ',' as decimal point; returns bytes taken. */
static size_t number_at(const char *s, double *v)
{
	size_t n = strspn(s, "0123456789");
	double scale = 1;

	*v = 0;
	if (!n || n > 7)
		return 0;
	for (size_t i = 0; i < n; i++)
		*v = *v * 10 + (s[i] - '0');
	if ((s[n] == '.' || s[n] == ',') && is_digit(s[n + 1]) &&
	    !(is_digit(s[n + 2]) && is_digit(s[n + 3]))) {
		for (n++; is_digit(s[n]); n++) {
			scale /= 10;
			*v += scale * (s[n] - '0');
		}
	}
	return n;
}

bool prd_estimate_of(double *hours, double *points, const char *s, size_t len,
		     char bare)
{
	char buf[128];
	const char *p = buf;

	*hours = *points = NAN;
	if (len >= sizeof(buf))
		len = sizeof(buf) - 1;
	memcpy(buf, s, len);
	buf[len] = '\0';
	while (*p) {
		const struct unit *u;
		double a, b;
		size_t n = number_at(p, &a), m, sep;

		if (!n || (p > buf && is_alnum(p[-1]))) {
			p += n ? n : 1;
			continue;
		}
		p += n;
		sep = range_word(p);
		m = sep ? number_at(p + sep, &b) : 0;
		if (m) {
			a = (a + b) / 2;
			p += sep + m;
		}
		if (*p == '/')		/* "1/2/3/5/8" of a template */
			return false;
		p += strspn(p, " -");
		u = unit_at(p);
		if (u && u->hours == 0.0)
			*points = a;
		else if (u)
			*hours = a * u->hours;
		else if (bare && !*(p + strspn(p, " ")))
			*(bare == 'p' ? points : hours) = a;
		else
			continue;
		return true;
	}
	return false;
}

const char *prd_size_of(const char *s)
{
	static const char *const sizes[] = { "XS", "S", "M", "L", "XL", "XXL" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (str_ieq(s, sizes[i]))
			return sizes[i];
	return NULL;
}

/* ---- names ---- */

bool prd_is_nothing(const char *s)
{
	static const char *const none[] = {
		"unassigned", "tbd", "tba", "tbc", "t.b.d.", "?", "??", "nobody",
		"nicht zugewiesen", "offen", "sin asignar",
		"n\303\243o atribu\303\255do", "non assign\xc3\xa9",
		"a definir", "\xe6\x9c\xaa\xe5\x88\x86\xe9\x85\x8d",
		"\xe5\xbe\x85\xe5\xae\x9a", "\xe6\x9c\xaa\xe5\xae\x9a",
		"\xe7\x84\xa1\xe3\x81\x97",
		"none", "n/a", "na", "-", "\xe2\x80\x94", "\xe2\x80\x93", "nil",
		"no", "no dependencies", "keine", "ninguna", "ninguno",
		"aucune", "aucun", "nenhuma", "nenhum", "nessuna",
		"\xe6\x97\xa0", "\xe6\xb2\xa1\xe6\x9c\x89",
		"\xe3\x81\xaa\xe3\x81\x97", "\xec\x97\x86\xec\x9d\x8c",
		"\xd0\xbd\xd0\xb5\xd1\x82", "/",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(none); i++)
		if (str_ieq(s, none[i]))
			return true;
	return !*s;
}

static size_t name_break(const char *s)
{
	static const char *const breaks[] = {
		",", ";", "\n", "\xe3\x80\x81", "\xef\xbc\x8c", "\xef\xbc\x9b",
		" & ", " + ", " and ", " und ", " y ", " et ", " e ",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(breaks); i++)
		if (!strncmp(s, breaks[i], strlen(breaks[i])))
			return strlen(breaks[i]);
	return 0;
}

void prd_split_names(struct strvec *out, const char *s)
{
	const char *from = s, *p = s;

	for (;; p++) {
		size_t n = *p ? name_break(p) : 0;
		char *part;

		if (*p && !n)
			continue;
		part = clean_part(from, (size_t)(p - from));
		if (!strncasecmp(part, "the ", 4))
			memmove(part, part + 4, strlen(part + 4) + 1);
		if (prd_is_nothing(part))
			free(part);
		else
			strvec_take(out, part);
		if (!*p)
			return;
		p += n - 1;
		from = p + 1;
	}
}

#define SLUG_MAX 80

void prd_slug(struct strbuf *out, const char *s)
{
	size_t i, n;

	prd_fold(out, s, strnlen(s, 400));
	n = out->len;
	if (n > SLUG_MAX) {
		n = SLUG_MAX;
		while (n && ((unsigned char)out->buf[n] & 0xc0) == 0x80)
			n--;
		strbuf_setlen(out, n);
		strbuf_rtrim(out);
	}
	for (i = 0; i < out->len; i++)
		if (out->buf[i] == ' ')
			out->buf[i] = '-';
	if (!out->len)
		strbuf_addstr(out, "item");
}

char *prd_cut_title(const char *s, bool *cut)
{
	const char *p = s, *end = s + strlen(s), *space = NULL;
	size_t chars = 0;

	*cut = false;
	while (p < end && chars < TITLE_MAX) {
		if (*p == ' ' && chars > TITLE_MAX / 2)
			space = p;
		utf8_next(&p, end);
		chars++;
	}
	if (p >= end)
		return xstrdup(s);
	*cut = true;
	if (*p == ' ' || !space)
		space = p;
	return xstrndup(s, (size_t)(space - s));
}
