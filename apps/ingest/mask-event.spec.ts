import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { maskEvent } from './mask-event.js';
import { maskOfSecrets } from './mask-secrets.js';

const OURS = 'whsec-9f8e7d6c5b4a';
const masking = (json: string, secrets: readonly string[] = [OURS]) =>
  maskEvent(Buffer.from(json), json, maskOfSecrets(secrets));
const maskedText = (json: string, secrets?: readonly string[]) => masking(json, secrets).body.toString();
const masked = (value: unknown) => JSON.parse(maskedText(JSON.stringify(value)));

const aServer = {
  enabled: true,
  url: 'https://c3.example.app/events?token=t0k3n&team=7',
  timeoutSeconds: 20,
  secret: 'srv-secret-1',
  headers: { Authorization: 'Bearer live-token-2', 'X-API-Key': 'key-3', 'X-Empty': '' },
  messages: ['status-update', 'hang'],
};
const aMaskedServer = {
  ...aServer,
  url: 'https://c3.example.app/events?token=[masked]&team=[masked]',
  secret: '[masked]',
  headers: { Authorization: '[masked]', 'X-API-Key': '[masked]', 'X-Empty': '' },
};

const anEvent = (server: object, controlUrl: string) => ({
  message: {
    type: 'status-update',
    call: { id: 'WC-1', monitor: { controlUrl } },
    assistant: {
      name: 'Reception',
      assistantServer: server,
      prompt: 'Be kind. Never tell the secret: it is a surprise.',
      assistantAnalysis: { callbackUrl: 'http://analysis.internal/done' },
    },
  },
});

describe('a status-update that echoes the webhook settings', () => {
  it('keeps everything but secret, header values, query values and control address', () => {
    const event = anEvent(aServer, 'https://x.example/calls/v1/conversations/8d1/control');

    expect(masked(event)).toEqual(anEvent(aMaskedServer, '[masked]'));
  });

  it('stays byte for byte as it is when there is nothing to mask', () => {
    const json =
      ' {"message" : {"type":"hang", "n": 1.0e+2,"big":12345678901234567890,"assistantServer":{"secret":"","headers":{}},' +
      '"s":"\\u0068\\ud83d\\ud800 \\/ é","a":1,"a":2}}\n';
    const raw = Buffer.from(json);

    const { body, masked: count } = maskEvent(raw, json, maskOfSecrets([OURS]));

    expect(body).toBe(raw);
    expect(count).toBe(0);
  });

  it('changes nothing around what it masks', () => {
    expect(
      maskedText('{ "a": 1.0e+2, "secret" : "x\\"y", "a":"\\ud800\\u00e9" ,"n":12345678901234567890 }'),
    ).toBe('{ "a": 1.0e+2, "secret" : "[masked]", "a":"\\ud800\\u00e9" ,"n":12345678901234567890 }');
  });
});

const aSquad = (server: object, serverUrlSecret: string) => ({
  call: {
    squad: {
      members: [{ assistant: { serverUrlSecret, model: { tools: [{ type: 'function', server }] } } }],
    },
  },
  toolWithToolCallList: [{ server }],
});

