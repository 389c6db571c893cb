/*
 * agents.js - agents at work: sessions, their tasks, tokens, costs and errors.
 */
import { h, from_svg } from "./dom.js";
import { get } from "./api.js";
import { count, due_mark, empty, field, FIELDS, priority_mark, badge, select, to_task, when } from "./parts.js";

const PERIODS = [["", "all the time"], ["7d", "7 days"], ["30d", "30 days"], ["quarter", "this quarter"]];
const SEVERITIES = ["critical", "high", "medium", "low"], SEVERE = SEVERITIES.slice(0, 2);

/* "1 h 5 min" */
export function span(ms) {
	if (ms === null || ms === undefined || ms < 0)
		return "–";
	const s = Math.round(ms / 1000), m = Math.floor(s / 60), hh = Math.floor(m / 60);

	return s < 120 ? `${s} s` : m < 60 ? `${m} min` : hh < 48 ? `${hh} h ${m % 60} min` : `${Math.floor(hh / 24)} days`;
}

const uptime = s => new Date(s.ended_at || (s.state === "active" ? Date.now() : s.last_seen)) - new Date(s.started_at);
/* "$0.0285"; a bare number where nobody said what the prices are in. */
function money(n, stats) {
	const digits = n < 1 ? 4 : 2;

	return n === null || n === undefined ? "–" : new Intl.NumberFormat("en", { minimumFractionDigits: digits,
		maximumFractionDigits: digits, ...(stats.currency && { style: "currency", currency: stats.currency }) }).format(n);
}

const percent = n => n === null || n === undefined ? "–" : Math.round(n * 100) + "%";
const all_tokens = t => t.input + t.output + t.cache_read + t.cache_creation;

const work_name = w => w.description || w.task || "a task";

function work_line(w) {
	const name = work_name(w);

	return h("li", null, badge_of(w.status), " ", w.task_id ? h("a", { href: to_task(w.task_id) }, name) : name,
		" ", priority_mark(w.priority || "medium"), " ", h("span", { class: "quiet" }, w.duration_ms === null ? when(w.started_at) : span(w.duration_ms)));
}

const badge_of = status => h("span", { class: "badge s-" + (status === "started" ? "in_progress" : status) },
	status === "started" ? "in progress" : status);

function error_line(e, s) {
	return h("li", null, h("span", { class: "sev-" + e.severity }, e.severity), " ", e.type ? `${e.type}: ` : "", e.message, " ",
		h("span", { class: "quiet" }, s ? s.agent + " " : "", when(e.at)));
}

function card(s, stats, cost) {
	const used = s.context.percent;

	return h("article", { key: s.id, class: "panel agent " + s.state, "aria-label": s.agent, "data-session": s.session },
		h("div", { class: "bar" }, h("h2", null, s.agent), h("span", { class: "badge s-" + s.state }, s.state)),
		h("p", { class: "quiet" }, [s.session, s.model].filter(Boolean).join(" · ")),
		h("dl", { class: "facts" }, [["Uptime", span(uptime(s))], ["Last news", when(s.last_seen)],
			["Tokens", `${count(s.tokens.input)} in, ${count(s.tokens.output)} out` +
				(s.tokens.cache_read ? `, ${count(s.tokens.cache_read)} cached` : "")],
			["Cost", money(cost, stats)],
			["Tasks", `${s.tasks.filter(w => w.status === "success").length} done of ${s.tasks.length}`]]
			.map(([k, v]) => [h("dt", null, k), h("dd", null, v)])),
		used === null ? null : h("label", { class: "quiet" }, `context ${used}% of ${count(s.context.window)}`,
			h("meter", { min: 0, max: 100, high: 80, value: used })),
		s.chart ? h("figure", { class: "chart spark" }, from_svg(s.chart), h("figcaption", { class: "quiet" },
			`${count(all_tokens(s.tokens))} tokens so far`)) : null,
		s.tasks.length ? h("ul", { class: "log" }, s.tasks.slice(-4).reverse().map(work_line)) : null,
		s.errors.length ? h("ul", { class: "log" }, s.errors.slice(-3).reverse().map(e => error_line(e))) : null);
}

function numbers(data) {
	const t = data.stats.total, errors = Object.values(t.errors).reduce((a, b) => a + b, 0);

	return h("div", { class: "numbers" }, [
		[new Set(data.sessions.filter(s => s.state === "active").map(s => s.agent)).size, "active agents"], [t.sessions, "sessions"], [count(all_tokens(t.tokens)), "tokens"],
		[money(t.cost, data.stats), "cost"], [t.tasks, "tasks ended"], [percent(t.success_rate), "succeeded"],
		[span(t.mean_duration_ms), "time a task"], [errors, "errors"], [span(t.uptime_ms), "agents' uptime"]
	].map(([n, what]) => h("div", { class: "number" }, h("b", null, String(n)), h("span", null, what))));
}

const WORDS = ["Agent", "Agents", "Model", "Began"];

