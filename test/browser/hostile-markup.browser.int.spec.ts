import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { aCall, at } from '../../libs/projection/testing/a-call.js';
import { startAllServices, type AllServices } from '../support/all-services.js';
import { openDashboard, type Dashboard } from '../support/browser/dashboard.js';
import { launchBrowser } from '../support/browser/launch-browser.js';
import { post } from '../support/browser/post.js';
import { eventually } from '../support/eventually.js';

/** Each would set `ran` if it ran, or make an element if it were markup. */
const VECTORS: readonly (readonly [string, string])[] = [
  ['a script', '<script>ran = 1</script>'],
  ['an image that fails', '<img src=x onerror="ran = 1">'],
  ['a drawing that loads', '<svg/onload=ran=1><circle r=9 />'],
  ['an address that runs', 'javascript:ran=1'],
  [
    'an end of whatever attribute or element it is in',
    `'"></bdi></p></title></textarea><b onmouseover="ran = 1">x`,
  ],
  ['a style', '<style>* { display: none }</style><link rel=stylesheet href=/x.css>'],
  ['a template', '{{constructor.constructor("ran = 1")()}}${ran = 1}<template><b>x</b></template>'],
  ['a frame', '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe><object data=/x></object>'],
  ['an entity', '&lt;img src=x onerror=ran=1&gt;&#60;script&#62;ran=1&#60;/script&#62;'],
  ['text that runs backwards', '\u202E<gpj.exe>\u2066\u202D'],
  ['a null', 'a\u0000b<scr\u0000ipt>ran = 1</scr\u0000ipt>'],
  ['a name that every object has', '__proto__'],
  ['half a character', '\uD800<b>\uDC00'],
  ['more than one wants to read', `<b>${'wide '.repeat(3_000)}`],
];

/** What every element of the body is: its name and the names of its attributes. */
const ELEMENTS = `[...new Set([...document.querySelectorAll('body *')].flatMap((element) =>
  [element.localName, ...element.getAttributeNames().map((name) => element.localName + ' ' + name)]))]`;

let services: AllServices;
let browser: Browser;
let board: Dashboard;
let harmless: ReadonlySet<string>;

beforeAll(async () => {
  [services, browser] = await Promise.all([startAllServices(), launchBrowser()]);
  board = await openDashboard(browser, services.gatewayUrl);
  harmless = new Set(await elementsWith('plain words'));
}, 60_000);
afterAll(async () => {
  await browser.close();
  await services.stop();
});

describe('in every place of a call', () => {
  it.each(VECTORS)('%s is text', async (_, vector) => {
    const elements = await elementsWith(vector);

    expect(elements.filter((element) => !harmless.has(element))).toEqual([]);
    expect(await board.page.evaluate('globalThis.ran')).toBeUndefined();
    expect(board.faults).toEqual([]);
    const shown = await board.bubbles.first().evaluate((bubble) => bubble.textContent);
    expect(shown?.slice(0, 8_000)).toBe(vector.toWellFormed().slice(0, 8_000));
  });

  it('a hostile call leaves the others, and the page, as they were', async () => {
    await board.row('plain words').first().click();
    await eventually(
      () => board.bubbles.allInnerTexts(),
      (texts) => texts.includes('plain words'),
    );

    expect(await board.page.evaluate<boolean>('({}).ran === undefined && Object.keys({}).length === 0')).toBe(
      true,
    );
  });
});

/** Shows a call that says `words` wherever a payload can say something, opens all there is to open. */
async function elementsWith(words: string): Promise<readonly string[]> {
  const id = `${words.slice(0, 100)}/${words.length}`;
  await post(services.ingestUrl, ...callSaying(words, id));
  await board.page.goto(`${services.gatewayUrl}/#/calls/${encodeURIComponent(id.toWellFormed())}`);
  await board.page.getByRole('heading', { name: 'End of call', exact: true }).waitFor();
  const report = board.page.getByRole('region', { name: 'End of call report' });
  await report.getByText('Structured data').waitFor();
  await openAll();
  const inCall = await board.page.evaluate<string[]>(ELEMENTS);
  await board.page.getByRole('tab', { name: 'Warnings' }).click();
  const inWarnings = await board.page.evaluate<string[]>(ELEMENTS);
  await board.page.getByRole('tab', { name: 'Call' }).click();
  return [...inCall, ...inWarnings];
}

async function openAll(): Promise<void> {
  await board.page.locator('details').evaluateAll((all) => {
    for (const details of all) details.setAttribute('open', '');
  });
}

function callSaying(words: string, id: string): readonly unknown[] {
  const anything = { [words]: words, list: [words, { [words]: words }], __proto__x: words };
  const said = {
    metrics: { stt: { confidence: words }, [words]: words },
    skippedAssistantMessages: [{ text: words }],
  };
  const head = {
    direction: words,
    callType: words,
    userNumber: words,
    assistantId: words,
    startAt: words,
    callEndTriggerBy: words,
    phoneCallStatusReason: words,
    recording: { s3Bucket: words, path: words },
    metadata: anything,
    [words]: anything,
  };
  const assistant = { id: words, name: words, provider: words, model: words, [words]: anything };
  const results = { summary: words, successEvaluation: words, outcome: anything, structuredData: anything };
  const error = {
    type: words,
    code: words,
    message: words,
    provider: words,
    retryable: words,
    details: anything,
  };
  return aCall(id)
    .thatWas('queued', at(0))
    .saying(words, words, at(1), said)
    .saying('user', words, at(2), said)
    .saying('assistant', words, at(3), { messageId: words })
    .thatSent('status-update', {
      timestamp: at(4),
      call: { ...head, status: words },
      assistant,
      customer: { number: words, name: words },
    })
    .thatHung(at(5))
    .thatErred(error, at(6))
    .thatErred({ ...error, message: anything, code: 429 }, at(7))
    .thatSent(words, { timestamp: words, [words]: anything })
    .thatEnded(at(8), {
      call: {
        status: 'finished',
        ...head,
        cost: { totalCost: words, llmVendorCost: words, [words]: words },
        metrics: { callStats: anything },
      },
      analysis: results,
      assistant,
    })
    .events();
}
