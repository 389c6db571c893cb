/*
 * prd-measure.c - the expression that a sentence with a number means.
 */
#include "base/base.h"
#include "feat/prd/prd-text.h"

#include "base/utf8.h"
#include "data/json.h"
#include "feat/prd/prd-words.h"

#define BEFORE 60		/* bytes in front of a number that are looked at */
#define TEXT_LOOK 600

enum op { OP_NONE, OP_LT, OP_LE, OP_GT, OP_GE, OP_EQ };

static const char *const op_text[] = { "", "<", "<=", ">", ">=", "==" };

struct word_op {
	enum op op;
	const char *words;
};

/* In front of the number. */
static const struct word_op before_words[] = {
	{ OP_LE, "within|at most|no more than|not more than|not exceed|"
		 "not exceeding|does not exceed|up to|max|max.|maximum|"
		 "maximum of|a maximum of|no longer than|in|\xe2\x89\xa4|<=|"
		 "innerhalb von|innerhalb|h\xc3\xb6""chstens|maximal|"
		 "como m\xc3\xa1ximo|m\xc3\xa1ximo de|no m\xc3\xa1ximo|"
		 "dentro de|at\xc3\xa9|au maximum|au plus|maximum de|"
		 "dans les|entro|al massimo|"
		 "\xd0\xbd\xd0\xb5 \xd0\xb1\xd0\xbe\xd0\xbb\xd0\xb5\xd0\xb5|"
		 "\xe4\xb8\x8d\xe8\xb6\x85\xe8\xbf\x87|\xe6\x9c\x80\xe5\xa4\x9a|"
		 "\xe6\x9c\x80\xe5\xa4\xa7|\xec\xb5\x9c\xeb\x8c\x80|"
		 "en|em" },
	{ OP_LT, "under|below|less than|fewer than|faster than|lower than|"
		 "in under|in less than|<|en moins de|unter|weniger als|menos de|"
		 "inferior a|por debajo de|abaixo de|moins de|"
		 "inf\xc3\xa9rieur \xc3\xa0|meno di|sotto i|"
		 "\xd0\xbc\xd0\xb5\xd0\xbd\xd0\xb5\xd0\xb5|"
		 "\xe5\xb0\x8f\xe4\xba\x8e|\xe4\xbd\x8e\xe4\xba\x8e|"
		 "\xe5\xb0\x91\xe4\xba\x8e" },
	{ OP_GE, "at least|minimum|min|min.|minimum of|a minimum of|"
		 "no less than|not less than|no fewer than|\xe2\x89\xa5|>=|"
		 "mindestens|al menos|m\xc3\xadnimo de|como m\xc3\xadnimo|"
		 "no m\xc3\xadnimo|pelo menos|au moins|au minimum|almeno|"
		 "support|supports|handle|handles|"
		 "\xd0\xbd\xd0\xb5 \xd0\xbc\xd0\xb5\xd0\xbd\xd0\xb5\xd0\xb5|"
		 "\xe8\x87\xb3\xe5\xb0\x91|\xe4\xb8\x8d\xe4\xbd\x8e\xe4\xba\x8e|"
		 "\xe4\xb8\x8d\xe5\xb0\x91\xe4\xba\x8e|\xe6\x94\xaf\xe6\x8c\x81|"
		 "\xec\xb5\x9c\xec\x86\x8c" },
	{ OP_GT, "more than|above|over|greater than|higher than|exceeds|"
		 "exceed|>|\xc3\xbc""ber|mehr als|m\xc3\xa1s de|mayor que|"
		 "mais de|acima de|plus de|sup\xc3\xa9rieur \xc3\xa0|pi\xc3\xb9 di|"
		 "\xd0\xb1\xd0\xbe\xd0\xbb\xd0\xb5\xd0\xb5|"
		 "\xe5\xa4\xa7\xe4\xba\x8e|\xe9\xab\x98\xe4\xba\x8e|"
		 "\xe8\xb6\x85\xe8\xbf\x87" },
	{ OP_EQ, "==|=|exactly|genau|exactamente|exactement" },
};

