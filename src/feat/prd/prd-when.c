/*
 * prd-when.c - days as documents write them: "3. März 2027", "Q3 2026".
 */
#include "base/base.h"
#include "feat/prd/prd-text.h"

#include "base/mem.h"
#include "data/when.h"
#include "feat/prd/prd-words.h"

/* Full names and what people shorten them to, as prd_fold leaves them. */
static const char *const months[] = {
	"january|jan|januar|jänner|enero|ene|janvier|janeiro|gennaio|gen|"
	"январь|января|januari",
	"february|feb|februar|febrero|février|fevereiro|fev|febbraio|февраль|"
	"февраля|februari",
	"march|mar|märz|marzo|mars|março|март|марта|maret",
	"april|apr|abril|abr|avril|aprile|апрель|апреля",
	"may|mai|mayo|maio|maggio|mag|май|мая|mei",
	"june|jun|juni|junio|juin|junho|giugno|giu|июнь|июня",
	"july|jul|juli|julio|juillet|julho|luglio|lug|июль|июля",
	"august|aug|agosto|ago|août|август|августа|agustus",
	"september|sep|sept|septiembre|septembre|setembro|settembre|set|"
	"сентябрь|сентября",
	"october|oct|oktober|okt|octubre|octobre|outubro|out|ottobre|ott|"
	"октябрь|октября",
	"november|nov|noviembre|novembre|novembro|ноябрь|ноября|nopember",
	"december|dec|dezember|dez|diciembre|dic|décembre|dezembro|dicembre|"
	"декабрь|декабря|desember",
};

static int month_of(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(months); i++)
		if (prd_in_words(months[i], word, len))
			return (int)i + 1;
	return 0;
}

/* The number of up to four digits at `s`. */
static int number(const char *s)
{
	int v = 0;
	size_t i;

	for (i = 0; i < 4 && s[i] >= '0' && s[i] <= '9'; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

/* What has been found; 0: not yet, -1: twice. */
struct found {
	int year, month, day;
};

static void put(int *slot, int value)
{
	*slot = *slot ? -1 : value;
}

/* "2026年11月5日", "2026년 11월 5일" */
static void take_counted(struct found *f, const char *s)
{
	static const struct { const char *unit; int what; } units[] = {
		{ "年", 0 }, { "년", 0 }, { "月", 1 }, { "월", 1 },
		{ "日", 2 }, { "일", 2 }, { "号", 2 },
	};
	int *const slots[] = { &f->year, &f->month, &f->day };
	size_t i;

	while ((s = strpbrk(s, "0123456789")) != NULL) {
		size_t n = strspn(s, "0123456789");

		for (i = 0; n < 5 && i < ARRAY_SIZE(units); i++)
			if (str_starts(s + n, units[i].unit))
				put(slots[units[i].what], number(s));
		s += n;
	}
}

/* "Q3", "T3": the last month of the quarter. */
static int quarter(const char *word, size_t len)
{
	return len == 2 && strchr("qt", *word) && word[1] >= '1' &&
	       word[1] <= '4' ? (word[1] - '0') * 3 : 0;
}

/* Words of a folded text: a year of four digits, the name of a month, a day. */
static void take_words(struct found *f, const char *s)
{
	int plain = 0, named;

	while (*s) {
		size_t n = strcspn(s, " "), digits = strspn(s, "0123456789");

		named = month_of(s, n);
		if (digits == 4 && n == 4)
			put(&f->year, number(s));
		else if (digits && digits < 3 &&
			 (n == digits || (n == digits + 2 &&
					  strchr("snrt", s[digits]))))
			put(&plain, number(s));
		else if (named || (named = quarter(s, n)) != 0)
			put(&f->month, named);
		s += n + (s[n] == ' ');
	}
	if (f->month > 0)
		f->day = plain;
}

/* "03.12.2026", "2026/12/03": a number in each of the three places. */
static bool take_numbers(struct found *f, const char *s)
{
	size_t first = strspn(s, "0123456789"), second, third;
	const char *p = s + first, *q;

	if (*p != '.' && *p != '/')
		return false;
	second = strspn(p + 1, "0123456789");
	q = p + 1 + second;
	third = *q == *p ? strspn(q + 1, "0123456789") : 0;
	if (!second || second > 2 || !third || q[1 + third])
		return false;
	if (*p == '/' && first == 4 && third < 3)
		*f = (struct found){ number(s), number(p + 1), number(q + 1) };
	else if (*p == '.' && first && first < 3 && third == 4)
		*f = (struct found){ number(q + 1), number(p + 1), number(s) };
	else
		return false;
	return true;
}

bool prd_written_day(char out[12], const char *text)
{
	struct found f = { 0, 0, 0 };
	struct strbuf folded = STRBUF_INIT;

	if (!take_numbers(&f, text)) {
		take_counted(&f, text);
		if (!f.year && !f.month) {
			prd_fold(&folded, text, strnlen(text, 100));
			take_words(&f, folded.buf);
			strbuf_release(&folded);
		}
	}
	if (f.year < 1900 || f.year > 9999 || f.month < 1 || f.month > 12 ||
	    f.day < 0 || f.day > when_month_days(f.year, f.month))
		return false;
	if (!f.day)
		f.day = when_month_days(f.year, f.month);
	snprintf(out, 12, "%04d-%02d-%02d", f.year, f.month, f.day);
	return true;
}
