/*
 * activity.js - who changed what and when, newest first.
 */
import { h } from "./dom.js";
import { get, send } from "./api.js";
import { ago, empty, field, people, select, short, to_task, when } from "./parts.js";
import { change_text } from "./task.js";

const STEP = 80;
let shows = STEP;

const day = t => new Date(t).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

function entry(e, ctx) {
	const changes = e.changes.map(change_text).filter(Boolean);

	return h("li", { key: e.commit + e.id, class: "entry" }, h("div", null, h("strong", null, e.author), " ",
		h("span", { class: "badge" }, e.op), " ",
		e.id ? h("a", { href: to_task(e.id), "data-item": e.commit + e.id }, e.title || short(e.id)) : e.subject, " ",
		h("span", { class: "quiet" }, when(e.when)),
		ctx.writes && h("button", { class: "quiet", "aria-label": "Undo: " + e.subject, on: {
			click: () => ctx.act("Taken back: " + e.subject, () => send("POST", "undo", { commit: e.commit }))
		} }, "undo")),
	changes.length ? h("ul", null, changes.map(c => h("li", { class: "clip" }, c))) : null);
}

export const activity = {
	name: "Activity", key: "y",

	async load(ctx) {
		const [log, all] = await Promise.all([get("log", { limit: shows, author: ctx.params.author || "" }), people()]);
		return { log: log.data, people: all.filter(p => p.email || p.name) };
	},

	draw(data, ctx) {
		const days = [];

		for (const e of data.log) {
			const name = day(e.when);
			if (days.at(-1)?.name !== name)
				days.push({ name, list: [] });
			days.at(-1).list.push(e);
		}
		return [h("div", { class: "bar" }, h("h1", null, "Activity"),
			field("By", select("By", ctx.params.author || "", [["", "everybody"],
				...data.people.map(p => [p.email || p.name, p.name || p.email])], v => ctx.set({ author: v })), "inline"),
			data.log.length ? h("span", { class: "quiet" }, "last change " + ago(data.log[0].when)) : null),
		days.length ? days.map(d => h("section", { key: d.name, class: "panel day" }, h("h2", null, d.name),
			h("ol", { class: "log" }, d.list.map(e => entry(e, ctx))))) : empty("Nothing has happened yet."),
		data.log.length >= shows && h("button", { on: { click: () => {
			shows += STEP;
			ctx.reload();
		} } }, "Earlier")];
	}
};
