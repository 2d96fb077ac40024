import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Draining, HealthModule, type Health } from './health.js';

let ready: () => Health = () => ({ ok: true });

@Module({ imports: [HealthModule.for({ alive: () => ({ ok: true }), ready: () => ready() })] })
class App {}

describe('a service that is up', () => {
  let app: NestFastifyApplication;
  const get = async (path: string) => {
    const response = await fetch(new URL(path, await app.getUrl()));
    return { statusCode: response.status, body: await response.json() };
  };

  beforeEach(async () => {
    app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    await app.listen(0, '127.0.0.1');
  });
  afterEach(() => app.close());

  it('says that it is alive and ready', async () => {
    expect(await get('/healthz')).toEqual({ statusCode: 200, body: { status: 'ok' } });
    expect(await get('/readyz')).toEqual({ statusCode: 200, body: { status: 'ok' } });
  });

  it('is alive but not ready while what it needs is away, and says what that is', async () => {
    ready = () => ({ ok: false, redis: 'down' });

    expect(await get('/readyz')).toEqual({ statusCode: 503, body: { status: 'failing', redis: 'down' } });
    expect(await get('/healthz')).toMatchObject({ statusCode: 200 });
  });

  it('is not ready when the check throws, and tells strangers nothing of the reason', async () => {
    ready = () => {
      throw new Error('connect ECONNREFUSED 10.0.0.1:6379');
    };

    const answer = await get('/readyz');

    expect(answer.statusCode).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.1');
  });

  it('is not ready once draining, whatever the check says', async () => {
    ready = () => ({ ok: true });

    app.get(Draining, { strict: false }).begin();

    expect(await get('/readyz')).toEqual({ statusCode: 503, body: { status: 'failing', draining: true } });
    expect(await get('/healthz')).toMatchObject({ statusCode: 200 });
  });
});
