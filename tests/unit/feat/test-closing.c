/* Sentences about "closes #id": a commit completes a task where a careful reader
 * would say so, and nowhere else.  "ID" stands for the task. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "feat/project/link.h"

static bool closes(const char *message)
{
	struct link_refs r = LINK_REFS_INIT;
	struct strbuf sb = STRBUF_INIT;
	const char *at;
	bool res = false;
	size_t i;

	for (; (at = strstr(message, "ID")); message = at + 2) {
		strbuf_add(&sb, message, (size_t)(at - message));
		strbuf_addstr(&sb, "3f9a1c2b");
	}
	strbuf_addstr(&sb, message);
	link_parse(&r, sb.buf);
	for (i = 0; i < r.nr; i++)
		res |= r.v[i].closes && str_eq(r.v[i].prefix, "3f9a1c2b");
	link_refs_release(&r);
	strbuf_release(&sb);
	return res;
}

static void check(const char *const *v, size_t nr, bool want)
{
	size_t i, wrong = 0;

	for (i = 0; i < nr; i++) {
		if (closes(v[i]) == want)
			continue;
		print_message("%s: '%s'\n", want ? "should close" : "should not close",
			      v[i]);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void test_good_forms(void **state)
{
	static const char *const v[] = {
		"close #ID", "closes #ID", "closed #ID", "fix #ID", "fixes #ID",
		"fixed #ID", "resolve #ID", "resolves #ID", "resolved #ID",
		"complete #ID", "completes #ID", "completed #ID", "finish #ID",
		"Closes: #ID", "CLOSES #ID", "Resolves: #ID", "FIXES: #ID",
		"Fixes #00ff00ee, #ID", "Fixes #00ff00ee and #ID",
		"Resolves #00ff00ee, resolves #ID", "closes task #ID",
		"Fixes #00ff00ee, #11ff00ee, and #ID",
		"fixes [#ID]", "fix: closes #ID", "docs(readme): fixes #ID",
		"Add a login page (closes #ID)", "Add a login page. Fixes #ID.",
		"Add a login page\n\nCloses #ID\n", "Login; closes #ID",
		"- [x] closes #ID", "* Fixes #ID", "1. Fixes #ID",
		"Add a page\n\nFixes: #ID\nSigned-off-by: T <t@x>",
		"This commit fixes #ID", "This finally closes #ID.",
		"**Fixes** #ID", "Fixes **#ID**", "This PR closes #ID, at last",
		"Handle the case where x is not set (fixes #ID)",
		"Do not crash on an empty file. Fixes #ID",
		"Never trust the length, fixes #ID",
		"Don't leak the handle; fixes #ID",
		"Do not lose edits - fixes #ID",
		"Do not lose edits -- closes #ID",
		"Why did it hang? Fixes #ID", "It works! Closes #ID",
		"fixes #ID (why did it crash at all?)",
		"fixes #ID: what is the default port?",
		"fixes #ID as well as the tests", "Fixes #ID by not waiting",
		"Fixes #ID with a lock", "Fixes #ID, was reported by Ann",
		"Fixes #ID and was tested on Linux",
		"closes #ID: done", "closes #ID for good", "fixes #ID for all",
		"Fixes #ID which nobody had seen", "closes #ID again",
		"Say \"hello\" first, closes #ID",
		"Rename 'a' to 'b', fixes #ID", "The user's name, fixes #ID",
		"Use `strdup`; fixes #ID", "5\" disks, fixes #ID",
		"Add x\n\n```\nx();\n```\n\nCloses #ID",
		"Add x\n\n    x();\n\nCloses #ID",
		"Title\n\n    Closes #ID", "Title\n\n\tCloses #ID\n",
		"Squashed commit of the following:\n\ncommit "
		"da39a3ee5e6b4b0d3255bfef95601890afd80709\nAuthor: T <t@x>\n"
		"Date:   now\n\n    Add x\n    \n    closes #ID",
		"Title\n\n- a list\n\n    closes #ID",
		"Title <!-- a note -->\n\nCloses #ID",
		"> an old line\n\nCloses #ID",
		"Mehr Platz, fixes #ID", "Corrige le tri, fixes #ID",
		"Arregla el orden, closes #ID", "Corrige a ordem, closes #ID",
		"Die Uhr steht nicht mehr. Fixes #ID",
		"Behoben: fixes #ID", "Ende gut\n\nCloses #ID",
		"fixes #ID, danke an Ann", "closes #ID (merci)",
		"Parse non-ASCII names, fixes #ID", "Make it fast, fixes #ID",
		"Reopen the file, fixes #ID", "Revert to plain files, fixes #ID",
		"Reduce what remains in memory. Fixes #ID",
		"Close the file early, fixes #ID", "Only read once: fixes #ID",
		"Fixes #ID. Tests come in the next commit.",
		"Fixes #ID.\nNot part of it: the manual",
		"Fixes #ID\n\nThis does not change the format.",
		"Fixes #ID\nDoes not change the format.",
		"next.js: fixes #ID", "After a restart, all is read; fixes #ID",
		"Show what is left to do, closes #ID",
		"If the file is gone, make it. Fixes #ID",
		"Fixes #ID: tasks are shown later than planned",
		"Fixes #ID when started twice", "Use strdup to fix #ID",
		"Count half hours, fixes #ID", "Add \"not yet\" to the words, fixes #ID",
	};

	(void)state;
	check(v, ARRAY_SIZE(v), true);
}

static void test_denied(void **state)
{
	static const char *const v[] = {
		"(does not yet) fixes #ID", "(not) fixes #ID",
		"does not, however, fix #ID", "This does not (yet) fix #ID",
		"does not - as planned - fix #ID",
		"does not \xe2\x80\x94 yet \xe2\x80\x94 fix #ID",
		"this no longer fixes #ID", "un-fixes #ID", "Un-closes #ID",
		"half-fixes #ID", "quasi-closes #ID", "non-closing #ID",
		"ain't fixed #ID", "shouldnt close #ID", "isnt fixed: #ID",
		"Do not test and close #ID", "will test and fix #ID",
		"does everything but fix #ID", "all but fixes #ID",
		"instead of closing #ID", "rather than fixing #ID",
		"far from fixing #ID", "close to fixing #ID", "short of closing #ID",
		"too early to close #ID", "impossible to fix #ID",
		"hard to fix #ID", "how to fix #ID", "makes it easier to fix #ID",
		"is yet to be fixed: #ID", "has to be closed #ID",
		"to be fixed: #ID", "can be closed: #ID",
		"Declines to close #ID", "Postpones fixing #ID", "defer fixing #ID",
		"skip closing #ID", "Gives up fixing #ID",
		"Un-does what fixed #ID was wrong",
		"whether it fixes #ID", "I doubt this fixes #ID",
		"not sure that fixes #ID", "wrongly closed #ID",
		"accidentally closes #ID", "prematurely closed #ID",
		"by mistake closed #ID", "incorrectly fixes #ID",
		"Neither closes #ID nor #00ff00ee", "nor fixes #ID",
		"lacks what closes #ID: not done", "Reverts: fixes #ID",
		"NOT: fixes #ID", "Doesn't build, never mind fixes #ID?",
		"This does\nnot fix #ID", "not\nfixing #ID",
		"This commit is large, it is long, and it does not\nfix #ID yet",
	};

	(void)state;
	check(v, ARRAY_SIZE(v), false);
}

/* A tag in brackets, a label, and denials in yet other languages. */
static void test_labels_and_languages(void **state)
{
	static const char *const no[] = {
		"[WIP] closes #ID", "[draft] fixes #ID", "[not ready] closes #ID",
		"Not ready: closes #ID", "Inte klar: closes #ID",
		"Hen\xc3\xbcz de\xc4\x9fil: closes #ID", "Belum: closes #ID",
		"tidak closes #ID", "ikke closes #ID", "closes #ID ikke",
		"Ch\u01b0a fixes #ID", "Ei fixes #ID", "Je\xc5\xa1t\xc4\x9b closes #ID",
		"nem closes #ID", "\xd7\x9c\xd7\x90 fixes #ID",
		"\xe0\xa4\xa8\xe0\xa4\xb9\xe0\xa5\x80\xe0\xa4\x82 fixes #ID",
		"\xce\xb4\xce\xb5\xce\xbd fixes #ID", "Makes it possible to fix #ID",
		"Groundwork to close #ID", "Lays the groundwork for fixing #ID",
		"A first stab at fixing #ID", "fixes #ID as soon as the server is up",
	};
	static const char *const yes[] = {
		"[api] closes #ID", "Use ~5 MB less, fixes #ID (~1 s)", "[no-ci] fixes #ID", "[skip ci] closes #ID",
		"[rfc3339] fixes #ID", "Draw what is ready: closes #ID",
		"Do not stop when done; closes #ID", "Tidak crash lagi, fixes #ID",
		"Ei kaadu, fixes #ID", "Ikke krasj. Closes #ID", "Look at the end, fixes #ID",
		"Say when done: fixes #ID", "S\u1eeda l\xe1\xbb\x97i (fixes #ID)",
		"Nezobraz\xc3\xad se dvakr\xc3\xa1t, fixes #ID",
	};

	(void)state;
	check(no, ARRAY_SIZE(no), false);
	check(yes, ARRAY_SIZE(yes), true);
}

