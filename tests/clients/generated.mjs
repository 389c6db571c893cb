// generated.mjs CLIENT URL - a client that a generator made of /api/v1/openapi.json (oazapfts,
// CLIENT is its file) against the server at URL, which is the address that it printed.  One
// "ok" line a check.
const client = await import(process.argv[2]);
const [base, token] = process.argv[3].split('#token=');

let failed = 0;
function check(what, good, detail) {
	console.log(`${good ? 'ok' : 'not ok'} generated: ${what}`);
	if (!good) {
		failed++;
		console.log(`# ${JSON.stringify(detail)}`);
	}
}
client.defaults.baseUrl = base.replace(/\/$/, '');
client.defaults.headers = { Authorization: 'Bearer ' + token };

const about = await client.index();
check('about the server', about.status === 200 && about.data.writes === true, about);
check('an operation for each address', about.data.routes.length === Object.values(client).filter(f => typeof f === 'function')
	.length - ['healthy', 'ready', 'scrape', 'mcp', 'mcpListen', 'mcpEnd'].length, about.data.routes.length);
const made = await client.createTask({ title: 'By a generated client', tag: ['made', 'by hand'], priority: 'high' });
const id = made.data.data.id;
check('makes a task', made.status === 201 && made.headers.get('Location').endsWith('/api/v1/tasks/' + id), made);
for (const title of ['Two', 'Three'])
	await client.createTask({ title, tag: ['made'], depends_on: [id] });
const got = await client.getTask(id, { fields: 'id,title,tags' });
check('gets what it asked for', JSON.stringify(got.data.data) === JSON.stringify({ id, title: 'By a generated client', tags: ['by hand', 'made'] }), got.data);
const tag = got.headers.get('ETag');
check('nothing new', (await client.getTask(id, { ifNoneMatch: tag, fields: 'id,title,tags' })).status === 304, tag);
const seen = [];
let cursor;
do {
	const page = await client.listTasks({ q: ['tag:made'], sort: 'title', limit: 1, fields: 'title', cursor });
	seen.push(...page.data.data.map(t => t.title));
	cursor = page.data.next ?? undefined;
} while (cursor);
check('walks through pages', seen.join() === 'By a generated client,Three,Two', seen);
const edited = await client.updateTask(id, { title: 'Edited' }, { ifMatch: tag });
check('edits while nothing has changed', edited.status === 200 && edited.data.data.title === 'Edited', edited);
const late = await client.updateTask(id, { title: 'Too late' }, { ifMatch: tag });
check('and not when something has', late.status === 412 && late.data.title === 'Precondition Failed', late);
await client.addCriterion(id, { criterion: 'it is cold' });
check('criteria', (await client.listCriteria(id)).data.data[0].criterion === 'it is cold', null);
check('work begins', (await client.startTask(id, {})).data.data.status === 'in_progress', null);
await client.addComment(id, { message: 'half done' });
const done = await client.completeTask(id, { summary: 'cold', force: true });
check('and ends', done.data.data.status === 'completed', done);
check('history', (await client.getTaskLog(id)).data.data.length >= 5, null);
const gone = await client.getTask('ffffffff');
check('an error is a problem with the sentence of the terminal', gone.status === 404 && /task 'ffffffff' not found/.test(gone.data.detail) &&
	gone.data.code === 'not-found', gone);
const wrong = await client.updateTask(id, { priority: 'urgent' });
check('a wrong value, too', wrong.status === 400 && /urgent/.test(wrong.data.detail), wrong);
await client.parsePrd({ content: '# Shop\n\n## FR-1 Cart\n- AC: it holds 2 things\n' });
for (const name of ['getBoard', 'getGraph', 'getPlan', 'getReport', 'getMetrics', 'getStatus', 'getLog', 'nextTasks', 'listConflicts',
	'listPeople', 'listMilestones', 'tracePrd', 'listTemplates', 'listSessions', 'getSessionStats', 'describe', 'healthy', 'ready', 'scrape']) {
	const r = await client[name]();
	check(name, r.status === 200 && r.data !== undefined, r);
}
check('a search', (await client.searchTasks({ words: ['Edited'], all: true })).data.data.length === 1, null);
check('a picture', (await client.drawGraph()).status === 200, null);
check('Markdown', (await client.renderMarkdown({ texts: ['*a*'] })).data.data[0].includes('<em>'), null);
check('deletes', (await client.deleteTask(id, { force: true })).status === 200 && (await client.undo({})).status === 200, null);
client.defaults.headers = {};
check('without a token it may not write', (await client.createTask({ title: 'x' })).status === 401, null);
process.exit(failed ? 1 : 0);
