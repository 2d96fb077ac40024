import { Controller, Get, Inject, Module, Res, type DynamicModule } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A claim and what to say beside it. Whoever reaches the port reads it, so no addresses and no secrets. */
export interface Health {
  readonly ok: boolean;
  readonly [detail: string]: unknown;
}

export interface HealthChecks {
  /** Not ok: only a restart helps. */
  readonly alive: () => Health | Promise<Health>;
  /** Not ok: send nothing here for now. */
  readonly ready: () => Health | Promise<Health>;
}

const CHECKS = Symbol('HealthChecks');

/** Whether the service is on its way out. Said before the app closes, since its modules drain in an order of Nest's. */
export class Draining {
  private hasBegun = false;

  begin(): void {
    this.hasBegun = true;
  }

  get isOn(): boolean {
    return this.hasBegun;
  }
}

@Controller()
class HealthController {
  constructor(
    @Inject(CHECKS) private readonly checks: HealthChecks,
    @Inject(Draining) private readonly draining: Draining,
  ) {}

  @Get('healthz')
  healthz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return answer(reply, this.checks.alive);
  }

  @Get('readyz')
  readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return answer(reply, this.draining.isOn ? () => ({ ok: false, draining: true }) : this.checks.ready);
  }
}

/** `GET /healthz` and `GET /readyz`: 200 or 503, and a JSON object either way. Not ready once draining. */
@Module({})
export class HealthModule {
  static for(checks: HealthChecks): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [Draining, { provide: CHECKS, useValue: checks }],
    };
  }
}

async function answer(reply: FastifyReply, check: HealthChecks['alive']): Promise<object> {
  const { ok, ...details } = await outcomeOf(check);
  reply.code(ok ? 200 : 503).header('cache-control', 'no-store');
  return { status: ok ? 'ok' : 'failing', ...details };
}

async function outcomeOf(check: HealthChecks['alive']): Promise<Health> {
  try {
    return await check();
  } catch {
    return { ok: false, reason: 'the check itself failed' };
  }
}
