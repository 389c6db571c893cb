/*
 * parts.js - what several views show: badges, cards, dialogs, the box for queries.
 */
import { h, patch } from "./dom.js";
import { get, get_all } from "./api.js";

export const STATUS = {
	pending: "Pending", in_progress: "In progress", blocked: "Blocked",
	completed: "Completed", cancelled: "Cancelled"
};
export const PRIORITY = ["critical", "high", "medium", "low", "none"];
/* What lists and boards need of a task. */
export const FIELDS = "id,title,status,stored_status,blocked_by,priority,type,assignee,tags," +
	"project,deadline,estimated_hours,fields,updated_at,completed_at,parent,dependencies";

export const short = id => id.slice(0, 8);
export const to_task = id => "#/task/" + id;
export const phase_of = t => String(t.fields?.phase ?? "");

export function badge(status) {
	return h("span", { class: "badge s-" + status }, STATUS[status] || status);
}

export function priority_mark(p) {
	return p === "medium" || p === "none" ? null :
		h("span", { class: "prio p-" + p }, p);
}

export function person(who) {
	return who ? h("span", { class: "who", title: who }, who.replace(/@.*/, "")) : null;
}

/* "in 3 days": days are those of the reader's calendar. */
export function ago(text) {
	const at = new Date(text), s = (at - Date.now()) / 1000, day = 86400;
	const rtf = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
	const abs = Math.abs(s);

	if (!text || isNaN(at))
		return "";
	if (abs < 60)
		return "just now";
	if (abs < 3600)
		return rtf.format(Math.round(s / 60), "minute");
	if (abs < day)
		return rtf.format(Math.round(s / 3600), "hour");
	if (abs < 30 * day)
		return rtf.format(Math.round(s / day), "day");
	return at.toISOString().slice(0, 10);
}

export function when(text) {
	return text ? h("time", { datetime: text, title: new Date(text).toLocaleString() }, ago(text)) : null;
}

export function due_mark(t) {
	if (!t.deadline || t.status === "completed" || t.status === "cancelled")
		return null;
	const day = t.deadline.slice(0, 10), end = t.deadline.length > 10 ?
		new Date(t.deadline) : new Date(day + "T23:59:59");

	return h("span", { class: "due" + (end < Date.now() ? " late" : "") },
		(end < Date.now() ? "late: " : "due ") + day);
}

export const hours = n => n === null || n === undefined ? "" :
	(Math.round(n * 10) / 10) + " h";

/* 1234567 -> 1.2M */
export function count(n) {
	if (n === null || n === undefined)
		return "–";
	for (const [unit, size] of [["M", 1e6], ["k", 1e3]])
		if (n >= size)
			return (n / size).toFixed(n < 10 * size ? 1 : 0) + unit;
	return String(Math.round(n * 100) / 100);
}

export function marks(t) {
	return h("span", { class: "marks" }, priority_mark(t.priority), due_mark(t),
		t.type && h("span", { class: "tag" }, t.type),
		(t.tags || []).slice(0, 4).map(x => h("span", { class: "tag" }, "#" + x)),
		person(t.assignee));
}

export const empty = text => h("p", { class: "empty" }, text);

export function field(label, control, extra) {
	return h("label", { class: "field" + (extra ? " " + extra : "") }, h("span", null, label), control);
}

export function select(label, value, options, change) {
	return h("select", { "aria-label": label, value, on: { change: e => change(e.target.value) } },
		options.map(([v, text]) => h("option", { value: v }, text)));
}

/* ---- dialogs ---- */

/*
 * Asks; resolves with what `read` gives when it is said yes to, else with null.
 * body: nodes; focus goes to the first control in it.
 */
export function ask(title, body, yes, read) {
	return new Promise(resolve => {
		const done = value => {
			dialog.close();
			dialog.remove();
			resolve(value);
		};
		const form = h("form", {
			method: "dialog",
			on: { submit: e => {
				e.preventDefault();
				done(read ? read(form) : true);
			} }
		}, h("h2", { id: "ask-title" }, title), body, h("div", { class: "buttons" },
			h("button", { type: "button", on: { click: () => done(null) } }, "Cancel"),
			h("button", { type: "submit", class: "main" }, yes)));
		const dialog = h("dialog", { "aria-labelledby": "ask-title", class: "ask",
			on: { cancel: e => {
				e.preventDefault();
				done(null);
			} } }, form);
		document.body.append(dialog);
		dialog.showModal();
		form.querySelector("input,textarea,select,button.main")?.focus();
	});
}

export async function ask_text(title, label, yes) {
	return ask(title, field(label, h("input", { name: "text", required: true, autocomplete: "off" })),
		yes, form => form.elements.text.value.trim());
}

/* ---- the query box ---- */

const WORDS = ["status:", "priority:", "assignee:", "tag:", "project:", "phase:", "type:", "due:",
	"is:", "has:", "no:", "text~", "created:", "updated:", "completed:", "under:", "depends-on:"];
