import { describe, expect, it } from '@jest/globals';
import { aView } from './made-up.js';
import { costOf, hasReport, toneOfSuccess } from './report-parts.js';

describe('the cost of a call', () => {
  it('is its parts, the largest first, its total, and whatever else was counted', () => {
    const cost = costOf({
      llmVendorCost: 0.1,
      ttsVendorCost: 0.4,
      totalCost: 0.5,
      ttsGenCharsTotal: 118,
      analysis: {},
    });

    expect(cost).toEqual({
      total: 0.5,
      parts: [
        { name: 'Voice', swatch: 'tts', amount: 0.4 },
        { name: 'Model', swatch: 'llm', amount: 0.1 },
      ],
      more: [['ttsGenCharsTotal', 118]],
    });
  });

  it('may be one number, or nothing', () => {
    expect(costOf(0.2)).toEqual({ total: 0.2, parts: [], more: [] });
    expect(costOf(null)).toBeNull();
  });
});

describe('how a call went', () => {
  it('has a tone on the scales vendors use, and none on others', () => {
    expect(['Excellent', 'success', 'Fair', 'Poor', 'false', 'Blue'].map(toneOfSuccess)).toEqual([
      ...(['ok', 'ok', 'warn', 'bad', 'bad', 'plain'] as const),
    ]);
  });

  it('is a report as soon as any part of it is said', () => {
    const { report } = aView();

    expect(hasReport(aView())).toBe(false);
    expect(hasReport(aView({ report: { ...report, summary: '' } }))).toBe(false);
    expect(hasReport(aView({ report: { ...report, more: { 'analysis/guardrails': 'DISABLED' } } }))).toBe(
      true,
    );
  });
});
