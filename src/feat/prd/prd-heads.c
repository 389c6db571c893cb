/*
 * prd-heads.c - the role of every heading, from its words and from what stands
 * below it.
 */
#include "base/base.h"
#include "feat/prd/internal.h"

#include "base/mem.h"
#include "base/utf8.h"

/* "User login (FR-001)": an id in parentheses at the end. */
static bool trailing_id(struct prd_id *id, const char *s)
{
	size_t len = strlen(s);
	const char *open = strrchr(s, '(');

	return open && len && s[len - 1] == ')' && open > s &&
	       prd_id_at(id, open + 1, len - (size_t)(open - s) - 2) &&
	       open[1 + id->len] == ')';
}

/*
 * "### Dim the lamp [FR-12](specs/12.md)": an id that is a link at the end.  The
 * text ends before it then.
 */
static bool linked_id(struct reader *r, struct head *h)
{
	struct md_block *b = &r->md.blocks[h->block];
	const char *line, *open;
	size_t n, len = strlen(b->text);

	if (b->line < 1 || (size_t)b->line > r->nr_lines || !strchr(b->text, ' '))
		return false;
	line = r->buf + r->lines[b->line - 1];
	n = strcspn(line, "\n");
	while (n && strchr(" \t\r#", line[n - 1]))
		n--;
	open = n ? memrchr(line, '[', n) : NULL;
	if (!open || line[n - 1] != ')' ||
	    !prd_id_at(&h->id, open + 1, n - (size_t)(open - line) - 1) ||
	    h->id.kind != PRD_ID_ITEM ||
	    strncmp(open + 1 + h->id.len, "](", 2) || len <= h->id.len + 1 ||
	    strncmp(b->text + len - h->id.len, open + 1, h->id.len)) {
		h->id.kind = PRD_ID_NONE;
		return false;
	}
	len -= h->id.len;
	while (len && strchr(" -:", b->text[len - 1]))
		len--;
	if (!len)
		return false;
	b->text[len] = '\0';
	return true;
}

/* ---- what stands below a heading ---- */

/* Is the value of "Priority:" one? */
static bool says_priority(struct reader *r, const char *value)
{
	size_t n = strcspn(value, "\n");
	enum priority p;
	bool wont;

	return n && n < 60 && prd_priority_of(&r->words, value, n, &p, &wont);
}

static bool says_estimate(const char *value)
{
	size_t n = strcspn(value, "\n");
	double hours, points;

	return n && n < 60 && prd_estimate_of(&hours, &points, value, n, 'p');
}

/* Fields of an item of its own: "ID: SRS-1", then "Title: ...". */
static bool is_id_block(struct reader *r, const char *text, const char *value)
{
	const char *line = strchr(text, '\n'), *rest;
	struct prd_id id;

	if (!prd_lead_id(&id, value, &rest) || id.kind == PRD_ID_OTHER)
		return false;
	for (; line; line = strchr(line, '\n')) {
		enum prd_label l = prd_line_label(r, ++line, &rest);

		if (l == LAB_TITLE || l == LAB_DESC || l == LAB_REQUIREMENT)
			return true;
	}
	return false;
}

