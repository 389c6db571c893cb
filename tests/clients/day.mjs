// day.mjs agent|team ours|backlog|taskmaster [COMMAND ARGUMENT...] - a day with 60 tasks
// through the official SDK's client, and what it costs in tokens of four bytes: what is
// sent as arguments and what a model is given back, with the list of the tools once a
// session.  Works in the current directory, which must be empty.
//
//	agent	one agent: reads the state, does five tasks (finds, takes, records three
//		times, makes a follow-up, searches, reads, finishes)
//	team	five agents in three clones do all 60; one is killed in the middle of a
//		task, one has used up its budget after three; the next morning the rest
//
// COMMAND starts the server of another program, from npm (docs/agents.md has the numbers).
// Prints "ok" or "not ok" lines for what must hold of ours, and "# ..." for numbers.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [what, whose, ...command] = process.argv.slice(2);
const TASKS = 60;
const here = process.cwd();
let failed = 0;
function check(name, good, detail) {
	console.log(`${good ? 'ok' : 'not ok'} ${what}: ${name}`);
	if (!good) {
		failed++;
		console.log(`# ${JSON.stringify(detail)}`);
	}
}
const run = (dir, env, ...argv) => execFileSync(argv[0], argv.slice(1),
	{ cwd: dir, env: { ...process.env, ...env }, encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const bytes = text => Buffer.byteLength(text);

// One session: a server, its client, and the sums.
class Session {
	constructor(name) {
		this.name = name;
		this.calls = this.sent = this.got = this.most = this.list = 0;
	}
	async open(cwd, argv, env) {
		this.client = new Client({ name: 'day', version: '1' }, {});
		this.transport = new StdioClientTransport({ command: argv[0],
			args: argv.slice(1), cwd, stderr: 'ignore',
			env: { ...process.env, ...env } });
		await this.client.connect(this.transport);
		this.list = bytes(JSON.stringify(await this.client.listTools()));
		return this;
	}
	read(text) {
		this.got += bytes(text);
	}
	// The text of the answer; an error is null.
	async call(name, args, counts = true) {
		const r = await this.client.callTool({ name, arguments: args });
		const text = r.content.map(c => c.text).join('\n');
		if (counts) {
			this.calls++;
			this.sent += bytes(JSON.stringify(args));
			this.got += bytes(text);
			this.most = Math.max(this.most, bytes(text));
		}
		this.said = text;
		return r.isError ? null : text;
	}
	tokens() {
		return Math.round((this.list + this.sent + this.got) / 4);
	}
	close() {
		return this.client.close();
	}
	kill() {
		process.kill(this.transport.pid, 'SIGKILL');
	}
}

const title = i => `Task ${i}: the importer handles case ${i}`;
const text = i => `What case ${i} is about. `.repeat(12).trim();
const tag = i => ['import', 'api', 'ui'][i % 3];
const priority = i => ['low', 'medium', 'high'][i % 3];

// ---- the same words in the tools of three servers ----

const ours = {
	argv: ['git', 'task', 'mcp', '--tools', 'standard'],
	async fill(s) {
		let last;
		for (let i = 0; i < TASKS; i++) {
			const r = JSON.parse(await s.call('create_task', {
				title: title(i), description: text(i),
				priority: priority(i), tags: [tag(i)],
				dependencies: i && i % 5 === 0 ? [last] : [],
				criteria: [`case ${i} has a test`] }, false));
			last = r.task.id;
		}
	},
	async state(s, dir) {
		s.read(run(dir, {}, 'git', 'task', 'prime', '--mcp'));
	},
	async find(s) {
		return JSON.parse(await s.call('get_next_task', {}))
			.selection.selectedTask.id;
	},
	take: (s, id) => s.call('claim_task', { task_id: id }),
	note: (s, id, words) => s.call('update_task',
		{ task_id: id, progress: words }),
	make: (s, name) => s.call('create_task',
		{ title: name, priority: 1, tags: ['docs'] }),
	search: (s, words) => s.call('search_tasks', { text: words }),
	look: (s, id) => s.call('get_task', { task_id: id }),
	finish: (s, id, words) => s.call('update_task_status',
		{ task_id: id, status: 'completed', reason: words }),
};
const backlog = {
	argv: command,
	async fill(s) {
		for (let i = 0; i < TASKS; i++)
			await s.call('task_create', { title: title(i),
				description: text(i), priority: priority(i),
				labels: [tag(i)],
				dependencies: i && i % 5 === 0 ?
					[`TASK-${i}`] : [],
				acceptanceCriteria: [`case ${i} has a test`] }, false);
	},
	async state(s) {
		await s.call('get_backlog_instructions', {});
	},
	async find(s) {
		return (await s.call('task_list', { ready: true, limit: 5,
			status: 'To Do' }))?.match(/TASK-\d+/)?.[0];
	},
	take: (s, id) => s.call('task_edit',
		{ id, status: 'In Progress', assignee: [s.name] }),
	note: (s, id, words) => s.call('task_edit', { id, notesAppend: [words] }),
	make: (s, name) => s.call('task_create',
		{ title: name, priority: 'low', labels: ['docs'] }),
	search: (s, words) => s.call('task_search', { query: words }),
	look: (s, id) => s.call('task_view', { id }),
	finish: (s, id, words) => s.call('task_edit',
		{ id, status: 'Done', finalSummary: words }),
};
// Notes need a language model there, making and searching are not offered.
const root = { projectRoot: here };
const taskmaster = {
	argv: command,
	async fill() {
		const tasks = [];
		for (let i = 0; i < TASKS; i++)
			tasks.push({ id: i + 1, title: title(i),
				description: text(i), details: '',
				testStrategy: `case ${i} has a test`,
				status: 'pending', priority: priority(i),
				dependencies: i && i % 5 === 0 ? [i] : [],
				subtasks: [] });
		mkdirSync('.taskmaster/tasks', { recursive: true });
		writeFileSync('.taskmaster/tasks/tasks.json', JSON.stringify({
			master: { tasks, metadata: { description: '',
				created: '2026-11-30T00:00:00.000Z',
				updated: '2026-11-30T00:00:00.000Z' } } }));
	},
	async state() {},
	async find(s) {
		return JSON.parse(await s.call('next_task', root))
			.data.nextTask?.id?.toString();
	},
	take: (s, id) => s.call('set_task_status',
		{ ...root, id, status: 'in-progress' }),
	note: null,
	make: null,
	search: null,
	look: (s, id) => s.call('get_task', { ...root, id }),
	finish: (s, id) => s.call('set_task_status',
		{ ...root, id, status: 'done' }),
};
const server = { ours, backlog, taskmaster }[whose];

// ---- an agent's day ----

async function agentDay() {
	const s = await new Session('bench').open(here, server.argv,
		{ GIT_TASK_AGENT: 'bench' });
	const lacks = ['note', 'make', 'search'].filter(w => !server[w]);
	let largest = 0;

	await server.fill(s);
	await server.state(s, here);
	for (let nr = 0; nr < 5; nr++) {
		const before = s.sent + s.got;
		const id = await server.find(s);

		check(`task ${nr} is found and taken`, id && await server.take(s, id), s.said);
		for (let i = 0; i < 3 && server.note; i++)
			check(`note ${i}`, await server.note(s, id, `step ${i}: ` +
				`the reader of case ${nr} takes dates now`), s.said);
		if (server.make)
			check('a follow-up', await server.make(s,
				`Case ${nr} has no documentation`), s.said);
		if (server.search)
			check('a search', await server.search(s, 'importer'), s.said);
		check('a look', await server.look(s, id), s.said);
		check('the end', await server.finish(s, id,
			'done, the test passes'), s.said);
		largest = Math.max(largest, s.sent + s.got - before);
	}
	console.log(`# ${whose}: a day ${s.tokens()} tokens (tools ` +
		`${Math.round(s.list / 4)}), ${s.calls} calls, the largest answer ` +
		`${s.most} bytes, one task at most ${Math.round(largest / 4)} tokens` +
		(lacks.length ? `; can not: ${lacks.join(', ')}` : ''));
	if (whose === 'ours') {
		check('no answer above 8 KB', s.most <= 8192, s.most);
		check('a task is below 4,000 tokens', largest < 16000, largest);
	}
	await s.close();
}

// ---- a team's day ----

const names = ['ann', 'bob', 'cleo', 'dan', 'eve'];
const CRASHES = 'cleo', SPENT = 'eve';
const all = [];		// sessions of the day
const did = [];		// [agent, id] of every task that was finished

// May the agent go on?  What Claude Code asks before each tool.
function allowed(s) {
	const answer = execFileSync('git', ['task', 'hook', 'claude', 'PreToolUse'],
		{ cwd: s.dir, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'],
			input: JSON.stringify({ session_id: s.name, cwd: s.dir,
				tool_name: 'Bash', tool_input: { command: 'ls' } }) });

	return !/"deny"/.test(answer);
}

// What asks to be tried again is, as an agent would.
async function tool(s, name, args) {
	let answer = await s.call(name, args);

	for (let i = 0; answer === null && i < 5 &&
		/try again|again later/.test(s.said); i++)
		answer = await s.call(name, args);
	return answer && JSON.parse(answer);
}

// Until nothing is left, or the agent is gone.  `clone` is where it works.
async function work(name, clone, env) {
	const s = await new Session(name).open(clone,
		['git', 'task', 'mcp', '--tools', 'standard,monitor'],
		{ GIT_TASK_AGENT: name, ...env });
	let nr = 0;

	all.push(s);
	s.dir = clone;
	s.read(run(clone, { GIT_TASK_AGENT: name, ...env }, 'git', 'task', 'prime', '--mcp'));
	await tool(s, 'log_session_start', { sessionId: name,
		agentName: name, model: 'day-model' });
	for (;;) {
		if (!allowed(s)) {
			s.stopped = true;
			break;
		}
		const got = await tool(s, 'claim_task', { sync: true });

		if (!got) {
			s.last = s.said;
			break;
		}
		const id = got.task.id;

		if (++nr === 3 && name === CRASHES && !env.GIT_TASK_TEST_NOW) {
			await s.call('update_task', { task_id: id,
				progress: `${name}: half way` });
			s.left = id;
			s.kill();
			return s;
		}
		await s.call('update_task', { task_id: id,
			progress: `${name}: did ${id}` });
		if (await tool(s, 'update_task_status', { task_id: id,
			status: 'completed', reason: 'the test passes', sync: true }))
			did.push([name, id]);
		else
			check(`${name} finishes what it took`, false, s.said);
		await tool(s, 'log_token_usage', { sessionId: name,
			inputTokens: name === SPENT ? 180000 : 900,
			outputTokens: name === SPENT ? 20000 : 100 });
	}
	await tool(s, 'log_session_end', { sessionId: name });
	await s.close();
	return s;
}

async function teamOfOurs() {
	const clone = n => `${here}/${n}`;
	const homes = [1, 1, 2, 2, 3];

	run(here, {}, 'git', 'init', '-q', '--bare', 'hub.git');
	for (const n of ['1', '2', '3']) {
		run(here, {}, 'git', 'clone', '-q', 'hub.git', n);
		if (n === '1') {
			run(clone(n), {}, 'git', 'task', 'init', '-q');
			const s = await new Session('lead').open(clone(n),
				server.argv, {});
			await ours.fill(s);
			await s.close();
		}
		for (const [key, value] of [['task.lease', '1h'],
			['task.session.budgetStop', 'true'],
			['task.price.day-model.input', '10'],
			['task.price.day-model.output', '10'],
			['task.session.budget', '5']])
			run(clone(n), {}, 'git', 'config', key, value);
		run(clone(n), {}, 'git', 'task', 'sync', '-q');
	}
	const first = await Promise.all(names.map((name, i) =>
		work(name, clone(homes[i]), {})));
	const by = Object.fromEntries(first.map(s => [s.name, s]));

	check('one was killed at work', by[CRASHES].left, by[CRASHES].last);
	check('one was stopped by its budget after three', by[SPENT].stopped &&
		did.filter(d => d[0] === SPENT).length === 3, did);
	const left = by[CRASHES].left;
	const todo = [];

	for (const n of ['1', '2', '3', '1'])
		run(clone(n), {}, 'git', 'task', 'sync', '-q');
	todo.push(...JSON.parse(run(clone('1'), {}, 'git', 'task', 'list',
		'--format', 'json')).map(t => t.id));
	for (const s of first)
		console.log(`# ${s.name}: ${did.filter(d => d[0] === s.name).length} tasks; ${s.last ?? 'stopped'}`);
	check('nothing is left but what its agent died with, and what waits for it',
		todo.length <= 3 && todo.includes(left), todo);
	check('the team hears of the budget', /budget/.test(run(clone('1'),
		{ GIT_TASK_AGENT: 'ann' }, 'git', 'task', 'watch')), 'watch');
	// the next morning its lease is over
	const now = new Date(Date.now() + 7200000).toISOString().slice(0, 19) + 'Z';

	await work('dan', clone(2), { GIT_TASK_TEST_NOW: now });
	check('somebody else finishes it the next morning',
		did.some(d => d[0] === 'dan' && d[1] === left), did.slice(-3));
	for (const n of ['1', '2', '3', '1', '2', '3'])
		run(clone(n), {}, 'git', 'task', 'sync', '-q');
	const tips = ['1', '2', '3'].map(n => run(clone(n), {}, 'git', 'rev-parse',
		'refs/tasks/main'));

	check('all clones are the same', new Set(tips).size === 1, tips);
	const rows = JSON.parse(run(clone('3'), {}, 'git', 'task', 'export',
		'--format', 'json'));
	const tasks = rows.tasks ?? rows;
	const done = tasks.filter(t => t.status === 'completed');

	check('all 60 are done', tasks.length === TASKS && done.length === TASKS,
		[tasks.length, done.length]);
	check('each by one agent', new Set(did.map(d => d[1])).size === TASKS &&
		did.length === TASKS, did.length);
	check('whose note it has, once', did.every(([name, id]) => {
		const log = tasks.find(t => t.id === id).progress
			.filter(p => /: did /.test(p.text));
		return log.length === 1 && log[0].text === `${name}: did ${id}`;
	}), did);
	check('no answer above 8 KB', all.every(s => s.most <= 8192),
		all.map(s => s.most));
	const stats = JSON.parse(run(clone('1'), {}, 'git', 'task', 'session',
		'stats', '--format', 'json'));

	check('tokens are counted to the last', stats.total.tokens.input ===
		900 * (TASKS - 3) + 180000 * 3, stats.total.tokens);
}

async function teamOfOthers() {
	const seen = {};
	const fill = await new Session('lead').open(here, server.argv, {});

	await server.fill(fill);
	await fill.close();
	await Promise.all(names.map(async name => {
		const s = await new Session(name).open(here, server.argv, {});

		all.push(s);
		await server.state(s, here);
		for (let nr = 0; ; nr++) {
			const id = await server.find(s);

			if (!id || nr === TASKS || (name === SPENT && nr === 3))
				break;
			if (name === CRASHES && nr === 2) {
				await server.take(s, id);
				return s.kill();
			}
			(seen[id] ??= []).push(name);
			await server.take(s, id);
			if (server.note)
				await server.note(s, id, `${name}: did ${id}`);
			await server.finish(s, id, 'the test passes');
		}
		return s.close();
	}));
	const twice = Object.values(seen).filter(v => v.length > 1).length;

	console.log(`# ${whose}: ${Object.keys(seen).length} tasks done, ${twice} ` +
		'of them by several agents');
}

mkdirSync(here, { recursive: true });
if (what === 'agent') {
	await agentDay();
} else {
	await (whose === 'ours' ? teamOfOurs() : teamOfOthers());
	const sum = all.reduce((n, s) => n + s.tokens(), 0);
	console.log(`# ${whose}: a team's day ${sum} tokens in ${all.length} ` +
		`sessions, ${all.reduce((n, s) => n + s.calls, 0)} calls, the largest ` +
		`answer ${Math.max(...all.map(s => s.most))} bytes`);
}
process.exit(failed ? 1 : 0);
