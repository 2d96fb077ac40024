import { setTimeout as delay } from 'node:timers/promises';
import { callLog, type CallLog } from '../support/call-log.js';
import { startCluster, type ClusterForSpecs } from '../support/cluster-for-specs.js';
import { eventually } from '../support/eventually.js';
import { factsByKey, type FollowedCall } from '../support/live/followed-call.js';
import { LiveClient } from '../support/live/live-client.js';
import { untilEqual } from '../support/live/until-equal.js';
import { startServicesOn, type RunningServices } from '../support/services-on.js';
import type { Traffic } from '../support/traffic.js';

/** What became of accepted events, and of those who follow the calls. */
export interface Outcome {
  readonly accepted: number;
  /** Accepted events of which the cluster knows nothing any more. */
  readonly lost: number;
  /** What is wrong with the calls, given the events that are left. */
  readonly faults: readonly string[];
  readonly facts: number;
  readonly clients: number;
  readonly resets: number;
  /** Times a client's request was refused. */
  readonly refusals: number;
}

/** Ingest, two projectors and two gateways on a cluster, with a live client at each gateway that follows every call. */
export class SystemOnCluster {
  private readonly clients: LiveClient[] = [];
  private readonly followed: FollowedCall[] = [];

  private constructor(
    readonly cluster: ClusterForSpecs,
    readonly services: RunningServices,
    readonly log: CallLog,
  ) {}

  static async start(): Promise<SystemOnCluster> {
    const cluster = await startCluster();
    const services = await startServicesOn(cluster.env, { projectors: 2, gateways: 2 });
    return new SystemOnCluster(cluster, services, callLog(cluster.env));
  }

  async follow(calls: readonly string[]): Promise<void> {
    for (const url of this.services.gatewayUrls) {
      const client = await LiveClient.connect(url);
      this.clients.push(client);
      await client.watchCalls();
      for (const call of calls) this.followed.push(await client.watch(call));
    }
  }

  /** Waits until all is merged and every client holds what is stored, then says what became of it. */
  async settle({ calls, accepted }: Traffic): Promise<Outcome> {
    await eventually(
      () => this.spooledBytes(),
      (bytes) => bytes === 0,
    );
    await eventually(
      () => this.log.unfinished().catch((error: unknown) => String(error)),
      (left) => left === 0,
    );
    const faults: string[] = [];
    let [lost, facts, all] = [0, 0, 0];
    for (const call of calls) {
      const bodies = accepted.get(call) ?? new Map<string, unknown>();
      const records = await this.log.store.records(call);
      const kept = new Set(records.map(({ record }) => record.hash));
      const left = [...bodies].filter(([hash]) => kept.has(hash)).map(([, body]) => body);
      all += bodies.size;
      lost += bodies.size - left.length;
      facts += (await this.log.store.read(call))?.facts.length ?? 0;
      faults.push(...(await this.log.faultsOfCall(call, left)));
    }
    const { store } = this.log;
    const factsOf = async (call: string) =>
      factsByKey((await store.read(call))?.facts.map(({ fact }) => fact) ?? []);
    for (const call of this.followed) await untilEqual(call, { store, factsOf });
    for (const client of this.clients) {
      for (const call of calls) {
        const version = (await store.read(call))?.version;
        await eventually(
          () => client.rows.row(call)?.version,
          (shown) => shown === version,
        );
      }
    }
    return {
      accepted: all,
      lost,
      faults,
      facts,
      clients: this.clients.length,
      resets: this.clients.reduce((sum, { resets }) => sum + resets.length, 0),
      refusals: this.clients.reduce((sum, { refusals }) => sum + refusals, 0),
    };
  }

  /** What ingest took while a master was away, and has not brought to the log yet. */
  private async spooledBytes(): Promise<unknown> {
    const ready: unknown = await (await fetch(`${this.services.ingestUrl}/readyz`)).json();
    return typeof ready === 'object' && ready !== null ? Reflect.get(ready, 'spooledBytes') : undefined;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.services.stop();
    this.log.close();
    await this.cluster.stop();
  }
}

/** Reads a call over HTTP again and again, and notes how often that failed. */
export class Reader {
  answers = 0;
  failures = 0;
  private isOver = false;
  private readonly reading: Promise<void>;

  constructor(url: string) {
    this.reading = this.read(url);
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.reading;
  }

  private async read(url: string): Promise<void> {
    while (!this.isOver) {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      this.answers++;
      if (answer.status >= 500) this.failures++;
      await delay(20);
    }
  }
}
