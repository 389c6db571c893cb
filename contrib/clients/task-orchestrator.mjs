/*
 * task-orchestrator.mjs - the tasks of a repository for programs in JavaScript, by the
 * names that clients of the Task Orchestrator use.
 *
 *	import { TaskOrchestratorClient } from "./task-orchestrator.mjs";
 *
 *	const client = new TaskOrchestratorClient("http://127.0.0.1:8787/#token=...");
 *	const { task } = await client.createTask({ title: "Buy milk", priority: 3 });
 *	await client.updateTaskStatus(task.id, "in_progress");
 *
 * It needs fetch (Node.js 18 and later, Deno, Bun, browsers of the same origin) and
 * `git task serve`, and nothing else. An address may be the one that the server
 * printed; without one it is TASK_ORCHESTRATOR_URL, else http://127.0.0.1:8787. The
 * token is the one in the address, `token`, or TASK_ORCHESTRATOR_TOKEN.
 *
 * Each method is a tool of `git task mcp` and gives what that gives (formats/mcp.md):
 * ids are strings. A number stands for the task that this program made as the first, the
 * second, and so on, as the Task Orchestrator counts them. What is refused is a TaskOrchestratorError with the sentence of the
 * terminal.
 */

const VERSION = "2026-07-28";	/* of the Model Context Protocol */
const META = "io.modelcontextprotocol/";

export class TaskOrchestratorError extends Error {
	constructor(message, status) {
		super(message);
		this.name = "TaskOrchestratorError";
		this.status = status;	/* of HTTP; 200 when the tool refused */
	}
}

const environment = name => globalThis.process?.env?.[name];

export class TaskOrchestratorClient {
	#base;
	#token;
	#log;
	#timeout;
	#nr = 0;
	static #made = [];	/* the ids of create_task */

	/* An address, or { baseURL, token, timeout (ms), logLevel: "debug" }. */
	constructor(where) {
		const o = typeof where === "string" || where instanceof URL ? { baseURL: where } : where || {};
		const url = new URL(o.baseURL || environment("TASK_ORCHESTRATOR_URL") || "http://127.0.0.1:8787");

		this.#token = o.token || /^#token=(.+)$/.exec(url.hash)?.[1] || environment("TASK_ORCHESTRATOR_TOKEN");
		this.#base = url.origin + url.pathname.replace(/\/$/, "");
		this.#timeout = o.timeout || 60000;
		this.#log = (o.logLevel || environment("TASK_ORCHESTRATOR_LOG_LEVEL")) === "debug";
	}

	async #fetch(method, path, body, headers) {
		const r = await fetch(this.#base + path, {
			method, signal: AbortSignal.timeout(this.#timeout),
			headers: {
				Accept: "application/json, text/event-stream", ...headers,
				...(this.#token && { Authorization: "Bearer " + this.#token }),
				...(body && { "Content-Type": "application/json" })
			},
			body: body && JSON.stringify(body)
		});

		if (this.#log)
			console.debug(`${method} ${path} ${headers?.["Mcp-Name"] ?? ""}: ${r.status}`);
		return r;
	}

	async #get(path) {
		const r = await this.#fetch("GET", path), out = await r.json();

		if (!r.ok)
			throw new TaskOrchestratorError(out.detail || r.statusText, r.status);
		return out;
	}

