// client.mjs URL - contrib/clients/task-orchestrator.mjs against `git task serve`, by the
// names and arguments that clients of the Task Orchestrator use.  One "ok" line a check.
import { TaskOrchestratorClient } from '../../contrib/clients/task-orchestrator.mjs';

let failed = 0;
function check(what, good, detail) {
	console.log(`${good ? 'ok' : 'not ok'} client: ${what}`);
	if (!good) {
		failed++;
		console.log(`# ${JSON.stringify(detail)}`);
	}
}
const refused = async promise => promise.then(() => null, error => error);

const url = process.argv[2];
const client = new TaskOrchestratorClient(url);
const made = await client.createTask({ title: 'Implement user authentication',
	description: 'JWT', priority: 4, tags: ['security', 'backend'],
	code_language: 'typescript', dependencies: [] });
const id = made.task.id;
check('creates a task', made.task.title === 'Implement user authentication' && made.task.status === 'pending', made);
check('changes its status', (await client.updateTaskStatus(id, 'in_progress')).task.status === 'in_progress', id);
const details = await client.getTask(id, { include_executions: true, include_analysis: true });
check('tells everything', details.task.id === id && Array.isArray(details.executions), details);
const run = await client.executeCode({ task_id: id, language: 'javascript', code: 'console.log(6 * 7)', timeout: 30 });
check('executes code', run.execution.output.trim() === '42' && run.execution.exit_code === 0, run);
const prd = await client.parsePRD('# Shop\n\n## FR-1 Cart\n- Priority: High\n- AC: it holds 2 things\n', {
	project_id: 'shop', generate_tasks: true, analyze_dependencies: true, extract_user_stories: true,
	parse_acceptance_criteria: true, confidence_threshold: 0.7 });
check('parses a document', prd.prd.tasks?.length === 1 || prd.counts.create === 1, prd);
check('analyses', (await client.analyzeComplexity(id, { assess_risk: true })).complexity.score > 0, id);
check('estimates', (await client.estimateEffort(id)).estimatedHours > 0, id);
check('expands', (await client.expandTask(id, 1, { include_tests: true })).expansion.subtasks.length > 0, id);
const next = await client.getNextTask('shop', { max_complexity: 9 });
check('chooses the next', /Cart/.test(next.selection.selectedTask.title), next);
check('draws a graph', /^flowchart/.test((await client.getTaskGraph({ format: 'mermaid' })).graph), null);
const graph = await client.getTaskGraph({ format: 'json' });
check('gives a graph', graph.tasks.length > 1 && Array.isArray(graph.edges), graph);
check('lists', (await client.listTasks({ status: 'all' })).count >= 3, null);
check('searches', (await client.searchTasks('authentication')).tasks.length > 0, null);
check('links a commit', /linked/.test((await client.linkGitCommit({ task_id: id, commit_hash: 'HEAD' })).message), null);
check('finishes', (await client.updateTaskStatus(id, 'completed')).task.completed_at !== undefined, null);
await client.logSessionStart({ sessionId: 'task-002-session', agentName: 'solidity-developer', model: 'claude-sonnet-4' });
await client.logTokenUsage({ sessionId: 'task-002-session', inputTokens: 3500, outputTokens: 1200, contextWindow: 200000 });
check('logs what an agent uses', (await client.getStats()).total.tokens.input === 3500, await client.getStats());
check('is healthy', (await client.healthCheck()).status === 'ok' && (await client.checkDatabaseHealth()).status === 'ok', null);
check('has numbers', (await client.getPerformanceMetrics()).tasks_completed >= 1, null);
check('deletes', /deleted/.test((await client.deleteTask(id)).message), null);
const many = await Promise.all(Array.from({ length: 20 }, (_, i) => client.createTask({ title: `Task ${i}` })));
check('many at once', new Set(many.map(m => m.task.id)).size === 20, many.length);
let e = await refused(client.getTask('ffffffff'));
check('a refusal has its sentence', e?.name === 'TaskOrchestratorError' && /not found/.test(e.message), e);
e = await refused(new TaskOrchestratorClient({ baseURL: url.replace(/#.*/, ''), token: 'wrong-wrong-wrong' }).createTask({ title: 'x' }));
check('a wrong token is said', e?.status === 401, e);
e = await refused(new TaskOrchestratorClient('http://127.0.0.1:1').healthCheck());
check('and that there is no server', e !== null, e);
process.exit(failed ? 1 : 0);
