// report.mjs FILE... - reports as HTML in a real browser: on a telephone, a screen and
// paper.  Nothing is loaded, nothing sticks out, axe finds nothing.  Prints one "ok" or
// "not ok" line a check, and "done" in the end.  With SHOTS=<directory> it takes pictures.
import { readFileSync, existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const where = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || where, args: ['--no-sandbox'] });
const kinds = [
	{ name: '390', viewport: { width: 390, height: 844 } },
	{ name: '1280', viewport: { width: 1280, height: 800 } },
	// A4 without the margins that Chromium leaves
	{ name: 'print', viewport: { width: 717, height: 1046 }, media: 'print' },
];
let failed = 0;
function check(what, good, detail) {
	console.log(`${good ? 'ok' : 'not ok'} ${what}`);
	if (!good) {
		failed++;
		console.log(`# ${JSON.stringify(detail)}`);
	}
}

for (const file of process.argv.slice(2))
	for (const { name, viewport, media } of kinds) {
		const context = await browser.newContext({ viewport });
		const page = await context.newPage();
		const url = pathToFileURL(resolve(file)).href;
		const asked = [], said = [];
		page.on('request', request => asked.push(request.url()));
		page.on('console', message => said.push(message.text()));
		page.on('pageerror', error => said.push(error.message));
		if (media)
			await page.emulateMedia({ media });
		await page.goto(url);
		const what = `${basename(file)} at ${name}`;
		check(`${what}: loads nothing else`, asked.length === 1 && asked[0] === url, asked);
		check(`${what}: says nothing to the console`, !said.length, said);
		const out = await page.evaluate(() => {
			const room = document.documentElement.clientWidth;
			return [...document.body.querySelectorAll('*')]
				.filter(node => node.getBoundingClientRect().right > room + 1 && !node.closest('.wide, svg'))
				.map(node => `${node.tagName} ${node.textContent.slice(0, 40)}`);
		});
		check(`${what}: nothing sticks out`, !out.length, out);
		if (media) {
			// paper does not scroll: what is wider than its box is lost
			const cut = await page.evaluate(() => [...document.body.querySelectorAll('*')]
				.filter(node => node.clientWidth && node.scrollWidth > node.clientWidth + 1 && !node.closest('svg'))
				.map(node => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`));
			check(`${what}: paper cuts nothing`, !cut.length, cut);
			const pdf = await page.pdf({ format: 'A4' });
			check(`${what}: prints`, pdf.subarray(0, 5).toString() === '%PDF-', pdf.length);
		}
		check(`${what}: has a heading and tasks`, await page.evaluate(() =>
			document.querySelectorAll('h1').length === 1 && document.querySelectorAll('li, td').length > 1));
		await page.evaluate(axe);
		const found = await page.evaluate(() => window.axe.run());
		check(`${what}: axe finds nothing`, !found.violations.length, found.violations.map(v =>
			[v.id, v.nodes.map(node => node.html.slice(0, 120))]));
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/${basename(file)}-${name}.png`, fullPage: true });
		await context.close();
	}
await browser.close();
console.log(failed ? `failed ${failed}` : 'done');
process.exit(failed ? 1 : 0);