	/* Any tool by its name. */
	async callTool(name, args) {
		const known = Object.fromEntries(Object.entries(args || {}).filter(([, v]) => v !== undefined));
		const made = TaskOrchestratorClient.#made, id = v => (typeof v === "number" && made[v - 1]) || v;

		if ("task_id" in known)
			known.task_id = String(id(known.task_id));
		if (Array.isArray(known.dependencies))
			known.dependencies = known.dependencies.map(id);
		const r = await this.#fetch("POST", "/mcp", {
			jsonrpc: "2.0", id: ++this.#nr, method: "tools/call", params: {
				name, arguments: known, _meta: {
					[META + "protocolVersion"]: VERSION, [META + "clientCapabilities"]: {},
					[META + "clientInfo"]: { name: "task-orchestrator.mjs", version: "1" }
				}
			}
		}, { "MCP-Protocol-Version": VERSION, "Mcp-Method": "tools/call", "Mcp-Name": name });
		const type = r.headers.get("Content-Type") || "";
		const text = await r.text();
		let answer;

		try {
			answer = JSON.parse(type.startsWith("text/event-stream") ? last_data(text) : text);
		} catch {
			throw new TaskOrchestratorError(`HTTP ${r.status}: ${text.slice(0, 200)}`, r.status);
		}
		if (answer.error || !answer.result)
			throw new TaskOrchestratorError(answer.error?.message || answer.detail || r.statusText, r.status);
		if (answer.result.isError)
			throw new TaskOrchestratorError(answer.result.content?.[0]?.text || "refused", r.status);
		if (name === "create_task")
			made.push(answer.result.structuredContent.task.id);
		return answer.result.structuredContent;
	}

	/* ---- tasks ---- */

	createTask(task) { return this.callTool("create_task", task); }
	updateTaskStatus(task_id, status, more) { return this.callTool("update_task_status", { task_id, status, ...more }); }
	updateTask(task_id, changes) { return this.callTool("update_task", { task_id, ...changes }); }
	getTask(task_id, options) { return this.callTool("get_task", { task_id, ...options }); }
	listTasks(filters) { return this.callTool("list_tasks", filters); }
	searchTasks(text, options) { return this.callTool("search_tasks", { text, ...options }); }
	claimTask(task_id, options) { return this.callTool("claim_task", { task_id, ...options }); }
	deleteTask(task_id) { return this.callTool("delete_task", { task_id }); }

	/* ---- running, commits, pictures ---- */

	executeCode(request) { return this.callTool("execute_code", request); }
	getTaskGraph(options) { return this.callTool("get_task_graph", options); }
	linkGitCommit(request) { return this.callTool("link_git_commit", request); }

	/* ---- thinking ---- */

	parsePRD(content, options) { return this.callTool("parse_prd", { content, ...options }); }
	analyzeComplexity(task_id, options) { return this.callTool("analyze_complexity", { task_id, ...options }); }
	expandTask(task_id, depth, options) {
		const more = typeof depth === "object" ? depth : { depth, ...options };
		return this.callTool("expand_task", { task_id, ...more });
	}
	getNextTask(project_id, max_complexity, options) {
		const more = typeof max_complexity === "object" ? max_complexity : { max_complexity, ...options };
		return this.callTool("get_next_task", { project_id, ...more });
	}
	estimateEffort(task_id, options) { return this.callTool("estimate_effort", { task_id, ...options }); }

	/* ---- agents at work ---- */

	logSessionStart(session) { return this.callTool("log_session_start", session); }
	logSessionEnd(session) { return this.callTool("log_session_end", session); }
	logTaskStart(entry) { return this.callTool("log_task_start", entry); }
	logTaskComplete(entry) { return this.callTool("log_task_complete", entry); }
	logTokenUsage(entry) { return this.callTool("log_token_usage", entry); }
	logError(entry) { return this.callTool("log_error", entry); }
	getStats(options) { return this.callTool("get_stats", options); }

	/* ---- health ---- */

	healthCheck() { return this.#get("/healthz"); }
	checkDatabaseHealth() { return this.#get("/readyz"); }
	async getPerformanceMetrics() { return (await this.#get("/api/v1/metrics")).data; }
}

/* The last message of a stream is the answer; others tell of progress. */
function last_data(text) {
	const blocks = text.split(/\r?\n\r?\n/).map(b => b.split(/\r?\n/).filter(l => l.startsWith("data:"))
		.map(l => l.slice(5)).join("\n")).filter(Boolean);

	return blocks.at(-1) ?? "";
}

export default TaskOrchestratorClient;
