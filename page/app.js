/*
 * app.js - the frame: which view is shown, the keyboard, the palette, being live.
 */
import { h, patch } from "./dom.js";
import * as api from "./api.js";
import { ask, ask_text, empty, field, STATUS, PRIORITY, short, to_task } from "./parts.js";
import { board } from "./board.js";
import { list } from "./list.js";
import { task } from "./task.js";
import { graph } from "./graph.js";
import { timeline } from "./timeline.js";
import { insights } from "./insights.js";
import { agents } from "./agents.js";
import { activity } from "./activity.js";
import { documents } from "./documents.js";

const VIEWS = { board, list, graph, timeline, insights, agents, activity, documents, task };
const NAV = ["board", "list", "graph", "timeline", "insights", "agents", "activity", "documents"];

const state = {
	view: "board", arg: null, params: {}, data: null, error: null,
	info: null, live: null, toasts: [], busy: false
};

/* ---- where we are ---- */

function parse_place() {
	const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
	const [view, arg] = path.split("/").map(decodeURIComponent);

	state.view = view in VIEWS ? view : "board";
	state.arg = arg || null;
	state.params = Object.fromEntries(new URLSearchParams(query || ""));
}

function place(view, params) {
	const q = new URLSearchParams(Object.entries(params || {}).filter(([, v]) => v !== "" && v !== null));
	const text = q.toString();

	return "#/" + view + (text ? "?" + text : "");
}

/* ---- what a view may do ---- */

const ctx = {
	get params() { return state.params; },
	get arg() { return state.arg; },
	get writes() { return Boolean(state.info?.writes); },
	get me() { return state.info?.person; },
	get info() { return state.info; },
	go: where => { location.hash = where; },
	set: more => {
		location.replace(place(state.view + (state.arg ? "/" + encodeURIComponent(state.arg) : ""),
			{ ...state.params, ...more }));
	},
	redraw: () => draw(),
	reload: () => load(),
	toast,
	act
};

function toast(text, kind, action) {
	const t = { text, kind, action, key: Date.now() + Math.random() };

	state.toasts = [...state.toasts.slice(-2), t];
	draw();
	setTimeout(() => {
		state.toasts = state.toasts.filter(x => x !== t);
		draw();
	}, action ? 9000 : 6000);
}

/*
 * A write: what the server refuses is said, what it does can be taken back. With
 * `force` a refusal can be overruled: it is called when somebody wants that.
 * True: it is done.
 */
const running = new Set();

async function act(text, run, force) {
	/* a second click while the server is slow is the same wish */
	if (running.has(text))
		return false;
	if (!ctx.writes) {
		toast(state.info?.read_only ? "This server only reads." :
			"Writing needs a token: open the address that 'git task serve' printed.", "bad",
		state.info?.read_only ? null : { name: "Enter token", run: enter_token });
		return false;
	}
	try {
		if (text)
			running.add(text);
		const out = await run();
		if (text)
			toast(text, "good", { name: "Undo", run: () => act("Taken back", () => api.send("POST", "undo")) });
		(out?.notes || []).filter(n => /warning/.test(n)).forEach(n => toast(n));
		await load();
		return true;
	} catch (e) {
		toast(e.message, "bad", force && (e.status === 422 || e.status === 409) ?
			{ name: "Do it anyway", run: () => act(text, force) } : null);
		draw();
		return false;
	} finally {
		running.delete(text);
	}
}

