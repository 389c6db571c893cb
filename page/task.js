/*
 * task.js - everything about one task, to be read and changed in place.
 */
import { h, from_html } from "./dom.js";
import { get, markdown, send, tag_of, Problem } from "./api.js";
import { ask, badge, field, hours, phase_of, PRIORITY, short, STATUS, to_task, values, when } from "./parts.js";
import { choose_status, move } from "./board.js";

/* The description while it is edited: what it was, and whether it is looked at. */
const edit = { id: null, base: "", draft: "", preview: null };
let known = null;

const REL = "id,title,status,priority,assignee";

async function relations(t) {
	const ids = [...new Set([...t.dependencies, ...(t.parent ? [t.parent] : [])])];
	const [named, parts, waiting] = await Promise.all([
		ids.length ? get("tasks", { q: "id:" + ids.join(","), all: true, fields: REL, limit: 200 }) : { data: [] },
		get("tasks", { parent: t.id, all: true, fields: REL, limit: 200 }),
		get("tasks", { q: "depends-on:" + t.id, all: true, fields: REL, limit: 200 })
	]);

	return {
		parent: named.data.filter(x => x.id === t.parent),
		needs: named.data.filter(x => t.dependencies.includes(x.id)),
		parts: parts.data, waiting: waiting.data
	};
}

async function load(ctx) {
	const id = ctx.arg, t = (await get("tasks/" + id)).data;
	const task = Array.isArray(t) ? t[0] : t;
	const [rel, log, conflicts, criteria] = await Promise.all([
		relations(task), get(`tasks/${id}/log`, { limit: 60 }), get("conflicts"), get(`tasks/${id}/criteria`)
	]);
	const talk = [...task.progress, ...task.context].sort((a, b) => a.at < b.at ? -1 : 1);
	const html = await markdown([task.description, task.completion_summary, ...talk.map(e => e.text)]);

	known ??= await values().catch(() => ({}));
	return { task, rel, log: log.data, talk, html, criteria: criteria.data,
		conflicts: conflicts.data.filter(c => c.id === task.id) };
}

/* ---- fields ---- */

function change(ctx, t, name, body) {
	return ctx.act(`${name}: ${t.title}`, () => send("PATCH", "tasks/" + t.id, body));
}

function text_field(ctx, t, label, key, value, hint) {
	const list = known?.[hint];

	return [field(label, h("input", {
		value: value ?? "", name: key, autocomplete: "off", disabled: !ctx.writes, list: list ? "known-" + key : null,
		on: {
			change: async e => {
				const el = e.target;
				if (el.value.trim() !== el.given && !await change(ctx, t, label, { [key]: el.value.trim() }))
					el.focus();
			},
			keydown: e => {
				if (e.key === "Escape")
					e.target.value = e.target.given;
				else if (e.key === "Enter")
					e.target.blur();
			}
		}
	})), list && h("datalist", { id: "known-" + key }, list.map(v => h("option", { value: v })))];
}

function tags(ctx, t) {
	return field("Tags", h("input", {
		value: t.tags.join(", "), name: "tags", autocomplete: "off", disabled: !ctx.writes,
		on: { change: e => {
			const now = e.target.value.split(",").map(x => x.trim()).filter(Boolean);
			const tag = now.filter(x => !t.tags.includes(x)), remove_tag = t.tags.filter(x => !now.includes(x));
			if (tag.length || remove_tag.length)
				change(ctx, t, "Tags", { ...(tag.length && { tag }), ...(remove_tag.length && { remove_tag }) });
		} }
	}));
}

function choice(ctx, t, label, value, list, run) {
	return field(label, h("select", { value, disabled: !ctx.writes, on: { change: async e => {
		const el = e.target;
		if (!await run(el.value))
			el.value = el.given;
	} } }, list.map(([v, text]) => h("option", { value: v }, text))));
}

