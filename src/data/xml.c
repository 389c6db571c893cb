#include "base/base.h"
#include "data/xml.h"

#include <expat.h>

struct reader {
	XML_Parser parser;
	const struct xml_handler *handler;
	void *data;
	unsigned level;
	const char *fault;	/* why we stopped, NULL: expat knows */
};

static void stop(struct reader *r, const char *fault)
{
	if (!r->fault)
		r->fault = fault;
	XML_StopParser(r->parser, XML_FALSE);
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

int xml_parse(const char *buf, size_t len, const struct xml_handler *handler,
	      void *data, struct err *err)
{
	struct reader r = { NULL, handler, data, 0, NULL };
	int ret = 0;

	if (len > INT_MAX)
		return err_set(err, ERR_INVALID, "XML of %zu bytes is too "
			       "large", len);
	r.parser = XML_ParserCreate(NULL);
	if (!r.parser)
		return err_set(err, ERR_FAILED, "no memory for XML");
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetEntityDeclHandler(r.parser, on_entity);
	if (XML_Parse(r.parser, buf, (int)len, 1) != XML_STATUS_OK)
		ret = err_set(err, ERR_INVALID, "line %lu, column %lu: %s",
			      (unsigned long)XML_GetCurrentLineNumber(
				      r.parser),
			      (unsigned long)XML_GetCurrentColumnNumber(
				      r.parser) + 1,
			      r.fault ? r.fault : XML_ErrorString(
				      XML_GetErrorCode(r.parser)));
	XML_ParserFree(r.parser);
	return ret;
}

const char *xml_attr(const char *const *attrs, const char *name)
{
	for (; *attrs; attrs += 2)
		if (!strcmp(attrs[0], name))
			return attrs[1];
	return NULL;
}
