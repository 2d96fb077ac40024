import { describe, expect, it } from '@jest/globals';
import { clusterNodesOf } from './cluster-nodes.js';

const HOSTS = [
  { host: '10.0.0.1', port: 7000 },
  { host: 'redis-2', port: 7001 },
];

describe('the nodes of a cluster', () => {
  it('are open and unencrypted unless something else is said', () => {
    const access = { username: undefined, password: undefined, isEncrypted: false };

    expect(clusterNodesOf(['10.0.0.1:7000', 'redis-2:7001'])).toEqual({ nodes: HOSTS, access });
    expect(clusterNodesOf(['redis://10.0.0.1:7000', 'redis-2:7001'])).toEqual({ nodes: HOSTS, access });
    expect(clusterNodesOf([])).toEqual({ nodes: [], access });
  });

  it('all take the user, the password and the encryption that one is given with', () => {
    const read = clusterNodesOf(['rediss://calls:p%40ss%2Cword@10.0.0.1:7000', 'redis-2:7001']);

    const access = { username: 'calls', password: 'p@ss,word', isEncrypted: true };
    expect(read).toEqual({ nodes: HOSTS, access });
  });

  it('may be given a password alone, and an IPv6 address', () => {
    expect(clusterNodesOf(['redis://:secret@[fd00::1]:7000/'])).toEqual({
      nodes: [{ host: 'fd00::1', port: 7000 }],
      access: { username: undefined, password: 'secret', isEncrypted: false },
    });
  });

  it.each([
    ['10.0.0.1'],
    ['10.0.0.1:0'],
    ['redis://10.0.0.1'],
    ['http://10.0.0.1:7000'],
    ['redis://10.0.0.1:7000/1'],
    ['redis://10.0.0.1:7000?tls=true'],
    ['redis://:%zz@10.0.0.1:7000'],
    ['user:secret@10.0.0.1:7000'],
  ])('are not %s', (item) => {
    expect(clusterNodesOf([item])).toBeUndefined();
  });

  it('can not differ in how they are spoken to', () => {
    expect(clusterNodesOf(['redis://:one@10.0.0.1:7000', 'redis://:other@redis-2:7001'])).toBeUndefined();
    expect(clusterNodesOf(['redis://10.0.0.1:7000', 'rediss://redis-2:7001'])).toBeUndefined();
  });
});
