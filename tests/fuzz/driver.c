/*
 * driver.c - runs one fuzz target (LLVMFuzzerTestOneInput) without libFuzzer.
 *
 *	target --replay DIR...             every file of the corpus, once
 *	target [--seconds N] [--seed N] DIR...   mutations of the corpus
 *
 * The input under test is kept in memory; when the target crashes, it is
 * written to fuzz-<pid>.bin in the current directory by a signal handler, so
 * that `target FILE` shows the crash again.  The seed is printed.
 */
#include "base/base.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "data/rand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define INPUT_MAX ((size_t)1 << 16)

struct corpus {
	struct strbuf *inputs;
	size_t nr, alloc;
};

static struct strbuf current = STRBUF_INIT;

static void save_and_die(int sig)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "fuzz-%d.bin", (int)getpid());
	fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0644);
	if (fd >= 0 && write(fd, current.buf, current.len) >= 0)
		fprintf(stderr, "the input is in %s\n", name);
	signal(sig, SIG_DFL);
	raise(sig);
}

#if defined(__SANITIZE_ADDRESS__)
void __asan_set_death_callback(void (*fn)(void));

static void save_on_report(void)
{
	FILE *f = fopen("fuzz-report.bin", "wb");

	if (!f)
		return;
	fwrite(current.buf, 1, current.len, f);
	fclose(f);
	fprintf(stderr, "the input is in fuzz-report.bin\n");
}
#endif

static void test_one(void)
{
	/* an exact copy, so that reading one byte too far is seen */
	uint8_t *copy = xmemdup(current.buf, current.len);

	LLVMFuzzerTestOneInput(copy, current.len);
	free(copy);
}

static void corpus_add(struct corpus *c, const char *path)
{
	struct err err = ERR_INIT;

	ALLOC_GROW(c->inputs, c->nr + 1, c->alloc);
	strbuf_init(&c->inputs[c->nr]);
	if (file_read(&c->inputs[c->nr], path, 0, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		exit(2);
	}
	c->nr++;
}

static void corpus_load(struct corpus *c, const char *path)
{
	struct dirent *e;
	DIR *d = opendir(path);

	if (!d) {
		corpus_add(c, path);
		return;
	}
	while ((e = readdir(d))) {
		char *sub = path_join(path, e->d_name);

		if (e->d_name[0] != '.')
			corpus_add(c, sub);
		free(sub);
	}
	closedir(d);
}

/* Overwrites, inserts, removes or repeats a few bytes, or splices. */
static void mutate(struct strbuf *sb, const struct corpus *c, struct rnd *rnd)
{
	static const char odd[] = "{}[]()\"\\#-:,.~<>=!|&%\n\t \0\xff\x80";
	size_t pos = rnd_below(rnd, sb->len + 1);
	size_t n = rnd_below(rnd, 8) + 1, from;
	const struct strbuf *other;
	char ch = odd[rnd_below(rnd, sizeof(odd) - 1)];

	switch (rnd_below(rnd, 6)) {
	case 0:
		ch = (char)rnd_below(rnd, 256);
		/* fall through */
	case 1:
		if (pos < sb->len)
			sb->buf[pos] = ch;
		break;
	case 2:
		strbuf_insert(sb, pos, &ch, 1);
		break;
	case 3:
		if (pos + n <= sb->len)
			strbuf_remove(sb, pos, n);
		break;
	case 4:
		n = rnd_below(rnd, 200);
		if (pos + n <= sb->len) {
			char *dup = xstrndup(sb->buf + pos, n);

			strbuf_insert(sb, pos, dup, strlen(dup));
			free(dup);
		}
		break;
	default:
		other = &c->inputs[rnd_below(rnd, c->nr)];
		from = rnd_below(rnd, other->len + 1);
		n = rnd_below(rnd, other->len - from + 1);
		strbuf_insert(sb, pos, other->buf + from, n);
	}
	if (sb->len > INPUT_MAX)
		strbuf_setlen(sb, INPUT_MAX);
}

static void fuzz(const struct corpus *c, int64_t seconds, uint64_t seed)
{
	struct rnd rnd = rnd_seed(seed);
	time_t end = time(NULL) + (time_t)seconds;
	uint64_t runs = 0;

	while (time(NULL) < end) {
		const struct strbuf *in = &c->inputs[rnd_below(&rnd, c->nr)];
		uint64_t steps = rnd_below(&rnd, 12) + 1;

		strbuf_reset(&current);
		strbuf_addbuf(&current, in);
		while (steps--)
			mutate(&current, c, &rnd);
		test_one();
		runs++;
	}
	printf("%" PRIu64 " runs in %" PRId64 " s, seed %" PRIu64 "\n", runs,
	       seconds, seed);
}

static void replay(const struct corpus *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		strbuf_reset(&current);
		strbuf_addbuf(&current, &c->inputs[i]);
		test_one();
	}
	printf("%zu inputs replayed\n", c->nr);
}

int main(int argc, char **argv)
{
	struct corpus c = { NULL, 0, 0 };
	uint64_t seed = (uint64_t)time(NULL) ^ ((uint64_t)getpid() << 32);
	int64_t seconds = -1;
	size_t i;
	int a;

	for (a = 1; a < argc; a++) {
		if (!strcmp(argv[a], "--replay"))
			seconds = -1;
		else if (!strcmp(argv[a], "--seconds") && a + 1 < argc)
			seconds = strtoll(argv[++a], NULL, 10);
		else if (!strcmp(argv[a], "--seed") && a + 1 < argc)
			seed = strtoull(argv[++a], NULL, 10);
		else
			corpus_load(&c, argv[a]);
	}
	if (!c.nr) {
		fprintf(stderr, "%s: no inputs given\n", argv[0]);
		return 2;
	}
	signal(SIGABRT, save_and_die);
	signal(SIGSEGV, save_and_die);
#if defined(__SANITIZE_ADDRESS__)
	__asan_set_death_callback(save_on_report);
#endif
	printf("%s: ", path_basename(argv[0]));
	fflush(stdout);
	if (seconds < 0)
		replay(&c);
	else
		fuzz(&c, seconds, seed);
	for (i = 0; i < c.nr; i++)
		strbuf_release(&c.inputs[i]);
	free(c.inputs);
	strbuf_release(&current);
	return 0;
}
