// hostile.mjs DIR - what pages of other sites can do to `git task serve` on the
// repository DIR, in a real browser: nothing.  Prints one "ok" or "not ok" line a
// check, and "done" in the end.
import { createServer } from 'node:http';
import { check, failed, launch, serve, soon, terminal } from './kit.mjs';

const dir = process.argv[2];
const { task, git } = terminal(dir);
const secret = 'The secret plan';
const id = task('add', secret);
const server = await serve(dir, '--listen', '127.0.0.1:0');
const tip = git('rev-parse', 'refs/tasks/main');
const unchanged = what => check(`${what}: nothing is written`,
	git('rev-parse', 'refs/tasks/main') === tip, task('list', '--all', '--format', 'ids'));

// the site of somebody else: an empty page that the attacks are started from
const site = createServer((request, response) => {
	response.setHeader('Content-Type', 'text/html');
	response.end('<!doctype html><title>Win a prize</title><p>Click here');
});
await new Promise(go => site.listen(0, '127.0.0.1', go));
const port = site.address().port, ours = new URL(server.base).port;
const browser = await launch(`--host-resolver-rules=MAP evil.test 127.0.0.1, MAP rebound.test 127.0.0.1`,
	'--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights');

// What a page there does; the status of every answer is noted, also of those that the
// browser keeps from the page.
async function from(place, attack) {
	const page = await (await browser.newContext()).newPage();
	const answers = [];
	await page.goto(place);
	const wire = await page.context().newCDPSession(page);
	await wire.send('Network.enable');
	const to_us = new Set();
	wire.on('Network.requestWillBeSent', e => e.request.url.startsWith('http://127.0.0.1:' + ours) && to_us.add(e.requestId));
	// this may come before the request is told of
	wire.on('Network.responseReceivedExtraInfo', e => answers.push(e));
	const got = await page.evaluate(attack, { base: server.base, id });
	return {
		page, got, close: () => page.context().close(),
		get statuses() { return answers.filter(e => to_us.has(e.requestId)).map(e => e.statusCode); },
	};
}

// Another port of the same machine is the same "site" to cookies, and not to us.
for (const place of [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://evil.test:${port}/`]) {
	const name = new URL(place).hostname;
	const write = await from(place, async ({ base, id }) => {
		const tried = [];
		const body = '{"title":"pwned"}';
		for (const [path, method, type, mode] of [
			['api/v1/tasks', 'POST', 'text/plain', 'no-cors'],
			['api/v1/tasks', 'POST', 'application/x-www-form-urlencoded', 'no-cors'],
			['api/v1/tasks', 'POST', 'application/json', 'cors'],
			[`api/v1/tasks/${id}/complete`, 'POST', 'text/plain', 'no-cors'],
			[`api/v1/tasks/${id}`, 'DELETE', 'text/plain', 'cors'],
			['mcp', 'POST', 'text/plain', 'no-cors'],
		])
			await fetch(base + path, { method, mode, body, headers: { 'Content-Type': type } }).then(
				r => tried.push(r.type === 'opaque' ? 'opaque' : 'read ' + r.status), () => tried.push('failed'));
		tried.push('beacon ' + navigator.sendBeacon(base + 'api/v1/tasks', body));
		return tried;
	});
	check(`${name}: no fetch that writes is answered so that it can be read`,
		write.got.length === 7 && !write.got.some(t => /^read/.test(t)), write.got);
	await soon(`${name}: the server was asked`, () => write.statuses.length >= 5);
	check(`${name}: and refused all of it`, write.statuses.every(status => status >= 400), write.statuses);
	unchanged(name);
	await write.close();

	const read = await from(place, async ({ base, id }) => {
		const seen = [];
		for (const path of ['api/v1/tasks', 'api/v1/tasks/' + id, 'api/v1/events', 'metrics', 'api/v1/graph.svg'])
			for (const mode of ['cors', 'no-cors'])
				await fetch(base + path, { mode }).then(async r => seen.push(await r.text()), () => seen.push(''));
		const load = (name, attributes) => new Promise(go => {
			const node = Object.assign(document.createElement(name), attributes);
			node.onload = () => go(name + ' loaded');
			node.onerror = () => go('');
			document.body.append(node);
		});
		seen.push(await load('script', { src: base + 'api/v1/tasks' }));
		seen.push(await load('img', { src: base + 'api/v1/graph.svg' }));
		seen.push(await new Promise(go => {
			const events = new EventSource(base + 'api/v1/events');
			events.onopen = () => go('events');
			events.onerror = () => (events.close(), go(''));
		}));
		return seen;
	});
	check(`${name}: nothing can be read`, read.got.length === 13 && read.got.every(t => t === ''), read.got);
	await read.close();

	// a form needs no permission to be sent: the answer takes the place of the page
	const form = await from(place, ({ base }) => {
		const form = document.createElement('form');
		form.method = 'post';
		form.enctype = 'text/plain';
		form.action = base + 'api/v1/tasks';
		const field = document.createElement('input');
		field.name = '{"title":"pwned","description":"';
		field.value = '"}';
		form.append(field);
		document.body.append(form);
		form.submit();
	});
	await soon(`${name}: a form is refused`, () => form.statuses.includes(403));
	unchanged(name + ', a form');
	await form.close();

	// our page in a frame, to be clicked on without knowing it
	const frame = await from(place, async ({ base }) => {
		const frame = document.createElement('iframe');
		frame.src = base;
		await new Promise(go => {
			frame.onload = go;
			document.body.append(frame);
		});
	});
	check(`${name}: our page is not shown in a frame`, await frame.page.frames().at(-1).locator('main').count()
		.catch(() => 0) === 0, null);
	await frame.close();
}

// A name of theirs that leads to us once the page is there, on our port: the
// browser takes us for the same site, and lets it read everything.
const page = await (await browser.newContext()).newPage();
const rebound = `http://rebound.test:${ours}/`;
const answers = [];
page.on('response', r => answers.push([new URL(r.url()).pathname, r.status()]));
await page.route(rebound, route => route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Wait' }));
await page.goto(rebound);
const got = await page.evaluate(async id => {
	const seen = [];
	for (const path of ['api/v1/tasks', 'api/v1/tasks/' + id, 'metrics', 'healthz', 'page/app.js', 'api/v1/events'])
		// an answer that is let in may be one that does not end
		seen.push(await fetch('/' + path).then(async r => r.status + ' ' + (r.ok ? 'let in' : await r.text()),
			e => 'failed ' + e.message));
	seen.push(await fetch('/api/v1/tasks', { method: 'POST', body: '{"title":"pwned"}',
		headers: { 'Content-Type': 'application/json' } }).then(r => r.status + ' ', e => 'failed ' + e.message));
	return seen;
}, id);
check('rebinding: every request is told that it is wrong here', got.every(t => t.startsWith('421 ')), got);
check('rebinding: the requests were of the same site to the browser', answers.length === 8, answers);
check('rebinding: nothing of the tasks is read', !got.some(t => t.includes(secret) || t.includes('let in')), got);
unchanged('rebinding');

// and that all this was looked at: our own page may
const own = await (await browser.newContext()).newPage();
await own.goto(server.url);
await own.waitForSelector('.card');
check('our own page reads', await own.locator('.card', { hasText: secret }).count() >= 1, null);

await browser.close();
site.close();
await server.end();
console.log('done');
process.exit(failed ? 1 : 0);
