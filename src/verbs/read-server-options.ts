import type { Link } from '#engine'
import { readLatencies } from '#model/io'
import type { ClockChoice, ServerOptions } from '#server'
import { controlTokenName } from './control-token.ts'
import { logTo } from './log-requests.ts'
import { readChaos } from './read-chaos.ts'
import { readSeal, readTwinWithFixtures } from './read-served-twin.ts'
import { readTelemetry, wantsTelemetry } from './read-telemetry.ts'
import { type SessionFlags, toSessionSettings } from './session-settings.ts'
import type { VerbContext } from './verb.ts'
import type { TwinPlace } from './workspace.ts'

/** What is said of a server where it is started; `twin.toml` says the rest. */
export interface ServeSettings extends SessionFlags {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly fidelity: 'synth' | 'strict'
  readonly seed: number
  readonly clock: ClockChoice
  readonly allowHost: readonly string[]
  readonly maxSessions: number
  readonly maxBodyBytes: number
  /** Names of profiles, and rules in short, that are on from the start. */
  readonly chaos: readonly string[]
  readonly controlPort?: number | undefined
  readonly log?: 'json' | 'text' | undefined
  /** What is asked of other twins when something happens in this one. */
  readonly links?: readonly Link[]
}

/** All that a server of the twin needs. Faults: those of `readTwinWithFixtures`, `readChaos`, `readSeal`, `readTelemetry` and `toSessionSettings`. */
export async function readServerOptions(place: TwinPlace, settings: ServeSettings, context: VerbContext): Promise<ServerOptions> {
  const { config } = place
  const {
    host = config.serve?.host ?? '127.0.0.1',
    port = config.serve?.port ?? 0,
    fidelity,
    seed,
    clock,
    maxSessions,
    maxBodyBytes,
  } = settings
  const { twin, fixtures } = await readTwinWithFixtures(place, fidelity, context, settings.links)
  const chaos = await readChaos(place.folder)
  return {
    twin,
    fidelity,
    host,
    port,
    seed,
    clock,
    seal: await readSeal(place, context),
    otherNames: settings.allowHost,
    limits: { maxSessions, maxBodyBytes },
    chaos: { profiles: chaos.profiles, on: [...chaos.on, ...settings.chaos], latencies: await readLatencies(place.folder) },
    sessions: toSessionSettings(config, settings, fixtures),
    control: { token: context.env[controlTokenName], port: settings.controlPort },
    ...(settings.log === undefined ? {} : { log: logTo(settings.log, context.note) }),
    ...(wantsTelemetry(context.env) ? { telemetry: readTelemetry(context.env, twin.name, context.note) } : {}),
    webhookTargets: config.webhooks?.allow ?? [],
    note: context.note,
  }
}
