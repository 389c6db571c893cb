/*
 * todo-lang.c - the table of languages and their comments.
 */
#include "base/base.h"
#include "feat/project/todo-lang.h"

#include "base/file.h"
#include "base/strbuf.h"

static const struct lang c_like = {
	{ "//", NULL, NULL }, { "/*", NULL }, { "*/", NULL }, "\"'", NULL
};
static const struct lang js = {
	{ "//", NULL, NULL }, { "/*", "<!--" }, { "*/", "-->" }, "\"'`", NULL
};
static const struct lang php = {
	{ "//", "#", NULL }, { "/*", "<!--" }, { "*/", "-->" }, "\"'", NULL
};
static const struct lang css = {
	{ NULL, NULL, NULL }, { "/*", NULL }, { "*/", NULL }, "\"'", NULL
};
static const struct lang scss = {
	{ "//", NULL, NULL }, { "/*", NULL }, { "*/", NULL }, "\"'", NULL
};
static const struct lang hash = {
	{ "#", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "\"'", NULL
};
static const struct lang plain_hash = {
	{ "#", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "", NULL
};
static const struct lang python = {
	{ "#", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "\"'", "\"\"\""
};
static const struct lang ini = {
	{ "#", ";", NULL }, { NULL, NULL }, { NULL, NULL }, "", NULL
};
static const struct lang sql = {
	{ "--", "#", NULL }, { "/*", NULL }, { "*/", NULL }, "\"'", NULL
};
static const struct lang lua = {
	{ "--", NULL, NULL }, { "--[[", NULL }, { "]]", NULL }, "\"'", NULL
};
static const struct lang haskell = {
	{ "--", NULL, NULL }, { "{-", NULL }, { "-}", NULL }, "\"", NULL
};
static const struct lang ml = {
	{ NULL, NULL, NULL }, { "(*", NULL }, { "*)", NULL }, "\"", NULL
};
static const struct lang fsharp = {
	{ "//", NULL, NULL }, { "(*", NULL }, { "*)", NULL }, "\"", NULL
};
static const struct lang pascal = {
	{ "//", NULL, NULL }, { "{", "(*" }, { "}", "*)" }, "'", NULL
};
static const struct lang lisp = {
	{ ";", NULL, NULL }, { "#|", NULL }, { "|#", NULL }, "\"", NULL
};
static const struct lang percent = {
	{ "%", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "", NULL
};
static const struct lang fortran = {
	{ "!", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "\"'", NULL
};
static const struct lang basic = {
	{ "'", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "\"", NULL
};
static const struct lang ada = {
	{ "--", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "\"", NULL
};
static const struct lang vim = {
	{ "\"", NULL, NULL }, { NULL, NULL }, { NULL, NULL }, "", NULL
};
static const struct lang html = {
	{ NULL, NULL, NULL }, { "<!--", "/*" }, { "-->", "*/" }, "", NULL
};
static const struct lang vue = {
	{ "//", NULL, NULL }, { "<!--", "/*" }, { "-->", "*/" }, "", NULL
};
static const struct lang tf = {
	{ "#", "//", NULL }, { "/*", NULL }, { "*/", NULL }, "\"", NULL
};
static const struct lang ps = {
	{ "#", NULL, NULL }, { "<#", NULL }, { "#>", NULL }, "\"'", NULL
};
static const struct lang bat = {
	{ "REM ", "rem ", "::" }, { NULL, NULL }, { NULL, NULL }, "", NULL
};
static const struct lang asm_like = {
	{ ";", "#", "//" }, { "/*", NULL }, { "*/", NULL }, "\"", NULL
};
static const struct lang rust = {
	{ "//", NULL, NULL }, { "/*", NULL }, { "*/", NULL }, "\"", NULL
};

static const struct {
	const char *names;	/* endings without the dot, blank between */
	const struct lang *lang;
} by_ending[] = {
	{ "c h cc cpp cxx hh hpp hxx ino m mm java kt kts scala go swift cs "
	  "d dart groovy gradle v sv vala proto thrift zig glsl hlsl cu sol "
	  "jsonc json5 rego", &c_like },
	{ "js jsx mjs cjs ts tsx mts cts", &js },
	{ "php phtml", &php }, { "css", &css }, { "scss sass less", &scss },
	{ "sh bash zsh fish ksh rb rake pl pm t tcl cmake r jl ex exs nim cr "
	  "mk awk coffee nix", &hash },
	{ "yml yaml toml conf cfg properties gitignore env", &plain_hash },
	{ "py pyi pyx gd bzl", &python }, { "ini desktop", &ini },
	{ "sql", &sql }, { "lua", &lua }, { "hs elm purs idr", &haskell },
	{ "ml mli", &ml }, { "fs fsx fsi", &fsharp },
	{ "pas pp dpr", &pascal },
	{ "lisp lsp cl el scm ss clj cljs cljc rkt", &lisp },
	{ "tex sty bib erl hrl pro matlab", &percent },
	{ "f f90 f95 f03 f08", &fortran }, { "vb vbs bas", &basic },
	{ "adb ads vhd vhdl", &ada }, { "vim", &vim },
	{ "html htm xml svg xhtml xsl md markdown", &html },
	{ "vue svelte astro", &vue }, { "tf hcl tfvars", &tf },
	{ "ps1 psm1 psd1", &ps }, { "bat cmd", &bat },
	{ "s asm", &asm_like }, { "rs", &rust },
};

static const char *const hash_names[] = {
	"Makefile", "makefile", "GNUmakefile", "Dockerfile", "Containerfile",
	"Vagrantfile", "Rakefile", "Gemfile", "CMakeLists.txt", "Jenkinsfile",
	"Justfile", "justfile", "Procfile", "BUILD", "WORKSPACE",
};

/* Is `word` one of the blank-separated `words`? */
static bool in_words(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (*words) {
		size_t n = strcspn(words, " ");

		if (n == len && !strncasecmp(words, word, n))
			return true;
		words += n + strspn(words + n, " ");
	}
	return false;
}

const struct lang *lang_of(const char *path)
{
	const char *name = path_basename(path);
	const char *dot = strrchr(name, '.');

	if (str_eq(name, "Jenkinsfile"))
		return &c_like;
	for (size_t i = 0; i < ARRAY_SIZE(hash_names); i++)
		if (str_eq(name, hash_names[i]))
			return &hash;
	if (!dot || !dot[1] || strchr(dot, ' '))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(by_ending); i++)
		if (in_words(by_ending[i].names, dot + 1))
			return by_ending[i].lang;
	return NULL;
}

const char *const todo_words[TODO_WORDS] = { "TODO", "FIXME", "HACK", "XXX" };

bool todo_likely(const char *text, size_t len)
{
	for (size_t i = 0; i < TODO_WORDS; i++)
		if (memmem(text, len, todo_words[i], strlen(todo_words[i])))
			return true;
	return false;
}
