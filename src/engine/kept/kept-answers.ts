import type { HttpRequest } from '#http'
import type { Random, Reads, World } from '#state'
import type { Answer } from '../twin.ts'
import { KeptResponse } from './kept-response.ts'
import type { KeptRoom, Place } from './kept-room.ts'

/** A longer body takes more place than the time is worth. */
const bodyBytesMax = 64 * 1024
const targetMax = 2048
/** What is kept takes so much beside its texts, about; each of its reads as well. */
const ownBytes = 500
const readBytes = 80
/** So often a target has to be asked at most, after its answer was another each time. */
const patienceMax = 64

/** In one piece: what is asked for lies together. */
interface Kept {
  readonly method: string
  readonly place: Place
  /** How often it has to be asked before the next answer is kept: twice as often each time one was kept in vain. */
  patience: number
  asked: number
  /** Undefined together with its reads: what they hold on to is not to stay. */
  answer: Answer | undefined
  reads: Reads | undefined
  /** That of the world when the reads were last as they are. */
  version: number
  readonly origin: string
  /** Values of the headers on which the answer hangs. */
  readonly headers: readonly (readonly [name: string, value: string | undefined])[]
}

/** One list for all that hang on none: it stays at hand. */
const noHeaders: Kept['headers'] = []

/** Of what can't be kept. */
const never: Omit<Kept, 'method' | 'place' | 'asked'> = {
  patience: Number.POSITIVE_INFINITY,
  answer: undefined,
  reads: undefined,
  version: 0,
  origin: '',
  headers: noHeaders,
}

interface Session {
  readonly world: World
  readonly random: Random
}

/** Lower-case names of the headers on which answers of a route hang; undefined where they hang on more than can be compared. */
export type KeyHeaders = (route: string) => readonly string[] | undefined

/**
 * Answers of one session that would be the same again: to requests without a body, of routes whose expressions read neither the clock nor
 * unknown headers, that changed and minted nothing. One is given again as long as all that was read in the world for it is as it was.
 */
export class KeptAnswers {
  readonly #session: Session
  readonly #room: KeptRoom
  readonly #keyHeaders: KeyHeaders
  readonly #self = new WeakRef(this)
  readonly #kept = new Map<string, Kept>()

  constructor(session: Session, room: KeptRoom, keyHeaders: KeyHeaders) {
    this.#session = session
    this.#room = room
    this.#keyHeaders = keyHeaders
  }

  drop(target: string): void {
    this.#kept.delete(target)
  }

  /** The answer that is kept, or the one that is made. */
  answer(request: HttpRequest, origin: string, make: (request: HttpRequest) => Answer): Answer {
    const { method, target, body } = request
    if ((method !== 'GET' && method !== 'HEAD') || body.length > 0 || request.omittedBodyBytes !== undefined) return make(request)
    if (target.length > targetMax) return make(request)
    const kept = this.#kept.get(target)
    if (kept === undefined) return this.#room.wasAsked(target) ? this.#keep(request, origin, 1, make) : make(request)
    if (kept.method !== method) return make(request)
    const { answer } = kept
    if (answer !== undefined) {
      if (kept.origin === origin && isAsked(request, kept) && this.#holds(kept)) {
        if (kept.patience > 1) kept.patience = 1
        return answer
      }
      kept.answer = undefined
      kept.reads = undefined
      kept.patience = Math.min(kept.patience * 2, patienceMax)
      kept.asked = 0
    }
    return ++kept.asked < kept.patience ? make(request) : this.#keep(request, origin, kept.patience, make)
  }

  /** A world of the same version is the same; in another one each read is looked at. */
  #holds(known: Kept): boolean {
    const { world } = this.#session
    if (known.version === world.version) return true
    if (known.reads?.holdIn(world) !== true) return false
    known.version = world.version
    return true
  }

  #keep(request: HttpRequest, origin: string, patience: number, make: (request: HttpRequest) => Answer): Answer {
    const { world, random } = this.#session
    const before = random.words()
    world.watch()
    let answer: Answer
    let reads: Reads | undefined
    try {
      answer = make(request)
    } finally {
      reads = world.endWatch()
    }
    const names = answer.route === undefined ? undefined : this.#keyHeaders(answer.route)
    const { body, trailers } = answer.response
    const isMoved = random.words().some((word, at) => word !== before[at])
    if (reads === undefined || names === undefined || isMoved || answer.events !== undefined || trailers || body.length > bodyBytesMax) {
      this.#put(request, ownBytes, never)
      return answer
    }
    const headers = names.length === 0 ? noHeaders : names.map((name) => [name, joinedHeader(request, name)] as const)
    const texts = headers.reduce((length, [, value = '']) => length + value.length, 2 * body.length)
    // short bodies share blocks of memory: what is kept must not keep what is not
    const own = { ...answer, response: new KeptResponse(answer.response) }
    const { version } = world
    this.#put(request, ownBytes + reads.count * readBytes + texts, { patience, answer: own, reads, version, origin, headers })
    return own
  }

  #put({ method, target }: HttpRequest, bytes: number, what: Omit<Kept, 'method' | 'place' | 'asked'>): void {
    const before = this.#kept.get(target)
    if (before !== undefined) this.#room.leave(before.place)
    this.#kept.delete(target)
    const place = this.#room.take(this.#self, target, bytes + target.length)
    const { patience, answer, reads, version, origin, headers } = what
    this.#kept.set(target, { method, place, patience, asked: 0, answer, reads, version, origin, headers })
  }
}

function isAsked(request: HttpRequest, { headers }: Kept): boolean {
  for (const [name, value] of headers) if (joinedHeader(request, name) !== value) return false
  return true
}

/** As expressions see it: several of one name are joined. */
function joinedHeader({ headers }: HttpRequest, wanted: string): string | undefined {
  let joined: string | undefined
  for (const [name, value] of headers) {
    if (name.length === wanted.length && name.toLowerCase() === wanted) joined = joined === undefined ? value : `${joined}, ${value}`
  }
  return joined
}
