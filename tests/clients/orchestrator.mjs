// orchestrator.mjs DOCUMENT [ADDRESS] - runs the TypeScript examples of a Markdown
// document that are written against a TaskOrchestratorClient, one after the other, as they
// stand: with the client of contrib/clients where there is an address of `git task serve`,
// else with one made of `git task mcp` in the current directory.
//
// Blocks that call `client` run in one module, so that one goes on where the last one
// ended; blocks that call `test` run as tests of their own.  Other blocks need other
// servers and are left out.  Prints an "ok" or "not ok" line a block.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

// A client whose methods are the tools; numbers stand for tasks in the order in which
// they were made, as the document's server counts them.
class PipedClient {
	static server = null;
	static made = [];

	static start() {
		const child = spawn('git', ['task', 'mcp', '--tools',
			'standard,execute_code'],
			{ stdio: ['pipe', 'pipe', 'inherit'] });
		const waiting = new Map();
		createInterface({ input: child.stdout }).on('line', line => {
			const answer = JSON.parse(line);
			waiting.get(answer.id)(answer);
			waiting.delete(answer.id);
		});
		let nr = 0;
		this.server = {
			child,
			ask(method, params) {
				const id = ++nr;
				child.stdin.write(JSON.stringify({ jsonrpc: '2.0',
					id, method, params }) + '\n');
				return new Promise(done => waiting.set(id, done));
			},
		};
	}

	async call(name, args) {
		const { made } = PipedClient;
		const given = { ...args };
		if (typeof given.task_id === 'number')
			given.task_id = made[given.task_id - 1];
		const answer = await PipedClient.server.ask('tools/call',
			{ name, arguments: given });
		if (answer.error || answer.result.isError)
			throw new Error(`${name}: ${answer.error?.message ??
				answer.result.content[0].text}`);
		const data = answer.result.structuredContent;
		if (name === 'create_task')
			made.push(data.task.id);
		return data;
	}
	createTask(task) { return this.call('create_task', task); }
	updateTaskStatus(task_id, status) {
		return this.call('update_task_status', { task_id, status });
	}
	getTask(task_id, options) {
		return this.call('get_task', { task_id, ...options });
	}
	listTasks(filters) { return this.call('list_tasks', filters); }
	deleteTask(task_id) { return this.call('delete_task', { task_id }); }
	executeCode(request) { return this.call('execute_code', request); }
	getTaskGraph(options) { return this.call('get_task_graph', options); }
	linkGitCommit(request) { return this.call('link_git_commit', request); }
	parsePRD(content, options) {
		return this.call('parse_prd', { content, ...options });
	}
	analyzeComplexity(task_id, options) {
		return this.call('analyze_complexity', { task_id, ...options });
	}
	// the class has a depth in front of its options, its examples have not
	expandTask(task_id, depth, options) {
		const given = typeof depth === 'object' ? depth :
			{ ...(depth && { depth }), ...options };
		return this.call('expand_task', { task_id, ...given });
	}
	getNextTask(project_id, limit, options) {
		const given = typeof limit === 'object' ? limit :
			{ ...(limit && { max_complexity: limit }), ...options };
		return this.call('get_next_task', { project_id, ...given });
	}
	estimateEffort(task_id, options) {
		return this.call('estimate_effort', { task_id, ...options });
	}
}

const [, , path, address] = process.argv;
// An address of the document is not the one of this server.
const TaskOrchestratorClient = address ?
	class extends (await import('../../contrib/clients/task-orchestrator.mjs')).TaskOrchestratorClient {
		constructor(where) {
			super(where?.logLevel ? { ...where, baseURL: address } : address);
		}
	} : PipedClient;

// As much of a test library as such examples need.
function expect(value) {
	const must = (good, what) => {
		if (!good)
			throw new Error(`${JSON.stringify(value)} is not ${what}`);
	};
	return {
		toBe: other => must(Object.is(value, other), JSON.stringify(other)),
		toBeDefined: () => must(value !== undefined, 'defined'),
		toContain: part => must(value.includes(part), `with ${part}`),
		toBeLessThan: most => must(value < most, `less than ${most}`),
		toBeGreaterThan: least => must(value > least, `more than ${least}`),
	};
}

const tests = [], before = [];
const world = {
	TaskOrchestratorClient, expect,
	describe: (name, body) => body(),
	test: (name, body) => tests.push({ name, body, before: [...before] }),
	beforeEach: body => before.push(body),
	beforeAll: body => before.push(body),
	setupTestEnvironment: async () => {},
	performance,
	shown: [],
};
const AsyncFunction = (async () => {}).constructor;

// Types and imports are not JavaScript.
function plain(code) {
	return code.replace(/^import .*$/gm, '')
		.replace(/^(\s*(?:let|const) \w+): \w+;/gm, '$1;');
}

async function run(code) {
	const names = Object.keys(world);
	const body = plain(code).replace(/\bconsole\.log\(/g, 'shown.push(');
	await new AsyncFunction(...names, body)(...names.map(n => world[n]));
}

let failed = 0, done = 0;
async function step(what, body) {
	try {
		await body();
		done++;
		console.log(`ok ${what}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${what}: ${error.message}`);
	}
}

const text = readFileSync(path, 'utf8');
const blocks = [];
let heading = '';
for (const [, head, code] of
	text.matchAll(/^#+ ([^\n]*)$|^```(?:typescript|ts)\n(.*?)^```$/gms)) {
	if (head)
		heading = head;
	else
		blocks.push({ heading, code });
}

if (!address)
	PipedClient.start();
// One client and one task go through the examples that use them.
const foreign = address ? /\b(?:context|git|swarm|docs)Client\b/ :
	/\b(?:healthCheck|getPerformanceMetrics|baseURL)\b/;
for (const { heading: name, code } of blocks) {
	if (/\btest\(/.test(code)) {
		await step(name, async () => {
			tests.length = before.length = 0;
			await run(code);
			for (const t of tests) {
				for (const b of t.before)
					await b();
				await t.body();
			}
			if (!tests.length)
				throw new Error('no test');
		});
	} else if (/\bclient\.\w+\(/.test(code) && !foreign.test(code)) {
		// each block sees what those before it made
		const body = plain(code).replace(/^(?:const|let) (\w+) =/gm,
			'globalThis.$1 =');
		await step(name, () => run(body));
	}
}
PipedClient.server?.child.stdin.end();
for (const line of world.shown)
	console.log('#', line);
process.exit(failed || !done ? 1 : 0);
