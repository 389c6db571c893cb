// kit.mjs - what the tests in real browsers share: checks, waiting, a server.
import { spawn, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

export let failed = 0;
// One line of TAP without a number; what was found instead below it.
export function check(what, good, detail) {
	console.log(`${good ? 'ok' : 'not ok'} ${what}`);
	if (!good) {
		failed++;
		console.log(`# ${JSON.stringify(detail)}`);
	}
}
// Within `ms`, or it has failed; polls, since what is waited for is another process.
export async function soon(what, ask, ms = 10000) {
	const end = Date.now() + ms;
	let got;
	do {
		try {
			got = await ask();
		} catch (error) {
			got = null;
			if (Date.now() > end)
				console.log(`# ${error.message}`);
		}
		if (got)
			break;
		await new Promise(go => setTimeout(go, 20));
	} while (Date.now() < end);
	check(what, Boolean(got), got);
	return got;
}

// The terminal in the repository `dir`.
export const terminal = dir => ({
	task: (...args) => execFileSync('git', ['-C', dir, 'task', ...args],
		{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
	git: (...args) => execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim(),
});

export async function serve(dir, ...more) {
	const child = spawn('git', ['-C', dir, 'task', 'serve', ...more], { stdio: ['ignore', 'pipe', 'ignore'] });
	const lines = createInterface({ input: child.stdout });
	process.once('exit', () => child.kill());
	const url = await new Promise(line => lines.once('line', line));
	return { url, base: url.replace(/#.*/, ''), end: () => new Promise(go => {
		child.once('exit', go);
		child.kill();
	}) };
}

const where = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
export const launch = (...args) => chromium.launch({ executablePath: process.env.CHROMIUM || where,
	args: ['--no-sandbox', ...args] });
