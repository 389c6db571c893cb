// monitor.mjs DIR - the agent monitor's document, call by call as its examples are written,
// and what its dashboard is to show in each of its three scenarios, on the page of
// `git task serve` on the repository DIR.  Prints one "ok" or "not ok" line a check, and
// "done" in the end.  With SHOTS=<directory> it leaves pictures there, too.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { check, failed, launch, serve, soon, terminal } from './kit.mjs';
import { TaskOrchestratorClient } from '../../contrib/clients/task-orchestrator.mjs';

const dir = process.argv[2];
const { git } = terminal(dir);
const server = await serve(dir, '--listen', '127.0.0.1:0', '--tools', 'standard,monitor');
const tip = git('rev-parse', 'refs/tasks/main');
// the examples call tools by name through `mcp`, and methods of `monitor`
const mcp = new TaskOrchestratorClient(server.url), monitor = mcp;
const browser = await launch();
const wrong = [];
async function open(width, height, colorScheme) {
	const page = await (await browser.newContext({ viewport: { width, height }, colorScheme })).newPage();
	page.setDefaultTimeout(10000);
	page.on('pageerror', e => wrong.push(e.message));
	await page.goto(server.url);
	await page.waitForSelector('.conn.on');
	await page.evaluate(() => { location.hash = '#/agents'; });
	await page.waitForSelector('main.v-agents h1');
	return page;
}
const wide = await open(1280, 860, 'light'), narrow = await open(390, 844, 'dark');
// A picture at both widths, from `top` (else the beginning) to the end of what is there.
async function shoot(name, top) {
	for (const [page, end] of process.env.SHOTS ? [[wide, ''], [narrow, '-narrow']] : []) {
		await page.evaluate(() => {
			scrollTo(0, 0);
			document.querySelectorAll('details').forEach(d => { d.open = /that ended/.test(d.textContent); });
		});
		await page.evaluate(() => Promise.allSettled(document.getAnimations().map(a => a.finished)));
		const box = await page.locator('main').boundingBox();
		const y = top ? (await top(page).boundingBox()).y - 12 : 0;
		const wire = await page.context().newCDPSession(page);
		const { data } = await wire.send('Page.captureScreenshot', { format: 'webp', quality: 80, captureBeyondViewport: true,
			clip: { x: 0, y, width: page.viewportSize().width, height: Math.min(box.y + box.height - y, end ? 2600 : 2000), scale: 1 } });
		writeFileSync(`${process.env.SHOTS}/monitor-${name}${end}.webp`, Buffer.from(data, 'base64'));
	}
}
const card = agent => wide.locator('.agent', { has: wide.locator('h2', { hasText: agent }) });
const panel = title => wide.locator('.panel', { has: wide.locator('h2', { hasText: title }) });
// the tile under this word
const number = async word => (await wide.locator('.number', { hasText: word }).locator('b').allTextContents())[0];
const fact = (where, word) => where.locator(`dt:text-is("${word}") + dd`).textContent();

await soon('before anything is logged the page says how to', () =>
	wide.locator('.empty', { hasText: 'No agent has logged a session yet' }).count());

/* ---- 1: one agent ---- */

await mcp.callTool('log_session_start', {
	sessionId: 'task-002-session', agentName: 'solidity-developer', model: 'claude-sonnet-4' });
await mcp.callTool('log_task_start', {
	sessionId: 'task-002-session', taskId: 'task-002',
	taskDescription: 'Write Solidity contracts for DEX', priority: 'high' });
await mcp.callTool('log_token_usage', {
	sessionId: 'task-002-session', inputTokens: 3500, outputTokens: 1200, contextWindow: 200000 });
const one = card('solidity-developer');
await soon('one agent: one active session', async () => await one.locator('.s-active').count() === 1 &&
	await wide.locator('.agent').count() === 1 && await number('active agents') === '1');
check('its session and model', (await one.locator('p').first().textContent()) === 'task-002-session · claude-sonnet-4', null);
await soon('its tokens', async () => await fact(one, 'Tokens') === '3.5k in, 1.2k out');
check('a chart of them', await one.locator('figure polyline').count() === 1 &&
	await one.locator('figcaption').textContent() === '4.7k tokens so far', null);