/* Numbers stand at the right, words at the left. */
function table(label, heads, rows) {
	const side = i => i && !WORDS.includes(heads[i]) ? "num" : null;

	return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, h("table", null,
		h("thead", null, h("tr", null, heads.map((x, i) => h("th", { scope: "col", class: side(i) }, x)))),
		h("tbody", null, rows.map(r => h("tr", null, r.map((c, i) => h("td", { class: side(i) }, c)))))));
}

function efficiency(data) {
	return h("section", { key: "efficiency", class: "panel" }, h("h2", null, "Efficiency"), table("Efficiency of each agent",
		["Agent", "Sessions", "Uptime", "Tasks", "Succeeded", "Mean time", "Tokens a task", "Tokens", "Cost", "Errors"],
		data.stats.agents.map(a => [a.agent, String(a.sessions), span(a.uptime_ms), String(a.tasks), percent(a.success_rate), span(a.mean_duration_ms),
			count(a.tokens_per_task), count(all_tokens(a.tokens)), money(a.cost, data.stats),
			String(Object.values(a.errors).reduce((x, y) => x + y, 0))])));
}

/* What the costs are worth. */
function prices(stats) {
	const own = stats.currency ? `Your prices, in ${stats.currency}` : "Your prices; git config task.price.currency says in what";

	return stats.total.cost === null ? null : h("p", { class: "note" }, stats.prices_of ?
		`Public prices of ${stats.prices_of}, in ${stats.currency}, or yours where you set some` : own,
	stats.total.unpriced_tokens ? `; ${count(stats.total.unpriced_tokens)} tokens have no price and are not in it.` : ".");
}

function charts(data) {
	return [h("section", { key: "tokens", class: "panel" }, h("h2", null, "Tokens a day"),
		h("div", { class: "chart" }, from_svg(data.stats.chart_tokens))),
	h("section", { key: "cost", class: "panel" }, h("h2", null, "Cost a day" + (data.stats.currency ? `, ${data.stats.currency}` : "")),
		data.stats.chart_cost ? h("div", { class: "chart" }, from_svg(data.stats.chart_cost)) :
			h("p", { class: "quiet" }, "No model has a price: git config task.price.<model>.input 3"), prices(data.stats)),
	system(data)];
}

/* Since when there is a server, and when there were agents. */
function system(data) {
	const { days, since } = data.stats, up = days.reduce((sum, d) => sum + d.uptime_ms, 0);
	const first = Math.min(...data.sessions.map(s => new Date(s.started_at)));
	const whole = Date.now() - Math.max(first, new Date(since || 0), new Date(days[0]?.date || 0));
	const rows = [["Server", data.started && h("span", null, span(Date.now() - new Date(data.started)) + ", since ",
		h("time", { datetime: data.started }, new Date(data.started).toLocaleString()))],
	["Agents", `${span(up)} of ${span(whole)}` + (whole > 0 ? `, ${percent(Math.min(1, up / whole))} of the time` : "")],
	["Days", `an agent was there on ${days.filter(d => d.uptime_ms > 0).length} of ${days.length}`]];

	return h("section", { key: "system", class: "panel" }, h("h2", null, "System uptime"),
		h("dl", { class: "facts" }, rows.filter(([, v]) => v).map(([k, v]) => [h("dt", null, k), h("dd", null, v)])),
		h("div", { class: "chart" }, from_svg(data.stats.chart_uptime)));
}

function costs(data) {
	const by = data.stats.each_task.filter(t => all_tokens(t.tokens) > 0);

	return by.length ? h("details", { key: "by-task", class: "panel", open: by.length < 9 }, h("summary", null,
		`Tokens by task: ${by.length} ${by.length === 1 ? "task" : "tasks"}`), table("Tokens by task",
		["Task", "Agents", "In", "Out", "Cost"], by.map(t => [
			t.task_id ? h("a", { href: to_task(t.task_id) }, t.description || t.task) : t.description || t.task,
			t.agents.join(", "), count(t.tokens.input), count(t.tokens.output), money(t.cost, data.stats)]))) : null;
}

/* Tasks that one agent left and another took up. */
function handovers(data) {
	const by = new Map(), out = [];

	/* the newest session comes first */
	for (const s of [...data.sessions].reverse())
		for (const w of s.tasks)
			by.set(w.task_id || w.task, [...(by.get(w.task_id || w.task) || []), { ...w, agent: s.agent }]);
	for (const list of by.values()) {
		list.sort((a, b) => a.started_at.localeCompare(b.started_at));
		for (let i = 1; i < list.length; i++)
			if (list[i].agent !== list[i - 1].agent)
				out.push({ from: list[i - 1], to: list[i] });
	}
	return out.length ? h("section", { key: "handovers", class: "panel" }, h("h2", null, "Handed over"), h("ul", { class: "log" },
		out.sort((a, b) => a.to.started_at < b.to.started_at ? 1 : -1).slice(0, 20).map(x => h("li", null,
			h("strong", null, x.from.agent), " → ", h("strong", null, x.to.agent), ": ",
			x.to.task_id ? h("a", { href: to_task(x.to.task_id) }, x.to.description || x.to.task) : x.to.description || x.to.task,
			" ", h("span", { class: "quiet" }, when(x.to.started_at)))))) : null;
}