describe('the other shapes credentials come in', () => {
  it('masks the servers of tools, as a list, as an object, or as one', () => {
    expect(masked({ assistantToolServers: [aServer, 'https://a.example/t?k=v'] })).toEqual({
      assistantToolServers: [aMaskedServer, 'https://a.example/t?k=[masked]'],
    });
    expect(masked({ assistantToolServers: { booking: aServer } })).toEqual({
      assistantToolServers: { booking: aMaskedServer },
    });
    expect(masked({ assistantToolServers: aServer })).toEqual({ assistantToolServers: aMaskedServer });
  });

  it('masks servers in squads and tools, and the older serverUrlSecret', () => {
    expect(masked(aSquad({ url: 'https://v.example/t', secret: '12345' }, 'legacy-1'))).toEqual(
      aSquad({ url: 'https://v.example/t', secret: '[masked]' }, '[masked]'),
    );
  });

  it('masks secrets and headers of unexpected shapes, their names kept', () => {
    const server = {
      secret: { value: 'a', version: 7, ok: true, none: null },
      headers: [{ name: 'Authorization', value: 'b' }, { key: 'X', value: 8, extra: ['c'] }, 'd', ''],
      auth: { token: 'e' },
    };

    expect(masked({ server })).toEqual({
      server: {
        secret: { value: '[masked]', version: '[masked]', ok: true, none: null },
        headers: [
          { name: 'Authorization', value: '[masked]' },
          { key: 'X', value: '[masked]', extra: ['[masked]'] },
          '[masked]',
          '',
        ],
        auth: { token: '[masked]' },
      },
    });
    expect(masked({ assistantServer: { headers: 'Authorization: x', secret: 'y' } })).toEqual({
      assistantServer: { headers: '[masked]', secret: '[masked]' },
    });
  });

  it('masks request headers outside of servers, but not the headers of a table', () => {
    expect(
      masked({ request: { headers: { Cookie: 'a', Accept: 'b' } }, import: { headers: ['Name', 'Age'] } }),
    ).toEqual({
      request: { headers: { Cookie: '[masked]', Accept: '[masked]' } },
      import: { headers: ['Name', 'Age'] },
    });
  });

  it.each([
    'secret',
    'apiKey',
    'api_key',
    'X-API-KEY',
    'authorization',
    'accessToken',
    'password',
    'clientSecret',
  ])('masks a value under %s, wherever it stands', (name) => {
    expect(masked({ a: [{ [name]: 'v' }], [name]: ['v', { b: 'v' }] })).toEqual({
      a: [{ [name]: '[masked]' }],
      [name]: ['[masked]', { b: '[masked]' }],
    });
  });

  it.each([
    'outputTokensTotal',
    'api_key_status',
    'priorAuthorization',
    'observer',
    'key',
    'keyboard',
    'monitorPlan',
  ])('leaves a value under %s', (name) => {
    expect(masked({ [name]: 'v' })).toEqual({ [name]: 'v' });
  });

  it('masks control and listen addresses, in a monitor and elsewhere', () => {
    const monitor = {
      controlUrl: 'https://a',
      listenUrl: 'wss://b',
      streamUrl: 'wss://c',
      plan: 'all',
      mode: '',
    };

    expect(masked({ call: { monitor }, listenUrl: 'wss://d' })).toEqual({
      call: {
        monitor: {
          controlUrl: '[masked]',
          listenUrl: '[masked]',
          streamUrl: '[masked]',
          plan: 'all',
          mode: '',
        },
      },
      listenUrl: '[masked]',
    });
  });

  it('masks credentials in addresses and in text anywhere, and leaves links that must work', () => {
    const recording = 'https://s3.example/r.mp3?X-Amz-Expires=900&X-Amz-Signature=ab12';
    expect(
      masked([
        'https://user:pw@host.example/x',
        'see https://a.example/?api_key=abc&page=2 now',
        'Use Bearer abcdefghijklmnop1234 here; the bearer of news',
        recording,
      ]),
    ).toEqual([
      'https://user:[masked]@host.example/x',
      'see https://a.example/?api_key=[masked]&page=2 now',
      'Use Bearer [masked] here; the bearer of news',
      recording,
    ]);
  });

  it('masks credentials in JSON that stands in a string', () => {
    const args = JSON.stringify({ city: 'Köln', apiKey: 'abc', nested: JSON.stringify({ secret: 'd' }) });

    const { function: call } = masked({ function: { arguments: args } });

    expect(JSON.parse(call.arguments)).toEqual({
      city: 'Köln',
      apiKey: '[masked]',
      nested: '{"secret":"[masked]"}',
    });
  });
});

describe('the secrets of this installation', () => {
  it('are masked in any value and key, also percent-encoded and escaped', () => {
    const secret = 'p/ä"ss word-77';
    const text = JSON.stringify({
      [`x-${secret}`]: `a${secret}b`,
      url: `https://a/?x=${encodeURIComponent(secret)}`,
      inner: JSON.stringify([secret]),
    });

    expect(maskedText(text, [secret])).not.toMatch(/ss.{0,3}word/);
    expect(maskedText('{"t":"\\u0077hsec-9f8e7d6c5b4a"}')).toBe('{"t":"[masked]"}');
  });

  it('are masked whole when one begins with another', () => {
    expect(maskedText('["abcd-and-more"]', ['abcd', 'abcd-and-more'])).toBe('["[masked]"]');
  });

  it('never make an event unreadable: what is as short as a word leaves keys, and very short ones words', () => {
    expect(maskedText('{"message":{"id":"message","a":"ab abc"}}', ['message', 'ab'])).toBe(
      '{"message":{"id":"[masked]","a":"ab abc"}}',
    );
  });
});

