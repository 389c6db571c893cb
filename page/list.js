/*
 * list.js - tasks in rows: a query, an order, and changing several at once.
 */
import { h } from "./dom.js";
import { get, send } from "./api.js";
import { ask, ask_text, badge, due_mark, empty, FIELDS, field, person, phase_of, priority_mark, PRIORITY, query_box, select, STATUS, to_task, when } from "./parts.js";

const PAGE = 100;
const COLUMNS = [["title", "Title"], ["status", "Status"], ["priority", "Priority"], ["assignee", "Assignee"],
	["due", "Due"], ["project", "Project"], ["updated", "Changed"]];
const chosen = new Set();
let shows = PAGE;

function toggle(id, on, ctx) {
	if (on)
		chosen.add(id);
	else
		chosen.delete(id);
	ctx.redraw();
}

function row(t, ctx) {
	return h("tr", { key: t.id, class: chosen.has(t.id) ? "chosen" : null },
		h("td", { class: "pick" }, h("input", { type: "checkbox", checked: chosen.has(t.id), "aria-label": "Select " + t.title,
			on: { change: e => toggle(t.id, e.target.checked, ctx) } })),
		h("td", { class: "title" }, h("a", { href: to_task(t.id), "data-item": t.id }, t.title),
			h("span", { class: "marks" }, (t.tags || []).map(x => h("span", { class: "tag" }, "#" + x)))),
		h("td", null, badge(t.status)),
		h("td", null, priority_mark(t.priority)),
		h("td", null, person(t.assignee)),
		h("td", null, due_mark(t)),
		h("td", null, [t.project, phase_of(t)].filter(Boolean).join(" · ")),
		h("td", { class: "quiet" }, when(t.updated_at)));
}

function sort_head([key, label], ctx) {
	const now = ctx.params.sort || "", dir = now === key ? "ascending" : now === "-" + key ? "descending" : null;

	return h("th", { scope: "col", "aria-sort": dir }, h("button", { class: "quiet", on: {
		click: () => ctx.set({ sort: dir === "ascending" ? "-" + key : dir ? "" : key })
	} }, label, dir === "ascending" ? " ↑" : dir ? " ↓" : ""));
}

/* ---- several at once ---- */

const ACTIONS = {
	status: ["Status…", async () => {
		const to = await ask("Status of the selected", field("Status", h("select", { name: "to" },
			Object.entries(STATUS).map(([v, text]) => h("option", { value: v }, text)))), "Change", f => f.elements.to.value);
		return to && { status: to };
	}],
	priority: ["Priority…", async () => {
		const to = await ask("Priority of the selected", field("Priority", h("select", { name: "to" },
			PRIORITY.map(v => h("option", { value: v }, v)))), "Change", f => f.elements.to.value);
		return to && { priority: to };
	}],
	assignee: ["Assignee…", async () => {
		const to = await ask_text("Assignee of the selected", "Person, 'me' or 'none'", "Assign");
		return to && { assignee: to };
	}],
	tag: ["Tag…", async () => {
		const to = await ask_text("Tag the selected", "Tag; -tag takes it away", "Tag");
		return to && (to.startsWith("-") ? { remove_tag: [to.slice(1)] } : { tag: [to] });
	}],
	phase: ["Milestone…", async () => {
		const to = await ask_text("Milestone of the selected", "Milestone", "Set");
		return to && { phase: to };
	}]
};

async function several(ctx, make) {
	const ids = [...chosen], change = await make();

	if (change && await ctx.act(`${ids.length} tasks changed`, () => send("PATCH", "tasks", { id: ids, ...change }))) {
		chosen.clear();
		ctx.redraw();
	}
}

function action_bar(ctx) {
	return h("div", { class: "several", role: "toolbar", "aria-label": "Selected tasks" },
		h("strong", null, chosen.size + " selected"),
		Object.values(ACTIONS).map(([name, make]) => h("button", { on: { click: () => several(ctx, make) } }, name)),
		h("button", { class: "quiet", on: { click: () => {
			chosen.clear();
			ctx.redraw();
		} } }, "None"));
}

/* What the heads of the columns do, where a small window has none. */
function narrow_bar(data, ctx) {
	const now = ctx.params.sort || "", all = data.list.every(t => chosen.has(t.id));

	return h("div", { class: "narrow bar" },
		select("Order", now, [["", "Most urgent first"], ...COLUMNS.flatMap(([key, label]) =>
			[[key, label + " ↑"], ["-" + key, label + " ↓"]])], sort => ctx.set({ sort })),
		h("button", { "aria-pressed": String(all), on: { click: () => choose_all(data, !all, ctx) } }, all ? "Select none" : "Select all"));
}

function choose_all(data, on, ctx) {
	data.list.forEach(t => on ? chosen.add(t.id) : chosen.delete(t.id));
	ctx.redraw();
}

export const list = {
	name: "List", key: "l",

	async load(ctx) {
		const { q = "", sort = "" } = ctx.params;
		const out = await get("tasks", { q, sort, limit: Math.min(shows, 1000), fields: FIELDS });

		for (const id of chosen)
			if (!out.data.some(t => t.id === id))
				chosen.delete(id);
		return { list: out.data, more: out.next };
	},

	draw(data, ctx) {
		return [h("div", { class: "bar" }, h("h1", null, "List"), query_box(ctx.params.q || "", q => ctx.set({ q })),
			h("span", { class: "quiet", role: "status" }, data.list.length + (data.more ? "+" : "") + " tasks")),
		data.list.length ? narrow_bar(data, ctx) : null,
		chosen.size ? action_bar(ctx) : null,
		data.list.length ? h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Tasks" }, h("table", { class: "list" },
			h("thead", null, h("tr", null, h("th", { class: "pick" }, h("input", { type: "checkbox", "aria-label": "Select all",
				checked: data.list.every(t => chosen.has(t.id)), on: {
					change: e => choose_all(data, e.target.checked, ctx) } })), COLUMNS.map(c => sort_head(c, ctx)))),
			h("tbody", null, data.list.map(t => row(t, ctx))))) : empty("No task matches."),
		data.more && h("button", { on: { click: () => {
			shows += PAGE;
			ctx.reload();
		} } }, "More")];
	},

	on_key(e, ctx) {
		const id = document.activeElement?.getAttribute("data-item");

		if (e.key === "x" && id)
			toggle(id, !chosen.has(id), ctx);
		else if (e.key === "m" && chosen.size)
			several(ctx, ACTIONS.status[1]);
		else
			return false;
		return true;
	}
};