async function enter_token() {
	const t = await ask_text("Token", "The token, or the whole address that was printed", "Use it");

	if (!t)
		return;
	api.set_token(t.replace(/^.*#token=/, ""));
	await about();
	await (in_front() ? front() : load());
}

/* ---- reading ---- */

let turn = 0, again = null, loading = false;

async function load() {
	const mine = ++turn, view = VIEWS[state.view];

	loading = true;
	try {
		const data = await view.load(ctx);
		if (mine !== turn)
			return;
		state.data = data;
		state.error = null;
	} catch (e) {
		if (mine !== turn)
			return;
		if (e.status === 401 && !state.asking) {
			state.asking = true;
			enter_token().finally(() => { state.asking = false; });
		}
		/* what was read stays to be seen while the server is away */
		if (e.status !== 0 || !state.data)
			state.error = e;
	}
	loading = false;
	draw();
}

/* Many changes at once are one look. */
function look_again() {
	again ??= setTimeout(() => {
		again = null;
		load();
	}, 80);
}

async function about() {
	try {
		state.info = await api.get("");
	} catch (e) {
		if (e.status === 401)
			state.info ??= { repository: "", writes: false };
	}
}

/* ---- drawing ---- */

const root = document.getElementById("app");

function theme() {
	return localStorage.getItem("git-task-theme") || "auto";
}

function set_theme(t) {
	localStorage.setItem("git-task-theme", t);
	if (t === "auto")
		document.documentElement.removeAttribute("data-theme");
	else
		document.documentElement.setAttribute("data-theme", t);
	draw();
}

const next_theme = () => ({ auto: "dark", dark: "light", light: "auto" })[theme()];

function nav() {
	return h("nav", { "aria-label": "Views" }, NAV.map(name => h("a", {
		href: "#/" + name, "aria-current": state.view === name ? "page" : null
	}, VIEWS[name].name)));
}

function connection() {
	const [cls, text] = state.live === null ? ["wait", "connecting"] :
		state.live ? ["on", "live"] : ["off", "offline"];

	return h("span", { class: "conn " + cls, role: "status" }, text);
}

/* Other repositories of the same server are one choice away. */
function switcher() {
	const all = state.info?.repositories;

	return all?.length > 1 && h("select", {
		"aria-label": "Repository", value: all.find(r => r.name === state.info.repository)?.address,
		on: { change: e => { location.href = e.target.value + "/"; } }
	}, all.map(r => h("option", { value: r.address }, r.name)));
}

function head() {
	return h("header", { class: "top" },
		h("a", { class: "brand", href: "#/board" }, h("img", { src: "/page/icon.svg", alt: "", width: 20, height: 20 }),
			h("span", null, state.info?.repository || "git task")),
		switcher(), nav(),
		h("div", { class: "tools" }, connection(),
			state.info && !state.info.writes && h("button", {
				class: "quiet", on: { click: enter_token }, hidden: state.info.read_only
			}, "read only: enter token"),
			h("button", { on: { click: new_task }, title: "New task (n)", hidden: state.info ? !state.info.writes : true }, "+ New"),
			h("button", { on: { click: palette }, title: "Commands (Ctrl+K)" }, "Go to…"),
			h("button", { class: "quiet", on: { click: () => set_theme(next_theme()) }, title: "Colours: " + theme(),
				"aria-label": "Colours: " + theme() }, theme() === "dark" ? "☾" : theme() === "light" ? "☀" : "◐"),
			h("button", { class: "quiet", on: { click: help }, title: "Keys (?)", "aria-label": "Keys" }, "?")));
}

function toasts() {
	return h("div", { class: "toasts", "aria-live": "polite" }, state.toasts.map(t => h("div", {
		class: "toast " + (t.kind || ""), key: t.key
	}, h("span", null, t.text), t.action && h("button", {
		on: { click: () => {
			state.toasts = state.toasts.filter(x => x !== t);
			t.action.run();
		} }
	}, t.action.name))));
}

function content() {
	if (state.error)
		return [h("h1", null, VIEWS[state.view].name), h("p", { class: "problem", role: "alert" }, state.error.message),
			h("button", { on: { click: load } }, "Try again")];
	if (!state.data)
		return empty("Reading…");
	return VIEWS[state.view].draw(state.data, ctx);
}

function draw() {
	const focus = document.activeElement;
	const key = state.view + "/" + (state.arg || "");

	patch(root, [head(),
		state.live === false && h("p", { class: "offline", role: "alert" },
			"The server can not be reached. What you see is what was read last; it goes on by itself."),
		h("main", { id: "main", tabindex: -1, class: "v-" + state.view, key: "main " + key }, content()),
		toasts()].filter(Boolean));
	/* a card that went to another lane is another node */
	const again = !focus || focus.isConnected ? focus :
		root.querySelector(`[data-item="${CSS.escape(focus.dataset?.item ?? "")}"]`);
	if (again && again !== document.activeElement && again !== document.body)
		again.focus({ preventScroll: true });
	document.title = (VIEWS[state.view].title?.(state.data) || VIEWS[state.view].name) + " · " +
		(state.info?.repository || "git task");
}

/* ---- new task, palette, help ---- */

async function new_task() {
	const made = await ask("New task", [
		field("Title", h("input", { name: "title", required: true, maxlength: 500, autocomplete: "off" })),
		field("Description", h("textarea", { name: "description", rows: 4 })),
		h("div", { class: "row" },
			field("Priority", h("select", { name: "priority", value: "medium" },
				PRIORITY.map(p => h("option", { value: p }, p)))),
			field("Assignee", h("input", { name: "assignee", placeholder: "me", autocomplete: "off" })),
			field("Due", h("input", { name: "deadline", placeholder: "friday", autocomplete: "off" }))),
		h("div", { class: "row" },
			field("Project", h("input", { name: "project", autocomplete: "off" })),
			field("Milestone", h("input", { name: "phase", autocomplete: "off" })),
			field("Tags", h("input", { name: "tag", placeholder: "api, web", autocomplete: "off" })))
	], "Create", form => Object.fromEntries(new FormData(form)));

	if (!made)
		return;
	const body = Object.fromEntries(Object.entries(made).filter(([, v]) => v.trim()));
	if (body.tag)
		body.tag = body.tag.split(",").map(x => x.trim()).filter(Boolean);
	await act("Created: " + made.title, () => api.send("POST", "tasks", body));
}

function commands() {
	return [
		...NAV.map(v => ({ name: VIEWS[v].name, hint: "g " + VIEWS[v].key, run: () => ctx.go("#/" + v) })),
		{ name: "New task", hint: "n", run: new_task },
		{ name: "My open tasks", run: () => ctx.go(place("list", { q: "is:mine status:open" })) },
		{ name: "Ready tasks", run: () => ctx.go(place("list", { q: "status:ready" })) },
		{ name: "Overdue tasks", run: () => ctx.go(place("list", { q: "status:overdue" })) },
		{ name: "Undo my last change", run: () => act("Taken back", () => api.send("POST", "undo")) },
		{ name: "Colours: " + next_theme(), run: () => set_theme(next_theme()) },
		{ name: "Keys", hint: "?", run: help },
		...(VIEWS[state.view].commands?.(state.data, ctx) || [])
	];
}

function palette() {
	const p = { text: "", at: 0, found: [], tasks: [] };
	const close = () => {
		dialog.close();
		dialog.remove();
	};
	const run = i => {
		const c = p.found[i];
		if (!c)
			return;
		close();
		c.run();
	};
	const show = () => {
		const words = p.text.toLowerCase().split(/\s+/).filter(Boolean);
		p.found = [...commands().filter(c => words.every(w => c.name.toLowerCase().includes(w))),
			...p.tasks.map(t => ({ name: t.title, hint: short(t.id), run: () => ctx.go(to_task(t.id)) }))].slice(0, 14);
		p.at = Math.max(0, Math.min(p.at, p.found.length - 1));
		patch(dialog, [h("input", {
			type: "text", placeholder: "A command, or words of a task", "aria-label": "Command", role: "combobox",
			"aria-expanded": "true", "aria-controls": "palette-list", autocomplete: "off",
			"aria-activedescendant": p.found.length ? "cmd-" + p.at : null,
			on: { input: e => search(e.target.value), keydown: key }
		}), h("ul", { id: "palette-list", role: "listbox", "aria-label": "Commands" }, p.found.map((c, i) => h("li", {
			id: "cmd-" + i, role: "option", "aria-selected": String(i === p.at), on: { click: () => run(i) }
		}, h("span", null, c.name), c.hint && h("kbd", null, c.hint))))]);
	};
	const key = e => {
		const n = p.found.length || 1;
		if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			e.preventDefault();
			p.at = (p.at + (e.key === "ArrowDown" ? 1 : n - 1)) % n;
			show();
		} else if (e.key === "Enter") {
			e.preventDefault();
			run(p.at);
		}
	};
	const search = async text => {
		p.text = text;
		p.at = 0;
		show();
		if (text.trim().length < 2)
			p.tasks = [];
		else
			try {
				const q = /^[0-9a-f]{4,16}$/.test(text.trim()) ? "id:" + text.trim() :
					text.trim().split(/\s+/).map(w => "text~" + JSON.stringify(w)).join(" ");
				const out = await api.get("tasks", { q, all: true, limit: 10, fields: "id,title" });
				if (p.text === text)
					p.tasks = out.data;
			} catch { /* no tasks among the proposals then */ }
		show();
	};
	const dialog = h("dialog", { class: "palette", "aria-label": "Commands", on: {
		cancel: e => {
			e.preventDefault();
			close();
		},
		click: e => e.target === dialog && close()
	} });
	document.body.append(dialog);
	show();
	dialog.showModal();
}

const KEYS = [
	["Ctrl+K", "commands and tasks"], ["n", "new task"], ["/", "to the query"], ["?", "these keys"],
	["g b, g l, g g, g t", "board, list, graph, timeline"],
	["g i, g a, g y, g d", "insights, agents, activity, documents"],
	["j, k or arrows", "from one task to the next"], ["Enter", "open the task"],
	["[ and ]", "on the board: move the card to the lane beside"], ["m", "move or change the task"],
	["x", "in the list: select"], ["e", "in a task: edit the description"], ["c", "in a task: comment"],
	["Esc", "close, leave a field"]
];

function help() {
	ask("Keys", h("dl", { class: "keys" }, KEYS.map(([k, what]) => [h("dt", null, h("kbd", null, k)), h("dd", null, what)])), "Close");
}

/* ---- the keyboard ---- */

let prefix = 0;

const items = () => [...document.querySelectorAll("#main [data-item]")].filter(e => e.getClientRects().length);

function step(by) {
	const all = items(), at = all.indexOf(document.activeElement);

	(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))])?.focus();
}

