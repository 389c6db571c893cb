/*
 * dom.js - nodes from plain values, and putting a new picture over an old one.
 *
 * Text becomes text nodes, never markup. What the server draws (SVG) or renders
 * (Markdown) is parsed into a document that runs nothing, and only the elements
 * and attributes that are named here are taken over from it.
 */

const dispatch = e => e.currentTarget.handlers?.[e.type]?.(e);

function listen(el, handlers) {
	const old = el.handlers || {};

	for (const type of Object.keys(handlers))
		if (!(type in old))
			el.addEventListener(type, dispatch);
	el.handlers = { ...Object.fromEntries(Object.keys(old).map(k => [k, null])), ...handlers };
}

function append(el, child) {
	if (child === null || child === undefined || child === false)
		return;
	if (Array.isArray(child))
		child.forEach(c => append(el, c));
	else
		el.append(child instanceof Node ? child : String(child));
}

/*
 * h("button", { class: "x", on: { click: f } }, "text", node, [more])
 * key: which one it is among its siblings; value and checked are what was given,
 * and stay what somebody typed over it; raw: a node that is not looked into.
 */
export function h(tag, props, ...children) {
	const el = document.createElement(tag);

	for (const [name, value] of Object.entries(props || {})) {
		if (value === null || value === undefined || value === false)
			continue;
		if (name === "on")
			listen(el, value);
		else if (name === "key")
			el.key = value;
		else if (name === "value")
			el.given = String(value);
		else if (name === "style")
			el.style.cssText = value;	/* the policy allows no attribute */
		else if (name === "checked")
			el.checked = el.wanted = true;
		else
			el.setAttribute(name, value === true ? "" : value);
	}
	children.forEach(c => append(el, c));
	if ("given" in el)
		el.value = el.given;
	return el;
}

/* A node from elsewhere that is replaced as a whole, when `tag` is another. */
export function raw(node, tag) {
	node.raw = tag;
	return node;
}

const typed = el => "given" in el && el.value !== el.given;

function same(a, b) {
	return a.nodeType === b.nodeType && a.nodeName === b.nodeName &&
		a.key === b.key && (!("raw" in b) || a.raw === b.raw) &&
		("raw" in a) === ("raw" in b);
}

function update(old, now) {
	if (old.nodeType === Node.TEXT_NODE) {
		if (old.data !== now.data)
			old.data = now.data;
		return;
	}
	if ("raw" in now)
		return;
	const kept = old.nodeName === "DETAILS" || old.nodeName === "DIALOG" ? "open" : "";
	for (const { name } of [...old.attributes])
		if (!now.hasAttribute(name) && name !== kept)
			old.removeAttribute(name);
	for (const { name, value } of now.attributes)
		if (old.getAttribute(name) !== value) {
			if (name === "style")
				old.style.cssText = value;
			else
				old.setAttribute(name, value);
		}
	listen(old, now.handlers || {});
	if ("wanted" in now || "wanted" in old)
		old.checked = now.checked;
	old.wanted = now.wanted;
	const keep = typed(old);
	if (old.nodeName !== "TEXTAREA")
		patch(old, [...now.childNodes]);
	if ("given" in now) {
		if (!keep && old.value !== now.given)
			old.value = now.given;
		old.given = now.given;
	}
}

/* Makes the children of `parent` those of `list`; what is the same stays in place,
 * with its focus and with what was typed. */
export function patch(parent, list) {
	const keyed = new Map();
	let at = parent.firstChild;

	for (const c of parent.childNodes)
		if (c.key !== undefined)
			keyed.set(c.key, c);
	for (const now of list) {
		let old = at;

		if (now.key !== undefined)
			old = keyed.get(now.key) || null;
		else
			while (old && old.key !== undefined)
				old = old.nextSibling;
		if (old && same(old, now)) {
			update(old, now);
			if (old === at)
				at = at.nextSibling;
			else
				parent.insertBefore(old, at);
			keyed.delete(now.key);
			old.fresh = true;
		} else {
			parent.insertBefore(now, at);
			now.fresh = true;
		}
	}
	for (const c of [...parent.childNodes]) {
		if (!c.fresh)
			c.remove();
		delete c.fresh;
	}
}

/* ---- what comes as markup ---- */

/* One policy, so that no other place can turn text into a document. */
const policy = window.trustedTypes?.createPolicy("git-task", { createHTML: s => s });
const trusted = s => policy ? policy.createHTML(s) : s;

const HTML = {
	P: "", H1: "", H2: "", H3: "", H4: "", H5: "", H6: "", EM: "", STRONG: "",
	CODE: "", PRE: "", BLOCKQUOTE: "", UL: "", OL: "start", LI: "", HR: "", BR: "",
	A: "href title"
};
const SHAPE = "class id fill fill-opacity stroke stroke-width stroke-dasharray x y x1 y1 x2 y2 " +
	"width height rx cx cy r d points transform text-anchor marker-end opacity";
const SVG = {
	svg: "viewBox width height font-family font-size role", g: SHAPE, path: SHAPE,
	rect: SHAPE, line: SHAPE, polyline: SHAPE, polygon: SHAPE, circle: SHAPE,
	text: SHAPE, title: "", defs: "",
	marker: "id viewBox refX refY markerWidth markerHeight markerUnits orient"
};

function take(from, allowed, make) {
	if (from.nodeType === Node.TEXT_NODE)
		return document.createTextNode(from.data);
	if (from.nodeType !== Node.ELEMENT_NODE || !(from.nodeName in allowed))
		return null;
	const el = make(from.nodeName);
	for (const name of allowed[from.nodeName].split(" "))
		if (name && from.hasAttribute(name))
			el.setAttribute(name, from.getAttribute(name));
	for (const c of from.childNodes) {
		const t = take(c, allowed, make);
		if (t)
			el.append(t);
	}
	return el;
}

function safe_link(a) {
	if (/^(https?:|mailto:)/i.test(a.getAttribute("href") || "")) {
		a.rel = "noopener noreferrer";
		a.target = "_blank";
	} else {
		a.removeAttribute("href");
	}
}

/* HTML of cmark as nodes. */
export function from_html(html) {
	const doc = new DOMParser().parseFromString(trusted(html), "text/html");
	const out = h("div", { class: "markdown" });

	for (const c of doc.body.childNodes) {
		const t = take(c, HTML, n => document.createElement(n));
		if (t)
			out.append(t);
	}
	out.querySelectorAll("a").forEach(safe_link);
	/* a page has one h1: its own */
	out.querySelectorAll("h1,h2").forEach(el => el.replaceWith(h("h3", null, ...el.childNodes)));
	return raw(out, html);
}

/* A picture of the server as a node. */
export function from_svg(text) {
	const doc = new DOMParser().parseFromString(trusted(text), "image/svg+xml");
	const el = take(doc.documentElement, SVG,
		n => document.createElementNS("http://www.w3.org/2000/svg", n));

	return raw(el || h("p", null, "The picture can not be shown."), text);
}
