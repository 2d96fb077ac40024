import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EVERYTHING } from '../../tools/faults/all-faults.js';
import { isCaught, runControl } from '../../tools/faults/control.js';
import { runFault, type RunTerms } from '../../tools/faults/run-fault.js';
import { SHORT } from '../../tools/faults/short-form.js';
import { breaches, countOf, textTable } from '../../tools/faults/table.js';
import { buildIfStale } from '../support/build-if-stale.js';

// The short form of `npm run faults`, which does one thing after the other, and for longer.

const terms: RunTerms = {
  ...SHORT,
  seed: Date.now().toString(36),
  stop: new AbortController().signal,
};

beforeAll(async () => {
  await buildIfStale();
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tools/faults'];
  await promisify(execFile)(process.execPath, tsc);
}, 120_000);

describe('everything at once: processes killed, connections cut, answers lost, clients stalled', () => {
  it('breaks no promise', async () => {
    const outcome = await runFault(EVERYTHING, terms);

    console.log(`npm run faults -- --short --seed ${terms.seed}\n${textTable([outcome])}`);
    expect(breaches(outcome)).toEqual([]);
    expect(outcome.times).toBeGreaterThan(10);
    expect(outcome.accepted).toBeGreaterThan(outcome.sent / 2);
  }, 120_000);
});

describe('projectors that are wrong by design, killed as ours are', () => {
  it('are caught', async () => {
    const outcome = await runControl(terms);

    console.log(`npm run faults -- --short --seed ${terms.seed}\n${textTable([outcome])}`);
    expect(isCaught(outcome.findings)).toBe(true);
    expect(countOf(outcome.findings, 'doubled') + countOf(outcome.findings, 'outOfStep')).toBeGreaterThan(0);
  }, 120_000);
});
