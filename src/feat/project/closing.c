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
		"resolve", "resolves", "resolved", "resolving",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* "fix", not "fixes": what "will", "do not", "and" reach over to. */
static bool is_base_form(const char *s, size_t n)
{
	static const char *const words[] = {
		"close", "complete", "finish", "fix", "resolve",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* ---- before the verb ---- */

/* The sentence is looked at this far, so that a long line takes no longer. */
#define BACK 400
#define AHEAD 200

/* "doesn't" by its first half, with either apostrophe, "cant" without one. */
static bool is_negation(const char *s, size_t n)
{
	static const char *const whole[] = {
		"not", "never", "without", "cannot", "dont", "doesnt",
		"didnt", "wont", "isnt", "cant", "nothing", "none", "neither", "nor",
		"no", "nowhere", "nobody", "hardly", "barely", "scarcely",
		"rarely", "shouldnt", "wouldnt", "couldnt", "hasnt", "havent",
		"arent", "wasnt", "mustnt", "neednt", "aint",
	};
	static const char *const half[] = {
		"doesn", "don", "didn", "won", "isn", "can", "aren", "wasn",
		"shouldn", "wouldn", "couldn", "hasn", "haven",
		"mustn", "needn", "ain",
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

/* No, not yet, never, hardly, almost, perhaps, partly, later, in the languages of
 * those who write to us.  Capitals with accents are listed. */
static bool is_foreign(const char *s, size_t n)
{
	static const char *const words[] = {
		/* de */ "nicht", "nie", "niemals", "kein", "keine", "keinen", "kaum",
		"ohne", "vielleicht", "teilweise", "beinahe", "soll", "sollte",
		"wird", "sp\xc3\xa4ter", "noch", "eventuell", "vorerst",
		/* fr */ "ne", "pas", "jamais", "sans", "presque", "encore",
		"peut-\xc3\xaatre", "partiellement", "bient\xc3\xb4t",
		/* es */ "nunca", "todav\u00eda", "todavia", "a\xc3\xban", "aun",
		"casi", "quiz\xc3\xa1s", "quizas", "quiz\xc3\xa1", "sin",
		"parcialmente", "pronto", "luego",
		/* pt */ "n\xc3\xa3o", "N\xc3\x83O", "nao", "ainda", "talvez", "quase",
		"jamais", "depois", "breve",
		/* it */ "non", "ancora", "mai", "forse", "quasi", "senza",
		"parzialmente",
		"folgt", "erst", "morgen", "demain", "ma\u00f1ana",
		"despu\xc3\xa9s", "amanh\xc3\xa3", "apr\xc3\xa8s",
		"\xd0\xbf\xd0\xbe\xd0\xb7\xd0\xb6\xd0\xb5",
		/* nl, sv, pl */ "niet", "nooit", "misschien", "bijna", "nog", "inte",
		"aldrig", "kanske", "nie", "jeszcze",
		/* ru, uk */ "\xd0\xbd\xd0\xb5", "\xd0\x9d\xd0\xb5", "\xd0\xbd\xd0\xb5\xd1\x82",
		"\xd0\xbd\xd1\x96", "\xd0\xb5\xd1\x89\xd1\x91", "\xd0\xb5\xd1\x89\xd0\xb5",
		/* da, no, fi, cs, hu */ "ikke", "aldri", "endnu", "ei",
		"nen\xc3\xad", "je\xc5\xa1t\xc4\x9b", "nem", "m\xc3\xa9g",
		/* tr, id, vi */ "de\xc4\x9fil", "hen\xc3\xbcz", "belum", "tidak",
		"bukan", "ch\u01b0a", "kh\xc3\xb4ng",
		/* el, he, ar, fa, hi, uk */ "\xce\xb4\xce\xb5\xce\xbd",
		"\xd7\x9c\xd7\x90", "\xd9\x84\xd9\x85", "\xd9\x84\xd8\xa7",
		"\xd9\x84\xd9\x8a\xd8\xb3", "\xd9\x87\xd9\x86\xd9\x88\xd8\xb2",
		"\xe0\xa4\xa8\xe0\xa4\xb9\xe0\xa5\x80\xe0\xa4\x82",
		"\xd1\x89\xd0\xb5",
	};
	/* without blanks between words: ja, zh, ko */
	static const char *const parts[] = {
		"\xe3\x81\xbe\xe3\x81\xa0", "\xe3\x81\xaa\xe3\x81\x84",
		"\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93", "\xe6\x9c\xaa",
		"\xe4\xb8\x8d", "\xe6\xb2\xa1", "\xe6\xb2\x92",
		"\xe4\xba\x88\xe5\xae\x9a",
		"\xec\x95\x84\xec\xa7\x81", "\xec\x95\x8a",
	};
	size_t i, j;

	if (is_in(words, ARRAY_SIZE(words), s, n))
		return true;
	for (i = 0; i < n && n < BACK; i++)
		for (j = 0; (s[i] & 0x80) && j < ARRAY_SIZE(parts); j++)
			if (n - i >= strlen(parts[j]) &&
			    !strncmp(s + i, parts[j], strlen(parts[j])))
				return true;
	return false;
}

/* What is hoped, planned, tried or half done. */
static bool is_hedge(const char *s, size_t n)
{
	static const char *const words[] = {
		"will", "would", "should", "could", "might", "may", "shall",
		"must", "gonna", "ll",
		"maybe", "perhaps", "possibly", "hopefully", "partially",
		"partly", "almost", "nearly", "half", "todo", "fixme", "wip",
		"tbd", "try", "tries", "tried", "trying", "attempt", "attempts",
		"attempted", "attempting", "fail", "fails", "failed", "failing",
		"need", "needs", "needed", "want", "wants", "plan", "plans",
		"planned", "going", "yet", "unable", "before", "until", "if",
		"once", "unless", "wanted", "ought", "draft", "mostly",
		"largely", "whether", "doubt", "doubts", "think", "guess",
		"believe", "hope", "probably", "likely", "presumably",
		"supposedly", "allegedly", "apparently", "seemingly",
		"potentially", "temporarily", "provisionally", "somewhat",
		"wrongly", "mistakenly", "accidentally", "erroneously",
		"incorrectly", "prematurely", "incompletely", "please",
		"next", "follow-up", "followup", "another", "future",
		"anyone", "anybody", "someone", "somebody", "else",
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
		"began", "beginning", "help", "helps", "helper", "hopes",
		"aim", "aims", "intend", "intends", "intended", "supposed",
		"forget", "forgot", "prevent", "prevents", "avoid", "avoids",
		"stop", "stops", "continue", "continues", "allow", "allows",
		"enable", "enables", "ready", "consider", "considers",
		"instead", "rather", "far", "short", "close", "early", "soon",
		"impossible", "hard", "difficult", "easy", "easier",
		"necessary", "required", "how", "way", "step", "steps", "work",
		"works", "working", "progress", "after", "about", "be",
		"decline", "declines", "declined", "postpone", "postpones",
		"defer", "defers", "delay", "delays", "skip", "skips",
		"omit", "omits", "lack", "lacks", "part", "parts",
		"pretend", "pretends", "claim", "claims", "claimed", "seem",
		"seems", "appear", "appears", "meant", "expected", "thought",
		"believed", "kind", "sort", "mistake", "error",
		"write", "writes", "say", "says", "said", "type", "words",
		"word", "keyword", "keywords", "phrase", "like", "as",
		"example", "means", "undo", "undoes", "unlike", "give",
		"gives", "gave", "giving", "possible", "groundwork", "basis",
		"foundation", "foundations", "stab",
		"partial",
		"incomplete", "what", "who", "whoever", "parse", "parses",
		"recognise", "recognises", "recognize", "recognizes", "read",
		"reads", "match", "matches", "understand", "accept",
		"accepts", "document", "documents", "support",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* In front of a colon: what stands behind it is not done now. */
static bool is_label(const char *s, size_t n)
{
	static const char *const words[] = {
		"next", "later", "goal", "plan", "aim", "usage", "example",
		"reverts", "reverted", "undo", "undone", "wrong", "syntax",
		"rejected", "wontfix", "rfc", "document",
	};

	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* Between such a word and its verb: "forgot to close", "towards the closing". */
static bool is_small(const char *s, size_t n)
{
	static const char *const words[] = {
		"to", "from", "for", "of", "the", "than", "on", "it", "a", "up",
		"at",
	};

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
	while (p > start && p[-1] != '\n' && nl - p < WRAPPED)
		p--;
	/* a title of its own ends with its blank line; "not" ends nothing */
	if (nl - p >= WRAPPED)
		return nl;
	for (p = nl; p > start && is_word(p[-1]) && nl - p < WRAPPED;)
		p--;
	return nl > p && is_negation(p, (size_t)(nl - p)) ? nl : NULL;
}

/* One step back over blanks, and over the end of a wrapped line. */
static const char *skip_back(const char *start, const char *s, bool wrapped)
{
	const char *line;

	for (;;) {
		while (s > start && strchr(" \t'*_[", s[-1]))
			s--;
		line = wrapped ? line_before(start, s) : NULL;
		if (!line)
			return s;
		s = line;
	}
}

/* The word that ends at `s`, with its hyphens; its length. */
static size_t word_before(const char **s, const char *start)
{
	const char *end = *s, *p = end;
	size_t n;

	while (p > start && (is_word(p[-1]) || (p[-1] == '-' && p > start + 1 &&
						is_word(p[-2]) && p < end)))
		p--;
	n = strcspn(p, " \t\n:'\xe2");	/* "don’t" is one word here */
	*s = p;
	return n < (size_t)(end - p) ? n : (size_t)(end - p);
}

/*
 * Before an insertion that ends at `s`: "does not (yet) fix", "does not, however,
 * fix", "does not - as planned - fix".  NULL when nothing like it ends here.
 */
static const char *insertion(const char *start, const char *s)
{
	static const char *const marks[][2] = {
		{ ")", "(" }, { ",", "," }, { " -", " -" }, { " --", " --" },
		{ "\xe2\x80\x94", "\xe2\x80\x94" }, { "\xe2\x80\x93", "\xe2\x80\x93" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		const char *from = marks[i][1], *p;
		size_t n = strlen(marks[i][0]), m = strlen(from);

		if ((size_t)(s - start) < n || strncmp(s - n, marks[i][0], n) != 0)
			continue;
		for (p = s - n; p > start && s - p < 60 && !strchr(".\n;", *p); p--)
			if (p < s - n && !strncmp(p, from, m))
				return p;
		if (*from == '(' && p == start && *p == '(')
			return p;
	}
	return NULL;
}

/* Does a word of [s, end) deny or doubt? */
static bool has_denial(const char *s, const char *end)
{
	while (s < end) {
		size_t n = 0;

		while (s + n < end && is_word(s[n]) && s[n] != '\xe2')
			n++;
		if (n && (is_negation(s, n) || is_hedge(s, n) || is_foreign(s, n)))
			return true;
		s += n ? n : 1;
	}
	return false;
}

/* Quotation marks: those that open, and what closes them. */
static const char *const quotes[][2] = {
	{ "\"", "\"" }, { "`", "`" }, { "\xe2\x80\x9e", "\xe2\x80\x9c" },
	{ "\xe2\x80\x9c", "\xe2\x80\x9d" }, { "\xc2\xab", "\xc2\xbb" },
	{ "\xe3\x80\x8c", "\xe3\x80\x8d" }, { "~~", "~~" }, { "~", "~" },
	{ "<del>", "</del>" }, { "<s>", "</s>" }, { "<code>", "</code>" },
	{ "<pre>", "</pre>" }, { "<blockquote>", "</blockquote>" },
	{ "<!--", "-->" },
	{ "'", "'" },	/* also an apostrophe: see opens() */
};

static bool opens(size_t i, const char *start, const char *s)
{
	size_t n = strlen(quotes[i][0]);

	if (strncmp(s, quotes[i][0], n) != 0)
		return false;
	if (*s == '"' && s > start && isdigit((unsigned char)s[-1]))
		return false;	/* inches */
	if (*s == '~' && s[1] != '~')
		return is_word(s[1]) && !isdigit((unsigned char)s[1]);	/* about */
	return *s != '\'' || ((s == start || !is_word(s[-1])) && is_word(s[1]));
}

/* Is `verb` within a quotation that began in its paragraph and ends in it? */
static bool is_quoted(const char *start, const char *verb)
{
	const char *s = verb, *close = NULL, *p;
	size_t i;

	while (s > start && verb - s < BACK && !(s[-1] == '\n' && *s == '\n'))
		s--;
	for (start = s; s < verb; s++) {
		if (close) {
			if (!strncmp(s, close, strlen(close)) &&
			    (*s != '\'' || !is_word(s[1]))) {
				s += strlen(close) - 1;
				close = NULL;
			}
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(quotes) && !opens(i, start, s); i++)
			;
		if (i < ARRAY_SIZE(quotes)) {
			close = quotes[i][1];
			s += strlen(quotes[i][0]) - 1;
		}
	}
	for (p = verb; close && *p && p - verb < BACK; p++) {
		if (*p == '\n' && p[1] == '\n')
			break;
		if (!strncmp(p, close, strlen(close)))
			return true;
	}
	return false;
}

/* Is the word that ends at `s` one of these?  Steps before it. */
static bool has_word(const char *const *words, size_t nr, const char **s,
		     const char *start)
{
	size_t n = word_before(s, start);

	return is_in(words, nr, *s, n);
}

/* Before the digits that end at `s`; `s` itself when there are none. */
static const char *skip_digits_back(const char *start, const char *s)
{
	while (s > start && isdigit((unsigned char)s[-1]))
		s--;
	return s;
}

/* "[1/3] ", "Part 1: ", "Step 2 of 3: " in front of `verb`. */
static bool is_numbered_part(const char *start, const char *verb)
{
	static const char *const words[] = { "part", "step" };
	const char *s = verb, *p;
	int i;

	while (s > start && strchr(" \t:])", s[-1]))
		s--;
	for (i = 0; i < 2 && s != verb; i++) {
		p = skip_digits_back(start, s);
		if (p == s)
			return false;
		if (p > start && p[-1] == '/')
			return skip_digits_back(start, p - 1) < p - 1;
		s = skip_back(start, p, false);
		p = s;
		if (has_word(words, ARRAY_SIZE(words), &p, start))
			return true;
		if (s - p != 2 || strncasecmp(p, "of", 2) != 0)
			return false;
		s = skip_back(start, p, false);
	}
	return false;
}

/* Is it "ready", "done", ... with a denial in front of it? */
static bool is_undone(const char *start, const char *s, size_t n)
{
	static const char *const words[] = {
		"ready", "done", "finished", "complete", "tested", "sure",
		"merge", "fertig", "klar",
	};

	if (!is_in(words, ARRAY_SIZE(words), s, n))
		return false;
	s = skip_back(start, s, false);
	n = word_before(&s, start);
	return n && (is_negation(s, n) || is_foreign(s, n));
}

/* A tag in brackets that ends at `s`, "[WIP]": the work goes on. */
static bool is_open_tag(const char *start, const char *s)
{
	static const char *const words[] = {
		"wip", "draft", "todo", "tbd", "poc", "rfc", "dnm",
	};
	const char *end = s - 1, *p;
	size_t n;

	if (s == start || *end != ']')
		return false;
	for (p = end; p > start && end - p < 30 && p[-1] != '['; p--)
		;
	n = word_before(&end, p);
	return is_in(words, ARRAY_SIZE(words), end, n) ||
		is_undone(p, end, n);
}

/* The word in front of a colon. */
static bool denied_by_label(const char *start, const char *s, size_t n)
{
	if (is_undone(start, s, n))
		return true;
	if (n == 4 && !strncasecmp(s, "once", n))
		return false;	/* "Read it once: ..." */
	return is_negation(s, n) || is_hedge(s, n) || is_label(s, n) ||
		is_foreign(s, n) || (n == 2 && !strncasecmp(s, "be", 2));
}

/* "e.g. ", "e.g., " */
static bool is_example(const char *start, const char *s)
{
	if (s > start && s[-1] == ',')
		s--;
	return s - start >= 4 && !strncasecmp(s - 4, "e.g.", 4);
}

/* The bracket that the one in front of `s` closes; `s` when there is none. */
static const char *opening(const char *start, const char *s)
{
	const char *p = s - 1;
	char open = *p == ']' ? '[' : '(';

	while (p > start && s - p < 60 && *p != open && *p != '\n')
		p--;
	return *p == open ? p : s;
}

/* "(scope):" behind a label */
static bool is_scope(const char *s)
{
	if (*s != '(')
		return false;
	s += strcspn(s, ")\n");
	return *s == ')' && s[1] == ':';
}

/* "all but fixes", "anything but closes" */
static bool is_all_but(const char *start, const char *s)
{
	static const char *const words[] = {
		"all", "anything", "everything", "nothing",
	};
	size_t n;

	s = skip_back(start, s, true);
	n = word_before(&s, start);
	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* "have to", "has to": what has to be done is not. */
static bool is_duty(const char *start, const char *s)
{
	static const char *const words[] = { "have", "has", "had", "is", "are" };
	size_t n;

	s = skip_back(start, s, true);
	n = word_before(&s, start);
	return is_in(words, ARRAY_SIZE(words), s, n);
}

/* "the commit that fixes": another one, it seems. */
static bool is_of_another(const char *start, const char *s, size_t n)
{
	static const char *const pronouns[] = { "that", "which" };
	static const char *const words[] = {
		"commit", "change", "patch", "pr", "mr", "release", "version",
	};

	if (!is_in(pronouns, ARRAY_SIZE(pronouns), s, n))
		return false;
	s = skip_back(start, s, true);
	return has_word(words, ARRAY_SIZE(words), &s, start);
}

/* Does the word [s, s + n) in front of a verb deny it?  1, 0, or -1: it does not,
 * and neither do those before it. */
static int word_denies(const char *start, const char *s, size_t n, bool near,
		       bool base)
{
	if (n == 3 && !strncasecmp(s, "but", n) && is_all_but(start, s))
		return 1;
	if (n == 2 && near && !strncasecmp(s, "to", n) && is_duty(start, s))
		return 1;
	if (!strncmp(s + n, "\xe2\x80\x99ll", 5))
		return 1;	/* as "'ll", which is a word of its own here */
	if (near && is_of_another(start, s, n))
		return 1;
	if (is_turn(s, n) && !(base && (*s | 32) == 'a'))
		return -1;
	return is_negation(s, n) || is_hedge(s, n) || is_foreign(s, n) ||
		(near && is_hedge_of_verb(s, n));
}

bool closing_denied(const char *start, const char *verb)
{
	const char *s = verb, *end, *before, *letters = verb;
	bool near = true, base;	/* near: only small words so far */
	size_t n;
	int words, verdict;

	while (isalpha((unsigned char)*letters))
		letters++;
	base = is_base_form(verb, (size_t)(letters - verb));
	if (is_quoted(start, verb) || is_numbered_part(start, verb))
		return true;
	if (verb - start > 1 && verb[-1] == '-' && is_word(verb[-2]))
		return true;	/* "un-fixes", "auto-closes" */
	for (words = 0; words < 4; words++) {
		s = skip_back(start, s, islower((unsigned char)*verb));
		/* "TODO: fix #..." and "WIP: fix #..." stand for themselves */
		if (!words && s > start && s[-1] == ':')
			s--;
		if (!words && is_example(start, s))
			return true;
		if (is_open_tag(start, s))
			return true;
		/* "(WIP) ", "wip(scope): " */
		if (!words && s > start && s[-1] == ')' &&
		    has_denial(opening(start, s), s))
			return true;
		if (!words && *s == ':' && s > start && s[-1] == ')')
			s = opening(start, s);
		before = insertion(start, s);
		if (before && s[-1] == ')' && has_denial(before, s))
			return true;
		if (before && base) {
			s = skip_back(start, before, true);
			end = s;
			n = word_before(&s, start);
			return n && (is_negation(s, n) || is_hedge(s, n) ||
				     (n == 1 && *s == 't' && end - s == 1 &&
				      s > start && s[-1] == '\''));
		}
		end = s;
		n = word_before(&s, start);
		if (s == end)
			return false;
		if (!words && n == 3 && !strncasecmp(s, "for", n) &&
		    letters - verb > 3 && !strncasecmp(letters - 3, "ing", 3))
			return true;
		if (*end == ':' || (!words && is_scope(end)))
			return denied_by_label(start, s, n);
		verdict = word_denies(start, s, n, near, base);
		if (verdict)
			return verdict > 0;
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

	while (p < end && (strchr(" \t\n:;,-()[]*_~", *p) ||
			   !strncmp(p, "\xe2\x80\x93", 3) ||
			   !strncmp(p, "\xe2\x80\x94", 3)))
		p += *p == '\xe2' ? 3 : 1;
	while (p + n < end && (is_word(p[n]) || (p[n] == '-' && n &&
						 is_word(p[n + 1]))) &&
	       p[n] != '\xe2')
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
		"now", "today", "here", "so", "all", "everything", "work",
		"fix", "close", "hold", "help", "this",
	};
	size_t n;

	if (end - s > 1 && (*s == '\'' || *s == '\xe2'))
		s += *s == '\'' ? 2 : 4;	/* the rest of "doesn't" */
	n = s < end ? next_word(&s, end) : 0;
	return !n || is_in(words, ARRAY_SIZE(words), s, n);
}

/* "when merged", "after the release": an event that is still to come, among the
 * next words. */
static bool is_to_come(const char *s, const char *end)
{
	static const char *const words[] = {
		"merge", "merged", "merging", "release", "released", "deploy",
		"deployed", "deployment", "approved", "approval", "review",
		"reviewed", "shipped", "lands", "landed", "landing", "ready",
		"done",
	};
	size_t n;
	int i;

	for (i = 0; i < 4 && (n = next_word(&s, end)); i++, s += n)
		if (is_in(words, ARRAY_SIZE(words), s, n))
			return true;
	return false;
}

/* "in the next commit", "in a follow-up", "in part" */
static bool is_elsewhere(const char *s, const char *end)
{
	static const char *const words[] = {
		"next", "later", "another", "other", "separate", "future",
		"follow-up", "followup", "part", "theory", "error", "parts",
		"coming", "following", "branch",
	};
	size_t n;
	int i;

	for (i = 0; i < 2 && (n = next_word(&s, end)); i++, s += n)
		if (is_in(words, ARRAY_SIZE(words), s, n))
			return true;
	return false;
}

/* Directly behind the ids, it makes them the subject: "fixes #... was wrong". */
static bool makes_subject(const char *s, const char *end)
{
	static const char *const words[] = {
		"was", "were", "is", "isn", "wasn", "did", "didn", "does",
		"doesn", "has", "hasn", "had", "turned", "proved", "seems",
		"should", "would", "could", "can", "cannot", "might", "may",
		"will", "won", "needs", "must", "works", "gets", "means",
	};
	const char *p = s;
	size_t n;

	while (p < end && strchr(" \t\n\"'", *p))
		p++;
	s = p;
	n = p < end && is_word(*p) ? next_word(&p, end) : 0;
	return n && s == p && is_in(words, ARRAY_SIZE(words), p, n);
}

/* "(1/3)", "(part 1 of 3)" */
static bool is_fraction(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && strchr(" ([", *p))
		p++;
	if (p == s || p >= end || !isdigit((unsigned char)*p))
		return false;
	while (p < end && isdigit((unsigned char)*p))
		p++;
	return p + 1 < end && *p == '/' && isdigit((unsigned char)p[1]);
}

static bool is_later(const char *s, size_t n)
{
	static const char *const words[] = {
		"later", "soon", "tomorrow", "partially", "partly", "almost",
		"nearly", "maybe", "perhaps", "hopefully", "unless", "until",
		"eventually", "someday", "half", "next", "if", "except",
		"excluding", "apart", "aside", "temporarily", "provisionally",
		"somewhat", "incorrectly", "wrongly", "badly", "prematurely",
		"erroneously", "mistakenly", "probably", "presumably",
		"supposedly", "allegedly", "apparently", "partial", "part",
		"wip", "draft", "todo", "tbd", "reverted", "undone", "pending",
		"upon", "assuming", "provided", "subject",
	};

	return is_in(words, ARRAY_SIZE(words), s, n) || is_foreign(s, n);
}

/* Two words at the start that say it: "for now", "by mistake", "I think". */
static bool is_pair(const char *s, size_t n, const char *end)
{
	static const char *const pairs[][2] = {
		{ "for", "now" }, { "by", "mistake" }, { "by", "accident" },
		{ "too", "early" }, { "i", "think" }, { "i", "hope" },
		{ "i", "guess" }, { "we", "hope" }, { "we", "think" },
		{ "or", "so" }, { "or", "not" }, { "as", "soon" }, { "to", "be" },
				{ "i", "believe" }, { "we", "believe" },
		{ "zum", "teil" }, { "en", "partie" }, { "en", "parte" },
		{ "em", "parte" }, { "a", "medias" }, { "s\xc3\xb3", "em" },
		{ "s\xc3\xb3lo", "en" }, { "in", "parte" },
		{ "plus", "tard" }, { "mais", "tarde" }, { "em", "breve" },
		{ "m\xc3\xa1s", "tarde" }, { "nur", "teilweise" },
		{ "leider", "nicht" },
	};
	const char *next = s + n;
	size_t i, m = next_word(&next, end);

	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		if (is_in(&pairs[i][0], 1, s, n) && is_in(&pairs[i][1], 1, next, m))
			return true;
	return false;
}

static bool starts_taking_back(const char *s, const char *end)
{
	static const char *const auxiliary[] = {
		"does", "did", "is", "was", "has", "can", "will",
	};
	size_t n = next_word(&s, end);
	const char *next;

	if (n == 3 && !strncasecmp(s, "but", n)) {
		s += n;
		n = next_word(&s, end);
	}
	next = s + n;
	if (!n)
		return false;
	if (is_in(auxiliary, ARRAY_SIZE(auxiliary), s, n)) {
		s = next;
		n = next_word(&s, end);
		next = s + n;
	}
	if (is_later(s, n) || is_pair(s, n, end))
		return true;
	if (is_negation(s, n))
		return is_about_closing(next, end);
	if (n == 4 && !strncasecmp(s, "once", n)) {
		n = next_word(&next, end);
		return n && !is_turn(next, n);	/* once and for all */
	}
	if (n == 4 && !strncasecmp(s, "only", n))
		return next_word(&next, end) > 0;
	if ((n == 4 && !strncasecmp(s, "when", n)) ||
	    (n == 5 && !strncasecmp(s, "after", n)))
		return is_to_come(next, end);
	return n == 2 && !strncasecmp(s, "in", n) && is_elsewhere(next, end);
}

/* Does the sentence end here? */
static bool is_over(const char *s, const char *end)
{
	while (s < end && strchr(" \t)", *s))
		s++;
	return s == end || strchr(".!\n", *s);
}

/* "... is not there yet", "... still open", "... on Linux only" in the sentence. */
static bool says_later(const char *s, const char *end)
{
	static const char *const lacking[] = {
		"open", "broken", "failing", "fails", "crashes", "missing",
		"needs", "todo", "to", "happens", "incomplete",
	};
	static const char *const staying[] = {
		"still", "remains", "stays", "stay", "keep", "left", "leave",
	};
	static const char *const faults[] = { "fails", "breaks", "crashes" };
	size_t n, since_not = SIZE_MAX / 2, since_still = SIZE_MAX / 2;
	size_t words = 0;
	bool but = false;

	while (s < end) {
		n = next_word(&s, end);
		if (s < end && !n && strchr(".!", *s))
			return false;
		words += n > 0;
		if (words > 1 && n == 4 && !strncasecmp(s, "only", n) &&
		    is_over(s + n, end))
			return true;
		if ((since_not < 4 && n == 3 && !strncasecmp(s, "yet", n)) ||
		    (since_still < 2 && is_in(lacking, ARRAY_SIZE(lacking), s, n) &&
		     (since_still < 1 || (*s | 32) == 'o')) ||
		    (but && is_in(faults, ARRAY_SIZE(faults), s, n)) ||
		    (but && n == 5 && !strncasecmp(s, "still", n)))
			return true;
		if (n) {
			since_not = is_negation(s, n) ? 0 : since_not + 1;
			since_still = is_in(staying, ARRAY_SIZE(staying), s, n) ?
				0 : since_still + 1;
			but |= n == 3 && !strncasecmp(s, "but", n);
		}
		s += n ? n : 1;
	}
	return false;
}

/* Is it a question?  "... (why?)" and a title behind a colon are none. */
static bool asks(const char *s, const char *end)
{
	int depth = 0;

	if (s < end && *s == ':')
		return false;
	for (; s < end && !strchr(".!", *s); s++) {
		depth += *s == '(' ? 1 : *s == ')' ? -1 : 0;
		if (*s == '?' && depth <= 0)
			return true;
	}
	return false;
}

/* The end of what the line that ends at `end` goes on with, when it was wrapped. */
static const char *sentence_end(const char *s, const char *end)
{
	const char *next = end + 1;
	size_t n = 0;

	if (*end == '\n' && islower((unsigned char)*next)) {
		while (is_word(next[n]))
			n++;
		if (!closing_verb(next, n))
			end = next + strcspn(next, "\n");
	}
	return end - s > AHEAD ? s + AHEAD : end;
}

bool closing_taken_back(const char *s, const char *end)
{
	const char *p = s;

	end = sentence_end(s, end);
	while (p < end && strchr(" )*_]", *p))
		p++;
	while (p < end && (!strncmp(p, "..", 2) || !strncmp(p, "\xe2\x80\xa6", 3)))
		s = p += *p == '.' ? 2 + (p[2] == '.') : 3;
	while (p < end && strchr(" (", *p))
		p++;
	if (p < end && *p == '.' && end - p >= 5 && !strncasecmp(p, ". not", 5) &&
	    (p + 5 == end || !is_word(p[5])) && (p + 5 == end || p[5] != ' '))
		return true;	/* ". Not!" */
	return (p < end && *p == '?') || makes_subject(s, end) ||
		is_fraction(s, end) || starts_taking_back(s, end) ||
		says_later(s, end) || asks(s, end);
}

bool closing_never(const char *message)
{
	static const char *const starts[] = {
		"squash! ", "fixup! ", "amend! ", "Revert \"", "Reapply \"",
		"draft! ", "wip! ",
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(starts); i++)
		if (str_starts(message, starts[i]))
			return true;
	/* "revert: ", "Revert(scope)!: " */
	if (!str_istarts(message, "revert"))
		return false;
	n = 6 + (message[6] == 's');
	if (message[n] == '(')
		n += strcspn(message + n, ")\n") + 1;
	return n <= strlen(message) && (message[n] == ':' ||
		(message[n] == '!' && message[n + 1] == ':'));
}
