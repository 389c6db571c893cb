/*
 * graph.js - how tasks depend on each other: the server's picture, to be pointed at.
 */
import { h, from_svg } from "./dom.js";
import { get, get_text } from "./api.js";
import { badge, empty, hours, query_box, STATUS, to_task } from "./parts.js";

const view = { critical: true, zoom: 1, found: "" };

function connect(ctx, data) {
	/* a picture that has not changed is the node that it was: nothing is added twice */
	document.querySelectorAll(".picture .node").forEach(n => {
		const id = n.id.slice(2);
		n.setAttribute("tabindex", "0");
		n.setAttribute("role", "link");
		n.setAttribute("data-item", id);
		n.onclick = () => ctx.go(to_task(id));
		n.onkeydown = e => {
			if (e.key === "Enter")
				ctx.go(to_task(id));
		};
		n.onfocus = n.onmouseenter = () => around(data, id);
		n.onblur = n.onmouseleave = () => around(data, null);
	});
}

/* What a task needs and what needs it, at any distance, stands out. */
function around(data, id) {
	const kept = new Set(id ? [id] : []);
	const walk = (from, to) => {
		const seen = new Set([id]), todo = [id];
		while (todo.length) {
			const at = todo.pop();
			for (const e of data.edges)
				if (e[from] === at && !seen.has(e[to])) {
					seen.add(e[to]);
					kept.add(e[to]);
					todo.push(e[to]);
				}
		}
	};

	if (id) {
		walk("from", "to");
		walk("to", "from");
	}
	document.querySelectorAll(".picture .node").forEach(n =>
		n.classList.toggle("faint", kept.size > 0 && !kept.has(n.id.slice(2))));
	document.querySelectorAll(".picture .edge").forEach(e => e.classList.toggle("faint", kept.size > 0));
}

function zoom(by, ctx) {
	view.zoom = Math.max(.05, Math.min(3, view.zoom * by));
	ctx.redraw();
}

/* As much of it as the window is wide and high. */
function whole(ctx) {
	const box = document.querySelector(".picture"), size = box?.querySelector("svg")?.viewBox.baseVal;

	if (!size)
		return;
	view.zoom = Math.max(.05, Math.min(1, box.clientWidth / size.width,
		(innerHeight - box.getBoundingClientRect().top - 20) / size.height));
	ctx.redraw();
}

function fit() {
	const svg = document.querySelector(".picture svg"), box = svg?.viewBox.baseVal;

	if (!box)
		return;
	svg.setAttribute("width", Math.round(box.width * view.zoom));
	svg.setAttribute("height", Math.round(box.height * view.zoom));
}

function path_list(data) {
	const nodes = new Map(data.nodes.map(n => [n.id, n]));

	return data.critical_path.length ? h("details", { class: "panel" }, h("summary", null,
		`Critical path: ${data.critical_path.length} ${data.critical_path.length === 1 ? "task" : "tasks"}, ${hours(data.total_hours)}`),
	h("ol", null, data.critical_path.map(id => nodes.get(id)).filter(Boolean).map(n => h("li", { key: n.id },
		badge(n.status), " ", h("a", { href: to_task(n.id) }, n.title), " ", h("span", { class: "quiet" }, hours(n.hours)))))) : null;
}

export const graph = {
	name: "Graph", key: "g",

	async load(ctx) {
		const how = { q: ctx.params.q || "", all: ctx.params.all || "" };
		const [data, picture] = await Promise.all([get("graph", how),
			get_text("graph.svg", { ...how, "critical-path": true })]);
		return { ...data.data, picture };
	},

	draw(data, ctx) {
		const box = h("input", { type: "checkbox", checked: view.critical, on: { change: e => {
			view.critical = e.target.checked;
			ctx.redraw();
		} } });

		requestAnimationFrame(() => {
			connect(ctx, data);
			fit();
		});
		return [h("div", { class: "bar" }, h("h1", null, "Graph"), query_box(ctx.params.q || "", q => ctx.set({ q })),
			h("label", null, box, " critical path"),
			h("label", null, h("input", { type: "checkbox", checked: Boolean(ctx.params.all), on: {
				change: e => ctx.set({ all: e.target.checked ? "true" : "" }) } }), " finished ones, too"),
			h("span", { class: "zoom" }, h("button", { on: { click: () => zoom(1 / 1.25, ctx) }, "aria-label": "Smaller" }, "−"),
				h("button", { on: { click: () => whole(ctx) } }, "Whole"),
				h("button", { on: { click: () => zoom(1.25, ctx) }, "aria-label": "Larger" }, "+")),
			h("span", { class: "quiet", role: "status" }, `${data.nodes.length} tasks, ${data.edges.length} dependencies`)),
		path_list(data),
		data.nodes.length ? h("p", { class: "legend" }, Object.keys(STATUS).filter(s => data.nodes.some(n => n.status === s)).map(badge),
			h("span", { class: "quiet" }, "an arrow leads to what waits for it")) : null,
		data.nodes.length ? h("div", { class: "picture" + (view.critical ? " show-critical" : ""), tabindex: 0, role: "region",
			"aria-label": "Picture of the tasks" }, from_svg(data.picture)) : empty("No task matches.")];
	},

	on_key(e, ctx) {
		if (e.key === "+" || e.key === "-")
			zoom(e.key === "+" ? 1.25 : 1 / 1.25, ctx);
		else
			return false;
		return true;
	}
};