/* Behind the unit. */
static const struct word_op after_words[] = {
	{ OP_LE, "\xe4\xbb\xa5\xe5\x86\x85|\xe4\xbb\xa5\xe4\xb8\x8b|\xe5\x86\x85|"
		 "\xec\x9d\xb4\xeb\x82\xb4|\xec\x9d\xb4\xed\x95\x98|or less|"
		 "or fewer|or below|or faster|maximum|max|oder weniger|"
		 "o menos|ou moins|ou menos" },
	{ OP_LT, "\xe6\x9c\xaa\xe6\xba\x80|\xeb\xaf\xb8\xeb\xa7\x8c" },
	{ OP_GE, "\xe4\xbb\xa5\xe4\xb8\x8a|\xec\x9d\xb4\xec\x83\x81|or more|"
		 "or higher|or above|or better|minimum|min|oder mehr|o m\xc3\xa1s|"
		 "ou plus|ou mais" },
	{ OP_GT, "\xec\xb4\x88\xea\xb3\xbc" },
};

enum dim { DIM_NONE, DIM_MS, DIM_LONG, DIM_PERCENT, DIM_SIZE, DIM_USERS,
	   DIM_RATE, DIM_LENGTH, DIM_SCORE };

struct unit {
	enum dim dim;
	double factor;
	const char *suffix;	/* of the name */
	const char *words;
};

static const struct unit units[] = {
	{ DIM_MS, 1, "_ms", "ms|msec|milliseconds|millisecond|millisekunden|"
		"milisegundos|millisecondes|milissegundos|"
		"\xe6\xaf\xab\xe7\xa7\x92|\xe3\x83\x9f\xe3\x83\xaa\xe7\xa7\x92|"
		"\xeb\xb0\x80\xeb\xa6\xac\xec\xb4\x88|\xd0\xbc\xd1\x81" },
	{ DIM_MS, 1000, "_ms", "s|sec|secs|second|seconds|sekunden|sekunde|"
		"segundos|segundo|secondes|seconde|secondi|\xe7\xa7\x92|"
		"\xec\xb4\x88|\xd1\x81\xd0\xb5\xd0\xba\xd1\x83\xd0\xbd\xd0\xb4|"
		"\xd1\x81\xd0\xb5\xd0\xba" },
	{ DIM_LONG, 1, "_minutes", "min|mins|minute|minutes|minuten|minutos|"
		"minuti|\xe5\x88\x86\xe9\x92\x9f|\xe5\x88\x86|\xeb\xb6\x84|"
		"\xd0\xbc\xd0\xb8\xd0\xbd\xd1\x83\xd1\x82" },
	{ DIM_LONG, 1, "_hours", "h|hr|hrs|hour|hours|stunden|stunde|horas|"
		"hora|heures|heure|ore|\xe5\xb0\x8f\xe6\x97\xb6|"
		"\xe6\x99\x82\xe9\x96\x93|\xec\x8b\x9c\xea\xb0\x84" },
	{ DIM_PERCENT, 1, "", "%|percent|prozent|por ciento|pour cent|"
		"\xef\xbc\x85" },
	{ DIM_SIZE, 1, "_kb", "kb|kib|ko" },
	{ DIM_SIZE, 1, "_mb", "mb|mib|mo" },
	{ DIM_SIZE, 1, "_gb", "gb|gib|go" },
	{ DIM_RATE, 1, "", "requests per second|requests/second|requests/s|"
		"req/s|rps|qps|tps|transactions per second|"
		"anfragen pro sekunde|peticiones por segundo|"
		"requ\xc3\xaates par seconde|requisi\xc3\xa7\xc3\xb5""es por segundo" },
	{ DIM_USERS, 1, "", "concurrent users|simultaneous users|concurrent|"
		"concurrent connections|gleichzeitige nutzer|"
		"gleichzeitige benutzer|usuarios concurrentes|"
		"usuarios simult\xc3\xa1neos|usu\xc3\xa1rios simult\xc3\xa2neos|"
		"utilisateurs simultan\xc3\xa9s|"
		"\xe5\xb9\xb6\xe5\x8f\x91\xe7\x94\xa8\xe6\x88\xb7|"
		"\xe5\xb9\xb6\xe5\x8f\x91" },
	{ DIM_LENGTH, 1, "", "characters|character|chars|zeichen|caracteres|"
		"caract\xc3\xa8res|\xe5\xad\x97\xe7\xac\xa6|\xe4\xb8\xaa\xe5\xad\x97\xe7\xac\xa6|"
		"\xe6\x96\x87\xe5\xad\x97|\xec\x9e\x90" },
};

