/*
 * api.js - the server: requests, the token, and the stream of events.
 */

const SAVED = "git-task-token";
/* Of several repositories each is below its own address. */
const BASE = /^\/r\/[^/]+/.exec(location.pathname)?.[0] ?? "";
let token = null;

/* The printed address has the token behind '#'; it does not stay in the address. */
export function take_token() {
	const found = /^#token=([^&]+)/.exec(location.hash);

	if (found) {
		set_token(decodeURIComponent(found[1]));
		history.replaceState(null, "", location.pathname);
	} else {
		token = sessionStorage.getItem(SAVED);
	}
	return Boolean(found);
}

export function set_token(text) {
	token = text;
	sessionStorage.setItem(SAVED, text);
}

export const has_token = () => Boolean(token);

export class Problem extends Error {
	constructor(status, detail) {
		super(detail);
		this.status = status;
	}
}

function address(path, query) {
	const q = new URLSearchParams();

	for (const [k, v] of Object.entries(query || {})) {
		if (v === null || v === undefined || v === "")
			continue;
		[v].flat().forEach(x => q.append(k, x));
	}
	const text = q.toString();
	return BASE + "/api/v1" + (path ? "/" + path : "") + (text ? "?" + text : "");
}

async function request(method, url, body, headers) {
	const all = { ...headers };

	if (token)
		all.Authorization = "Bearer " + token;
	if (body !== undefined)
		all["Content-Type"] = "application/json";
	try {
		return await fetch(url, { method, headers: all, cache: "no-store",
			body: body === undefined ? undefined : JSON.stringify(body) });
	} catch {
		throw new Problem(0, "The server can not be reached.");
	}
}

async function fail(r) {
	let detail = r.statusText;

	try {
		detail = (await r.json()).detail;
	} catch { /* no JSON: the status says it */ }
	throw new Problem(r.status, detail);
}

/* Answers by address with their tags: what has not changed is not read again. */
const known = new Map();
const KNOWN_MAX = 60;

async function read(path, query, how) {
	const url = address(path, query), old = known.get(url);
	const r = await request("GET", url, undefined, old ? { "If-None-Match": old.tag } : {});

	if (r.status === 304)
		return old.value;
	if (!r.ok)
		await fail(r);
	const value = await how(r), tag = r.headers.get("ETag");
	if (tag) {
		known.delete(url);
		known.set(url, { tag, value });
		if (known.size > KNOWN_MAX)
			known.delete(known.keys().next().value);
	}
	return value;
}

/* The tag of what was read last from there, for a write that must not race. */
export const tag_of = (path, query) => known.get(address(path, query))?.tag;

export const get = (path, query) => read(path, query, r => r.json());
export const get_text = (path, query) => read(path, query, r => r.text());

/* All pages of a list, at most `max` of them. */
export async function get_all(path, query, max) {
	let list = [], cursor = null;

	do {
		const page = await get(path, { ...query, limit: 1000, cursor });
		list = list.concat(page.data);
		cursor = page.next;
	} while (cursor && list.length < max);
	return { list, more: Boolean(cursor) };
}

export async function send(method, path, body, tag) {
	const r = await request(method, address(path), body || {}, tag ? { "If-Match": tag } : {});

	if (!r.ok)
		await fail(r);
	return r.json();
}

const pictures = new Map();

/* Markdown as HTML, of the server; what was asked for before is known. */
export async function markdown(texts) {
	const wanted = [...new Set(texts.filter(t => t && !pictures.has(t)))];

	if (wanted.length) {
		const out = await send("POST", "markdown", { texts: wanted });
		if (pictures.size > 2000)
			pictures.clear();
		wanted.forEach((t, i) => pictures.set(t, out.data[i]));
	}
	return t => pictures.get(t) || "";
}

/* ---- events ---- */

function tell(block, on_event) {
	const e = { name: "message", data: "", id: null };

	for (const line of block.split("\n")) {
		const [, key, value] = /^(\w*): ?(.*)$/.exec(line) || [];
		if (key === "event")
			e.name = value;
		else if (key === "id")
			e.id = value;
		else if (key === "data")
			e.data += value;
	}
	if (e.data)
		on_event(e);
	return e.id;
}

/*
 * Listens for good. on_event({ name, data, id }) for each event, on_state(true) when
 * it listens and on_state(false) when it can not. What happened in between is told
 * when it listens again; on_event({ name: "reset" }) when that can not be known.
 */
export function listen(on_event, on_state) {
	let last = null, wait = 300, waiting = null, timer = null, stop = null;

	/* the server says something every 15 seconds: silence is a dead line */
	const alive = () => {
		clearTimeout(timer);
		timer = setTimeout(() => stop?.abort(), 40000);
	};
	async function once() {
		stop = new AbortController();
		alive();
		const headers = token ? { Authorization: "Bearer " + token } : {};
		if (last)
			headers["Last-Event-ID"] = last;
		const r = await fetch(BASE + "/api/v1/events", { headers, cache: "no-store", signal: stop.signal });
		if (r.status === 410 || r.status === 400) {
			last = null;
			on_event({ name: "reset" });
			return;
		}
		if (!r.ok)
			throw new Error(r.status);
		on_state(true);
		wait = 300;
		const reader = r.body.pipeThrough(new TextDecoderStream()).getReader();
		for (let text = "";;) {
			const { value, done } = await reader.read();
			if (done)
				return;
			alive();
			text += value;
			const blocks = text.split("\n\n");
			text = blocks.pop();
			for (const b of blocks) {
				const at = /^: at ([0-9a-f]+)$/m.exec(b);
				if (at && !last)
					last = at[1];
				last = tell(b, on_event) || last;
			}
		}
	}
	async function forever() {
		for (;;) {
			try {
				await once();
			} catch { /* said below */ }
			on_state(false);
			await new Promise(go => {
				waiting = go;
				setTimeout(go, wait);
			});
			wait = Math.min(wait * 2, 5000);
		}
	}
	addEventListener("online", () => waiting?.());
	addEventListener("offline", () => stop?.abort());
	forever();
}