check('how full the context is', await one.locator('label', { hasText: 'context 1.8% of 200k' }).count() === 1, null);
// 3,500 at $3 and 1,200 at $15 a million
check('what it cost, with the currency', await fact(one, 'Cost') === '$0.0285' && await number('cost') === '$0.0285', await fact(one, 'Cost'));
const current = one.locator('li', { hasText: 'Write Solidity contracts for DEX' });
check('the task at hand is in progress', /^in progress .*high/.test(await current.textContent()), await current.textContent());
check('how long it has been there', /^\d+ s$/.test(await fact(one, 'Uptime')), await fact(one, 'Uptime'));
await shoot('one');

await mcp.callTool('log_task_complete', {
	sessionId: 'task-002-session', taskId: 'task-002', status: 'success', duration: 45000 });
await soon('ended, it took what was said', async () => /^success.*45 s$/.test(await current.textContent()));
check('and counts', await number('tasks ended') === '1' && await number('succeeded') === '100%' &&
	await number('time a task') === '45 s', null);

/* ---- 2: several agents ---- */

await monitor.logSessionStart({ sessionId: 'infra-001', agentName: 'infrastructure-specialist', model: 'claude-sonnet-4' });
await monitor.logSessionStart({ sessionId: 'solidity-001', agentName: 'solidity-developer', model: 'claude-sonnet-4' });
await monitor.logSessionStart({ sessionId: 'security-001', agentName: 'security-auditor', model: 'claude-opus-4' });
await soon('several agents: a card for each session', async () => await wide.locator('.agent').count() === 4);
check('of three agents: one of them has two', await number('active agents') === '3' && await number('sessions') === '4', await number('active agents'));
// what a bridge between a planner and the monitor does, task by task
for (const [session, id, description, priority, input, output] of [
	['infra-001', 'implement-amm', 'Implement automated market maker logic', 'high', 12000, 4100],
	['solidity-001', 'task-003', 'Implement security features', 'critical', 8200, 2600],
	['security-001', 'task-004', 'Write tests', 'medium', 30500, 900]]) {
	await monitor.logTaskStart({ sessionId: session, taskId: id, taskDescription: description, priority });
	await monitor.logTokenUsage({ sessionId: session, inputTokens: input, outputTokens: output, contextWindow: 200000 });
}
await monitor.logTaskComplete({ sessionId: 'infra-001', taskId: 'implement-amm', status: 'failed', duration: 60000 });
await monitor.logError({ sessionId: 'security-001', errorType: 'reentrancy', errorMessage: 'withdraw() can be entered twice', severity: 'critical' });
await monitor.logError({ sessionId: 'infra-001', errorType: 'tool', errorMessage: 'the compiler is missing', severity: 'low' });
await monitor.logTaskStart({ sessionId: 'security-001', taskId: 'implement-amm', taskDescription: 'Implement automated market maker logic' });
await soon('tokens of all together', async () => await number('tokens') === '63k');
// sonnet: 23,700 in, 7,900 out; opus 4: 30,500 in at $15, 900 out at $75
await soon('and what they cost', async () => await number('cost') === '$0.7146');
const groups = panel('Tasks by agent');
await soon('tasks by agent', async () => (await groups.locator('h3').allTextContents()).sort().join() ===
	'infrastructure-specialist,security-auditor,solidity-developer' && await groups.locator('li').count() === 5);
const alert = wide.locator('[role=alert]');
await soon('a severe error is an alert', async () => /critical reentrancy: withdraw\(\).*security-auditor/.test(await alert.textContent()));
check('a slight one is not', !/compiler/.test(await alert.textContent()), null);
await soon('both are listed with their severity', async () => await panel('Errors').locator('li').count() === 2 &&
	await panel('Errors').locator('.sev-low').count() === 1);
await soon('who took over from whom', async () => /infrastructure-specialist → security-auditor/.test(await panel('Handed over').textContent()));
check('how much the whole system did', await number('tasks ended') === '2' && await number('succeeded') === '50%' &&
	await number('errors') === '2', null);
await shoot('several');

/* ---- 3: a long-running project ---- */