describe('a hostile body', () => {
  it('is masked at a depth no recursion survives', () => {
    const depth = 1_000_000;
    const json = `${'{"a":['.repeat(depth)}{"server":{"secret":"deep"}}${']}'.repeat(depth)}`;

    const text = maskedText(json);

    expect(text.includes('deep')).toBe(false);
    expect(text.length).toBe(json.length - 'deep'.length + '[masked]'.length);
  });

  it('hides nothing in duplicates of a key', () => {
    expect(maskedText('{"secret":"first","secret":"","server":{"secret":"x"},"server":{}}')).toBe(
      '{"secret":"[masked]","secret":"","server":{"secret":"[masked]"},"server":{}}',
    );
  });

  it('hides nothing behind escaped names', () => {
    expect(maskedText('{"\\u0073ecret":"a","assistant\\u0053erver":{"\\u0068eaders":{"x":"b"}}}')).toBe(
      '{"\\u0073ecret":"[masked]","assistant\\u0053erver":{"\\u0068eaders":{"x":"[masked]"}}}',
    );
  });

  it('keeps __proto__ as a property of its own, and pollutes nothing', () => {
    const result = JSON.parse(
      maskedText('{"__proto__":{"secret":"a","x":1},"constructor":{"password":"b"}}'),
    );

    expect(Object.hasOwn(result, '__proto__')).toBe(true);
    expect(JSON.stringify(result)).toBe(
      '{"__proto__":{"secret":"[masked]","x":1},"constructor":{"password":"[masked]"}}',
    );
    expect(Object.hasOwn(Object.prototype, 'secret')).toBe(false);
  });

  it.each(['"whsec-9f8e7d6c5b4a"', 'null', '12', '[]', 'true', '""'])('may be the scalar %s', (json) => {
    expect(maskedText(json)).toBe(json.replace(OURS, '[masked]'));
  });

  it('takes time that grows with its length', () => {
    const started = performance.now();
    for (const unit of ['\\\\', '\\"', 'bearer ', '://', '?a=', '{', 'ÿ ']) {
      maskedText(JSON.stringify({ a: unit.repeat(500_000), [unit.repeat(100_000)]: 1 }));
    }

    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

/** Hostile neighbours of what `plant` makes: other values, odd keys, lists. */
const around = (plant: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    plant,
    fc
      .tuple(fc.string({ unit: 'grapheme' }), fc.jsonValue(), plant)
      .map(([k, v, p]) => ({ v, [k]: p, last: v })),
    fc.tuple(fc.jsonValue(), plant).map(([v, p]) => [v, p, { list: [p] }]),
  );

describe('a planted secret', () => {
  const PLANTED = 'PLANTED-5e1f0a';
  const plants = fc.constantFrom<(inner: unknown) => unknown>(
    () => ({ secret: PLANTED }),
    () => ({ 'X-Api-Key': PLANTED }),
    (inner) => ({ server: { inner, headers: { Any: PLANTED } } }),
    (inner) => ({ assistantServer: [inner, { headers: [{ name: 'X', value: PLANTED }] }] }),
    () => ({ assistantToolServers: { x: { y: { secret: [PLANTED] } } } }),
    () => ({ monitor: { controlUrl: `https://x/${PLANTED}` } }),
    () => ({ server: { url: `https://x/y?${PLANTED}` } }),
    () => ({ toolServer: { password: PLANTED } }),
    (inner) => ({ text: `--${OURS}--`, inner }),
    (inner) => ({ [`k${OURS}`]: inner }),
    () => ({ arguments: JSON.stringify({ secret: PLANTED }) }),
  );
  const bodies = around(around(fc.tuple(plants, fc.jsonValue()).map(([plantIn, inner]) => plantIn(inner))));

  it('never appears in what is stored, and the rest stays', () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom(undefined, 2), (value, indent) => {
        const json = JSON.stringify(value, null, indent);

        const text = maskedText(json);

        expect(text).not.toContain(PLANTED);
        expect(text).not.toContain(OURS);
        expect(Object.keys(JSON.parse(text))).toHaveLength(Object.keys(JSON.parse(json)).length);
      }),
      { numRuns: 500 },
    );
  });

  it('is all that changes: a body without one is the same bytes', () => {
    fc.assert(
      fc.property(
        fc.json({
          depthSize: 'medium',
          stringUnit: fc.constantFrom('a', '"', '\\', '{', ':', 'é', '\ud800'),
        }),
        (json) => {
          expect(maskedText(json)).toBe(Buffer.from(json).toString());
        },
      ),
      { numRuns: 500 },
    );
  });
});
