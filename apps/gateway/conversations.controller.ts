import { Controller, Delete, Get, Header, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Calls } from './calls.js';
import { conversationJson, conversationOf, conversationsJson } from './conversation-of.js';
import { LiveCalls } from './live-calls.js';
import { rawJson } from './raw-json.js';

const MAX_CONVERSATIONS = 200;
const JSON_TYPE = 'application/json; charset=utf-8';

/** The API of the guide's server, whose users' scripts go on working: seed 000, "Routes: Dashboard API". */
@Controller('api/conversations')
export class ConversationsController {
  constructor(
    @Inject(Calls) private readonly calls: Calls,
    @Inject(LiveCalls) private readonly live: LiveCalls,
  ) {}

  /** The newest 200 calls in the order they first appeared; raw events only when asked for (`?events=true`). */
  @Get()
  @Header('content-type', JSON_TYPE)
  async list(@Query('events') events: string | undefined): Promise<string> {
    const { rows } = this.live.rows.query({
      filter: {},
      sort: 'first-seen',
      window: { offset: 0, limit: MAX_CONVERSATIONS },
    });
    const conversations: { call: string; json: string }[] = [];
    for (const { row } of rows.toReversed()) {
      const json = await this.json(row.call, events === 'true');
      if (json !== undefined) conversations.push({ call: row.call, json });
    }
    return conversationsJson(conversations);
  }

  @Get(':call')
  @Header('content-type', JSON_TYPE)
  async show(@Param('call') call: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const json = await this.json(call, true);
    if (json !== undefined) return json;
    reply.code(404);
    return JSON.stringify({ error: 'Not found' });
  }

  @Delete()
  async clear(): Promise<{ message: string }> {
    await this.calls.deleteAll();
    this.live.forgetAll();
    return { message: 'All events cleared' };
  }

  private async json(call: string, withEvents: boolean): Promise<string | undefined> {
    const view = await this.calls.view(call, this.live.rows.get(call));
    if (view === undefined) return undefined;
    const events: string[] = [];
    if (withEvents) for await (const event of this.calls.events(call)) events.push(rawJson(event));
    return conversationJson(conversationOf(view), events);
  }
}
