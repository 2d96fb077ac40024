import { Inject, Injectable } from '@nestjs/common';
import type { Merged } from '#call-store';
import type { CallBatch } from '#event-log';
import { lineOf, type Line } from '#projection';
import { Log } from '#service';

/** Says what was merged: a wide line per batch, and to a person at a terminal a line per status and message. */
@Injectable()
export class ProjectionLog {
  constructor(@Inject(Log) private readonly log: Log) {}

  merged({ call, events, partition }: CallBatch, { version, won }: Merged, durationMs: number): void {
    this.log.log({
      message: 'merged',
      call,
      partition: partition.index,
      receipts: events.map(({ receipt }) => receipt),
      position: events.at(-1)?.position,
      version,
      factsChanged: won.length,
      durationMs: Math.round(durationMs * 10) / 10,
    });
    for (const fact of won) {
      const line = lineOf(fact);
      if (line !== undefined) this.log.printLine(sentenceOf(call, line));
    }
  }
}

const SHOWN_TEXT = 80;

function sentenceOf(call: string, line: Line): string {
  if (line.kind === 'status') return `📞 ${shortened(call)} → ${line.status.toUpperCase()}`;
  return `💬 ${shortened(call)} ${line.role}: ${line.text.slice(0, SHOWN_TEXT)}`;
}

function shortened(call: string): string {
  return call.length <= 20 ? call : `${call.slice(0, 11)}…${call.slice(-8)}`;
}