static void test_hoped(void **state)
{
	static const char *const v[] = {
		"fails to close #ID", "should have closed #ID",
		"will fix #ID in the next commit", "I'll fix #ID", "We\xe2\x80\x99ll close #ID",
		"would have fixed #ID", "must fix #ID", "have to fix #ID",
		"has to close #ID", "gonna fix #ID", "about to close #ID",
		"probably fixes #ID", "likely fixes #ID", "presumably closes #ID",
		"supposedly fixes #ID", "apparently fixes #ID", "seems to fix #ID",
		"appears to fix #ID", "I think this fixes #ID", "hope this fixes #ID",
		"I guess it fixes #ID", "claims to fix #ID", "pretends to close #ID",
		"meant to close #ID", "expected to fix #ID", "kind of fixes #ID",
		"temporarily fixes #ID", "somewhat fixes #ID", "work on fixing #ID",
		"Working on closing #ID", "progress towards fixing #ID",
		"First step to fix #ID", "Part 1: fixes #ID", "[1/3] fixes #ID",
		"Part 1 of 3: fixes #ID", "part of fixing #ID", "Please fix #ID",
		"helper for fixing #ID", "Clean up after fixing #ID",
		"Next: fix #ID", "Later: close #ID", "Planned: fixes #ID",
		"Goal: fix #ID", "- [ ] closes #ID", "* [ ] fix #ID",
		"[ ] fixes #ID", "Does this fix #ID?", "Does this fix #ID on Windows?",
		"Could you close #ID, please?", "TBD: fixes #ID",
	};

	(void)state;
	check(v, ARRAY_SIZE(v), false);
}