/* The newest first; of one moment the worst. */
const all_errors = data => data.sessions.flatMap(s => s.errors.map(e => ({ e, s }))).sort((a, b) =>
	b.e.at.localeCompare(a.e.at) || SEVERITIES.indexOf(a.e.severity) - SEVERITIES.indexOf(b.e.severity));

function alerts(data) {
	const list = all_errors(data).filter(x => SEVERE.includes(x.e.severity) && x.s.state !== "ended");

	return list.length ? h("section", { key: "alerts", class: "problem", role: "alert" }, h("h2", null, "Alerts"),
		h("ul", { class: "log" }, list.slice(0, 5).map(x => error_line(x.e, x.s)))) : null;
}

/* What each agent has: what it logged last of each task in its sessions that go on, and
 * the tasks of the repository that are its own. */
function by_agent(data) {
	const names = new Set(data.sessions.map(s => s.agent)), groups = new Map(), own = new Map();
	const put = (name, key, line) => groups.set(name, new Map(groups.get(name)).set(key, line));
	const task_line = t => h("li", { key: t.id }, badge(t.status), h("a", { href: to_task(t.id), "data-item": t.id }, t.title), due_mark(t));

	const titles = new Map(data.tasks.map(t => [t.id, t.title]));

	for (const s of [...data.sessions].reverse().filter(x => x.state !== "ended"))
		for (const w of s.tasks) {
			const key = w.task_id || w.task || work_name(w);
			own.set(key, s.agent);
			put(s.agent, key, h("li", { key }, badge_of(w.status),
				w.task_id ? h("a", { href: to_task(w.task_id), title: work_name(w) }, titles.get(w.task_id) || work_name(w)) :
					h("span", null, work_name(w))));
		}
	for (const t of data.tasks)
		if (!own.has(t.id) && names.has(t.assignee))
			put(t.assignee, t.id, task_line(t));
	return groups.size ? h("section", { key: "by-agent", class: "panel" }, h("h2", null, "Tasks by agent"),
		[...groups].map(([name, list]) => [h("h3", null, name), h("ul", { class: "rel" }, [...list.values()])])) : null;
}

function archive(data) {
	const ended = data.sessions.filter(s => s.state === "ended");
	const cost = new Map(data.stats.each_session.map(s => [s.session, s.cost]));

	return ended.length ? h("details", { key: "archive", class: "panel" }, h("summary", null, `History: ${ended.length} ${ended.length === 1 ? "session" : "sessions"} that ended`),
		table("Sessions that ended", ["Session", "Agent", "Model", "Began", "Took", "Tasks", "Tokens", "Cost", "Errors"], ended.map(s => [
			s.session, s.agent, s.model || "–", when(s.started_at), span(uptime(s)), String(s.tasks.length),
			count(all_tokens(s.tokens)), money(cost.get(s.session), data.stats), String(s.errors.length)])),
		h("h3", null, "Tasks that ended"), h("ul", { class: "log" }, data.sessions.flatMap(s => s.tasks.map(w => ({ w, s })))
			.filter(x => x.w.finished_at).sort((a, b) => a.w.finished_at < b.w.finished_at ? 1 : -1).slice(0, 50)
			.map(x => h("li", null, h("span", { class: "quiet" }, x.s.agent + ": "), ...work_line(x.w).childNodes)))) : null;
}

function errors(data) {
	const list = all_errors(data);

	return list.length ? h("section", { key: "errors", class: "panel" }, h("h2", null, "Errors"),
		h("ul", { class: "log" }, list.slice(0, 20).map(x => error_line(x.e, x.s)))) : null;
}

export const agents = {
	name: "Agents", key: "a", watches: "all",

	async load(ctx) {
		const [sessions, stats, tasks] = await Promise.all([
			get("sessions", { all: true, charts: true }),
			get("session-stats", { charts: true, period: ctx.params.period || "" }),
			get("tasks", { q: "status:in_progress,blocked,pending", limit: 500, fields: FIELDS })
		]);
		return { sessions: sessions.data, stats: stats.data, tasks: tasks.data, started: ctx.info?.started_at };
	},

	draw(data, ctx) {
		const live = data.sessions.filter(s => s.state !== "ended");
		const cost = new Map(data.stats.each_session.map(s => [s.session, s.cost]));

		return [h("div", { class: "bar" }, h("h1", null, "Agents"),
			field("Over", select("Over", ctx.params.period || "", PERIODS, v => ctx.set({ period: v })), "inline")),
		!data.sessions.length ? empty("No agent has logged a session yet: git task session start, or the tools of git task mcp.") : [
			alerts(data), numbers(data),
			h("div", { key: "cards", class: "grid" }, live.length ? live.map(s => card(s, data.stats, cost.get(s.session))) :
				h("p", { class: "quiet" }, "No agent is at work now.")),
			h("div", { key: "charts", class: "grid wide" }, charts(data), by_agent(data)),
			h("div", { key: "rest", class: "grid" }, handovers(data), errors(data)),
			efficiency(data), costs(data), archive(data)]];
	}
};
