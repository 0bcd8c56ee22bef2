import type { JsonObject } from '#base'
import { type Environment, mintValue, tokenOf, type Value } from '#lang'
import type { Random, RequestHistory, World } from '#state'
import type { SessionAgenda } from './agenda/session-agenda.ts'
import type { KnownDocuments } from './graphql/answer-graphql.ts'
import type { OwnDigests } from './own-digests.ts'
import type { Situation } from './recall/situation.ts'
import type { SessionOptions } from './twin.ts'

/** All that a session has of its own. */
export interface Life {
  readonly world: World
  readonly random: Random
  /** Undefined where nothing asks for it. */
  readonly history: RequestHistory | undefined
  /** Undefined when nothing is known by heart. */
  readonly situation: Situation | undefined
  readonly documents: KnownDocuments
  /** Undefined where nobody asks. */
  readonly digests: OwnDigests | undefined
  /** Undefined where nothing happens by itself. */
  readonly agenda: SessionAgenda | undefined
}

/** What an expression sees of what is asked, and when that is. */
export interface Occasion {
  readonly target: string
  readonly path: JsonObject
  readonly query: JsonObject
  readonly header: JsonObject
  readonly body: Value
  readonly malformed: boolean
  /** Ms since 1970. */
  readonly nowMs: number
}

/** What expressions see in a session, for a request or for what happens by itself. */
export function lifeEnvironment(
  { world, random, history, situation, digests }: Omit<Life, 'documents' | 'agenda'>,
  options: Pick<SessionOptions, 'seal'>,
  { target, path, query, header, body, malformed, nowMs }: Occasion,
): Environment {
  return {
    target,
    path,
    query,
    header,
    body,
    malformed,
    nowMs,
    world,
    minting: {
      next: (sequence, start) => world.next(sequence, start),
      random: (shape, isGuess) => {
        const text = mintValue(shape, random, nowMs)
        if (isGuess) world.noteGuess()
        else world.issue(text)
        situation?.note(text)
        return text
      },
      draw: random,
      token: (shape, key, fresh) => {
        const text = tokenOf(shape, key, fresh ? mintValue(shape, random, nowMs) : '')
        world.issue(text)
        situation?.note(text)
        return text
      },
    },
    ...(history ? { history } : {}),
    locals: {},
    ...(digests ? { onDigest: digests.note } : {}),
    onGuess: (of) => (of === 'kept' ? world.noteGuess() : world.noteUnverifiable()),
    seal: options.seal ?? ((text) => text),
  }
}