static void test_taken_back(void **state)
{
	static const char *const v[] = {
		"fixes #ID was wrong", "fixes #ID is wrong", "fixes #ID didn't work",
		"fixes #ID did not work", "fixes #ID turned out to be wrong",
		"\"Add x\" closes #ID was premature", "fixes #ID has to wait",
		"closes #ID should be in the other commit", "closes #ID will follow",
		"fixes #ID in the next commit", "fixes #ID in a later commit",
		"fixes #ID in a follow-up", "closes #ID next week",
		"closes #ID after the release", "closes #ID after review",
		"closes #ID when merged", "closes #ID when it is released",
		"closes #ID if the tests pass", "fixes #ID except on Windows",
		"fixes #ID apart from Windows", "fixes #ID for now",
		"fixes #ID only on Linux", "fixes #ID on Linux only",
		"fixes #ID, I think", "fixes #ID (I hope)", "fixes #ID, probably",
		"fixes #ID (wip)", "fixes #ID (draft)", "closes #ID: TODO",
		"closes #ID (tbd)", "fixes #ID (partial)", "fixes #ID (part 1 of 3)",
		"fixes #ID (1/3)", "fixes #ID [2/4]", "fixes #ID, or so I hope",
		"fixes #ID but it still crashes", "fixes #ID but fails on Windows",
		"fixes #ID, still broken on Windows", "fixes #ID, still to be tested",
		"fixes #ID, remains open", "closes #ID; stays open", "closes #ID - keep it open",
		"fixes #ID temporarily", "fixes #ID incorrectly", "closes #ID by mistake",
		"closes #ID prematurely", "closes #ID in error", "closes #ID: no!",
		"fixes #ID (reverted)", "fixes #ID (does not)", "fixes #ID. Not!",
		"fixes #ID (doesn't work)", "closes #ID - doesn't",
		"This is a long line, wrapped where it ends: closes #ID\nin the next commit",
		"This is a long line, wrapped where it ends: fixes #ID, but\nnot yet",
		"This is a long line, wrapped where it ends, and fixes #ID was\nwrong",
	};

	(void)state;
	check(v, ARRAY_SIZE(v), false);
}

