/** Resolves or rejects as `promise` does, but rejects after `ms`; what becomes of it then is nobody's concern. */
export function within<T>(ms: number, promise: Promise<T>, attempted: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${attempted} took longer than ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