const VALUES = {
	"status:": ["open", "ready", "pending", "in_progress", "blocked", "completed", "cancelled",
		"overdue", "all"],
	"priority:": PRIORITY, "is:": ["mine", "ready", "overdue", "claimed", "open", "closed"],
	"due:": ["today", "tomorrow", "3d", "7d", "none"], "created:": ["today", "7d", "30d"],
	"updated:": ["today", "7d", "30d"], "completed:": ["today", "7d", "30d"],
	"has:": ["deps", "parent", "due", "assignee", "criteria", "commits", "estimate"],
	"no:": ["deps", "due", "assignee", "criteria", "estimate", "description"]
};

/* Every value that tasks have, for completion and choices. */
export async function values() {
	const { list } = await get_all("tasks", { all: true, fields: "tags,project,type,assignee,fields" }, 3000);
	const seen = { "tag:": new Set(), "project:": new Set(), "type:": new Set(),
		"assignee:": new Set(["me", "none"]), "phase:": new Set() };

	for (const t of list) {
		(t.tags || []).forEach(x => seen["tag:"].add(x));
		if (t.project)
			seen["project:"].add(t.project);
		if (t.type)
			seen["type:"].add(t.type);
		if (t.assignee)
			seen["assignee:"].add(t.assignee);
		if (phase_of(t))
			seen["phase:"].add(phase_of(t));
	}
	return Object.fromEntries(Object.entries(seen).map(([k, v]) => [k, [...v].sort()]));
}

function proposals(word, known) {
	const bare = word.replace(/^[-!]/, ""), sign = word.slice(0, word.length - bare.length);
	const field = WORDS.find(w => bare.startsWith(w));
	const quote = v => /[\s,"]/.test(v) ? JSON.stringify(v) : v;

	if (!field)
		return WORDS.filter(w => bare && w.startsWith(bare.toLowerCase())).map(w => sign + w);
	const rest = bare.slice(field.length), comma = rest.lastIndexOf(",") + 1;
	const typed = rest.slice(comma).toLowerCase();
	return (known[field] || VALUES[field] || [])
		.filter(v => v.toLowerCase().includes(typed) && v.toLowerCase() !== typed)
		.slice(0, 10).map(v => sign + field + rest.slice(0, comma) + quote(v));
}

const box = { list: [], at: -1, known: null };

/* A box whose words complete; `change` gets the query when it is entered. */
export function query_box(value, change) {
	const word_at = el => {
		const from = el.value.lastIndexOf(" ", el.selectionStart - 1) + 1;
		return [from, el.value.slice(from, el.selectionStart)];
	};
	const close = el => {
		box.list = [];
		show(el);
	};
	const show = el => {
		const open = box.list.length > 0, list = el.parentNode.querySelector("ul");
		el.setAttribute("aria-expanded", String(open));
		if (open && box.at >= 0)
			el.setAttribute("aria-activedescendant", "choice-" + box.at);
		else
			el.removeAttribute("aria-activedescendant");
		list.hidden = !open;
		patch(list, box.list.map((p, i) => h("li", {
			id: "choice-" + i, role: "option", "aria-selected": String(i === box.at),
			on: { mousedown: e => {
				e.preventDefault();
				choose(el, i);
			} } }, p)));
	};
	const choose = (el, i) => {
		const [from, word] = word_at(el), p = box.list[i];
		el.setRangeText(p + (/[:~]$/.test(p) ? "" : " "), from, from + word.length, "end");
		propose(el);
	};
	const propose = async el => {
		box.known ??= {};
		box.at = -1;
		box.list = proposals(word_at(el)[1], box.known);
		show(el);
		if (!box.known.asked) {
			box.known.asked = true;
			try {
				box.known = { ...await values(), asked: true };
			} catch { /* it completes less */ }
		}
	};
	const key = e => {
		const el = e.target, n = box.list.length;
		if (n && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
			e.preventDefault();
			box.at = e.key === "ArrowDown" ? (box.at + 1) % n : (box.at <= 0 ? n : box.at) - 1;
			show(el);
		} else if (n && (e.key === "Tab" || e.key === "Enter") && box.at >= 0) {
			e.preventDefault();
			choose(el, box.at);
		} else if (n && e.key === "Escape") {
			e.stopPropagation();
			close(el);
		} else if (e.key === "Enter") {
			close(el);
			change(el.value.trim());
		}
	};
	return h("div", { class: "query", role: "search" },
		h("input", { type: "text", value, placeholder: "Filter: status:open tag:api priority>=high",
			"aria-label": "Query", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
			"aria-controls": "query-choices", autocomplete: "off", spellcheck: "false", id: "query",
			on: { keydown: key, input: e => propose(e.target), blur: e => close(e.target),
				change: e => change(e.target.value.trim()) } }),
		h("ul", { id: "query-choices", role: "listbox", "aria-label": "Completions", hidden: true }));
}

export const people = async () => (await get("people", { all: true })).data;
