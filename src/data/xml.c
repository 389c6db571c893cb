/*
 * xml.c - XML read by expat, which is opened when there is XML to read.
 */
#include "base/base.h"
#include "data/xml.h"

#include <dlfcn.h>
#include <expat.h>

#ifdef __APPLE__
#define EXPAT_FILE "libexpat.1.dylib"
#else
#define EXPAT_FILE "libexpat.so.1"
#endif

/*
 * Expat is opened when there is XML to read: as a linked library it would cost
 * every command 0.1 of 0.9 ms.
 */
#define EXPAT_CALLS(X)							\
	X(XML_ParserCreate)						\
	X(XML_ParserFree)						\
	X(XML_SetUserData)						\
	X(XML_SetElementHandler)					\
	X(XML_SetEntityDeclHandler)					\
	X(XML_Parse)							\
	X(XML_StopParser)						\
	X(XML_GetErrorCode)						\
	X(XML_ErrorString)

/*
 * Where the parser stands.  Expat 2.8 replaced the functions that answer with
 * XML_Size by ones that answer with 64 bits, and marks the old ones as
 * deprecated; whichever the library at hand has is taken.
 */
struct position {
	uint64_t (*wide)(XML_Parser parser);
	XML_Size (*narrow)(XML_Parser parser);
};

struct expat {
	void *library;
	struct position line, column;
#define EXPAT_MEMBER(name) __typeof__(name) *(name);
	EXPAT_CALLS(EXPAT_MEMBER)
#undef EXPAT_MEMBER
};

struct reader {
	struct expat expat;
	XML_Parser parser;
	const struct xml_handler *handler;
	void *data;
	unsigned level;
	const char *fault;	/* why we stopped, NULL: expat knows */
};

/* POSIX lets dlsym() results be functions; C has no cast for it. */
static bool find_function(void *library, const char *name, void *slot)
{
	void *p = dlsym(library, name);

	memcpy(slot, &p, sizeof(p));
	return p != NULL;
}

static bool find_position(void *library, struct position *p, const char *wide,
			  const char *narrow)
{
	return find_function(library, wide, &p->wide) ||
	       find_function(library, narrow, &p->narrow);
}

static unsigned long long position(const struct position *p, XML_Parser parser)
{
	return p->wide ? p->wide(parser) : p->narrow(parser);
}

static int load(struct expat *e, struct err *err)
{
	const char *why, *missing = NULL;

	e->library = dlopen(EXPAT_FILE, RTLD_LAZY | RTLD_LOCAL);
	if (!e->library) {
		why = dlerror();
		err_set(err, ERR_FAILED, "can not load %s: %s", EXPAT_FILE,
			why ? why : "unknown reason");
		return -1;
	}
#define EXPAT_FIND(name)						\
	if (!find_function(e->library, #name, &e->name))		\
		missing = #name;
	EXPAT_CALLS(EXPAT_FIND)
#undef EXPAT_FIND
	if (!find_position(e->library, &e->line, "XML_GetCurrentLineNumber64",
			   "XML_GetCurrentLineNumber"))
		missing = "XML_GetCurrentLineNumber";
	if (!find_position(e->library, &e->column,
			   "XML_GetCurrentColumnNumber64",
			   "XML_GetCurrentColumnNumber"))
		missing = "XML_GetCurrentColumnNumber";
	if (!missing)
		return 0;
	dlclose(e->library);
	err_set(err, ERR_FAILED, "%s lacks %s", EXPAT_FILE, missing);
	return -1;
}

static void stop(struct reader *r, const char *fault)
{
	if (!r->fault)
		r->fault = fault;
	r->expat.XML_StopParser(r->parser, XML_FALSE);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attrs)
{
	struct reader *r = data;

	if (++r->level > XML_MAX_LEVELS) {
		stop(r, "nested too deep");
		return;
	}
	r->handler->start(r->data, name, (const char *const *)attrs);
}

static void on_end(void *data, const XML_Char *name)
{
	struct reader *r = data;

	r->level--;
	if (!r->fault)
		r->handler->end(r->data, name);
}

static void on_entity(void *data, const XML_Char *name, int parameter,
		      const XML_Char *value, int len, const XML_Char *base,
		      const XML_Char *system, const XML_Char *public,
		      const XML_Char *notation)
{
	(void)name;
	(void)parameter;
	(void)value;
	(void)len;
	(void)base;
	(void)system;
	(void)public;
	(void)notation;
	stop(data, "declares entities");
}

static int failed(const struct reader *r, struct err *err)
{
	const struct expat *e = &r->expat;
	const char *why = r->fault;

	if (!why)
		why = e->XML_ErrorString(e->XML_GetErrorCode(r->parser));
	return err_set(err, ERR_INVALID, "line %llu, column %llu: %s",
		       position(&e->line, r->parser),
		       position(&e->column, r->parser) + 1,
		       why ? why : "not well-formed");
}

int xml_parse(const char *buf, size_t len, const struct xml_handler *handler,
	      void *data, struct err *err)
{
	struct reader r = { .handler = handler, .data = data };
	const struct expat *e = &r.expat;
	int ret = 0;

	if (len > INT_MAX)
		return err_set(err, ERR_INVALID, "XML of %zu bytes is too "
			       "large", len);
	if (load(&r.expat, err) < 0)
		return -1;
	r.parser = e->XML_ParserCreate(NULL);
	if (!r.parser) {
		dlclose(e->library);
		return err_set(err, ERR_FAILED, "no memory for XML");
	}
	e->XML_SetUserData(r.parser, &r);
	e->XML_SetElementHandler(r.parser, on_start, on_end);
	e->XML_SetEntityDeclHandler(r.parser, on_entity);
	if (e->XML_Parse(r.parser, buf, (int)len, 1) != XML_STATUS_OK)
		ret = failed(&r, err);
	e->XML_ParserFree(r.parser);
	dlclose(e->library);
	return ret;
}

const char *xml_attr(const char *const *attrs, const char *name)
{
	for (; *attrs; attrs += 2)
		if (!strcmp(attrs[0], name))
			return attrs[1];
	return NULL;
}