struct subject {
	enum dim dim;
	enum op usual;		/* when no comparison is said; OP_NONE: needed */
	const char *name;
	const char *words;
};

/* The first whose word is in the text; the last of a kind is its default. */
static const struct subject subjects[] = {
	{ DIM_MS, OP_NONE, "startup_time", "startup|start up|start-up|starts in|"
		"cold start|launch time|startzeit|arranque|d\xc3\xa9marrage|"
		"\xe5\x90\xaf\xe5\x8a\xa8|\xe8\xb5\xb7\xe5\x8b\x95" },
	{ DIM_MS, OP_NONE, "load_time", "load|loads|render|page|first paint|"
		"ladezeit|l\xc3\xa4""dt|seite|carga|p\xc3\xa1gina|chargement|page|"
		"carrega|\xe5\x8a\xa0\xe8\xbd\xbd|\xe8\xaa\xad\xe3\x81\xbf\xe8\xbe\xbc|"
		"\xe8\xa1\xa8\xe7\xa4\xba|\xeb\xa1\x9c\xeb\x94\xa9" },
	{ DIM_MS, OP_NONE, "response_time", "respon|latency|api|request|quer|"
		"search|endpoint|p95|p99|returns|antwort|suche|abfrage|"
		"tiempo de respuesta|responde|b\xc3\xbasqueda|r\xc3\xa9pon|"
		"recherche|tempo de resposta|busca|\xe5\x93\x8d\xe5\xba\x94|"
		"\xe5\xbf\x9c\xe7\xad\x94|\xe3\x83\xac\xe3\x82\xb9\xe3\x83\x9d\xe3\x83\xb3\xe3\x82\xb9|"
		"\xe6\xa4\x9c\xe7\xb4\xa2|\xe6\x90\x9c\xe7\xb4\xa2|"
		"\xec\x9d\x91\xeb\x8b\xb5|\xea\xb2\x80\xec\x83\x89|"
		"\xd0\xbe\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82" },
	{ DIM_MS, OP_NONE, "response_time", " ms|\xe6\xaf\xab\xe7\xa7\x92" },
	{ DIM_MS, OP_NONE, "duration", "" },
	{ DIM_LONG, OP_NONE, "recovery_time", "recover|rto|restore" },
	{ DIM_LONG, OP_NONE, "build_time", "build|pipeline|ci run" },
	{ DIM_LONG, OP_NONE, "duration", "" },
	{ DIM_PERCENT, OP_GE, "coverage", "coverage|abdeckung|cobertura|"
		"couverture|copertura|\xe8\xa6\x86\xe7\x9b\x96\xe7\x8e\x87|"
		"\xe3\x82\xab\xe3\x83\x90\xe3\x83\xac\xe3\x83\x83\xe3\x82\xb8|"
		"\xec\xbb\xa4\xeb\xb2\x84\xeb\xa6\xac\xec\xa7\x80|"
		"\xd0\xbf\xd0\xbe\xd0\xba\xd1\x80\xd1\x8b\xd1\x82\xd0\xb8" },
	{ DIM_PERCENT, OP_GE, "uptime", "uptime|availability|available|"
		"verf\xc3\xbcgbarkeit|disponibilidad|disponibilidade|"
		"disponibilit\xc3\xa9|\xe5\x8f\xaf\xe7\x94\xa8\xe6\x80\xa7|"
		"\xe5\x8f\xaf\xe7\x94\xa8\xe7\x8e\x87|\xe7\xa8\xbc\xe5\x83\x8d\xe7\x8e\x87|"
		"\xea\xb0\x80\xec\x9a\xa9\xec\x84\xb1|"
		"\xd0\xb4\xd0\xbe\xd1\x81\xd1\x82\xd1\x83\xd0\xbf\xd0\xbd\xd0\xbe\xd1\x81\xd1\x82" },
	{ DIM_PERCENT, OP_LE, "error_rate", "error rate|failure rate|"
		"error-rate|fehlerrate|fehlerquote|tasa de error|"
		"taux d'erreur|taxa de erro|\xe9\x94\x99\xe8\xaf\xaf\xe7\x8e\x87|"
		"\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc\xe7\x8e\x87|"
		"\xec\x98\xa4\xeb\xa5\x98\xec\x9c\xa8" },
	{ DIM_PERCENT, OP_GE, "success_rate", "success rate|erfolgsquote|"
		"tasa de \xc3\xa9xito|taux de succ\xc3\xa8s|taxa de sucesso|"
		"\xe6\x88\x90\xe5\x8a\x9f\xe7\x8e\x87|\xec\x84\xb1\xea\xb3\xb5\xeb\xa5\xa0" },
	{ DIM_PERCENT, OP_GE, "accuracy", "accuracy|accurate|genauigkeit|"
		"precisi\xc3\xb3n|exactitude|acur\xc3\xa1""cia|"
		"\xe5\x87\x86\xe7\xa1\xae\xe7\x8e\x87|\xe7\xb2\xbe\xe5\xba\xa6|"
		"\xec\xa0\x95\xed\x99\x95\xeb\x8f\x84" },
	{ DIM_PERCENT, OP_LE, "cpu_usage", "cpu" },
	{ DIM_SIZE, OP_NONE, "memory", "memory|ram|heap|speicher|memoria|"
		"m\xc3\xa9moire|\xe5\x86\x85\xe5\xad\x98|\xe3\x83\xa1\xe3\x83\xa2\xe3\x83\xaa|"
		"\xeb\xa9\x94\xeb\xaa\xa8\xeb\xa6\xac" },
	{ DIM_SIZE, OP_NONE, "bundle_size", "bundle|gzip|page weight" },
	{ DIM_SIZE, OP_NONE, "file_size", "file|upload|image|attachment|datei|"
		"archivo|fichier|arquivo|\xe6\x96\x87\xe4\xbb\xb6|"
		"\xe3\x83\x95\xe3\x82\xa1\xe3\x82\xa4\xe3\x83\xab" },
	{ DIM_SIZE, OP_NONE, "size", "" },
	{ DIM_USERS, OP_GE, "concurrent_users", "" },
	{ DIM_RATE, OP_GE, "requests_per_second", "" },
	{ DIM_LENGTH, OP_NONE, "password_length", "password|passwort|"
		"contrase\xc3\xb1""a|mot de passe|senha|\xe5\xaf\x86\xe7\xa0\x81|"
		"\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89|"
		"\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8" },
	{ DIM_SCORE, OP_GE, "lighthouse_score", "lighthouse" },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* "1,000", "1.5", "10k"; returns bytes taken. */
static size_t take_number(const char *s, double *v)
{
	size_t n = 0, digits = 0;
	double scale = 0;

	*v = 0;
	for (; digits < 12; n++) {
		if (is_digit(s[n])) {
			digits++;
			if (scale != 0.0) {
				*v += scale * (s[n] - '0');
				scale /= 10;
			} else {
				*v = *v * 10 + (s[n] - '0');
			}
		} else if (s[n] == ',' && is_digit(s[n + 1]) &&
			   is_digit(s[n + 2]) && is_digit(s[n + 3])) {
			continue;
		} else if ((s[n] == '.' || s[n] == ',') && is_digit(s[n + 1]) &&
			   scale == 0.0) {
			scale = 0.1;
		} else {
			break;
		}
	}
	if ((s[n] == 'k' || s[n] == 'K') && !is_letter(s[n + 1])) {
		*v *= 1000;
		n++;
	}
	return n;
}

/*
 * The longest word of a '|' list that `s` starts with.  A word that ends in a
 * letter must end there.  Goes from one occurrence of the first byte to the
 * next: the lists are long, and this runs for every number of a document.
 */
static size_t match_start(const char *s, const char *words)
{
	const char *at = words;
	size_t best = 0, n;

	for (; *s && (at = strchr(at, *s)); at++) {
		if (at > words && at[-1] != '|')
			continue;
		n = prd_word_len(at);
		if (n > best && !strncmp(s, at, n) &&
		    !(is_letter(at[n - 1]) && is_letter(s[n])))
			best = n;
	}
	return best;
}

/* The longest word of a '|' list that the `len` bytes of `s` end with. */
static size_t match_end(const char *s, size_t len, const char *words)
{
	const char *at = words, *word;
	size_t best = 0, n;

	for (; len && (at = strchr(at, s[len - 1])); at++) {
		if (at[1] && at[1] != '|')
			continue;
		for (word = at; word > words && word[-1] != '|'; word--)
			;
		n = (size_t)(at - word) + 1;
		if (n > best && n <= len && !memcmp(s + len - n, word, n) &&
		    !(is_letter(*word) && n < len && is_letter(s[len - n - 1])))
			best = n;
	}
	return best;
}

static const struct unit *find_unit(const char *s, size_t *n)
{
	const struct unit *best = NULL;
	size_t i, m;

	*n = 0;
	if (!is_letter(*s) && *s != '%' && (unsigned char)*s < 0x80)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		m = match_start(s, units[i].words);
		if (m > *n) {
			best = &units[i];
			*n = m;
		}
	}
	return best;
}

