import calculateSlot from 'cluster-key-slot';
import { Redis } from 'ioredis';

/** One server of a cluster, asked directly as an operator does. */
export class ClusterNode {
  private readonly client: Redis;
  private knownId: string | undefined;

  constructor(
    readonly port: number,
    readonly busPort: number,
  ) {
    this.client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, commandTimeout: 8_000 });
    // It is killed now and then.
    this.client.on('error', () => undefined);
  }

  ask(command: string, ...args: readonly (string | number)[]): Promise<unknown> {
    return this.client.call(command, ...args);
  }

  async id(): Promise<string> {
    this.knownId ??= String(await this.ask('CLUSTER', 'MYID'));
    return this.knownId;
  }

  async role(): Promise<string> {
    return this.field('replication', 'role');
  }

  /** Whether a replica holds what its master does. */
  async hasCaughtUp(): Promise<boolean> {
    return (await this.field('replication', 'master_link_status')) === 'up';
  }

  /** How far it has come in what its master or itself wrote. */
  async offset(): Promise<number> {
    const role = await this.role();
    return Number(
      await this.field('replication', role === 'master' ? 'master_repl_offset' : 'slave_repl_offset'),
    );
  }

  /** Whether every slot is served, as this node knows it. */
  async isServing(): Promise<boolean> {
    return String(await this.ask('CLUSTER', 'INFO')).includes('cluster_state:ok');
  }

  /** How many nodes it has shaken hands with, itself included. */
  async knows(): Promise<number> {
    return (await this.lines()).filter((line) => !line.includes('handshake')).length;
  }

  async countReplicas(): Promise<number> {
    return (await this.lines()).filter((line) => line.includes('slave')).length;
  }

  async serves(slot: number): Promise<boolean> {
    return (await this.ranges()).some(([start, end]) => start <= slot && slot <= end);
  }

  /** All slots it serves, those with many keys first. */
  async slotsWithMostKeys(): Promise<number[]> {
    const counts = new Map<number, number>();
    for (const [start, end] of await this.ranges())
      for (let slot = start; slot <= end; slot++) counts.set(slot, 0);
    for await (const keys of this.client.scanStream({ count: 1000 })) {
      for (const key of keys) {
        const slot = calculateSlot(String(key));
        counts.set(slot, (counts.get(slot) ?? 0) + 1);
      }
    }
    return [...counts].toSorted(([, one], [, other]) => other - one).map(([slot]) => slot);
  }

  async keysIn(slot: number, count: number): Promise<string[]> {
    const keys = await this.ask('CLUSTER', 'GETKEYSINSLOT', slot, count);
    return Array.isArray(keys) ? keys.map(String) : [];
  }

  /** Commands it was ever sent, those it counts of itself left out. */
  async commands(): Promise<number> {
    return Number(await this.field('stats', 'total_commands_processed'));
  }

  close(): void {
    this.client.disconnect();
  }

  private async field(section: string, name: string): Promise<string> {
    const info = await this.client.info(section);
    return new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1] ?? '';
  }

  private async lines(): Promise<string[]> {
    return String(await this.ask('CLUSTER', 'NODES'))
      .trim()
      .split('\n');
  }

  private async ranges(): Promise<[start: number, end: number][]> {
    const own = (await this.lines()).find((line) => line.includes('myself')) ?? '';
    return own
      .split(' ')
      .slice(8)
      .filter((range) => !range.startsWith('['))
      .map((range) => {
        const [start = '', end = start] = range.split('-');
        return [Number(start), Number(end)];
      });
  }
}
