/*
 * insights.js - how the work flows: charts of the report, times, and a forecast.
 */
import { h, from_svg } from "./dom.js";
import { get } from "./api.js";
import { count, field, hours, select, to_task } from "./parts.js";

const PERIODS = [["14d", "14 days"], ["30d", "30 days"], ["quarter", "this quarter"], ["year", "this year"], ["all", "all the time"]];
const CHARTS = [["chart_flow", "Cumulative flow"], ["chart_burnup", "Burn-up"], ["chart_throughput", "Completed"]];

const percent = n => n === null || n === undefined ? "–" : Math.round(n * (n <= 1 ? 100 : 1)) + "%";
const time = n => n === null || n === undefined ? "–" : n >= 48 ? count(n / 24) + " days" : hours(n);

function numbers(m) {
	return h("div", { class: "numbers" }, [
		[m.tasks_completed, "completed"], [m.tasks_created, "created"], [count(m.throughput_per_week), "a week"],
		[m.work_in_progress, "in progress"], [time(m.cycle_time_hours_median), "cycle time, median"],
		[time(m.cycle_time_hours_p85), "cycle time, 85%"], [time(m.lead_time_hours_median), "lead time, median"],
		[time(m.age_hours_median), "age of work in progress"], [percent(m.flow_efficiency), "flow efficiency"],
		[percent(m.on_time_rate), "on time"], [m.estimation_accuracy === null || m.estimation_accuracy === undefined ? "–" :
			Math.round(m.estimation_accuracy) + "%", "estimation accuracy"],
		[count(m.average_quality_score), "quality, of 5"]
	].map(([n, what]) => h("div", { class: "number" }, h("b", null, String(n)), h("span", null, what))));
}

function forecast(f) {
	return h("section", { key: "forecast", class: "panel" }, h("h2", null, "Forecast"), f ? [
		h("p", null, `${f.open} open tasks may be done by`),
		h("dl", { class: "facts" }, [["p50", "as likely as not"], ["p85", "85 of 100"], ["p95", "95 of 100"]]
			.map(([k, text]) => [h("dt", null, text), h("dd", null, f[k] || "not within reach")]))
	] : h("p", { class: "quiet" }, "Too little was completed lately to say anything."));
}

function advice(list) {
	return list.length ? h("section", { key: "advice", class: "panel" }, h("h2", null, "To look at"), h("ul", { class: "log" },
		list.map(a => h("li", null, h("strong", null, a.title), ": ", a.text, " ", h("code", { class: "quiet" }, a.rule))))) : null;
}

function people(list) {
	return list.length ? h("section", { key: "people", class: "panel" }, h("h2", null, "Who completed"), h("div", {
		class: "scroll", tabindex: 0, role: "region", "aria-label": "Who completed" }, h("table", null,
		h("thead", null, h("tr", null, ["Person", "Completed", "Cycle time"].map((x, i) => h("th", { scope: "col", class: i ? "num" : null }, x)))),
		h("tbody", null, list.map(p => h("tr", null, h("td", null, (p.group ?? p.name ?? p.assignee) || "nobody"),
			h("td", { class: "num" }, String(p.tasks_completed)), h("td", { class: "num" }, time(p.cycle_time_hours_median)))))))) : null;
}

function overdue(list) {
	return list.length ? h("section", { key: "overdue", class: "panel" }, h("h2", null, "Overdue"), h("ul", { class: "log" },
		list.slice(0, 12).map(t => h("li", null, h("a", { href: to_task(t.id) }, t.title), " ",
			h("span", { class: "due late" }, t.deadline))))) : null;
}

export const insights = {
	name: "Insights", key: "i",

	async load(ctx) {
		return (await get("report", { period: ctx.params.period || "30d", charts: true })).data;
	},

	draw(data, ctx) {
		return [h("div", { class: "bar" }, h("h1", null, "Insights"),
			field("Over", select("Over", ctx.params.period || "30d", PERIODS, v => ctx.set({ period: v })), "inline"),
			h("span", { class: "quiet" }, `${data.since} to ${data.until}`)),
		numbers(data.metrics),
		h("div", { class: "grid wide" }, CHARTS.map(([key, title]) => h("section", { key, class: "panel" }, h("h2", null, title),
			h("div", { class: "chart" }, from_svg(data[key]))))),
		h("div", { class: "grid" }, forecast(data.forecast), advice(data.recommendations), people(data.people), overdue(data.overdue))];
	}
};