function side(ctx, t) {
	return h("aside", { class: "side", "aria-label": "Fields" },
		choice(ctx, t, "Status", t.status, Object.entries(STATUS), to => move(ctx, t, to)),
		t.blocked_reason && h("p", { class: "note" }, t.blocked_reason),
		choice(ctx, t, "Priority", t.priority, PRIORITY.map(p => [p, p]), p => change(ctx, t, "Priority", { priority: p })),
		text_field(ctx, t, "Assignee", "assignee", t.assignee, "assignee:"),
		text_field(ctx, t, "Reviewer", "reviewer", t.reviewer, "assignee:"),
		text_field(ctx, t, "Due", "deadline", t.deadline),
		text_field(ctx, t, "Estimate (hours)", "estimated_hours", t.estimated_hours),
		text_field(ctx, t, "Spent (hours)", "actual_hours", t.actual_hours),
		text_field(ctx, t, "Project", "project", t.project, "project:"),
		text_field(ctx, t, "Milestone", "phase", phase_of(t), "phase:"),
		text_field(ctx, t, "Type", "type", t.type, "type:"),
		tags(ctx, t),
		h("dl", { class: "facts" },
			[["Id", h("code", null, t.id)], ["Created", [when(t.created_at), " by " + (t.created_by || "?")]],
				["Started", when(t.started_at)], ["Completed", when(t.completed_at)],
				["Branch", t.branch?.name ?? (typeof t.branch === "string" ? t.branch : null)],
				["Complexity", t.complexity], ["Source", t.source?.prd && `${t.source.prd}:${t.source.line ?? ""} ${t.source.key ?? ""}`],
				["Files", (t.file_refs || []).join(", ")], ["Quality", t.feedback_quality]]
				.filter(([, v]) => v !== null && v !== undefined && v !== "")
				.map(([k, v]) => [h("dt", null, k), h("dd", null, v)])));
}

/* ---- the description ---- */

function begin_edit(ctx, t) {
	edit.id = t.id;
	edit.base = edit.draft = t.description || "";
	edit.preview = null;
	ctx.redraw();
	document.querySelector("#description")?.focus();
}

async function save(ctx, t) {
	const el = document.querySelector("#description");
	/* as it is seen here: what comes in between is told, not overwritten */
	const run = () => send("PATCH", "tasks/" + t.id, { description: el.value }, tag_of("tasks/" + ctx.arg));

	if ((t.description || "") !== edit.base && !await ask("It was changed meanwhile",
		h("p", null, "Somebody else has changed the description since you began. Theirs is above yours; it stays in the history."),
		"Save mine"))
		return;
	if (await ctx.act("Description: " + t.title, run)) {
		edit.id = null;
		ctx.redraw();
	}
}

function description(data, ctx) {
	const t = data.task;

	if (edit.id !== t.id)
		return h("section", { key: "text", "aria-label": "Description", class: "text" },
			t.description ? from_html(data.html(t.description)) : h("p", { class: "quiet" }, "No description."),
			ctx.writes && h("button", { on: { click: () => begin_edit(ctx, t) } }, "Edit"));
	const changed = (t.description || "") !== edit.base;
	const box = h("textarea", { id: "description", value: edit.base, rows: 12, on: {
		input: e => { edit.draft = e.target.value; },
		keydown: e => {
			if (e.key === "Enter" && (e.ctrlKey || e.metaKey))
				save(ctx, t);
		} } });

	box.value = edit.draft;
	return h("section", { key: "edit", "aria-label": "Description", class: "text" },
		changed && h("div", { class: "problem", role: "alert" }, h("p", null, "Changed meanwhile; it is now:"),
			from_html(data.html(t.description))),
		field("Description (Markdown)", box),
		edit.preview !== null && h("div", { class: "preview", role: "region", "aria-label": "Preview" }, from_html(edit.preview)),
		h("div", { class: "buttons" },
			h("button", { class: "main", on: { click: () => save(ctx, t) } }, "Save"),
			h("button", { on: { click: async () => {
				const text = document.querySelector("#description").value;
				edit.preview = (await markdown([text]))(text);
				ctx.redraw();
			} } }, "Preview"),
			h("button", { class: "quiet", on: { click: () => {
				edit.id = null;
				ctx.redraw();
			} } }, "Cancel")));
}

/* ---- criteria, relations, talk ---- */

function criteria(data, ctx) {
	const t = data.task, post = (what, body) => send("POST", `tasks/${t.id}/criteria${what}`, body);

	return h("section", { key: "criteria" }, h("h2", null, "Success criteria"),
		data.criteria.length ? h("ul", { class: "criteria" }, data.criteria.map((c, i) => {
			const outcome = c.last || null;
			const met = outcome === "met";
			/* what was measured can not be ticked away */
			return h("li", null, h("label", { title: c.ticked_by ? `ticked by ${c.ticked_by}` : null },
				h("input", { type: "checkbox", checked: met, disabled: !ctx.writes || met && !c.ticked_by, on: { change: async e => {
					if (!await ctx.act((met ? "Not met: " : "Met: ") + c.criterion,
						() => post("/tick", { criterion: String(i + 1), undo: met })))
						e.target.checked = met;
				} } }), h("span", null, c.criterion, c.measurable && h("code", null, " " + c.measurable))),
			outcome && !met && h("span", { class: "badge s-" + (outcome === "unmet" ? "blocked" : "pending") }, outcome),
			ctx.writes && c.origin === "task" && h("button", { class: "quiet", "aria-label": "Remove: " + c.criterion, on: {
				click: () => ctx.act("Removed: " + c.criterion, () => post("/remove", { criterion: String(i + 1) }))
			} }, "×"));
		})) : null,
		ctx.writes && adder("Add a criterion", text => ctx.act("Criterion added", () => post("", { criterion: text }))));
}