function on_key(e) {
	const el = e.target, writing = /^(INPUT|TEXTAREA|SELECT)$/.test(el.nodeName);

	if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
		e.preventDefault();
		if (!document.querySelector("dialog[open]"))
			palette();
		return;
	}
	if (document.querySelector("dialog[open]") || e.ctrlKey || e.metaKey || e.altKey)
		return;
	if (writing) {
		if (e.key === "Escape")
			el.blur();
		return;
	}
	const after_g = Date.now() - prefix < 1500;
	prefix = 0;
	const view = after_g && NAV.find(v => VIEWS[v].key === e.key);
	if (view) {
		ctx.go("#/" + view);
	} else if (VIEWS[state.view].on_key?.(e, ctx, state.data)) {
		/* the view's own */
	} else if (e.key === "g") {
		prefix = Date.now();
	} else if (e.key === "n") {
		new_task();
	} else if (e.key === "/") {
		document.querySelector("#query")?.focus();
	} else if (e.key === "?") {
		help();
	} else if (e.key === "j" || e.key === "ArrowDown" && el.matches("[data-item]")) {
		step(1);
	} else if (e.key === "k" || e.key === "ArrowUp" && el.matches("[data-item]")) {
		step(-1);
	} else {
		return;
	}
	e.preventDefault();
}

