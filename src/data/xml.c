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
	X(XML_GetCurrentLineNumber)					\
	X(XML_GetCurrentColumnNumber)					\
	X(XML_GetErrorCode)						\
	X(XML_ErrorString)

struct expat {
	void *library;
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
	/* POSIX lets dlsym() results be functions; C has no direct cast */
#define EXPAT_FIND(name)						\
	e->name = (__typeof__(name) *)(uintptr_t)dlsym(e->library, #name); \
	if (!missing && !e->name)					\
		missing = #name;
	EXPAT_CALLS(EXPAT_FIND)
#undef EXPAT_FIND
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
	return err_set(err, ERR_INVALID, "line %lu, column %lu: %s",
		       (unsigned long)e->XML_GetCurrentLineNumber(r->parser),
		       (unsigned long)e->XML_GetCurrentColumnNumber(
			       r->parser) + 1, why ? why : "not well-formed");
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