function adder(label, run) {
	return h("form", { class: "adder", on: { submit: async e => {
		e.preventDefault();
		const el = e.target.elements.text, text = el.value.trim();
		if (text && await run(text))
			el.value = "";
	} } }, h("input", { name: "text", "aria-label": label, placeholder: label, autocomplete: "off" }),
	h("button", { type: "submit" }, "Add"));
}

function rel_list(title, list, remove) {
	return list.length ? [h("h3", null, title), h("ul", { class: "rel" }, list.map(r => h("li", { key: r.id },
		badge(r.status), h("a", { href: to_task(r.id), "data-item": r.id }, r.title),
		remove && h("button", { class: "quiet", "aria-label": "Take away: " + r.title, on: { click: () => remove(r) } }, "×"))))] : null;
}

function relations_of(data, ctx) {
	const t = data.task, r = data.rel;
	const drop = x => ctx.act("Dependency taken away", () => send("POST", `tasks/${t.id}/dependencies/remove`, { on: [x.id] }));

	return h("section", { key: "relations" }, h("h2", null, "Relations"),
		rel_list("Part of", r.parent), rel_list("Needs", r.needs, ctx.writes ? drop : null),
		rel_list("Needed by", r.waiting), rel_list("Parts", r.parts),
		ctx.writes && adder("Depends on: id of a task", id => ctx.act("Dependency added",
			() => send("POST", `tasks/${t.id}/dependencies`, { on: [id] }))));
}

function conflicts(data, ctx) {
	const t = data.task;

	return data.conflicts.length ? h("section", { key: "conflicts", class: "problem" }, h("h2", null, "Edits that gave way"),
		h("ul", null, data.conflicts.map(c => h("li", null, h("strong", null, c.field), " is now ",
			h("code", null, show_value(c.kept)), "; ", c.lost_by || "somebody", " wanted ", h("code", null, show_value(c.lost)), " ",
			ctx.writes && h("button", { on: { click: () => ctx.act("Taken: " + c.field,
				() => send("POST", "conflicts/take", { id: t.id, field: c.field })) } }, "Take that one"))))) : null;
}

const show_value = v => v === null || v === undefined ? "nothing" : typeof v === "string" ? v : JSON.stringify(v);

/* Entries are of a log: the step that added one is taken back, and another is said.  Not
 * where that step did more, here or to other tasks: all of it would be taken back. */
function comment_buttons(e, data, ctx) {
	const step = data.log.find(l => l.op === "progress" && l.changes?.length === 1 &&
		Array.isArray(l.changes[0].added) && l.changes[0].added.length === 1 && l.changes[0].added[0]?.id === e.id);
	const back = () => send("POST", "undo", { commit: step.commit });

	return ctx.writes && step && !e.kind && h("span", { class: "own" },
		h("button", { class: "quiet", "aria-label": "Edit comment", on: { click: async () => {
			const text = await ask("Edit comment", h("textarea", { name: "text", rows: 6, required: true, "aria-label": "Comment",
				value: e.text }), "Save", f => f.elements.text.value.trim());
			if (text && text !== e.text)
				await ctx.act("Comment edited", async () => {
					const out = await send("POST", `tasks/${data.task.id}/comments`, { message: text });
					await back();
					return out;
				});
		} } }, "edit"),
		h("button", { class: "quiet", "aria-label": "Delete comment", on: {
			click: () => ctx.act("Comment deleted", back) } }, "delete"));
}

/* What was typed and not sent, by task: it is there again when one comes back. */
const drafts = new Map();

function talk(data, ctx) {
	const t = data.task, box = h("textarea", { name: "text", id: "comment", rows: 2, "aria-label": "Comment",
		placeholder: "Say something (Markdown)", on: { input: e => drafts.set(t.id, e.target.value) } });

	box.value = drafts.get(t.id) || "";

	return h("section", { key: "talk" }, h("h2", null, "Talk"),
		h("ol", { class: "talk" }, data.talk.map(e => h("li", { key: e.id }, h("div", { class: "quiet" },
			h("strong", null, e.by || "?"), e.agent ? ` (${e.agent})` : "", e.kind ? " · " + e.kind : "", " ", when(e.at), comment_buttons(e, data, ctx)),
		from_html(data.html(e.text))))),
		ctx.writes && h("form", { class: "adder", on: { submit: async e => {
			e.preventDefault();
			const el = e.target.elements.text;
			if (el.value.trim() && await ctx.act("Said", () => send("POST", `tasks/${t.id}/comments`, { message: el.value }))) {
				drafts.delete(t.id);
				el.value = "";
			}
		} } }, box,
		h("button", { type: "submit" }, "Comment")));
}

