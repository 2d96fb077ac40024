import { describe, expect, it } from '@jest/globals';
import { failsForItsOwnSake } from './fails-for-its-own-sake.js';

const aReply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

describe('a command that failed', () => {
  it.each([
    "OOM command not allowed when used memory > 'maxmemory'.",
    "READONLY You can't write against a read only replica.",
    'LOADING Redis is loading the dataset in memory',
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    'CLUSTERDOWN The cluster is down',
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist to disk.',
    'NOREPLICAS Not enough good replicas to write.',
    'BUSY Redis is busy running a script.',
    'NOAUTH Authentication required.',
    'ERR max number of clients reached',
  ])('may succeed later as it is: %s', (message) => {
    expect(failsForItsOwnSake(aReply(message))).toBe(false);
  });

  it.each(['WRONGTYPE Operation against a key holding the wrong kind of value', 'ERR syntax error'])(
    'fails for its own sake: %s',
    (message) => {
      expect(failsForItsOwnSake(aReply(message))).toBe(true);
    },
  );

  it.each([new Error('Command timed out'), new Error("Stream isn't writeable"), new Error('OOM'), 'a text'])(
    'without an answer says nothing of itself: %s',
    (error) => {
      expect(failsForItsOwnSake(error)).toBe(false);
    },
  );
});
