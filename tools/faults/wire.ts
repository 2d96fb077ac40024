import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { portOf } from '../../test/support/live/port-of.js';
import type { Random } from '../simulate/random.js';

/** Commands whose answers can be lost on the way. */
export type LosableCommand = 'xadd' | 'evalsha' | 'xreadgroup';

/** One connection: `near` is the service's end, `far` is Redis's. */
interface Link {
  readonly near: Socket;
  readonly far: Socket;
  /** Its next answer will be lost, and the connection with it. */
  isDoomed: boolean;
  /** Redis's end is gone, and the service is not told. */
  isHalfOpen: boolean;
}

/** The network between the services and Redis. It can do what networks do, each draw of chance from a seed. */
export class Wire {
  /** Answers that Redis gave and nobody got. */
  lostAnswers = 0;
  delayedParts = 0;
  private readonly links = new Set<Link>();
  private loss: { readonly mark: Buffer; readonly chance: number } | undefined;
  private longestDelayMs = 0;
  private isSilent = false;

  private constructor(
    private readonly server: Server,
    private readonly redisPort: number,
    private readonly dice: Random,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async start(redisPort: number, dice: Random): Promise<Wire> {
    const server = createServer();
    const wire = new Wire(server, redisPort, dice);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return wire;
  }

  get url(): string {
    return `redis://127.0.0.1:${portOf(this.server)}`;
  }

  /** From now on the answer to such a command is lost with this chance, after Redis has carried it out. */
  loseAnswers(command: LosableCommand, chance: number): void {
    // As the protocol has it; ioredis writes names in lower case.
    this.loss = { mark: Buffer.from(`\r\n${command}\r\n`), chance };
  }

  /** From now on whatever passes takes up to so long, in order. */
  delay(longestMs: number): void {
    this.longestDelayMs = longestMs;
  }

  /** Nothing passes any more, and nobody is told; connections are taken, and lead nowhere. */
  silence(): void {
    this.isSilent = true;
    for (const { near, far } of this.links) {
      near.pause();
      far.pause();
    }
  }

  /** What was sent meanwhile arrives now, as a network that repeats itself would have it. */
  endSilence(): void {
    this.isSilent = false;
    for (const { near, far } of this.links) {
      near.resume();
      far.resume();
    }
  }

  /** Ends some connections, or all, in the middle of whatever they carry. Returns how many. */
  cut(share = 1): number {
    const chosen = [...this.links].filter(() => this.dice.chance(share));
    for (const link of chosen) destroy(link);
    return chosen.length;
  }

  /** Redis's end of every connection goes; the services' ends stay, and nothing that is said there is heard. */
  halfOpen(): number {
    const open = [...this.links].filter(({ isHalfOpen }) => !isHalfOpen);
    for (const link of open) {
      link.isHalfOpen = true;
      link.far.destroy();
    }
    return open.length;
  }

  heal(): void {
    this.loss = undefined;
    this.longestDelayMs = 0;
    this.endSilence();
  }

  async close(): Promise<void> {
    for (const link of this.links) destroy(link);
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(this.redisPort, '127.0.0.1');
    const link: Link = { near, far, isDoomed: false, isHalfOpen: false };
    this.links.add(link);
    const [carryOut, carryBack] = [this.carrier(near, far), this.carrier(far, near)];
    near.on('data', (bytes) => {
      if (link.isHalfOpen) return;
      link.isDoomed ||= this.isToBeLost(bytes);
      carryOut(bytes);
    });
    far.on('data', (bytes) => {
      if (!link.isDoomed) return carryBack(bytes);
      this.lostAnswers++;
      destroy(link);
    });
    for (const side of [near, far]) {
      side.on('error', () => undefined);
      side.on('close', () => {
        if (link.isHalfOpen && side === far) return;
        destroy(link);
        this.links.delete(link);
      });
    }
    if (this.isSilent) {
      near.pause();
      far.pause();
    }
  }

  private isToBeLost(bytes: Buffer): boolean {
    return this.loss !== undefined && bytes.includes(this.loss.mark) && this.dice.chance(this.loss.chance);
  }

  /** Writes in order, each part when its delay is over; does not read on while the other end takes nothing. */
  private carrier(from: Socket, to: Socket): (bytes: Buffer) => void {
    const underway: { readonly at: number; readonly bytes: Buffer }[] = [];
    const write = (bytes: Buffer) => {
      if (to.destroyed || to.write(bytes)) return;
      from.pause();
      to.once('drain', () => {
        if (!this.isSilent) from.resume();
      });
    };
    // One timer at a time: of several that end at once the later may fire first.
    const arrive = () => {
      const [first] = underway;
      if (first === undefined) return;
      const waitMs = first.at - performance.now();
      if (waitMs > 0) {
        setTimeout(arrive, waitMs);
        return;
      }
      underway.shift();
      write(first.bytes);
      arrive();
    };
    return (bytes) => {
      if (this.longestDelayMs === 0 && underway.length === 0) return write(bytes);
      this.delayedParts++;
      underway.push({ at: performance.now() + this.dice.int(0, this.longestDelayMs), bytes });
      if (underway.length === 1) arrive();
    };
  }
}

function destroy({ near, far }: Link): void {
  near.destroy();
  far.destroy();
}
