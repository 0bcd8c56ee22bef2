import { z } from 'zod'
import type { Json } from '#base'
import { late } from '#base'
import type { Twin } from '#engine'
import type { ChaosDesk } from '../chaos/chaos-desk.ts'
import type { Journal } from '../journal/journal.ts'
import { savedEntrySchema } from '../journal/saved-entry.ts'
import type { ServedSession, ServedSessionOptions } from '../served-session.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Stage } from '../stages/stage.ts'
import { savedOutboxSchema } from '../webhooks/saved-outbox.ts'

const createMoment = () =>
  z.strictObject({
    /** What `TwinSession.save` gave. */
    twin: z.unknown(),
    /** What each stage remembers, in their order. */
    stages: z.array(z.unknown()),
    clock: z.strictObject({ nowMs: z.number(), isFrozen: z.boolean() }),
    requests: z.int().min(0),
  })

/** All that a served session is, its name apart. */
export const savedSessionSchema = late(() => {
  const moment = createMoment()
  const json = z.custom<Json>((value) => value !== undefined)
  const fixtures = z.record(z.string(), z.array(z.strictObject({ parents: z.array(json).optional(), value: json })))

  const ruleName = z.strictObject({
    in: z.union([
      z.tuple([z.literal('asked'), z.string(), z.int()]),
      z.tuple([z.literal('on'), z.int()]),
      z.tuple([z.literal('profile'), z.string()]),
    ]),
    at: z.int(),
  })

  return z.strictObject({
    seed: z.int(),
    generation: z.int().min(0).default(0),
    /** How many requests held something until their answers had left; none does. */
    entered: z.int().min(0).default(0),
    /** What it began with beside the entities of the model. */
    fixture: z.strictObject({ name: z.string(), entities: fixtures }).optional(),
    beganMs: z.number(),
    clock: z.strictObject({ mode: z.string(), atMs: z.number(), sinceMs: z.number(), isFrozen: z.boolean() }),
    now: moment,
    snapshots: z.array(z.tuple([z.string(), moment])),
    traces: z.array(z.looseObject({ method: z.string(), target: z.string(), status: z.int() })),
    outbox: savedOutboxSchema.optional(),
    chaos: z.strictObject({
      /** What is on in it, by names. */
      on: z.array(z.string()).optional(),
      dice: z.strictObject({
        random: z.tuple([z.int(), z.int(), z.int(), z.int()]),
        counts: z.array(z.strictObject({ rule: ruleName, matched: z.int(), struck: z.int() })),
        held: z.int().min(0).default(0),
      }),
      before: moment.optional(),
    }),
    journal: z.strictObject({ isWhole: z.boolean(), entries: z.array(savedEntrySchema) }),
  })
})

export type SavedSession = z.output<typeof savedSessionSchema>
type SavedMoment = z.output<ReturnType<typeof createMoment>>

/** Where what belongs to a session is kept beside it. */
export interface SessionSurroundings {
  readonly journal: Journal
  readonly chaos: ChaosDesk
  /** How clocks of the server go. */
  readonly clock: string
}

/** Undefined where the twin can't say what its sessions are. */
function saveMoment({ session, stages, clock, requestCount }: Snapshot): SavedMoment | undefined {
  const twin = session.save?.()
  return twin === undefined ? undefined : { twin, stages: stages.map((stage) => stage.save?.() ?? null), clock, requests: requestCount }
}

/** `stages` are new ones of the session. Throws where it can't be read. */
export function loadMoment(
  saved: SavedMoment,
  { twin, options, stages }: { readonly twin: Twin; readonly options: ServedSessionOptions; readonly stages: readonly Stage[] },
): Snapshot {
  const session = twin.loadSession?.(saved.twin, options)
  if (session === undefined) throw new Error('the sessions of this twin can not be read')
  if (saved.stages.length !== stages.length) throw new Error('other things are declared around its answers')
  return {
    session,
    stages: stages.map((stage, at) => stage.load?.(saved.stages[at]) ?? stage),
    clock: saved.clock,
    requestCount: saved.requests,
  }
}

/** Undefined where the twin can't say what its sessions are. */
export function saveSession(session: ServedSession, { journal, chaos, clock: mode }: SessionSurroundings): SavedSession | undefined {
  const now = saveMoment(session.present())
  if (now === undefined) return undefined
  const { name, seed, generation, provision, beganMs, clock, traces, outbox, snapshots } = session
  const { fixture } = provision
  const on = chaos.namesOn(name)
  const ofSession = chaos.of(session)
  const before = ofSession.before && saveMoment(ofSession.before)
  const saved = {
    seed,
    generation,
    entered: session.underWay.last,
    fixture,
    beganMs,
    clock: { mode: provision.clock?.text ?? mode, ...clock.save() },
    now,
    snapshots: [...snapshots].map(([key, snapshot]) => [key, saveMoment(snapshot)]),
    traces,
    outbox: outbox?.save(),
    chaos: { on, dice: ofSession.save(chaos.namesOf(session)), before },
    journal: { isWhole: session.isJournalWhole(journal), entries: journal.of(name, session.journalSince) },
  }
  return saved as unknown as SavedSession
}