static void test_quoted(void **state)
{
	static const char *const v[] = {
		"> fixes #ID", "  > fixes #ID", ">> fixes #ID", "see\n> Add x, fixes #ID",
		"Add x\n\n```\nfixes #ID\n```", "Add x\n\n~~~ text\ncloses #ID\n~~~\n",
		"Add x\n\n```\nfixes #ID", "Read the words\n\nFor example:\n\n    closes #ID\n",
		"Read\n\nWrite\n\n\tcloses #ID\n\ninto it",
		"Revert \"Add x, fixes #ID\"", "Reapply \"Add x, fixes #ID\"",
		"revert: fixes #ID", "Revert: fixes #ID", "revert(api): closes #ID",
		"Reverts \"Add x, fixes #ID\"", "Undo \"Add x, fixes #ID\"",
		"Undo 'Add x, fixes #ID'", "Take back `git commit -m 'fixes #ID'`",
		"Undo \xe2\x80\x9c""Add x, fixes #ID\xe2\x80\x9d",
		"Nimmt \xe2\x80\x9e""Neu, fixes #ID\xe2\x80\x9c zur\xc3\xbc""ck",
		"Retire \xc2\xab neuf, fixes #ID \xc2\xbb",
		"Backs out \"x; closes #ID\" of Ann",
		"Add x <!-- closes #ID -->", "Add x\n\n<!-- e.g.\ncloses #ID\n-->",
		"~~fixes #ID~~", "~~Closes #ID, #00ff00ee~~",
		"The words are, e.g. closes #ID", "such as closes #ID",
		"Write closes #ID into it", "Usage: closes #ID", "Example: fixes #ID",
		"the keyword fixes #ID", "it says closes #ID",
		"Not-Closes: #ID", "auto-close #ID",
	};

	(void)state;
	check(v, ARRAY_SIZE(v), false);
}

