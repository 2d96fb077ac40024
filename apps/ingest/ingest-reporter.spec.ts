import { describe, expect, it } from '@jest/globals';
import type { IngestReport } from '#service';
import { IngestReporter } from './ingest-reporter.js';

const aSink = () => {
  const reports: IngestReport[] = [];
  const sink = {
    isDown: false,
    add: async (report: IngestReport) => {
      if (sink.isDown) throw new Error('Redis is away');
      reports.push(report);
    },
  };
  return { sink, reports };
};
const none = { count: 0, lastAt: null };
const nothingRefused = { secret: none, tooLarge: none, notJson: none, notStored: none };

describe('the reporter of ingest', () => {
  it('says at start whether a secret is required', async () => {
    const { sink, reports } = aSink();
    const reporter = new IngestReporter(sink, 'required');

    reporter.start();
    await reporter.stop();

    expect(reports).toEqual([{ secret: 'required', lastEventAt: null, refused: nothingRefused, spooled: 0 }]);
  });

  it('gathers what happens between two reports', async () => {
    const { sink, reports } = aSink();
    const reporter = new IngestReporter(sink, 'open');

    reporter.noteEvent(20, 'log');
    reporter.noteEvent(10, 'spool');
    reporter.noteRefusal('secret', 30);
    reporter.noteRefusal('secret', 40);
    await reporter.stop();

    expect(reports).toEqual([
      {
        secret: 'open',
        lastEventAt: 20,
        refused: { ...nothingRefused, secret: { count: 2, lastAt: 40 } },
        spooled: 1,
      },
    ]);
  });

  it('reports nothing when there is nothing new', async () => {
    const { sink, reports } = aSink();
    const reporter = new IngestReporter(sink, 'open');

    await reporter.stop();
    await reporter.stop();

    expect(reports).toHaveLength(1);
  });

  it('reports again what could not be reported', async () => {
    const { sink, reports } = aSink();
    const reporter = new IngestReporter(sink, 'open');
    sink.isDown = true;
    reporter.noteRefusal('notJson', 10);
    reporter.noteEvent(10, 'spool');
    await reporter.stop();

    sink.isDown = false;
    reporter.noteRefusal('notJson', 20);
    reporter.noteEvent(20, 'spool');
    await reporter.stop();

    expect(reports).toEqual([
      {
        secret: 'open',
        lastEventAt: 20,
        refused: { ...nothingRefused, notJson: { count: 2, lastAt: 20 } },
        spooled: 2,
      },
    ]);
  });
});