/* ---- the beginning ---- */

function arrived() {
	const before = state.view + "/" + state.arg;

	if (api.take_token())
		about().then(draw);
	parse_place();
	if (before !== state.view + "/" + state.arg) {
		state.data = null;
		state.error = null;
		scrollTo(0, 0);
	}
	draw();
	document.querySelector("nav [aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
	load();
}

function on_event(e) {
	const sessions = e.name === "sessions";

	if (e.name === "reset" || !VIEWS[state.view].watches || VIEWS[state.view].watches === "all" ||
	    sessions === (VIEWS[state.view].watches === "sessions"))
		look_again();
}

const in_front = () => state.info?.repositories && !state.info.repository;

/* In front of several repositories: where each of them is. */
function front() {
	removeEventListener("hashchange", arrived);
	removeEventListener("keydown", on_key);
	document.title = "git task";
	patch(root, [h("header", { class: "top" }, h("a", { class: "brand", href: "/" },
		h("img", { src: "/page/icon.svg", alt: "", width: 20, height: 20 }), h("span", null, "git task"))),
	h("main", { id: "main", tabindex: -1, class: "v-front" }, h("h1", null, "Repositories"),
		h("ul", { class: "panel" }, state.info.repositories.map(r => h("li", null,
			h("a", { href: r.address + "/" }, r.name)))))]);
}

set_theme(theme());
addEventListener("hashchange", arrived);
addEventListener("keydown", on_key);
api.take_token();
parse_place();
draw();
about().then(() => {
	if (in_front()) {
		front();
		return;
	}
	load();
	api.listen(on_event, live => {
		const back = live && state.live === false;
		state.live = live;
		draw();
		if (back)
			about().then(load);
	});
});
