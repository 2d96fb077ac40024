import type { CallsChanged, CallsSnapshot, Figures, Row } from '#contracts';

/** A list of calls as a client of the live protocol holds it. */
export class FollowedList {
  total: number;
  figures: Figures;
  private readonly rows: Map<string, Row>;

  constructor({ rows, total, figures }: CallsSnapshot) {
    this.rows = new Map(rows.map((row) => [row.call, row]));
    this.total = total;
    this.figures = figures;
  }

  get calls(): string[] {
    return [...this.rows.keys()].toSorted();
  }

  row(call: string): Row | undefined {
    return this.rows.get(call);
  }

  change({ upserts, removes, total, figures }: CallsChanged): void {
    for (const call of removes) this.rows.delete(call);
    for (const row of upserts) this.rows.set(row.call, row);
    this.total = total;
    this.figures = figures;
  }
}
