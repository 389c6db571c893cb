/*
 * board.js - cards in lanes: by status, or by person, milestone or project.
 */
import { h } from "./dom.js";
import { get, get_all, send } from "./api.js";
import { ask, ask_text, badge, empty, FIELDS, field, marks, phase_of, query_box, select, short, STATUS, to_task } from "./parts.js";

const DONE_DAYS = 14, CARDS_MAX = 3000, LANE_SHOWS = 60;
const BY = { status: "Status", assignee: "Person", phase: "Milestone", project: "Project" };
const LANES = ["pending", "in_progress", "blocked", "completed"];
const more = {};

const value_of = (t, by) => by === "status" ? t.status : by === "phase" ? phase_of(t) : t[by] || "";

/* Moves a task to a status, by the operation that is made for it; false: no. */
export async function move(ctx, t, to) {
	const path = "tasks/" + t.id, from = t.stored_status || t.status;
	const post = (verb, body) => () => send("POST", path + "/" + verb, body);
	const text = STATUS[to] + ": " + t.title;

	if (to === "in_progress" && (from === "completed" || from === "cancelled"))
		return ctx.act(text, async () => {
			await post("reopen", {})();
			return post("start", {})();
		});
	if (to === "in_progress")
		return ctx.act(text, post("start", {}), post("start", { force: true }));
	if (to === "completed")
		return ctx.act(text, post("complete", { validate: true }), post("complete", { validate: true, force: true }));
	if (to === "cancelled")
		return ctx.act(text, post("cancel", {}));
	if (to === "blocked") {
		const reason = await ask_text("Blocked: " + t.title, "What holds it up?", "Block");
		return reason ? ctx.act(text, post("block", { reason })) : false;
	}
	if (from === "completed" || from === "cancelled")
		return ctx.act(text, post("reopen", {}));
	if (from === "blocked")
		return ctx.act(text, post("unblock", {}));
	return ctx.act(text, () => send("PATCH", path, { status: "pending" }));
}

function put(ctx, t, by, value) {
	if (by === "status")
		return move(ctx, t, value);
	return ctx.act(BY[by] + (value ? " " + value : " taken away") + ": " + t.title,
		() => send("PATCH", "tasks/" + t.id, { [by]: value }));
}

/* A list to choose from, for fingers and keyboards. */
export async function choose_status(ctx, t) {
	const to = await ask("Move: " + t.title, field("To", h("select", { name: "to", value: t.status },
		Object.entries(STATUS).map(([v, text]) => h("option", { value: v }, text)))), "Move", f => f.elements.to.value);

	if (to && to !== t.status)
		await move(ctx, t, to);
}

let carried = null;

function card(t, by, ctx, titles) {
	const waits = t.status === "blocked" && (t.blocked_by || []).length;

	return h("li", { key: t.id, class: "card", draggable: "true", "data-id": t.id, on: {
		dragstart: e => {
			carried = t;
			e.dataTransfer.setData("text/plain", t.id);
			e.dataTransfer.effectAllowed = "move";
		},
		dragend: () => { carried = null; }
	} }, h("a", { href: to_task(t.id), "data-item": t.id, draggable: "false" }, t.title),
	h("div", { class: "under" }, by !== "status" && badge(t.status), marks(t),
		t.stored_status === "in_progress" && t.status === "blocked" ? h("span", { class: "note" }, "begun") : null,
		waits ? h("span", { class: "note" }, "waits for " + t.blocked_by.map(id => titles.get(id) || short(id)).join(", ")) : null,
		ctx.writes && h("button", { class: "move", "aria-label": "Move " + t.title,
			on: { click: () => choose_status(ctx, t) } }, "⋯")));
}

function lane(name, label, cards, by, ctx, titles) {
	const shown = more[by + name] ? cards : cards.slice(0, LANE_SHOWS);

	return h("section", { key: name, class: "lane", "data-lane": name, "aria-label": label, on: {
		dragover: e => {
			if (carried) {
				e.preventDefault();
				e.currentTarget.classList.add("over");
			}
		},
		dragleave: e => e.currentTarget.classList.remove("over"),
		drop: e => {
			const t = carried;
			e.preventDefault();
			e.currentTarget.classList.remove("over");
			if (t && value_of(t, by) !== name)
				put(ctx, t, by, name);
		}
	} }, h("h2", null, label, h("span", { class: "count" }, String(cards.length))),
	h("ul", null, shown.map(t => card(t, by, ctx, titles))),
	shown.length < cards.length && h("button", { class: "quiet", on: { click: () => {
		more[by + name] = true;
		ctx.redraw();
	} } }, `${cards.length - shown.length} more`));
}

function lanes_of(data, by, ctx) {
	const all = data.list, names = by === "status" ?
		[...LANES, ...(all.some(t => t.status === "cancelled") ? ["cancelled"] : [])] :
		[...new Set(all.map(t => value_of(t, by)))].sort((a, b) => (a === "") - (b === "") || a.localeCompare(b));
	const titles = new Map(all.map(t => [t.id, t.title]));

	return names.map(n => lane(n, by === "status" ? STATUS[n] : n || "None", all.filter(t => value_of(t, by) === n), by, ctx, titles));
}

export const board = {
	name: "Board", key: "b",

	async load(ctx) {
		const q = ctx.params.q || "";
		const [open, done] = await Promise.all([
			get_all("tasks", { q, fields: FIELDS }, CARDS_MAX),
			/status:|is:/.test(q) ? { data: [] } :
				get("tasks", { q: `${q} completed:${DONE_DAYS}d`, completed: true, sort: "-completed", limit: 200, fields: FIELDS })
		]);
		return { list: open.list.concat(done.data), more: open.more };
	},

	draw(data, ctx) {
		const by = ctx.params.by in BY ? ctx.params.by : "status";

		return [h("div", { class: "bar" }, h("h1", null, "Board"),
			query_box(ctx.params.q || "", q => ctx.set({ q })),
			field("Lanes", select("Lanes", by, Object.entries(BY), v => ctx.set({ by: v === "status" ? "" : v })), "inline")),
		data.more && h("p", { class: "note" }, `These are the first ${CARDS_MAX} tasks: narrow it down with a query.`),
		data.list.length ? h("div", { class: "board" }, lanes_of(data, by, ctx)) :
			empty(ctx.params.q ? "No task matches." : "There is no open task. Press n to make one.")];
	},

	on_key(e, ctx, data) {
		const id = document.activeElement?.getAttribute("data-item");
		const t = id && data?.list.find(x => x.id === id);

		if (!t)
			return false;
		if (e.key === "m")
			choose_status(ctx, t);
		else if (e.key === "[" || e.key === "]")
			beside(t, e.key === "]" ? 1 : -1, ctx);
		else if (e.key === "ArrowRight" || e.key === "ArrowLeft")
			step_lane(e.key === "ArrowRight" ? 1 : -1);
		else
			return false;
		return true;
	}
};

function beside(t, by, ctx) {
	const lanes = [...document.querySelectorAll("[data-lane]")].map(l => l.dataset.lane);
	const how = ctx.params.by in BY ? ctx.params.by : "status";
	const to = lanes[lanes.indexOf(value_of(t, how)) + by];

	if (to !== undefined)
		put(ctx, t, how, to);
}

function step_lane(by) {
	const lanes = [...document.querySelectorAll("[data-lane]")];
	let at = lanes.indexOf(document.activeElement.closest("[data-lane]")) + by;

	while (lanes[at] && !lanes[at].querySelector("[data-item]"))
		at += by;
	lanes[at]?.querySelector("[data-item]").focus();
}
