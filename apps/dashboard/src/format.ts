/** 0:46, 11:08, 1:02:03. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1000), 0);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** +0:05.1 into the call, −0:01.0 before it. */
export function formatOffset(ms: number): string {
  const tenths = Math.round(Math.abs(ms) / 100);
  const whole = formatDuration(Math.floor(tenths / 10) * 1000);
  return `${ms < 0 ? '−' : '+'}${whole}.${tenths % 10}`;
}

/** +1.4 s, +3:05: from one status to the next. */
export function formatDelta(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const size = Math.abs(ms);
  return size < 60_000 ? `${sign}${(size / 1000).toFixed(1)} s` : `${sign}${formatDuration(size)}`;
}

/** 84 ms, 1.28 s. */
export function formatMs(ms: number): string {
  return Math.abs(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** 9 s, 6 min, 3 h, 2 d: how long something has been so. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(Math.round(ms / 1000), 0);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** 12:41:03 on the reader's clock. */
export function formatClock(at: number): string {
  const date = new Date(at);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 12:41 today, 5 Mar on another day. */
export function formatStarted(at: number, now: number): string {
  const date = new Date(at);
  if (date.toDateString() === new Date(now).toDateString())
    return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}`;
}

/** 5 Mar 2026, 12:41:03. */
export function formatMoment(at: number): string {
  const date = new Date(at);
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''} ${date.getFullYear()}, ${formatClock(at)}`;
}

/** 48 211, with a narrow space that does not break. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, '\u202F');
}

export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** CA2244…9e01: enough to tell two ids apart. */
export function shortId(id: string): string {
  const marks = Array.from(id);
  return marks.length <= 14 ? id : `${marks.slice(0, 7).join('')}…${marks.slice(-4).join('')}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
