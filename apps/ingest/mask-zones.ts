import {
  namesCapability,
  namesCredential,
  namesHeaders,
  namesServer,
  namesServerCredential,
} from './credential-names.js';

/**
 * What a part of a body is about, and so what of it is masked:
 *
 * - `open`: nothing in particular; only what is recognised as a credential;
 * - `server`: the settings of a server that is called: its credentials, and all query values of its address;
 * - `monitor`: a call's control addresses: every address;
 * - `headers`: request headers: all but their names. `header`: one of them, written `{name, value}`;
 * - `perhaps-headers`: called headers, but not in a server: headers if they are objects, else the columns of some table;
 * - `credential`: everything in it.
 */
export type Zone = 'open' | 'server' | 'monitor' | 'headers' | 'header' | 'perhaps-headers' | 'credential';

/** The zone of a value that stands under a key of an object in a zone. */
export function zoneUnder(key: string, zone: Zone): Zone {
  switch (zone) {
    case 'credential':
    case 'headers':
      return 'credential';
    case 'header':
      return key === 'name' || key === 'key' ? 'open' : 'credential';
    case 'open':
    case 'server':
    case 'monitor':
    case 'perhaps-headers':
      return zoneOfKey(key, zone);
  }
}

/** The zone of an object that is a value in a zone, or an item of a list in it. */
export function zoneOfObject(zone: Zone, isItem: boolean): Zone {
  return zone === 'headers' || zone === 'perhaps-headers' ? (isItem ? 'header' : 'headers') : zone;
}

function zoneOfKey(key: string, zone: Zone): Zone {
  if (zone === 'server' ? namesServerCredential(key) : namesCredential(key)) return 'credential';
  if (namesCapability(key)) return 'credential';
  if (namesHeaders(key)) return zone === 'server' ? 'headers' : 'perhaps-headers';
  if (namesServer(key)) return 'server';
  return key === 'monitor' ? 'monitor' : zone;
}
