import type { Fact } from '#contracts';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { factsOf } from './facts-of.js';
import { mergeFacts, type Facts } from './merge-facts.js';
import { rowFactsOf } from './row-facts-of.js';
import { aCall, at } from './testing/a-call.js';
import { factsIn, viewOf } from './testing/folded.js';

type Event = Readonly<Record<string, unknown>>;

const factsFrom = (type: string, message: Event): Fact[] =>
  aCall().thatSent(type, message).events().flatMap(factsOf);

const startingWith = (prefix: string, facts: Iterable<Fact>) =>
  [...facts].filter(([key]) => key.startsWith(prefix));

afterEach(() => {
  jest.useRealTimers();
});

const hello = { messageId: 'user-1', role: 'user', text: 'Hello.', timestamp: at(5) };

describe('a value that can change', () => {
  it('is a fact of its own for each value it was said to have, in the name of the earliest event', () => {
    const facts = merged([
      directionSaid('in', at(9)),
      directionSaid('in', at(3)),
      directionSaid('in'),
      directionSaid('out', at(5)),
    ]);

    expect(startingWith('head:direction:', facts)).toHaveLength(2);
    expect(startingWith('head:direction:', facts)).toEqual(
      expect.arrayContaining([...directionSaid('in', at(3)), ...directionSaid('out', at(5))]),
    );
  });

  it('ranks lowest when nobody knows when it was said', () => {
    const [undated] = startingWith('head:', factsFrom('hang', { call: { direction: 'in' } }));
    const [latest] = startingWith(
      'head:',
      factsFrom('hang', { timestamp: '2099-12-31', call: { direction: 'in' } }),
    );

    expect(undated?.[0]).toBe(latest?.[0]);
    expect((undated?.[1] ?? '') < (latest?.[1] ?? '')).toBe(true);
  });

  it('shows the value with the greater key when two were first said at one time, whichever came first', () => {
    const events = aCall()
      .thatSent('hang', { timestamp: at(5), call: { direction: 'in' } })
      .thatSent('hang', { timestamp: at(5), call: { direction: 'out' } })
      .events();

    const shown = [events, events.toReversed()].map((order) => viewOf(order).fields['direction']);

    const values = startingWith('head:direction:', factsIn(events).values()).toSorted(byKey);
    expect(shown.map((value) => JSON.stringify(value))).toEqual([values[1]?.[2], values[1]?.[2]]);
  });

  it('is the text of a message too: what it says beside the text is said with it', () => {
    const [fact] = startingWith('text:', factsFrom('hang', { timestamp: at(9), messages: [hello] }));

    expect(fact?.[0]).toMatch(/^text:id\/user\/user-1\/0:[0-9a-f]{16}$/);
    expect(JSON.parse(fact?.[2] ?? '')).toEqual({
      text: 'Hello.',
      role: 'user',
      messageId: 'user-1',
      timestamp: at(5),
      index: 0,
    });
  });
});

describe('a status', () => {
  it('is one fact for each mapped status, in the name of the earliest event', () => {
    const facts = merged([
      statusSaid('ended', at(50)),
      statusSaid('completed', at(40)),
      statusSaid('finished', at(60)),
      statusSaid('ringing', at(1)),
    ]);

    expect(facts).toEqual([...statusSaid('completed', at(40)), ...statusSaid('ringing', at(1))]);
    expect(facts.map(([key]) => key)).toEqual(['status:finished', 'status:queued']);
  });
});

describe('a part that fills up', () => {
  it('is one fact, the fullest telling of it, whoever told it', () => {
    const full = { stt: { vadMs: -100, confidence: 0.5 }, llm: {} };

    const facts = merged([
      metricsSaid({ stt: { confidence: 0.9 } }, 'end-of-call-report'),
      metricsSaid(full),
      metricsSaid({ stt: { vadMs: 520, confidence: null, words: '' } }, 'end-of-call-report'),
    ]);

    expect(facts).toEqual(metricsSaid(full));
    expect(facts.map(([key]) => key)).toEqual(['metrics:id/user/user-1/0']);
  });

  it('is what was skipped, and the assistant, too', () => {
    const facts = factsFrom('hang', {
      messages: [{ ...hello, skippedAssistantMessages: [{ text: 'Well,' }] }],
      assistant: { _id: 'a1' },
    });

    expect(facts.map(([key]) => key)).toEqual(
      expect.arrayContaining(['skipped:id/user/user-1/0', 'assistant']),
    );
  });
});

describe('a result of a call', () => {
  it('is one fact: the report’s, then the fullest', () => {
    const report = structuredDataSaid({ name: 'Ada', age: 29 }, 'end-of-call-report');

    const facts = merged([
      structuredDataSaid({ name: 'Ada', age: 29, city: 'Pune' }, 'conversation-update'),
      report,
      structuredDataSaid({ name: 'Ada' }, 'end-of-call-report'),
    ]);

    expect(facts).toEqual(report);
    expect(facts.map(([key]) => key)).toEqual(['result:analysis/structuredData']);
  });
});

