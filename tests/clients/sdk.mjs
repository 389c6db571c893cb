// sdk.mjs v1|legacy|auto|modern [URL TOKEN] - a client made of the official SDK
// talks to `git task mcp` in the current directory, or to a server at the URL, and
// prints one "ok" or "not ok" line a check.  v1 is the SDK that most clients are
// built with; the others are its second version in the eras of the protocol.
const [kind, url, token] = process.argv.slice(2);
const v1 = kind === 'v1';
const { Client } = await import(v1 ?
	'@modelcontextprotocol/sdk/client/index.js' :
	'@modelcontextprotocol/client');
const { StreamableHTTPClientTransport } = await import(v1 ?
	'@modelcontextprotocol/sdk/client/streamableHttp.js' :
	'@modelcontextprotocol/client');
const { StdioClientTransport } = await import(v1 ?
	'@modelcontextprotocol/sdk/client/stdio.js' :
	'@modelcontextprotocol/client/stdio');
const modes = { legacy: 'legacy', auto: 'auto', modern: { pin: '2026-07-28' } };

let failed = 0;
function check(what, good, detail) {
	console.log(`${good ? 'ok' : 'not ok'} ${kind}: ${what}`);
	if (!good) {
		failed++;
		console.log(`# ${JSON.stringify(detail)}`);
	}
}
async function refused(promise) {
	try {
		return await promise;
	} catch (error) {
		return { code: error.code, message: error.message };
	}
}

const client = new Client({ name: 'check', version: '1' },
	v1 ? {} : { versionNegotiation: { mode: modes[kind] } });
await client.connect(url ?
	new StreamableHTTPClientTransport(new URL(url), { requestInit: {
		headers: { Authorization: `Bearer ${token}` } } }) :
	new StdioClientTransport({
		command: 'git', args: ['task', 'mcp'], env: process.env }));

const { tools } = await client.listTools();
check('lists tools', tools.length >= 15, tools.map(t => t.name));
const made = await client.callTool({ name: 'create_task',
	arguments: { title: `From ${kind}`, priority: 3 } });
check('creates a task', made.structuredContent?.task?.priority_level === 3,
	made);
// sessions have it twice, for clients that look at the text only
const session = v1 || kind === 'legacy';
check('the text is for those who read it', made.content[0].text === (session ?
	JSON.stringify(made.structuredContent) :
	made.structuredContent.message), made);
const id = made.structuredContent.task.id;
const got = await client.callTool({ name: 'get_task',
	arguments: { task_id: id.slice(0, 8) } });
check('reads it', got.structuredContent.task.title === `From ${kind}`, got);
const wrong = await client.callTool({ name: 'get_task',
	arguments: { task_id: 'ffffffff' } });
check('a mistake is a result', wrong.isError === true, wrong);
const unknown = await refused(client.callTool({ name: 'nope', arguments: {} }));
check('an unknown tool is an error', unknown.code === -32602, unknown);
const { resources } = await client.listResources();
check('lists resources', resources.some(r => r.uri === 'task://ready'),
	resources);
const read = await client.readResource({ uri: `task://${id}` });
check('reads a resource', JSON.parse(read.contents[0].text).id === id, read);
const { prompts } = await client.listPrompts();
check('lists prompts', prompts.length === 3, prompts);
const prompt = await client.getPrompt({ name: 'review',
	arguments: { task_id: id } });
check('gets a prompt', prompt.messages[0].content.text.includes(id), prompt);
const done = await client.complete({
	ref: { type: 'ref/resource', uri: 'task://{id}' },
	argument: { name: 'id', value: id.slice(0, 4) } });
check('completes an id', done.completion.values.includes(id.slice(0, 8)), done);
if (url) {
	// a change by this client comes back as one of the resource
	const uri = `task://${id}`;
	let told;
	const heard = new Promise(resolve => { told = resolve; });
	if (v1) {
		const { ResourceUpdatedNotificationSchema } = await import(
			'@modelcontextprotocol/sdk/types.js');
		client.setNotificationHandler(ResourceUpdatedNotificationSchema,
			note => told(note.params.uri));
	} else {
		client.setNotificationHandler('notifications/resources/updated',
			note => told(note.params.uri));
	}
	if (kind === 'modern' || kind === 'auto')
		await client.listen({ resourceSubscriptions: [uri] });
	else
		await client.subscribeResource({ uri });
	await client.callTool({ name: 'update_task', arguments: {
		task_id: id, title: 'Changed' } });
	const late = setTimeout(() => told('nothing'), 20000);
	const which = await heard;
	clearTimeout(late);
	check('is told of a change', which === uri, which);
}
await client.close();
process.exit(failed ? 1 : 0);
