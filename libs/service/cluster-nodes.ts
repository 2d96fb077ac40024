export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** How all nodes of a cluster are spoken to, also those that are not listed. */
export interface ClusterAccess {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly isEncrypted: boolean;
}

export interface ClusterNodes {
  readonly nodes: readonly RedisNode[];
  readonly access: ClusterAccess;
}

const OPEN: ClusterAccess = { username: undefined, password: undefined, isEncrypted: false };

/**
 * Reads `host:port` pairs, some of which may be `redis://` or `rediss://` addresses with a user and a password: these
 * hold for all nodes. `undefined` when one is neither, or when two differ in what holds for all.
 */
export function clusterNodesOf(items: readonly string[]): ClusterNodes | undefined {
  const nodes: RedisNode[] = [];
  const accesses = new Map<string, ClusterAccess>();
  for (const item of items) {
    const isAddress = item.includes('://');
    const address = URL.canParse(item) && isAddress ? new URL(item) : undefined;
    const access = address === undefined ? undefined : accessOf(address);
    const node = nodeOf(isAddress ? (address?.host ?? '') : item);
    if (node === undefined || (isAddress && access === undefined)) return undefined;
    nodes.push(node);
    if (access !== undefined) accesses.set(JSON.stringify(access), access);
  }
  if (accesses.size > 1) return undefined;
  const [access = OPEN] = accesses.values();
  return { nodes, access };
}

/** A cluster has no numbered databases, so nothing may come behind the port. */
function accessOf({ protocol, username, password, pathname, search }: URL): ClusterAccess | undefined {
  if (!['redis:', 'rediss:'].includes(protocol) || !['', '/'].includes(pathname) || search !== '')
    return undefined;
  try {
    return {
      username: decodeURIComponent(username) || undefined,
      password: decodeURIComponent(password) || undefined,
      isEncrypted: protocol === 'rediss:',
    };
  } catch {
    return undefined;
  }
}

function nodeOf(text: string): RedisNode | undefined {
  const [, host, port] = /^\[?([\w.:-]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65535) return undefined;
  return { host, port: Number(port) };
}