static void test_other_languages(void **state)
{
	static const char *const v[] = {
		/* German */
		"noch nicht: fixes #ID", "fixes #ID noch nicht", "closes #ID: noch nicht",
		"fixes #ID (nicht ganz)", "nicht closes #ID", "kein fix #ID",
		"vielleicht fixes #ID", "fixes #ID, vielleicht", "fixes #ID teilweise",
		"closes #ID sp\xc3\xa4ter", "soll close #ID", "wird closed: #ID",
		"fixes #ID nur teilweise", "fixes #ID leider nicht",
		/* French */
		"ne closes #ID pas", "ne fixes pas encore #ID", "closes #ID pas encore",
		"pas encore: closes #ID", "closes #ID (pas encore)", "ne closes pas #ID",
		"fixes #ID peut-\xc3\xaatre", "fixes #ID partiellement",
		"fixes #ID plus tard", "bient\xc3\xb4t: closes #ID", "jamais closes #ID",
		"presque fixes #ID",
		/* Spanish */
		"no fixes #ID", "todav\xc3\xad""a no: closes #ID", "closes #ID todav\xc3\xad""a no",
		"a\xc3\xban no closes #ID", "closes #ID a\xc3\xban no", "nunca closes #ID",
		"casi fixes #ID", "quiz\xc3\xa1s fixes #ID", "fixes #ID parcialmente",
		"closes #ID m\xc3\xa1s tarde",
		/* Portuguese */
		"n\xc3\xa3o closes #ID", "ainda n\xc3\xa3o: fixes #ID",
		"closes #ID ainda n\xc3\xa3o", "talvez fixes #ID", "quase fixes #ID",
		"fixes #ID mais tarde", "N\xc3\x83O fixes #ID", "fixes #ID em breve",
		/* Italian, Dutch, Swedish, Polish */
		"non closes #ID", "closes #ID non ancora", "forse fixes #ID",
		"niet closes #ID", "closes #ID nog niet", "misschien fixes #ID",
		"inte closes #ID", "closes #ID inte \xc3\xa4n", "nie closes #ID",
		"closes #ID jeszcze nie",
		/* Russian, Japanese, Chinese, Korean */
		"\xd0\xbd\xd0\xb5 closes #ID", "closes #ID \xd0\xb5\xd1\x89\xd1\x91 \xd0\xbd\xd0\xb5\xd1\x82",
		"closes #ID \xe3\x81\xbe\xe3\x81\xa0", "closes #ID \xe3\x81\x97\xe3\x81\xaa\xe3\x81\x84",
		"\xe6\x9c\xaa closes #ID", "\xe4\xb8\x8d closes #ID",
		"\xe8\xbf\x98\xe6\xb2\xa1\xe6\x9c\x89 fixes #ID",
	};

	(void)state;
	check(v, ARRAY_SIZE(v), false);
}