function commits(data) {
	const list = data.task.commits;

	return list.length ? h("section", { key: "commits" }, h("h2", null, "Commits"), h("ul", { class: "commits" },
		list.map(c => h("li", null, h("code", null, String(c.oid ?? c.id).slice(0, 10)), " ",
			c.subject ?? "", " ", h("span", { class: "quiet" }, c.author ?? c.by ?? "", " ", when(c.at)))))) : null;
}

/* What the program writes beside: the status says the same. */
const BESIDE = new Set(["completed_at", "started_at", "updated_at", "worklog", "transitions", "criteria_results"]);

export function change_text(c) {
	const text = v => v === null || v === undefined ? "none" : typeof v === "string" ? v :
		Array.isArray(v) ? v.map(x => x?.text ?? x?.subject ?? show_value(x)).join(", ") : v.owner ?? JSON.stringify(v);

	const name = c.field.replace("fields.", "").replaceAll("_", " ");
	const said = v => c.field === "status" ? STATUS[v] || text(v) : text(v);

	if (BESIDE.has(c.field))
		return "";
	if ("before" in c || "after" in c)
		return c.before === null || c.before === undefined ? `${name}: ${said(c.after)}` : `${name}: ${said(c.before)} → ${said(c.after)}`;
	return [c.added?.length && `${name} + ${text(c.added)}`, c.removed?.length && `${name} − ${text(c.removed)}`]
		.filter(Boolean).join("; ");
}

function history(data, ctx) {
	return h("details", { key: "history" }, h("summary", null, `History (${data.log.length})`), h("ol", { class: "log" },
		data.log.map(e => h("li", { key: e.commit }, h("div", null, h("strong", null, e.author), " ", e.op, " ", when(e.when), " ",
			h("code", { class: "quiet", title: e.commit }, e.commit.slice(0, 8)),
			ctx.writes && h("button", { class: "quiet", on: { click: () => ctx.act("Taken back",
				() => send("POST", "undo", { commit: e.commit })) } }, "undo")),
		h("ul", null, e.changes.map(change_text).filter(Boolean).map(c => h("li", { class: "clip" }, c)))))));
}

export const task = {
	name: "Task", key: null, title: d => d?.task.title,

	async load(ctx) {
		if (!/^[0-9a-f]{4,16}$/.test(ctx.arg || ""))
			throw new Problem(404, "There is no such task.");
		return load(ctx);
	},

	draw(data, ctx) {
		const t = data.task;

		return [h("article", { class: "task", key: t.id }, h("div", { class: "body" },
			h("div", { class: "bar" }, badge(t.status), t.deleted && h("span", { class: "badge s-blocked" }, "deleted"),
				h("code", { class: "quiet" }, short(t.id)), h("span", { class: "quiet" }, hours(t.estimated_hours))),
			h("h1", null, t.title, ctx.writes && h("button", { class: "quiet", "aria-label": "Edit the title", on: { click: async () => {
				const title = await ask("Title", field("Title", h("input", { name: "text", value: t.title, required: true, maxlength: 500 })),
					"Save", f => f.elements.text.value.trim());
				if (title && title !== t.title)
					change(ctx, t, "Title", { title });
			} } }, "✎")),
			conflicts(data, ctx), description(data, ctx),
			t.completion_summary && h("section", { key: "summary" }, h("h2", null, "What was done"), from_html(data.html(t.completion_summary))),
			criteria(data, ctx), relations_of(data, ctx), commits(data), talk(data, ctx), history(data, ctx),
			ctx.writes && h("p", { key: "end" }, h("button", { class: "quiet", on: { click: async () => {
				if (t.deleted)
					ctx.act("Restored: " + t.title, () => send("POST", `tasks/${t.id}/restore`));
				else if (await ask("Delete " + t.title + "?", h("p", null, "It can be restored."), "Delete"))
					ctx.act("Deleted: " + t.title, () => send("DELETE", "tasks/" + t.id));
			} } }, t.deleted ? "Restore" : "Delete"))),
		side(ctx, t))];
	},

	on_key(e, ctx, data) {
		if (!data || !ctx.writes)
			return false;
		if (e.key === "e")
			begin_edit(ctx, data.task);
		else if (e.key === "c")
			document.querySelector("#comment")?.focus();
		else if (e.key === "m")
			choose_status(ctx, data.task);
		else
			return false;
		return true;
	},

	commands(data, ctx) {
		const t = data?.task;

		return !t || !ctx.writes ? [] : Object.entries(STATUS).filter(([v]) => v !== t.status)
			.map(([v, text]) => ({ name: "This task: " + text, run: () => move(ctx, t, v) }));
	}
};
