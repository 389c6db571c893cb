// repos.mjs DIR - the page of `git task serve --repos DIR` in a real browser: from one
// repository to the other.  DIR has "one" and "two".
import { check, failed, launch, serve, soon, terminal } from './kit.mjs';

const dir = process.argv[2];
const one = terminal(dir + '/one'), two = terminal(dir + '/two');
const server = await serve(dir, '--listen', '127.0.0.1:0', '--repos', '.');
const browser = await launch();
const page = await (await browser.newContext()).newPage();
page.setDefaultTimeout(10000);
const wrong = [];
page.on('pageerror', e => wrong.push(e.message));
one.task('add', 'A task of one');
two.task('add', 'A task of two');

await page.goto(server.url);
await soon('in front there is a list', async () => await page.locator('main li a').count() === 2);
await page.locator('main a', { hasText: 'one' }).click();
await soon('which leads to each', () => page.locator('.card', { hasText: 'A task of one' }).count());
check('and to nothing of the other', await page.locator('.card').count() === 1, null);
one.task('add', 'Another of one');
await soon('it is live', () => page.locator('.card', { hasText: 'Another of one' }).count());
await page.locator('button', { hasText: '+ New' }).click();
await page.locator('dialog input[name=title]').fill('By hand');
await page.keyboard.press('Enter');
await soon('the token is for all of them', () => one.task('list', '--count', '--text', 'By hand') === '1');
await page.locator('select[aria-label=Repository]').selectOption('two');
await soon('a choice leads to another', () => page.locator('.card', { hasText: 'A task of two' }).count());
check('which is all there is', await page.locator('.card').count() === 1 && /two/.test(await page.title()), await page.title());
check('no error', wrong.length === 0, wrong);

await browser.close();
await server.end();
console.log('done');
process.exit(failed ? 1 : 0);
