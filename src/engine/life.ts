import type { JsonObject } from '#base'
import { type Environment, type Minting, mintValue, tokenOf, type Value } from '#lang'
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
    minting: new LifeMinting(world, random, situation, nowMs),
    ...(history ? { history } : {}),
    locals: noLocals,
    ...(digests ? { onDigest: digests.note } : {}),
    onGuess: world.onGuess,
    seal: options.seal ?? asItIs,
  }
}

const noLocals: Environment['locals'] = {}
const asItIs = (text: string): string => text

/** Where the new values of one request come from. */
class LifeMinting implements Minting {
  readonly draw: Random
  readonly #world: World
  readonly #situation: Situation | undefined
  readonly #nowMs: number

  constructor(world: World, random: Random, situation: Situation | undefined, nowMs: number) {
    this.draw = random
    this.#world = world
    this.#situation = situation
    this.#nowMs = nowMs
  }

  next(sequence: string, start: () => number): number {
    return this.#world.next(sequence, start)
  }

  random(shape: string, isGuess: boolean): string {
    const text = mintValue(shape, this.draw, this.#nowMs)
    if (isGuess) this.#world.noteGuess()
    else this.#world.issue(text)
    this.#situation?.note(text)
    return text
  }

  token(shape: string, key: string, fresh: boolean): string {
    const text = tokenOf(shape, key, fresh ? mintValue(shape, this.draw, this.#nowMs) : '')
    this.#world.issue(text)
    this.#situation?.note(text)
    return text
  }
}
