/*
 * closing.c - the words around "closes #id" that say that it is not so.
 */
#include "base/base.h"
#include "feat/project/closing.h"

#include <ctype.h>

#include "base/strbuf.h"

#define WRAPPED 40	/* a shorter line ends where its author ended it */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

static bool is_in(const char *const *words, size_t nr, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (strlen(words[i]) == n && !strncasecmp(words[i], s, n))
			return true;
	return false;
}

bool closing_verb(const char *s, size_t n)
{
	static const char *const words[] = {
		"close", "closes", "closed", "closing",
		"complete", "completes", "completed", "completing",
		"finish", "finishes", "finished", "finishing",
		"fix", "fixes", "fixed", "fixing",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* ---- before the verb ---- */

/* "doesn't" by its first half, with either apostrophe, "cant" without one. */
static bool is_negation(const char *s, size_t n)
{
	static const char *const whole[] = {
		"not", "never", "without", "cannot", "dont", "doesnt",
		"didnt", "wont", "isnt", "cant", "nothing", "neither", "nor",
		"no", "nowhere", "nobody", "hardly", "barely", "scarcely",
		"rarely",
	};
	static const char *const half[] = {
		"doesn", "don", "didn", "won", "isn", "can", "aren", "wasn",
		"shouldn", "wouldn", "couldn", "hasn", "haven",
		"mustn", "needn",
	};

	if (is_in(whole, ARRAY_SIZE(whole), s, n))
		return true;
	if (!is_in(half, ARRAY_SIZE(half), s, n))
		return false;
	s += n;
	if (*s == '\'')
		s++;
	else if (!strncmp(s, "\xe2\x80\x99", 3))
		s += 3;
	else
		return false;
	return (*s | 32) == 't' && !is_word(s[1]);
}

/* What is hoped, planned, tried or half done. */
static bool is_hedge(const char *s, size_t n)
{
	static const char *const words[] = {
		"will", "would", "should", "could", "might", "may", "shall",
		"maybe", "perhaps", "possibly", "hopefully", "partially",
		"partly", "almost", "nearly", "half", "todo", "fixme", "wip",
		"try", "tries", "tried", "trying", "attempt", "attempts",
		"attempted", "attempting", "fail", "fails", "failed", "failing",
		"need", "needs", "needed", "want", "wants", "plan", "plans",
		"planned", "going", "yet", "unable", "before", "until", "if",
		"once", "unless", "wanted", "ought", "draft", "mostly",
		"largely",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* What is so of the verb behind it alone: "prepares fixing", "refuse to close". */
static bool is_hedge_of_verb(const char *s, size_t n)
{
	static const char *const words[] = {
		"refuse", "refuses", "refused", "prepare", "prepares",
		"prepared", "preparing", "preparation", "towards", "toward",
		"start", "starts", "started", "starting", "begin", "begins",
		"began", "beginning", "help", "helps", "hope", "hopes",
		"aim", "aims", "intend", "intends", "intended", "supposed",
		"forget", "forgot", "prevent", "prevents", "avoid", "avoids",
		"stop", "stops", "continue", "continues", "allow", "allows",
		"enable", "enables", "ready", "consider", "considers",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* Between such a word and its verb: "forgot to close", "towards the closing". */
static bool is_small(const char *s, size_t n)
{
	static const char *const words[] = { "to", "from", "for", "of", "the" };

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* Begins something new here, which the words before do not deny? */
static bool is_turn(const char *s, size_t n)
{
	static const char *const words[] = { "and", "but", "only" };

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* The end of the line before `s` (its first byte), when the sentence was wrapped
 * there; else NULL. */
static const char *line_before(const char *start, const char *s)
{
	const char *nl = s - 1, *p = nl;

	if (s <= start || *nl != '\n')
		return NULL;
	while (p > start && p[-1] != '\n')
		p--;
	return nl - p >= WRAPPED ? nl : NULL;
}

/* One step back over blanks, and over the end of a wrapped line. */
static const char *skip_back(const char *start, const char *s, bool wrapped)
{
	const char *line;

	for (;;) {
		while (s > start && (s[-1] == ' ' || s[-1] == '\t' ||
				     s[-1] == '\''))
			s--;
		line = wrapped ? line_before(start, s) : NULL;
		if (!line)
			return s;
		s = line;
	}
}

static bool is_quoted(const char *start, const char *verb)
{
	size_t before = (size_t)(verb - start);
	const char *s = verb;

	if (before && strchr("\"'`", verb[-1]))
		return true;
	if (before >= 3 && !strncmp(verb - 3, "\xe2\x80\x9c", 3))
		return true;	/* a typographic one */
	while (s > start && s[-1] != '\n')
		s--;
	while (*s == ' ')
		s++;
	return *s == '>';
}

bool closing_denied(const char *start, const char *verb)
{
	const char *s = verb, *end;
	bool near = true;	/* only small words so far */
	size_t n;
	int words;

	if (is_quoted(start, verb))
		return true;
	for (words = 0; words < 4; words++) {
		s = skip_back(start, s, islower((unsigned char)*verb));
		/* "TODO: fix #..." and "WIP: fix #..." stand for themselves */
		if (!words && s > start && s[-1] == ':')
			s--;
		end = s;
		while (s > start && is_word(s[-1]))
			s--;
		if (s == end)
			return false;
		n = strcspn(s, " \t\n:'\xe2");	/* "don’t" is one word here */
		if (n > (size_t)(end - s))
			n = (size_t)(end - s);
		if (is_turn(s, n))
			return false;
		if (*end == ':')
			return is_negation(s, n) || is_hedge(s, n) ||
				(n == 4 && !strncasecmp(s, "todo", n)) ||
				(n == 3 && !strncasecmp(s, "wip", n));
		if (is_negation(s, n) || is_hedge(s, n) ||
		    (near && is_hedge_of_verb(s, n)))
			return true;
		near = near && is_small(s, n);
	}
	return false;
}

/* ---- behind the ids ---- */

/* The next word behind blanks and light punctuation; its length. */
static size_t next_word(const char **s, const char *end)
{
	const char *p = *s;
	size_t n = 0;

	while (p < end && (strchr(" \t:;,-()[]*_~", *p) ||
			   !strncmp(p, "\xe2\x80\x93", 3) ||
			   !strncmp(p, "\xe2\x80\x94", 3)))
		p += *p == '\xe2' ? 3 : 1;
	while (p + n < end && is_word(p[n]) && p[n] != '\xe2')
		n++;
	*s = p;
	return n;
}

/* What makes a "not" speak of the closing itself, not of something beside it. */
static bool is_about_closing(const char *s, const char *end)
{
	static const char *const words[] = {
		"yet", "quite", "really", "fully", "completely", "entirely",
		"done", "finished", "fixed", "closed", "complete", "ready",
		"now", "today", "here", "so", "all", "everything",
	};
	size_t n = next_word(&s, end);

	return !n || is_in(words, ARRAY_SIZE(words), s, n);
}

static bool starts_taking_back(const char *s, const char *end)
{
	static const char *const later[] = {
		"later", "soon", "tomorrow", "partially", "partly", "almost",
		"nearly", "maybe", "perhaps", "hopefully", "unless", "until",
		"eventually", "someday", "half",
	};
	size_t n = next_word(&s, end);
	const char *next;

	if (n == 3 && !strncasecmp(s, "but", n)) {
		s += n;
		n = next_word(&s, end);
	}
	next = s + n;
	if (is_in(later, ARRAY_SIZE(later), s, n))
		return true;
	if ((n == 3 && !strncasecmp(s, "not", n)) ||
	    (n == 2 && !strncasecmp(s, "no", n)))
		return is_about_closing(next, end);
	if (n == 4 && !strncasecmp(s, "once", n)) {
		n = next_word(&next, end);
		return n && !is_turn(next, n);	/* once and for all */
	}
	if (n == 4 && !strncasecmp(s, "only", n)) {
		static const char *const when[] = {
			"after", "when", "once", "if", "in", "partially",
			"partly", "half",
		};

		n = next_word(&next, end);
		return is_in(when, ARRAY_SIZE(when), next, n);
	}
	if (n == 2 && !strncasecmp(s, "in", n)) {
		n = next_word(&next, end);
		return n == 4 && !strncasecmp(next, "part", n);
	}
	return false;
}

/* "... is not there yet", "... still open" anywhere in the sentence. */
static bool says_later(const char *s, const char *end)
{
	size_t n, since_not = SIZE_MAX / 2, since_still = SIZE_MAX / 2;

	while (s < end) {
		n = next_word(&s, end);
		if (s < end && !n && strchr(".!", *s))
			return false;
		if ((since_not < 4 && n == 3 && !strncasecmp(s, "yet", n)) ||
		    (since_still < 1 && n == 4 && !strncasecmp(s, "open", n)))
			return true;
		if (n) {
			since_not = is_negation(s, n) ? 0 : since_not + 1;
			since_still = n == 5 && !strncasecmp(s, "still", n) ?
				0 : since_still + 1;
		}
		s += n ? n : 1;
	}
	return false;
}

bool closing_taken_back(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && (*p == ' ' || *p == ')'))
		p++;
	return (p < end && *p == '?') || starts_taking_back(s, end) ||
		says_later(s, end);
}

bool closing_never(const char *message)
{
	static const char *const starts[] = {
		"squash! ", "fixup! ", "amend! ", "Revert \"", "revert: ",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(starts); i++)
		if (str_starts(message, starts[i]))
			return true;
	return false;
}
