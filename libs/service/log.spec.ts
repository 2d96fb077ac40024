import { describe, expect, it } from '@jest/globals';
import { Log } from './log.js';

const at = new Date(2026, 10, 21, 14, 23, 15, 935);
const now = () => at;

const aLog = (format: 'pretty' | 'json') => {
  const lines: string[] = [];
  return { lines, log: new Log({ service: 'ingest', format, now, write: (line) => lines.push(line) }) };
};

describe('a log in JSON', () => {
  it('is one object a line, its fields beside time, level and service', () => {
    const { lines, log } = aLog('json');

    log.log({ message: 'event stored', receipt: '01J', bytes: 12n });
    log.warn('slow', 'Redis');

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: at.toISOString(),
        level: 'log',
        service: 'ingest',
        message: 'event stored',
        receipt: '01J',
        bytes: '12',
      },
      expect.objectContaining({ level: 'warn', message: 'slow', context: 'Redis' }),
    ]);
  });

  it('keeps the reason and the stack of an error', () => {
    const { lines, log } = aLog('json');

    log.error('could not read', new Error('no such stream'));

    const [line] = lines.map((text) => JSON.parse(text));
    expect(line).toMatchObject({ level: 'error', message: 'could not read', reason: 'no such stream' });
    expect(line.stack).toContain('log.spec');
  });

  it('prints no transcript lines', () => {
    const { lines, log } = aLog('json');

    log.printLine('user: hello');

    expect(lines).toEqual([]);
  });

  it('takes what JSON cannot say', () => {
    const { lines, log } = aLog('json');
    const circle: Record<string, unknown> = { message: 'round' };
    circle['self'] = circle;

    log.log(circle);

    expect(JSON.parse(lines[0] ?? '').message).toContain('round');
  });
});

describe('a pretty log', () => {
  it('stamps its lines with the time of day', () => {
    const { lines, log } = aLog('pretty');

    log.printLine('user: hello');
    log.log('listening on http://127.0.0.1:8000');
    log.error('could not read', new Error('no such stream'));

    expect(lines[0]).toBe('[14:23:15.935] user: hello');
    expect(lines[1]).toBe('[14:23:15.935] ingest: listening on http://127.0.0.1:8000');
    expect(lines[2]).toMatch(/^\[14:23:15\.935\] ingest error: could not read reason=no such stream \(at /);
  });

  it('leaves wide lines and the talk of Nest out', () => {
    const { lines, log } = aLog('pretty');

    log.log({ message: 'event stored' });
    log.log('Mapped {/healthz, GET} route', 'RouterExplorer');

    expect(lines).toEqual([]);
  });
});

describe('any log', () => {
  it.each(['pretty', 'json'] as const)('lets nothing a terminal obeys through (%s)', (format) => {
    const { lines, log } = aLog(format);
    const hostile = 'a\u001b[2Jb\u009b31mc\r\nforged\u0007\u202ed\ud800\u0000';

    log.printLine(hostile);
    log.warn(hostile);
    log.warn({ message: 'x', text: hostile });

    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e]/u);
    }
  });
});
