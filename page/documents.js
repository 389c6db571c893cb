/*
 * documents.js - requirements documents: requirement, task, commits; and reading one.
 */
import { h } from "./dom.js";
import { get, send } from "./api.js";
import { ask, badge, empty, field, short, to_task } from "./parts.js";

/* A document that is looked at before tasks are made of it. */
const draft = { text: "", name: "", seen: null, findings: [], error: null };

function totals(list) {
	const done = list.filter(r => r.status === "completed").length;
	const linked = list.filter(r => r.commits.length).length;
	const all = list.reduce((n, r) => n + r.criteria, 0), met = list.reduce((n, r) => n + r.criteria_met, 0);

	return [`${done} of ${list.length} done`, `${linked} with commits`, all ? `${met} of ${all} criteria met` : null]
		.filter(Boolean).join(" · ");
}

function document_of(name, list) {
	const done = list.filter(r => r.status === "completed").length;

	return h("section", { key: name, class: "panel" }, h("h2", null, name), h("p", { class: "quiet" }, totals(list)),
		h("progress", { max: list.length, value: done, "aria-label": "Done of " + name }),
		h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Requirements of " + name }, h("table", null,
			h("thead", null, h("tr", null, ["Requirement", "Line", "Task", "Status", "Criteria", "Commits"].map(c =>
				h("th", { scope: "col" }, c)))),
			h("tbody", null, list.map(r => h("tr", { key: r.key + r.id },
				h("td", null, h("code", null, r.key)), h("td", { class: "quiet" }, String(r.line ?? "")),
				h("td", { class: "title" }, r.id ? h("a", { href: to_task(r.id), "data-item": r.id }, r.title) :
					h("span", { class: "sev-high" }, "no task")),
				h("td", null, r.status ? badge(r.status) : null),
				h("td", null, r.criteria ? `${r.criteria_met} / ${r.criteria}` : "–"),
				h("td", null, r.commits.length ? r.commits.map(c => [h("code", null, short(String(c.oid ?? c.id ?? c))), " "]) : "–")))))));
}

/* ---- reading one ---- */

async function look(ctx) {
	draft.error = null;
	try {
		const [seen, check] = await Promise.all([send("POST", "prd/preview", { content: draft.text }),
			send("POST", "prd/check", { content: draft.text })]);
		draft.seen = seen.data;
		draft.findings = [check.data?.findings ?? check.data ?? []].flat();
	} catch (e) {
		draft.seen = null;
		draft.error = e.message;
	}
	ctx.redraw();
}

async function make(ctx) {
	const name = draft.name.trim();

	if (!await ask("Make tasks of " + name, h("p", null,
		`${draft.seen.items.length} requirements. A document of the same name that was read before is brought up to date.`), "Make tasks"))
		return;
	if (await ctx.act("Tasks made of " + name, () => send("POST", "prd", { content: draft.text, name }))) {
		draft.seen = null;
		draft.text = "";
		ctx.redraw();
	}
}

function reader(ctx) {
	return h("details", { key: "reader", class: "panel" }, h("summary", null, "Read a document"),
		field("Requirements (Markdown)", h("textarea", { rows: 8, value: draft.text, id: "prd",
			on: { input: e => { draft.text = e.target.value; } } })),
		h("div", { class: "buttons" },
			h("input", { type: "file", accept: ".md,.txt,text/*", "aria-label": "A file", on: { change: async e => {
				const file = e.target.files[0];
				if (!file)
					return;
				draft.text = await file.text();
				draft.name = file.name;
				look(ctx);
			} } }),
			h("button", { on: { click: () => look(ctx) } }, "Look at it")),
		draft.error && h("p", { class: "problem", role: "alert" }, draft.error),
		draft.seen && h("div", null, h("h3", null, `${draft.seen.items.length} requirements`),
			h("ul", { class: "rel" }, draft.seen.items.map(i => h("li", null, h("code", null, i.key), i.title,
				h("span", { class: "quiet" }, [i.priority, i.criteria.length ? i.criteria.length + " criteria" : null].filter(Boolean).join(" · "))))),
			draft.findings.length ? h("ul", { class: "log" }, draft.findings.map(f => h("li", null,
				h("span", { class: "badge" }, f.level ?? f.severity ?? "note"), " ", f.line ? `line ${f.line}: ` : "", f.message ?? ""))) : null,
			ctx.writes && h("div", { class: "buttons" },
				field("Called", h("input", { value: draft.name, placeholder: "docs/shop.md", on: { input: e => { draft.name = e.target.value; ctx.redraw(); } } }), "inline"),
				h("button", { class: "main", disabled: !draft.name.trim() || !draft.seen.items.length, on: { click: () => make(ctx) } }, "Make tasks"))));
}

export const documents = {
	name: "Documents", key: "d",

	async load() {
		try {
			return (await get("prd")).data;
		} catch (e) {
			if (e.status === 404)
				return [];	/* nothing comes from a document */
			throw e;
		}
	},

	draw(data, ctx) {
		const by = Map.groupBy ? Map.groupBy(data, r => r.prd) :
			data.reduce((m, r) => m.set(r.prd, [...(m.get(r.prd) || []), r]), new Map());

		return [h("div", { class: "bar" }, h("h1", null, "Documents")), reader(ctx),
			by.size ? [...by].map(([name, list]) => document_of(name, list)) :
				empty("No task comes from a requirements document. Read one here, or with 'git task prd parse'.")];
	}
};
