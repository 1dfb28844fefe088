// Measures the page in a browser and walks what docs/walkthroughs.md tells; prints Markdown. No test: times are the machine's.
// tools/measure-page starts the server and this. With TERRITORY, only what loading, moving and repainting it takes.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const base = process.env.MAILLAGE_URL;
const shots = process.env.SHOTS;
const only = process.env.TERRITORY;
const territory = only ?? '48';
const PATIENCE = 180_000;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-background-networking', '--no-first-run'] });
if (shots) mkdirSync(shots, { recursive: true });

async function fresh(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.addInitScript(() => {
    // What the map does in its frames, on the main thread.
    const ask = window.requestAnimationFrame.bind(window);
    window.worked = 0;
    window.requestAnimationFrame = (act) => ask((at) => { const start = performance.now(); act(at); window.worked += performance.now() - start; });
    window.print = () => {
      window.dispatchEvent(new Event('beforeprint'));
      document.documentElement.setAttribute('data-printed', '');
    };
    // The first paint at which the answer is there, not the skeleton.
    const look = () => (document.querySelector('.key-far strong') ? requestAnimationFrame(() => requestAnimationFrame(() => (window.useful = performance.now()))) : requestAnimationFrame(look));
    document.addEventListener('DOMContentLoaded', look);
  });
  return page;
}
const drawn = async (page) => {
  await page.locator('main[aria-busy=false]').waitFor();
  await page.locator('#map[data-drawn=yes]').waitFor();
};
const shot = async (page, name) => shots && page.screenshot({ path: `${shots}/${name}.png` });
const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const ms = (n) => `${Math.round(n)} ms`;

