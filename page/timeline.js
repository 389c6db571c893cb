/*
 * timeline.js - the plan as bars over days, and milestones with what is left of them.
 */
import { h } from "./dom.js";
import { get, get_all } from "./api.js";
import { badge, empty, field, hours, phase_of, query_box, select, STATUS, to_task } from "./parts.js";

const DAY = 86400000, ROWS_MAX = 400;
const midnight = text => Date.parse(text.slice(0, 10) + "T00:00:00Z");
const BY = [["who", "Person"], ["milestone", "Milestone"], ["", "Start"]];

function axis(from, days) {
	const step = days <= 14 ? 1 : days <= 60 ? 7 : 30, out = [];

	for (let d = 0; d < days; d += step)
		out.push(h("span", { class: "tick", style: `left: ${(d / days * 100).toFixed(2)}%` },
			new Date(from + d * DAY).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" })));
	return h("div", { class: "axis", "aria-hidden": "true" }, out);
}

function bar(t, from, days) {
	const a = (midnight(t.start_date) - from) / DAY, b = (midnight(t.end_date) - from) / DAY + 1;

	return h("li", { key: t.id, class: "tl" },
		h("a", { href: to_task(t.id), "data-item": t.id, class: "name", title: t.title }, t.title),
		h("div", { class: "track" }, h("span", {
			class: "span" + (t.critical ? " critical" : ""),
			style: `margin-left: ${(a / days * 100).toFixed(2)}%; width: ${((b - a) / days * 100).toFixed(2)}%`,
			title: `${t.start_date} to ${t.end_date}, ${hours(t.hours)}${t.estimated ? "" : " (not estimated)"}`
		})),
		h("span", { class: "quiet dates" }, t.start_date.slice(5) + (t.end_date === t.start_date ? "" : " – " + t.end_date.slice(5)),
			t.late ? h("span", { class: "due late" }, " late") : null));
}

function milestones(list) {
	const by = new Map();

	for (const t of list) {
		const name = phase_of(t);
		if (name)
			by.set(name, [...(by.get(name) || []), t]);
	}
	return by.size ? h("section", { key: "milestones", class: "panel" }, h("h2", null, "Milestones"), h("ul", { class: "log" },
		[...by].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })).map(([name, all]) => {
			const done = all.filter(t => t.status === "completed").length;
			const counted = all.filter(t => t.status !== "cancelled").length;
			const due = all.map(t => t.deadline).filter(Boolean).sort().at(-1);
			return h("li", { key: name }, h("div", { class: "bar" }, h("a", { href: "#/list?q=" + encodeURIComponent(`status:all phase:${JSON.stringify(name)}`) },
				h("strong", null, name)), h("span", { class: "quiet" }, `${done} of ${counted}`, due ? `, last due ${due.slice(0, 10)}` : ""),
			["in_progress", "blocked"].map(s => {
				const n = all.filter(t => t.status === s).length;
				return n ? h("span", { class: "badge s-" + s }, `${n} ${STATUS[s].toLowerCase()}`) : null;
			})), h("progress", { max: counted || 1, value: done, "aria-label": name }));
		}))) : null;
}

function groups_of(data, by) {
	const phases = new Map(data.tasks.map(t => [t.id, phase_of(t)]));
	const name = t => by === "who" ? t.who || `developer ${t.developer}` : by === "milestone" ? phases.get(t.id) || "no milestone" : "";
	const groups = new Map();

	for (const t of data.plan.tasks.slice(0, ROWS_MAX))
		groups.set(name(t), [...(groups.get(name(t)) || []), t]);
	return [...groups];
}

export const timeline = {
	name: "Timeline", key: "t",

	async load(ctx) {
		const q = ctx.params.q || "";
		const [plan, tasks] = await Promise.all([get("plan", { q }),
			get_all("tasks", { q, all: true, fields: "id,title,status,deadline,fields" }, 3000)]);
		return { plan: plan.data, tasks: tasks.list };
	},

	draw(data, ctx) {
		const p = data.plan, by = { start: "", milestone: "milestone" }[ctx.params.by] ?? "who";
		const from = Math.min(...p.tasks.map(t => midnight(t.start_date)));
		const to = Math.max(...p.tasks.map(t => midnight(t.end_date)));
		const days = Math.max(1, (to - from) / DAY + 1);

		return [h("div", { class: "bar" }, h("h1", null, "Timeline"), query_box(ctx.params.q || "", q => ctx.set({ q })),
			field("By", select("By", by, BY, v => ctx.set({ by: v === "who" ? "" : v || "start" })), "inline")),
		milestones(data.tasks),
		p.tasks.length ? h("section", { key: "plan", class: "panel" }, h("h2", null, "Plan"),
			h("p", { class: "quiet" }, `${p.tasks.length} open tasks, done by ${p.end_date}; ` +
				`${hours(p.critical_path_hours)} on the critical path` + (p.late.length ? `; ${p.late.length} later than due` : "")),
			h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Plan" }, h("div", { class: "plan" }, axis(from, days),
				groups_of(data, by).map(([name, list]) => h("div", { key: name }, name && h("h3", null, name),
					h("ul", null, list.map(t => bar(t, from, days)))))))) : empty("Nothing is left to plan."),
		p.not_planned.length ? h("section", { key: "not", class: "panel" }, h("h2", null, "Without a date"), h("ul", { class: "rel" },
			p.not_planned.map(t => h("li", null, badge(t.status ?? "blocked"), h("a", { href: to_task(t.id) }, t.title),
				h("span", { class: "quiet" }, t.reason ?? ""))))) : null];
	}
};