// three weeks of it, by the same tools; each moment has its own process and its own clock
const day = 86400000, start = Math.floor(Date.now() / day - 21) * day + 10 * 3600000;
function at(ms, ...calls) {
	const lines = [{ jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18',
		capabilities: {}, clientInfo: { name: 'monitor', version: '1' } } },
	...calls.map(([name, args], i) => ({ jsonrpc: '2.0', id: i + 1, method: 'tools/call', params: { name, arguments: args } }))];
	const out = execFileSync('git', ['-C', dir, 'task', 'mcp', '--tools', 'monitor'], { encoding: 'utf8',
		stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, GIT_TASK_TEST_NOW: String(ms) },
		input: lines.map(l => JSON.stringify(l) + '\n').join('') });
	if (/"isError":true|"error"/.test(out))
		throw new Error(out);
}
let old = 0;
for (let d = 0; d < 21; d += 3)
	for (const [agentName, model, hours] of [['solidity-developer', 'claude-sonnet-4', 2], ['security-auditor', 'claude-opus-4', 1]]) {
		const began = start + d * day, sessionId = `${agentName}-${d}`, taskId = `old-${old++}`;
		at(began, ['log_session_start', { sessionId, agentName, model }],
			['log_task_start', { sessionId, taskId, taskDescription: `Step ${old} of the exchange`, priority: 'medium' }],
			['log_token_usage', { sessionId, inputTokens: 20000 + 1000 * d, outputTokens: 5000, contextWindow: 200000 }]);
		at(began + hours * 3600000,
			['log_task_complete', { sessionId, taskId, status: d === 6 && hours === 1 ? 'failed' : 'success', duration: hours * 3000000 }],
			['log_session_end', { sessionId }]);
	}
await soon('a long project: the sessions that ended', () =>
	wide.locator('summary', { hasText: '14 sessions that ended' }).count());
check('a day for each since the first', await panel('Tokens a day').locator('svg').count() === 1 &&
	await panel('Tokens a day').locator('rect title').count() >= 14, await panel('Tokens a day').locator('rect title').count());
check('costs by day, with the currency', await panel('Cost a day, USD').locator('rect title').count() >= 7, null);
await wide.locator('summary', { hasText: 'sessions that ended' }).click();
await narrow.locator('summary', { hasText: 'sessions that ended' }).click();
const archive = wide.locator('details', { hasText: 'sessions that ended' });
check('the archive has the tasks', await archive.locator('li', { hasText: /Step \d+ of the exchange/ }).count() === 14, null);
check('and the sessions', await archive.locator('tbody tr').count() === 14 &&
	/security-auditor-6.*claude-opus-4.*1 h 0 min.*\$0\.765/.test(await archive.locator('tr', { hasText: 'security-auditor-6' }).textContent()),
await archive.locator('tr', { hasText: 'security-auditor-6' }).textContent());
const row = agent => panel('Efficiency').locator('tr', { hasText: agent }).locator('td').allTextContents();
const auditor = await row('security-auditor'), developer = await row('solidity-developer');
// the last of what was logged above is on the page with all before it
check('efficiency of each agent: sessions, tasks, success', [developer[1], developer[3], developer[4], auditor[1], auditor[3], auditor[4]].join() ===
	'9,8,100%,8,7,86%', [developer, auditor]);
check('how long each was there', developer[2] === '14 h 0 min' && auditor[2] === '7 h 0 min', [developer[2], auditor[2]]);
const system = panel('System uptime');
check('uptime: the server', /^\d+ (s|min.*), since /.test(await fact(system, 'Server')), await fact(system, 'Server'));
// two agents at a time: what they shared counts once, 7 times 2 hours and what was now
check('uptime: agents', /^14 h 0 min of 2[01] days, 3% of the time$/.test(await fact(system, 'Agents')), await fact(system, 'Agents'));
check('uptime: days', /^an agent was there on 8 of 22$/.test(await fact(system, 'Days')), await fact(system, 'Days'));
check('uptime, day by day', await system.locator('rect title').count() >= 7, await system.locator('rect title').allTextContents());
await shoot('long', page => page.locator('.panel', { hasText: 'Tokens a day' }));
await wide.locator('select[aria-label=Over]').selectOption('7d');
await soon('one can look at the last week only', async () => /^an agent was there on 3 of 8$/.test(await fact(system, 'Days')));
check('nothing went wrong on the way', wrong.length === 0, wrong);
check('what agents log changes no task', git('rev-parse', 'refs/tasks/main') === tip, tip);

await browser.close();
await server.end();
console.log('done');
process.exit(failed ? 1 : 0);
