/*
 * similar.c - finished tasks that read like another one.
 */
#include "base/base.h"
#include "feat/plan/complexity.h"

#include <math.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#define LIKENESS_MIN 0.15

/* Words too common to say anything. */
static const char *const stop_words[] = {
	"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is",
	"it", "of", "on", "or", "the", "to", "with",
};

static bool is_stop_word(const char *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(stop_words); i++)
		if (!strcmp(w, stop_words[i]))
			return true;
	return false;
}

static bool is_word_char(uint32_t ch)
{
	return ch >= 0x80 || (ch >= '0' && ch <= '9') ||
		(ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static void add_words(struct strvec *out, const char *s)
{
	const char *end = s + strlen(s);
	struct strbuf word = STRBUF_INIT;

	while (s < end) {
		uint32_t ch = utf8_next(&s, end);

		if (is_word_char(ch))
			utf8_add(&word, utf8_fold(ch));
		if ((!is_word_char(ch) || s == end) && word.len) {
			if (!is_stop_word(word.buf))
				strvec_push(out, word.buf);
			strbuf_reset(&word);
		}
	}
	strbuf_release(&word);
}

/* The words of a task, sorted, each once. */
static void task_words(struct strvec *out, const struct row *r)
{
	const char *tag = r->tags;

	add_words(out, r->title);
	for (uint32_t i = 0; i < r->nr_tags; i++) {
		strvec_push(out, tag);
		tag += strlen(tag) + 1;
	}
	add_words(out, r->type);
	add_words(out, r->project);
	strvec_sort(out);
	strvec_uniq(out);
}

static bool candidate(const struct row *r, bool timed)
{
	return !r->deleted && r->stored == STATUS_COMPLETED &&
		(!timed || r->actual > 0);
}

/* How many candidates hold each word of `mine`. */
static void count_words(unsigned *df, size_t *total, const struct view *v,
			const struct strvec *mine, uint32_t self, bool timed)
{
	struct strvec words = STRVEC_INIT;

	for (uint32_t i = 0; i < v->nr; i++) {
		if (i == self || !candidate(&v->rows[i], timed))
			continue;
		++*total;
		strvec_clear(&words);
		task_words(&words, &v->rows[i]);
		for (size_t k = 0; k < mine->nr; k++)
			df[k] += strvec_has(&words, mine->v[k]);
	}
	strvec_clear(&words);
}

/* Keeps the best `max`, likeness first, then id order. */
static void keep_best(struct similar *out, size_t *nr, size_t max,
		      uint32_t row, double likeness)
{
	size_t i;

	if (*nr == max && likeness <= out[max - 1].likeness)
		return;
	if (*nr < max)
		++*nr;
	for (i = *nr - 1; i > 0 && out[i - 1].likeness < likeness; i--)
		out[i] = out[i - 1];
	out[i].row = row;
	out[i].likeness = likeness;
}

size_t similar_tasks(struct similar *out, size_t max, const struct view *v,
		     uint32_t row, bool timed)
{
	struct strvec mine = STRVEC_INIT, words = STRVEC_INIT;
	size_t nr = 0, total = 0;
	double norm = 0;
	unsigned *df;
	double *idf;

	task_words(&mine, &v->rows[row]);
	df = xcalloc(mine.nr + 1, sizeof(*df));
	idf = xcalloc(mine.nr + 1, sizeof(*idf));
	count_words(df, &total, v, &mine, row, timed);
	for (size_t k = 0; k < mine.nr; k++) {
		idf[k] = log(1 + (double)(total + 1) / (df[k] + 1));
		norm += idf[k] * idf[k];
	}
	for (uint32_t i = 0; i < v->nr; i++) {
		double dot = 0, other = 0;

		if (i == row || !candidate(&v->rows[i], timed))
			continue;
		strvec_clear(&words);
		task_words(&words, &v->rows[i]);
		for (size_t k = 0; k < mine.nr; k++)
			if (strvec_has(&words, mine.v[k]))
				dot += idf[k] * idf[k];
		/* words that only the other has weigh as a rare word does */
		other = dot + (double)(words.nr) * 0.5;
		if (dot > 0 && dot / sqrt(norm * other) >= LIKENESS_MIN)
			keep_best(out, &nr, max, i,
				  fmin(1, dot / sqrt(norm * other)));
	}
	free(df);
	free(idf);
	strvec_clear(&mine);
	strvec_clear(&words);
	return nr;
}
