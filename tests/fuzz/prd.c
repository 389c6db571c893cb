/* Any bytes: no crash, and the document's invariants hold. */
#include "base/base.h"

#include "base/map.h"
#include "feat/prd/prd-doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct prd_options opt = PRD_OPTIONS_INIT;
	struct map keys = MAP_INIT;
	struct prd_doc doc;
	struct json *j;
	size_t i, k;

	if (prd_doc_parse(&doc, (const char *)data, len, &opt, NULL) < 0)
		return 0;
	for (i = 0; i < doc.nr; i++) {
		const struct prd_item *it = &doc.items[i];

		if (!it->key || !*it->key || !it->title || !it->description ||
		    it->line < 1 || it->confidence < 0 || it->confidence > 1 ||
		    !map_put(&keys, it->key, &keys))
			abort();
		if (it->parent != PRD_NO_ITEM &&
		    (it->parent >= doc.nr || it->parent == i ||
		     doc.items[it->parent].dropped))
			abort();
		for (k = 0; k < it->nr_deps; k++)
			if (it->deps[k] >= doc.nr || it->deps[k] == i ||
			    (k && it->deps[k] <= it->deps[k - 1]))
				abort();
	}
	j = prd_doc_json(&doc);
	json_free(j);
	map_clear(&keys);
	prd_doc_release(&doc);
	return 0;
}