/* The comparison that ends right before the number, a few filler words apart. */
static enum op op_before(const char *text, const char *number)
{
	static const char fillers[] = "a|an|the|of|to|von|de|der|f\xc3\xbcr|is|"
		"be|only|than|about|~|\xe7\xba\xa6";
	const char *start = number - text > BEFORE ? number - BEFORE : text;
	size_t len = (size_t)(number - start), i, n, best;
	int tries;

	for (tries = 0; tries < 3; tries++) {
		enum op op = OP_NONE;

		while (len && (start[len - 1] == ' ' || start[len - 1] == ':'))
			len--;
		for (best = i = 0; i < ARRAY_SIZE(before_words); i++) {
			n = match_end(start, len, before_words[i].words);
			if (n > best) {
				best = n;
				op = before_words[i].op;
			}
		}
		if (op != OP_NONE)
			return op;
		n = match_end(start, len, fillers);
		if (!n)
			return OP_NONE;
		len -= n;
	}
	return OP_NONE;
}

static enum op op_after(const char *s)
{
	size_t i;

	s += strspn(s, " ");
	for (i = 0; i < ARRAY_SIZE(after_words); i++)
		if (match_start(s, after_words[i].words))
			return after_words[i].op;
	return OP_NONE;
}

/* Which pairs of bytes are in a text: a word with another one is not. */
struct pairs {
	uint64_t bits[16];
};

