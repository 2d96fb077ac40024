const MAX_TRIES = 200;

/** A body made smaller as long as what is true of it stays so; not the smallest there is, but small enough to read. */
export async function smallest(body: Buffer, isSo: (body: Buffer) => Promise<boolean>): Promise<Buffer> {
  let found = body;
  let tries = 0;
  for (let size = Math.ceil(found.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < found.length && tries < MAX_TRIES;) {
      const without = Buffer.concat([found.subarray(0, at), found.subarray(at + size)]);
      tries++;
      if (await isSo(without)) found = without;
      else at += size;
    }
  }
  return found;
}
