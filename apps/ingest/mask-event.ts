import { isJson } from './is-json.js';
import { maskCredentialsInAddresses, maskServerAddress } from './mask-url.js';
import type { SecretsMask } from './mask-secrets.js';
import { zoneOfObject, zoneUnder, type Zone } from './mask-zones.js';
import { MASKED } from './masked.js';
import { scanJson, type JsonVisitor } from './scan-json.js';

export interface MaskedEvent {
  readonly body: Buffer;
  /** How many values and keys were masked. */
  readonly masked: number;
}

/**
 * Masks the credentials a webhook's body echoes, at any depth. `raw` are the bytes of `json`, which is valid JSON.
 * Nothing to mask: the same bytes. Else all but the masked values stays as it was written, key order, duplicate keys,
 * escapes and numbers included.
 */
export function maskEvent(raw: Buffer, json: string, secrets: SecretsMask): MaskedEvent {
  const { text, masked } = maskJson(json, secrets);
  return { body: masked === 0 ? raw : Buffer.from(text), masked };
}

function maskJson(json: string, secrets: SecretsMask): { text: string; masked: number } {
  const rewrite = new Rewrite(json);
  scanJson(json, new MaskingVisitor(rewrite, json, secrets));
  return { text: rewrite.text(), masked: rewrite.count };
}

/** The text with some of its parts replaced, put together from what lies between them. */
class Rewrite {
  private readonly parts: string[] = [];
  private keptUpTo = 0;
  count = 0;

  constructor(private readonly original: string) {}

  replace(start: number, end: number, replacement: string): void {
    this.parts.push(this.original.slice(this.keptUpTo, start), replacement);
    this.keptUpTo = end;
    this.count++;
  }

  text(): string {
    return this.parts.join('') + this.original.slice(this.keptUpTo);
  }
}

const MAX_KNOWN_KEYS = 1_000;

class MaskingVisitor implements JsonVisitor {
  // Of every object and list around the present place; two lists of plain values, since there may be millions.
  private readonly zones: Zone[] = [];
  private readonly areLists: boolean[] = [];
  private zoneOfNext: Zone = 'open';
  private readonly zonesOfKeys = new Map<string, Zone>();

  constructor(
    private readonly rewrite: Rewrite,
    private readonly json: string,
    private readonly secrets: SecretsMask,
  ) {}

  open(kind: 'object' | 'list'): void {
    const zone = this.zoneHere();
    this.zones.push(kind === 'list' ? zone : zoneOfObject(zone, this.isInList()));
    this.areLists.push(kind === 'list');
  }

  close(): void {
    this.zones.pop();
    this.areLists.pop();
  }

  key(start: number, end: number): void {
    const key = decodeString(this.json.slice(start, end));
    this.zoneOfNext = this.zoneUnder(key, this.zones.at(-1) ?? 'open');
    this.replaceText(start, end, key, this.secrets.inKey(key));
  }

  text(start: number, end: number): void {
    const value = decodeString(this.json.slice(start, end));
    this.replaceText(start, end, value, maskValue(value, this.zoneHere(), this.secrets));
  }

  number(start: number, end: number): void {
    if (isMaskedWhole(this.zoneHere())) this.rewrite.replace(start, end, JSON.stringify(MASKED));
  }

  private replaceText(start: number, end: number, was: string, is: string): void {
    if (is !== was) this.rewrite.replace(start, end, JSON.stringify(is));
  }

  // An event says the same few keys over and over.
  private zoneUnder(key: string, zone: Zone): Zone {
    const known = zone === 'open' ? this.zonesOfKeys.get(key) : undefined;
    if (known !== undefined) return known;
    const found = zoneUnder(key, zone);
    if (zone === 'open' && this.zonesOfKeys.size < MAX_KNOWN_KEYS) this.zonesOfKeys.set(key, found);
    return found;
  }

  /** A list's items are in its zone; a value of an object is in the zone its key made. */
  private zoneHere(): Zone {
    return (this.isInList() ? this.zones.at(-1) : undefined) ?? this.zoneOfNext;
  }

  private isInList(): boolean {
    return this.areLists.at(-1) === true;
  }
}

function maskValue(value: string, zone: Zone, secrets: SecretsMask): string {
  if (value === '') return value;
  if (isMaskedWhole(zone) || (zone === 'monitor' && value.includes('://'))) return MASKED;
  const address = zone === 'server' ? maskServerAddress(value) : value;
  return secrets.inValue(maskBearers(maskCredentialsInAddresses(maskNestedJson(address, secrets))));
}

function decodeString(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}

function isMaskedWhole(zone: Zone): boolean {
  return zone === 'credential' || zone === 'headers';
}

/**
 * Arguments of tools stand as JSON in a string. Each level doubles the escapes, so there are few of them. What holds no
 * string holds nothing to mask.
 */
function maskNestedJson(value: string, secrets: SecretsMask): string {
  if (!/^\s*[[{]/.test(value) || !value.includes('"') || !isJson(value)) return value;
  return maskJson(value, secrets).text;
}

// Long enough not to be a word: people speak of bearers, too.
function maskBearers(value: string): string {
  return value.includes('earer ')
    ? value.replace(/\b(bearer\s{1,8})[\w.~+/=-]{16,}/gi, `$1${MASKED}`)
    : value;
}
