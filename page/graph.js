/*
 * graph.js - how tasks depend on each other: the server's picture, to be pointed at.
 */
import { h, from_svg } from "./dom.js";
import { get, get_text } from "./api.js";
import { badge, empty, hours, query_box, STATUS, to_task } from "./parts.js";

/* zoom 0: not chosen yet, all of it is shown. Below FAR titles can not be read. */
const view = { critical: true, zoom: 0, pointed: "" }, FAR = .4;

function connect(ctx, data) {
	/* a picture that has not changed is the node that it was: nothing is added twice */
	document.querySelectorAll(".picture .node").forEach(n => {
		const id = n.id.slice(2);
		n.setAttribute("tabindex", "0");
		n.setAttribute("role", "link");
		n.setAttribute("data-item", id);
		n.onclick = e => {
			/* a finger has nothing to point with: it comes closer first */
			if (view.zoom < FAR && e.pointerType === "touch")
				zoom(1 / view.zoom, e.clientX, e.clientY);
			else if (!view.dragged)
				ctx.go(to_task(id));
		};
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
	const node = id && data.nodes.find(n => n.id === id);

	view.pointed = node ? `${node.title} · ${STATUS[node.status] || node.status}` : "";
	document.getElementById("pointed").textContent = view.pointed;
	document.querySelectorAll(".picture .node").forEach(n =>
		n.classList.toggle("faint", kept.size > 0 && !kept.has(n.id.slice(2))));
	document.querySelectorAll(".picture .edge").forEach(e => e.classList.toggle("faint", kept.size > 0));
}

const picture = () => document.querySelector(".picture");
const size = () => picture()?.querySelector("svg")?.viewBox.baseVal;

/* What is at this place of the window stays there; else what is in the middle. */
function zoom(by, x, y) {
	const box = picture(), at = box?.getBoundingClientRect(), was = view.zoom;

	if (!box || !size())
		return;
	const left = x === undefined ? box.clientWidth / 2 : x - at.left, top = y === undefined ? box.clientHeight / 2 : y - at.top;
	view.zoom = Math.max(.05, Math.min(3, was * by));
	fit();
	box.scrollLeft = (box.scrollLeft + left) / was * view.zoom - left;
	box.scrollTop = (box.scrollTop + top) / was * view.zoom - top;
}

/* As much of it as the window is wide and high. */
function whole() {
	const box = picture(), all = size();

	if (!all)
		return;
	view.zoom = Math.max(.05, Math.min(1, box.clientWidth / all.width,
		Math.max(innerHeight / 2, innerHeight - box.getBoundingClientRect().top - scrollY - 20) / all.height));
	fit();
}

function fit() {
	const svg = document.querySelector(".picture svg"), all = size();

	if (!all)
		return;
	/* all of it first, but a few boxes so that they can be read */
	if (!view.zoom) {
		whole();
		if (view.zoom > .7 || document.querySelectorAll(".picture .node").length > 40)
			return;
		view.zoom = .75;
	}
	svg.setAttribute("width", Math.round(all.width * view.zoom));
	svg.setAttribute("height", Math.round(all.height * view.zoom));
	picture().classList.toggle("far", view.zoom < FAR);
}

/* The wheel with Ctrl, or two fingers, come closer; dragging moves the picture. */
const moves = {
	wheel: e => {
		if (!e.ctrlKey && !e.metaKey)
			return;
		e.preventDefault();
		zoom(Math.exp(-e.deltaY / 300), e.clientX, e.clientY);
	},
	pointerdown: e => {
		const box = e.currentTarget, { clientX, clientY } = e, { scrollLeft, scrollTop } = box, stop = new AbortController();

		view.dragged = false;
		if (e.button || e.pointerType === "touch")
			return;
		addEventListener("pointermove", m => {
			view.dragged ||= Math.hypot(m.clientX - clientX, m.clientY - clientY) > 4;
			if (view.dragged)
				box.scrollTo(scrollLeft - m.clientX + clientX, scrollTop - m.clientY + clientY);
		}, stop);
		addEventListener("pointerup", () => stop.abort(), stop);
		addEventListener("pointercancel", () => stop.abort(), stop);
	}
};

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

		/* another picture is looked at anew, one that has changed as it was */
		if (view.of !== how.q + how.all)
			view.zoom = 0;
		view.of = how.q + how.all;
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
			h("span", { class: "zoom" }, h("button", { on: { click: () => zoom(1 / 1.25) }, "aria-label": "Smaller" }, "−"),
				h("button", { on: { click: whole } }, "Whole"),
				h("button", { on: { click: () => zoom(1.25) }, "aria-label": "Larger" }, "+")),
			h("span", { class: "quiet", role: "status" }, `${data.nodes.length} tasks, ${data.edges.length} dependencies`)),
		path_list(data),
		data.nodes.length ? h("p", { class: "legend" }, Object.keys(STATUS).filter(s => data.nodes.some(n => n.status === s)).map(badge),
			h("span", { class: "quiet" }, "an arrow leads to what waits for it"), h("output", { id: "pointed" }, view.pointed)) : null,
		data.nodes.length ? h("div", { class: "picture" + (view.critical ? " show-critical" : "") + (view.zoom < FAR ? " far" : ""),
			tabindex: 0, role: "region", "aria-label": "Picture of the tasks", on: moves }, from_svg(data.picture)) : empty("No task matches.")];
	},

	on_key(e) {
		if (e.key === "+" || e.key === "-")
			zoom(e.key === "+" ? 1.25 : 1 / 1.25);
		else if (e.key === "0")
			whole();
		else
			return false;
		return true;
	}
};