/* As people write them: messages of other projects, with our ids. */
static void test_as_written(void **state)
{
	static const char *const good[] = {
		"Fixes #ID.",
		"fix #ID: handle empty input",
		"Fix the parser (#ID)\n\nFixes #ID",
		"feat!: new API\n\nBREAKING CHANGE: x\nCloses #ID",
		"Closes #ID, closes #00ff00ee",
		"closes #ID and fixes #00ff00ee",
		"This closes #ID.",
		"With this change we close #ID.",
		"It now works on Windows, too. Closes #ID",
		"Closes: #ID, #00ff00ee and #11ff00ee",
		"Finally resolve #ID",
		"Fixed #ID by adding a lock",
		"Completed #ID",
		"Merge pull request #12 from x/y\n\nFix login, closes #ID",
		"Fix bug introduced in abc123def\n\nFixes #ID",
		"Make sure the cache is not stale\n\nFixes #ID",
		"Avoid a crash when the file is missing\n\nCloses #ID",
		"Skip empty lines; fixes #ID",
		"Stop the timer on exit, fixes #ID",
		"Start the worker only once, fixes #ID",
		"Allow spaces in names (closes #ID)",
		"Prevent double clicks. Closes #ID",
		"Use the new API to fix #ID",
		"Don't crash - closes #ID",
		"No more crashes! Fixes #ID",
		"Remove TODO, fixes #ID",
		"Try again after a timeout, fixes #ID",
		"If it fails, retry (fixes #ID)",
		"Handle \"not found\" (fixes #ID)",
		"fixes #ID - not found is handled",
		"fixes #ID, no tests needed",
		"fixes #ID (no functional change)",
		"fixes #ID; no API change",
		"Closes #ID without changing the format",
		"Fixes #ID before the release",
		"Closes #ID, see also #00ff00ee",
		"fixes #ID as discussed",
		"Fixes #ID in the parser",
		"Fixes #ID for Windows users",
		"Fixes #ID on Windows",
		"Closes #ID \xe2\x80\x93 finally!",
		"Closes #ID \xf0\x9f\x8e\x89",
		"\xf0\x9f\x90\x9b fixes #ID",
		":bug: fixes #ID",
		"[core] fixes #ID",
		"core: fixes #ID",
		"Fixes #ID\n\nCo-authored-by: A <a@b>",
		"Fixes #ID\nReviewed-by: No One <no@b>",
		"chore: close #ID",
		"refactor(x): y\n\n* closes #ID\n* adds tests",
		"1) fixes #ID",
		"Schlie\xc3\x9ft die Datei. Closes #ID",
		"Corrige l'affichage (closes #ID)",
		"Corrige el error. Fixes #ID",
		"Corrige o erro \xe2\x80\x94 fixes #ID",
		"\xe4\xbf\xae\xe5\xa4\x8d\xe7\x99\xbb\xe5\xbd\x95\xe9\x97\xae\xe9\xa2\x98 fixes #ID",
		"\xe3\x83\xad\xe3\x82\xb0\xe3\x82\xa4\xe3\x83\xb3\xe3\x82\x92\xe4\xbf\xae\xe6\xad\xa3 closes #ID",
		"\xd0\x98\xd1\x81\xd0\xbf\xd1\x80\xd0\xb0\xd0\xb2\xd0\xbb\xd0\xb5\xd0\xbd \xd0\xb2\xd1\x85\xd0\xbe\xd0\xb4, fixes #ID",
		"Ne plante plus. Fixes #ID",
		"No falla m\xc3\xa1s. Fixes #ID",
		"N\xc3\xa3o falha mais. Fixes #ID",
		"St\xc3\xbcrzt nicht mehr ab; fixes #ID",
		"St\xc3\xbcrzt nicht mehr ab (fixes #ID)",
		"Ne plante plus (fixes #ID)",
		"closes #ID, da nicht mehr n\xc3\xb6tig",
	};
	static const char *const open[] = {
		"This does not yet completely fix #ID",
		"This change alone doesn't close #ID",
		"Not a fix for #ID, fixes nothing",
		"Nothing here fixes #ID",
		"None of this fixes #ID",
		"Can't be said to fix #ID",
		"It is unclear if this fixes #ID",
		"Whether or not this fixes #ID remains to be seen",
		"We should not have closed #ID",
		"I have not fixed #ID",
		"Hasn't fixed #ID",
		"Reopens what closed #ID",
		"Does nothing to fix #ID",
		"Don't close #ID",
		"do NOT close #ID",
		"DO NOT CLOSE #ID",
		"Doesn't fix: #ID",
		"Refs #ID, does not close it: closes #ID later",
		"First attempt at fixing #ID",
		"Another try to fix #ID",
		"Groundwork for closing #ID",
		"Prep work to close #ID",
		"Preparatory refactoring before fixing #ID",
		"In preparation of fixing #ID",
		"Step towards closing #ID",
		"WIP closes #ID",
		"[WIP] fixes #ID",
		"wip(fix): closes #ID",
		"draft! fixes #ID",
		"RFC: fixes #ID",
		"DO NOT MERGE: fixes #ID",
		"Temporarily fixes #ID",
		"Workaround, does not really fix #ID",
		"Band-aid; fixes #ID only in part",
		"fixes #ID partially",
		"Fixes part of #ID",
		"Partial fix #ID",
		"fixes half of #ID",
		"fixes #ID?",
		"fixes #ID??",
		"fixes #ID (?)",
		"fixes #ID (maybe)",
		"fixes #ID, maybe",
		"fixes #ID I believe",
		"fixes #ID hopefully!",
		"fixes #ID (hopefully)",
		"closes #ID (not really)",
		"closes #ID, but not completely",
		"closes #ID... not",
		"closes #ID\xe2\x80\xa6 not yet",
		"closes #ID as soon as it is deployed",
		"closes #ID as soon as CI passes",
		"closes #ID once deployed",
		"closes #ID upon release",
		"closes #ID pending review",
		"closes #ID subject to review",
		"closes #ID assuming the tests pass",
		"closes #ID provided that it works",
		"closes #ID in a future commit",
		"The next commit closes #ID",
		"The next commit fixes #ID",
		"A later commit will close #ID",
		"The follow-up fixes #ID",
		"Another PR fixes #ID",
		"PR 77 fixes #ID, not this one",
		"Someone else fixes #ID",
		"Ann fixes #ID in her branch",
		"Anyone who fixes #ID gets a beer",
		"Until somebody fixes #ID",
		"As long as nobody fixes #ID",
		"The commit that fixes #ID is wrong",
		"Revert the commit that fixes #ID",
		"Revert \"closes #ID\" again",
		"Back out what fixed #ID",
		"Undo: closes #ID",
		"Undoes the change that closed #ID",
		"Broke what fixed #ID",
		"Regression: #ID was fixed, now fixes #ID is undone",
		"test: check that \"fixes #ID\" closes",
		"Document that 'fixes #ID' closes a task",
		"Document: fixes #ID closes a task",
		"Say in the README that fixes #ID works",
		"Parse closes #ID",
		"Recognise closes #ID in messages",
		"Support 'closes #ID'",
		"closes #ID is not recognised",
		"\"fixes #ID\" should be ignored",
		"e.g., fixes #ID",
		"for example: closes #ID",
		"(e.g. closes #ID)",
		"like closes #ID",
		"| fixes #ID |",
		"// fixes #ID",
		"# fixes #ID",
		"; fixes #ID",
		"$ git commit -m \"fixes #ID\"",
		"    git commit -m \"fixes #ID\"",
		"On Monday Ann wrote:\n> closes #ID",
		">fixes #ID",
		"\xc2\xbb fixes #ID",
		"<blockquote>fixes #ID</blockquote>",
		"<!-- closes #ID -->",
		"<del>closes #ID</del>",
		"~closes #ID~",
		"noch nicht closes #ID",
		"closes #ID (noch nicht fertig)",
		"schlie\xc3\x9ft noch nicht: closes #ID",
		"closes #ID folgt sp\xc3\xa4ter",
		"closes #ID erst nach dem Release",
		"closes #ID morgen",
		"kann closes #ID noch nicht",
		"ne ferme pas encore closes #ID",
		"closes #ID demain",
		"closes #ID apr\xc3\xa8s la revue",
		"no cierra closes #ID",
		"closes #ID ma\u00f1ana",
		"closes #ID despu\xc3\xa9s",
		"closes #ID a medias",
		"closes #ID amanh\xc3\xa3",
		"ainda n\xc3\xa3o closes #ID",
		"closes #ID s\xc3\xb3 em parte",
		"closes #ID en partie",
		"closes #ID zum Teil",
		"closes #ID en parte",
		"closes #ID \xe8\xbf\x98\xe6\xb2\xa1\xe6\x9c\x89",
		"\xe8\xbf\x98\xe6\xb2\xa1 closes #ID",
		"closes #ID \xe4\xba\x88\xe5\xae\x9a",
		"closes #ID \xec\x95\x84\xec\xa7\x81",
		"\xd0\xbf\xd0\xbe\xd0\xba\xd0\xb0 \xd0\xbd\xd0\xb5 closes #ID",
		"closes #ID \xd0\xbf\xd0\xbe\xd0\xb7\xd0\xb6\xd0\xb5",
	};

	(void)state;
	check(good, ARRAY_SIZE(good), true);
	check(open, ARRAY_SIZE(open), false);
}

/* A line of a MB that says it again and again. */
static void test_long(void **state)
{
	static const char *const parts[] = {
		"fixes #3f9a1c2b ", "fixes #3f9a1c2b (", "\"fixes #3f9a1c2b", "not, ",
		") fixes #3f9a1c2b", "> fixes #3f9a1c2b\n", "    fixes #3f9a1c2b\n\n",
		"<!-- fixes #3f9a1c2b ", "```\nfixes #3f9a1c2b\n", "- fixes #3f9a1c2b - ",
	};
	clock_t start = clock();
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		struct link_refs r = LINK_REFS_INIT;
		struct strbuf sb = STRBUF_INIT;

		while (sb.len < 1 << 20)
			strbuf_addstr(&sb, parts[i]);
		link_parse(&r, sb.buf);
		link_refs_release(&r);
		strbuf_release(&sb);
	}
	assert_true((clock() - start) / CLOCKS_PER_SEC < 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_forms),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_labels_and_languages),
		cmocka_unit_test(test_hoped),
		cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_quoted),
		cmocka_unit_test(test_other_languages),
		cmocka_unit_test(test_as_written),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
