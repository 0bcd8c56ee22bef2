import type { Environment } from '#lang'
import type { CompiledModel } from '../answer-request.ts'
import { DerivedWorld } from '../derive/derived-world.ts'
import { type Life, lifeEnvironment } from '../life.ts'
import type { DueRun, SessionOptions, TwinEvent } from '../twin.ts'
import type { Emission } from '../webhooks/compile-emission.ts'

/** Nothing is asked: what happens by itself hangs on the session alone. */
const nobody = { target: '', path: {}, query: {}, header: {}, body: undefined, malformed: false }

/** What expressions see of a session at a moment at which nobody asks. */
export function unaskedEnvironment(life: Life, options: SessionOptions, nowMs: number): Environment {
  return lifeEnvironment(life, options, { ...nobody, nowMs })
}

/** Does what is due in a session by the time of its clock; undefined where nothing ever is. */
export function doDueWork(compiled: CompiledModel, life: Life, options: SessionOptions): DueRun | undefined {
  const { agenda, world } = life
  if (agenda === undefined) return undefined
  const { webhooks, derived } = compiled
  const events: TwinEvent[] = []
  const nowMs = options.clock.nowMs()
  const run = agenda.run(nowMs, unaskedEnvironment(life, options, nowMs), {
    environmentAt: (atMs) => {
      const plain = unaskedEnvironment(life, options, atMs)
      const reader = new DerivedWorld(world, derived, plain, () => world.version)
      const emitted: Emission[] | undefined = webhooks && []
      return {
        environment: derived.size > 0 ? { ...plain, world: reader } : plain,
        stage: { world, reader, agenda: compiled.agenda, emitted },
      }
    },
    told: (emitted, environment) => void events.push(...(webhooks?.finish(emitted, environment, world, options) ?? [])),
  })
  return { ...run, events }
}