describe('a number that only grows', () => {
  it('is one fact, the greatest', () => {
    const facts = merged([9_999, 41_683, 15_000.2, 0, -5, 1e300, null, '99999999'].map(durationSaid));

    expect(facts).toEqual([['grows:duration', '000000000041683', '41683']]);
  });
});

describe('something that is or happened', () => {
  it('is a fact whose rank and value never change', () => {
    const early = factsFrom('hang', { timestamp: at(9), messages: [hello] });
    const late = factsFrom('conversation-update', { timestamp: at(60), messages: [{ ...hello, text: '' }] });

    expect(startingWith('msg:', early)).toEqual([['msg:id/user/user-1/0', '1', '1']]);
    expect(startingWith('msg:', late)).toEqual(startingWith('msg:', early));
    expect(startingWith('hang:', early)).toEqual([[`hang:${at(9)}`, '1', `{"at":${at(9)}}`]]);
  });

  it('is an error too, told apart by time and content', () => {
    const facts = factsFrom('error', { timestamp: at(9), error: { code: 'timeout' } });

    expect(startingWith('error:', facts)).toMatchObject([
      [
        expect.stringMatching(new RegExp(`^error:${at(9)}:[0-9a-f]{16}$`)),
        '1',
        `{"at":${at(9)},"error":{"code":"timeout"}}`,
      ],
    ]);
  });
});

describe('a fact', () => {
  it('is none for what says nothing', () => {
    const facts = factsFrom('conversation-update', {
      timestamp: at(9),
      status: '',
      call: { status: null, metadata: {}, cost: null, metrics: {}, recording: { path: '' }, analysis: {} },
      assistant: {},
      messages: [],
      customer: { number: '' },
      phone: { provider: { name: '' } },
      analysis: { summary: '', structuredData: {} },
    });

    expect(facts).toEqual([]);
  });

  it('never says when it was received: an event read years later says the same', () => {
    const event = { call: { status: 'ongoing' }, messages: [{ ...hello, timestamp: null }] };
    jest.useFakeTimers({ now: at(5) });
    const early = factsFrom('hang', event);

    jest.setSystemTime(at(100_000_000));

    expect(factsFrom('hang', event)).toEqual(early);
  });

  it('has a key of bounded length, however long the names in it', () => {
    const long = 'x'.repeat(5000);

    const facts = factsFrom('hang', {
      call: { status: long, [long]: 1 },
      messages: [{ ...hello, role: long, messageId: long }],
      analysis: { [long]: 1 },
    });

    expect(Math.max(...facts.map(([key]) => key.length))).toBeLessThan(300);
  });

  it('has a well-formed key, also for a field whose name is none', () => {
    const facts = factsFrom('hang', { call: { '\ud800': 1 }, analysis: { '\udfff': 2 } });

    expect(facts.map(([key]) => key.isWellFormed())).not.toContain(false);
  });
});

describe('the rank of a row', () => {
  it('is by lifecycle, then the earliest time, for its status', () => {
    const row = rowOfStatuses(
      ['ongoing', at(5)],
      ['finished', at(60)],
      ['finished', at(50)],
      ['odd', at(99)],
    );

    expect(row.get('status')?.[2]).toBe(`{"at":${at(50)},"status":"finished"}`);
    expect(row.get('since:finished')?.[2]).toBe(String(at(50)));
    expect(row.get('since:ongoing')?.[2]).toBe(String(at(5)));
    expect(row.has('since:odd')).toBe(false);
  });
});

function rowOfStatuses(...said: readonly (readonly [status: string, when: number])[]): Facts {
  const call = said.reduce((told, [status, when]) => told.thatWas(status, when), aCall());
  return new Map(rowFactsOf(call.events().flatMap(factsOf)).map((fact) => [fact[0], fact]));
}

function merged(tellings: readonly (readonly Fact[])[]): Fact[] {
  const facts: Facts = new Map();
  for (const telling of tellings) mergeFacts(facts, telling);
  return [...facts.values()];
}

function directionSaid(direction: string, timestamp?: number): Fact[] {
  return factsFrom('status-update', { timestamp, call: { direction } });
}

function statusSaid(status: string, timestamp: number): Fact[] {
  return factsFrom('status-update', { timestamp, call: { status } });
}

function metricsSaid(metrics: Event, type = 'conversation-update'): Fact[] {
  return startingWith('metrics:', factsFrom(type, { timestamp: at(9), messages: [{ ...hello, metrics }] }));
}

function structuredDataSaid(structuredData: Event, type: string): Fact[] {
  return startingWith('result:', factsFrom(type, { analysis: { structuredData } }));
}

function durationSaid(assistantCallDuration: unknown): Fact[] {
  return startingWith('grows:', factsFrom('hang', { call: { assistantCallDuration } }));
}

function byKey([a]: Fact, [b]: Fact): number {
  return a < b ? -1 : 1;
}
