import { describe, expect, it } from '@jest/globals';
import { factsOf } from './facts-of.js';
import { aCall, at } from './testing/a-call.js';
import { viewOf } from './testing/folded.js';

const many = (count: number, make: (index: number) => readonly [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)));
const manyMessages = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ messageId: `user-${index}`, role: 'user', text: 'Yes.' }));
const aMillionValues = Array.from({ length: 1_000_000 }, () => 1);

describe('an event of more than anybody has to say', () => {
  it('keeps its first ten thousand messages, says that there are more, and loses nothing else', () => {
    const call = aCall().thatEnded(at(60), {
      messages: manyMessages(100_000),
      analysis: { summary: 'They agreed.' },
    });

    const view = viewOf(call.events());

    expect(view.messages).toHaveLength(10_000);
    expect(view).toMatchObject({
      status: { current: 'finished' },
      report: { summary: 'They agreed.' },
      warnings: [{ code: 'event-too-large', detail: 'messages from 10000 on' }],
    });
  });

  it('leaves out a value of a million values, says which, and loses nothing else', () => {
    const call = aCall().thatEnded(at(60), {
      messages: [{ messageId: 'user-1', role: 'user', text: 'Yes.' }],
      analysis: { structuredData: aMillionValues, summary: 'They agreed.' },
    });

    expect(viewOf(call.events())).toMatchObject({
      report: { structuredData: null, summary: 'They agreed.' },
      messages: [{ text: 'Yes.' }],
      warnings: [{ code: 'event-too-large', detail: 'result:analysis/structuredData' }],
    });
  });

  it('keeps two hundred fields of its analysis', () => {
    const analysis = many(100_000, (index) => [`field ${index}`, index]);

    const view = viewOf(aCall().thatEnded(at(60), { analysis }).events());

    expect(Object.keys(view.report.more)).toHaveLength(200);
    expect(view.warnings).toEqual([{ code: 'too-many-fields', detail: 'analysis' }]);
  });

  it('is an error also when what went wrong is too long to tell', () => {
    const view = viewOf(aCall().thatErred({ details: aMillionValues }, at(5)).events());

    expect(view.errors).toMatchObject([{ at: at(5), message: '…' }]);
  });

  it('has hung also when it does not say when, among a hundred thousand other things', () => {
    const message = { ...many(100_000, (index) => [`odd ${index}`, index]), type: 'hang' };

    expect(viewOf([{ message }]).hangs).toEqual([{ at: null }]);
  });
});

describe('a conversation of a thousand messages with all their metrics', () => {
  it('is told whole', () => {
    const metrics = {
      stt: { finalMs: 1, languages: ['de', 'en'] },
      llm: { queueMs: 2 },
      tts: { queueMs: 3 },
    };
    const messages = manyMessages(1_000).map((message) => ({ ...message, metrics }));

    const view = viewOf([{ message: { type: 'conversation-update', timestamp: at(1), messages } }]);

    expect(view.messages).toHaveLength(1_000);
    expect(view.warnings).toEqual([]);
  });
});

describe('messages nested thousands deep', () => {
  it('are read in time that grows with their length only', () => {
    const deep = Array.from({ length: 4_000 }).reduce<unknown>((inside) => [inside], 'deep');
    const messages = Array.from({ length: 600 }, () => ({ role: 'user', text: deep }));
    const startedAt = performance.now();

    const facts = factsOf({ message: { type: 'conversation-update', messages } });

    expect(facts.filter(([key]) => key.startsWith('msg:'))).toHaveLength(600);
    // Some 0.1 s; 4 s where the depth counts squared.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
