import type { ServerOptions } from '../server-options.ts'
import type { Tracer } from './tracer.ts'

/** Loaded only where spans are sent. */
export async function openTracer({ twin, telemetry, note }: ServerOptions): Promise<Tracer | undefined> {
  if (telemetry === undefined) return undefined
  const { Tracer } = await import('./tracer.ts')
  return new Tracer(twin.name, telemetry, note)
}
