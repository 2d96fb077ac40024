import type { Dialogue, Exchange } from './dialogue.js';
import { hear, type Now } from './hear.js';
import type { Heard, Moment, Spoken } from './moment.js';
import { aPace, type Pace } from './pace.js';
import type { Random } from './random.js';
import { cutInAt, speak, theWelcome } from './speak.js';

export interface Timeline {
  /** In the order in which they become known. */
  readonly moments: readonly Moment[];
  /** When the line goes silent. */
  readonly end: number;
}

/** When everything of a dialogue is said, and what it costs in time. */
export function timelineOf(random: Random, dialogue: Dialogue): Timeline {
  const pace = aPace(random);
  const welcome = theWelcome(random, pace, dialogue.profile.welcome);
  const moments: Moment[] = [welcome];
  let now: Now = { users: 0, free: welcome.end, cutsIn: false, skipped: [] };
  for (const exchange of [...dialogue.exchanges, ...dialogue.closing]) {
    const told = tell(random, pace, exchange, now);
    moments.push(...told.moments);
    now = told.now;
  }
  return { moments, end: now.free + random.int(300, 1900) };
}

interface Told {
  readonly moments: readonly Moment[];
  readonly now: Now;
}

/** The asking and the answering of one exchange. */
function tell(random: Random, pace: Pace, exchange: Exchange, before: Now): Told {
  const moments: Moment[] = [];
  let now = before;
  exchange.user.forEach((text, index) => {
    const heard = hear(
      random,
      pace,
      { text, follows: index > 0, noisy: exchange.error?.type === 'stt_error' },
      now,
    );
    if (exchange.error?.type === 'stt_error') {
      moments.push({ kind: 'erred', at: heard.end + random.int(80, 300), error: exchange.error });
    }
    moments.push(heard);
    now = { users: now.users + 1, free: heard.at, cutsIn: false, skipped: [] };
  });
  const asked = moments.findLast((moment) => moment.kind === 'heard');
  if (asked === undefined || exchange.assistant.length === 0) return { moments, now };
  const answer = answerTo(random, pace, exchange, asked);
  const last = answer.findLast((moment) => moment.kind === 'spoken');
  const skipped = exchange.skipped ?? [];
  return {
    moments: [...moments, ...answer],
    now: {
      ...now,
      free: last === undefined ? now.free : last.interrupted ? cutInAt(last) : last.end,
      cutsIn: last?.interrupted ?? false,
      skipped,
    },
  };
}

/** The messages of an answer, one after the other; before them the hang or the error that made it late. */
function answerTo(random: Random, pace: Pace, exchange: Exchange, asked: Heard): Moment[] {
  const trouble: Moment[] = [];
  if (exchange.hangs) trouble.push({ kind: 'hung', at: asked.at + random.int(5000, 6000) });
  if (exchange.error?.type === 'llm_error') {
    trouble.push({ kind: 'erred', at: asked.at + random.int(6100, 7000), error: exchange.error });
  }
  const late = trouble.length > 0 ? random.int(7200, 9500) : 0;
  const responseMs =
    late + random.pick([random.int(480, 950), random.int(700, 1500), random.int(1300, 2600)]);
  const spoken: Spoken[] = [];
  for (const text of exchange.assistant) {
    const isLast = spoken.length === exchange.assistant.length - 1;
    const cutsOff = isLast && (exchange.skipped?.length ?? 0) > 0;
    spoken.push(
      speak(
        random,
        pace,
        { text, responseMs, cached: exchange.cached ?? false, cutsOff },
        asked,
        spoken.at(-1),
      ),
    );
  }
  return [...trouble, ...spoken];
}
