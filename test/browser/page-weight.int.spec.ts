import { describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUILT = 'dist/apps/dashboard';

describe('the built page', () => {
  it('has less than 100 KB of script, as it is sent', async () => {
    const files = await readdir(BUILT, { recursive: true });
    const scripts = files.filter((file) => file.endsWith('.js'));

    const sent = await Promise.all(scripts.map(async (file) => gzipSync(await readFile(join(BUILT, file)))));

    expect(scripts.length).toBeGreaterThan(0);
    expect(sent.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(100_000);
  });
});
