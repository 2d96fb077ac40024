import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import { printable, printableJson } from './printable.js';

type Level = 'log' | 'warn' | 'error' | 'fatal';

export interface LogOptions {
  readonly service: string;
  readonly format: 'pretty' | 'json';
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

/**
 * What a process says. A message is text, or an object: the one wide line of a unit of work, its text under `message`.
 * `json` prints both as one object a line. `pretty` is for a person at a terminal: text, warnings and errors; wide lines
 * at level `log` are left out there, since `printLine` tells a reader what happened.
 */
export class Log implements LoggerService {
  private readonly write: (line: string) => void;
  private readonly now: () => Date;

  constructor(private readonly options: LogOptions) {
    this.write = options.write ?? ((line) => process.stdout.write(`${line}\n`));
    this.now = options.now ?? (() => new Date());
  }

  log(message: unknown, ...rest: unknown[]): void {
    if (isNestTalkingToItself(rest)) return;
    if (this.options.format === 'pretty' && typeof message === 'object') return;
    this.print('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.print('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.print('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.print('fatal', message, rest);
  }

  /** A line for the person at the terminal, which may hold what callers said; never printed in `json`. */
  printLine(text: string): void {
    if (this.options.format === 'pretty') this.write(prettyLine(this.now(), text));
  }

  private print(level: Level, message: unknown, rest: readonly unknown[]): void {
    const { service, format } = this.options;
    const fields = { ...fieldsOf(message), ...detailsOf(rest) };
    const time = this.now();
    if (format === 'json') this.write(jsonLine({ time: time.toISOString(), level, service, ...fields }));
    else this.write(prettyLine(time, sentenceOf(level, service, fields)));
  }
}

type Fields = Readonly<Record<string, unknown>>;

const NEST_CONTEXTS = new Set([
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'WebSocketsController',
]);

function isNestTalkingToItself(rest: readonly unknown[]): boolean {
  const context = rest.at(-1);
  return typeof context === 'string' && NEST_CONTEXTS.has(context);
}

function fieldsOf(message: unknown): Fields {
  if (message instanceof Error) return { message: message.message, ...stackOf(message) };
  if (typeof message === 'object' && message !== null) return { ...message };
  return { message: String(message) };
}

/** What Nest passes behind a message: errors or their stacks as text, and last the name of the speaker. */
function detailsOf(rest: readonly unknown[]): Fields {
  const details: Record<string, unknown> = {};
  for (const detail of rest) {
    if (detail instanceof Error) Object.assign(details, { reason: detail.message }, stackOf(detail));
    else if (typeof detail === 'string') details[detail.includes('\n') ? 'stack' : 'context'] = detail;
    else if (typeof detail === 'object' && detail !== null) Object.assign(details, detail);
  }
  return details;
}

function stackOf(error: Error): Fields {
  return error.stack === undefined ? {} : { stack: error.stack };
}

function jsonLine(fields: Fields): string {
  try {
    return printableJson(JSON.stringify(fields, plainly));
  } catch {
    return printableJson(JSON.stringify({ ...fields, message: inspect(fields, { depth: 2 }) }, shallow));
  }
}

function plainly(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}

function shallow(key: string, value: unknown): unknown {
  return key !== '' && typeof value === 'object' ? undefined : plainly(key, value);
}

function prettyLine(time: Date, text: string): string {
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => pad(part, 2)).join(':');
  return `[${clock}.${pad(time.getMilliseconds(), 3)}] ${printable(text)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function sentenceOf(level: Level, service: string, fields: Fields): string {
  const { message, stack, context: _context, ...others } = fields;
  const words = level === 'log' ? [`${service}:`] : [service, level === 'warn' ? 'warning:' : `${level}:`];
  if (message !== undefined) words.push(brief(message));
  for (const [name, value] of Object.entries(others)) words.push(`${name}=${brief(value)}`);
  if (typeof stack === 'string') words.push(`(${firstFrames(stack)})`);
  return words.join(' ');
}

function brief(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity, depth: 2 });
}

/** Where it happened, short enough for a line; `json` has the whole stack. */
function firstFrames(stack: string): string {
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return (
    frames
      .slice(0, 3)
      .map((line) => line.trim())
      .join(' ') || 'no stack'
  );
}
