/*
 * template-name.c - what templates, and the fields of their tasks, are called.
 */
#include "base/base.h"
#include "feat/template/internal.h"

const char *template_name(const struct template *t)
{
	return json_get_str(t->doc, "name");
}

bool template_name_ok(const char *name)
{
	const char *p;

	if (*name < 'a' || *name > 'z' || strlen(name) > 60)
		return false;
	for (p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
		      (*p == '-' && p[1] && p[1] != '-')))
			return false;
	return true;
}

/* The key of a field in a task; NULL: a template can not set it. */
const char *template_key(enum field f)
{
	if (!(field_defs[f].flags & FIELD_TEMPLATE))
		return NULL;
	switch (f) {
	case F_SUCCESS_CRITERIA: return "criteria";
	case F_FILE_REFS: return "file_references";
	case F_FIELDS: return "metadata";
	default: return field_defs[f].name;
	}
}