static unsigned pair_bit(const char *s)
{
	return ((unsigned char)s[0] * 37u + (unsigned char)s[1]) & 1023;
}

static void see_pairs(struct pairs *p, const char *text, size_t len)
{
	size_t i;

	memset(p, 0, sizeof(*p));
	for (i = 0; i + 1 < len; i++) {
		unsigned bit = pair_bit(text + i);

		p->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	}
}

static bool may_hold(const struct pairs *p, const char *word, size_t n)
{
	unsigned bit = pair_bit(word);

	return n < 2 || p->bits[bit / 64] >> bit % 64 & 1;
}

/* `text` is folded: the words are in lower case. */
static const struct subject *find_subject(const char *text, size_t len,
					  enum dim dim)
{
	struct pairs pairs;
	size_t i;

	see_pairs(&pairs, text, len);

	for (i = 0; i < ARRAY_SIZE(subjects); i++) {
		const char *w = subjects[i].words;

		if (subjects[i].dim != dim)
			continue;
		if (!*w)
			return &subjects[i];
		while (*w) {
			size_t n = prd_word_len(w);

			if (n && may_hold(&pairs, w, n) &&
			    memmem(text, len, w, n))
				return &subjects[i];
			w += n + (w[n] == '|');
		}
	}
	return NULL;
}

static void add_measure(struct strbuf *out, const char *text,
			const struct subject *sub, const char *suffix,
			enum op op, double value)
{
	static const char *const marks[] = { "p50", "p90", "p95", "p99" };
	size_t i;

	if (sub->dim == DIM_MS)
		for (i = 0; i < ARRAY_SIZE(marks); i++)
			if (strstr(text, marks[i]))
				strbuf_addf(out, "%s_", marks[i]);
	strbuf_addf(out, "%s%s %s ", sub->name, suffix, op_text[op]);
	json_add_num(out, value);
}

