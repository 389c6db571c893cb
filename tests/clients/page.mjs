// page.mjs DIR - the page of `git task serve` in real browsers: two of them and a
// terminal on the repository DIR.  Prints one "ok" or "not ok" line a check, and
// "done" in the end.  With SHOTS=<directory> it takes pictures there instead, of the
// graph of a second repository, too.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { check, failed, launch, serve as serve_in, soon, terminal } from './kit.mjs';

const dir = process.argv[2];
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const { task, git } = terminal(dir);
const serve = (...more) => serve_in(dir, ...more);
const browser = await launch();
const wrong = [];
async function open(url, options) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(10000);
	page.on('pageerror', e => wrong.push(e.message));
	page.on('console', m => m.type() === 'error' && !/Failed to load resource/.test(m.text()) && wrong.push(m.text()));
	page.on('request', r => !r.url().startsWith(url.replace(/#.*/, '')) && wrong.push('asked ' + r.url()));
	await page.goto(url);
	await page.waitForSelector('.conn.on');
	return page;
}
const go = async (page, place) => {
	await page.evaluate(p => { location.hash = p; }, '#/' + place);
	await page.waitForSelector(`main.v-${place.split(/[/?]/)[0]} h1`);
};

if (process.env.SHOTS) {
	const { url, end } = await serve('--listen', '127.0.0.1:0');
	const api = task('list', '--format', 'ids', '--text', 'Write the API');
	for (const [width, height, colorScheme, views] of [
		[1280, 800, 'light', ['board', 'task/' + api, 'graph', 'agents', 'timeline', 'insights', 'list']],
		[390, 780, 'dark', ['board', 'list', 'task/' + api, 'agents']]]) {
		const page = await open(url, { viewport: { width, height }, colorScheme });
		for (const view of views) {
			await go(page, view);
			await page.waitForFunction(() => document.querySelector('main .card, main .node, main .panel, main .task, main .list'));
			const name = `page-${view.replace(/\/.*/, '')}${width < 500 ? '-narrow' : ''}.png`;
			await page.screenshot({ path: `${process.env.SHOTS}/${name}` });
		}
	}
	if (process.argv[3]) {
		const big = await serve_in(process.argv[3], '--listen', '127.0.0.1:0');
		const page = await open(big.url);
		await go(page, 'graph?all=true');
		await page.waitForSelector('.picture svg');
		const at = await page.locator('.picture').boundingBox();
		await page.mouse.move(at.x + 475, at.y + 95);
		await page.screenshot({ path: `${process.env.SHOTS}/page-graph-500.png` });
		await big.end();
	}
	await browser.close();
	await end();
	process.exit(0);
}

const server = await serve('--listen', '127.0.0.1:0');
const ann = await open(server.url);
const bob = await open(server.url, { viewport: { width: 390, height: 800 }, colorScheme: 'dark', hasTouch: true });

/* ---- board: what anybody does is seen by everybody ---- */

check('the token does not stay in the address', !ann.url().includes('token'), ann.url());
await ann.waitForSelector('.card');
const milk = task('list', '--format', 'ids', '--text', 'Buy milk');
task('add', 'From the terminal');
await soon('a browser sees the terminal', () => ann.locator('.card', { hasText: 'From the terminal' }).count());
// how long that takes: the page itself notes when the text is there
const waits = [];
for (let i = 0; i < 9; i++) {
	const seen = ann.evaluate(text => new Promise(go => {
		const look = () => document.querySelector('main')?.textContent.includes(text) && go(Date.now());
		new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
		look();
	}), `Renamed ${i} times`);
	task('update', milk, '--title', `Renamed ${i} times`);
	const done = Date.now();
	waits.push(await seen - done);
}
waits.sort((x, y) => x - y);
console.log(`# a change is on the page after ${waits[4]} ms (median of ${waits.length}), ${waits.at(-1)} ms at most`);
check('in a moment', waits[4] < 10000, waits);
task('update', milk, '--title', 'Buy milk');
await ann.waitForSelector('.card:has-text("Buy milk")');
await soon('so does the other one', () => bob.locator('.card', { hasText: 'From the terminal' }).count());
await ann.locator('.card', { hasText: 'Buy milk' }).dragTo(ann.locator('[data-lane=in_progress]'));
await soon('a card that is dragged is where it was dropped',
	() => ann.locator('[data-lane=in_progress] .card', { hasText: 'Buy milk' }).count());
await soon('in the other browser, too',
	() => bob.locator('[data-lane=in_progress] .card', { hasText: 'Buy milk' }).count());
check('and it is a commit', /^start /.test(git('log', '-1', '--format=%s', 'refs/tasks/main')),
	git('log', '-1', '--format=%s', 'refs/tasks/main'));
check('of that task', git('log', '-1', '--format=%(trailers:key=Task-Id,valueonly)', 'refs/tasks/main') === milk, milk);
await ann.locator('.toast button', { hasText: 'Undo' }).click();
await soon('it can be taken back', () => JSON.parse(task('show', milk, '--json')).status === 'pending');
await ann.waitForSelector('[data-lane=pending] .card:has-text("Buy milk")');
await ann.locator('.card a', { hasText: 'Buy milk' }).focus();
await ann.keyboard.press(']');
await soon('a key moves a card', () => JSON.parse(task('show', milk, '--json')).status === 'in_progress');
await soon('which keeps the focus', () => ann.evaluate(() => document.activeElement.textContent === 'Buy milk'));
check('a card says by name what it waits for', await ann.locator('.card', { hasText: 'Paint it' }).first()
	.locator('.note').textContent() === 'waits for Mend roof', null);
await bob.locator('button[aria-label="Move Mend roof"]').tap();
await bob.locator('dialog select').selectOption('completed');
await bob.locator('dialog button.main').tap();
await soon('a finger moves one, too', () => JSON.parse(task('list', '--all', '--json', '--text', 'Mend roof'))[0].status === 'completed');
await ann.locator('select[aria-label=Lanes]').selectOption('project');
await ann.waitForSelector('[data-lane=home]');
await ann.locator('.card', { hasText: 'From the terminal' }).dragTo(ann.locator('[data-lane=home]'));
await soon('between projects', () => JSON.parse(task('list', '--json', '--text', 'From the terminal'))[0].project === 'home');
await go(ann, 'board');

/* ---- refusals ---- */

await ann.locator('.card', { hasText: 'Let it dry' }).dragTo(ann.locator('[data-lane=in_progress]'));
await soon('what the terminal would warn of is said', () => ann.locator('.toast', { hasText: 'which is not finished' }).count());
task('add', 'Sweep', '--estimate', '3h', '--criterion', 'cheap::estimated_hours <= 2');
await ann.locator('.card', { hasText: 'Sweep' }).dragTo(ann.locator('[data-lane=completed]'));
await soon('a refusal has its sentence', () => ann.locator('.toast.bad', { hasText: 'criteri' }).count());
await ann.locator('.toast.bad button', { hasText: 'anyway' }).click();
await soon('and can be overruled', () => JSON.parse(task('list', '--all', '--json', '--text', 'Sweep'))[0].status === 'completed');

/* ---- list ---- */

await go(ann, 'list');
await ann.locator('#query').click();
await ann.keyboard.type('stat');
await ann.keyboard.press('ArrowDown');
await ann.keyboard.press('Enter');
await ann.keyboard.type('rea');
await ann.keyboard.press('ArrowDown');
await ann.keyboard.press('Enter');
await ann.keyboard.press('Enter');
await soon('a query completes', () => /status%3Aready/.test(ann.url()) && ann.locator('tbody tr').count());
await go(bob, 'list');
await soon('a title has the width of a small window', () => bob.locator('td.title').first()
	.evaluate(cell => cell.getBoundingClientRect().width > 250));
await bob.locator('select[aria-label=Order]').selectOption('-title');
await soon('where one can choose the order, too', async () => {
	const titles = await bob.locator('td.title a').allTextContents();
	return titles.length > 1 && titles.join() === [...titles].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? 1 : -1).join();
});
await bob.locator('.narrow button', { hasText: 'Select all' }).tap();
await soon('and select all', async () => await bob.locator('tbody input:checked').count() === await bob.locator('tbody tr').count());
await bob.locator('.narrow button', { hasText: 'Select none' }).tap();
await soon('or none', async () => await bob.locator('tbody input:checked').count() === 0);
await go(bob, 'board');
await soon('and finds what the terminal finds',
	async () => await ann.locator('tbody tr').count() === Number(task('list', '--count', 'status:ready')));
await go(ann, 'list?q=');
await go(ann, 'list?q=status%3Anonsense');
await soon('a query that is wrong is answered with the sentence', () => ann.locator('.problem').count());
await go(ann, 'list');
await ann.waitForSelector('tbody tr');
for (const title of ['From the terminal', 'Buy milk'])
	await ann.locator('tr', { hasText: title }).locator('input').check();
const commits = Number(git('rev-list', '--count', 'refs/tasks/main'));
await ann.locator('.several button', { hasText: 'Priority' }).click();
await ann.locator('dialog select').selectOption('high');
await ann.locator('dialog button.main').click();
await soon('several are changed', () => JSON.parse(task('list', '--json', 'priority:high', 'text~e')).length >= 1 &&
	task('list', '--count', 'priority:high') >= 2);
check('in one commit', Number(git('rev-list', '--count', 'refs/tasks/main')) === commits + 1, commits);

/* ---- task ---- */

await go(ann, 'task/' + milk);
await go(bob, 'task/' + milk);
await ann.locator('input[name=project]').fill('kitch');
task('update', milk, '--title', 'Buy oat milk', '--tag', 'shop');
await soon('a change by somebody else appears', () => ann.locator('h1', { hasText: 'Buy oat milk' }).count());
check('and leaves what is being typed', await ann.locator('input[name=project]').inputValue() === 'kitch',
	await ann.locator('input[name=project]').inputValue());
check('with the focus', await ann.evaluate(() => document.activeElement.name === 'project'), null);
await ann.keyboard.type('en');
await ann.keyboard.press('Enter');
await soon('a field is saved', () => JSON.parse(task('show', milk, '--json')).project === 'kitchen');
await soon('and seen by the other', async () => await bob.locator('input[name=project]').inputValue() === 'kitchen');
await ann.locator('body').press('e');
await ann.locator('#description').fill('Two **litres**\n\n<img src=x onerror="document.title=1">');
await ann.locator('#comment').fill('Half a thought');
await go(ann, 'board');
await go(ann, 'task/' + milk);
await soon('what was typed is there when one comes back', async () => await ann.locator('#comment').inputValue() === 'Half a thought' &&
	/^Two/.test(await ann.locator('#description').inputValue()));
await ann.locator('#comment').fill('');
await ann.locator('button', { hasText: 'Preview' }).click();
await ann.waitForSelector('.preview strong');
task('update', milk, '--description', 'One litre');
await ann.waitForSelector('.text .problem');
check('who edits is told of another edit', /One litre/.test(await ann.locator('.text .problem').textContent()), null);
check('and keeps the text', /Two/.test(await ann.locator('#description').inputValue()), null);
await ann.locator('.text button.main').click();
await ann.locator('dialog button.main').click();
await soon('a description is saved', () => /Two/.test(JSON.parse(task('show', milk, '--json')).description));
await soon('and rendered', () => bob.locator('.text .markdown strong', { hasText: 'litres' }).count());
check('without the markup that is in it', await bob.locator('.text img').count() === 0, null);
await ann.locator('section', { hasText: 'Success criteria' }).locator('input[name=text]').fill('it is cold');
await ann.keyboard.press('Enter');
await soon('a criterion is added', () => ann.locator('.criteria li', { hasText: 'it is cold' }).count());
await ann.locator('.criteria input').check();
await soon('and ticked', () => JSON.parse(task('criteria', 'list', milk, '--json'))[0].last === 'met');
await soon('which the other one sees', () => bob.locator('.criteria input:checked').count());
await bob.locator('.criteria input').uncheck();
await soon('and takes back', () => JSON.parse(task('criteria', 'list', milk, '--json'))[0].last === 'undetermined');
await soon('which is seen, too', async () => await ann.locator('.criteria li', { hasText: 'it is cold' }).locator('input:checked').count() === 0);
await bob.locator('#comment').fill('On my way');
await bob.locator('button', { hasText: 'Comment' }).tap();
await soon('talk arrives', () => ann.locator('.talk li', { hasText: 'On my way' }).count());
await ann.route('**/comments', async route => {
	await new Promise(go => setTimeout(go, 300));	// a slow server
	await route.continue();
});
await ann.locator('#comment').fill('Once only');
await ann.locator('button', { hasText: 'Comment' }).dblclick();
await soon('who clicks twice says it once', () => ann.locator('.talk li', { hasText: 'Once only' }).count());
await soon('and the box is empty', async () => await ann.locator('#comment').inputValue() === '');
await ann.unroute('**/comments', { behavior: 'wait' });
check('not twice', JSON.parse(task('show', milk, '--json')).progress.filter(e => e.text === 'Once only').length === 1,
	JSON.parse(task('show', milk, '--json')).progress);
const said = ann.locator('.talk li', { hasText: 'On my way' });
task('update', milk, '--tag', 'cold');
await said.locator('button[aria-label="Edit comment"]').click();
await ann.locator('dialog textarea').fill('On my way **now**');
await ann.locator('dialog button.main').click();
await soon('a comment is edited', async () => await bob.locator('.talk li strong', { hasText: 'now' }).count() === 1 &&
	await bob.locator('.talk li', { hasText: 'On my way' }).count() === 1);
check('and nothing else with it', JSON.parse(task('show', milk, '--json')).tags.includes('cold'), null);
await said.locator('button[aria-label="Delete comment"]').click();
await soon('and deleted', async () => await bob.locator('.talk li', { hasText: 'On my way' }).count() === 0);
writeFileSync('said.json', JSON.stringify([{ id: JSON.parse(task('show', milk, '--json')).id, estimated_hours: 1,
	progress: [{ text: 'Said with more' }] }]));
task('import', process.cwd() + '/said.json');
const more = ann.locator('.talk li', { hasText: 'Said with more' });
await soon('a comment that came with another change', () => more.count());
check('has no button, which would take that back, too', await more.locator('button').count() === 0, null);
task('undo');
await soon('and goes with it', async () => await more.count() === 0);
const other = task('add', 'Find the shop');
await ann.locator('input[aria-label^="Depends on"]').fill(other);
await ann.keyboard.press('Enter');
await soon('a relation is shown with its state', () => ann.locator('.rel li', { hasText: 'Find the shop' }).locator('.s-pending').count());
task('complete', other);
await soon('that follows the task', () => ann.locator('.rel li', { hasText: 'Find the shop' }).locator('.s-completed').count());
await ann.locator('summary').click();
check('the history is there', await ann.locator('.log > li').count() > 5, null);
const evil = task('add', '<b onclick=alert(1)>x</b>"><script>document.title="pwned"</script>', '--tag', '<i>t',
	'--description', '[go](javascript:alert(1)) <script>document.title="pwned"</script>');
await go(ann, 'task/' + evil);
await soon('foreign text stays text', () => ann.locator('h1', { hasText: '<script>' }).count());
check('and does nothing', !/pwned/.test(await ann.title().then(t => t.replace(/<script>.*?<\/script>/, ''))) &&
	await ann.locator('main script, main b[onclick], a[href^=javascript]').count() === 0, await ann.title());

/* ---- palette and keys ---- */

await ann.keyboard.press('Control+k');
await ann.keyboard.type('oat milk');
await soon('the palette finds tasks', () => ann.locator('.palette li', { hasText: 'Buy oat milk' }).count());
await ann.keyboard.press('Enter');
await soon('and goes there', () => ann.url().includes('#/task/' + milk));
await ann.keyboard.press('g');
await ann.keyboard.press('b');
await soon('two keys change the view', () => ann.url().endsWith('#/board'));
await ann.keyboard.press('n');
await ann.locator('dialog input[name=title]').fill('By keyboard');
await ann.keyboard.press('Enter');
await soon('a task is made by keys', () => task('list', '--count', 'title="By keyboard"') === '1');

/* ---- graph ---- */

await go(ann, 'graph?all=true');
await soon('the graph has a box a task', async () => await ann.locator('.node').count() === Number(task('list', '--all', '--count')));
check('and the edges', await ann.locator('.edge').count() === JSON.parse(task('graph', '--all', '--json')).edges.length, null);
const zoomed = () => ann.locator('.picture svg').evaluate(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width);
const first = await zoomed();
check('at first all of it is shown', first > 0 && first <= 1, first);
const at = await ann.locator('.picture').boundingBox();
await ann.mouse.move(at.x + 40, at.y + 40);
await ann.keyboard.down('Control');
for (let i = 0; i < 6; i++)
	await ann.mouse.wheel(0, -200);
await ann.keyboard.up('Control');
await soon('the wheel comes closer', async () => await zoomed() > first * 1.5);
const scrolled = () => ann.locator('.picture').evaluate(box => box.scrollLeft);
await ann.locator('.picture').evaluate(box => box.scrollTo(60, 0));
await ann.mouse.move(at.x + 200, at.y + 60);
await ann.mouse.down();
await ann.mouse.move(at.x + 170, at.y + 60, { steps: 3 });
await ann.mouse.up();
await soon('dragging moves it', async () => await scrolled() === 90);
check('and leads nowhere', ann.url().includes('#/graph'), ann.url());
await ann.locator('button', { hasText: 'Whole' }).click();
await soon('all of it fits into the window', () => ann.evaluate(() => {
	const box = document.querySelector('.picture');
	return box.scrollWidth <= box.clientWidth && box.getBoundingClientRect().bottom <= innerHeight;
}));
check('and its colours are said', (await ann.locator('.legend .badge').allTextContents()).includes('Blocked'), null);
const dry = task('list', '--format', 'ids', '--text', 'Let it dry');
await ann.locator(`#t-${dry}`).hover();
await soon('what has nothing to do with a box is faint', () => ann.locator('.node.faint').count());
check('the one that is pointed at is named', /^Let it dry · /.test(await ann.locator('#pointed').textContent()), await ann.locator('#pointed').textContent());
check('what it waits for is not', await ann.locator('.node:not(.faint)').count() === 3, await ann.locator('.node:not(.faint)').count());
await ann.locator(`#t-${dry}`).click();
await soon('a box leads to its task', () => ann.locator('h1', { hasText: 'Let it dry' }).count());
await go(ann, 'graph?q=title~Paint');
await soon('a query leaves the others out', async () => await ann.locator('.node').count() === 1);

/* ---- timeline and insights ---- */

await go(ann, 'timeline');
await soon('the plan has the open tasks', async () => await ann.locator('.tl').count() === JSON.parse(task('plan', '--json')).tasks.length);
await soon('milestones say what is done', () => ann.locator('li', { hasText: 'M1' }).locator('text=1 of 1').count());
check('bars have their places', await ann.locator('.tl .span').first().evaluate(e => e.getBoundingClientRect().width) > 20, null);
await go(ann, 'insights');
await soon('insights have their charts', async () => await ann.locator('.chart svg').count() === 3);
const completed = Number(await ann.locator('.number', { hasText: 'completed' }).first().locator('b').textContent());
check('and the numbers of the terminal', completed === JSON.parse(task('report', '--period', '30d', '--json')).metrics.tasks_completed, completed);

/* ---- agents: what the terminal logs is on the page ---- */

const log = (...args) => task('session', ...args, '--format', 'json');
git('config', 'task.price.claude-sonnet-4.input', '3');
git('config', 'task.price.claude-sonnet-4.output', '15');
await go(ann, 'agents');
log('start', 'task-002-session', '--agent', 'solidity-developer', '--model', 'claude-sonnet-4');
const agent = name => ann.locator('.agent', { hasText: name });
await soon('one agent: its session appears', () => agent('solidity-developer').locator('.s-active').count());
log('task', 'task-002-session', dry, '--description', 'Write Solidity contracts for DEX', '--priority', 'high');
await soon('its task', () => agent('solidity-developer').locator('li', { hasText: 'Write Solidity contracts' }).locator('text=in progress').count());
log('tokens', 'task-002-session', '--input', '3500', '--output', '1200', '--context-window', '200000');
await soon('its tokens', () => agent('solidity-developer').locator('text=3.5k in, 1.2k out').count());
await soon('its costs', () => agent('solidity-developer').locator('text=0.0285').count());
check('its curve', await agent('solidity-developer').locator('.spark polyline').count() === 1, null);
log('error', 'task-002-session', 'reentrancy in withdraw()', '--severity', 'critical');
await soon('a severe error is an alert', () => ann.locator('[role=alert]', { hasText: 'reentrancy' }).count());
log('start', 'infra-001', '--agent', 'infrastructure-specialist', '--model', 'claude-sonnet-4');
log('start', 'security-001', '--agent', 'security-auditor', '--model', 'claude-opus-4');
await soon('three agents: a card each', async () => await ann.locator('.agent').count() === 3);
check('and what is active in all', await ann.locator('.number', { hasText: 'active agents' }).locator('b').textContent() === '3', null);
log('task', 'task-002-session', dry, '--status', 'success', '--duration', '45000');
log('task', 'security-001', dry, '--description', 'Audit the contracts');
await soon('who handed what to whom', () => ann.locator('section', { hasText: 'Handed over' }).locator('text=security-auditor').count());
await soon('tasks by agent', () => ann.locator('section', { hasText: 'Tasks by agent' }).locator('text=Let it dry').count());
log('end', 'task-002-session');
await soon('who has ended is in the history', () => ann.locator('summary', { hasText: '1 session that ended' }).count());
await ann.locator('summary', { hasText: /sessions? that ended/ }).click();
check('with the time that the task took', await ann.locator('details td', { hasText: 'task-002-session' }).count() === 1 &&
	await ann.locator('details li', { hasText: '45 s' }).count() === 1, null);
check('efficiency by agent', await ann.locator('tr', { hasText: 'solidity-developer' }).locator('text=100%').count() > 0, null);
check('charts of tokens and costs by day', await ann.locator('.chart rect title').count() >= 3, null);

/* ---- activity and documents ---- */

await go(ann, 'activity');
await soon('the activity tells what happened', () => ann.locator('.entry', { hasText: 'Find the shop' }).count());
const away = task('add', 'To be taken back');
await ann.locator('.entry', { hasText: 'To be taken back' }).locator('button').first().click();
await soon('a step can be taken back', () => JSON.parse(task('list', '--all', '--deleted', '--json', 'id:' + away))[0]?.deleted);
await go(ann, 'documents');
await ann.locator('summary', { hasText: 'Read a document' }).click();
await ann.locator('#prd').fill('# Shop\n\n## FR-1 Cart\n- AC: it holds 2 things\n\n## FR-2 Pay\n');
await ann.locator('button', { hasText: 'Look at it' }).click();
await soon('a document is looked at', () => ann.locator('h3', { hasText: '2 requirements' }).count());
await ann.locator('input[placeholder="docs/shop.md"]').fill('shop.md');
await ann.locator('button', { hasText: 'Make tasks' }).click();
await ann.locator('dialog button.main').click();
await soon('and made into tasks', () => ann.locator('tbody tr', { hasText: 'FR-2' }).count());
task('complete', JSON.parse(task('list', '--json', 'prd:shop.md', 'title~Cart'))[0].id);
await soon('whose state it follows', () => ann.locator('.panel', { hasText: 'shop.md' }).locator('text=1 of 2 done').count());

/* ---- offline and back ---- */

await bob.evaluate(() => { location.hash = '#/board'; });
await bob.waitForSelector('.card');
await bob.context().setOffline(true);
await soon('who is offline is told so', () => bob.locator('.offline').count());
check('and still sees the tasks', await bob.locator('.card').count() > 0, null);
task('add', 'While you were away');
await bob.context().setOffline(false);
await soon('it goes on by itself', () => bob.locator('.card', { hasText: 'While you were away' }).count());
await soon('and says so', () => bob.locator('.conn.on').count());

/* ---- every view, by machine eyes ---- */

for (const [page, name] of [[ann, 'wide and light'], [bob, 'narrow and dark']])
	for (const view of ['board', 'list', 'graph', 'timeline', 'insights', 'agents', 'activity', 'documents', 'task/' + milk]) {
		await go(page, view);
		await page.waitForFunction(() => !document.querySelector('main .empty')?.textContent.startsWith('Reading'));
		await page.evaluate(axe);
		// what is still fading in has not its colours yet
		await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished)));
		const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
		check(`${view.replace(/\/.*/, '')}, ${name}: nothing that axe finds`, found.violations.length === 0,
			found.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 120) + ' ' + n.any[0]?.message)]));
		const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		check(`${view.replace(/\/.*/, '')}, ${name}: nothing wider than the window`, over <= 0, over);
	}

/* ---- without a token ---- */

const guest = await open(server.base);
await guest.waitForSelector('.card');
check('who has no token can not write', await guest.locator('button', { hasText: '+ New' }).isHidden(), null);
await guest.locator('button', { hasText: 'enter token' }).click();
await guest.locator('dialog input').fill(server.url);
await guest.locator('dialog button.main').click();
await soon('until it is entered', () => guest.locator('button', { hasText: '+ New' }).isVisible());

check('no error, and no request to anywhere else', wrong.length === 0, wrong);
await browser.close();
await server.end();
console.log('done');
process.exit(failed ? 1 : 0);