async function loading() {
  const runs = [];
  for (let i = 0; i < (only ? 3 : 5); i += 1) {
    // A context of its own: nothing is in its cache.
    const page = await fresh();
    await page.goto(`${base}/?territory=${territory}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.useful !== undefined);
    const useful = await page.evaluate(() => window.useful);
    const first = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
    await drawn(page);
    const whole = await page.evaluate(() => performance.now());
    const bytes = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/')).reduce((n, { encodedBodySize }) => n + encodedBodySize, 0));
    runs.push({ useful, first, whole, bytes });
    await page.context().close();
  }
  for (const [name, key] of [['First paint (skeleton)', 'first'], ['First useful paint: the answer in figures', 'useful'], ['Map drawn, nothing left to wait for', 'whole']]) {
    console.log(`| ${name} | ${ms(median(runs.map((run) => run[key])))} | ${runs.map((run) => Math.round(run[key])).join(', ')} |`);
  }
  console.log(`| Data on the way, compressed | ${Math.round(median(runs.map((run) => run.bytes)) / 1000)} kB | |`);
}

/** The hand pulls the map about, then the wheel goes in and out: how long each frame takes. */
async function moving() {
  const page = await fresh();
  await page.goto(`${base}/?territory=${territory}`);
  await drawn(page);
  await page.evaluate(() => {
    window.frames_ms = [];
    let last = performance.now();
    const next = () => { const now = performance.now(); window.frames_ms.push(now - last); last = now; requestAnimationFrame(next); };
    requestAnimationFrame(next);
  });
  const box = await page.locator('#map').boundingBox();
  const [x, y] = [box.x + 0.7 * box.width, box.y + 0.5 * box.height];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 60; i += 1) { await page.mouse.move(x - 4 * i, y - 2 * i); await page.waitForTimeout(16); }
  await page.mouse.up();
  for (const by of [-120, 120]) for (let i = 0; i < 8; i += 1) { await page.mouse.wheel(0, by); await page.waitForTimeout(60); }
  await page.waitForTimeout(500);
  const frames = (await page.evaluate(() => window.frames_ms)).sort((a, b) => a - b);
  const share = (part) => frames[Math.min(frames.length - 1, Math.floor(part * frames.length))];
  console.log(`| Map pulled and zoomed: a frame | ${ms(median(frames))} | 90 %: ${ms(share(0.9))}, slowest of ${frames.length}: ${ms(share(1))} |`);
  await page.context().close();
}

/** From the hand on the slider to the frame after: script of ours, then until the next frame is shown. */
async function repainting() {
  const page = await fresh();
  await page.goto(`${base}/?territory=${territory}`);
  await drawn(page);
  const cost = await page.evaluate(async () => {
    const slider = document.querySelector('#threshold-slider');
    const [script, frames, map] = [[], [], []];
    for (let i = 0; i < 20; i += 1) {
      const start = performance.now();
      const before = window.worked;
      slider.value = String(15 + i);
      slider.dispatchEvent(new Event('input'));
      script.push(performance.now() - start);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      frames.push(performance.now() - start);
      map.push(window.worked - before);
    }
    return { script, frames, map };
  });
  for (const [name, key] of [['Threshold moved: figures and colours handed over', 'script'], ['Threshold moved: what the map then does on the main thread, waits for the drawing among it', 'map'], ['Threshold moved: until the second frame after', 'frames']]) {
    console.log(`| ${name} | ${median(cost[key]).toFixed(1)} ms | slowest of 20: ${Math.max(...cost[key]).toFixed(1)} ms |`);
  }
  await page.context().close();
}

async function walk(title, options, steps) {
  const page = await fresh(options);
  console.log(`\n### ${title}\n\n| what is done | clicks or keys | seconds |\n| --- | --- | --- |`);
  let acts = 0;
  for (const [what, count, act] of steps) {
    const start = performance.now();
    const said = await act(page);
    acts += count;
    console.log(`| ${what}${said ? ` → ${said.replace(/\s+/g, ' ')}` : ''} | ${acts} | ${((performance.now() - start) / 1000).toFixed(1)} |`);
  }
  await page.context().close();
}

const openPage = ['open the page', 0, async (page) => { await page.goto(`${base}/`); await drawn(page); return page.locator('.key-far').innerText(); }];
let keys = 0;
/** Tab until there; the keys are counted on the way. */
const tabTo = async (page, selector) => {
  for (let i = 0; i < 250; i += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press('Tab');
    keys += 1;
  }
  throw new Error(`${selector} is not reached`);
};
const printed = (page) => page.locator('html[data-printed]').waitFor({ state: 'attached', timeout: 90_000 });

console.log(`| what | median | each |\n| --- | --- | --- |`);
await loading();
await moving();
await repainting();
if (only) {
  await browser.close();
  process.exit();
}
await walk('1. More than 20 minutes: how many, and where?', {}, [
  openPage,
  ['read the zones in the panel', 0, async (page) => { await shot(page, 'walk-1-open'); return page.locator('.zone-name').first().innerText(); }],
  ['click the first zone: the map goes there', 1, async (page) => { await page.locator('.zone').first().click(); await page.waitForTimeout(700); await drawn(page); await shot(page, 'walk-1-zone'); }],
  ['open the table, farthest first', 1, async (page) => { await page.locator('.table-toggle').click(); await drawn(page); await shot(page, 'walk-1-table'); return page.locator('.table tbody tr').first().innerText(); }],
]);
await walk('4. The page for Thursday’s meeting', {}, [
  openPage,
  ['*Exporter et partager*', 1, async (page) => { await page.locator('.share-toggle').click(); await shot(page, 'walk-4-menu'); }],
  ['*Imprimer…* (A4, portrait): the map is laid out, the browser’s own window opens', 1, async (page) => { await page.getByRole('button', { name: 'Imprimer…' }).click(); await printed(page); if (shots) await page.pdf({ path: `${shots}/walk-4.pdf`, preferCSSPageSize: true }); }],
]);
for (const [title, steps] of [
  ['5. With the keyboard: how many, and where?', [['.skip', 'Enter'], ['.zone', 'Enter'], ['.table-toggle', 'Enter'], ['.table tbody button', 'Enter']]],
  ['5. With the keyboard: the page for the meeting', [['.share-toggle', 'Enter'], ['.share-panel .button', 'Enter']]],
]) {
  const page = await fresh();
  await page.goto(`${base}/`);
  await drawn(page);
  keys = 0;
  const start = performance.now();
  console.log(`\n### ${title}\n\n| reached and pressed | keys so far | seconds so far |\n| --- | --- | --- |`);
  for (const [selector, key] of steps) {
    await tabTo(page, selector);
    const name = await page.evaluate(() => (document.activeElement?.textContent ?? '').slice(0, 60));
    await page.keyboard.press(key);
    keys += 1;
    if (/Imprimer/.test(name)) await printed(page);
    console.log(`| ${name.replace(/\s+/g, ' ')} | ${keys} | ${((performance.now() - start) / 1000).toFixed(1)} |`);
  }
  await shot(page, `walk-5-${steps.length}`);
  await page.context().close();
}
await browser.close();
