/*
 * template.c - fuzzes templates: reading, checking and filling in.  What is
 * accepted fills in, or is refused with a sentence, whatever the defaults are.
 */
#include "base/base.h"
#include "base/utf8.h"
#include "feat/template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct template t = TEMPLATE_INIT;
	struct template_plan plan;
	struct strvec set = STRVEC_INIT;
	struct err err = ERR_INIT;
	const struct json *v;
	size_t i, k;

	if (template_parse(&t, (const char *)data, len, "input", NULL, &err)) {
		if (!*err.msg)
			BUG("a refusal without a sentence");
		return 0;
	}
	json_each(v, json_get(t.doc, "variables"))
		if (json_get_bool(v, "required", false))
			strvec_pushf(&set, "%s=7", json_key(v));
	if (!template_fill(&plan, &t, &set, INT64_C(1795224780000), &err)) {
		for (i = 0; i < plan.nr; i++) {
			if (!json_get_str(plan.v[i].fields, "title"))
				BUG("a task without a title");
			for (k = 0; k < plan.v[i].nr_deps; k++)
				if (plan.v[i].deps[k] >= plan.nr)
					BUG("a dependency on nothing");
		}
		template_plan_release(&plan);
	} else if (!*err.msg) {
		BUG("a refusal without a sentence");
	}
	strvec_clear(&set);
	template_release(&t);
	return 0;
}