static void see_text(struct reader *r, struct survey *v, const char *text,
		     bool item)
{
	struct prd_story st;
	struct prd_id id;
	const char *rest, *line = text;
	size_t lines = 0;

	if (prd_story_parse(&st, text)) {
		prd_story_release(&st);
		if (item)
			v->stories++;
		else
			v->story_paras++;
		return;
	}
	while (line && *line && lines++ < 200) {
		enum prd_label label = prd_line_label(r, line, &rest);

		if (label == LAB_ID && !item && line == text &&
		    is_id_block(r, text, rest)) {
			v->ids++;
			return;
		}
		if (prd_lead_id(&id, line, &rest)) {
			if (id.kind == PRD_ID_ITEM)
				v->ids++;
		} else if (label != LAB_NONE && label != LAB_IGNORE &&
			   label != LAB_NOTE && label != LAB_ITEMS) {
			v->fields++;
			v->priority |= label == LAB_PRIORITY &&
				       says_priority(r, rest);
			v->criteria_list |= label == LAB_CRITERIA &&
					    (!*rest || *rest == '\n' ||
					     !strcmp(rest, ":"));
			v->estimate |= (label == LAB_ESTIMATE ||
					label == LAB_POINTS) &&
				       says_estimate(rest);
			v->deps |= label == LAB_DEPS;
			v->criteria |= label == LAB_CRITERIA;
			v->desc |= label == LAB_DESC;
			if (label == LAB_STORY)
				v->story_paras++;
		} else if (item && line == text) {
			v->bullets++;
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
}

/* "| Priority | High |" of a table of fields. */
static void see_field_row(struct reader *r, struct survey *v,
			  const struct md_block *b)
{
	switch (prd_label_of(&r->words, b->cells[0], strlen(b->cells[0]))) {
	case LAB_PRIORITY:
		if (strpbrk(b->cells[1], ",/|") ||
		    !says_priority(r, b->cells[1]))
			break;
		v->row_priority = true;
		v->field_rows++;
		break;
	case LAB_ESTIMATE:
	case LAB_POINTS:
	case LAB_OWNER:
	case LAB_STATUS:
	case LAB_CRITERIA:
	case LAB_DEPS:
	case LAB_TYPE:
		v->field_rows += *b->cells[1] != '\0';
		break;
	default:
		break;
	}
}

static void see_block(struct reader *r, struct survey *v,
		      const struct md_block *b)
{
	struct prd_id id;

	switch (b->type) {
	case MD_ITEM:
		v->checks += b->check != MD_CHECK_NONE;
		if (b->level == 1)
			see_text(r, v, b->text, true);
		else if (b->level < 4 && prd_lead_id(&id, b->text,
						     &(const char *){ NULL }) &&
			 id.kind == PRD_ID_ITEM)
			v->ids++;
		break;
	case MD_PARA:
	case MD_QUOTE:
		if (!b->level) {
			v->paras++;
			see_text(r, v, b->text, false);
		}
		break;
	case MD_ROW:
		v->rows++;
		if (b->row && b->nr_cells &&
		    prd_id_at(&id, b->cells[0], strlen(b->cells[0])) &&
		    id.kind != PRD_ID_OTHER)
			v->ids++;
		if (b->nr_cells == 2)
			see_field_row(r, v, b);
		break;
	default:
		break;
	}
}

/* ---- headings ---- */

/* "Story US-001: Title": the word in front of an id says nothing more. */
static bool unit_with_id(struct reader *r, struct head *h, const char *s)
{
	size_t n = strcspn(s, " ");
	const char *number, *rest;
	struct prd_id id;
	char word[40];
	size_t len;

	if (!s[n] || n > 24 || !prd_lead_id(&id, s + n + 1, &rest))
		return false;
	snprintf(word, sizeof(word), "%.*s 1: x", (int)n, s);
	if (prd_unit_of(&r->words, word, &number, &len, &number) == UNIT_NONE)
		return false;
	h->unit = UNIT_NONE;
	h->id = id;
	h->rest = rest;
	return true;
}

static void parse_title(struct reader *r, struct head *h, const char *text)
{
	enum prd_mark mark;
	const char *s = text + prd_skip_marks(text, &mark), *value;

	s += prd_skip_number(s);
	s += prd_skip_marks(s, NULL);
	h->rest = s;
	h->label = prd_label_of(&r->words, s, strcspn(s, ":"));
	if (h->label == LAB_NONE)
		h->label = prd_line_label(r, s, &value);
	if (prd_lead_id(&h->id, s, &h->rest)) {
		h->has_status = prd_mark_status(r, mark, true, &h->status);
		return;
	}
	h->unit = prd_unit_of(&r->words, s, &h->number, &h->number_len,
			      &h->rest);
	if (unit_with_id(r, h, s))
		return;
	if (trailing_id(&h->id, s) || linked_id(r, h))
		h->unit = UNIT_NONE;
	if (mark != MARK_NONE && mark != MARK_DONE)
		h->has_status = prd_mark_status(r, mark, h->unit != UNIT_NONE,
						&h->status);
}

/* "Delivered stories (implemented)", "Phase 0 ✅ COMPLETED", "In progress",
 * "REMOVED Requirements". */
static void head_state(struct reader *r, struct head *h, const char *text)
{
	const char *s = text + prd_skip_marks(text, NULL);
	size_t len = strlen(s), keep, first;
	enum status st;
	bool removed;

	if (prd_is_state(&r->words, s, len, &st, &removed) ||
	    prd_tail_state(r, s, len, &keep, &st, &removed)) {
		h->removed = removed;
		h->has_status |= !removed;
		if (!removed)
			h->status = st;
		return;
	}
	first = strcspn(s, " ");
	if (first && first < len && h->own != SEC_NONE && !h->id.kind &&
	    !h->unit && prd_is_state(&r->words, s, first, &st, &removed)) {
		h->removed = removed;
		if (!removed && (st == STATUS_COMPLETED ||
				 st == STATUS_PENDING)) {
			h->has_status = true;
			h->status = st;
		}
	}
}

static void head_priority(struct reader *r, struct head *h, const char *text)
{
	bool wont;

	text += prd_skip_marks(text, NULL);
	h->prio = prd_head_priority(r, text + prd_skip_number(text),
				    &h->priority, &wont);
	h->has_priority = h->prio != PRD_PRIO_NONE;
	if (wont && !h->id.kind && !h->unit)
		h->own = SEC_NEVER;
}

static bool is_scenario(struct reader *r, const char *text)
{
	static const char words[] =
		"scenario|acceptance scenario|test scenario|szenario|escenario|"
		"cenário|scénario|scenario outline|场景|情景|シナリオ|시나리오|"
		"сценарий";
	size_t n = strcspn(text, ":");
	const char *w = words, *wide = strstr(text, "\xef\xbc\x9a");

	if (wide && (size_t)(wide - text) < n)
		n = (size_t)(wide - text);
	if (n > 40)
		return false;
	prd_fold(&r->tmp, text, n);
	while (r->tmp.len && (r->tmp.buf[r->tmp.len - 1] == ' ' ||
			      (r->tmp.buf[r->tmp.len - 1] >= '0' &&
			       r->tmp.buf[r->tmp.len - 1] <= '9')))
		strbuf_setlen(&r->tmp, r->tmp.len - 1);
	while (*w) {
		size_t k = prd_word_len(w);

		if (k == r->tmp.len && !memcmp(w, r->tmp.buf, k))
			return true;
		w += k + (w[k] == '|');
	}
	return false;
}

static void add_head(struct reader *r, size_t block, size_t parent)
{
	const char *text = r->md.blocks[block].text;
	struct head *h;

	ALLOC_GROW(r->heads, r->nr_heads + 1, r->alloc_heads);
	h = &r->heads[r->nr_heads++];
	memset(h, 0, sizeof(*h));
	h->block = block;
	h->parent = parent;
	h->end = r->md.nr;
	h->item = PRD_NO_ITEM;
	h->phase = SIZE_MAX;
	parse_title(r, h, text);
	h->own = prd_section_of(&r->words, text + prd_skip_number(text),
				&h->whole);
	/* "Epic 4: Analytics", "Phase 1: Infrastructure": a numbered name */
	if (h->unit != UNIT_NONE && h->number_len && *h->rest &&
	    (h->own == SEC_SOFT || h->own == SEC_HARD || h->own == SEC_README)) {
		h->own = SEC_NONE;
		h->whole = false;
	}
	head_priority(r, h, text);
	head_state(r, h, text);
	h->scenario = is_scenario(r, text + prd_skip_marks(text, NULL));
	if (h->own == SEC_README)
		r->readme_heads++;
	else if (prd_hints_readme(r, h->rest))
		r->readme_hints++;
}

/* "M1: Design" over a list: a milestone with its tasks. */
static bool is_milestone(const struct head *h)
{
	const char *id = h->id.text;

	return h->id.kind == PRD_ID_WEAK && *id == 'M' &&
	       id[1] >= '0' && id[1] <= '9' && h->sees.bullets &&
	       !h->sees.fields && !h->sees.ids && !h->subs;
}

/* Finds parents and subtrees, surveys the bodies. */
static void collect(struct reader *r)
{
	size_t open[8], depth = 0, i;

	for (i = 0; i < r->md.nr; i++) {
		const struct md_block *b = &r->md.blocks[i];

		if (b->type != MD_HEADING) {
			if (r->nr_heads)
				see_block(r, &r->heads[r->nr_heads - 1].sees, b);
			continue;
		}
		while (depth && r->md.blocks[r->heads[open[depth - 1]].block]
					.level >= b->level)
			r->heads[open[--depth]].end = i;
		add_head(r, i, depth ? open[depth - 1] : NO_HEAD);
		open[depth++] = r->nr_heads - 1;
	}
	for (i = r->nr_heads; i-- > 0;) {
		struct head *h = &r->heads[i];

		if (is_milestone(h)) {
			h->id.kind = PRD_ID_NONE;
			h->unit = UNIT_PHASE;
			h->number = h->id.text + 1;
			h->number_len = h->id.len - 1;
		}
		h->sub_ids += h->sees.ids + (h->id.kind == PRD_ID_ITEM);
		h->sub_checks += h->sees.checks;
		if (h->parent != NO_HEAD) {
			r->heads[h->parent].sub_ids += h->sub_ids;
			r->heads[h->parent].sub_checks += h->sub_checks;
			r->heads[h->parent].subs++;
			r->heads[h->parent].item_subs +=
				h->label == LAB_NONE && !h->id.kind &&
				(h->own == SEC_NONE ||
				 (!h->whole && (h->own == SEC_SOFT ||
						h->own == SEC_TASKS ||
						h->own == SEC_ROADMAP)));
		}
	}
}

/* "Technical constraints", "Tech stack": what is given, also among qualities. */
static bool names_limits(struct reader *r, const char *text)
{
	static const char words[] =
		"constraints|technical constraints|stack|tech stack|"
		"technology stack|technical stack|technologies|"
		"restricciones técnicas|restrições técnicas|"
		"contraintes techniques|stack technique|tecnologías|"
		"tecnologias|vincoli tecnici|stack tecnologico|"
		"технические ограничения|стек технологий|технологии|"
		"技术约束|技术栈|技術スタック|技術制約|기술 스택|기술 제약";

	return prd_is_named(r, text, words);
}

/* "Performance", "Code quality": a quality that is asked for. */
static bool names_quality(struct reader *r, const char *text)
{
	static const char words[] =
		"performance|security|reliability|availability|scalability|"
		"accessibility|usability|maintainability|code quality|"
		"responsiveness|responsive design|compatibility|seo|privacy|"
		"data protection|leistung|sicherheit|zuverlässigkeit|"
		"barrierefreiheit|wartbarkeit|rendimiento|seguridad|"
		"escalabilidad|accesibilidad|usabilidad|desempenho|segurança|"
		"acessibilidade|sécurité|fiabilité|accessibilité|"
		"maintenabilité|prestazioni|sicurezza|affidabilità|"
		"производительность|безопасность|надежность|надёжность|"
		"性能|安全|安全性|可用性|可扩展性|兼容性|性能要求|安全要求|"
		"パフォーマンス|セキュリティ|アクセシビリティ|성능|보안|접근성|"
		"kinerja|keamanan|performa";

	return prd_is_named(r, text, words);
}

/* The section of a heading that describes, below one that makes items. */
static enum prd_section soft_below(struct reader *r, struct head *h,
				   enum prd_section up)
{
	const struct head *parent = &r->heads[h->parent];

	switch (up) {
	case SEC_FEATURES:
		return parent->item_subs >= 2 || h->sees.fields ? up : h->own;
	case SEC_NONFUNC:
		return names_limits(r, h->rest) ? h->own : up;
	case SEC_REQS:
		h->soft = true;
		return up;
	default:
		return h->own;
	}
}

/* "Analytics", "Alerts": what a document tells about itself as often as it is a
 * feature; among features it is one. */
static bool names_feature(struct reader *r, const char *text)
{
	static const char words[] =
		"analytics|alerts|alerting|logging|monitoring and alerting|"
		"resources|budget|pricing|research|notes|support|marketing|"
		"help|documentation|settings|navigation|analytik|alarme|"
		"analíticas|alertas|recursos|soporte|suporte|analyses|alertes|"
		"notes de frais|history|contact|contacts|changes|links|"
		"historique|historial|histórico|verlauf|storico|riwayat|"
		"historique des commandes|contacto|contato|kontakt|kontakte";

	return prd_is_named(r, text, words);
}

/* "UI", "Documentation", "Later": below a title like "Roadmap" or "TODO" where or
 * when the work is, while elsewhere they describe. */
static bool names_area(struct reader *r, const char *text)
{
	static const char words[] =
		"ui|ux|ui ux|api|apis|design|database|documentation|tests|"
		"deployment|infrastructure|settings|configuration|tools|tooling|"
		"hosting|platform|platforms|navigation|layout|needs|later|future|"
		"future work|future enhancements|future features|"
		"future considerations|future scope|ideas|nice to haves|"
		"backlog ideas|parking lot|post mvp|support|analytics|logging|"
		"alerts|alerting|marketing|research|installation|usage|"
		"monitoring and alerting|architecture|data model|ci cd|"
		"environment|interfaces|libraries|schema|user interface|"
		"user experience|known issues|limitations|pricing|monetization|"
		"frontend stack|backend stack|interfaz|infraestructura|"
		"mejoras futuras|futuras mejoras|trabajo futuro|melhorias futuras|"
		"evoluções futuras|interface|évolutions futures|"
		"améliorations futures|perspectives|ausblick|infrastruktur|"
		"zukünftige erweiterungen|spätere erweiterungen|datenbank|"
		"schnittstellen|benutzeroberfläche|界面|部署|未来规划|后续规划|"
		"后续计划|后续迭代|未来增强|未来扩展|将来の拡張|今後の課題|"
		"今後の展望|インフラ|향후 계획|향후 개선|인프라|интерфейс|"
		"инфраструктура|перспективы|планы на будущее|будущие улучшения|"
		"дизайн|база данных";

	return prd_is_named(r, text, words);
}

/* "v1.1 - Till and stock", "Version 2.0": when it comes, not what. */
static bool names_version(const char *s)
{
	static const char *const words[] = { "version ", "release ", "v" };
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(words) && !n; i++)
		if (!strncasecmp(s, words[i], strlen(words[i])))
			n = strlen(words[i]);
	s += n;
	n = strspn(s, "0123456789");
	return n && s[n] == '.' && s[n + 1] >= '0' && s[n + 1] <= '9';
}

/* "5 Key Components", "Core Modules": what a design is made of. */
static bool names_parts(const char *text)
{
	return utf8_casefind(text, "component") ||
	       utf8_casefind(text, "module") || strstr(text, "组件") ||
	       strstr(text, "模块") || utf8_casefind(text, "komponente") ||
	       utf8_casefind(text, "módulo") || utf8_casefind(text, "modul");
}

/* "User Interface Requirements" and the like describe as often as they ask. */
static bool is_technical(struct reader *r, const char *text)
{
	static const char words[] =
		"ui|ux|interface|design|technical|hardware|software|platform|"
		"environment|infrastructure|stack|visual|branding|technische|"
		"técnicos|techniques";
	const char *w = words;

	prd_fold(&r->tmp, text, strnlen(text, 100));
	strbuf_insert(&r->tmp, 0, " ", 1);
	strbuf_addch(&r->tmp, ' ');
	while (*w) {
		size_t n = prd_word_len(w);
		char word[24];

		snprintf(word, sizeof(word), " %.*s ", (int)n, w);
		if (strstr(r->tmp.buf, word))
			return true;
		w += n + (w[n] == '|');
	}
	return false;
}

static void set_section(struct reader *r, struct head *h)
{
	const struct head *parent = h->parent == NO_HEAD ? NULL :
				    &r->heads[h->parent];
	enum prd_section up = parent ? parent->section : SEC_NONE;

	h->roadmap = h->own == SEC_ROADMAP || (parent && parent->roadmap);
	h->soft = parent && parent->soft;
	if (up == SEC_NEVER)
		h->section = SEC_NEVER;
	else if (up == SEC_FEATURES && !r->decision &&
		 (h->own == SEC_HARD || h->own == SEC_README ||
		  (h->own == SEC_NEVER && parent->item_subs >= 2)) &&
		 names_feature(r, h->rest))
		h->section = up;
	else if (r->worklist && (up == SEC_TASKS || up == SEC_ROADMAP) &&
		 (h->own == SEC_SOFT || h->own == SEC_HARD ||
		  h->own == SEC_README) && names_area(r, h->rest))
		h->section = up;
	else if (r->decision || h->own == SEC_README)
		h->section = h->own == SEC_NEVER ? SEC_NEVER : SEC_HARD;
	else if (up == SEC_HARD && h->own != SEC_NEVER)
		h->section = SEC_HARD;
	else if (h->own == SEC_NONE || (h->own == SEC_REQS && up == SEC_NONFUNC))
		h->section = up;
	else if (h->own == SEC_SOFT && parent && prd_item_section(up))
		h->section = soft_below(r, h, up);
	else if (h->own == SEC_REQS && up == SEC_SOFT && !h->whole &&
		 !h->sub_ids)
		h->section = up;	/* "Testing Requirements" of the design */
	else if (up == SEC_CRITERIA && !h->whole && prd_item_section(h->own) &&
		 !h->sub_ids)
		h->section = up;	/* "Functional acceptance" of the criteria */
	else if (h->own == SEC_FEATURES && up == SEC_DEPS && !h->whole)
		h->section = up;	/* "Core Functionality Layer" of an order */
	else if (h->own == SEC_FEATURES && up == SEC_SOFT && !h->sub_ids &&
		 names_parts(r->md.blocks[h->block].text))
		h->section = up;
	else if ((h->own == SEC_TASKS || h->own == SEC_ROADMAP) && !h->whole &&
		 prd_item_section(up))
		h->section = up;
	else
		h->section = h->own;
	if (h->soft && h->section == SEC_REQS && names_quality(r, h->rest)) {
		h->soft = false;	/* "Performance" of technical requirements */
		h->section = SEC_NONFUNC;
	}
	h->soft |= h->own == SEC_REQS && h->section == SEC_REQS && !h->sub_ids &&
		   is_technical(r, r->md.blocks[h->block].text);
	if (h->section == SEC_NONE && h->prio == PRD_PRIO_ONLY && !h->title &&
	    (h->label == LAB_NONE || h->label == LAB_ITEMS))
		h->section = SEC_FEATURES;
	if (parent && parent->has_priority && !h->has_priority) {
		h->has_priority = true;
		h->priority = parent->priority;
	}
	if (parent && !parent->title && !h->has_status && !h->removed) {
		h->has_status = parent->has_status;
		h->status = parent->status;
		h->removed = parent->removed;
	}
}

/* The nearest item above, NO_HEAD when none. */
static size_t item_above(const struct reader *r, const struct head *h)
{
	size_t p = h->parent;

	while (p != NO_HEAD && r->heads[p].role != ROLE_ITEM)
		p = r->heads[p].parent;
	return p;
}

static bool is_range(const char *s)
{
	struct strvec ids = STRVEC_INIT;
	bool range;

	prd_ids_in(&ids, s, &range);
	strvec_clear(&ids);
	return range;
}

/* An id or a numbered name: an item wherever items may be. */
static bool explicit_item(const struct head *h)
{
	bool describes = h->section == SEC_SOFT || h->section == SEC_HARD;

	if (h->id.kind == PRD_ID_ITEM)
		return true;
	if (h->id.kind == PRD_ID_WEAK)
		return !describes;
	return h->unit != UNIT_NONE && h->unit != UNIT_PHASE &&
	       (!describes || (h->number_len && h->section == SEC_SOFT));
}

/* "create_task", "run()", "GET /users": what a manual describes, no work. */
static bool is_code_name(const char *s)
{
	static const char *const methods[] = { "GET /", "POST /", "PUT /",
					       "PATCH /", "DELETE /" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(methods); i++)
		if (str_starts(s, methods[i]))
			return true;
	return *s && !strchr(s, ' ') &&
	       (strchr(s, '_') || strstr(s, "()") || strstr(s, "::"));
}

/* No id, no unit: does its section and its shape make it an item? */
static bool shaped_item(const struct reader *r, const struct head *h)
{
	const struct survey *v = &h->sees;
	const struct head *up = h->parent == NO_HEAD ? NULL :
				&r->heads[h->parent];
	bool own = h->own != SEC_NONE && (h->own != SEC_SOFT || h->whole);
	bool text_only = v->paras && !v->bullets && !v->rows && !h->subs &&
			 !v->checks && !v->ids;
	bool said = h->prio == PRD_PRIO_TAIL || v->criteria || v->priority ||
		    (v->row_priority && v->field_rows > 1);

	if (h->section == SEC_FEATURES &&
	    (h->own == SEC_SOFT || h->own == SEC_HARD ||
	     h->own == SEC_README || h->own == SEC_NEVER))
		own = false;
	/* "Class schedule", "Creating tasks": only one word of the name */
	if ((h->own == SEC_TASKS || h->own == SEC_ROADMAP) && !h->whole && up &&
	    h->section == up->section && prd_item_section(up->section) &&
	    up->section != h->own)
		own = false;
	/* "Editor Features" beside "Search" and "Files" is one of them */
	if (h->own == SEC_FEATURES && !h->whole && up && !h->subs &&
	    up->own == SEC_FEATURES && up->whole && up->item_subs)
		own = false;
	if (own || h->title || is_code_name(h->rest) ||
	    (names_version(h->rest) && !v->fields) ||
	    (h->label == LAB_TITLE && str_ends(h->rest, ":")))
		return false;
	if (h->sub_ids && h->section != SEC_FEATURES)
		return said && (prd_item_section(h->section) ||
				h->section == SEC_NONE);
	switch (h->section) {
	case SEC_FEATURES:
		if (h->roadmap && v->checks)
			return false;	/* the boxes are the work */
		return (!h->sub_ids || said || v->desc) &&
		       h->prio != PRD_PRIO_ONLY;
	case SEC_REQS:
	case SEC_NONFUNC:
	case SEC_TASKS:
		if (text_only && h->section == SEC_TASKS && r->worklist &&
		    r->heads[0].sub_checks >= 2)
			return said;	/* the boxes are the work */
		return !h->soft && (v->fields || said ||
				    (text_only && h->prio != PRD_PRIO_ONLY));
	case SEC_STORIES:
		return (v->fields && !v->stories) || v->story_paras;
	case SEC_ROADMAP:
		return v->criteria;
	case SEC_NONE:
	case SEC_SOFT:
		return v->priority || v->estimate ||
		       (v->row_priority && v->field_rows > 1) ||
		       (v->criteria && (v->desc || v->story_paras)) ||
		       (v->criteria_list && !h->subs) ||
		       (v->deps && v->checks) ||
		       (h->prio == PRD_PRIO_TAIL && h->section == SEC_NONE);
	default:
		return false;
	}
}

static enum head_role inner_role(const struct reader *r, struct head *h,
				 const struct head *item)
{
	bool parent_like = item->section == SEC_FEATURES && !item->id.kind &&
			   item->unit == UNIT_NONE && item->item_subs >= 2 &&
			   !item->sees.fields && !item->sees.bullets &&
			   !item->sees.rows;

	if (h->scenario)
		return ROLE_SCENARIO;
	switch (h->label) {
	case LAB_NONE:
		break;
	case LAB_ITEMS:
		return ROLE_GROUP;
	case LAB_NOTE:
	case LAB_IGNORE:
		return h->label == LAB_NOTE ? ROLE_DETAIL : ROLE_SKIP;
	case LAB_TITLE:
		break;
	default:
		return ROLE_FIELD;
	}
	if (h->section == SEC_NEVER)
		return ROLE_SKIP;
	if (prd_item_section(h->own) && h->whole)
		return ROLE_GROUP;
	if (parent_like && shaped_item(r, h))
		return ROLE_ITEM;
	if (item->unit == UNIT_EPIC && item->sees.fields == 0 &&
	    (h->sees.priority || h->sees.estimate || h->sees.fields ||
	     h->sees.criteria_list))
		return ROLE_ITEM;	/* a part of the epic with its own fields */
	return ROLE_DETAIL;
}

static enum head_role role_of(struct reader *r, struct head *h)
{
	size_t above = item_above(r, h);
	bool describes = h->section == SEC_SOFT || h->section == SEC_HARD;

	if (h->single)
		return ROLE_ITEM;
	if (h->scenario && above != NO_HEAD)
		return ROLE_SCENARIO;
	if (explicit_item(h) && h->section != SEC_NEVER && !h->title &&
	    !(h->label != LAB_NONE && h->unit && !h->number_len &&
	      above != NO_HEAD))
		return is_range(r->md.blocks[h->block].text) ? ROLE_SKIP :
								ROLE_ITEM;
	if (h->unit == UNIT_PHASE && !h->title && h->section != SEC_NEVER &&
	    (!describes || h->sees.checks || h->sub_ids))
		return ROLE_PHASE;
	if (above != NO_HEAD)
		return inner_role(r, h, &r->heads[above]);
	if (h->section == SEC_NEVER)
		return ROLE_SKIP;
	if (shaped_item(r, h))
		return ROLE_ITEM;
	return ROLE_GROUP;
}

static void note_skipped(struct reader *r, const struct head *h)
{
	struct prd_doc *d = r->doc;
	const struct md_block *b = &r->md.blocks[h->block];
	const struct head *up = h->parent == NO_HEAD ? NULL :
				&r->heads[h->parent];
	struct prd_skipped *s;

	if (up && up->section == h->section && !up->title)
		return;
	ALLOC_GROW(d->skipped, d->nr_skipped + 1, d->alloc_skipped);
	s = &d->skipped[d->nr_skipped++];
	s->heading = xstrdup(b->text);
	s->line = b->line;
	s->why = h->id.kind && h->role == ROLE_SKIP ?
		 "a range of ids, or something else than a requirement" :
		 h->section == SEC_NEVER ? "a section that names no work" :
		 r->decision ? "a record of a decision" :
		 "describes: only ids, check boxes and priorities count";
}

/*
 * "#### Acceptance Criteria" next to "#### FR-26: ..." instead of below it: a
 * field of that item all the same.
 */
static void adopt_field(struct reader *r, size_t i)
{
	struct head *h = &r->heads[i];
	size_t j = i - 1;

	if (!i || h->label == LAB_NONE || h->label == LAB_TITLE ||
	    (h->unit != UNIT_NONE && *h->rest) ||
	    h->label == LAB_ITEMS || h->label == LAB_IGNORE || h->id.kind)
		return;
	while (j != NO_HEAD && r->heads[j].parent != h->parent)
		j = r->heads[j].parent;
	if (j == NO_HEAD || r->heads[j].role == ROLE_SKIP)
		return;
	if (r->heads[j].role == ROLE_FIELD)
		j = r->heads[j].parent;
	if (j != NO_HEAD && r->heads[j].role == ROLE_ITEM &&
	    r->md.blocks[r->heads[j].block].level ==
	    r->md.blocks[h->block].level) {
		h->parent = j;
		r->heads[j].end = h->end;
	}
}

void prd_read_heads(struct reader *r)
{
	size_t i;

	collect(r);
	prd_find_title(r);
	prd_find_decision(r);
	prd_find_story_file(r);
	for (i = 0; i < r->nr_heads; i++) {
		struct head *h = &r->heads[i];

		adopt_field(r, i);
		set_section(r, h);
		h->role = role_of(r, h);
		if (h->role == ROLE_DETAIL && (h->section == SEC_NEVER ||
					       h->section == SEC_HARD ||
					       h->section == SEC_SOFT))
			h->section = r->heads[h->parent].section;
		if (h->role == ROLE_PHASE)
			h->section = SEC_TASKS;
		if (h->role == ROLE_SKIP ||
		    (h->role == ROLE_GROUP && (h->section == SEC_HARD ||
					       h->section == SEC_SOFT)))
			note_skipped(r, h);
	}
}