/* "no critical vulnerabilities", "zero errors" -> "... == 0". */
static bool measure_none(struct strbuf *out, const char *text)
{
	static const struct { const char *words, *name; } things[] = {
		{ "critical vulnerabilities", "critical_vulnerabilities" },
		{ "high-severity vulnerabilities", "high_vulnerabilities" },
		{ "vulnerabilities", "vulnerabilities" },
		{ "critical bugs", "critical_bugs" },
		{ "security issues", "security_issues" },
		{ "failing tests", "tests_failed" },
		{ "failed tests", "tests_failed" },
		{ "lint errors", "lint_errors" },
		{ "data loss", "data_loss" },
		{ "accessibility violations", "accessibility_violations" },
	};
	size_t i;

	if (!strstr(text, "no ") && !strstr(text, "zero ") &&
	    !strstr(text, "0 "))
		return false;
	for (i = 0; i < ARRAY_SIZE(things); i++) {
		const char *at = strstr(text, things[i].words);

		if (!at)
			continue;
		if ((at - text >= 3 && !strncasecmp(at - 3, "no ", 3)) ||
		    (at - text >= 5 && !strncasecmp(at - 5, "zero ", 5)) ||
		    (at - text >= 2 && !strncmp(at - 2, "0 ", 2))) {
			strbuf_addf(out, "%s == 0", things[i].name);
			return true;
		}
	}
	return false;
}

/* One number of the folded text and what stands around it. */
static bool measure_number(struct strbuf *out, const struct strbuf *text,
			   size_t at, size_t *taken)
{
	const char *s = text->buf, *behind;
	const struct subject *sub;
	const struct unit *u;
	double value;
	enum op op;
	size_t un;

	*taken = take_number(s + at, &value);
	behind = s + at + *taken;
	behind += strspn(behind, " -");
	u = find_unit(behind, &un);
	sub = find_subject(s, text->len, u ? u->dim : DIM_SCORE);
	if (!sub)
		return false;
	op = op_before(s, s + at);
	if (u && op == OP_NONE)
		op = op_after(behind + un);
	if (op == OP_NONE)
		op = sub->usual;
	if (op == OP_NONE)
		return false;
	add_measure(out, s, sub, u ? u->suffix : "", op,
		    value * (u ? u->factor : 1));
	return true;
}

/*
 * "Alert when more than 5% fail", "files over 10 MB are refused": the number is
 * where something else begins, and the expression would say the opposite of
 * what is wanted.
 */
static bool is_rule(const char *text)
{
	static const char *const words[] = {
		"alert", "alarm", "warn ", "warns", "warning", "log when",
		"logged when", "notify", "notifies", "page the", "escalat",
		"reject", "refus", "denie", "deny", "block", "declin",
		"prevent", "disallow", "forbid", "truncat", "rate limit",
		"throttl", "lock out", "locked after", "retry", "retries",
		"abgelehnt", "ablehnen", "warnung", "alarmier", "sperr",
		"rechaz", "alerta", "avisar", "bloque", "recus", "rejeit",
		"refuser", "rejet", "avertir", "告警", "报警", "拒绝", "警告",
		"拒否", "アラート", "경고", "거부", "отклон", "оповещ",
	};
	struct pairs pairs;
	size_t i;

	see_pairs(&pairs, text, strlen(text));
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (may_hold(&pairs, words[i], 2) && strstr(text, words[i]))
			return true;
	return false;
}

bool prd_measure(struct strbuf *out, const char *criterion)
{
	struct strbuf text = STRBUF_INIT;
	const char *p = criterion, *end = p + strnlen(p, TEXT_LOOK);
	size_t i = 0, n, before;
	struct strbuf unused = STRBUF_INIT;
	bool found = false;

	if (!out)
		out = &unused;
	before = out->len;
	if (!strpbrk(criterion, "0123456789") && !strstr(criterion, "no ") &&
	    !strstr(criterion, "No ") && !strcasestr(criterion, "zero "))
		return false;
	strbuf_grow(&text, (size_t)(end - p) + 1);
	while (p < end)
		if ((unsigned char)*p < 0x80) {
			char c = *p++;

			strbuf_addch(&text, c >= 'A' && c <= 'Z' ?
				     (char)(c | 32) : c);
		} else {
			utf8_add(&text, utf8_fold(utf8_next(&p, end)));
		}
	while (i < text.len && !found) {
		if (!is_digit(text.buf[i]) ||
		    (i && (is_letter(text.buf[i - 1]) ||
			   text.buf[i - 1] == '.' || text.buf[i - 1] == '-'))) {
			i++;
			continue;
		}
		found = measure_number(out, &text, i, &n);
		i += n ? n : 1;
	}
	if (found && is_rule(text.buf)) {
		strbuf_setlen(out, before);
		found = false;
	}
	if (!found)
		found = measure_none(out, text.buf);
	strbuf_release(&text);
	strbuf_release(&unused);
	return found;
}
